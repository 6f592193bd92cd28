"""Invented cases of the demonstration: who works them, and about twenty in each of two partnerships."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cairn.demo.case_people import write_people
from cairn.demo.case_work import write_offer, write_work
from cairn.demo.dates import moment
from cairn.demo.days import load_days
from cairn.domain.cases.api import Case, name_for_role, open_case, set_public_form, take_step
from cairn.foundation.access.once import remembering
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import Actor, system_actor

FIRST_DAY = date(2024, 4, 1)
# Kind and role to who is named for it, after the partnership's own beginning of the key.
POSTS = {
    ("marac", "coordinator"): "case-coordinator", ("marac", "chair"): "case-chair", ("marac", "idva"): "case-idva",
    ("marac", "agency"): "case-asb", ("asb_case_review", "coordinator"): "case-asb",
    ("asb_case_review", "chair"): "case-reviewer", ("asb_case_review", "body"): "case-chair",
    ("clares_law", "officer"): "case-coordinator", ("clares_law", "supervisor"): "case-chair",
    ("clares_law", "intake"): "case-coordinator", ("clares_law", "support"): "case-idva",
    ("clares_law", "panel"): "case-reviewer", ("clares_law", "partner"): "case-nurse",
    ("asb_case_review", "specialist"): "case-idva", ("asb_case_review", "reviewer"): "case-coordinator",
}  # fmt: skip
# Beside them: she may take what the forum of Clare's Law decides, so that one person can try a case to its end.
ALSO = ("clares_law", "panel", "case-chair")
# Named for a day to come, so many days ahead: until then it can be withdrawn.
SOON, SOON_IN = ("clares_law", "supervisor", "case-reviewer"), timedelta(days=30)
PLACES = {"cumberland": "cum", "westmorland-and-furness": "wf"}
PER_KIND = {"marac": 10, "asb_case_review": 4, "clares_law": 6}
STILL_OPEN = timedelta(days=60)
# Scores are out of its questions. The one that comes with Cairn has fourteen, and is filled in on the screen.
INSTRUMENT = "Paper checklist of 24 questions"
CAIRN = ""  # what no agency of the case has done is loaded by Cairn itself


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a walk: by whom, and so many days after the one before.

    Args:
        days_ahead: details that hold a day, to how many days after the step it lies.
    """

    name: str
    by: str
    days: int = 1
    details: Mapping[str, Any] = field(default_factory=dict)
    days_ahead: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""


