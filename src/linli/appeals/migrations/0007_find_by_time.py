"""An index behind the public list of Open311, newest first (ADR 0038)."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("appeals", "0006_letters_are_kept")]

    operations = [
        AddIndexConcurrently(
            model_name="appeal",
            index=models.Index(fields=["-registered_at", "-id"], name="appeal_by_time"),
        ),
    ]
