"""Signs people of the generated partnerships in and says which pages of measures each may ask for, as JSON.

`python -m bench.measures_walk` runs under the settings the environment names. Each kind of page is opened a few
times in this process, to count its queries.
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
from django.urls import reverse  # noqa: E402

from bench.measures import GOALS  # noqa: E402
from cairn.demo.sign_in import BACKEND  # noqa: E402
from cairn.domain.measures.models import Measure  # noqa: E402
from cairn.foundation.accounts.models import User  # noqa: E402
from cairn.foundation.agencies.models import Partnership  # noqa: E402
from cairn.foundation.audit.commands import set_scope  # noqa: E402
from cairn.kernel.actors import system_actor  # noqa: E402

PEOPLE = 8  # managers and leads of as many partnerships
OPENED = 3  # pages of one kind that are opened here, by each
PAGE, SIXTY, EVERY = GOALS


def main() -> dict[str, Any]:
    """Everybody's cookie, addresses and first look."""
    found: dict[str, Any] = {"cookies": {}, "paths": {}, "visits": {}, "cookie_name": settings.SESSION_COOKIE_NAME}
    for number, partnership in enumerate(Partnership.objects.order_by("pk")[:PEOPLE]):
        role = "manager" if number % 4 < 2 else "police.lead"
        person, client = f"{role}@{partnership.slug}.example.test", Client()
        client.force_login(User.objects.get(email=person), backend=BACKEND)
        found["cookies"][person] = client.cookies[settings.SESSION_COOKIE_NAME].value
        found["paths"][person] = paths = _paths(partnership)
        for name, addresses in paths.items():
            client.get(addresses[-1])  # fills what is kept between requests, such as templates
            found["visits"].setdefault(name, []).extend(_visit(client, path) for path in addresses[:OPENED])
    return found


def _paths(partnership: Partnership) -> dict[str, list[str]]:
    with transaction.atomic():
        set_scope(system_actor(partnership.pk))
        refs = list(Measure.objects.filter(ended_on=None).order_by("pk").values_list("ref", flat=True))
    every = reverse("measures:measures", kwargs={"partnership": partnership.slug})
    pages = [reverse("measures:measure", kwargs={"partnership": partnership.slug, "ref": ref}) for ref in refs]
    return {PAGE: pages, SIXTY if len(refs) == 60 else EVERY: [every]}


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
    return {"queries": len(said), "processor_ms": round(1000 * taken, 1), "bytes": len(answer.content)}


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
