"""Invented measures and figures of the demonstration: indicators of the library, thirty months of them.

The words are the library's. Every figure is invented: drawn from a seed, so that each load draws the
same, and each says so where it is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from random import Random

from django.db import transaction
from django.utils import timezone

from cairn.domain.measures.api import (
    RULES,
    Figures,
    Measure,
    Row,
    Terms,
    compute_what_is_missing,
    define_measure,
    enter_residents,
    library,
    load_figures,
    record_break,
    save_draft,
    send_in,
    set_links,
    set_target,
    taken_from,
    words_of,
)
from cairn.domain.places.api import areas_of
from cairn.domain.strategies.api import VIEW_COMMITMENT
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actors_in
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.observation_checks import Typed
from cairn.kernel.periods import Period, period_of, preceding

MONTHS = 30
CHECKED = "Checked with the agency: the figure is right."
INVENTED = "Invented for the demonstration."
# Of what is typed although Cairn holds some records of the kind: whoever compares the two must know why they differ.
ELSEWHERE = (
    "Counted outside Cairn, for the whole area, in the agency's own system. Cairn holds only some of these records, so "
    "what it counts itself is smaller."
)
SEX = {"sex": ["Female", "Male", "Not known"]}
AGENCIES = {"agency": ["Council", "Police", "Health trusts", "Fire and rescue", "Probation", "Housing providers"]}
RURAL = {"rural-or-urban": ["Rural", "Urban"]}
COMPUTED = "commitments-with-an-action-on-time"
_DIFFER = ("place", "agency")  # breakdowns whose groups lie apart, each in its own way
_FAR = {"Council": 0.98, "Police": 1.14, "Health trusts": 1.02, "Fire and rescue": 1.04, "Probation": 0.95,
        "Housing providers": 0.74}  # fmt: skip
_SHARES = {"Female": 0.72, "Male": 0.24, "Not known": 0.04, "Rural": 0.38, "Urban": 0.62}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One measure of the demonstration.

    Args:
        indicator: key in the library.
        submitter: key of an invented person.
        shows: codes of commitments.
        of, level: about how many the denominator is, and which share of it the numerator.
        swing: how far the share moves by chance.
        moves: month, counted from the first, from which the share is another, and that share.
        monthly: the partnership counts it by month, where the library says by quarter.
        steady: the denominator stays the same, as residents do.
        counted_anew: month from which counting changed, and what changed.
        breakdowns: dimension to groups; of places without groups, every ward.
        elsewhere: Cairn counts cases of this too, and comes to less: the measure says why.
        residents: group, or "" for everyone, to an invented number of residents, marked an estimate.
    """

    indicator: str
    submitter: str
    shows: tuple[str, ...]
    of: int
    level: float
    swing: float
    moves: tuple[int, float] | None = None
    monthly: bool = False
    steady: bool = False
    breakdowns: dict[str, list[str]] = field(default_factory=dict)
    counted_anew: tuple[int, str] | None = None
    due_days: int = 20
    elsewhere: bool = False
    residents: dict[str, int] = field(default_factory=dict)


PLANS: dict[str, tuple[Plan, ...]] = {
    "cumberland": (
        Plan(indicator="asb-incidents", submitter="con-hub", shows=("CP6",), of=274_000, level=0.0021, swing=0.00012,
             steady=True, breakdowns=RURAL, residents={"": 274_000}),
        Plan(indicator="da-repeat-people-harmed", submitter="con-pvp", shows=("CX5",), of=390, level=0.31, swing=0.015,
             monthly=True, breakdowns=SEX),
        Plan(indicator="clares-law-within-28-days", submitter="con-pvp", shows=("CP5",), of=46, level=0.62,
             swing=0.045, monthly=True, elsewhere=True, moves=(20, 0.84)),
        Plan(indicator="idva-contact-48-hours", submitter="vs-lead", shows=("CS1", "CS10"), of=118, level=0.71,
             swing=0.03, monthly=True, breakdowns={**SEX, **RURAL}, residents={"Female": 138_900, "Male": 134_300},
             counted_anew=(9, "A new case system counts people, where the old one counted referrals.")),
        Plan(indicator="safer-at-exit", submitter="vs-lead", shows=("CS2", "CS5"), of=64, level=0.78, swing=0.035,
             monthly=True, breakdowns=SEX),
        Plan(indicator="encompass-on-time", submitter="cum-children", shows=("CS8",), of=152, level=0.88, swing=0.02,
             monthly=True),
        Plan(indicator="workforce-trained", submitter="cum-council-lead", shows=("CP7", "CS9"), of=1840, level=0.44,
             swing=0.01, monthly=True, moves=(12, 0.53), breakdowns=AGENCIES),
        Plan(indicator="da-charged", submitter="con-lead", shows=("CX1",), of=610, level=0.085, swing=0.006),
        Plan(indicator="da-safeguarding-records", submitter="con-pvp", shows=("CS1",), of=274_000, level=0.0043,
             swing=0.0003, steady=True, breakdowns={"place": []}, residents={"": 274_000}),
        Plan(indicator="hate-crime-satisfaction", submitter="con-pvp", shows=(), of=52, level=0.66, swing=0.03),
    ),
    "westmorland-and-furness": (
        Plan(indicator="clares-law-within-28-days", submitter="con-wf-pvp", shows=(), of=38, level=0.66, swing=0.05,
             monthly=True, elsewhere=True),
        Plan(indicator="encompass-on-time", submitter="wf-schools", shows=(), of=96, level=0.9, swing=0.02,
             monthly=True, breakdowns=RURAL),
    ),
}  # fmt: skip
ANSWERS = {"cumberland": "cum-council-lead", "westmorland-and-furness": "wf-council-lead"}
MANAGERS = {"cumberland": "cum-manager", "westmorland-and-furness": "wf-manager"}


