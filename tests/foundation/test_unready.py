"""On an installation that is not ready each command says one sentence with what to do; other errors are shown whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, ProgrammingError

from cairn.cli import main
from cairn.commands import audit, readiness
from tests.databases import drop, run_as_owner

CONTENT = Path(readiness.__file__).parents[1] / "content"
STRATEGY, PARTNERSHIPS = CONTENT / "strategies" / "herefordshire-2019-2022.toml", CONTENT / "partnerships.toml"


@pytest.fixture(scope="module")
def empty():
    """An empty database that the serving role may enter; its address."""
    name, role = f"cairn_unready_{os.getpid()}", settings.DATABASES["default"]
    drop(name)
    run_as_owner(f'CREATE DATABASE "{name}"')
    yield f"postgresql://{role['USER']}:{role['PASSWORD']}@/{name}?host={role['HOST']}"
    drop(name)


def cairn(*words: str, **changed: str):
    """Run a command in a process of its own."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cairn.settings.staff", **changed}
    environment = {name: value for name, value in environment.items() if value}
    command = [sys.executable, "-m", "cairn.cli", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "words",
    [
        ("strategy", "load", str(STRATEGY)),
        ("partnership", "load", str(PARTNERSHIPS)),
        ("audit", "verify"),
        ("demo-load",),
        ("start-code", "--email", "nobody@example.test"),
    ],
    ids=lambda words: words[0],
)
def test_before_the_tables_are_made_a_command_says_to_make_them(empty, words):
    done = cairn(*words, DATABASE_URL=empty, CAIRN_OWNER_DATABASE_URL="")
    assert (done.returncode, done.stderr) == (2, "The database has no tables yet. Run: cairn migrate\n")


def test_the_doctor_says_it_too_and_names_no_error_of_the_program(empty):
    done = cairn("doctor", DATABASE_URL=empty, CAIRN_OWNER_DATABASE_URL="")
    assert "The database has no tables yet.\n      Run: cairn migrate\n" in done.stdout
    assert done.returncode == 1 and "Error" not in done.stdout


def test_a_database_that_does_not_answer_is_said():
    done = cairn("audit", "verify", DATABASE_URL="postgresql://nobody@/none?host=/nowhere", CAIRN_OWNER_DATABASE_URL="")
    assert (done.returncode, done.stderr) == (2, readiness.NO_ANSWER + "\n")


def test_a_variable_that_is_not_set_is_said_with_where_to_read_on():
    done = cairn("audit", "verify", CAIRN_SECRET_KEY="")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "CAIRN_SECRET_KEY must be set to a random text of at least 32 characters.", readiness.VARIABLES,
    ]  # fmt: skip


def test_a_kind_of_case_that_cannot_be_worked_by_is_said_in_its_own_words_and_no_others(tmp_path):
    kind = tmp_path / "street_party"
    kind.mkdir()
    (kind / "process.toml").write_text('format = "cairn-process/1"\n')
    done = cairn("audit", "verify", CAIRN_CASE_KINDS=str(tmp_path))
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert done.stderr.startswith("street_party/process.toml cannot be worked by. line ")
    assert done.stderr.endswith("Cairn does not start until this is put right.\n")


@pytest.mark.parametrize("named", ["", "street_party", "not_there"], ids=["empty", "the kind itself", "none"])
def test_a_folder_that_holds_no_kind_is_not_passed_over(tmp_path, named):
    (tmp_path / "street_party").mkdir()
    done = cairn("audit", "verify", CAIRN_CASE_KINDS=str(tmp_path / named))
    assert done.returncode == 2
    assert done.stderr.startswith(f"CAIRN_CASE_KINDS names the folder {tmp_path / named}")


def test_invented_people_are_not_loaded_beside_live_data(empty):
    done = cairn("demo-load", DATABASE_URL=empty, CAIRN_MODE="production", CAIRN_HOSTS="example.test")
    assert done.returncode == 2
    assert done.stderr.startswith("Invented people are loaded in demo mode only.")


class Fault(Exception):
    """What the driver says, with the state of the server's answer."""

    def __init__(self, sqlstate):
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (ProgrammingError, "42501"),
        (ProgrammingError, "42601"),
        (OperationalError, "40P01"),
        (OperationalError, "53100"),
    ],
)
def test_no_other_error_of_the_database_is_swallowed(monkeypatch, kind, state):
    def broken(chosen):
        raise kind("no") from Fault(state)

    monkeypatch.setattr(audit, "run_verify", broken)
    with pytest.raises(kind):
        main(["audit", "verify"])


def test_an_error_of_the_program_is_not_swallowed(monkeypatch):
    monkeypatch.setattr(audit, "run_verify", lambda chosen: {}["missing"])
    with pytest.raises(KeyError):
        main(["audit", "verify"])


def test_tables_of_an_older_program_are_told_from_none(monkeypatch):
    fault = ProgrammingError("no such column")
    fault.__cause__ = Fault("42703")
    monkeypatch.setattr(readiness, "has_tables", lambda: True)
    assert readiness.sentence(fault) == readiness.OLD_TABLES
