from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """The sequence behind case numbers."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL("CREATE SEQUENCE appeals_serial", "DROP SEQUENCE appeals_serial")
    ]
