from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Which open report somebody says is the same matter ("me too"); empty so far (ADR 0025)."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("appeals", "0003_link_rounds_and_consent_taken_back")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            "appeal",
            "same_as",
            models.ForeignKey(
                "appeals.appeal",
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
            ),
        ),
        migrations.AddIndex(
            "appeal",
            models.Index(fields=["same_as"], name="appeal_same_as", condition=models.Q(same_as__isnull=False)),
        ),
    ]