REFERRED = {
    "victim_aware": "yes", "consent": "given", "safe_contact": "Weekday mornings, by telephone. Leave no message.",
    "wishes": "To feel safe at home.",
}  # fmt: skip
LAWFUL = {
    "lawful": "yes", "necessary": "yes", "proportionate": "yes", "rationale": "There is a pressing need to protect.",
    "recipient": "person_at_risk", "told_by": "cumbria-constabulary", "support_ready": "yes",
    "lawful_because": "A common-law power, to prevent crime.",
    "necessary_because": "They cannot protect themselves without it.",
    "proportionate_because": "Only what bears on the danger is told.",
}  # fmt: skip
# Every walk stops somewhere along its way, so that cases stand in all states.
WALKS: dict[str, tuple[tuple[Step, ...], ...]] = {
    "marac": (
        (
            Step("start_draft", "case-nurse", 0, {"wishes": "To feel safe at home."}),
            Step("risk_assessed", "case-nurse", 0, {"instrument": INSTRUMENT, "checklist_score": 15}),
            Step("submit", "case-nurse", 0, REFERRED),
            Step("accept", "case-coordinator", 2),
            Step("list", "case-coordinator", 1, days_ahead={"meeting_on": 12}),
            Step("agenda_sent", "case-coordinator", 3),
            Step("contact_recorded", CAIRN, 1, {"contact_outcome": "spoke", "wishes": "That the children stay."}),
            Step("hear", "case-coordinator", 8, {"risk_summary": "High, and rising at handovers.", "quorate": "yes"}),
            Step("action_agreed", "case-coordinator", 0, {"action": "Fit a video doorbell", "agency": "riverside"},
                 {"action_due_on": 14}),
            Step("open_actions", "case-coordinator", 1, {"plan_told_by": "victim-support"}),
            Step("minutes_sent", "case-coordinator", 1),
            Step("action_done", "case-coordinator", 11,
                 {"action": "Fit a video doorbell", "outcome": "Fitted, and shown how it works."}),
            Step("complete_actions", "case-coordinator", 2),
            Step("close", "case-coordinator", 1),
        ),
        (
            Step("start_draft", "case-nurse", 0),
            Step("risk_assessed", "case-nurse", 0, {"instrument": INSTRUMENT, "checklist_score": 9}),
            Step("submit", "case-nurse", 1, REFERRED),
            Step("decline", "case-coordinator", 2, {"advice_given": "Support by the outreach service is offered."},
                 reason="Below the threshold, with no judgement of high risk."),
        ),
        (
            Step("start_draft", "case-nurse", 0),
            Step("submit", "case-nurse", 1, REFERRED),
            Step("return_incomplete", "case-coordinator", 1, reason="No checklist came with it."),
            Step("withdraw", "case-nurse", 8, reason="A colleague has referred the same person meanwhile."),
        ),
    ),
    "asb_case_review": (
        (
            Step("apply", "case-asb", 0, {"asked_by": "person_harmed", "acknowledge_by": "call", "hate": "no"}),
            Step("acknowledge", "case-asb", 2, {"acknowledged_by": "call"}),
            Step("screen_recorded", "case-asb", 1, {"screen_result": "no", "asked_safely": "yes"}),
            Step("request_information", "case-asb", 1),
            Step("information_asked", "case-asb", 0, {"body": "riverside"}),
            Step("withdraw", "case-asb", 20, reason="The landlord has agreed on a plan with them."),
        ),
        (
            Step("apply", "case-asb", 0, {"asked_by": "person_harmed", "acknowledge_by": "code_on_screen"}),
            Step("withdraw", "case-asb", 6, reason="The noise has stopped since the neighbours moved."),
        ),
    ),
    "clares_law": (
        (
            Step("apply_right_to_ask", "case-coordinator", 0,
                 {"safe_contact": "At work, before ten.", "trigger": "Something a friend said.",
                  "relationship": "partners", "asks_for": "themselves"}),
            Step("record_checks", "case-coordinator", 1, {"checked_apart": "yes", "immediate_risk": "no"}),
            Step("meet", "case-coordinator", 4, {"identity_seen": "yes"}),
            Step("assess", "case-coordinator", 1, {"risk": "medium"}),
            Step("refer_to_panel", "case-coordinator", 3),
            Step("agree_disclosure", CAIRN, 3, LAWFUL),
            Step("disclose", "case-coordinator", 2,
                 {"recipient": "person_at_risk", "told_how": "in_words_in_person", "undertaking": "yes",
                  "support_offered": "yes",
                  "words_given": "Invented for demonstration.", "told_by_whom": "A sergeant of the team"}),
        ),
        (
            Step("begin_right_to_know", "case-coordinator", 0,
                 {"safe_contact": "Through the health visitor.", "trigger": "A report from another force.",
                  "relationship": "partners", "information_from": "police"}),
            Step("record_checks", "case-coordinator", 1, {"checked_apart": "yes", "immediate_risk": "no"}),
            Step("stop", "case-chair", 6, {"support_offered": "yes", "ended_because": "outside_the_scheme"},
                 reason="The report was about somebody else of the same name."),
        ),
    ),
}  # fmt: skip


