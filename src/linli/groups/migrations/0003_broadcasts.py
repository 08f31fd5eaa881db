"""What is sent to all of an area (S-110, ADR 0019)."""

import django.db.models.deletion
import linli.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grid", "0004_closings"),
        ("groups", "0002_board_and_news"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Broadcast",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("news", "消息"), ("service", "服务通知"), ("emergency", "紧急预警")], max_length=12
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("safety", "安全提醒"),
                            ("outage", "停水停电"),
                            ("health", "健康防疫"),
                            ("service", "便民服务"),
                            ("activity", "邻里活动"),
                            ("party", "党建"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words_zh", models.CharField(max_length=200)),
                ("words_en", models.CharField(max_length=400)),
                ("link", models.CharField(blank=True, max_length=200)),
                ("area_path", models.CharField(db_collation="C", max_length=120)),
                ("good_until", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "等另一位同事同意"),
                            ("sending", "正在发"),
                            ("sent", "发完了"),
                            ("refused", "没同意发"),
                            ("called_off", "已叫停"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("client_id", models.CharField(max_length=80, null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("expected", models.PositiveIntegerField()),
                ("reached", models.PositiveIntegerField(default=0)),
                ("last_told", models.UUIDField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("called_off_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "building",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grid.building",
                    ),
                ),
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
                    "estate",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grid.estate",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-at", "-id"], name="groups_broadcast_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("asked_by", "client_id"), name="groups_broadcast_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="groups_broadcast_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("good_until__gt", models.F("at"))), name="groups_broadcast_ends"
                    ),
                ],
            },
        ),
    ]
