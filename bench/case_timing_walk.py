"""Asks for hidden cases and for invented references in turns, and prints the times of each pair as JSON.

`python -m bench.case_timing_walk <pairs>` runs under the settings the environment names. Who asks: somebody whose
agency never had the case, somebody whose agency had it before, and somebody whom the conflict wall shuts out.
"""

from __future__ import annotations

import gc
import json
import logging
import sys
import time
from collections.abc import Callable
from random import Random
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.case_timing import FURTHER, SEED  # noqa: E402
from bench.case_timing_further import no_reference, questions, signed_in  # noqa: E402
from bench.cases_data import FIRST_DAY, SLUG  # noqa: E402
from cairn.domain.cases.models import Case, Conflict, Share  # noqa: E402
from cairn.domain.cases.policies import RUN, VIEW  # noqa: E402
from cairn.domain.cases.services.wall import decide  # noqa: E402
from cairn.foundation.accounts.models import User  # noqa: E402
from cairn.foundation.accounts.queries import actor_for  # noqa: E402
from cairn.foundation.accounts.services.people import add_person  # noqa: E402
from cairn.foundation.accounts.terms import Role  # noqa: E402
from cairn.foundation.agencies.models import Partnership  # noqa: E402
from cairn.foundation.audit.commands import set_scope  # noqa: E402
from cairn.kernel.actors import system_actor  # noqa: E402

logging.disable(logging.WARNING)  # each page that is not there says so
HIDDEN, WALLED, WARM = 300, 60, 10
SHUT_OUT = f"shut.out@{SLUG}.example.test"


def main(pairs: int) -> dict[str, Any]:
    """Everybody's pairs, one person after the other."""
    here = Partnership.objects.get(slug=SLUG)
    whom = _who(here)
    found: dict[str, Any] = {"who": {}, "further": []}
    for who, (email, refs) in whom.items():
        found["who"][who] = _asked(signed_in(email), here, refs, pairs)
    for question in questions(here, whom, at=timezone.now()):
        facts = _paired(question.hidden, question.nothing, max(pairs // FURTHER, 20))
        found["further"].append({"what": question.what, "who": question.who, **facts})
    return found


def _who(here: Partnership) -> dict[str, tuple[str, list[str]]]:
    """Who asks, as what, with the references of cases hidden from them."""
    officer = _officer(here)
    with transaction.atomic():
        walled = _walled(here, officer)
    with transaction.atomic():
        set_scope(system_actor(here.pk))
        agency = User.objects.get(email=f"tenants@{SLUG}.example.test").agency_id
        shares = Share.objects.filter(partnership=here, agency_id=agency)
        never = Case.objects.filter(partnership=here).exclude(pk__in=shares.values("case"))
        over = shares.filter(ended_at__isnull=False).values("case")
        return {
            "agency never had it": (f"tenants@{SLUG}.example.test", _refs(never)),
            "agency's share is over": (f"tenants@{SLUG}.example.test", _refs(Case.objects.filter(pk__in=over))),
            "shut out by the wall": (SHUT_OUT, walled),
        }


def _refs(cases: Any) -> list[str]:
    return list(cases.order_by("ref").values_list("ref", flat=True)[:HIDDEN])


def _officer(here: Partnership) -> User:
    """A second practitioner of the agency that leads most cases."""
    there = User.objects.filter(email=SHUT_OUT).first()
    police = User.objects.get(email=f"police@{SLUG}.example.test").agency
    return there or add_person(
        by=system_actor(here.pk), at=timezone.now(), name="Whimbrel Galena", email=SHUT_OUT, agency=police,
        roles=(Role.PRACTITIONER,), reason="Shut out of cases for a benchmark.", from_on=FIRST_DAY, invented=True,
    ).person  # fmt: skip


def _walled(here: Partnership, officer: User) -> list[str]:
    """Cases that her agency leads, and from which whoever runs them shut her out."""
    runs = actor_for(User.objects.get(email=f"police@{SLUG}.example.test"), here, on=timezone.localdate())
    set_scope(runs)
    shut = Case.objects.filter(pk__in=Conflict.objects.filter(user=officer, shut_out=True).values("case"))
    if not shut.exists():
        for case in RUN.rows(runs).filter(is_over=False, restricted=False).order_by("-pk")[:WALLED]:
            decide(by=runs, at=timezone.now(), case=case, account=officer, shut_out=True, why="For a benchmark.")
    return _refs(shut.filter(pk__in=VIEW.rows(runs)))


def _asked(client: Client, here: Partnership, refs: list[str], pairs: int) -> dict[str, Any]:
    # As many as there are hidden ones: whoever asks keeps the parts of addresses asked for before (urllib.parse).
    drawn = Random(SEED)
    nobodys = [no_reference(drawn) for _ref in refs]

    def page(draw: Random, references: list[str]) -> Any:
        return client.get(reverse("cases:case", kwargs={"partnership": here.slug, "ref": draw.choice(references)}))

    return _paired(lambda draw: page(draw, refs), lambda draw: page(draw, nobodys), pairs)


def _paired(there: Callable[[Random], Any], nothing: Callable[[Random], Any], pairs: int) -> dict[str, Any]:
    """Times of both, one after the other, in an order drawn by chance."""
    gc.freeze()  # what is loaded by now is not looked through before each request
    draw, taken = Random(SEED), {True: [], False: []}
    looks: dict[bool, set[tuple[int, int, int]]] = {True: set(), False: set()}
    for number in range(-WARM, pairs):
        order, both = [True, False], draw.random()  # what both draw is the same: a name, and letters in its place
        draw.shuffle(order)
        for hidden in order:
            ms, look = _one(there if hidden else nothing, Random(both))
            if number >= 0:
                taken[hidden].append(ms)
                looks[hidden].add(look)
    return {"ms": [taken[True], taken[False]], "alike": looks[True] == looks[False],
            "looks": [sorted(looks[True]), sorted(looks[False])]}  # fmt: skip


def _one(ask: Callable[[Random], Any], draw: Random) -> tuple[float, tuple[int, int, int]]:
    said = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "django_session" not in sql:  # which is kept up once a minute, whatever is asked for
            said.append(1)
        return execute(sql, params, many, context)

    gc.collect()
    gc.disable()  # else a collection falls into one of the two
    with connection.execute_wrapper(count):
        began = time.perf_counter()
        answer = ask(draw)
        taken = 1000 * (time.perf_counter() - began)
    gc.enable()
    return taken, (answer.status_code, len(answer.content), len(said))


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1])), sys.stdout)
