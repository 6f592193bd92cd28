"""Lists cases for a meeting and draws its agenda and minutes for two readers, in one process; prints JSON.

`python -m bench.agenda_packing <cases> <rounds>` runs under the settings the environment names. What it adds is
taken back at the end.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from cairn.domain.cases.api import add_person as add_to_case  # noqa: E402
from cairn.domain.cases.api import take_step  # noqa: E402
from cairn.domain.cases.testing import REFERRAL, a_post, a_share  # noqa: E402
from cairn.domain.conferences import api as conferences  # noqa: E402
from cairn.domain.conferences.testing import a_conference, a_meeting, an_accepted_case  # noqa: E402
from cairn.domain.plans.testing_world import World, add_person, build_world  # noqa: E402
from cairn.foundation.accounts.terms import Role  # noqa: E402
from cairn.foundation.ui.pdf import render_pdf  # noqa: E402

PRACTITIONERS = {
    "nurse": ("Plover Chalk", "fell-health", "agency"), "coordinator": ("Curlew Beck", "fell-police", "coordinator"),
    "officer": ("Merlin Scree", "fell-police", "chair"), "idva": ("Goldcrest Ghyll", "fell-network", "idva"),
    "housing": ("Siskin Crag", "fell-council", "agency"),
}  # fmt: skip
GIVEN = ("Bramble", "Campion", "Dunlin", "Egret", "Fulmar")
FAMILY = ("Arkose", "Breccia", "Cirque", "Drumlin", "Erratic")
SAID = "Known since the spring. Seen three times, each time after a handover of the children. " * 6


def main(cases: int, rounds: int) -> dict[str, Any]:
    """Load, draw, and take everything back."""
    with transaction.atomic():
        at = datetime.now(UTC).replace(microsecond=0)
        world, meeting = prepared(at, cases)
        during = meeting.starts_at + timedelta(minutes=5)
        found = {
            "cases": cases, "people": 3 * cases, "answers": 4 * cases,
            "packs": {
                f"{pack}, {who}": drawn(world, meeting, who=who, pack=pack, at=during, rounds=rounds)
                for pack in ("agenda", "minutes") for who in ("coordinator", "housing")
            },
        }  # fmt: skip
        transaction.set_rollback(True)
    return found


def prepared(at: datetime, cases: int) -> tuple[World, Any]:
    """A meeting of today with its cases listed, answered and minuted."""
    world = build_world(at=at)
    for key, (name, agency, role) in PRACTITIONERS.items():
        user = add_person(world, key=key, name=name, agency=agency, roles=[Role.PRACTITIONER])
        a_post(partnership=world.partnership.pk, kind="marac", role=role, user=user or world.people[key],
               from_on=date(2026, 1, 5))  # fmt: skip
    seats = {key: agency for key, (_name, agency, _role) in PRACTITIONERS.items()}
    meeting = a_meeting(world, a_conference(world, at=at, kind="marac", seats=seats), at=at, days=0)
    for place in range(cases):
        prepare(world, meeting, place, at)
    return world, meeting


def prepare(world: World, meeting: Any, place: int, at: datetime) -> None:
    """One case, from the referral to its minutes."""
    case = an_accepted_case(world, at=at, details=REFERRAL)
    for agency in ("fell-council", "fell-network"):
        a_share(case=case, agency=world.agencies[agency], at=at)
    family = FAMILY[place % 5]
    people = (("person_harmed", 0), ("person_causing_harm", 2), ("child" if place % 2 else "professional", 3))
    for party, turn in people:
        name = f"{GIVEN[(place + turn) % 5]} {family}"
        add_to_case(by=world.acts("coordinator"), at=at, case=case, name=name, party=party)
    item = conferences.list_case(by=world.acts("coordinator"), at=at, meeting=meeting, case=case)
    take_step(by=world.acts("idva"), at=at, case=case, name="contact_recorded", details={"contact_outcome": "spoke"})
    for key in ("nurse", "coordinator", "idva", "housing"):
        by = world.acts(key)
        asked = conferences.ResearchRequest.objects.select_related("case", "agency").get(
            item=item, agency_id=by.agency_id
        )
        conferences.answer_research(by=by, at=at, request=asked, answer="known", text=SAID)
    by = world.acts("coordinator")
    said = {agency.pk: SAID for agency in world.agencies.values() if agency.slug.startswith("fell")}
    conferences.save_item(by=by, at=at, item=item, version=1, shared=said, risk=SAID)
    conferences.agree_action(by=by, at=at, item=item, agency_id=by.agency_id, action=f"Call on them, {place}",
                             due_on=at.date() + timedelta(days=7))  # fmt: skip


def drawn(world: World, meeting: Any, *, who: str, pack: str, at: datetime, rounds: int) -> dict[str, Any]:
    """One pack of one reader, drawn so many times."""
    actor, seconds = world.acts(who), []
    for _ in range(rounds):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            page = conferences.agenda_of(actor, meeting, at=at)
            data = conferences.drawn(page, meeting, pack=pack, reader=who)
        content = render_pdf(template="conference", data=data, title=f"{pack} of meeting {meeting.ref}", at=at)
        seconds.append(time.perf_counter() - began)
    return {"seconds": seconds, "queries": len(queries), "bytes": len(content)}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
