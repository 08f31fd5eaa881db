"""The hot events of the last thirty days."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0004_need_owners")]

    operations = [
        migrations.CreateModel(
            name="HotSpot",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("area_path", models.CharField(db_collation="C", max_length=120)),
                ("category", models.CharField(max_length=40, null=True)),
                (
                    "appeal_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None),
                ),
                ("people", models.IntegerField()),
                ("this_week", models.IntegerField()),
                ("week_before", models.IntegerField()),
                ("heat", models.FloatField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("alerted_at", models.DateTimeField(null=True)),
            ],
            options={"indexes": [models.Index(fields=["area_path", "-heat"], name="hot_spot_of_area")]},
        ),
    ]
