from typing import ClassVar

import django.db.models.deletion
import linli.kernel.ids
import linli.people.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Granted requests carry themselves out, relatives may ask, and somebody answers for the data by name."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("people", "0002_competence_of_owners"),
    ]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            model_name="contact",
            name="erase_asked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="done_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="name_sealed",
            field=linli.people.fields.SealedTextField(null=True),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ready", "可以下载了，三十天内有效"),
                    ("corrected", "已改好"),
                    ("erased", "已删除"),
                    ("waits", "正在办的诉求办结后自动删除"),
                    ("closed", "账号已注销"),
                    ("gone", "信息先前已删除，没有可办的"),
                ],
                default="",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="phone_sealed",
            field=linli.people.fields.SealedTextField(null=True),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="proof",
            field=models.FileField(blank=True, default="", max_length=200, upload_to=""),
        ),
        migrations.AlterField(
            model_name="datarequest",
            name="kind",
            field=models.CharField(
                choices=[
                    ("access", "查阅"),
                    ("copy", "复制"),
                    ("correct", "更正"),
                    ("delete", "删除"),
                    ("cancel", "注销账号"),
                    ("heir", "近亲属查阅逝者信息"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="datarequest",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "待办理"),
                    ("granted", "已同意，正在办"),
                    ("done", "已办好"),
                    ("refused", "已说明理由"),
                ],
                default="open",
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="DataOfficer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("phone", models.CharField(max_length=40)),
                ("email", models.CharField(blank=True, default="", max_length=120)),
                ("valid_from", models.DateTimeField()),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
