"""Accounts of other systems; whose a key is, what it succeeds, when it was used; keys without an end for systems only.

The table of keys is small (hundreds of rows), so index and check are made at once. What exists gets its values from
the database, and code from before goes on writing rows without naming the new columns.
"""

import django.contrib.postgres.functions
from django.db import migrations, models

import linli.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_presses"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="is_system",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="kind",
            field=models.CharField(
                choices=[("personal", "个人密钥"), ("system", "系统密钥")],
                db_default="personal",
                default="personal",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="last_used_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="series_id",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(), default=linli.kernel.ids.new_id
            ),
        ),
        migrations.AlterField(
            model_name="apitoken",
            name="expires_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="apitoken",
            index=models.Index(fields=["series_id"], name="people_apitoken_series"),
        ),
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "system"), ("expires_at__isnull", False), _connector="OR"),
                name="people_apitoken_personal_ends",
            ),
        ),
    ]
