"""The four database roles, and the database they share.

`cairn_owner` owns the tables and runs migrations. `cairn_app` serves the staff site and the worker.
`cairn_public` serves the public site, `cairn_intake` the public forms. None is a superuser, may make
roles, or may pass by row-level security. What each may do to a table is not granted here, but by
`cairn migrate` when its migrations have run (docs/adr/0003).
"""

from dataclasses import dataclass
from typing import Any

from cairn.launcher.words import Refusal

OWNER, APP, PUBLIC, INTAKE = "cairn_owner", "cairn_app", "cairn_public", "cairn_intake"
ROLES = (OWNER, APP, PUBLIC, INTAKE)
_PLAIN = "LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS"
_RAISED = "rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls"
_TAKE_AWAY = "As a superuser: ALTER ROLE ... NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS."


@dataclass(frozen=True)
class Passwords:
    """Passwords of the four roles."""

    owner: str
    app: str
    public: str
    intake: str

    def of(self, role: str) -> str:
        """Return the password of a role by its name."""
        return {OWNER: self.owner, APP: self.app, PUBLIC: self.public, INTAKE: self.intake}[role]


def provide_roles(connection: Any, *, passwords: Passwords, may_create_databases: bool) -> None:
    """Make the roles, or set those that exist straight.

    Args:
        connection: psycopg connection in autocommit, as a role that may make roles.
        passwords: what the roles sign in with.
        may_create_databases: lets `cairn_owner` make test databases.

    Raises:
        Refusal: a role that was there already may do more than it should.
    """
    from psycopg import sql

    known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
    for role in ROLES:
        createdb = " CREATEDB" if may_create_databases and role == OWNER else ""
        # Only a superuser may even mention most of these of a role that exists, so that is checked below.
        verb, plain = ("ALTER", "LOGIN") if role in known else ("CREATE", _PLAIN + createdb)
        connection.execute(
            sql.SQL("{verb} ROLE {role} {plain} PASSWORD {password}").format(
                verb=sql.SQL(verb),
                role=sql.Identifier(role),
                plain=sql.SQL(plain),
                password=sql.Literal(passwords.of(role)),
            )
        )
    raised = connection.execute(
        f"SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND ({_RAISED})", [list(ROLES)]
    ).fetchall()
    if raised:
        names = ", ".join(row[0] for row in raised)
        raise Refusal(f"These database roles have more rights than Cairn allows: {names}.", _TAKE_AWAY)


def provide_database(connection: Any, *, name: str) -> None:
    """Make a database owned by `cairn_owner`, which the others may only enter.

    Args:
        connection: psycopg connection in autocommit, as the superuser of a private cluster.
        name: name of the database.
    """
    from psycopg import sql

    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    if not found:
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER)))
    admit(connection, name=name)


def admit(connection: Any, *, name: str) -> None:
    """Let the four roles into a database, and nobody else.

    Args:
        connection: psycopg connection in autocommit, as owner of the database or superuser.
        name: name of the database.
    """
    from psycopg import sql

    database = sql.Identifier(name)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(sql.SQL("GRANT ALL ON DATABASE {} TO {}").format(database, sql.Identifier(OWNER)))
    connection.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
            database, sql.SQL(", ").join(map(sql.Identifier, (APP, PUBLIC, INTAKE)))
        )
    )


_LEFT_OVER = """
    SELECT datname FROM pg_database AS d
     WHERE NOT datistemplate AND datname NOT LIKE 'postgres' AND datname !~ '^cairn(_[0-9]+)?$'
       AND NOT EXISTS (SELECT 1 FROM pg_stat_activity AS a WHERE a.datid = d.oid)
       AND (pg_stat_file('base/' || d.oid || '/PG_VERSION')).modification < now() - %s::interval
"""


def drop_left_overs(connection: Any, *, older_than: str = "2 hours") -> list[str]:
    """Drop test databases that runs left behind: nobody is connected, and they are old.

    Args:
        connection: psycopg connection in autocommit, as the superuser of the test cluster.
        older_than: PostgreSQL interval; a younger one may belong to a run that is going on.

    Returns:
        The names of those dropped.
    """
    from psycopg import sql

    names = [row[0] for row in connection.execute(_LEFT_OVER, [older_than]).fetchall()]
    for name in names:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
    return names
