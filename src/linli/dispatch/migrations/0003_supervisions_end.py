"""A supervision order is closed by who supervises; an index behind the list of those that run."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("dispatch", "0002_find_what_is_put_aside")]

    operations = [
        migrations.AddField("supervision", "closed_at", models.DateTimeField(null=True)),
        migrations.AddField("supervision", "closed_by_id", models.UUIDField(null=True)),
        AddIndexConcurrently(
            model_name="supervision",
            index=models.Index(condition=models.Q(closed_at__isnull=True), fields=["id"], name="supervisions_open"),
        ),
    ]
