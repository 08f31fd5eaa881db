"""The indexes behind the audience of a notice to all of an area (S-110); made without stopping anybody."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("groups", "0003_broadcasts")]

    operations = [
        AddIndexConcurrently(
            model_name="addressclaim",
            index=models.Index(
                condition=models.Q(state="verified"), fields=["area_path", "account"], name="groups_addressclaim_home"
            ),
        ),
        AddIndexConcurrently(
            model_name="subscription",
            index=models.Index(fields=["area_path", "account"], name="groups_subscription_area"),
        ),
    ]
