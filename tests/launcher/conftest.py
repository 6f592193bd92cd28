"""Places for throw-away clusters, and PostgreSQL programs to make them with."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cairn.launcher import postgres
from cairn.launcher.binaries import find_postgres
from cairn.launcher.state import clone_root
from tests.parts import missing

GIVEN = ("DATABASE_URL", "CAIRN_OWNER_DATABASE_URL", "CAIRN_PUBLIC_DATABASE_URL", "CAIRN_INTAKE_DATABASE_URL")


@pytest.fixture(autouse=True, scope="module")
def _nothing_given() -> Iterator[None]:
    """The run of these tests has a database of its own; the launcher under test must not see it."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in GIVEN:
            monkeypatch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session")
def programs() -> None:
    """Skip where there is no PostgreSQL to start; in continuous integration that is a failure."""
    if not find_postgres(clone_root() / ".venv"):
        missing("no PostgreSQL programs on this machine")


@contextlib.contextmanager
def place() -> Iterator[Path]:
    """Yield an empty state folder that every account can reach, and end what runs in it."""
    folder = Path(tempfile.mkdtemp(prefix="cairn-test-", dir="/tmp")).resolve()
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for profile in postgres.PROFILES:
            postgres.stop(profile, folder)
        shutil.rmtree(folder)


@pytest.fixture()
def base(programs: None) -> Iterator[Path]:
    """An empty state folder of this test's own."""
    with place() as folder:
        yield folder


@pytest.fixture(scope="module")
def shared_base(programs: None) -> Iterator[Path]:
    """A state folder shared by the tests of one file that only look."""
    with place() as folder:
        yield folder
