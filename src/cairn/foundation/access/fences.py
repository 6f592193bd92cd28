"""PostgreSQL as the second fence: row-level security, command triggers and grants for every table.

Written anew after each migration from what the models declare (``Guarded.fence``), so the fence cannot
lag behind the code, and nothing of an earlier one stays. Applied by the owner; the two roles that serve
people own nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction

from cairn.foundation.access.row_security import APP, AUDIT_ENTRIES, RowPolicy, digest_of, policies_of, standing
from cairn.foundation.audit.guarded import Guarded
from cairn.foundation.audit.terms import Fence

# Tables that are neither domain rows nor the audit: whose they are, and why no command is asked for.
OPEN_TABLES = {
    "applications_": "Reached by nobody but the functions of its migration; see KEPT_SHUT.",
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
# Open in name only: no role is given any right on these tables. What the public forms write into them, and what
# the staff site takes out of them, passes through functions that run as the owner, each for one purpose.
KEPT_SHUT = ("applications_",)
# Functions whose names begin so are for the role of the public forms, and for nobody else.
FOR_INTAKE = "apply_"
READ_ONLY = ("django_content_type", "django_migrations", "auth_")
_REFUSES = {False: "cairn_is_append_only", True: "cairn_stays_until_cleared"}
TRIGGERS = ("needs_command", "append_only", "stays")  # ours; those of the audit belong to its migrations
_LEFT = (
    "SELECT format('DROP POLICY %I ON %I', policyname, tablename) FROM pg_policies WHERE schemaname = 'public'"
    " UNION ALL SELECT format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', relname) FROM pg_class"
    " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relrowsecurity"
    " UNION ALL SELECT format('DROP TRIGGER %I ON %I', t.tgname, c.relname)"
    " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    f" WHERE c.relnamespace = 'public'::regnamespace AND t.tgname IN {TRIGGERS}"
)


def declared_policies() -> dict[str, list[RowPolicy]]:
    """What row-level security each fenced table asks for; an empty list where its rows are not filtered."""
    found = {model._meta.db_table: policies_of(model.fence) for model in guarded_models()}
    return {**found, "audit_entry": AUDIT_ENTRIES}


def fence_statements(*, app_role: str, public_role: str, intake_role: str = "") -> Iterator[str]:
    """Every statement that fences the database, in order; what stood before must have been taken down."""
    yield f'GRANT USAGE ON SCHEMA public TO "{app_role}", "{public_role}"'
    yield f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{app_role}", "{public_role}"'
    yield f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{app_role}"'
    yield "REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC"
    yield f'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO "{app_role}"'
    yield from _intake_statements(app_role, intake_role)
    yield f'GRANT SELECT, INSERT ON audit_entry, audit_seal TO "{app_role}"'
    yield f'GRANT SELECT, INSERT, DELETE ON audit_pending TO "{app_role}"'
    yield f'GRANT SELECT, INSERT, UPDATE ON audit_head TO "{app_role}"'
    for model in guarded_models():
        yield from _guarded_statements(model._meta.db_table, model.fence, app_role, public_role)
    for table, policies in declared_policies().items():
        if policies:
            yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
        for policy in policies:
            yield policy.statement(table, role=app_role if policy.whose == APP else public_role)
    for table in (each for each in _open_tables() if not each.startswith(KEPT_SHUT)):
        rights = "SELECT" if table.startswith(READ_ONLY) else "SELECT, INSERT, UPDATE, DELETE"
        yield f'GRANT {rights} ON "{table}" TO "{app_role}"'


def _intake_statements(app_role: str, intake_role: str) -> Iterator[str]:
    """The functions of the public forms: their role may run them and do nothing else; the staff site may not."""
    if intake_role:
        yield f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{intake_role}"'
        yield f'REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM "{intake_role}"'
        yield f'REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM "{intake_role}"'
        yield f'GRANT USAGE ON SCHEMA public TO "{intake_role}"'
    for function in _functions_of_intake():
        yield f'REVOKE EXECUTE ON FUNCTION {function} FROM "{app_role}"'
        if intake_role:
            yield f'GRANT EXECUTE ON FUNCTION {function} TO "{intake_role}"'


def _functions_of_intake() -> list[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            " AND starts_with(proname, %s) ORDER BY 1",
            [FOR_INTAKE],
        )
        return [name for (name,) in cursor.fetchall()]


def guarded_models() -> list[type[Guarded]]:
    """Every model whose table is fenced as it declares."""
    return [model for model in apps.get_models(include_auto_created=True) if issubclass(model, Guarded)]


def _guarded_statements(table: str, fence: Fence, app_role: str, public_role: str) -> Iterator[str]:
    rights = "SELECT, INSERT"
    rights += "" if fence.append_only else ", UPDATE"
    rights += ", DELETE" if fence.deletable else ""
    yield f'GRANT {rights} ON "{table}" TO "{app_role}"'
    if fence.public:
        yield f'GRANT SELECT ON "{table}" TO "{public_role}"'
    yield (
        f'CREATE TRIGGER needs_command BEFORE INSERT OR UPDATE OR DELETE ON "{table}"'
        " FOR EACH STATEMENT EXECUTE FUNCTION cairn_needs_command()"
    )
    if fence.append_only:
        yield (
            f'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}"'
            f" FOR EACH STATEMENT EXECUTE FUNCTION {_REFUSES[fence.cleared]}()"
        )
    elif fence.stays:
        yield (
            f'CREATE TRIGGER stays BEFORE UPDATE ON "{table}" FOR EACH ROW'
            f' WHEN (OLD."{fence.stays}" IS NOT NULL AND NEW."{fence.stays}" IS DISTINCT FROM OLD."{fence.stays}")'
            " EXECUTE FUNCTION cairn_stays()"
        )


def _open_tables() -> list[str]:
    with connections["owner"].cursor() as cursor:
        tables = connections["owner"].introspection.table_names(cursor)
    return [table for table in tables if any(table.startswith(name) for name in OPEN_TABLES)]


def raise_fences() -> None:
    """Take every fence down and write it anew as the owner, in one transaction: nobody finds it open.

    Raises:
        ImproperlyConfigured: the public site's role is not known.
    """
    app_role, public_role = connections["default"].settings_dict["USER"], _public_role()
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(_LEFT)
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
        for statement in fence_statements(
            app_role=app_role, public_role=public_role, intake_role=settings.INTAKE_DATABASE_ROLE
        ):
            cursor.execute(statement)
        _sign(cursor)


def _sign(cursor: Any) -> None:
    """Write under each policy what it was made from, for ``checks.fence_faults``."""
    written = standing(cursor)
    for table, policies in declared_policies().items():
        made = {policy.name: policy.written for policy in written.get(table, ())}
        for policy in policies:
            digest = digest_of(policy, written=made[policy.name])
            cursor.execute(f"COMMENT ON POLICY {policy.name} ON \"{table}\" IS '{digest}'")


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
