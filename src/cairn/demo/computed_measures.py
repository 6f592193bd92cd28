"""A measure of the demonstration that Cairn computes from records, with every figure there can be by now."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from cairn.domain.measures.api import (
    Terms,
    Words,
    compute_what_is_missing,
    define_measure,
    enter_residents,
    library,
    taken_from,
)
from cairn.foundation.accounts.models import User
from cairn.kernel.actors import Actor

PLACES = {"cumberland": "cum", "westmorland-and-furness": "wf"}
INVENTED = "Invented for the demonstration."


def computed_measure(
    manager: Actor, person: User, words: Words, key: str, at: datetime, *, first: date, residents: int = 0
) -> None:
    """Define it, in the words of the library but for what a board agreed, and compute what is missing.

    Args:
        manager, person: the partnership manager, acting; and her account, for her agency.
        key: of the indicator and of its rule.
        first: the first day it is counted from.
        residents: about how many people it is out of, marked an estimate; nought where it is of no residents.
    """
    measure = define_measure(
        by=manager, at=at, words=words, computed=key, taken=taken_from(library().indicators[key], words),
        terms=Terms(agency=person.agency, submitter=person, due_days=0, first_on=first),
    )  # fmt: skip
    if residents:
        enter_residents(
            by=manager, at=at, measure=measure, numbers={measure.rows[0]: Decimal(residents)}, is_estimate=True,
            source=f"{INVENTED} A round number near that of a real place.", vintage="mid-2025",
        )  # fmt: skip
    compute_what_is_missing(by=manager, at=at, measure=measure)
