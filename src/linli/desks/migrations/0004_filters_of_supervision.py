"""Filters are kept for the list of supervision orders too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desks", "0003_presence")]

    operations = [
        migrations.AlterField(
            model_name="savedfilter",
            name="listed",
            field=models.CharField(choices=[("queue", "诉求"), ("inbox", "待办"), ("watch", "督办")], max_length=8),
        ),
    ]
