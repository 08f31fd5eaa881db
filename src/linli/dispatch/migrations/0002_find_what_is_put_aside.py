"""The index behind the public list of what is put aside (T39); made without stopping anybody."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("dispatch", "0001_dispatch_tables")]

    operations = [
        AddIndexConcurrently(
            model_name="workorder",
            index=models.Index(condition=models.Q(state="paused"), fields=["-id"], name="orders_paused"),
        ),
    ]
