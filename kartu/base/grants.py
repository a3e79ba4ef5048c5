"""What the application's role may do, laid down anew after every migration.

The owner migrates and owns; the application reads and writes rows but may not change or remove what is kept for ever.
"""

from __future__ import annotations

from django.db import connections, transaction
from psycopg import sql

APPEND_ONLY = frozenset({"audit_event"})
# Which migrations ran and which models exist is the owner's business.
READ_ONLY = frozenset({"django_migrations", "django_content_type", "auth_permission"})
# Tables that come with django-allauth for plain e-mail addresses: ours are sealed, and stand elsewhere.
NEVER_FILLED = frozenset({"account_emailaddress", "account_emailconfirmation"})

# Partitions are left out: the application reaches them through their parent alone.
TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
"""


def grant_application(role: str, *, alias: str = "owner") -> None:
    """Give `role` the rights the application needs, and no more. Runs as the owner, safe to repeat."""
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        who = sql.Identifier(role)
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(who))
        cursor.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(who))
        cursor.execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(who))
        cursor.execute(sql.SQL("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}").format(who))
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            rights = sql.SQL(rights_on(table))
            cursor.execute(sql.SQL("GRANT {} ON {} TO {}").format(rights, sql.Identifier(table), who))


def rights_on(table: str) -> str:
    """The application's rights on one table, as SQL words."""
    if table in READ_ONLY:
        return "SELECT"
    if table in APPEND_ONLY:
        return "SELECT, INSERT"
    if table in NEVER_FILLED:
        return "SELECT, DELETE"
    return "SELECT, INSERT, UPDATE, DELETE"