def load_cases(*, users: Mapping[str, User], at: datetime) -> Iterator[str]:
    """Name who works cases and walk each case through the services; nothing where there are any.

    Args:
        users: key of each invented person to the account.
        at: now; cases begin over the year before it.
    """
    for slug, begins in PLACES.items():
        partnership = Partnership.objects.get(slug=slug)
        cairn = system_actor(partnership.pk)
        with transaction.atomic(), remembering():
            set_scope(cairn)
            if Case.objects.filter(partnership=partnership).exists():
                continue
            for kind, role, key in (*((kind, role, key) for (kind, role), key in POSTS.items()), ALSO):
                user = users[f"{begins}-{key}"]
                name_for_role(by=cairn, at=at, kind=kind, role=role, user=user, from_on=FIRST_DAY)
            kind, role, key = SOON
            name_for_role(
                by=cairn, at=at, kind=kind, role=role, user=users[f"{begins}-{key}"],
                from_on=timezone.localdate(at + SOON_IN),
            )  # fmt: skip
            set_public_form(by=cairn, at=at, kind="asb_case_review", helpline="01632 960 001", is_open=True)
            load_days(partnership, at=at)
            found = _walk_all(partnership, begins, users, at)
        yield f"{partnership.name}: {found} invented cases."


def _walk_all(partnership: Partnership, begins: str, users: Mapping[str, User], at: datetime) -> int:
    chance = random.Random(f"cases of {partnership.slug}")
    actors = {
        key.removeprefix(f"{begins}-"): actor_for(user, partnership, on=at.date())
        for key, user in users.items()
        if key.startswith(f"{begins}-case-")
    }
    actors[CAIRN] = system_actor(partnership.pk)
    total = 0
    for kind, number in PER_KIND.items():
        for place in range(number):
            walk = WALKS[kind][0 if place % 3 < 2 else chance.randrange(len(WALKS[kind]))]
            # The newest have just begun; the oldest is of a year ago. Each begins by day, at whatever hour this is
            # loaded, or steps of late evenings would fall on the next day in summer.
            ago = timedelta(days=1 + 350 * place // number)
            begins_at = moment(timezone.localdate(at - ago), 0) + timedelta(hours=chance.randrange(8))
            still_open = ago < STILL_OPEN
            walk_case(kind, walk[: chance.randint(1, len(walk))] if still_open else walk, actors, begins_at, at)
            total += 1
    _work_in_one(partnership, actors, {key.removeprefix(f"{begins}-"): user for key, user in users.items()}, at)
    return total


def _work_in_one(
    partnership: Partnership, actors: Mapping[str, Actor], users: Mapping[str, User], at: datetime
) -> None:
    """Of the open cases, the one of the conference that was sent last; and one of the police's that is offered."""
    set_scope(actors[CAIRN])
    still_open = Case.objects.filter(partnership=partnership, is_over=False).order_by("-opened_at")
    sent = still_open.filter(kind="marac").exclude(state__in=("draft", "returned")).first()
    if sent is not None:
        write_work(sent, actors=actors, users=users, at=at)
    set_scope(actors[CAIRN])
    if (asked_about := still_open.filter(kind="clares_law").first()) is not None:
        write_offer(asked_about, actors=actors, users=users, at=at)


def walk_case(
    kind: str, walk: tuple[Step, ...], actors: Mapping[str, Actor], begins: datetime, until: datetime
) -> None:
    """Walk one case through the services, as far as it comes.

    Args:
        walk: its steps; each counts its days from the one before.
        actors: who takes them, by the key without the partnership's beginning; ``CAIRN`` is Cairn itself.
        begins, until: the moment of the first step, and the moment at or after which none is taken.
    """
    case, at = None, begins
    for step in walk:
        at += timedelta(days=step.days, minutes=5)
        if at >= until:
            return
        by = actors[step.by]
        set_scope(by)
        ahead = {name: at.date() + timedelta(days=days) for name, days in step.days_ahead.items()}
        details = {**step.details, **ahead}
        if case is None:
            case = open_case(by=by, at=at, kind=kind, move=step.name, details=details, reason=step.reason)
            write_people(
                case, by=by, at=at, chance=random.Random(f"people of {kind} on {at:%Y%m%d%H}"),
                are=details.get("relationship", ""),
            )  # fmt: skip
        else:
            take_step(by=by, at=at, case=case, name=step.name, details=details, reason=step.reason)
