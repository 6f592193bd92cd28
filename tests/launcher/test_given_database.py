"""A database named by `DATABASE_URL` is checked, and given its roles only where we may."""

from pathlib import Path

import psycopg
import pytest

from cairn.launcher import postgres
from cairn.launcher.account import server_account
from cairn.launcher.cluster import Cluster
from cairn.launcher.words import Refusal


@pytest.fixture(scope="module")
def server(shared_base: Path) -> Cluster:
    """A server that plays the part of one that somebody else runs."""
    postgres.ensure("test", shared_base)
    return Cluster(profile="test", base=shared_base, account=server_account())


@pytest.fixture()
def name(server: Cluster, request) -> str:
    """An empty database on it."""
    name = request.node.name.replace("test_", "given_")[:60]
    with server.connect() as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return name


def address(server: Cluster, name: str, user: str = "postgres", password: str | None = None) -> str:
    return f"postgresql://{user}:{password or server.password}@/{name}?host={server.socket()}"


def test_a_superuser_makes_the_roles_in_that_database(server, name, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", address(server, name))
    urls = postgres.ensure("demo", tmp_path)
    with psycopg.connect(urls.owner) as owner:
        assert owner.execute("SELECT current_user, current_database()").fetchone() == ("cairn_owner", name)
        owner.execute("CREATE TABLE mine (id int)")
    with psycopg.connect(urls.app) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("CREATE TABLE mine (id int)")
    assert postgres.ensure("demo", tmp_path) == urls, "its own tables are no stranger's"


def test_a_role_that_may_make_roles_is_enough(server, name, tmp_path, monkeypatch):
    with server.connect() as connection:
        for role in ("cairn_intake", "cairn_public", "cairn_app", "cairn_owner"):
            connection.execute(f"ALTER ROLE {role} RENAME TO {role}_before")
        connection.execute("CREATE ROLE keeper LOGIN CREATEROLE PASSWORD 'only-in-a-test'")
        connection.execute(f'ALTER DATABASE "{name}" OWNER TO keeper')
    monkeypatch.setenv("DATABASE_URL", address(server, name, "keeper", "only-in-a-test"))
    try:
        urls = postgres.ensure("demo", tmp_path)
        assert postgres.ensure("demo", tmp_path) == urls
        with psycopg.connect(urls.owner) as owner:
            owner.execute("CREATE TABLE mine (id int)")
    finally:
        with server.connect(name) as connection:
            connection.execute("DROP OWNED BY cairn_intake, cairn_public, cairn_app, cairn_owner")
            for role in ("cairn_intake", "cairn_public", "cairn_app", "cairn_owner"):
                connection.execute(f"DROP ROLE {role}")
                connection.execute(f"ALTER ROLE {role}_before RENAME TO {role}")


def test_a_plain_role_must_bring_the_other_two_addresses(server, name, tmp_path, monkeypatch):
    with server.connect() as connection:
        connection.execute("CREATE ROLE plain LOGIN PASSWORD 'only-in-a-test'")
    monkeypatch.setenv("DATABASE_URL", address(server, name, "plain", "only-in-a-test"))
    with pytest.raises(Refusal, match="CAIRN_OWNER_DATABASE_URL and CAIRN_PUBLIC_DATABASE_URL"):
        postgres.ensure("demo", tmp_path)


def test_three_addresses_are_used_as_they_are(server, name, tmp_path, monkeypatch):
    given = address(server, name)
    monkeypatch.setenv("DATABASE_URL", given + "&application_name=app")
    monkeypatch.setenv("CAIRN_OWNER_DATABASE_URL", given + "&application_name=owner")
    monkeypatch.setenv("CAIRN_PUBLIC_DATABASE_URL", given + "&application_name=public")
    urls = postgres.ensure("demo", tmp_path)
    names = [url.rpartition("=")[2] for url in (urls.owner, urls.app, urls.public)]
    assert names == ["owner", "app", "public"] and urls.intake == ""
    monkeypatch.setenv("CAIRN_INTAKE_DATABASE_URL", given + "&application_name=intake")
    assert postgres.ensure("demo", tmp_path).intake.endswith("=intake")


def test_the_demonstration_refuses_a_database_with_other_tables(server, name, tmp_path, monkeypatch):
    with server.connect(name) as connection:
        connection.execute("CREATE TABLE live (id int)")
    monkeypatch.setenv("DATABASE_URL", address(server, name))
    with pytest.raises(Refusal, match="empty database"):
        postgres.ensure("demo", tmp_path)


def test_a_role_with_special_rights_is_refused(server, name, tmp_path, monkeypatch):
    with server.connect() as connection:
        connection.execute("ALTER ROLE cairn_app BYPASSRLS")
    monkeypatch.setenv("DATABASE_URL", address(server, name))
    try:
        with pytest.raises(Refusal, match="more rights than Cairn allows: cairn_app"):
            postgres.ensure("demo", tmp_path)
    finally:
        with server.connect() as connection:
            connection.execute("ALTER ROLE cairn_app NOBYPASSRLS")


def test_a_database_that_does_not_answer_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"postgresql://x:y@/z?host={tmp_path}")
    with pytest.raises(Refusal, match="does not answer"):
        postgres.ensure("demo", tmp_path)


def test_a_given_database_is_never_dropped(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://x:y@db.invalid/z")
    with pytest.raises(Refusal, match="did not make"):
        postgres.start_over(tmp_path)


def test_an_address_of_our_own_does_not_count_as_given(server, shared_base, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", postgres.ensure("test", shared_base).app)
    assert "/demo/run" in postgres.ensure("demo", shared_base).app
