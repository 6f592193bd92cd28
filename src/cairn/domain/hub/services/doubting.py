"""Which pairs somebody should look at: those a run is not certain of, and those it kept apart though they are alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cairn.domain.hub.models import Doubt
from cairn.domain.hub.queries.newest import doubts_now
from cairn.domain.hub.terms import LEAST, MOST, MOST_DOUBTS
from cairn.foundation.access.references import new_references
from cairn.kernel.linkage import Learned, Links

_MOVED = 0.1  # how much a chance changes before it is said again


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Two rows by their numbers in the table."""

    first: int
    second: int
    chance: float
    together: bool


def doubtful_pairs(
    links: Links, group: Mapping[int, int], said: Sequence[tuple[int, int, bool]]
) -> list[Doubtful]:  # fmt: skip
    """The pairs that are likeliest to be wrong, the worst first; those somebody decided are left out."""
    settled = np.array([group[number] for number in range(len(group))])
    chance = 1 / (1 + np.exp(-np.clip(links.odds, -40, 40)))
    together = settled[links.first] == settled[links.second]
    wrong = np.where(together, 1 - chance, chance)
    rows = np.flatnonzero(((chance > LEAST) & (chance < MOST)) | (~together & (chance >= MOST)))
    rows = rows[np.lexsort((links.second[rows], links.first[rows], -wrong[rows]))]
    decided = {(min(pair[:2]), max(pair[:2])) for pair in said}
    found = []
    for at in rows.tolist():
        pair = int(links.first[at]), int(links.second[at])
        if pair not in decided:
            found.append(Doubtful(*pair, round(float(chance[at]), 4), bool(together[at])))
        if len(found) == MOST_DOUBTS:
            break
    return found


def write_doubts(
    add: Callable[[type, list[dict]], list[int]], partnership_id: int, run: int, doubts: Sequence[Doubtful],
    records: Mapping[int, int], learned: Learned, table: Mapping[str, Sequence[str]],
) -> None:  # fmt: skip
    """Say which pairs wait now: only what differs from what was said before.

    Args:
        add: writes rows of a model.
        records: number of a row to the key of its agency record.
    """
    waiting = {(row.first_id, row.second_id): row for row in doubts_now(partnership_id)}
    rows = []
    for each in doubts:
        one, other = each.first, each.second
        first, second = sorted((records[one], records[other]))
        before = waiting.pop((first, second), None)
        if before is not None and before.together == each.together and abs(before.chance - each.chance) < _MOVED:
            continue
        why = learned.explain(_record(table, one), _record(table, other))
        rows.append({
            "first_id": first, "second_id": second, "together": each.together, "waits": True, "chance": each.chance,
            "sentence": why.sentence, "reasons": [[reason.column, reason.says, reason.bits] for reason in why.reasons],
        })  # fmt: skip
    rows += [
        {"first_id": row.first_id, "second_id": row.second_id, "together": row.together, "waits": False,
         "chance": row.chance, "sentence": row.sentence, "reasons": row.reasons}
        for row in waiting.values()
    ]  # fmt: skip
    refs = new_references("PD", len(rows), taken=Doubt, long=True)
    add(Doubt, [{"run_id": run, "ref": ref, **row} for ref, row in zip(refs, rows, strict=True)])


def _record(table: Mapping[str, Sequence[str]], number: int) -> dict[str, str]:
    return {name: column[number] for name, column in table.items()}
