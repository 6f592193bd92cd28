"""Small numbers of a return that leaves those who run it: "5 or under", and nothing else that gives one away.

Small numbers are published so in the national return (domain/casework.md, section 1). A part is also kept back where
what is left of the whole is as small, and one of a split where the others would give the hidden one away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

NOT_SHOWN = "not shown"


def small_words(limit: int) -> str:
    """What stands for a small number."""
    return f"{limit} or under"


def kept_small(
    whole: int, parts: Mapping[str, int], splits: Sequence[Mapping[str, int]], beside: Mapping[str, int], limit: int
) -> tuple[str, dict[str, str], list[dict[str, str]], dict[str, str]]:
    """What may be shown of one column of a return.

    Args:
        whole: what the parts are parts of.
        parts: each a part of the whole by itself.
        splits: each divides the whole into parts that add up to it.
        beside: counts that are no part of it, such as people.
        limit: a count up to this is not shown, nought among them: it tells as much.
    """
    if whole <= limit:
        small = small_words(limit)
        return small, dict.fromkeys(parts, small), [dict.fromkeys(split, small) for split in splits], (
            dict.fromkeys(beside, NOT_SHOWN)
        )  # fmt: skip
    return (
        str(whole),
        {key: kept_part(number, whole, limit) for key, number in parts.items()},
        [kept_split(split, limit) for split in splits],
        {key: small_words(limit) if number <= limit else str(number) for key, number in beside.items()},
    )


def kept_split(split: Mapping[str, int], limit: int) -> dict[str, str]:
    """What may be shown of parts whose sum is known: what is hidden cannot be worked out from the rest.

    Where a larger part has to be kept back with a small one, both say the same, so that neither is known as the small
    one.
    """
    hidden = {key for key, number in split.items() if number <= limit}
    also: set[str] = set()
    rest = sorted((key for key in split if key not in hidden), key=lambda key: (split[key], key))
    while hidden and rest and _known([split[key] for key in hidden | also], len(also), limit):
        also.add(rest.pop(0))
    kept = NOT_SHOWN if also else small_words(limit)
    return {key: kept if key in hidden | also else str(number) for key, number in split.items()}


def kept_part(number: int, whole: int, limit: int) -> str:
    """What may be shown of one part of a whole that is known: neither it nor what is left may be small."""
    if number <= limit:
        return small_words(limit)
    return NOT_SHOWN if whole - number <= limit else str(number)


def _known(withheld: Sequence[int], larger: int, limit: int) -> bool:
    """Whether what is withheld can be worked out from its sum: one alone, all nought, or all at the limit."""
    total = sum(withheld)
    if larger:
        return total <= 2 * limit
    return len(withheld) == 1 or total == 0 or total == limit * len(withheld)
