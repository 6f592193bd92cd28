"""What agencies of the demonstration share, write and do in one case of each partnership."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from cairn.domain.cases.api import (
    Case,
    accept_share,
    add_document,
    answer_checklist,
    break_glass,
    decide_conflict,
    end_task,
    give_task,
    offer_share,
    process_for,
    revoke_share,
    save_tie,
    shipped_checklists,
    write_note,
)
from cairn.foundation.accounts.models import User
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.files.uploads import Upload
from cairn.kernel.actors import Actor

SECTIONS = ("referral", "risk")


def write_work(case: Case, *, actors: Mapping[str, Actor], users: Mapping[str, User], at: datetime) -> None:
    """One case with everything agencies do in one: shares that stand, wait and ended, tasks, papers, a checklist.

    Args:
        case: of the conference, led by the agency of its coordinator.
        actors, users: by the key without the partnership's beginning.
    """
    runs = actors["case-coordinator"]
    council = users["case-asb"].agency
    _as(runs, offer_share, at, case=case, agency=council, sections=SECTIONS, basis="public_task",
        purpose="Asked whether they know the family.", consent="unsafe_to_ask",
        without_consent_because="Asking would be noticed at home.")  # fmt: skip
    _accept(case, actors["case-asb"], at)
    _as(runs, revoke_share, at, share=case.shares.get(agency=council, ended_at__isnull=True),
        because="They do not know the family.")  # fmt: skip
    _as(runs, offer_share, at, case=case, agency=council, sections=SECTIONS, basis="public_task",
        purpose="The home has to be made safe.", consent="given")  # fmt: skip
    _accept(case, actors["case-asb"], at)
    _as(runs, offer_share, at, case=case, agency=users["case-idva"].agency, sections=SECTIONS, basis="public_task",
        purpose="To speak for the person harmed.", consent="given")  # fmt: skip
    _as(runs, write_note, at, case=case, section="referral", happened_on=at.date(),
        text="Spoke with the school: the children are collected by their grandmother this week.")  # fmt: skip
    _as(runs, write_note, at, case=case, section="risk", happened_on=at.date(), only_agency=True,
        text="Ours alone: the response team knows the address.")  # fmt: skip
    due = at.date() + timedelta(days=9)
    _as(runs, give_task, at, case=case, title="Mark the address for a quick response", agency_id=runs.agency_id,
        due_on=due)  # fmt: skip
    done = _as(runs, give_task, at, case=case, title="Tell the school whom to ring", agency_id=runs.agency_id,
               due_on=due)  # fmt: skip
    _as(runs, end_task, at, task=done, seen=done.version, outcome="Told the designated lead.",
        file=Upload("told.txt", b"Invented for demonstration: told on the telephone."))  # fmt: skip
    _as(runs, add_document, at, case=case, title="Notes of the call with the school", section="referral",
        file=Upload("call.txt", b"Invented for demonstration: a call of ten minutes."))  # fmt: skip
    checklist = shipped_checklists()[0]
    answers = {
        question.key: {"answer": "yes" if place % 3 else "unknown", "source": "", "note": ""}
        for place, question in enumerate(checklist.questions)
    }
    harmed = case.people.first()
    _as(runs, answer_checklist, at, case=case, checklist=checklist, answers=answers,
        person_id=harmed.person_id if harmed else None, judgement="The fear is growing.")  # fmt: skip
    _as(runs, save_tie, at, tie="family", name="Bilberry Clint", born_on=None, phones=[], address="")
    _as(runs, decide_conflict, at, case=case, account=users["case-officer"], shut_out=True, tie="family",
        why="The person causing harm is his brother.")  # fmt: skip
    _as(actors["case-idva"], break_glass, at, ref=case.ref, reason="She rang us from a telephone box, in fear.")


def write_offer(case: Case, *, actors: Mapping[str, Actor], users: Mapping[str, User], at: datetime) -> None:
    """A case that is offered to the health board, which has not answered yet."""
    sections = [key for key, section in process_for(case).sections.items() if not section.never_shared][:2]
    _as(actors["case-coordinator"], offer_share, at, case=case, agency=users["case-nurse"].agency, sections=sections,
        basis="vital_interests", purpose="Asked what is known of earlier harm.", consent="given")  # fmt: skip


def _as(by: Actor, act: Callable[..., Any], at: datetime, **facts: Any) -> Any:
    set_scope(by)
    return act(by=by, at=at, **facts)


def _accept(case: Case, by: Actor, at: datetime) -> None:
    set_scope(by)
    share = case.shares.get(agency_id=by.agency_id, ended_at__isnull=True)
    accept_share(by=by, at=at, share=share)
