"""Answer what an agency was asked before a meeting: known, nothing known, or could not look in time."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cairn.domain.cases.api import process_for, roles_of, take_step, write_note
from cairn.domain.conferences import policies
from cairn.domain.conferences.models import ResearchRequest
from cairn.domain.conferences.terms import IN_THE_CASE, Answer
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor
from cairn.kernel.wording import ways_to_reach

ANSWERED = "Your agency has answered this. Write a note in the case if there is more."


def answer_research(
    *, by: Actor, at: datetime, request: ResearchRequest, answer: str, text: str = "", section: str = "",
    only_agency: bool = False,
) -> ResearchRequest:  # fmt: skip
    """Say what the agency knows. The words become a note of the case; the step is taken in its history.

    Args:
        answer: a value of ``Answer``. Who could not look in time may still answer later.
        text: what is known; needed where something is.
        section: of the case, where the note belongs; the meeting's own where left out.
        only_agency: the note is kept to the agency: the meeting hears that they know of the family, not what.

    Raises:
        Forbidden: by another agency, or where the case may not be changed.
        Refused: with what to put right; nothing is saved.
    """
    policies.ANSWER.require(by, request)
    if answer not in Answer.values:
        raise Refused("Say whether the family is known to your agency.", field="answer")
    if answer == Answer.KNOWN and not text.strip():
        raise Refused("Write what your agency knows.", field="text")
    if reach := ways_to_reach(text):
        raise Refused(no_ways(reach), field="text")
    case = request.case
    process = process_for(case)
    step = process.conference
    with command("conferences.answer_research", by=by, at=at):
        fresh = ResearchRequest.objects.select_for_update().get(pk=request.pk)
        if fresh.answer in IN_THE_CASE:
            raise Refused(ANSWERED)
        if fresh.answer == answer:
            raise Refused("That is said already.", field="answer")
        if answer in IN_THE_CASE:
            may = roles_of(by, process) & set(process.happenings[step.answers].who)
            if not may:
                raise Refused("This is answered by whoever is named for your agency at the meeting.")
            details = {step.agency: request.agency.slug, step.known: IN_THE_CASE[Answer(answer)]}
            take_step(by=by, at=at, case=case, name=step.answers, details=details)
        if text.strip():
            fresh.note = write_note(
                by=by, at=at, case=case, text=text, happened_on=timezone.localdate(at),
                section=section or step.section, only_agency=only_agency,
            )  # fmt: skip
        fresh.answer, fresh.answered_at, fresh.answered_by_id = answer, at, by.user_id
        fresh.save()
    return fresh


def no_ways(found: list[str]) -> str:
    """Why words that could let somebody be reached do not stand in what a meeting reads."""
    words = ", ".join(f"“{word}”" for word in found[:3])
    return f"What a meeting reads holds no address and no telephone number. Take out {words}; it stays in the case."
