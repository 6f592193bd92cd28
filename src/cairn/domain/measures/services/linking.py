"""What a measure shows: its commitments and changes; its targets; and where its recording changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from cairn.domain.measures import policies
from cairn.domain.measures.models import Measure, MeasureBreak, MeasureChange, MeasureCommitment, Target
from cairn.domain.strategies.models import Change, Commitment
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor
from cairn.kernel.periods import period_of


def set_links(
    *, by: Actor, at: datetime, measure: Measure, commitments: Iterable[Commitment], changes: Iterable[Change]
) -> bool:
    """Say which commitments and changes a measure shows; others are let go.

    Returns:
        True when something changed.

    Raises:
        Forbidden: when the policy does not allow it.
    """
    policies.CHANGE.require(by, measure)
    wanted = [(MeasureCommitment, "commitment_id", {one.pk for one in commitments})]
    wanted.append((MeasureChange, "change_id", {one.pk for one in changes}))
    rows = [(model, column, keys, list(model.objects.filter(measure=measure))) for model, column, keys in wanted]
    if all({getattr(row, column) for row in there} == keys for _model, column, keys, there in rows):
        return False
    with command("measures.link", by=by, at=at):
        for model, column, keys, there in rows:
            for row in there:
                if getattr(row, column) not in keys:
                    row.delete()
            for key in sorted(keys - {getattr(row, column) for row in there}):
                model(partnership_id=measure.partnership_id, measure=measure, **{column: key}).save()
    return True


def set_target(*, by: Actor, at: datetime, measure: Measure, value: Decimal | None, from_on: date, why: str) -> Target:
    """Set a target, or say that there is none any more. Earlier ones stay.

    Args:
        value: in the measure's unit; None for no target.
        from_on: the first day it holds.
        why: who agreed it, and what it rests on.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a why, or when the value cannot be.
    """
    policies.CHANGE.require(by, measure)
    if not why.strip():
        raise Refused("Say why: who agreed it, and what it rests on.", field="why")
    if value is not None and (value < 0 or (measure.unit == "percent" and measure.proportion and value > 100)):
        raise Refused("No figure of this measure could ever meet that.", field="value")
    with command("measures.set_target", by=by, at=at):
        target = Target(
            partnership_id=measure.partnership_id, measure=measure, value=value, from_on=from_on, why=why.strip(),
            by_id=by.user_id, set_at=at,
        )  # fmt: skip
        target.save()
    return target


def record_break(*, by: Actor, at: datetime, measure: Measure, on: date, note: str, source: str = "") -> MeasureBreak:
    """Record that counting changed on a day. Charts begin anew there, and nowhere else.

    Args:
        on: moved to the first day of its period, since figures are counted by whole periods.
        note: what changed.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a note, or when one is recorded there already.
    """
    policies.CHANGE.require(by, measure)
    if not note.strip():
        raise Refused("Say what changed in how it is counted.", field="note")
    first = period_of(on, measure.frequency).start
    if first > timezone.localdate(at):
        raise Refused("That day has not come yet.", field="on")
    if measure.breaks.filter(on=first).exists():
        raise Refused("A change of recording is there for that period already.", field="on")
    with command("measures.record_break", by=by, at=at):
        found = MeasureBreak(
            partnership_id=measure.partnership_id, measure=measure, on=first, note=note.strip(),
            source=source.strip(), by_id=by.user_id, at=at,
        )  # fmt: skip
        found.save()
    return found


def target_on(targets: Iterable[Target], day: date) -> Target | None:
    """The target that holds on a day: of those that have begun, the one that began last."""
    begun = [target for target in targets if target.from_on <= day]
    found = max(begun, key=lambda target: (target.from_on, target.pk), default=None)
    return found if found is not None and found.value is not None else None
