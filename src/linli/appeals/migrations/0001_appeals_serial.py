from django.db import migrations


class Migration(migrations.Migration):
    """The sequence behind case numbers."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [migrations.RunSQL("CREATE SEQUENCE appeals_serial", "DROP SEQUENCE appeals_serial")]
