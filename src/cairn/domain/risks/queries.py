"""The register, its grid, one risk, and what threatens a commitment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from cairn.domain.risks import policies
from cairn.domain.risks.models import Assessment, Risk
from cairn.domain.strategies.api import VIEW_COMMITMENT
from cairn.domain.strategies.models import Commitment
from cairn.kernel.actors import Actor
from cairn.kernel.risk_matrix import IMPACT, LIKELIHOOD, STEPS, Band, Trend, band, score, trend


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskLine:
    """One risk as lists show it.

    Args:
        score: 1 to 25, of the newest assessment; ``band`` says it in a word.
        threatens: (code, slug of the strategy) of each commitment.
        assessed_at: when it was last looked at.
    """

    ref: str
    title: str
    agency: str
    owner: str
    likelihood: int
    impact: int
    score: int
    band: Band
    trend: Trend
    threatens: tuple[tuple[str, str], ...]
    assessed_at: datetime
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Square:
    """One square of the grid: how many open risks stand there, and which."""

    impact: int
    band: Band
    lines: tuple[RiskLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The register: open risks, gravest first; closed ones; and the grid of the open ones.

    Args:
        grid: rows from the likeliest down: (step, word, squares by impact).
    """

    open: tuple[RiskLine, ...]
    closed: tuple[RiskLine, ...]
    grid: tuple[tuple[int, str, tuple[Square, ...]], ...]
    impacts: tuple[tuple[int, str], ...]
    counts: dict[Band, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """One assessment in words."""

    likelihood: str
    impact: str
    score: int
    band: Band
    mitigation: str
    why: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPage:
    """One risk with its history, newest assessment first."""

    risk: Risk
    line: RiskLine
    commitments: tuple[Commitment, ...]
    assessed: tuple[Assessed, ...]
    may_reassess: bool
    may_close: bool


def register(actor: Actor) -> Register:
    """Everything the actor may see of the register; asks the database five questions at most."""
    lines = [_line(row) for row in _rows(policies.VIEW.rows(actor))]
    standing = sorted((line for line in lines if not line.closed_on), key=lambda line: (-line.score, line.title))
    closed = sorted(
        (line for line in lines if line.closed_on), key=lambda line: (line.closed_on, line.ref), reverse=True
    )
    return Register(
        open=tuple(standing),
        closed=tuple(closed),
        grid=tuple(
            (likelihood, LIKELIHOOD[likelihood - 1], tuple(_square(standing, likelihood, impact) for impact in STEPS))
            for likelihood in reversed(STEPS)
        ),
        impacts=tuple(zip(STEPS, IMPACT, strict=True)),
        counts={found: sum(1 for line in standing if line.band is found) for found in reversed(Band)},
    )


def risk_page(actor: Actor, ref: str) -> RiskPage:
    """One risk; 404 when it is not the actor's to see."""
    risk = policies.VIEW.one(actor, _rows(Risk.objects.all()), ref=ref)
    return RiskPage(
        risk=risk,
        line=_line(risk),
        commitments=tuple(row.commitment for row in risk.threatens.all()),
        assessed=tuple(_assessed(row) for row in reversed(risk.assessments.all())),
        may_reassess=policies.REASSESS.decide(actor, risk).allowed,
        may_close=policies.CLOSE.decide(actor, risk).allowed,
    )


def risks_to(actor: Actor, commitment: Commitment) -> tuple[RiskLine, ...]:
    """Open risks that threaten a commitment, gravest first."""
    rows = policies.VIEW.rows(actor, _rows(Risk.objects.filter(closed_on=None, threatens__commitment=commitment)))
    return tuple(sorted((_line(row) for row in rows), key=lambda line: (-line.score, line.title)))


def commitments_to_choose(actor: Actor) -> list[Commitment]:
    """Commitments of the partnership's strategies, strategy by strategy."""
    rows = VIEW_COMMITMENT.rows(actor).select_related("strategy", "theme")
    return list(rows.order_by("-strategy__starts_on", "strategy_id", "theme__place", "place"))


def _rows(rows: QuerySet) -> QuerySet:
    return rows.select_related("agency", "owner").prefetch_related(
        "assessments__by", "threatens__commitment__strategy", "threatens__commitment__theme"
    )


def _line(risk: Risk) -> RiskLine:
    assessments: list[Assessment] = list(risk.assessments.all())
    last = assessments[-1]
    return RiskLine(
        ref=risk.ref,
        title=risk.title,
        agency=risk.agency.short,
        owner=risk.owner.name,
        likelihood=last.likelihood,
        impact=last.impact,
        score=score(last.likelihood, last.impact),
        band=band(last.likelihood, last.impact),
        trend=trend([score(row.likelihood, row.impact) for row in assessments]),
        threatens=tuple((row.commitment.code, row.commitment.strategy.slug) for row in risk.threatens.all()),
        assessed_at=last.assessed_at,
        closed_on=risk.closed_on,
    )


def _square(lines: Iterable[RiskLine], likelihood: int, impact: int) -> Square:
    here = tuple(line for line in lines if (line.likelihood, line.impact) == (likelihood, impact))
    return Square(impact, band(likelihood, impact), here)


def _assessed(row: Assessment) -> Assessed:
    return Assessed(
        likelihood=LIKELIHOOD[row.likelihood - 1],
        impact=IMPACT[row.impact - 1],
        score=score(row.likelihood, row.impact),
        band=band(row.likelihood, row.impact),
        mitigation=row.mitigation,
        why=row.why,
        by=row.by.name if row.by else "Cairn",
        at=row.assessed_at,
    )
