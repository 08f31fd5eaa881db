from typing import ClassVar

from django.db import migrations

MAKE = """
CREATE FUNCTION people_drop_logs(signed_before timestamptz, seen_before timestamptz, OUT signed bigint, OUT seen bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM people_signin WHERE at < LEAST(signed_before, now() - interval '6 months');
    GET DIAGNOSTICS signed = ROW_COUNT;
    DELETE FROM people_reveal WHERE at < LEAST(seen_before, now() - interval '3 years');
    GET DIAGNOSTICS seen = ROW_COUNT;
END $$
"""


class Migration(migrations.Migration):
    """Let the nightly job drop what is too old from logs that the application otherwise cannot delete from.

    The function belongs to the owner and keeps, by the database's own clock, at least what the law asks for: six
    months of sign-ins (网络安全法 §23), three years of reveals (个人信息保护法 §56). Nobody who has taken over the
    application can wipe fresh traces with it.
    """

    dependencies: ClassVar[list[tuple[str, str]]] = [("people", "0004_requests_done_before")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(MAKE, "DROP FUNCTION people_drop_logs(timestamptz, timestamptz)")
    ]
