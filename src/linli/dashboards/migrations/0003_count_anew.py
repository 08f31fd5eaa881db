"""Count all facts again: the sums of days are made where the rows are written, and the new columns are filled there."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def count_anew(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Empty the read model and send its follower back to the beginning; the worker fills it within minutes."""
    apps.get_model("journal", "Follower").objects.filter(name="dashboards.figures").update(position=0)
    for name in ("DaySum", "KindSum", "OrderFigure", "CaseFigure", "Mark"):
        apps.get_model("dashboards", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0002_sums_by_day"), ("journal", "0001_journal_tables")]

    operations = [migrations.RunPython(count_anew, migrations.RunPython.noop)]
