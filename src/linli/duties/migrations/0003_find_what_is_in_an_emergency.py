"""The index behind the way back from an emergency, and the check of the moves kept before; without stopping anybody."""

from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("duties", "0002_clocks_in_an_emergency")]

    operations = [
        ValidateConstraint(model_name="dutymove", name="duties_later_only_with_cause"),
        AddIndexConcurrently(
            model_name="duty",
            index=models.Index(
                condition=models.Q(spell_id__isnull=False), fields=["spell_id"], name="duties_in_emergency"
            ),
        ),
    ]
