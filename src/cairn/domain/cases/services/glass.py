"""Break the glass: three hours in a case that is not open to somebody, with a reason, reviewed afterwards."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.utils import timezone

from cairn.domain.cases import policies
from cairn.domain.cases.models import BreakGlass, Case, Conflict
from cairn.domain.cases.queries.conflicts import likely_conflicts, matches_in
from cairn.domain.cases.queries.widely import as_system
from cairn.domain.cases.services.wall import look_again, shut_out_unasked
from cairn.domain.cases.terms import GLASS_HOURS
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.queries import actors_in
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor

# One answer for a case that is not there and for one that is not to be known: they must not differ.
LEAST_WORDS = 5
SAY_WHY = (
    "Say in a sentence why you must open it now: what has happened, and what would happen if you waited."
    " Whoever reviews it has only these words."
)
NOT_THIS_WAY = "No case can be opened by this reference. Check it with whoever gave it to you."


def break_glass(*, by: Actor, at: datetime, ref: str, reason: str) -> BreakGlass:
    """Open a case for three hours.

    The same is asked of the database for a case that shuts her out and for one that does not exist. Whoever
    matches somebody in the case and was not cleared is shut out instead.

    Raises:
        Forbidden: by somebody who is no practitioner.
        Refused: without a sentence that says why; in one sentence, whether the case is not there or is not to be
            known; or it is open anyway.
    """
    policies.BREAK.require(by, Partnership.objects.get(pk=by.partnership_id))
    ref = ref.strip().upper()
    if not _is_a_sentence(reason):
        raise Refused(SAY_WHY, field="reason")
    if policies.VIEW.rows(by).filter(ref=ref).exists():
        raise Refused("This case is open to you already.", field="ref")
    case = _may_be_opened(by, ref, at=at)
    if case is None:
        raise Refused(NOT_THIS_WAY, field="ref")
    look_again(case, at)  # so that nobody is told who may be tied to it
    with as_system(case.partnership_id):
        told = _who_is_told(case, by, at=at)
    row = BreakGlass(
        partnership_id=case.partnership_id,
        case=case,
        ref=new_reference("B", taken=BreakGlass),
        user_id=by.user_id,
        reason=reason,
        opened_at=at,
        until_at=at + timedelta(hours=GLASS_HOURS),
        told_id=told,
    )
    with command("cases.break_glass", by=by, at=at):
        row.save()
    return row


def _is_a_sentence(reason: str) -> bool:
    """At least five words, not one word over and over: whoever reviews it, perhaps years later, reads nothing else."""
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", reason)]
    return len(words) >= LEAST_WORDS and len(set(words)) >= LEAST_WORDS - 1


def _may_be_opened(by: Actor, ref: str, *, at: datetime) -> Case | None:
    with as_system(by.partnership_id):
        case = Case.objects.filter(ref=ref).first()
        number = case.pk if case else 0
        walled = Conflict.objects.filter(case_id=number, user_id=by.user_id, shut_out=True).exists()
        found = matches_in(number, by.partnership_id, at=at, user_id=by.user_id)
        if case is None or walled:
            return None
        for match in found:
            if not match.is_decided:
                shut_out_unasked(case, match, at=at)
                return None
    return case


def _who_is_told(case: Case, by: Actor, *, at: datetime) -> int | None:
    """An officer of information governance who is not the person herself, shut out or undecided; None if none is."""
    walled = set(Conflict.objects.filter(case=case, shut_out=True).values_list("user_id", flat=True))
    walled |= {match.user.pk for match in likely_conflicts(case, at=at) if not match.is_decided}
    actors = actors_in(case.partnership_id, on=timezone.localdate(at))
    officers = (number for number, actor in actors.items() if actor.has(Role.INFORMATION_GOVERNANCE))
    return next((number for number in officers if number != by.user_id and number not in walled), None)


def end_glass(*, by: Actor, at: datetime, glass: BreakGlass) -> BreakGlass:
    """Close a case again before the three hours are over; by the person herself."""
    if by.user_id is None or glass.user_id != by.user_id:
        raise Refused("Only who broke the glass ends it early.")
    row = _with_case(glass)
    if row.ended_at is not None or row.until_at <= at:
        raise Refused("It is over already.")
    row.ended_at = at
    with command("cases.end_glass", by=by, at=at):
        row.save(update_fields=["ended_at"])
    return row


def review_glass(*, by: Actor, at: datetime, glass: BreakGlass, was_right: bool, review: str) -> BreakGlass:
    """Say whether it was right to open the case, and why; once, and never about oneself."""
    policies.REVIEW.require(by, glass)
    row = _with_case(glass)
    if row.reviewed_at is not None:
        raise Refused("This was reviewed already.")
    if not review.strip():
        raise Refused("Say why.", field="review")
    row.was_right, row.review = was_right, review
    row.reviewed_at, row.reviewed_by_id = at, by.user_id
    with command("cases.review_glass", by=by, at=at):
        row.save(update_fields=["was_right", "review", "reviewed_at", "reviewed_by"])
    return row


def _with_case(glass: BreakGlass) -> BreakGlass:
    """Locked, so that of two answers at once one stands; with its case in hand, under which the record is kept.

    The case may be hidden from whoever acts.
    """
    with as_system(glass.partnership_id):
        return BreakGlass.objects.select_for_update(of=("self",)).select_related("case").get(pk=glass.pk)
