"""PostgreSQL as the second fence: row-level security, command triggers and grants for every table.

Written after each migration from what the models declare (``Guarded.fence``), so the fence
cannot lag behind the code. Applied by the owner; the two roles that serve people own nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.models import Model

from cairn.foundation.audit.guarded import Guarded
from cairn.foundation.audit.terms import THIS_PARTNERSHIP, Fence

# Tables that are neither domain rows nor the audit: whose they are, and why no command is asked for.
OPEN_TABLES = {
    "accounts_user": "Written by the sign-in library too; the model opens a command (accounts.models.User).",
    "accounts_kept_draft": "Kept for somebody who is signed out, so there is no actor; two hours at most.",
    "account_": "The sign-in library's own e-mail records; changes are recorded by signal.",
    "mfa_": "The sign-in library's second factors; changes are recorded by signal.",
    "usersessions_": "Where each person is signed in; ended by sign-out everywhere.",
    "axes_": "Failed sign-ins, for lock-out.",
    "django_session": "Sessions.",
    "django_content_type": "Django's list of models; read only.",
    "django_migrations": "Django's list of migrations; read only.",
    "django_cache": "Shared counters of the rate limits.",
    "auth_": "Django's permission tables, unused; read only.",
    "procrastinate_": "The job queue.",
}
READ_ONLY = ("django_content_type", "django_migrations", "auth_")


def fence_statements(*, app_role: str, public_role: str) -> Iterator[str]:
    """Every statement that fences the database, in order; each may be run again and again."""
    yield f'GRANT USAGE ON SCHEMA public TO "{app_role}", "{public_role}"'
    yield f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{app_role}", "{public_role}"'
    yield f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{app_role}"'
    yield "REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC"
    yield f'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO "{app_role}"'
    yield from _audit_statements(app_role)
    for model in apps.get_models(include_auto_created=True):
        if issubclass(model, Guarded):
            yield from _guarded_statements(model, model.fence, app_role, public_role)
    for table in _open_tables():
        rights = "SELECT" if table.startswith(READ_ONLY) else "SELECT, INSERT, UPDATE, DELETE"
        yield f'GRANT {rights} ON "{table}" TO "{app_role}"'


def _guarded_statements(model: type[Model], fence: Fence, app_role: str, public_role: str) -> Iterator[str]:
    table = model._meta.db_table
    rights = "SELECT, INSERT"
    rights += "" if fence.append_only else ", UPDATE"
    rights += ", DELETE" if fence.deletable else ""
    yield f'GRANT {rights} ON "{table}" TO "{app_role}"'
    yield f'DROP TRIGGER IF EXISTS needs_command ON "{table}"'
    yield (
        f'CREATE TRIGGER needs_command BEFORE INSERT OR UPDATE OR DELETE ON "{table}"'
        " FOR EACH STATEMENT EXECUTE FUNCTION cairn_needs_command()"
    )
    yield f'DROP TRIGGER IF EXISTS append_only ON "{table}"'
    if fence.append_only:
        yield (
            f'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}"'
            " FOR EACH STATEMENT EXECUTE FUNCTION cairn_is_append_only()"
        )
    if fence.reads is not None:
        writes = fence.writes or fence.reads
        yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
        for policy in ("reads", "adds", "changes", "removes"):
            yield f'DROP POLICY IF EXISTS {policy} ON "{table}"'
        yield f'CREATE POLICY reads ON "{table}" FOR SELECT TO "{app_role}" USING ({fence.reads})'
        yield f'CREATE POLICY adds ON "{table}" FOR INSERT TO "{app_role}" WITH CHECK ({writes})'
        yield (f'CREATE POLICY changes ON "{table}" FOR UPDATE TO "{app_role}" USING ({writes}) WITH CHECK ({writes})')
        yield f'CREATE POLICY removes ON "{table}" FOR DELETE TO "{app_role}" USING ({writes})'
    if fence.public:
        yield f'GRANT SELECT ON "{table}" TO "{public_role}"'
        if fence.reads is not None:
            yield f'DROP POLICY IF EXISTS published ON "{table}"'
            yield f'CREATE POLICY published ON "{table}" FOR SELECT TO "{public_role}" USING (true)'


def _audit_statements(app_role: str) -> Iterator[str]:
    yield f'GRANT SELECT, INSERT ON audit_entry, audit_seal TO "{app_role}"'
    yield f'GRANT SELECT, INSERT, DELETE ON audit_pending TO "{app_role}"'
    yield f'GRANT SELECT, INSERT, UPDATE ON audit_head TO "{app_role}"'
    yield "ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY"
    yield "DROP POLICY IF EXISTS reads ON audit_entry"
    yield "DROP POLICY IF EXISTS adds ON audit_entry"
    yield f'CREATE POLICY reads ON audit_entry FOR SELECT TO "{app_role}" USING (chain = {THIS_PARTNERSHIP})'
    yield f'CREATE POLICY adds ON audit_entry FOR INSERT TO "{app_role}" WITH CHECK (true)'


def _open_tables() -> list[str]:
    with connections["owner"].cursor() as cursor:
        tables = connections["owner"].introspection.table_names(cursor)
    return [table for table in tables if any(table.startswith(name) for name in OPEN_TABLES)]


def raise_fences() -> None:
    """Apply every fence as the owner, in one transaction.

    Raises:
        ImproperlyConfigured: the public site's role is not known.
    """
    app_role, public_role = connections["default"].settings_dict["USER"], _public_role()
    connection = connections["owner"]
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        for statement in fence_statements(app_role=app_role, public_role=public_role):
            cursor.execute(statement)
        cursor.execute("COMMIT")


def _public_role() -> str:
    if not settings.PUBLIC_DATABASE_ROLE:
        raise ImproperlyConfigured("Set CAIRN_PUBLIC_DATABASE_URL: the fences name the public site's role.")
    return settings.PUBLIC_DATABASE_ROLE


def role_faults(alias: str = "default") -> list[str]:
    """Why the role serving people must not serve them; empty when it is sound."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, has_schema_privilege('public', 'CREATE'),"
            " (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind = 'r'"
            " AND pg_has_role(current_user, c.relowner, 'USAGE'))"
            " FROM pg_roles WHERE rolname = current_user"
        )
        superuser, bypass, makes_roles, creates, owned = cursor.fetchone()
    faults = []
    if superuser:
        faults.append("it is a superuser, which row-level security does not bind")
    if bypass:
        faults.append("it has BYPASSRLS")
    if makes_roles:
        faults.append("it may make roles, and so give itself another one's rights")
    if creates:
        faults.append("it may create tables and functions, which could stand in for ours")
    if owned:
        faults.append(f"it owns, or belongs to the owner of, {owned} tables")
    return faults
