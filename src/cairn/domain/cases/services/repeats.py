"""Say whether a case is a repeat of an earlier one, for whoever runs the kind."""

from __future__ import annotations

from datetime import datetime

from cairn.domain.cases.models import Repeat
from cairn.domain.cases.policies import RUN, VIEW
from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.queries.widely import as_system
from cairn.domain.cases.services.steps import take_step
from cairn.domain.cases.terms import RepeatAnswer
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor, system_actor


def confirm_repeat(*, by: Actor, at: datetime, repeat: Repeat) -> Repeat:
    """Confirm that a case is a repeat: the later case records it, and the window of the earlier one begins again.

    The fact is an event of the process, so that its criteria and counts see it. What begins again in the earlier
    case does so on the day of this answer, never sooner than the referral itself.

    Raises:
        Forbidden: by somebody who does not run the later case, or has not the earlier one.
        Refused: where it was answered meanwhile.
    """
    with command("cases.answer_repeat", by=by, at=at):
        row = _to_answer(by, repeat)
        rule = process_for(row.case).repeat
        was_recorded = Repeat.objects.filter(case=row.case, answer=RepeatAnswer.CONFIRMED).exists()
        row.answer, row.answered_at, row.answered_by_id = RepeatAnswer.CONFIRMED, at, by.user_id
        row.save(update_fields=["answer", "answered_at", "answered_by"])
        if not was_recorded:  # one referral is one repeat, of however many earlier cases
            take_step(
                by=by, at=at, case=row.case, name=rule.records,
                details={rule.confirms: "yes", rule.last_on: row.last_on},
            )  # fmt: skip
        with as_system(row.partnership_id):
            cairn = system_actor(row.partnership_id)
            take_step(by=cairn, at=at, case=row.earlier, name=rule.restarts, details={rule.again_on: row.referred_on})
    return row


def refuse_repeat(*, by: Actor, at: datetime, repeat: Repeat, why: str) -> Repeat:
    """Say that a case is no repeat, and why; it is not proposed again.

    Raises:
        Forbidden: by somebody who does not run the later case, or has not the earlier one.
        Refused: without a reason, or where it was answered meanwhile.
    """
    if not why.strip():
        raise Refused("Say why it is not a repeat.", field="why")
    with command("cases.answer_repeat", by=by, at=at):
        row = _to_answer(by, repeat)
        row.answer, row.why = RepeatAnswer.REFUSED, why.strip()
        row.answered_at, row.answered_by_id = at, by.user_id
        row.save(update_fields=["answer", "why", "answered_at", "answered_by"])
    return row


def _to_answer(by: Actor, repeat: Repeat) -> Repeat:
    row = Repeat.objects.select_for_update(of=("self",)).select_related("case", "earlier").filter(pk=repeat.pk).first()
    if row is None:
        raise Refused("This is not open to you any more.")
    RUN.require(by, row.case)
    VIEW.require(by, row.earlier)
    if row.answer != RepeatAnswer.PROPOSED:
        raise Refused("Somebody answered this meanwhile.")
    return row
