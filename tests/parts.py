"""Parts a machine may lack: without them tests are left out, but not where all must run."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NoReturn

import pytest

from cairn.launcher.binaries import find_browser
from cairn.launcher.words import in_ci

ROOT = Path(__file__).resolve().parent.parent
NO_DATA = "The shared data is not beside the clone (../shared/data). Put it there, or name it in CAIRN_OPEN_DATA."
NO_BROWSER = "No Chromium was found. Install Debian's package chromium, or name one in CAIRN_CHROMIUM."


def missing(message: str, *, must_be_there: bool | None = None) -> NoReturn:
    """Leave a test out for want of a part; where it must be there (in CI, if not said), that is a failure."""
    if in_ci() if must_be_there is None else must_be_there:
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def words_of_pdf(content: bytes) -> str:
    """What the pages of a PDF say, as poppler reads it: one line, single blanks."""
    program = shutil.which("pdftotext") or missing("There is no pdftotext; it is in Debian's poppler-utils.")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        said = subprocess.run([program, file.name, "-"], capture_output=True, check=True).stdout.decode()
    return " ".join(said.split())


def chromium() -> str:
    """The path of a browser that tests can drive."""
    found = find_browser()
    return found if found and Path(found).exists() else missing(NO_BROWSER)


def shared_data(folder: str = "") -> Path:
    """The folder of real, openly licensed data, or one in it; its README says what each file must hold.

    Looked for beside the clone and beside the folder that holds it. None of it is part of Cairn. Where
    ``CAIRN_DATA=required``, tests that need it fail without it.
    """
    named = os.environ.get("CAIRN_OPEN_DATA", "")
    looked = [Path(named)] if named else [ROOT.parent / "shared" / "data", ROOT.parent.parent / "shared" / "data"]
    for place in looked:
        if (place / folder).is_dir():
            return place / folder
    missing(NO_DATA, must_be_there=os.environ.get("CAIRN_DATA") == "required")
