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
    return explained(links.model, compare(links.records, first, second), together)


def explained(model: Model, levels: list[Compared], together: bool | None = None) -> Explained:
    """The same for a pair by its levels.

    Args:
        together: whether the two are in one group; without it, as the pair alone says.
    """
    odds = float(model.odds_of([each.found for each in levels])[0]) if model.names else -40.0
    chance = 1 / (1 + exp(-max(min(odds, 40.0), -40.0)))
    reasons = _reasons(model, levels)
    together = chance >= _LIKELY if together is None else together
    return Explained(_sentence(reasons, chance, together), chance, together, reasons)


def _row(links: Links, wanted: str) -> int:
    try:
        return links.ids.index(wanted)
    except ValueError:
        raise CannotLink(f"There is no record “{wanted}”.") from None


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


def _sentence(reasons: list[Reason], chance: float, together: bool) -> str:
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
    says = opens
    if speaks or against:
        says += ": " + "; ".join(speaks or against)
        says += ". Against it: " + "; ".join(against) if speaks and against else ""
    says += "."
    if together and chance < _LIKELY:
        says += " They are in one group because both belong with its other records."
    elif not together and chance >= _LIKELY:
        says += " They are kept apart because they do not fit with the other records of each."
    return says
