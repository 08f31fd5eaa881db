from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """What a published notice is about, as a code of the category tree; empty for what was published before."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("notices", "0002_one_gate")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.AddField(
            "notice", "topic", models.CharField(blank=True, db_collation="C", default="", max_length=40)
        ),
        migrations.AddIndex(
            "notice",
            models.Index(
                fields=["kind", "topic", "-shown_from", "-id"],
                name="notices_notice_topic",
                condition=models.Q(state="published"),
            ),
        ),
    ]
