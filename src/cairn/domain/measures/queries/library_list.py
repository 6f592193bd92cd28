"""The library as its pages show it, beside what the partnership took from it; and the promises a measure can show."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from cairn.domain.measures import library, policies
from cairn.domain.measures.models import Measure
from cairn.domain.strategies.api import VIEW as VIEW_STRATEGY
from cairn.domain.strategies.api import Commitment
from cairn.domain.strategies.models import Change
from cairn.kernel.actors import Actor
from cairn.kernel.indicator_file import Indicator


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator in the list, with the partnership's measures taken from it."""

    indicator: Indicator
    frequency: str
    taken: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """The indicators that match, by subject."""

    subjects: tuple[tuple[str, tuple[IndicatorLine, ...]], ...]
    shown: int
    total: int


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """One indicator, in words."""

    indicator: Indicator
    subject: str
    facts: tuple[tuple[str, str], ...]
    read_with: tuple[Indicator, ...]
    taken: tuple[Measure, ...]


def library_page(actor: Actor, *, words: str = "", subject: str = "") -> LibraryPage:
    """Indicators whose name, definition or key hold every word.

    Args:
        subject: key of a subject; "" for all.
    """
    found = library.library()
    wanted = words.lower().split()
    taken = _taken(actor)
    by_subject: dict[str, list[IndicatorLine]] = defaultdict(list)
    for one in found.indicators.values():
        text = f"{one.name} {one.definition} {one.key}".lower()
        if (not subject or one.subject == subject) and all(word in text for word in wanted):
            often = library.in_words("frequency", str(one.frequency))
            by_subject[one.subject].append(IndicatorLine(one, often, tuple(taken[one.key])))
    return LibraryPage(
        subjects=tuple((found.subjects[key], tuple(lines)) for key, lines in by_subject.items()),
        shown=sum(len(lines) for lines in by_subject.values()),
        total=len(found.indicators),
    )


def indicator_page(actor: Actor, indicator: Indicator) -> IndicatorPage:
    """Everything the page of an indicator shows."""
    words = library.words_of(indicator, breakdowns={})
    shown = [
        (called, library.in_words(name, getattr(words, name)))
        for name, called in library.COPIED.items()
        if name not in ("name", "read_with", "risks", "band_low", "band_high")
        and getattr(words, name) not in ("", None)
    ]
    found = library.library()
    return IndicatorPage(
        indicator=indicator,
        subject=found.subjects[indicator.subject],
        facts=(*shown, ("Source", indicator.source_agency)),
        read_with=tuple(found.indicators[key] for key in indicator.read_with),
        taken=tuple(_taken(actor)[indicator.key]),
    )


def promises_of(actor: Actor, *, today: date) -> tuple[list[Commitment], list[Change]]:
    """Commitments and changes of the strategies that have not ended."""
    running = VIEW_STRATEGY.rows(actor).filter(ends_on__gte=today)
    commitments = Commitment.objects.filter(strategy__in=running).select_related("strategy", "theme")
    changes = Change.objects.filter(strategy__in=running).select_related("strategy")
    return (
        list(commitments.order_by("strategy__starts_on", "strategy_id", "theme__place", "place")),
        list(changes.order_by("strategy__starts_on", "strategy_id", "place")),
    )


def _taken(actor: Actor) -> dict[str, list[Measure]]:
    found: dict[str, list[Measure]] = defaultdict(list)
    for measure in policies.VIEW.rows(actor).filter(ended_on=None).exclude(indicator="").order_by("name"):
        found[measure.indicator].append(measure)
    return found
