"""Which figures of records and cases are too small for somebody who may not open what they count.

The rule is that of copies for partners (``kernel.disclosure.PARTNERS``), for each figure by itself: the return of the
same cases is read so too (docs/adr/0017). What leaves passes through ``released`` besides.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from cairn.domain.measures import policies
from cairn.domain.measures.models import Measure
from cairn.kernel.actors import Actor
from cairn.kernel.disclosure import PARTNERS, Why

WITHHELD = str(Why.WITHHELD).capitalize()
SAYS = (
    f"Counts of 1 to {PARTNERS.threshold - 1} of records and cases are withheld so that nobody can be identified, and"
    " so is a share of which so few are counted, or are not. Whoever may open what is counted, and those who answer for"
    " the measure, read them as they are."
)


def withheld_from(actor: Actor | None, measures: Iterable[Measure]) -> frozenset[int]:
    """Keys of those measures of which somebody may not read small figures; one query, or none where all are sent in.

    Args:
        actor: None where it is not known who reads.
    """
    of_records = policies.counted_from_records()
    keys = {row.pk for row in measures if row.computed in of_records and not row.statutory}
    if not keys or actor is None:
        return frozenset(keys)
    return frozenset(keys - set(policies.READ_SMALL.rows(actor).filter(pk__in=keys).values_list("pk", flat=True)))


def is_small(measure: Measure, top: Decimal, bottom: Decimal | None) -> bool:
    """Whether a figure is of so few people, or of all but so few, that it could tell who they are."""
    counts = [top]
    if bottom is not None and not measure.residents:
        counts += [bottom, bottom - top] if measure.proportion else [bottom]
    return are_few(*counts)


def are_few(*counts: Decimal | int) -> bool:
    """Whether any of some counts of people is so small that it could tell who they are."""
    return any(0 < count < PARTNERS.threshold for count in counts)
