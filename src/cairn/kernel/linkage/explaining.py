"""Why two records are, or are not, taken for one person: a sentence and what each column adds."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

import numpy as np

from cairn.kernel.linkage.comparing import Compared, compare
from cairn.kernel.linkage.linking import CannotLink, Links
from cairn.kernel.linkage.scoring import Model

_SURE, _LIKELY, _NO = 0.95, 0.5, 0.05


@dataclass(frozen=True)
class Reason:
    """What one column says.

    Attributes:
        column: its meaning, or its name.
        says: in words.
        bits: evidence: above 0 for one person, below for two; each bit doubles or halves the odds.
    """

    column: str
    says: str
    bits: float


@dataclass(frozen=True)
class Explained:
    """Why.

    Attributes:
        sentence: the whole in words.
        chance: from 0 to 1 that the two are one person, from this pair alone.
        together: whether they are in one group.
        reasons: the strongest first.
    """

    sentence: str
    chance: float
    together: bool
    reasons: list[Reason]


def explain(links: Links, one: str, other: str) -> Explained:
    """Say why two records are in one group or not.

    Args:
        links: what ``link`` gave.
        one, other: identifiers.

    Raises:
        CannotLink: for an identifier that is not in the file.
    """
    rows = [_row(links, each) for each in (one, other)]
    first, second = (np.array([row]) for row in sorted(rows))
    together = bool(links.cluster[rows[0]] == links.cluster[rows[1]])
    if not links.model.names:
        return Explained("No two records have anything in common, so none were compared.", 0.0, together, [])
    levels = compare(links.records, first, second)
    said, why = _decided(links, *sorted(rows), together=together)
    return explained(links.model, levels, together, said=said, why=why)


def explained(
    model: Model, levels: list[Compared], together: bool | None = None, *, said: str = "", why: str = ""
) -> Explained:  # fmt: skip
    """The same for a pair by its levels.

    Args:
        together: whether the two are in one group; without it, as the pair alone says.
        said: in a sentence, what somebody decided of the two.
        why: in a sentence, why the two are where they are, if not for what they say themselves.
    """
    odds = float(model.odds_of([each.found for each in levels])[0]) if model.names else -40.0
    chance = 1 / (1 + exp(-max(min(odds, 40.0), -40.0)))
    reasons = _reasons(model, levels)
    together = chance >= _LIKELY if together is None else together
    return Explained(_sentence(reasons, chance, together, said, why), chance, together, reasons)


def _decided(links: Links, one: int, other: int, *, together: bool) -> tuple[str, str]:
    """In sentences, what somebody decided of two rows, and why else they are where they are."""
    same = links.decided.pairs.get((one, other))
    groups = [np.flatnonzero(links.cluster == links.cluster[row]).tolist() for row in (one, other)]
    if same is False:
        return "Somebody decided that they are two people.", ""
    if together:
        if same:
            return "Somebody decided that they are one person.", ""
        pair = links.decided.between(groups[0], groups[1], True)
        return "", f"Of their group, {_names(links, pair)} are one person." if pair else ""
    pair = links.decided.between(groups[0], groups[1], False)
    if pair:
        why = f"They are kept apart because {_names(links, pair)} are two people."
    elif links.records.source is not None:
        why = "They are kept apart because each is of one person with one record of the other file at most."
    else:
        why = ""
    return ("Somebody decided that they are one person, but other decisions keep them apart." if same else ""), why


def _names(links: Links, pair: tuple[int, int]) -> str:
    one, other = (links.ids[row] for row in pair)
    return f"somebody decided that “{one}” and “{other}”"


def _row(links: Links, wanted: str) -> int:
    for ids, each in ((links.ids, wanted), ([one.strip() for one in links.ids], wanted.strip())):
        if each in ids:
            return ids.index(each)
    raise CannotLink(f"There is no record “{wanted}”.")


def _reasons(model: Model, levels: list[Compared]) -> list[Reason]:
    """Each column's evidence: the odds with it, beside those with it not known."""
    if not model.names:
        return []
    found = [each.found for each in levels]
    whole = float(model.odds_of(found)[0])
    out = []
    for at, each in enumerate(levels):
        if not each.found[0]:
            continue
        without = [np.zeros_like(level) if number == at else level for number, level in enumerate(found)]
        bits = (whole - float(model.odds_of(without)[0])) / np.log(2)
        out.append(Reason(each.name, each.levels[int(each.found[0])].says, round(float(bits), 1)))
    return sorted(out, key=lambda reason: -abs(reason.bits))


def _sentence(reasons: list[Reason], chance: float, together: bool, said: str, why: str) -> str:
    if chance >= _SURE:
        opens = "Almost certainly one person"
    elif chance >= _LIKELY:
        opens = "Probably one person"
    elif chance > _NO:
        opens = "Probably two people"
    else:
        opens = "Almost certainly two people"
    speaks = [reason.says for reason in reasons if reason.bits > 0.5]
    against = [reason.says for reason in reasons if reason.bits < -0.5]
    says = f"{said} By their records alone they are {opens[0].lower()}{opens[1:]}" if said else opens
    if speaks or against:
        says += (", for " if said else ": ") + "; ".join(speaks or against)
        says += ". Against it: " + "; ".join(against) if speaks and against else ""
    says += "."
    if together and chance < _LIKELY and not said:
        says += f" {why or 'They are in one group because both belong with its other records.'}"
    elif not together and chance >= _LIKELY and (why or not said):
        says += f" {why or 'They are kept apart because they do not fit with the other records of each.'}"
    return says
