"""Letters that went out: their numbers, without gaps by office and year, and what stands around their words (ADR 0028)."""

import django.db.models.deletion
import linli.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0005_undo"),
    ]

    operations = [
        migrations.AlterField(
            model_name="appealtext",
            name="kind",
            field=models.CharField(
                choices=[
                    ("report", "诉求内容"),
                    ("question", "补正问题"),
                    ("addition", "补充说明"),
                    ("reply", "答复"),
                    ("interim", "阶段答复"),
                    ("reason", "理由"),
                    ("action", "办理记录"),
                    ("contact", "联系记录"),
                    ("opinion", "会办意见"),
                    ("plan", "办理计划"),
                    ("note", "内部备注"),
                    ("words", "评价留言"),
                    ("objection", "异议"),
                    ("supervision", "督办意见"),
                    ("visit", "入户记录"),
                    ("notice", "整改通知"),
                    ("letter", "信函"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="LetterCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("office", models.CharField(max_length=36)),
                ("year", models.SmallIntegerField()),
                ("last", models.IntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("office", "year"), name="one_letter_count")],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("office", models.CharField(max_length=36)),
                ("year", models.SmallIntegerField()),
                ("serial", models.IntegerField()),
                ("title", models.CharField(max_length=60)),
                ("close", models.CharField(max_length=60)),
                ("sender", models.CharField(max_length=120)),
                ("language", models.CharField(max_length=2)),
                ("text_id", models.UUIDField()),
                ("by_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "appeal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="appeals.appeal",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["appeal", "at"], name="letter_of_appeal")],
                "constraints": [
                    models.UniqueConstraint(fields=("office", "year", "serial"), name="letter_number_once")
                ],
            },
        ),
    ]
