"""The people of cases, a conference, and a browser for each."""

from tests.screens.cases.conftest import world  # noqa: F401
from tests.screens.conferences.conftest import meeting  # noqa: F401
