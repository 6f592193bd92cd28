"""What the first page and the page of one area show, from the list of editions alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.text import slugify

from cairn.domain.publishing.api import Edition, status_words
from cairn.public.tallies import Tally, tally

MOST_WITH_CARDS = 6  # with more areas than these, each is one line that leads to its own page


@dataclass(frozen=True)
class StrategyCard:
    """One strategy, and how many of its promises stand where."""

    edition: Edition
    tally: Tally | None


@dataclass(frozen=True)
class Area:
    """One area with its strategies.

    Args:
        tally: over all its strategies whose plan is known; None where there is none.
        made_up: its promises are invented, as in a generated demonstration.
    """

    name: str
    slug: str
    cards: tuple[StrategyCard, ...]
    tally: Tally | None
    made_up: bool


@dataclass(frozen=True)
class Group:
    """Areas of one sort, all as cards or each as one line."""

    areas: tuple[Area, ...]
    made_up: bool

    @property
    def short(self) -> bool:
        """Whether there are too many for cards."""
        return len(self.areas) > MOST_WITH_CARDS


@dataclass(frozen=True)
class HomePage:
    """Everything the first page shows.

    Args:
        groups: the areas whose promises were really made, then those that are made up; none is empty.
        withdrawn: the editions that took a strategy off the site, each with its reason.
    """

    groups: tuple[Group, ...]
    withdrawn: tuple[Edition, ...]
    invented: bool


def home_page(editions: Iterable[Edition], *, today: date) -> HomePage:
    """Lay out the first page from the newest edition of each strategy."""
    editions = tuple(editions)
    areas = areas_of(editions, today=today)
    groups = (Group(tuple(area for area in areas if area.made_up is sort), sort) for sort in (False, True))
    return HomePage(
        groups=tuple(group for group in groups if group.areas),
        withdrawn=tuple(edition for edition in editions if edition.withdrawn),
        invented=any(edition.invented for edition in editions if not edition.withdrawn),
    )


def areas_of(editions: Iterable[Edition], *, today: date) -> list[Area]:
    """The areas of what is published now, in the order of the editions."""
    found: dict[str, list[StrategyCard]] = {}
    for edition in editions:
        if not edition.withdrawn:
            words = status_words(ended=edition.ends_on < today, plan_year=edition.plan_year)
            card = StrategyCard(edition, tally(edition.counts, words=words))
            found.setdefault(edition.area, []).append(card)
    return [_area(name, cards) for name, cards in found.items()]


def _area(name: str, cards: list[StrategyCard]) -> Area:
    counts: dict[str, int] = {}
    for card in cards:
        if card.edition.plan_year:
            for status, count in card.edition.counts.items():
                counts[status] = counts.get(status, 0) + count
    made_up = all(card.edition.made_up for card in cards)
    return Area(name, slugify(name), tuple(cards), tally(counts), made_up)
