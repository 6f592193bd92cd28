"""People by the words of their names: asked of the database in one function, which knows the fence."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import connection

from cairn.kernel.same_person.names import forms_of, pair_of

SHORTEST = 3  # letters of which a beginning is enough; a shorter word is only found whole
Wanted = tuple[dict[str, object], ...]  # words that all have to be in one name


def begun(words: Iterable[str]) -> Wanted:
    """Names with each of these words: whole, by its beginning, or in a short form."""
    longest_first = sorted(words, key=len, reverse=True)  # the rarer, by a rule of thumb: it is looked up first
    return tuple(_word({word, *forms_of(word)}, word if len(word) >= SHORTEST else "") for word in longest_first)


def alike(words: tuple[str, ...]) -> Wanted:
    """Names with the last of these words and one of the others, in whatever form; of a single word, with it."""
    *given, family = words
    forms = {form for word in given for form in (word, *forms_of(word))}
    return (_word({pair_of(form, family) for form in forms} or {family}),)


def people_named(names: Iterable[Wanted], *, most: int | None) -> list[int]:
    """Keys of people with one of these names whom the fence lets the actor know; of each so many, or all.

    Row-level security asks of every word of every name whether its person may be known. Asked of the few
    people who have all the words, the same takes a fiftieth of the time.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT cairn_people_named(wanted, %s) FROM jsonb_array_elements(%s::jsonb) AS wanted",
            [most, json.dumps([list(name) for name in names])],
        )
        return sorted(key for (key,) in cursor.fetchall())


def _word(forms: set[str], begins: str = "") -> dict[str, object]:
    found: dict[str, object] = {"forms": sorted(forms)}
    if begins:
        # The column's collation is that of bytes.
        found |= {"from": begins, "until": begins[:-1] + chr(ord(begins[-1]) + 1)}
    return found
