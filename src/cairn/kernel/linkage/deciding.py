"""What people decided of pairs: it holds whatever is found, and what contradicts itself is said in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from cairn.kernel.linkage.grouping import CLIP
from cairn.kernel.settled_groups import as_decided

Pair = tuple[int, int]


class BadLabels(ValueError):
    """Decided pairs cannot be read; the words say why."""


@dataclass
class Decided:
    """Decided pairs of a file.

    Attributes:
        pairs: whether two rows, the lower first, are one person; the oldest decision first, and of two of one pair the
            newer.
        elsewhere: how many decisions are of records that are not in the file.
        not_kept: in sentences, decisions that cannot hold.
    """

    pairs: dict[Pair, bool] = field(default_factory=dict)
    elsewhere: int = 0
    not_kept: list[str] = field(default_factory=list)

    def of(self, same: bool) -> list[Pair]:
        """The pairs that were decided so, the oldest first."""
        return [pair for pair, said in self.pairs.items() if said is same]

    def between(self, rows: Iterable[int], others: Iterable[int], same: bool) -> Pair | None:
        """A pair of some rows with some others that was decided so."""
        rows, others = set(rows), set(others)
        for one, other in self.of(same):
            if (one in rows and other in others) or (one in others and other in rows):
                return one, other
        return None


def read_decided(
    labels: Iterable[tuple[str, str, bool]], ids: Sequence[str], source: np.ndarray | None = None
) -> Decided:  # fmt: skip
    """Decisions by the rows of their records.

    Args:
        labels: two identifiers each, and whether they are one person; the oldest first. Spaces round an identifier do
            not count where it is not in the file as it stands.
        source: for two files, which one each record is in; two records of one are never one person.

    Raises:
        BadLabels: a decision has other than three parts, or none is of records of this file.
    """
    labels = list(labels)
    if not labels:
        return Decided()
    place = {one.strip(): at for at, one in enumerate(ids)} | {one: at for at, one in enumerate(ids)}
    out, missing = Decided(), ""
    for label in labels:
        try:
            one, other, same = label
        except (TypeError, ValueError):
            raise BadLabels("A decided pair is two identifiers, and True for one person or False for two.") from None
        rows = [place.get(str(each), place.get(str(each).strip())) for each in (one, other)]
        if None in rows:
            out.elsewhere += 1
            missing = missing or str(other if rows[0] is not None else one)
        elif rows[0] == rows[1]:
            if not same:
                out.not_kept.append(f"“{ids[rows[0]]}” was decided to be two people, but it is one record.")
        else:
            _add(out, tuple(sorted(rows)), bool(same), ids, source)
    if out.elsewhere == len(labels):
        raise BadLabels(
            f"None of the decided pairs is of records in this file. “{missing}”, for one, is no identifier in it; "
            f"they look like “{ids[0]}”."
        )
    return out


def _add(out: Decided, pair: Pair, same: bool, ids: Sequence[str], source: np.ndarray | None) -> None:
    if same and source is not None and source[pair[0]] == source[pair[1]]:
        out.not_kept.append(
            f"{_named(pair, ids)} were decided to be one person, but are of one file, in which nobody stands twice."
        )
        return
    before = out.pairs.pop(pair, same)
    if before is not same:
        out.not_kept.append(f"{_named(pair, ids)} were decided both ways; the last decision counts.")
    out.pairs[pair] = same


def settled(
    group: np.ndarray, decided: Decided, first: np.ndarray, second: np.ndarray, odds: np.ndarray
) -> np.ndarray:  # fmt: skip
    """Groups that keep every decision: two kept apart are in no group together, two joined are in one.

    Where decisions contradict each other through a third record, those that keep apart count, then the newer.

    Args:
        group: a number for each row, that of one of its rows.
        first, second, odds: every pair that was scored, from which who is left between two kept apart is decided.
    """
    if not decided.pairs:
        return group
    touched = np.unique(group[list({row for pair in decided.pairs for row in pair})])
    inside = np.isin(group, touched)
    cut = np.flatnonzero(inside[first] & inside[second])
    worth = np.clip(odds[cut], -CLIP, CLIP).tolist()
    fits = dict(zip(zip(first[cut].tolist(), second[cut].tolist(), strict=True), worth, strict=True))
    rows = np.flatnonzero(inside).tolist()
    now = as_decided(
        dict(zip(rows, group[rows].tolist(), strict=True)),
        same=decided.of(True),
        apart=decided.of(False),
        fits=lambda one, other: fits.get((min(one, other), max(one, other)), -CLIP),
    )
    out = group.copy()
    out[rows] = [now[row] for row in rows]
    return out


def contradicted(decided: Decided, cluster: np.ndarray, ids: Sequence[str]) -> list[str]:
    """In sentences, which decisions could not hold because of others."""
    return [
        f"{_named(pair, ids)} were decided to be one person, but other decisions keep them apart."
        for pair in decided.of(True)
        if cluster[pair[0]] != cluster[pair[1]]
    ]


def _named(pair: Pair, ids: Sequence[str]) -> str:
    return f"“{ids[pair[0]]}” and “{ids[pair[1]]}”"
