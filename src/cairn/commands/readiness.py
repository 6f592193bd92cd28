"""What every command says when the installation is not ready for it: one sentence with what to do."""

from __future__ import annotations

NO_TABLES = "The database has no tables yet. Run: cairn migrate"
OLD_TABLES = "The tables are older than this program. Run: cairn migrate"
NO_ANSWER = "The database cannot be reached. Check DATABASE_URL, and that PostgreSQL is running."
VARIABLES = (
    'What to set is in docs/how-to/run-a-partnership.md; for the demonstration run: eval "$(python3 dev.py env demo)"'
)


def sentence(problem: Exception) -> str | None:
    """Say what is missing, when that is what went wrong.

    Args:
        problem: what a command raised.

    Returns:
        The sentence; None for every other error, which must be shown whole.
    """
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, ProgrammingError

    from cairn.kernel.unsound import Unsound

    if isinstance(problem, ImproperlyConfigured):
        return f"{problem}\n{VARIABLES}"
    if isinstance(problem, Unsound):
        return f"{problem}\nCairn does not start until this is put right."
    state = getattr(problem.__cause__, "sqlstate", None)
    if isinstance(problem, ProgrammingError) and state in ("42P01", "42703"):  # no such table, no such column
        return OLD_TABLES if has_tables() else NO_TABLES
    if isinstance(problem, OperationalError) and (state is None or state.startswith("08")):
        return NO_ANSWER
    return None


def has_tables() -> bool:
    """True when migrations were ever run on this database; asked on a new connection if the old one is spoilt."""
    from django.db import connection

    if connection.errors_occurred or connection.needs_rollback:
        connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_tables WHERE tablename = 'django_migrations')")
        return cursor.fetchone()[0]
