"""The index behind a person's day; made without stopping anybody."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("journal", "0001_journal_tables")]

    operations = [
        AddIndexConcurrently(
            model_name="fact",
            index=models.Index(
                condition=models.Q(actor_id__isnull=False), fields=["actor_id", "at"], name="fact_of_actor"
            ),
        ),
    ]
