"""Enter how many residents there are, with the source, where no sourced number exists or a better one is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from cairn.domain.measures import policies
from cairn.domain.measures.models import Denominator, Measure
from cairn.domain.measures.terms import EVERYONE, Dimension
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor

VINTAGE_LENGTH = 80


def enter_residents(
    *, by: Actor, at: datetime, measure: Measure, numbers: Mapping[tuple[str, str], Decimal], source: str,
    vintage: str, is_estimate: bool,
) -> list[Denominator]:  # fmt: skip
    """Enter numbers of residents. Earlier ones stay; the newest of each row counts.

    Args:
        numbers: row of the measure (everyone, a place, a group) to people.
        source: where the numbers stand.
        vintage: the time they are of.
        is_estimate: they were not counted.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a number, a source or a vintage, for a row the measure has not, or when the groups
            of one dimension come to more than everyone.
    """
    policies.CHANGE.require(by, measure)
    if not numbers:
        raise Refused("Enter at least one number.", field="numbers")
    for row, number in numbers.items():
        if row not in measure.rows:
            raise Refused(f"“{row[1]}” is not one of the measure's groups.", field="numbers")
        if number <= 0:
            raise Refused(f"{row[1] or 'Everyone'}: a number of residents is above 0.", field="numbers")
    whole = numbers.get(EVERYONE)
    if whole is not None and (over := next((row for row, one in numbers.items() if one > whole), None)):
        raise Refused(f"{over[1]}: a part cannot be more than everyone.", field="numbers")
    if not source.strip():
        raise Refused("Say where the numbers stand.", field="source")
    if not vintage.strip() or len(vintage.strip()) > VINTAGE_LENGTH:
        raise Refused(f"Say of which time they are, in {VINTAGE_LENGTH} characters or fewer.", field="vintage")
    made = []
    with command("measures.enter_residents", by=by, at=at):
        for (dimension, category), number in numbers.items():
            place = category if dimension == Dimension.PLACE else ""
            row = Denominator(
                partnership_id=measure.partnership_id, measure=measure, place=place,
                dimension="" if place else dimension, category="" if place else category,
                value=number, source=source.strip(), vintage=vintage.strip(), is_estimate=is_estimate,
                by_id=by.user_id, at=at,
            )  # fmt: skip
            row.save()
            made.append(row)
    return made
