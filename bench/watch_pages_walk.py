"""Signs a practitioner of each agency in and says which pages of the watch and of people she may ask for, as JSON.

`python -m bench.watch_pages_walk FOLDER` runs under the settings the environment names. Each kind of page is opened a
few times in this process, to count its queries.
"""

from __future__ import annotations

import json
import sys
from typing import Any
from urllib.parse import urlencode

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.hub_data import AGENCIES, PARTNERSHIP, email_of  # noqa: E402
from bench.many_people import milliseconds as _ms  # noqa: E402
from bench.many_people import nobody_yet, walk_as  # noqa: E402
from cairn.demo.sign_in import BACKEND  # noqa: E402
from cairn.domain.hub.api import person_of  # noqa: E402
from cairn.domain.hub.queries.people import person_page, search  # noqa: E402
from cairn.domain.records.api import SourceRecord, records_in_force  # noqa: E402
from cairn.domain.watch.api import WatchRow, policies  # noqa: E402
from cairn.domain.watch.queries.lines import watch_list  # noqa: E402
from cairn.foundation.accounts.models import User  # noqa: E402
from cairn.foundation.accounts.queries import actor_for  # noqa: E402
from cairn.foundation.agencies.models import Partnership  # noqa: E402
from cairn.foundation.audit.commands import set_scope  # noqa: E402
from cairn.kernel.actors import Actor  # noqa: E402

ROWS, PEOPLE = 60, 40
_STEP = 7_919  # rows between two people who are asked for


def main() -> dict[str, Any]:
    """Everybody's cookie, addresses and first look."""
    found = nobody_yet(settings.SESSION_COOKIE_NAME)
    here = Partnership.objects.get(slug=PARTNERSHIP)
    for slug in AGENCIES:
        person, client = email_of(slug), Client()
        user = User.objects.select_related("agency").get(email=person)
        client.force_login(user, backend=BACKEND)
        with transaction.atomic():
            actor = actor_for(user, here, on=timezone.localdate())
            set_scope(actor)
            rows = _records(actor)
            paths = _paths(here, actor, rows)
        walk_as(found, client, person, paths, _alone(actor, rows))
    return found


def _records(actor: Actor) -> list[SourceRecord]:
    """Some of an agency's records that have a whole name, from everywhere in its file."""
    own = SourceRecord.objects.filter(agency_id=actor.agency_id)
    first, last = own.order_by("pk").values_list("pk", flat=True).first(), own.order_by("pk").last().pk
    wanted = [first + number * _STEP % max(1, last - first) for number in range(4 * PEOPLE)]
    rows = records_in_force(actor).filter(pk__in=wanted).exclude(given="").exclude(family="").exclude(key="")
    return list(rows.order_by("pk")[:PEOPLE])


def _paths(here: Partnership, actor: Actor, rows: list[SourceRecord]) -> dict[str, list[str]]:
    place = {"partnership": here.slug}
    every = reverse("watch:watch", kwargs=place)
    # Of the second hundred: beside those who are due soonest there are others.
    open_to = policies.VIEW.rows(actor, WatchRow.objects.exclude(stands="closed")).order_by("-pk")
    refs = open_to.values_list("ref", flat=True)[:ROWS]
    people = {person.ref for person in person_of(actor, rows).values()}
    look = reverse("hub:people", kwargs=place)

    def sought(**words: str) -> str:
        return f"{look}#{urlencode(words)}"

    return {
        "the watch": [every, f"{every}?page=2", f"{every}?which=late", f"{every}?page=7", f"{every}?which=nobody"],
        "a row of the watch": [reverse("watch:row", kwargs={**place, "ref": ref}) for ref in refs],
        "people by whole name": [sought(given=row.given, family=row.family) for row in rows],
        "people by the beginning of a name": [sought(family=row.family[:3]) for row in rows],
        "people by reference": [sought(key=row.key) for row in rows],
        "a person's page": [
            f"{reverse('hub:person', kwargs={**place, 'ref': ref})}#{urlencode({'purpose': 'To plan a visit.'})}"
            for ref in sorted(people)
        ],
    }


def _alone(actor: Actor, rows: list[SourceRecord]) -> dict[str, list[float]]:
    """What is read for the pages, without a screen: milliseconds."""
    with transaction.atomic():
        set_scope(actor)
        now, today = timezone.now(), timezone.localdate()
        people = sorted(person.ref for person in person_of(actor, rows).values())
        return {
            "the watch": [_ms(lambda: watch_list(actor, which="", page="", at=now)) for _again in range(10)],
            "the search by name": [
                _ms(lambda row=row: search(actor, {"given": row.given, "family": row.family}, on=today)) for row in rows
            ],
            "a person": [_ms(lambda ref=ref: person_page(actor, ref, on=today)) for ref in people],
        }


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
