"""What has consequences of its own in generated cases, done through the services: the wall, broken glass, papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.utils import timezone

from cairn.demo.scale.casework.places import (
    CHAIR,
    COORDINATOR,
    COUNCIL,
    DISCLOSURE,
    MARAC,
    NURSE,
    OFFICER,
    PARTNER,
    REVIEW,
    REVIEWER,
    CasePlace,
)
from cairn.demo.scale.casework.rows import Rows
from cairn.domain.cases.api import (
    Case,
    add_document,
    break_glass,
    decide_conflict,
    look_again,
    policies,
    review_glass,
    save_tie,
    state_ties,
    take_step,
)
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.files.uploads import Upload
from cairn.kernel.actors import Actor, system_actor

# What was said, how many days ago, whether it was right and what was found; the newest waits for its review.
BROKEN = (
    ("The family stood at our desk and the officer in the case was not on duty.", 41, True, "Nobody else could say."),
    ("To see whether the application had been decided.", 17, False, "A call to the team was enough. Spoken to."),
    ("A neighbour reported screams, and the duty team could not be reached.", 1, None, ""),
)  # fmt: skip
HARMING, A_DAY = "person_causing_harm", timedelta(days=1)
# A power, and how far it came.
POWERS = (
    ("warning", ("power_proposed", "power_used", "power_breached")),
    ("acceptable_behaviour_agreement", ("power_proposed", "power_used")),
    ("community_protection_notice", ("power_proposed",)),
)
PAPERS = (
    ("Notes of the call with the school", "referral", b"Invented for demonstration: a call of ten minutes."),
    ("Photographs of the door, before and after", "meeting", b"Invented for demonstration: a new lock."),
    ("What the surgery sent", "risk", b"Invented for demonstration: a page and a half."),
)


def load_special(place: CasePlace, rows: Rows, at: datetime, *, governance: User | None) -> None:
    """Ties and what the wall made of them, broken glass, and documents, in a few cases of one partnership.

    Args:
        at: now; most of it happened some days ago.
        governance: who reviews broken glass; None where the partnership has nobody for it.
    """
    for key, actor in place.actors.items():
        if key != NURSE:  # who works there since yesterday: she is asked
            _as(actor, state_ties, at - timedelta(days=40))
    _walls(place, rows, at)
    _glass(place, rows, at, governance)
    _powers(place, rows, at)
    sent = _open_cases(rows, MARAC)
    for case in islice(sent, 12):
        for number in range(case.pk % 3 + 1):
            title, section, content = PAPERS[number]
            _as(place.actors[COORDINATOR], add_document, at - timedelta(hours=20 - number), case=case, title=title,
                section=section, file=Upload(f"{number}.txt", content))  # fmt: skip


def _walls(place: CasePlace, rows: Rows, at: datetime) -> None:
    """One match nobody looked at yet, two that keep somebody out, and one account that was cleared.

    In cases of somebody whose name nobody else has, or a tie would shut out of a further one.
    """
    names = Counter(row.person.name for row, _act in rows.of["cases.CasePerson"])
    found = (
        case
        for case in _open_cases(rows, MARAC, at - timedelta(days=12))
        if names[_in_part(rows, case, HARMING).name] == 1
    )
    undecided, decided, managed, cleared = islice(found, 4)
    _tie(place, rows, OFFICER, undecided, at - timedelta(days=3), tie="family")
    _tie(place, rows, OFFICER, decided, at - timedelta(days=9), tie="family")
    _tie(place, rows, REVIEWER, managed, at - timedelta(days=9), tie="manages")
    for case, key, shut_out, why in (
        (decided, OFFICER, True, "His brother."), (managed, REVIEWER, True, "Manages the person's team."),
        (cleared, PARTNER, False, "Looked at: the same surname, and no relation."),
    ):  # fmt: skip
        _as(place.actors[COORDINATOR], decide_conflict, at - timedelta(days=8), case=case, account=place.users[key],
            shut_out=shut_out, why=why)  # fmt: skip


def _tie(place: CasePlace, rows: Rows, key: str, case: Case, at: datetime, *, tie: str) -> None:
    name = _in_part(rows, case, HARMING).name
    _as(place.actors[key], save_tie, at, tie=tie, name=name, born_on=None, phones=[], address="")
    set_scope(system_actor(place.partnership.pk))
    look_again(case, at)


def _in_part(rows: Rows, case: Case, party: str) -> Any:
    people = (row for row, _act in rows.of["cases.CasePerson"] if row.case is case)
    return next(row.person for row in people if row.party == party)


def _glass(place: CasePlace, rows: Rows, at: datetime, governance: User | None) -> None:
    closed = (case for case in _open_cases(rows, DISCLOSURE) if not _has(place, rows, case, PARTNER))
    officer = actor_for(governance, place.partnership, on=timezone.localdate(at)) if governance else None
    left = list(closed)
    for reason, days, right, found in BROKEN:
        then = at - timedelta(days=days, hours=3)
        case = next((one for one in left if one.opened_at < then - A_DAY), None)
        if case is None:  # nothing open is that old
            continue
        left.remove(case)
        glass = _as(place.actors[PARTNER], break_glass, then, ref=case.ref, reason=reason)
        if officer is not None and right is not None:
            _as(officer, review_glass, then + timedelta(days=2), glass=glass, was_right=right, review=found)


def _powers(place: CasePlace, rows: Rows, at: datetime) -> None:
    """In three reviews whose panel was held: who it would fall on is asked first, then a power, used and breached."""
    last = {event.case_id: event.at for event, _act in rows.of["cases.CaseEvent"]}
    held = (case for case in _open_cases(rows, REVIEW) if case.state in ("panel_held", "outcome_told"))
    settled = (
        case
        for case in held
        if last[case.pk] < at - timedelta(days=1)
        and all(_may_step(place.actors[key], case) for key in (COUNCIL, CHAIR))
    )
    for case, (power, steps) in zip(settled, POWERS, strict=False):
        person = _in_part(rows, case, "counterpart")
        on = {"falls_on": person.ref}
        asked = {**on, "household_result": "no", "asked_safely": "yes"}
        _as(place.actors[COUNCIL], take_step, at - timedelta(hours=9), case=case, name="household_screened",
            details=asked)  # fmt: skip
        for number, name in enumerate(steps):
            more = {"household_asked": "yes"} if name == "power_proposed" else {}
            _as(place.actors[CHAIR], take_step, at - timedelta(hours=8 - number), case=case, name=name,
                details={**on, **more, "power": power})  # fmt: skip


def _may_step(by: Actor, case: Case) -> bool:
    set_scope(by)
    return policies.STEP.decide(by, case).allowed


def _has(place: CasePlace, rows: Rows, case: Case, key: str) -> bool:
    agency = place.agency_of(key)
    return any(row.case is case and row.agency_id == agency for row, _act in rows.of["cases.Share"])


def _open_cases(rows: Rows, kind: str, before: datetime | None = None) -> Iterator[Case]:
    """The open cases of a kind that were sent, the newest first, and not kept to those named on them."""
    for case, _act in reversed(rows.of["cases.Case"]):
        sent = (
            case.kind == kind and case.state not in ("draft", "returned") and not case.is_over and not case.restricted
        )
        if sent and (before is None or case.opened_at < before):
            yield case


def _as(by: Actor, act: Callable[..., Any], at: datetime, **facts: Any) -> Any:
    set_scope(by)
    return act(by=by, at=at, **facts)
