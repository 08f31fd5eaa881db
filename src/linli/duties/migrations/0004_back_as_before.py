"""A due moment may also go back to what it was before a step that was taken back within seconds (ADR 0027)."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

CAUSES = [
    ("pause", "暂停后顺延"),
    ("approval", "经批准延期"),
    ("stricter", "改用更严的时限"),
    ("holidays", "放假安排公布后重算"),
    ("emergency", "本地区转入急时，余下时间昼夜连续计算"),
    ("restored", "急时结束，恢复原来的计时"),
    ("undone", "上一步撤回，恢复原来的时限"),
]


class Migration(migrations.Migration):
    dependencies = [("duties", "0003_find_what_is_in_an_emergency")]

    operations = [
        migrations.AlterField(
            model_name="dutymove", name="cause", field=models.CharField(choices=CAUSES, max_length=10)
        ),
        migrations.RemoveConstraint(model_name="dutymove", name="duties_later_only_with_cause"),
        AddConstraintNotValid(
            model_name="dutymove",
            constraint=models.CheckConstraint(
                condition=models.Q(to_due__lte=models.F("from_due"))
                | models.Q(cause__in=["pause", "holidays"])
                | models.Q(cause__in=["approval", "restored", "undone"], approval_id__isnull=False),
                name="duties_later_only_with_cause",
            ),
        ),
    ]
