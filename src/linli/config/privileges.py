"""Who may write what: append-only tables are append-only by privilege (architecture D6)."""

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql


def append_only_tables() -> list[str]:
    """Return the tables of all models that declare `append_only = True`."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False))


def updatable_columns() -> list[tuple[str, tuple[str, ...]]]:
    """Return (table, columns) that an append-only model names as written later by the machinery itself."""
    named = ((model._meta.db_table, tuple(getattr(model, "updatable", ()))) for model in apps.get_models())
    return [(table, columns) for table, columns in named if columns]


def grant(connection: BaseDatabaseWrapper, *, role: str, may_truncate: bool = False) -> None:
    """Give the application role what it needs and no more; safe to repeat.

    `may_truncate` is for test databases, which are emptied between transactional tests.
    """
    app = sql.Identifier(role)
    present = set(connection.introspection.table_names())
    deeds = "SELECT, INSERT, UPDATE, DELETE" + (", TRUNCATE" if may_truncate else "")
    statements = [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(app),
        sql.SQL("GRANT {} ON ALL TABLES IN SCHEMA public TO {}").format(sql.SQL(deeds), app),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(app),
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}").format(app),
    ]
    statements += [
        sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(table), app)
        for table in append_only_tables()
        if table in present
    ]
    statements += [
        sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(
            sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table), app
        )
        for table, columns in updatable_columns()
        if table in present
    ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.as_string(cursor.connection))
