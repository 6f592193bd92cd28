"""Builders of consultations and annual reviews for tests, made by walking the real services."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cairn.domain.consultations.api import Consultation, ConsultationFacts, ThemeFacts, add_consultation, save_theme
from cairn.domain.plans.testing import World
from cairn.domain.reviews.api import AnnualReview, Conclusion, ConclusionFacts, agree_review, conclude

KEEP = ConclusionFacts(verdict="keep", why="It is needed as much as ever.")


def a_consultation(world: World, **facts: Any) -> Consultation:
    """A survey that closed last week; any fact of ``ConsultationFacts`` may be given."""
    fields = {
        "title": "What would make you feel safe?", "asked": "Where do you feel unsafe?\nWhat would help?",
        "of_whom": "Anybody who lives in Fellshire.", "how": "survey", "opens_on": world.day(-40),
        "closes_on": world.day(-7), **facts,
    }  # fmt: skip
    return add_consultation(
        by=world.acts("manager"), at=world.at, strategy=world.strategy, facts=ConsultationFacts(**fields)
    )


def a_theme(world: World, consultation: Consultation, **facts: Any):
    """A theme because of which CP1 changes."""
    fields = {
        "title": "Start earlier", "said": "Year 9 is too late to begin.", "outcome": "changed",
        "because": "Lessons begin in year 7.", "commitments": [world.commitment("CP1")], **facts,
    }  # fmt: skip
    return save_theme(by=world.acts("manager"), at=world.at, consultation=consultation, facts=ThemeFacts(**fields))


def a_conclusion(
    world: World, review: AnnualReview, code: str, facts: ConclusionFacts = KEEP, *, by: str = "manager", seen: int = 0,
    at: datetime | None = None,
) -> Conclusion:  # fmt: skip
    """A conclusion about one commitment: it is kept, unless told otherwise."""
    return conclude(
        by=world.acts(by), at=at or world.at, review=review, commitment=world.commitment(code), facts=facts, seen=seen
    )


def an_agreed_review(world: World, review: AnnualReview, **facts: ConclusionFacts) -> AnnualReview:
    """The review, agreed by a member of the board; every commitment is kept but those given by their code."""
    for code in ("CP1", "CP2", "CS1"):
        a_conclusion(world, review, code, facts.get(code, KEEP))
    return agree_review(by=world.acts("board"), at=world.at + timedelta(hours=1), review=review)
