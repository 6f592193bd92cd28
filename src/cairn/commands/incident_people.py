"""Who stands in a file of incidents: numbers, names, and the many words for somebody nobody knows."""

from __future__ import annotations

import re
from typing import Any

from cairn.kernel.not_known import NO_NAME

MOST_TOLD = 20
SHEET_ERRORS = ("#n/a", "#ref!", "#value!", "#name?")  # what a spreadsheet writes where it looked in vain
# As it is written: "n a" stands there as n/a. "x" alone may be somebody's mark: see ``person``.
NOBODY = sorted(
    {
        *NO_NAME - {"x"},
        *(word.replace(" ", "/") for word in NO_NAME if len(word) == 3),
        "-",
        "?",
        "–",
        ".",
        *SHEET_ERRORS,
    }
)
_SOMEBODY = (
    r"(person|people|male|female|man|woman|boy|girl|youth|adult|child|suspect|offender|perpetrator|perp|victim"
    r"|complainant|party|individual|name|id|details?|identity)s?"
)
_SAYS_NOT = (
    r"(unknown|unk|un ?identified|un ?named|un ?disclosed|un ?traced|nobody|no one|withheld"
    r"|(not|none|no) (yet )?(known|identified|disclosed|recorded|stated|given|provided|named|available|applicable)"
    rf"|no {_SOMEBODY})"
)
# Somebody whom no words tell apart from another one: "Unknown male 1" of two incidents may be two people.
WORDS = (
    rf"({_SAYS_NOT}( {_SOMEBODY})*|{_SOMEBODY} ({_SAYS_NOT})|{_SOMEBODY} not)"
    r"( (known|identified|disclosed|recorded|stated|given|named))?( (no )?#?\d{1,3})?"
)
# What any of them begins with: only these are looked at more closely, since a file has millions of names.
_BEGINNINGS = sorted({"un", "no", "wi", "id", "n/", "n."} | {word[:2] for word in re.findall(r"[a-z]{3,}", _SOMEBODY)})
_MARKS = r"[\s.,;:!?*()<>/_–-]+"
# Most of those millions are references, and no words for nobody end in four figures.
_REFERENCE = "[!-~]*[0-9]{4}"


def says_nobody(text: str) -> bool:
    """Whether what stands where a person should says that nobody knows who it is."""
    plain = re.sub(_MARKS, " ", text.lower()).strip()
    return plain in NOBODY or text.strip().lower() in NOBODY or re.fullmatch(WORDS, plain) is not None


def person(connection: Any, name: str, kind: str) -> str:
    """SQL for the person of a column of the table ``given g``; NULL where nobody is known.

    Args:
        connection: that holds ``given``.
        name: the column.
        kind: its type.
    """
    text = f"g.{name}"
    if kind in ("DOUBLE", "FLOAT") or kind.startswith("DECIMAL"):
        return _of_numbers(connection, name)
    if kind != "VARCHAR":
        return text
    words = [*NOBODY, *(() if _single_letters(connection, name) else ("x",))]
    quoted, begins = (", ".join(f"'{word}'" for word in of) for of in (words, _BEGINNINGS))
    plain = f"trim(regexp_replace(lower({text}), '{_MARKS}', ' ', 'g'))"
    return (
        f"CASE WHEN regexp_full_match({text}, '{_REFERENCE}') THEN {text}"
        f" WHEN length({text}) < 20 AND lower(trim({text})) IN ({quoted}) THEN NULL"
        f" WHEN length({text}) < 60 AND (lower(left({text}, 2)) IN ({begins})"
        f" OR left({text}, 1) IN (' ', '(', '<', '*', '?', '.', '-'))"
        f" AND ({plain} IN ({quoted}) OR regexp_full_match({plain}, '{WORDS}')) THEN NULL"
        f" WHEN {text} LIKE ' %' OR {text} LIKE '% ' THEN trim({text}) ELSE {text} END"
    )


def _of_numbers(connection: Any, name: str) -> str:
    """Whole numbers that gaps made fractions of; where some are fractions indeed, each is a name as it stands."""
    broken = f"SELECT 1 FROM given WHERE {name} IS NOT NULL AND TRY_CAST({name} AS BIGINT) IS DISTINCT FROM {name}"
    if not connection.execute(f"{broken} AND NOT isnan({name}::DOUBLE) LIMIT 1").fetchall():
        return f"CASE WHEN NOT isnan(g.{name}::DOUBLE) THEN TRY_CAST(g.{name} AS BIGINT) END"
    whole = f"TRY_CAST(g.{name} AS HUGEINT) IS NOT DISTINCT FROM g.{name}"
    return (
        f"CASE WHEN isnan(g.{name}::DOUBLE) THEN NULL WHEN {whole} THEN TRY_CAST(g.{name} AS HUGEINT)::VARCHAR"
        f" ELSE g.{name}::VARCHAR END"
    )


def _single_letters(connection: Any, name: str) -> bool:
    """Whether people are called by single letters here, so that X is one of them and no cross for nobody."""
    query = f"SELECT 1 FROM given WHERE length(trim({name})) = 1 AND regexp_matches({name}, '[A-WYZa-wyz]') LIMIT 1"
    return bool(connection.execute(query).fetchall())


def taken_for_nobody(connection: Any, columns: list[str]) -> dict[str, dict[str, int]]:
    """The words that were taken for somebody nobody knows, by meaning, the most frequent first.

    Args:
        connection: with the table or view ``looked_at``, which has ``NAME_text`` beside each person of words.
        columns: meanings whose columns hold words.
    """
    found = {}
    for name in columns:
        query = (
            f"SELECT {name}_text, count(*) FROM looked_at WHERE {name} IS NULL AND {name}_text <> ''"
            f" GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_TOLD}"
        )
        if words := dict(connection.execute(query).fetchall()):
            found[name] = words
    return found
