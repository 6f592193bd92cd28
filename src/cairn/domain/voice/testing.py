"""Builders for tests: issues of survivors, made by walking the real services.

Each takes the actor who does it; ``plans.testing.found_world`` gives people to act. Nothing here is
imported by the application.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cairn.domain.voice.models import Ask, Issue, Reply
from cairn.domain.voice.services import issues
from cairn.domain.voice.terms import Answer, Through
from cairn.foundation.agencies.models import Agency
from cairn.kernel.actors import Actor


def an_issue(*, by: Actor, at: datetime, **facts: Any) -> Issue:
    """An issue raised this month through a survivor network; any fact of ``raise_issue`` may be given."""
    fields = {
        "topic": "Waiting rooms",
        "asked": "Survivors asked not to wait where anybody from the same town can see them.",
        "raised_on": at.date(),
        "through": Through.NETWORK,
        **facts,
    }
    return issues.raise_issue(by=by, at=at, **fields)


def an_ask(*, by: Actor, at: datetime, agency: Agency, issue: Issue | None = None) -> Ask:
    """An issue taken to an agency."""
    return issues.take_to_agency(by=by, at=at, issue=issue or an_issue(by=by, at=at), agency=agency)


def a_reply(*, by: Actor, at: datetime, ask: Ask, answer: str = Answer.DOING, **facts: Any) -> Reply:
    """An answer; ``why`` is filled in where the agency cannot."""
    fields = {
        "text": "We will offer a quiet place to wait.",
        "why": "The building has one room." if answer == Answer.CANNOT else "",
        **facts,
    }
    return issues.reply(by=by, at=at, ask=ask, answer=answer, **fields)
