"""Records to people, from the columns of a file to groups with their confidence and an estimate of what is missed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from cairn.kernel.linkage import grouping
from cairn.kernel.linkage.columns import Column, Meaning, telling_homes, understood
from cairn.kernel.linkage.comparing import compare
from cairn.kernel.linkage.deciding import BadLabels, Decided, contradicted, read_decided, settled
from cairn.kernel.linkage.estimating import Pairs, among_rivals, beside_others, confidence, reached_by_rules
from cairn.kernel.linkage.finding import Candidates, beside, candidates
from cairn.kernel.linkage.reading import Records, read
from cairn.kernel.linkage.scoring import Model, Sample, learn

_FLOOR = -3.0  # log odds under which a pair joins no neighbourhood
_CHUNK = 1_500_000
_SAMPLE = 400_000  # candidates the learning sees
_OWN_IDENTIFIER = "Each record needs an identifier of its own."
Told = Callable[[str, float], None]


class CannotLink(ValueError):
    """A file cannot be linked; the words say what to do."""


@dataclass
class Links:
    """What was found.

    Attributes:
        ids: identifier of each record, in the order of the file.
        cluster: number of the group of each, from 0 in the order of the file; one group is one person.
        confidence: for each record the mean chance, from 0 to 1, that it is the same person as the others of its group;
            for a record alone the chance that it is nobody else's.
        first, second: rows of every pair that was scored, the first less than the second.
        odds: natural logarithm of the odds that the pair is one person.
        columns: what each column was used as.
        report: figures for people, by these keys:
            ``records``, ``people``: how many of each; one group is one person.
            ``pairs compared``, ``pairs joined``: how many pairs were scored, and how many of those are in one group.
            ``estimated precision``, ``estimated recall``: from 0 to 1, made from the chances of the pairs without any
            truth; None where no pair was joined, or where none was compared.
            ``estimated share of true pairs that were compared``: from 0 to 1, after Chao; None where none was compared.
            ``groups by size``: number of records in a group to how many groups have so many.
            ``columns``: for each column what it is ``used as`` and ``why``.
            ``rules``: for each way of finding pairs how many it found.
            ``decided pairs``, where there were any: how many were ``used``, how many are ``of records not in the
            file``, and in sentences those ``not kept``.
        records, model: what explains a pair.
        decided: what somebody decided of pairs, by their rows.
    """

    ids: list[str]
    cluster: np.ndarray
    confidence: np.ndarray
    first: np.ndarray
    second: np.ndarray
    odds: np.ndarray
    columns: list[Column]
    report: dict[str, object]
    records: Records = field(repr=False)
    model: Model = field(repr=False)
    decided: Decided = field(default_factory=Decided, repr=False)


def link(
    table: Mapping[str, Sequence[object]],
    *,
    key: str,
    told: Mapping[str, str] | None = None,
    labels: Iterable[tuple[str, str, bool]] = (),
    source: Sequence[int] | np.ndarray | None = None,
    seed: int = 0,
    progress: Told = lambda step, share: None,
    done_with: Callable[[str], object] = lambda name: None,
) -> Links:
    """Find which records are of one person.

    Args:
        table: columns by name, all of one length, values as text as they were written; empty for nothing.
        key: the column of identifiers, each once.
        told: column names by meaning (see ``columns.Meaning``), where they should not be guessed.
        labels: pairs of identifiers somebody has decided, the oldest first: True for one person. Two kept apart are
            never in one group; two joined are in one, unless decisions contradict each other, which the report says.
        source: 0 or 1 for each record where two files without duplicates inside are linked; pairs are then one to one.
            ``two_tables.stacked`` makes it, and the table, of two that call their columns by different names.
        seed: for the sample the learning sees, from 0; the same file and seed give the same groups.
        progress: told the step and the share of the whole that is done, from 0 to 1.
        done_with: told the name of each column that is not looked at again; whoever made the table may let go of it.

    Raises:
        CannotLink: in words, for a file that cannot be linked.
    """
    ids = identifiers(table, key)
    _check(table, key, seed)
    source = _sides(source, len(ids))
    try:
        columns = telling_homes(understood(table, told or {}, key))
    except ValueError as error:
        raise CannotLink(str(error)) from None
    progress("reading", 0.0)
    records = read(table, columns, done_with=done_with)
    records.source = source
    if not records.texts and records.born is None:
        raise CannotLink("No column can be used to compare records. Say what the columns mean with --map.")
    try:
        decided = read_decided(labels, ids, source)
    except BadLabels as error:
        raise CannotLink(str(error)) from None
    progress("finding pairs", 0.1)
    found = candidates(records, budget=_budget(len(ids)))
    found = _with(found, decided, len(ids))
    if not len(found.first):
        return _nobody(ids, columns, records)
    progress("comparing", 0.25)
    levels, names = compared(records, found.first, found.second)
    progress("learning", 0.55)
    marked = _positions(found, decided, len(ids))
    model = learn(names, *_samples(records, found, levels, marked, seed), len(ids))
    odds = model.odds_of(levels)
    if marked is not None:
        odds[marked[0]] = np.where(marked[1], 40.0, -40.0)
    progress("grouping", 0.75)
    return _grouped(ids, columns, records, model, found, odds, model.known_of(levels), decided, progress)


def compared(records: Records, first: np.ndarray, second: np.ndarray):
    """Levels of every pair, a stretch at a time, and what the comparisons are."""
    parts = [
        compare(records, first[at : at + _CHUNK], second[at : at + _CHUNK])
        for at in range(0, max(len(first), 1), _CHUNK)
    ]
    return [np.concatenate([part[at].found for part in parts]) for at in range(len(parts[0]))], parts[0]


def _samples(
    records: Records, found: Candidates, levels: list[np.ndarray], marked: tuple[np.ndarray, np.ndarray] | None,
    seed: int,
) -> tuple[Sample, Sample]:  # fmt: skip
    """The candidates, or some of them, and pairs beside them."""
    rng, count = np.random.default_rng(seed), len(found.first)
    rows = np.sort(rng.choice(count, _SAMPLE, replace=False)) if count > _SAMPLE else np.arange(count)
    fixed = np.full(count, -1, dtype=np.int8)
    if marked is not None:
        fixed[marked[0]] = marked[1]
        rows = np.union1d(rows, marked[0])
    one, other, stands = beside(records, found, rng)
    more = [each.found for each in compare(records, one, other)]
    return (
        Sample([level[rows] for level in levels], np.full(len(rows), count / len(rows)), fixed[rows]),
        Sample(more, stands, np.zeros(len(one), dtype=np.int8)),
    )


def _budget(size: int) -> float:
    """Pairs for each record that one rule may bring: small files can afford nearly all."""
    return float(np.clip(1_500_000 / size, 1.5, 30))


def identifiers(table: Mapping[str, Sequence[object]], key: str, where: str = "") -> list[str]:
    """The identifiers of a table, each once, as text.

    Args:
        where: said after the column's name, such as " of file 2".

    Raises:
        CannotLink: there is no such column, no record, a record without an identifier, or one that stands twice.
    """
    if key not in table:
        raise CannotLink(f"There is no column “{key}”{where}. The columns are: {', '.join(table)}.")
    ids = ["" if value is None else str(value) for value in table[key]]
    if not ids:
        raise CannotLink(f"There are no records{where}.")
    if len(set(ids)) < len(ids) or any(not each.strip() for each in ids):
        seen: dict[str, int] = {}
        for at, one in enumerate(ids, 1):
            if not one.strip():
                raise CannotLink(f"Record {at}{where} has nothing in the column “{key}”. {_OWN_IDENTIFIER}")
            if one in seen:
                raise CannotLink(
                    f"“{one}” stands twice in the column “{key}”{where}, in records {seen[one]} and {at}. "
                    f"{_OWN_IDENTIFIER}"
                )
            seen[one] = at
    return ids


def _check(table: Mapping[str, Sequence[object]], key: str, seed: int) -> None:
    if seed < 0:
        raise CannotLink("The seed must be a whole number of 0 or more.")
    size = len(table[key])
    if ragged := [(name, len(cells)) for name, cells in table.items() if len(cells) != size]:
        name, other = ragged[0]
        raise CannotLink(f"The column “{name}” has {other} values and “{key}” {size}: all must be of one length.")


def _sides(source: Sequence[int] | np.ndarray | None, size: int) -> np.ndarray | None:
    """Which file each record is in, as an array."""
    if source is None:
        return None
    sides = np.asarray(source)
    if sides.shape != (size,) or not np.isin(sides, (0, 1)).all():
        raise CannotLink("``source`` must say 0 or 1 for each record, for the first file or the second.")
    return sides.astype(np.int8)


def _with(found: Candidates, decided: Decided, size: int) -> Candidates:
    """The candidates, and the decided pairs no rule had found."""
    if not decided.pairs:
        return found
    keys = found.first.astype(np.int64) * size + found.second
    more = np.setdiff1d(_numbers(decided, size), keys)
    every = np.concatenate([keys, more])
    order = np.argsort(every, kind="stable")
    hits = np.concatenate([found.hits, np.zeros(len(more), dtype=np.uint8)])[order]
    every = every[order]
    return Candidates((every // size).astype(np.int32), (every % size).astype(np.int32), hits, found.rules)


def _numbers(decided: Decided, size: int) -> np.ndarray:
    """One number for each decided pair."""
    return np.array([one * size + other for one, other in decided.pairs], dtype=np.int64)


def _positions(found: Candidates, decided: Decided, size: int) -> tuple[np.ndarray, np.ndarray] | None:
    """Where the decided pairs stand among all, the oldest decision first, and what was decided."""
    if not decided.pairs:
        return None
    keys = found.first.astype(np.int64) * size + found.second
    return np.searchsorted(keys, _numbers(decided, size)), np.array(list(decided.pairs.values()))


def _grouped(
    ids: list[str],
    columns: list[Column],
    records: Records,
    model: Model,
    found: Candidates,
    odds: np.ndarray,
    known: np.ndarray,
    decided: Decided,
    progress: Told,
) -> Links:
    first, second, size = found.first, found.second, len(ids)
    if records.source is not None:
        group = grouping.one_to_one(first, second, odds, size, 0.0, decided.of(True)[::-1])
    else:
        label = grouping.neighbourhoods(first, second, odds, size, _FLOOR)
        more = grouping.unseen_pairs(label, first, second)
        if len(more[0]):
            first, second = (
                np.concatenate([one, other.astype(np.int32)]) for one, other in zip((first, second), more, strict=True)
            )
            added = compared(records, *more)[0]
            odds = np.concatenate([odds, model.odds_of(added)])
            known = np.concatenate([known, model.known_of(added)])
        group = grouping.averaged(
            label, first, second, odds, known, 0.0, lambda share: progress("grouping", 0.75 + 0.2 * share)
        )
        group = settled(group, decided, first, second, odds)
    cluster = np.unique(group, return_inverse=True)[1]
    together = cluster[first] == cluster[second]
    pairs = Pairs(first, second, odds, known, together)
    chance = among_rivals(pairs, size) if records.source is not None else beside_others(pairs, cluster)
    return Links(
        ids,
        cluster,
        confidence(cluster, pairs, chance),
        first,
        second,
        odds,
        columns,
        _report(columns, records, model, found, odds, chance, together, cluster) | _told_of(decided, cluster, ids),
        records,
        model,
        decided,
    )


def _told_of(decided: Decided, cluster: np.ndarray, ids: Sequence[str]) -> dict[str, object]:
    """For the report, how many decisions were used and which could not be kept; nothing where there were none."""
    not_kept = [*decided.not_kept, *contradicted(decided, cluster, ids)]
    if not decided.pairs and not not_kept and not decided.elsewhere:
        return {}
    told = {"used": len(decided.pairs), "of records not in the file": decided.elsewhere, "not kept": not_kept}
    return {"decided pairs": told}


def _report(
    columns: list[Column],
    records: Records,
    model: Model,
    found: Candidates,
    odds: np.ndarray,
    chance: np.ndarray,
    together: np.ndarray,
    cluster: np.ndarray,
) -> dict[str, object]:
    """Figures for people; the estimates come from the chances alone, without any truth."""
    scored = chance[: len(found.hits)]
    sizes = np.bincount(np.bincount(cluster))
    seen = float(scored.sum())
    reached = min(reached_by_rules(scored, found, len(cluster)), seen / max(seen + model.beyond, 1e-9))
    if records.source is not None:  # pairs are one to one, so there are no more than the smaller of two files has
        reached = max(reached, seen / max(seen, float(np.bincount(records.source, minlength=2).min())))
    right, said, every = float(chance[together].sum()), int(together.sum()), float(chance.sum())
    return {
        "records": len(cluster),
        "people": int(cluster.max()) + 1 if len(cluster) else 0,
        "pairs compared": len(odds),
        "pairs joined": said,
        "estimated precision": right / said if said else None,
        "estimated recall": right / every * reached if every else None,
        "estimated share of true pairs that were compared": reached,
        "groups by size": {str(size): int(many) for size, many in enumerate(sizes.tolist()) if size and many},
        "columns": {one.name: {"used as": _used_as(one, records), "why": one.why} for one in columns},
        "rules": found.rules,
    }


def _used_as(column: Column, records: Records) -> str:
    if column.meaning is Meaning.ATTRIBUTE and column.name not in records.attributes:
        return "ignored: too few values, or nearly always the same"
    return column.meaning.value


def _nobody(ids: list[str], columns: list[Column], records: Records) -> Links:
    """No two records share anything."""
    none, size = np.empty(0, dtype=np.int32), len(ids)
    report: dict[str, object] = {
        "records": size,
        "people": size,
        "pairs compared": 0,
        "pairs joined": 0,
        "estimated precision": None,
        "estimated recall": None,
        "estimated share of true pairs that were compared": None,
        "groups by size": {"1": size},
        "columns": {one.name: {"used as": _used_as(one, records), "why": one.why} for one in columns},
        "rules": {},
    }
    model = Model([], [], np.zeros(2), 1, np.zeros(0))
    return Links(
        ids, np.arange(size), np.ones(size), none, none, np.empty(0, dtype=np.float32), columns, report, records, model
    )
