"""Say whether a case is a repeat of an earlier one, for whoever runs the kind."""

from __future__ import annotations

from datetime import datetime

from cairn.domain.cases.models import Repeat
from cairn.domain.cases.policies import VIEW
from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.queries.widely import as_system
from cairn.domain.cases.services.answering import held_to_answer, reason_against, write_answer
from cairn.domain.cases.services.steps import take_step
from cairn.domain.cases.services.writing import keep_ways_out
from cairn.domain.cases.terms import RepeatAnswer
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
        write_answer(row, by=by, at=at, answer=RepeatAnswer.CONFIRMED)
        if not was_recorded:  # one referral is one repeat, of however many earlier cases
            take_step(
                by=by, at=at, case=row.case, name=rule.records,
                details={rule.confirms: "yes", rule.last_on: row.last_on},
            )  # fmt: skip
            if rule.tells:
                take_step(by=by, at=at, case=row.case, name=rule.tells, details={rule.told: "yes"})
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
    because = reason_against(why)
    keep_ways_out(by=by, text=because, field="why", called="The reason")
    with command("cases.answer_repeat", by=by, at=at):
        row = _to_answer(by, repeat)
        write_answer(row, by=by, at=at, answer=RepeatAnswer.REFUSED, why=because)
    return row


def _to_answer(by: Actor, repeat: Repeat) -> Repeat:
    rows = Repeat.objects.select_related("earlier").filter(pk=repeat.pk)
    row = held_to_answer(rows, by=by, waits=RepeatAnswer.PROPOSED)
    VIEW.require(by, row.earlier)
    return row
