"""A private cluster has the right doors and roles, and survives what happens to servers."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from cairn.launcher import postgres, processes
from cairn.launcher.account import server_account
from cairn.launcher.cluster import Cluster, postmaster
from cairn.launcher.roles import ROLES, drop_left_overs
from cairn.launcher.state import SOCKET_LIMIT, SOCKET_NAME
from cairn.launcher.words import Refusal


def cluster_of(base: Path, profile: str = "test") -> Cluster:
    return Cluster(profile=profile, base=base, account=server_account())


def ask(url: str, question: str) -> list[tuple]:
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchall()


def do(url: str, *statements: str) -> None:
    with psycopg.connect(url) as connection:
        for statement in statements:
            connection.execute(statement)


def do_alone(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# ---- what it is


def test_the_four_roles_sign_in_and_none_has_special_rights(shared_base):
    urls = postgres.ensure("test", shared_base)
    for url, role in zip((urls.owner, urls.app, urls.public, urls.intake), ROLES, strict=True):
        assert ask(url, "SELECT current_user::text, current_database()::text") == [(role, "cairn")]
        rights = "rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls"
        assert ask(url, f"SELECT {rights} FROM pg_roles WHERE rolname = current_user") == [(False,)]


def test_only_the_owner_of_test_databases_may_make_databases(shared_base):
    urls = postgres.ensure("test", shared_base)
    question = "SELECT rolname::text FROM pg_roles WHERE rolcreatedb AND rolname LIKE 'cairn%'"
    assert ask(urls.owner, question) == [("cairn_owner",)]
    demo = postgres.ensure("demo", shared_base)
    assert ask(demo.owner, question) == []


def test_the_owner_owns_the_database_and_the_others_may_only_enter(shared_base):
    urls = postgres.ensure("test", shared_base)
    owner = "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = 'cairn'"
    assert ask(urls.app, owner) == [("cairn_owner",)]
    for url in (urls.app, urls.public, urls.intake):
        assert ask(url, "SELECT has_database_privilege('cairn', 'CREATE')") == [(False,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(url, "CREATE TABLE mine (id int)")


def test_text_is_utf8_and_sorts_the_same_everywhere(shared_base):
    urls = postgres.ensure("test", shared_base)
    question = "SELECT datcollate::text, pg_encoding_to_char(encoding)::text FROM pg_database"
    assert set(ask(urls.app, question)) == {("C.UTF-8", "UTF8")}


def test_a_password_is_asked_for(shared_base):
    urls = postgres.ensure("test", shared_base)
    with pytest.raises(psycopg.OperationalError, match="password"):
        ask(urls.app.replace("cairn_app:", "cairn_app:x"), "SELECT 1")


def test_the_only_door_is_a_private_folder(shared_base):
    urls = postgres.ensure("test", shared_base)
    cluster = cluster_of(shared_base)
    assert ask(urls.app, "SHOW listen_addresses") == [("",)]
    assert mode(cluster.socket()) == 0o700
    assert mode(cluster.data) == 0o700
    assert mode(shared_base / "secrets.json") == 0o600
    assert cluster.data.stat().st_uid == cluster.account.uid != 0


def test_demonstration_data_is_safe_from_a_power_cut_and_test_data_is_fast(shared_base):
    assert ask(postgres.ensure("demo", shared_base).app, "SHOW fsync") == [("on",)]
    test = postgres.ensure("test", shared_base)
    assert ask(test.app, "SHOW fsync") == [("off",)]
    assert ask(test.app, "SHOW max_connections") == [("200",)]


# ---- what happens to it


def test_a_second_start_is_quick(base):
    postgres.ensure("test", base)
    began = time.monotonic()
    postgres.ensure("test", base)
    assert time.monotonic() - began < 1
    assert postgres.stop("test", base)
    assert not postgres.stop("test", base)
    began = time.monotonic()
    urls = postgres.ensure("test", base)
    assert time.monotonic() - began < 3  # about 0.2 s on an idle machine
    assert ask(urls.app, "SELECT 1") == [(1,)]


def test_a_killed_server_comes_back_with_what_was_committed(base):
    urls = postgres.ensure("demo", base)
    do(urls.owner, "CREATE TABLE kept (word text)", "INSERT INTO kept VALUES ('stays')")
    pid = postmaster(cluster_of(base, "demo"))
    os.kill(pid, signal.SIGKILL)
    assert postgres.ensure("demo", base) == urls
    assert ask(urls.owner, "SELECT word FROM kept") == [("stays",)]


def test_a_pid_file_that_names_a_stranger_does_not_stop_the_start(base):
    postgres.ensure("test", base)
    cluster = cluster_of(base)
    note = cluster.data / "postmaster.pid"
    lines = note.read_text().splitlines()
    postgres.stop("test", base)
    note.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    os.chown(note, cluster.account.uid, cluster.account.gid)
    assert ask(postgres.ensure("test", base).app, "SELECT 1") == [(1,)]


def test_a_server_that_lost_its_socket_is_started_again(base):
    postgres.ensure("test", base)
    cluster = cluster_of(base)
    before = postmaster(cluster)
    (cluster.socket() / SOCKET_NAME).unlink()
    assert ask(postgres.ensure("test", base).app, "SELECT 1") == [(1,)]
    assert postmaster(cluster) != before
    assert processes.command_of(before) is None


def test_an_initdb_that_was_cut_short_leaves_nothing_in_the_way(base):
    half = base / "test" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("15\n")
    assert ask(postgres.ensure("test", base).app, "SELECT 1") == [(1,)]


def test_three_starts_at_once_make_one_server(base):
    program = (
        "import sys; from pathlib import Path; from cairn.launcher import postgres;"
        "print(postgres.ensure('test', Path(sys.argv[1])).app)"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", program, base], stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    answers = {run.communicate(timeout=60)[0] for run in runs}
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert len(answers) == 1
    assert ask(answers.pop().strip(), "SELECT 1") == [(1,)]


def test_a_long_path_gets_a_socket_elsewhere(base):
    deep = base / ("a-rather-long-folder-name-" * 3) / ("and-another-one-" * 4)
    deep.mkdir(parents=True)
    try:
        urls = postgres.ensure("test", deep)
        assert ask(urls.app, "SELECT 1") == [(1,)]
        socket = cluster_of(deep).socket() / SOCKET_NAME
        assert len(os.fsencode(socket)) <= SOCKET_LIMIT
        assert mode(socket.parent) == 0o700
    finally:
        postgres.stop("test", deep)
        cluster_of(deep).socket().rmdir()


def test_a_path_with_spaces_and_quotes_works(base):
    odd = base / 'Cairn, o\'clock "x" %41'
    odd.mkdir()
    try:
        assert ask(postgres.ensure("test", odd).app, "SELECT 1") == [(1,)]
    finally:
        postgres.stop("test", odd)
        cluster_of(odd).socket().rmdir()


def test_lost_passwords_are_said_in_plain_words(base):
    postgres.ensure("test", base)
    (base / "secrets.json").unlink()
    with pytest.raises(Refusal, match="Start over with"):
        postgres.ensure("test", base)


def test_starting_over_forgets_the_demonstration(base):
    urls = postgres.ensure("demo", base)
    do(urls.owner, "CREATE TABLE gone (id int)")
    postgres.start_over(base)
    urls = postgres.ensure("demo", base)
    assert ask(urls.owner, "SELECT to_regclass('gone')::text") == [(None,)]


def test_a_clone_that_is_gone_leaves_no_test_server_behind(base):
    clone, home = base / "clone-of-somebody", base / "home"
    clone.mkdir()
    state = home / "abc"
    state.mkdir(parents=True)
    for folder in (home, state):
        folder.chmod(0o755)
    (state / "clone").write_text(f"{clone}\n")
    urls = postgres.ensure("test", state)
    postgres.forget_lost_clones(home)
    assert ask(urls.app, "SELECT 1") == [(1,)]
    server = postmaster(cluster_of(state))
    clone.rmdir()
    postgres.forget_lost_clones(home)
    assert not state.exists()
    assert processes.command_of(server) is None


def test_old_left_overs_of_tests_are_dropped_and_nothing_else(base):
    with postgres.slot(base) as name:
        urls = postgres.ensure("test", base, database=name)
    do_alone(urls.owner, "CREATE DATABASE left_over")
    assert postgres.sweep(base) == [], "it may belong to a run that is going on"
    with cluster_of(base).connect() as connection:
        assert drop_left_overs(connection, older_than="0 seconds") == ["left_over"]
    assert ask(urls.app, "SELECT 1") == [(1,)]


def test_two_test_runs_never_share_a_database(tmp_path):
    with postgres.slot(tmp_path) as first, postgres.slot(tmp_path) as second:
        assert first != second
    with postgres.slot(tmp_path) as again:
        assert again == first
