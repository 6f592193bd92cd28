"""The nightly work of the watch once, as JSON: seconds, rows that changed, and the most memory.

`python -m bench.watch_night` runs under the settings the environment names.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.hub_data import PARTNERSHIP  # noqa: E402
from cairn.domain.watch.api import WatchRow  # noqa: E402
from cairn.domain.watch.tasks import refresh_each_night  # noqa: E402
from cairn.foundation.agencies.models import Partnership  # noqa: E402
from cairn.foundation.audit.commands import set_scope  # noqa: E402
from cairn.kernel.actors import system_actor  # noqa: E402


def main() -> dict[str, Any]:
    """Work every open row out again."""
    with transaction.atomic():
        set_scope(system_actor(Partnership.objects.get(slug=PARTNERSHIP).pk))
        there = WatchRow.objects.exclude(stands="closed").count()
    began = time.monotonic()
    changed = refresh_each_night(timezone.now())
    seconds = time.monotonic() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"open": there, "seconds": seconds, "changed": changed, "megabytes": most}


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
