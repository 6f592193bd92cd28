"""A database that was named by `DATABASE_URL`: checked, and given its roles where we may."""

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from cairn.launcher import roles
from cairn.launcher.state import open_folder, read_notes, secret, short_hash, write_private
from cairn.launcher.words import Refusal, say

_OTHERS = ("CAIRN_OWNER_DATABASE_URL", "CAIRN_PUBLIC_DATABASE_URL")
_INTAKE = "CAIRN_INTAKE_DATABASE_URL"  # without it there are no public forms, and all else works


def ensure(profile: str, base: Path, environment: Mapping[str, str]) -> tuple[str, str, str, str]:
    """Return the owner's, the application's, the public site's and the public forms' address of the database.

    Args:
        profile: `demo` or `test`.
        base: state folder, which keeps the passwords of roles we make.
        environment: variables; `DATABASE_URL` must be among them.

    Raises:
        Refusal: it does not answer, is too old, holds somebody's data, or lacks roles we may not make.
    """
    import psycopg

    url = environment["DATABASE_URL"]
    owner, public = (environment.get(name, "") for name in _OTHERS)
    complete = bool(owner and public)
    try:
        with psycopg.connect(owner if complete else url, connect_timeout=10, autocommit=True) as connection:
            _check(connection, profile, base)
            if complete:
                return owner, url, public, environment.get(_INTAKE, "")
            return _with_roles(connection, profile, base, url)
    except psycopg.OperationalError as problem:
        raise Refusal("The database that DATABASE_URL names does not answer.", str(problem).strip()) from None


def _check(connection, profile: str, base: Path) -> None:
    version = connection.info.server_version // 10000
    if version < 15:
        raise Refusal(f"DATABASE_URL names a PostgreSQL {version}. Cairn needs 15 or newer.")
    if profile != "demo":
        return
    ours = read_notes(base / "given.json")
    name = _place(connection)
    tables = connection.execute(
        "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    ).fetchone()[0]
    if tables and name not in ours:
        raise Refusal(
            f"The database {connection.info.dbname!r} holds tables that this demonstration did not make.",
            "The demonstration adds invented people and plans. Give it an empty database.",
        )
    base.mkdir(parents=True, exist_ok=True)
    write_private(base / "given.json", json.dumps({**ours, name: "demo"}) + "\n")


def _place(connection) -> str:
    number = connection.execute("SELECT system_identifier FROM pg_control_system()").fetchone()[0]
    return f"{number}/{connection.info.dbname}"


def _with_roles(connection, profile: str, base: Path, url: str) -> tuple[str, str, str, str]:
    import psycopg

    may = connection.execute(
        "SELECT rolsuper OR rolcreaterole, rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if not may[0]:
        raise Refusal(
            "The role in DATABASE_URL may not make roles, so Cairn cannot make its own.",
            "Set " + " and ".join(_OTHERS) + " too: the owner of the tables, and the public site's role.",
            "How to make them is in docs/how-to/set-up.md.",
        )
    prefix = f"given_{short_hash(_place(connection))}"
    open_folder(base)
    passwords = roles.Passwords(*(secret(base, f"{prefix}_{name}") for name in ("owner", "app", "public", "intake")))
    name = connection.info.dbname
    try:
        roles.provide_roles(connection, passwords=passwords, may_create_databases=profile == "test" and may[1])
        roles.admit(connection, name=name)
        connection.execute(f"GRANT ALL ON SCHEMA public TO {roles.OWNER}")
    except psycopg.errors.InsufficientPrivilege as problem:
        raise Refusal(
            f"The role in DATABASE_URL could not set up Cairn's roles: {problem}".strip(),
            "Use the owner of the database, or a superuser, or set " + " and ".join(_OTHERS) + ".",
        ) from None
    say(f"Using the database {name!r} that DATABASE_URL names, as {', '.join(roles.ROLES)}.")
    return tuple(_as_role(url, role, passwords.of(role)) for role in roles.ROLES)


def _as_role(url: str, role: str, password: str) -> str:
    """Return the same address with another role and password."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(role)}:{quote(password)}@{place}"))
