import django.db.models.deletion
import linli.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desks", "0001_desks_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CannedAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area_path", models.CharField(db_collation="C", max_length=120)),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("ask_info", "请补充"),
                            ("answer_now", "直接答复"),
                            ("first_contact", "首次联系"),
                            ("interim_reply", "阶段答复"),
                            ("submit_result", "提交结果"),
                        ],
                        max_length=16,
                    ),
                ),
                ("category", models.CharField(blank=True, default="", max_length=60)),
                ("name_zh", models.CharField(max_length=40)),
                ("name_en", models.CharField(max_length=80)),
                ("body_zh", models.TextField()),
                ("body_en", models.TextField()),
                ("at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("retired_at__isnull", True)),
                        fields=["step", "area_path"],
                        name="desks_canned_offered",
                    )
                ],
            },
        ),
    ]
