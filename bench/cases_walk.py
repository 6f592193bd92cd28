"""Signs practitioners of every agency in and says which pages of cases each may ask for, as JSON.

`python -m bench.cases_walk` runs under the settings the environment names. Each kind of page is opened a few times in
this process, to count its queries.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import NoReverseMatch, reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.cases_data import AGENCIES, SLUG  # noqa: E402
from cairn.demo.scale import words  # noqa: E402
from cairn.demo.sign_in import BACKEND  # noqa: E402
from cairn.domain.cases.models import Case  # noqa: E402
from cairn.domain.cases.policies import VIEW  # noqa: E402
from cairn.foundation.accounts.models import User  # noqa: E402
from cairn.foundation.accounts.queries import actor_for  # noqa: E402
from cairn.foundation.agencies.models import Partnership  # noqa: E402

OPENED, CASES, NAMES = 3, 60, 12
SEARCH = "cases:people"  # people by the words of their names


def main() -> dict[str, Any]:
    """Everybody's cookie, addresses and first look."""
    found: dict[str, Any] = {"cookies": {}, "paths": {}, "visits": {}, "cookie_name": settings.SESSION_COOKIE_NAME}
    partnership = Partnership.objects.get(slug=SLUG)
    for key in AGENCIES:
        person, client = f"{key}@{SLUG}.example.test", Client()
        user = User.objects.get(email=person)
        client.force_login(user, backend=BACKEND)
        found["cookies"][person] = client.cookies[settings.SESSION_COOKIE_NAME].value
        found["paths"][person] = paths = _paths(partnership, user)
        for name, addresses in paths.items():
            client.get(addresses[-1])  # fills what is kept between requests, such as templates
            found["visits"].setdefault(name, []).extend(_visit(client, path) for path in addresses[:OPENED])
    return found


def _paths(partnership: Partnership, user: User) -> dict[str, list[str]]:
    with transaction.atomic():
        actor = actor_for(user, partnership, on=timezone.localdate())
        open_to = VIEW.rows(actor, Case.objects.filter(is_over=False)).order_by("ref")
        refs = list(open_to.values_list("ref", flat=True)[:CASES])
    here = {"partnership": partnership.slug}
    every = reverse("cases:cases", kwargs=here)
    found = {
        "the work list": [every, f"{every}?due=late", f"{every}?page=3", f"{every}?due=week"],
        "a case's page": [reverse("cases:case", kwargs={**here, "ref": ref}) for ref in refs],
    }
    try:
        search = reverse(SEARCH, kwargs=here)
    except NoReverseMatch:
        return found
    surnames = [f"{words.GIVEN[number]}+{words.STONE[number]}" for number in range(NAMES)]
    return {**found, "people by name": [f"{search}?q={name}" for name in surnames]}


def _visit(client: Client, path: str) -> dict[str, Any]:
    said = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        began = time.process_time()
        answer = client.get(path)
        taken = time.process_time() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}.")
    return {"queries": len(said), "processor_ms": round(1000 * taken, 1)}


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
