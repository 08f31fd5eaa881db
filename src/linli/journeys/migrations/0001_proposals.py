"""Proposed topics and projects."""

import django.contrib.postgres.fields
import django.db.models.deletion
import linli.journeys.words
import linli.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0013_household_consents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(choices=[("topic", "协商议题"), ("project", "治理项目")], max_length=8)),
                (
                    "source",
                    models.CharField(
                        choices=[("hot_spot", "热点"), ("leaf", "同类诉求多次出现"), ("thread", "邻里群话题")],
                        max_length=8,
                    ),
                ),
                ("source_id", models.UUIDField(null=True)),
                ("title", models.CharField(max_length=120)),
                ("category", models.CharField(max_length=40, null=True)),
                ("area_path", models.CharField(db_collation="C", max_length=120)),
                ("appeal_ids", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("due_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "待决定"), ("taken_up", "已采纳"), ("refused", "未采纳")],
                        default=linli.journeys.words.ProposalState["PROPOSED"],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reason", models.TextField(blank=True, default="")),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["area_path", "-at"], name="proposal_of_area"),
                    models.Index(fields=["unit", "-at"], name="proposal_of_unit"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_id__isnull", False)),
                        fields=("source", "source_id"),
                        name="proposal_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("source", "leaf"), ("state", "proposed")),
                        fields=("area_path", "category"),
                        name="proposal_of_leaf_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by__isnull", True), ("state", "proposed")),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_decided_by_somebody",
                    ),
                ],
            },
        ),
    ]
