from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """What was granted until now was carried out by hand: it is done, and no job shall do it once more."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("people", "0003_requests_carry_themselves_out")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(
            "UPDATE people_datarequest SET state = 'done', done_at = answered_at WHERE state = 'granted'",
            "UPDATE people_datarequest SET state = 'granted', done_at = NULL WHERE state = 'done'",
        )
    ]
