"""Builders for tests: measures and their figures, made by walking the real services.

Each takes a ``World`` of ``plans.testing_world``. Nothing here is imported by the application.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from cairn.domain.measures.models import Measure, Submission
from cairn.domain.measures.services import defining, figures
from cairn.domain.plans.testing_world import World
from cairn.kernel.observation_checks import Typed

FIRST = date(2026, 4, 1)
WORDS: dict[str, Any] = {
    "subject": "Support",
    "name": "People who felt safer after support",
    "definition": "Of those whose support ended, how many said that they felt safer.",
    "numerator": "People who said that they felt safer.",
    "denominator": "People whose support ended and who were asked.",
    "unit": "percent",
    "proportion": True,
    "frequency": "month",
    "good": "up",
    "breakdowns": {"sex": ["Female", "Male", "Not known"]},
}


def a_measure(
    world: World, *, submitter: str = "police_worker", agency: str = "fell-police", due_days: int = 20,
    first_on: date = FIRST, computed: str = "", **words: Any,
) -> Measure:  # fmt: skip
    """The partnership's own measure, a monthly percentage by sex; any word may be given."""
    return defining.define_measure(
        by=world.acts("manager"),
        at=world.at,
        words=defining.Words(**{**WORDS, **words}),
        terms=terms_of(world, submitter=submitter, agency=agency, due_days=due_days, first_on=first_on),
        computed=computed,
    )


def terms_of(
    world: World, *, submitter: str = "police_worker", agency: str = "fell-police", due_days: int = 20,
    first_on: date = FIRST,
) -> defining.Terms:  # fmt: skip
    """Whose figures they are, and who sends them in."""
    return defining.Terms(
        agency=world.agencies[agency], submitter=world.people[submitter], due_days=due_days, first_on=first_on
    )


def everyone(numerator: object, denominator: object = "", *, nil: bool = False) -> Typed:
    """The row of everyone."""
    return Typed(numerator=str(numerator), denominator=str(denominator), nil=nil)


def a_draft(
    world: World, measure: Measure, *, start: date = FIRST, rows: Iterable[Typed] = (), by: str = "police_worker",
    seen: str | None = None, **facts: Any,
) -> Submission:  # fmt: skip
    """A draft of one period, 40 of 50 unless told otherwise."""
    typed = figures.Figures(rows=list(rows) or [everyone(40, 50)], **facts)
    return figures.save_draft(by=world.acts(by), at=world.at, measure=measure, start=start, figures=typed, seen=seen)


def sent_in(world: World, measure: Measure, *, by: str = "police_worker", **facts: Any) -> Submission:
    """Figures that wait for approval."""
    return figures.send_in(by=world.acts(by), at=world.at, submission=a_draft(world, measure, by=by, **facts))


def approved(world: World, measure: Measure, **facts: Any) -> Submission:
    """Figures that count."""
    submission = sent_in(world, measure, **facts)
    return figures.approve(by=world.acts("manager"), at=world.at, submission=submission)


def locked(world: World, measure: Measure, **facts: Any) -> Submission:
    """Figures that nobody changes any more."""
    return figures.lock(by=world.acts("manager"), at=world.at, submission=approved(world, measure, **facts))


def value(submission: Submission) -> Decimal | None:
    """The figure of everyone, as it is shown."""
    row = submission.observations.get(dimension="")
    return row.value(factor=submission.measure.factor)
