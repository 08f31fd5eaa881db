"""Subscriptions and deliveries of webhooks."""

import django.contrib.postgres.fields
import django.db.models.deletion
import linli.kernel.ids
import linli.people.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("series_id", models.UUIDField()),
                ("url", models.CharField(max_length=500)),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None),
                ),
                ("area_path", models.CharField(db_collation="C", max_length=120)),
                ("secret_sealed", linli.people.fields.SealedTextField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "推送中"),
                            ("paused", "已暂停"),
                            ("gone", "对方已停用"),
                            ("ended", "已结束"),
                        ],
                        default="active",
                        max_length=8,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("last_sent_at", models.DateTimeField(null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("quiet_until", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("fact_id", models.UUIDField()),
                ("kind", models.CharField(max_length=60)),
                ("body", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "待送达"), ("sent", "已送达"), ("dead", "未能送达")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("last_status", models.PositiveSmallIntegerField(null=True)),
                (
                    "last_fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", ""),
                            ("answer", "对方答复了错误"),
                            ("slow", "对方太慢"),
                            ("unreachable", "连不上"),
                            ("not_public", "地址不在公网"),
                            ("gone", "对方答复 410，已停用"),
                            ("no_key", "密钥已失效"),
                            ("ended", "订阅已结束"),
                        ],
                        max_length=16,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("next_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
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
                "indexes": [
                    models.Index(fields=["subscription", "-id"], name="hooks_delivery_newest"),
                    models.Index(
                        condition=models.Q(("state", "sent"), _negated=True),
                        fields=["subscription", "state"],
                        name="hooks_delivery_open",
                    ),
                    models.Index(fields=["made_at"], name="hooks_delivery_made"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subscription", "fact_id"), name="hooks_delivery_once")
                ],
            },
        ),
    ]
