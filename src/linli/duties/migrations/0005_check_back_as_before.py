"""The check of the moves kept before, without stopping anybody."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("duties", "0004_back_as_before")]

    operations = [ValidateConstraint(model_name="dutymove", name="duties_later_only_with_cause")]
