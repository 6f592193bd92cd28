"""A plan at a glance: how many actions stand where, in all and by agency, theme, owner and need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cairn.domain.plans.queries.cards import ActionCard
from cairn.domain.plans.queries.plan_filter import FACETS, choices
from cairn.foundation.ui.statuses import status_for
from cairn.kernel.delivery import Delivery, Mark, Reading

# What needs somebody first, from the left.
COLUMNS = (
    Delivery.LATE, Delivery.AT_RISK, Delivery.BLOCKED, Delivery.NOT_STARTED, Delivery.ON_TRACK, Delivery.COMPLETE,
    Delivery.STOPPED,
)  # fmt: skip
_TILES: tuple[tuple[str, Delivery | Mark, str], ...] = (
    ("status", Delivery.LATE, "The date has passed"),
    ("status", Delivery.AT_RISK, "May miss its date"),
    ("status", Delivery.BLOCKED, "Waits for others"),
    ("status", Delivery.NOT_STARTED, "Work has not begun"),
    ("status", Delivery.COMPLETE, "Evidence accepted"),
    ("mark", Mark.STALE, "No word for longer than agreed"),
    ("mark", Mark.WAITING_EVIDENCE, "To be offered, or to be judged by others"),
    ("mark", Mark.DISPUTED, "The owner's word and the record differ"),
)


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One big number: how many actions have a status or a mark."""

    facet: str
    value: str
    word: str
    note: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One number of a table."""

    status: str
    word: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Row:
    """One agency, theme, owner, need or characteristic with its counts by status."""

    value: str
    label: str
    total: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Group:
    """One small table.

    Attributes:
        facet: the filter its rows link to.
        whole: each action is counted once, so the rows add up to the plan.
    """

    facet: str
    title: str
    heading: str
    whole: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Glance:
    """Everything a plan's first screen counts.

    Attributes:
        bar: (status, count) pairs that add up to ``total``.
    """

    total: int
    tiles: tuple[Tile, ...]
    bar: tuple[tuple[str, int], ...]
    columns: tuple[Cell, ...]
    groups: tuple[Group, ...]

    @property
    def statuses(self) -> tuple[Tile, ...]:
        """Tiles of which each action has one."""
        return tuple(tile for tile in self.tiles if tile.facet == "status")

    @property
    def marks(self) -> tuple[Tile, ...]:
        """Tiles an action can have several of, or none: they say who must speak next."""
        return tuple(tile for tile in self.tiles if tile.facet == "mark")

    def count(self, facet: str, value: str) -> int:
        """What a tile says, 0 when there is no such tile."""
        return next((tile.count for tile in self.tiles if (tile.facet, tile.value) == (facet, value)), 0)


def glance(cards: Iterable[ActionCard] | Iterable[Reading], *, grouped: bool = True) -> Glance:
    """Count the actions; nothing here asks the database.

    Args:
        cards: the actions; their readings do where they are not grouped.
        grouped: count them by agency, theme, owner and need too; a list of plans shows none of these.
    """
    cards = list(cards)
    statuses = Counter(card.status for card in cards)
    marks = Counter(mark for card in cards for mark in card.marks)
    words = choices(cards) if grouped else {}
    return Glance(
        total=len(cards),
        tiles=tuple(
            Tile(
                facet=facet,
                value=which.value,
                word=status_for(which).word,
                note=note,
                count=statuses[which] if facet == "status" else marks[which],
            )
            for facet, which, note in _TILES
        ),
        bar=tuple((status.value, statuses[status]) for status in COLUMNS),
        columns=_cells(statuses),
        groups=_groups(cards, words) if grouped else (),
    )


def _groups(cards, words) -> tuple[Group, ...]:
    return (
        _group(cards, words, "agency", "By agency", "Lead agency", whole=True),
        _group(cards, words, "theme", "By theme", "Theme", whole=True),
        _group(cards, words, "owner", "By owner", "Owner", whole=True),
        _group(cards, words, "rural", "By rural need", "Rural need", whole=True),
        _group(cards, words, "characteristic", "By protected characteristic", "Characteristic", whole=False),
    )


def _group(cards, words, facet: str, title: str, heading: str, *, whole: bool) -> Group:
    counts: dict[str, Counter] = {}
    for card in cards:
        for value in FACETS[facet](card):
            counts.setdefault(value, Counter())[card.status] += 1
    rows = tuple(
        Row(value=value, label=label, total=counts[value].total(), cells=_cells(counts[value]))
        for value, label in words[facet]
        if value in counts
    )
    return Group(facet=facet, title=title, heading=heading, whole=whole, rows=rows)


def _cells(counts: Counter) -> tuple[Cell, ...]:
    return tuple(Cell(status=status.value, word=status_for(status).word, count=counts[status]) for status in COLUMNS)
