"""The list of consultations, one with its themes, what came of them, and what leaves for reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cairn.domain.consultations import policies
from cairn.domain.consultations.counting import Answered, answered, mentioned
from cairn.domain.consultations.models import Consultation, ConsultationTheme, ThemeCommitment
from cairn.domain.consultations.terms import Outcome
from cairn.domain.strategies.api import VIEW as VIEW_STRATEGY
from cairn.domain.strategies.models import Commitment, Strategy
from cairn.kernel.actors import Actor
from cairn.kernel.disclosure import Audience, Shown

# How an outcome looks: keys of foundation.ui.statuses.
LOOKS = {
    Outcome.WAITING: "waiting_evidence", Outcome.CHANGED: "complete", Outcome.WILL_CHANGE: "on_track",
    Outcome.NOTHING: "stopped",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationLine:
    """One consultation in the list; ``waiting`` is how many themes nobody has answered yet."""

    ref: str
    title: str
    strategy: str
    how: str
    opens_on: date
    closes_on: date
    themes: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeTold:
    """What people said about one thing, and what came of it.

    Attributes:
        mentions: how many said so, as the reader may see it; None where nobody counted.
        commitments: (code, text) of each in which it shows.
    """

    pk: int
    title: str
    said: str
    mentions: Shown | None
    outcome: str
    word: str
    looks: str
    because: str
    commitments: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationTold:
    """One consultation with numbers as one audience may see them."""

    ref: str
    title: str
    strategy_slug: str
    strategy: str
    asked: str
    of_whom: str
    how: str
    opens_on: date
    closes_on: date
    answered: Answered
    themes: tuple[ThemeTold, ...]


@dataclass(frozen=True, slots=True)
class ConsultationPage:
    """What the page of one consultation shows; ``exact`` says that numbers are as they were counted."""

    told: ConsultationTold
    exact: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class Because:
    """What came of one theme, on the page of a commitment it names."""

    ref: str
    title: str
    theme: str
    outcome: str
    looks: str
    because: str


def consultation_for(actor: Actor, ref: str) -> Consultation:
    """The consultation, or 404."""
    return policies.VIEW.one(actor, Consultation.objects.select_related("strategy"), ref=ref)


def consultation_lines(actor: Actor, *, strategy: Strategy | None = None) -> tuple[ConsultationLine, ...]:
    """Consultations the actor may see, newest first."""
    base = Consultation.objects.filter(strategy=strategy) if strategy else Consultation.objects.all()
    rows = policies.VIEW.rows(actor, base).select_related("strategy").prefetch_related("themes")
    return tuple(
        ConsultationLine(
            ref=row.ref,
            title=row.title,
            strategy=row.strategy.title,
            how=row.get_how_display(),
            opens_on=row.opens_on,
            closes_on=row.closes_on,
            themes=len(row.themes.all()),
            waiting=sum(theme.outcome == Outcome.WAITING for theme in row.themes.all()),
        )
        for row in rows.order_by("-opens_on", "-pk")
    )


def consultation_page(actor: Actor, row: Consultation) -> ConsultationPage:
    """One consultation; numbers as this person may see them."""
    exact = policies.COUNT.decide(actor, row).allowed
    audience = Audience.MEMBERS if exact else Audience.PARTNERS
    return ConsultationPage(_told([row], audience)[0], exact, policies.CHANGE.decide(actor, row).allowed)


def consultations_of(strategy: Strategy, *, audience: Audience = Audience.PUBLIC) -> tuple[ConsultationTold, ...]:
    """Every consultation about a strategy, oldest first, as one audience may see it.

    Asks no policy: the caller has asked whether the strategy may be seen, and for whom the copy is.
    """
    rows = Consultation.objects.filter(strategy=strategy).select_related("strategy").order_by("opens_on", "pk")
    return tuple(_told(list(rows), audience))


def because_of(actor: Actor, keys: Iterable[int]) -> dict[int, tuple[Because, ...]]:
    """What came of consultations, by the commitment it shows in; one query."""
    rows = ThemeCommitment.objects.filter(
        commitment_id__in=list(keys), theme__consultation__in=policies.VIEW.rows(actor)
    )
    found: dict[int, list[Because]] = defaultdict(list)
    for row in rows.select_related("theme__consultation").order_by("theme__consultation__opens_on", "theme__place"):
        theme, outcome = row.theme, Outcome(row.theme.outcome)
        found[row.commitment_id].append(
            Because(
                theme.consultation.ref, theme.consultation.title, theme.title, outcome.label, LOOKS[outcome],
                theme.because,
            )
        )  # fmt: skip
    return {key: tuple(items) for key, items in found.items()}


def strategies_to_choose(actor: Actor) -> list[Strategy]:
    """Strategies a consultation can be about, newest first."""
    return list(VIEW_STRATEGY.rows(actor).order_by("-starts_on", "title"))


def commitments_to_choose(consultation: Consultation) -> list[Commitment]:
    """Commitments of the strategy it is about, in the published order."""
    rows = Commitment.objects.filter(strategy_id=consultation.strategy_id).select_related("theme")
    return list(rows.order_by("theme__place", "place"))


def _told(rows: list[Consultation], audience: Audience) -> list[ConsultationTold]:
    keys = [row.pk for row in rows]
    themes: dict[int, list[ConsultationTheme]] = defaultdict(list)
    found = ConsultationTheme.objects.filter(consultation_id__in=keys).order_by("place", "pk")
    for theme in found.prefetch_related("commitments__commitment"):
        themes[theme.consultation_id].append(theme)
    return [
        ConsultationTold(
            ref=row.ref,
            title=row.title,
            strategy_slug=row.strategy.slug,
            strategy=row.strategy.title,
            asked=row.asked,
            of_whom=row.of_whom,
            how=row.get_how_display(),
            opens_on=row.opens_on,
            closes_on=row.closes_on,
            answered=answered(row.answered, counts_of(row), audience),
            themes=tuple(_theme(theme, row.answered, audience) for theme in themes[row.pk]),
        )
        for row in rows
    ]


def counts_of(row: Consultation) -> dict[str, dict[str, int]]:
    """Dimension to group to number, exactly as counted."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for one in row.counts.order_by("pk"):
        found[one.dimension][one.category] = one.count
    return found


def _theme(theme: ConsultationTheme, total: int | None, audience: Audience) -> ThemeTold:
    outcome = Outcome(theme.outcome)
    tied = sorted((row.commitment for row in theme.commitments.all()), key=lambda one: (one.code, one.pk))
    return ThemeTold(
        pk=theme.pk,
        title=theme.title,
        said=theme.said,
        mentions=mentioned(theme.mentions, total, audience),
        outcome=outcome.value,
        word=outcome.label,
        looks=LOOKS[outcome],
        because=theme.because,
        commitments=tuple((one.code, one.text) for one in tied),
    )
