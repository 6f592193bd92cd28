"""Invent what happened to one action: pure, from a seed, and never against the rules of the services.

A history is made backwards from how it ends. Its dates agree, red says what is done about it, blocked
says by what, and what is complete has evidence that somebody outside the agency accepted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from cairn.demo.scale import words
from cairn.demo.scale.sizes import share_by
from cairn.demo.scale.writing import Writer
from cairn.kernel.delivery import Facts, Step, read

CURRENT = {"on_track": 44, "at_risk": 13, "late": 11, "blocked": 6, "complete": 18, "stopped": 3, "quiet": 5}
PAST = {"complete": 76, "stopped": 10, "carried": 10, "late": 4}
SOON = timedelta(days=21)  # what starts later than this before today has not been reported on yet


@dataclass(slots=True)
class Report:
    """One update."""

    on: date
    stated: str
    confidence: str
    computed: str = ""


@dataclass(slots=True)
class Proof:
    """One piece of evidence and what another agency made of it (None: nobody has looked yet)."""

    on: date
    accepted: bool | None
    reviewed_on: date | None


@dataclass(slots=True)
class History:
    """Everything that happened to one action.

    Args:
        moves: (day, from, to) of each change of the due date.
        steps: (due, done) of each milestone.
        reports_until: last day on which it was reported on.
    """

    story: str
    starts_on: date
    first_due_on: date
    due_on: date
    reports_until: date
    moves: list[tuple[date, date, date]] = field(default_factory=list)
    steps: list[tuple[date, date | None]] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    completed_on: date | None = None
    stopped_on: date | None = None

    @property
    def days_reported(self) -> int:
        """How long it was reported on: what its share of the updates is worked out from."""
        return max(0, (self.reports_until - self.starts_on).days)

    def facts(self, on: date, report: Report | None) -> Facts:
        """The kernel's facts as they stood at the end of a day."""
        due_on = self.first_due_on
        for day, _from, to in self.moves:
            due_on = to if day <= on else due_on
        return Facts(
            starts_on=self.starts_on,
            due_on=due_on,
            milestones=[Step(due, done if done and done <= on else None) for due, done in self.steps],
            stated=report.stated if report else "not_started",
            confidence=report.confidence if report else "",
            updated_on=report.on if report else None,
            update_every=30,
        )


def invent(rng: Random, *, year: tuple[date, date], as_at: date) -> History:
    """Invent one action of a plan year, without its updates.

    Args:
        year: first and last day of the plan's year.
        as_at: today; nothing happens on it or later.
    """
    first, last = year
    past = last < as_at
    starts_on = first + timedelta(days=rng.randint(0, 60 if past else 240))
    if not past and starts_on > as_at - SOON:
        due_on = starts_on + timedelta(days=rng.randint(60, 180))
        found = History("not_started", starts_on, due_on, due_on, starts_on)
    else:
        stories = PAST if past else CURRENT
        story = rng.choices(list(stories), weights=list(stories.values()))[0]
        found = _told(rng, story, starts_on, min(last, as_at - timedelta(days=2)), last, as_at)
    _steps(rng, found, as_at)
    return found


