from typing import ClassVar

from django.db import migrations, models

# Every request rewrites its caller's row: room on the page keeps that a change in place, without work on the index.
UNLOGGED = "ALTER TABLE people_rate SET UNLOGGED; ALTER TABLE people_rate SET (fillfactor = 50)"


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("people", "0011_devices")]

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.CreateModel(
            name="Rate",
            fields=[
                ("caller_digest", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("minute", models.IntegerField()),
                ("count", models.IntegerField()),
            ],
        ),
        migrations.RunSQL(UNLOGGED, migrations.RunSQL.noop),
    ]
