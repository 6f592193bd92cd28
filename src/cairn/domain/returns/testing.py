"""Builders for tests: cases with a history, made by walking the real steps as Cairn itself.

Nothing here is imported by the application.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from cairn.domain.cases.api import Case, add_person, open_case, take_step
from cairn.domain.plans.testing_world import World
from cairn.foundation.agencies.models import Agency

SAY_WHY = ("decide_not_met", "withdraw", "stop", "record_undelivered", "record_not_told", "disclose_to_protect_now",
           "call_emergency", "close_without_actions", "adjourn")  # fmt: skip
Step = tuple[str, date, Mapping[str, Any]]
REFERRAL = {"victim_aware": "yes", "consent": "given", "safe_contact": "Mornings."}


def noon(day: date) -> datetime:
    """Midday of a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def a_history(world: World, kind: str, opening: Step, *steps: Step, agency: str = "fell-police") -> Case:
    """A case of a kind after some steps, each on its day; taken as Cairn itself, which holds every role."""
    by, name, day, details = world.acts("system"), *opening
    case = open_case(
        by=by, at=noon(day), kind=kind, move=name, details=details, agency_id=Agency.objects.get(slug=agency).pk
    )
    return walk(world, case, steps)


def walk(world: World, case: Case, steps: Iterable[Step]) -> Case:
    """Take further steps of a case as Cairn itself."""
    by, reason = world.acts("system"), {"reason": "Because it was so."}
    for name, day, details in steps:
        needs = reason if name in SAY_WHY else {}
        take_step(by=by, at=noon(day), case=case, name=name, details=details, **needs)
    return case


def heard(
    world: World, *, referred: date, on: date | None, further: Iterable[Step] = (), by: str = "nurse", put: str = "list"
) -> Case:  # fmt: skip
    """A referral to the conference by somebody's agency, heard on a day, or waiting where there is none.

    Args:
        put: the step that puts it on a meeting: on a planned one, or on one that is called for it.
    """
    actor = world.acts(by)
    case = open_case(by=actor, at=noon(referred), kind="marac", move="start_draft", details=REFERRAL)
    add_person(by=actor, at=noon(referred), case=case, party="person_harmed", name="Ottoline Quince-Harrow")
    take_step(by=actor, at=noon(referred), case=case, name="submit", details=REFERRAL)
    steps: list[Step] = [
        ("risk_assessed", referred, {"instrument": "By judgement", "judgement_high_risk": "yes",
                                     "judgement_reason": "It is getting worse."}),
        ("accept", referred, {}),
    ]  # fmt: skip
    if on is not None:
        steps += [
            (put, referred, {"meeting_on": on}), ("contact_recorded", referred, {"contact_outcome": "spoke"}),
            ("hear", on, {"risk_summary": "High.", "quorate": "yes"}),
        ]  # fmt: skip
    return walk(world, case, [*steps, *further])


def applied(world: World, *, on: date, decided: date | None = None, held: date | None = None,
            recommended: date | None = None, **details: Any) -> Case:  # fmt: skip
    """An application for a case review: decided not met on a day, or held, with a recommendation or without."""
    steps: list[Step] = []
    if decided or held:
        steps += [
            ("acknowledge", on, {"acknowledged_by": "code_on_screen"}),
            ("screen_recorded", on, {"screen_result": "no", "asked_safely": "yes"}),
            ("request_information", on, {}),
        ]  # fmt: skip
    if decided:
        steps.append(("decide_not_met", decided, {"signposted_to": "The housing service."}))
    if held:
        steps += [
            ("judged", on, {"persistence_or_harm": "yes"}), ("decide_met", on, {}),
            ("set_panel", on, {"panel_on": held, "chair_independent": "yes", "attends": "attends"}),
            ("risk_scored", on, {"risk_band": "high"}), ("hold_panel", held, {}),
        ]  # fmt: skip
    if recommended:
        made = {"recommendation": "Repair the gate", "body": "fell-council", "answer_due_on": date(2027, 1, 4)}
        steps.append(("recommendation_made", recommended, made))
    opening = ("apply", on, {"asked_by": "person_harmed", **details})
    return a_history(world, "asb_case_review", opening, *steps, agency="fell-council")
