"""Signs practitioners of every agency in and says which pages of cases each may ask for, as JSON.

`python -m bench.cases_walk` runs under the settings the environment names. Each kind of page is opened a few times in
this process, to count its queries.
"""

from __future__ import annotations

import json
import sys
from typing import Any
from urllib.parse import quote_plus

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import NoReverseMatch, reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.cases_data import AGENCIES, SLUG  # noqa: E402
from bench.many_people import milliseconds, nobody_yet, walk_as  # noqa: E402
from cairn.demo.sign_in import BACKEND  # noqa: E402
from cairn.domain.cases.models import Case, CasePerson  # noqa: E402
from cairn.domain.cases.policies import VIEW  # noqa: E402
from cairn.domain.cases.queries.people import person_search  # noqa: E402
from cairn.foundation.accounts.models import User  # noqa: E402
from cairn.foundation.accounts.queries import actor_for  # noqa: E402
from cairn.foundation.agencies.models import Partnership  # noqa: E402
from cairn.foundation.audit.commands import set_scope  # noqa: E402
from cairn.kernel.actors import Actor  # noqa: E402

CASES, NAMES = 60, 12
SEARCH = "cases:people"  # a form that is sent, so that no name stands in an address


def main() -> dict[str, Any]:
    """Everybody's cookie, addresses and first look."""
    found = nobody_yet(settings.SESSION_COOKIE_NAME)
    partnership = Partnership.objects.get(slug=SLUG)
    for key in AGENCIES:
        person, client = f"{key}@{SLUG}.example.test", Client()
        user = User.objects.get(email=person)
        client.force_login(user, backend=BACKEND)
        walk_as(found, client, person, _paths(partnership, user), _alone(partnership, user))
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
    names = [f"{search}#name={quote_plus(name)}" for name in _names(actor)]
    return {**found, "people by name": names, "people by reference": [f"{search}#ref={ref}" for ref in refs[:NAMES]]}


def _names(actor: Actor) -> list[str]:
    """Full names of people in cases open to somebody; opened as Cairn's own screens open them."""
    with transaction.atomic():
        set_scope(actor)
        cases = VIEW.rows(actor).order_by("-pk").values_list("pk", flat=True)[:NAMES]
        inside = CasePerson.objects.filter(case__in=list(cases)).order_by("pk").values_list("person__name", flat=True)
        return list(dict.fromkeys(inside))[:NAMES]


def _alone(partnership: Partnership, user: User) -> dict[str, list[float]]:
    """The search without a screen: milliseconds of its queries, by a full name and by the reference of a case."""
    with transaction.atomic():
        actor = actor_for(user, partnership, on=timezone.localdate())
        names = _names(actor)
        set_scope(actor)
        refs = list(VIEW.rows(actor).order_by("-pk").values_list("ref", flat=True)[:NAMES])
        return {
            "the search by name, alone": [milliseconds(lambda name=name: person_search(actor, name)) for name in names],
            "the search by reference, alone": [milliseconds(VIEW.rows(actor).filter(ref=ref).first) for ref in refs],
        }


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
