"""Generate the strategies of one partnership: promises, issues, and plans without their actions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from cairn.demo.dates import moment, year_label
from cairn.demo.scale import words
from cairn.demo.scale.places import Vale, name_of, slug_of
from cairn.demo.scale.tables import Loader, References
from cairn.demo.scale.writing import Writer

# First and last financial year, counted from the one that runs today; all of them are running.
PERIODS = ((-2, 0), (-1, 3), (-3, 1), (-1, 1), (0, 2), (-4, 0))
YEARS_KEPT = 3  # plans before these are older than the installation


@dataclass
class Year:
    """One plan of one strategy.

    Args:
        days: first and last day.
        past: it is over.
        actions: how many it shall have.
    """

    plan: Any
    days: tuple[date, date]
    past: bool
    actions: int = 0


@dataclass
class Made:
    """One generated strategy with what hangs from it."""

    strategy: Any
    commitments: list[Any] = field(default_factory=list)
    issues: list[Any] = field(default_factory=list)
    years: list[Year] = field(default_factory=list)


def running_year(on: date) -> int:
    """The calendar year in which the financial year of a day began."""
    return on.year if (on.month, on.day) >= (4, 1) else on.year - 1


def make_strategies(
    *, vale: Vale, count: int, as_at: date, loader: Loader, refs: References, rng: Random
) -> list[Made]:
    """Write the strategies of a partnership with their promises, issues and plans.

    Args:
        count: how many; at most one for each period.
    """
    writer = Writer(rng)
    made = [_strategy(vale, place, as_at, loader) for place in range(count)]
    loader.save("strategies.Strategy", [found.strategy for found in made])
    _promises(vale, made, loader)
    _issues(vale, made, as_at, loader, refs, writer)
    _plans(vale, made, as_at, loader, refs)
    return made


def _strategy(vale: Vale, place: int, as_at: date, loader: Loader) -> Made:
    first, last = PERIODS[place]
    begins = running_year(as_at)
    starts_on, ends_on = date(begins + first, 4, 1), date(begins + last + 1, 3, 31)
    kind = "domestic_abuse" if place % 2 else "community_safety"
    said = "domestic abuse strategy" if place % 2 else "community safety plan"
    years = f"{starts_on.year} to {ends_on.year}"
    return Made(
        loader.row(
            "strategies.Strategy",
            slug=f"{slug_of(vale.number)}-{starts_on.year}-{ends_on.year}",
            title=f"{name_of(vale.number)} {said} {years}",
            public_title=f"{name_of(vale.number)}, {years}",
            kind=kind,
            about=words.GENERATED,
            starts_on=starts_on,
            ends_on=ends_on,
            loaded_from=loader.digest,
        )
    )


def _promises(vale: Vale, made: list[Made], loader: Loader) -> None:
    themes, texts = [], []
    for found in made:
        for place, (title, aim, promises) in enumerate(words.PROMISES[found.strategy.kind], start=1):
            theme = loader.row(
                "strategies.Theme", strategy=found.strategy, key=f"theme-{place}", title=title, aim=aim, place=place
            )
            themes.append(theme)
            texts.extend((found, theme, code, text) for code, text in enumerate(promises, start=1))
    loader.save("strategies.Theme", themes)
    commitments, parts = [], []
    for found, theme, code, (text, plain) in texts:
        row = loader.row(
            "strategies.Commitment", strategy=found.strategy, theme=theme, code=f"T{theme.place}{code}",
            text=f"{text}.", plain=plain, responsible_basis="proposed", place=code,
        )  # fmt: skip
        found.commitments.append(row)
        commitments.append(row)
    loader.save("strategies.Commitment", commitments)
    keys = [key for key, *_ in words.AGENCIES]
    for place, row in enumerate(commitments):
        for part, step in (("responsible", 0), ("supporting", 1), ("supporting", 3)):
            agency = vale.agencies[keys[(place + step) % len(keys)]]
            parts.append(loader.row("strategies.CommitmentAgency", commitment=row, agency=agency, part=part))
    loader.save("strategies.CommitmentAgency", parts)
    loader.save(
        "strategies.Governance",
        [
            loader.row(
                "strategies.Governance",
                strategy=found.strategy,
                body=vale.agencies["csp"],
                part="leads",
                text="The board leads it.",
            )  # fmt: skip
            for found in made
        ],
    )


def _issues(vale: Vale, made: list[Made], as_at: date, loader: Loader, refs: References, writer: Writer) -> None:
    rng = writer.rng
    asks, replies = [], []
    for found in made:
        for topic, asked in rng.sample(words.ISSUES, 3):
            day = as_at - timedelta(days=rng.randint(60, 700))
            found.issues.append(
                loader.row(
                    "voice.Issue",
                    ref=refs.draw("V"),
                    topic=topic,
                    asked=writer.fill(asked),
                    raised_on=day.replace(day=1),
                    through=rng.choice(("survivor network", "survey", "drop-in")),
                )  # fmt: skip
            )
    issues = [issue for found in made for issue in found.issues]
    loader.save("voice.Issue", issues)
    keys = list(vale.leads)
    for issue in issues:
        for key in rng.sample(keys, rng.choice((1, 2))):
            asked_on = issue.raised_on + timedelta(days=40)
            asks.append((key, loader.row("voice.Ask", issue=issue, agency=vale.agencies[key], asked_on=asked_on)))
    loader.save("voice.Ask", [ask for _key, ask in asks])
    for key, ask in asks:
        answered_on = ask.asked_on + timedelta(days=rng.randint(5, 40))
        if rng.random() < 0.8 and answered_on < as_at:
            answer, text, why = rng.choice(words.REPLIES)
            replies.append(
                loader.row(
                    "voice.Reply",
                    ask=ask,
                    answer=answer,
                    text=writer.fill(text),
                    why=why,
                    answered_on=answered_on,
                    by_id=vale.leads[key].pk,
                )  # fmt: skip
            )
    loader.save("voice.Reply", replies)


def _plans(vale: Vale, made: list[Made], as_at: date, loader: Loader, refs: References) -> None:
    now = running_year(as_at)
    for found in made:
        first = max(found.strategy.starts_on.year, now - YEARS_KEPT + 1)
        for year in range(first, now + 1):
            days = (date(year, 4, 1), date(year + 1, 3, 31))
            plan = loader.row(
                "plans.ActionPlan", ref=refs.draw("P"), strategy=found.strategy, year=year_label(*days),
                starts_on=days[0], ends_on=days[1], state="published",
            )  # fmt: skip
            found.years.append(Year(plan, days, past=days[1] < as_at))
    for age in range(YEARS_KEPT):
        rows = [found.years[age] for found in made if len(found.years) > age]
        for found in made:
            if 0 < age < len(found.years):
                found.years[age].plan.follows = found.years[age - 1].plan
        loader.save("plans.ActionPlan", [year.plan for year in rows])
    loader.save(
        "plans.PlanStep", [step for found in made for year in found.years for step in _steps(vale, year, loader)]
    )


def _steps(vale: Vale, year: Year, loader: Loader) -> list[Any]:
    notes = {"draft": "", "with_partners": "", "agreed": "Agreed at the board before the year.", "published": ""}
    days = (timedelta(days=-80), timedelta(days=-45), timedelta(days=-10), timedelta(days=5))
    found = []
    for (state, note), gap in zip(notes.items(), days, strict=True):
        at: datetime = moment(year.days[0] + gap, 0)
        found.append(
            loader.row(
                "plans.PlanStep",
                plan=year.plan,
                state=state,
                on=at.date(),
                by_id=vale.manager.pk,
                note=note,
                recorded_at=at,
            )  # fmt: skip
        )
    return found
