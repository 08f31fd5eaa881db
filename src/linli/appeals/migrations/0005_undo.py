from typing import ClassVar

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Deeds that may be taken back within seconds (ADR 0027)."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("appeals", "0004_me_too")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.CreateModel(
            name="Undo",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("deed", models.CharField(max_length=40)),
                ("right", models.CharField(max_length=60)),
                ("role", models.CharField(max_length=20)),
                ("fact_ids", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("facts", models.IntegerField()),
                ("by_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("before", models.JSONField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="appeals.appeal"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["at"], name="undo_by_time")]},
        ),
    ]