def _told(rng: Random, story: str, starts_on: date, until: date, last: date, as_at: date) -> History:
    span = max(14, (until - starts_on).days)
    ends_on = starts_on + timedelta(days=rng.randint(span // 2, span))
    if story == "late":
        due_on = until - timedelta(days=rng.randint(1, min(40, span // 2)))
    elif story in ("complete", "stopped", "carried"):
        due_on = ends_on + timedelta(days=rng.randint(0, 30))
    else:
        due_on = as_at + timedelta(days=rng.randint(10, max(40, (last - as_at).days)))
    found = History(story, starts_on, due_on, due_on, until)
    if story == "complete":
        found.completed_on = found.reports_until = ends_on
        shown = max(starts_on, ends_on - timedelta(days=6))
        found.proofs.append(Proof(shown, True, max(shown, ends_on - timedelta(days=2))))
    elif story == "stopped":
        found.stopped_on = found.reports_until = ends_on
    elif story == "carried":
        found.stopped_on = last + timedelta(days=1)
    elif story == "quiet":
        found.story = "on_track"
        found.reports_until = max(starts_on + timedelta(days=1), until - timedelta(days=rng.randint(70, 120)))
    _moves(rng, found, until)
    if story != "complete" and rng.random() < 0.12:
        shown = starts_on + timedelta(days=rng.randint(1, max(1, found.days_reported - 8)))
        accepted = rng.choice((None, True, False))
        found.proofs.append(Proof(shown, accepted, shown + timedelta(days=5) if accepted is not None else None))
    return found


def _moves(rng: Random, found: History, until: date) -> None:
    """A quarter of the due dates moved once or twice on the way; the first was earlier."""
    if rng.random() > 0.25 or found.days_reported < 60:
        return
    dates = [found.due_on]
    for _ in range(rng.choice((1, 1, 2))):
        earlier = dates[0] - timedelta(days=rng.choice((14, 28, 42)))
        if earlier <= found.starts_on + timedelta(days=21):
            break
        dates.insert(0, earlier)
    end = min(until, found.completed_on or until, found.stopped_on or until)
    for was, now in zip(dates, dates[1:], strict=False):
        day = max(found.starts_on, min(was - timedelta(days=rng.randint(1, 12)), end))
        found.moves.append((day, was, now))
    found.first_due_on = dates[0]


def _steps(rng: Random, found: History, as_at: date) -> None:
    span = max(2, (found.due_on - found.starts_on).days)
    count = rng.choice((2, 2, 3))
    end = found.completed_on or found.stopped_on or as_at - timedelta(days=1)
    for place in range(1, count + 1):
        due = found.starts_on + timedelta(days=span * place // count)
        done = max(found.starts_on, due + timedelta(days=rng.randint(-8, 12)))
        if found.completed_on:
            found.steps.append((due, min(done, found.completed_on)))
        else:
            kept = done < end and (found.story == "on_track" or rng.random() < 0.8)
            found.steps.append((due, done if kept and found.story != "not_started" else None))


def counts_of_reports(histories: list[History], total: int) -> list[int]:
    """How many updates each action gets: one where it was reported on at all, the rest by the time it ran."""
    first = [1 if found.days_reported else 0 for found in histories]
    rest = share_by(max(0, total - sum(first)), [found.days_reported for found in histories])
    return [one + more for one, more in zip(first, rest, strict=True)]


def report(rng: Random, found: History, count: int) -> None:
    """Spread updates over the time in which the action was reported on, and word their status.

    Args:
        count: how many.
    """
    span = max(1, found.days_reported)
    days = sorted(min(span, max(1, round(span * (n + rng.random()) / count))) for n in range(count))
    if days and found.story in ("complete", "stopped", "blocked", "late", "at_risk"):
        days[-1] = span
    for place, day in enumerate(days):
        stated = _stated(rng, found.story, last=place == len(days) - 1)
        confidence = rng.choice(("high", "high", "medium") if stated == "on_track" else ("medium", "medium", "low"))
        row = Report(found.starts_on + timedelta(days=day), stated, confidence)
        row.computed = str(read(found.facts(row.on, row), today=row.on).status)
        found.reports.append(row)


def _stated(rng: Random, story: str, *, last: bool) -> str:
    if last and story in ("complete", "blocked", "at_risk"):
        return story
    if last and story in ("late", "carried", "stopped"):
        return rng.choice(("off_track", "at_risk", "on_track") if story == "late" else ("off_track", "at_risk"))
    return rng.choices(("on_track", "at_risk", "off_track"), weights=(84, 12, 4))[0]


def origin(rng: Random, writer: Writer, *, has_issue: bool) -> tuple[str, str]:
    """Where an action came from, and where exactly; ``survivors`` only where there is an issue."""
    roll = rng.random()
    if roll < 0.08 and has_issue:
        return "survivors", "Raised in an invented drop-in"
    if roll < 0.72:
        return "strategy", ""
    kind = rng.choice(list(words.ORIGIN_NOTES))
    return kind, writer.fill(words.ORIGIN_NOTES[kind])
