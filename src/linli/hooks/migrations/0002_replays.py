"""Deliveries that somebody has sent again, with a reason; patience counts from then."""

import django.db.models.deletion
import linli.kernel.ids
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("hooks", "0001_hooks_tables")]

    operations = [
        migrations.CreateModel(
            name="Replay",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("since", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
                ("delivery_id", models.UUIDField(null=True)),
                ("only_dead", models.BooleanField()),
                ("reason", models.CharField(max_length=200)),
                ("count", models.PositiveIntegerField()),
                ("by_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "subscription",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hooks.subscription",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["subscription", "-at"], name="hooks_replay_newest")],
            },
        ),
        migrations.AddField("delivery", "again_at", models.DateTimeField(null=True)),
        AddIndexConcurrently(
            model_name="delivery",
            index=models.Index(fields=["subscription", "made_at"], name="hooks_delivery_span"),
        ),
    ]
