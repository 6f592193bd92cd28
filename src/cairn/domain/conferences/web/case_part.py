"""The part of a case's page about the meetings it was on."""

from __future__ import annotations

from cairn.domain.cases.api import CaseHere, Part
from cairn.domain.conferences import policies
from cairn.domain.conferences.queries.waiting import meetings_of


def meetings_part(here: CaseHere) -> Part | None:
    """Where it is listed and was heard; nothing where its kind is not heard, or the section is closed to her."""
    step = here.process.conference
    if step is None or step.section not in here.sections:
        return None
    may = policies.CALL.decide(here.actor, here.case).allowed
    lines = meetings_of(here.case, at=here.at)
    return Part(
        "meetings",
        "Meetings",
        "conferences/case_part.html",
        {"lines": lines, "may_call": may},
    )
