"""Draw a new reference that nobody has."""

from __future__ import annotations

import secrets

from django.db.models import Model

from cairn.kernel.references import ALPHABET, LENGTH, LONG, encode

_AT_ONCE = 5_000  # references asked for in one question: PostgreSQL takes 65,535 values in one


def new_reference(prefix: str, *, taken: type[Model], long: bool = False) -> str:
    """A random reference not yet used by a model's ``ref``.

    Args:
        prefix: capital letters naming the kind of thing: A action, P plan, R request, E evidence,
            V issue, F file, G group, M meeting, T matter, D decision, S recommendation, C consultation,
            Y annual review, N notice for residents, K case, L event of a case, H share,
            U person in cases, J address, B broken glass, O note, Q task, X document of a case, Z half form,
            FE feed, EX extract, PN person behind records, PD pair of records, PS what was decided about pairs,
            WA row of the watch, WH asked to lead a row, WR reported again, AN analysis, MR repeats count.
        taken: the model whose ``ref`` must stay unique. Rows of other partnerships cannot be seen
            here; the unique constraint catches the one-in-148-million chance of a meeting.
        long: with two characters more, for things of which there are hundreds of thousands.
    """
    return new_references(prefix, 1, taken=taken, long=long)[0]


def new_references(prefix: str, many: int, *, taken: type[Model], long: bool = False) -> list[str]:
    """Several at once, all different; one query as a rule for each few thousand.

    Args:
        prefix, taken, long: as of ``new_reference``.
        many: how many.
    """
    length = LONG if long else LENGTH
    space = len(ALPHABET) ** length
    found: set[str] = set()
    while len(found) < many:
        wanted = min(_AT_ONCE, many - len(found))
        drawn = {encode(prefix, secrets.randbelow(space), length=length) for _ in range(wanted)}
        found |= drawn - set(taken._default_manager.filter(ref__in=drawn).values_list("ref", flat=True))
    return list(found)
