from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """How often a secret link was renewed, and when the consent to publish was taken back; both empty so far."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("appeals", "0002_appeals_tables")]
    operations: ClassVar[list[migrations.AddField]] = [
        migrations.AddField("appeal", "link_round", models.SmallIntegerField(null=True)),
        migrations.AddField("appeal", "consent_withdrawn_at", models.DateTimeField(null=True)),
    ]
