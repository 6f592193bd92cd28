"""Makes board packs of many measures in one process, and prints how long each part took as JSON.

`python -m bench.packing <measures> <rounds>` runs under the settings the environment names. What it adds to the
demonstration is taken back at the end.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date, datetime
from random import Random
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from cairn.domain.boards.api import Meeting  # noqa: E402
from cairn.domain.measures.api import Row, Terms, Words, define_measure, load_figures  # noqa: E402
from cairn.domain.reports.api import ask_for_board_pack, make_report  # noqa: E402
from cairn.domain.reports.models import Report  # noqa: E402
from cairn.domain.reports.services import making  # noqa: E402
from cairn.foundation.accounts.models import User  # noqa: E402
from cairn.foundation.agencies.models import Partnership  # noqa: E402
from cairn.foundation.audit.commands import set_scope  # noqa: E402
from cairn.kernel.actors import Actor, system_actor  # noqa: E402
from cairn.kernel.observation_checks import Typed  # noqa: E402
from cairn.kernel.periods import period_of, preceding  # noqa: E402

MONTHS, SEED = 36, 20261121
GROUPS = ("Female", "Male", "Not known")


def main(measures: int, rounds: int) -> dict[str, Any]:
    """Load figures, make packs, take everything back."""
    found: dict[str, Any] = {"measures": measures, "months": MONTHS, "rounds": []}
    with transaction.atomic():
        partnership = Partnership.objects.get(slug="cumberland")
        by, at = system_actor(partnership.pk), timezone.now()
        set_scope(by)
        found["figures"] = load(by, at, measures)
        for _ in range(rounds):
            found["rounds"].append(one_pack(by, at))
        transaction.set_rollback(True)
    return found


def load(by: Actor, at: datetime, measures: int) -> int:
    """So many monthly measures by sex, and their figures; the demonstration's own come on top."""
    draw, rows = Random(SEED), []
    person = User.objects.filter(is_demo=True, agency__kind="police").order_by("pk").first()
    start = period_of(timezone.localdate(at), "month")
    months: list[date] = []
    for _ in range(MONTHS):
        start = preceding(start)
        months.insert(0, start.start)
    for number in range(measures):
        words = Words(
            subject="Benchmark", name=f"People who felt safer after support, team {number + 1}",
            definition="Of those whose support ended, how many said that they felt safer.",
            numerator=f"People of team {number + 1} who said that they felt safer.",
            denominator=f"People of team {number + 1} who were asked.", unit="percent", proportion=True,
            frequency="month", good="up", breakdowns={"sex": list(GROUPS)},
        )  # fmt: skip
        terms = Terms(agency=person.agency, submitter=person, due_days=20, first_on=months[0])
        ref = define_measure(by=by, at=at, words=words, terms=terms).ref
        for month in months:
            parts = [(draw.randint(2, 40), draw.randint(40, 60)) for _ in GROUPS]
            typed = [Typed("sex", name, str(a), str(b)) for name, (a, b) in zip(GROUPS, parts, strict=True)]
            whole = Typed(numerator=str(sum(a for a, _ in parts)), denominator=str(sum(b for _, b in parts)))
            rows += [
                Row(len(rows) + place, ref, month, one, note="Made up.") for place, one in enumerate([whole, *typed])
            ]
    return load_figures(by=by, at=at, rows=rows, digest="0" * 64, state="locked").figures


def one_pack(by: Actor, at: datetime) -> dict[str, Any]:
    """One pack as the job makes it, with the seconds at which each part began."""
    meeting = Meeting.objects.select_related("group", "partnership").filter(cancelled_on=None).order_by("pk").last()
    report, began, parts = ask_for_board_pack(by=by, at=at, meeting=meeting), time.perf_counter(), []
    says = making._Making.says

    def noted(self: Any, doing: str, **more: Any) -> None:
        parts.append((doing, round(time.perf_counter() - began, 2)))
        says(self, doing, **more)

    making._Making.says = noted
    try:
        made = make_report(partnership_id=by.partnership_id, ref=report.ref, at=at)
    finally:
        making._Making.says = says
    took = round(time.perf_counter() - began, 2)
    if made.state != "ready":
        raise RuntimeError(made.failed_why)
    copies = list(Report.objects.get(pk=made.pk).copies.all())
    charts = sum(
        len(one["measures"]) for s in copies[0].document["sections"] for one in s["blocks"] if one["kind"] == "charts"
    )
    return {
        "seconds": took,
        "parts": parts,
        "charts": charts,
        "copies": len(copies),
        "bytes": len(bytes(copies[0].pdf)),
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
