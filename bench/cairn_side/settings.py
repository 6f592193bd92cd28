"""The staff site's settings, and the one table of the side-by-side."""

from __future__ import annotations

from cairn.settings.staff import *  # noqa: F403
from cairn.settings.staff import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.cairn_side"]
