"""Signs people of the generated partnerships in and says which pages of measures each may ask for, as JSON.

`python -m bench.measures_walk` runs under the settings the environment names. Each kind of page is opened a few
times in this process, to count its queries.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from bench.many_people import nobody_yet, walk_as  # noqa: E402
from bench.measures import GOALS  # noqa: E402
from cairn.demo.sign_in import BACKEND  # noqa: E402
from cairn.domain.measures.models import Measure  # noqa: E402
from cairn.foundation.accounts.models import User  # noqa: E402
from cairn.foundation.agencies.models import Partnership  # noqa: E402
from cairn.foundation.audit.commands import set_scope  # noqa: E402
from cairn.kernel.actors import system_actor  # noqa: E402

PEOPLE = 8  # managers and leads of as many partnerships
PAGE, SIXTY, EVERY = GOALS


def main() -> dict[str, Any]:
    """Everybody's cookie, addresses and first look."""
    found = nobody_yet(settings.SESSION_COOKIE_NAME)
    for number, partnership in enumerate(Partnership.objects.order_by("pk")[:PEOPLE]):
        role = "manager" if number % 4 < 2 else "police.lead"
        person, client = f"{role}@{partnership.slug}.example.test", Client()
        client.force_login(User.objects.get(email=person), backend=BACKEND)
        walk_as(found, client, person, _paths(partnership), {})
    return found


def _paths(partnership: Partnership) -> dict[str, list[str]]:
    with transaction.atomic():
        set_scope(system_actor(partnership.pk))
        refs = list(Measure.objects.filter(ended_on=None).order_by("pk").values_list("ref", flat=True))
    every = reverse("measures:measures", kwargs={"partnership": partnership.slug})
    pages = [reverse("measures:measure", kwargs={"partnership": partnership.slug, "ref": ref}) for ref in refs]
    return {PAGE: pages, SIXTY if len(refs) == 60 else EVERY: [every]}


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