def load_measures(*, users: Mapping[str, User], at: datetime) -> Iterator[str]:
    """Define the measures, load their figures through the bulk service, and leave the newest on their way.

    Args:
        users: key of an invented person to the account.
        at: now; figures reach back from here.
    """
    for slug, plans in PLANS.items():
        partnership = Partnership.objects.get(slug=slug)
        with transaction.atomic():
            set_scope(system_actor(partnership.pk))
            if Measure.objects.filter(partnership=partnership).exists():
                yield f"{partnership.name}: the measures are there already."
                continue
            number = _Load(partnership, users, at).run(plans)
        yield f"{partnership.name}: {len(plans) + 1} measures with {number} invented figures."


class _Load:
    """The measures of one partnership being loaded."""

    def __init__(self, partnership: Partnership, users: Mapping[str, User], at: datetime) -> None:
        self.partnership, self.users, self.at = partnership, users, at
        self.today = timezone.localdate(at)
        self.actors = actors_in(partnership.pk, on=self.today)
        self.manager = self.actors[users[MANAGERS[partnership.slug]].pk]

    def run(self, plans: tuple[Plan, ...]) -> int:
        """Define, load, and let the newest periods stand at different steps."""
        made = [(plan, self._define(plan)) for plan in plans]
        every = [row for plan, measure in made for row in self._rows(plan, measure)]
        rows = [replace(row, number=place) for place, row in enumerate(every, start=2)]
        system = system_actor(self.partnership.pk)
        set_scope(system)
        rows = self._confirmed(rows, system)
        digest = hashlib.sha256(repr(rows).encode()).hexdigest()
        found = load_figures(by=system, at=self.at, rows=rows, digest=digest, state="locked")
        if found.rejects:
            raise ValueError(f"Invented figures were refused: {found.rejects[0].sentence}")
        self._newest(made)
        self._compute()
        return found.figures

    def _confirmed(self, rows: list[Row], system: Actor) -> list[Row]:
        """Chance draws a month now and then that looks wrong: somebody says that it is right, as people do."""
        found = load_figures(by=system, at=self.at, rows=rows, digest="0" * 64, state="locked", save=False)
        odd = {reject.number for reject in found.rejects}
        return [replace(row, note=row.note or CHECKED) if row.number in odd else row for row in rows]

    def _acts(self, actor: Actor) -> Actor:
        set_scope(actor, command_id="")
        return actor

    def _define(self, plan: Plan) -> Measure:
        indicator = library().indicators[plan.indicator]
        words = words_of(indicator, breakdowns=self._breakdowns(plan))
        words = replace(words, frequency="month") if plan.monthly else words
        if plan.elsewhere:
            words = replace(words, definition=f"{words.definition} {ELSEWHERE}")
        person = self.users[plan.submitter]
        measure = define_measure(
            by=self._acts(self.manager), at=self.at, words=words, taken=taken_from(indicator, words),
            terms=Terms(agency=person.agency, submitter=person, due_days=plan.due_days, first_on=self._first()),
        )  # fmt: skip
        commitments = VIEW_COMMITMENT.rows(self.manager).filter(code__in=plan.shows)
        if plan.shows:
            set_links(by=self.manager, at=self.at, measure=measure, commitments=commitments, changes=[])
        if plan.residents:
            rows = {row[1]: row for row in measure.rows}
            places = measure.breakdowns.get("place", [])
            numbers = plan.residents | dict(zip(places, _split(plan.of, _sizes(places)), strict=True))
            enter_residents(
                by=self.manager, at=self.at, measure=measure, is_estimate=True, vintage="mid-2025",
                source=f"{INVENTED} A round number near that of a real place.",
                numbers={rows[group]: Decimal(number) for group, number in numbers.items()},
            )  # fmt: skip
        if plan.counted_anew:
            month, note = plan.counted_anew
            on = self._periods(measure)[month].start
            record_break(by=self.manager, at=self.at, measure=measure, on=on, note=note, source=INVENTED)
        if plan.indicator == "encompass-on-time":
            why = f"The board set it, so that no child waits for a new week. {INVENTED}"
            set_target(by=self.manager, at=self.at, measure=measure, value=95, from_on=self._first(), why=why)
        return measure

    def _breakdowns(self, plan: Plan) -> dict[str, list[str]]:
        """The groups of a plan; where places are not named, every ward."""
        wards = [area.code for area in areas_of(self.partnership)]
        return {dimension: groups or wards for dimension, groups in plan.breakdowns.items()}

    def _first(self) -> date:
        """The first day of thirty months ago."""
        months = self.today.year * 12 + self.today.month - 1 - MONTHS
        return date(months // 12, months % 12 + 1, 1)

    def _periods(self, measure: Measure) -> list[Period]:
        """Every whole period of the thirty months, oldest first."""
        found = []
        period = preceding(period_of(self.today, measure.frequency))
        while period.start >= self._first():
            found.append(period)
            period = preceding(period)
        return found[::-1]

    def _rows(self, plan: Plan, measure: Measure) -> Iterator[Row]:
        """All but the newest two periods, which are still on their way."""
        rng = Random(f"{self.partnership.slug} {plan.indicator}")
        for place, period in enumerate(self._periods(measure)[:-2]):
            level = plan.moves[1] if plan.moves and place >= plan.moves[0] else plan.level
            note = "The share moved when the team grew." if plan.moves and place >= plan.moves[0] else ""
            for typed in _typed(plan, measure, rng, level=level, factor=3 if measure.frequency == "quarter" else 1):
                yield Row(0, measure.ref, period.start, typed, note=note, remark=INVENTED)

    def _newest(self, made: list[tuple[Plan, Measure]]) -> None:
        """Of the last but one period some are sent in, one is a draft; nothing of the last is in."""
        for place, (plan, measure) in enumerate(made):
            if place % 4 == 3:
                continue  # overdue: nobody has sent anything
            start = self._periods(measure)[-2].start
            rng = Random(f"newest {plan.indicator}")
            level = plan.moves[1] if plan.moves else plan.level
            figures = Figures(
                rows=list(_typed(plan, measure, rng, level=level, factor=3 if measure.frequency == "quarter" else 1)),
                provisional=True, note=INVENTED, evidence="Invented.", confirmed=INVENTED,
            )  # fmt: skip
            by = self._acts(self.actors[self.users[plan.submitter].pk])
            draft = save_draft(by=by, at=self.at, measure=measure, start=start, figures=figures)
            if place % 4 != 2:
                send_in(by=by, at=self.at, submission=draft)

    def _compute(self) -> None:
        person = self.users[ANSWERS[self.partnership.slug]]
        measure = define_measure(
            by=self._acts(self.manager), at=self.at, words=RULES[COMPUTED].words, computed=COMPUTED,
            terms=Terms(agency=person.agency, submitter=person, due_days=0, first_on=self._first()),
        )  # fmt: skip
        compute_what_is_missing(by=self.manager, at=self.at, measure=measure)


def _typed(plan: Plan, measure: Measure, rng: Random, *, level: float, factor: int) -> Iterator[Typed]:
    """One period: everyone, and parts that add up to it."""
    bottom = plan.of * (1 if plan.steady else factor)
    if not plan.steady:
        bottom = max(4, round(bottom * rng.uniform(0.92, 1.08)))
    top = min(bottom, max(0, round(bottom * max(0.0, level + rng.uniform(-plan.swing, plan.swing)))))
    yield Typed(numerator=str(top), denominator=str(bottom))
    for dimension, groups in measure.breakdowns.items():
        sizes = _sizes(groups)
        bottoms = _split(bottom, sizes)
        if dimension in _DIFFER:
            sizes = [size * _leans(group) * rng.uniform(0.85, 1.15) for group, size in zip(groups, sizes, strict=True)]
        for group, part, whole in zip(groups, _split(top, sizes, most=bottoms), bottoms, strict=True):
            yield Typed(dimension, group, str(part), str(whole))


def _sizes(groups: list[str]) -> list[float]:
    """How large groups are beside each other, the same in every period."""
    return [_SHARES.get(group) or Random(f"size {group}").uniform(0.6, 1.6) for group in groups]


def _leans(group: str) -> float:
    """How far a group lies from the others, the same in every period; a few lie far, as they do."""
    rng = Random(f"leans {group}")
    far = rng.random() < 0.08
    return _FAR.get(group) or (rng.uniform(1.6, 2.2) if far else rng.uniform(0.9, 1.1))


def _split(number: int, sizes: list[float], *, most: list[int] | None = None) -> list[int]:
    """A number in parts of about these sizes, none above its most; they add up to it."""
    parts = [int(number * size / sum(sizes)) for size in sizes]
    parts = [min(part, high) for part, high in zip(parts, most, strict=True)] if most else parts
    left = number - sum(parts)
    for place, part in enumerate(parts):
        more = left if most is None else min(left, most[place] - part)
        parts[place] += more
        left -= more
    return parts
