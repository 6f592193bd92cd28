"""Parts a machine may lack: without them tests are left out, but not where all must run."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest

from cairn.launcher.binaries import find_browser
from cairn.launcher.words import in_ci

NO_BROWSER = "No Chromium was found. Install Debian's package chromium, or name one in CAIRN_CHROMIUM."


def missing(message: str) -> NoReturn:
    """Leave a test out for want of a part; in continuous integration (``CI=true``) that is a failure."""
    if in_ci():
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def chromium() -> str:
    """The path of a browser that tests can drive."""
    found = find_browser()
    return found if found and Path(found).exists() else missing(NO_BROWSER)
