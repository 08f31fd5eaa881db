"""A competence may also say who owns the objects (R5-4, step 3); the column itself does not change."""

from django.db import migrations, models

RANKS = [("main", "主办"), ("assist", "协办"), ("owner", "权属单位")]


class Migration(migrations.Migration):
    dependencies = [("people", "0001_people_tables")]

    operations = [
        migrations.AlterField(
            model_name="competence",
            name="rank",
            field=models.CharField(choices=RANKS, default="main", max_length=8),
        ),
    ]
