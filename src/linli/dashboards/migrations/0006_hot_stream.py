"""Reports taken into hot events one by one, their alerts and what was decided; the hourly table goes: it was drawn."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import linli.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dashboards", "0005_hot_spots"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel("HotSpot"),
        migrations.CreateModel(
            name="HotWord",
            fields=[
                ("key", models.CharField(db_collation="C", max_length=6, primary_key=True, serialize=False)),
                ("texts", models.IntegerField()),
                ("named", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="HotBetween",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("one", models.UUIDField()),
                ("other", models.UUIDField()),
                ("texts", models.IntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["other"], name="hot_between_other")],
                "constraints": [models.UniqueConstraint(fields=("one", "other"), name="hot_between_once")],
            },
        ),
        migrations.CreateModel(
            name="HotSpot",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("area_path", models.CharField(db_collation="C", max_length=120)),
                ("category", models.CharField(max_length=40, null=True)),
                ("matter", models.UUIDField()),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), size=None),
                ),
                ("texts", models.IntegerField()),
                ("people", models.IntegerField()),
                ("this_week", models.IntegerField()),
                ("week_before", models.IntegerField()),
                ("heat", models.FloatField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["area_path", "-heat"], name="hot_spot_of_area")],
            },
        ),
        migrations.CreateModel(
            name="HotText",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("who", models.CharField(db_collation="C", max_length=36)),
                ("area_path", models.CharField(db_collation="C", max_length=120)),
                ("category", models.CharField(max_length=40, null=True)),
                ("event", models.UUIDField()),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("pieces", models.JSONField()),
                ("near", models.JSONField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["keys"], name="hot_text_keys"),
                    models.Index(fields=["event", "at"], name="hot_text_of_event"),
                    models.Index(fields=["at"], name="hot_text_by_time"),
                    models.Index(
                        condition=models.Q(("who", ""), _negated=True), fields=["who"], name="hot_text_of_person"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HotAlert",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("spot_id", models.UUIDField()),
                ("area_path", models.CharField(db_collation="C", max_length=120)),
                ("category", models.CharField(max_length=40, null=True)),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), size=None),
                ),
                ("appeal_ids", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("people", models.IntegerField()),
                ("at", models.DateTimeField()),
                (
                    "decided",
                    models.CharField(
                        choices=[
                            ("topic", "提为协商议题"),
                            ("project", "提为治理项目"),
                            ("tell", "交单位处理"),
                            ("watch", "继续观察"),
                            ("dismiss", "不作热点处理"),
                        ],
                        max_length=12,
                        null=True,
                    ),
                ),
                ("reason", models.TextField(blank=True, default="")),
                ("unit_id", models.UUIDField(null=True)),
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
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["appeal_ids"], name="hot_alert_reports"
                    ),
                    models.Index(fields=["area_path", "-at"], name="hot_alert_of_area"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided__isnull", True), ("decided_at__isnull", True), ("decided_by__isnull", True)
                            ),
                            models.Q(
                                ("decided__isnull", False), ("decided_at__isnull", False), ("decided_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="hot_alert_decided_by_somebody",
                    )
                ],
            },
        ),
    ]
