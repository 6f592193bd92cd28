"""How many people live where an analysis counts, for its rates; or why no sourced number can be given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cairn.domain.analysis.models import Question
from cairn.domain.analysis.sources import Source
from cairn.domain.analysis.sources.people import BAND_WORDS, SEXES
from cairn.domain.analysis.terms import By
from cairn.domain.analysis.where import Where
from cairn.domain.places.api import (
    EVERY_AGE,
    EVERYBODY,
    FEMALE,
    MALE,
    Ages,
    Denominator,
    NoDenominator,
    population,
    population_of_each,
)
from cairn.foundation.agencies.models import Partnership

NO_AREA = "No rate is given: nothing says which local authorities this partnership covers."
_SEX_OF = {SEXES["female"]: FEMALE, SEXES["male"]: MALE}
_Group = tuple[str, Ages]


def residents_of(
    partnership_id: int, source: Source, question: Question, where: Where | None
) -> tuple[dict[str, int], str]:
    """How many people live where a question counts: all of them, and by its levels that have residents.

    Args:
        where: the places, where the question is about them.

    Returns:
        Number by level, ``""`` for everybody; and where each number comes from, or why there is none.
    """
    if not source.residents:
        return {}, ""
    codes = [question.place] if question.place else Partnership.objects.get(pk=partnership_id).authority_codes
    if not codes:
        return {}, NO_AREA
    on, found, said = question.window.last, {}, []
    for level, (sex, ages) in _groups(question.by).items():
        people = population(codes, sex, ages, on)
        said.append(people.says)
        if people.exists and people.count:
            found[level] = people.count
    each, says = _of_places(question, where, on)
    return found | each, " ".join(dict.fromkeys((*said, *says)))


def _of_places(question: Question, where: Where | None, on: date) -> tuple[dict[str, int], list[str]]:
    """How many live in each ward or authority that stands in the rows; all of them from one source."""
    by = By(question.by[0])
    codes = where.levels(question.place).get(by, ()) if where is not None else ()
    if not codes:
        return {}, []
    people: dict[str, Denominator] | NoDenominator = population_of_each(codes, EVERYBODY, EVERY_AGE, on)
    if isinstance(people, NoDenominator):
        return {}, [people.says]
    counted = {code: one.count for code, one in people.items() if one.count}
    return counted, list(dict.fromkeys(one.says for one in people.values()))


def _groups(by: Sequence[str]) -> dict[str, _Group]:
    """The groups whose numbers of residents are asked for: "" for everybody."""
    groups: dict[str, _Group] = {"": (EVERYBODY, EVERY_AGE)}
    if by[0] == By.SEX:
        groups |= {level: (sex, EVERY_AGE) for level, sex in _SEX_OF.items()}
    if by[0] == By.AGE:
        groups |= {level: (EVERYBODY, ages) for level, ages in BAND_WORDS.items()}
    return groups
