"""What a case's page has of meetings: those it was on, and where it is put on one."""

from __future__ import annotations

from django.urls import reverse

from cairn.domain.cases.api import CaseHere, Circle, Part
from cairn.domain.conferences import policies
from cairn.domain.conferences.queries.seats import seated
from cairn.domain.conferences.queries.waiting import meetings_of, next_meeting


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


def step_elsewhere(here: CaseHere, step: str) -> str | None:
    """Where a case is put on a meeting, or one is called about it: by the bare step there would be no meeting at all.

    Only where a group hears its kind; elsewhere the step is taken by its own form.
    """
    steps = here.process.conference
    if steps is None or step not in (steps.lists, steps.urgent):
        return None
    place = {"partnership": here.case.partnership.slug}
    if step == steps.urgent and policies.CALL.decide(here.actor, here.case).allowed:
        return reverse("conferences:urgent", kwargs={**place, "ref": here.case.ref})
    if step == steps.lists and policies.PLAN.rows(here.actor).filter(kind=here.case.kind).exists():
        ref = next_meeting(here.actor, here.case.kind, at=here.at)
        if ref is None:
            return reverse("conferences:conferences", kwargs=place)
        return f"{reverse('conferences:agenda', kwargs={**place, 'ref': ref})}?case={here.case.ref}#put"
    return None


def seats_circle(here: CaseHere) -> Circle | None:
    """The agencies with a seat where cases of this kind are heard, until this one is over."""
    if here.process.conference is None or here.case.is_over:
        return None
    agencies = seated(here.case, at=here.at)
    return Circle("conference", agencies) if agencies else None
