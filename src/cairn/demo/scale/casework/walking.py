"""One generated case on its way: each step is judged by the process itself before it is taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from cairn.demo.scale.casework.places import CasePlace
from cairn.kernel.processes.history import Event, Standing, standing
from cairn.kernel.processes.process import BUILT_IN, Process
from cairn.kernel.processes.steps import refusals
from cairn.kernel.uk_time import instant
from cairn.kernel.working_days import is_working_day

DAY = timedelta(days=1)
OPENS, CLOSES = time(9, 0), time(16, 45)


class Enough(Exception):
    """The case has come as far as it shall: to today, or to the state it is to stand in."""


class Illegal(RuntimeError):
    """A generated step that the process, or a share, does not allow; the message says which and why."""


@dataclass(slots=True)
class SharePlan:
    """One agency's access to the case, as it will be written."""

    key: str
    standing: str
    sections: tuple[str, ...]
    at: datetime
    by: str
    purpose: str = ""
    consent: str = ""
    because: str = ""
    answer: str = "accepted"
    answered_at: datetime | None = None
    declined_because: str = ""
    until_on: date | None = None
    ended_at: datetime | None = None
    ended_because: str = ""

    def is_open(self, at: datetime) -> bool:
        """Whether the agency has the case at a moment."""
        begun = self.answer == "accepted" and self.answered_at is not None and self.answered_at <= at
        return begun and self.ended_at is None and (self.until_on is None or self.until_on >= at.date())


@dataclass
class Walk:
    """A case that is being walked.

    Args:
        until: the moment it is now, or at which the case was left lying.
        halt_in: a state it is to stand in when this is over; "" for as far as it comes.
        lead: who leads once the case is sent.
        number: which of its kind it is here, for what shall come in every so many.
    """

    place: CasePlace
    process: Process
    begins: datetime
    until: datetime
    draw: Random
    lead: str
    halt_in: str = ""
    number: int = 0
    events: list[Event] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    shares: list[SharePlan] = field(default_factory=list)
    sent_at: datetime | None = None

    @property
    def now(self) -> datetime:
        """The moment of the last step; before the first, the moment the case begins."""
        return self.events[-1].at if self.events else self.begins

    @property
    def stands(self) -> Standing:
        """Where the case stands after its last step."""
        return self.stands_at(self.now)

    def stands_at(self, at: datetime) -> Standing:
        """Where the case stands at a moment, by the days of its place."""
        return standing(self.process, self.events, at=at, calendar=self.place.calendar)

    def step(
        self,
        name: str,
        by: str,
        *,
        days: int = 0,
        on: date | None = None,
        reason: str = "",
        clock: str = "",
        of: str = "",
        **details: Any,
    ) -> None:
        """Take one step: so many days later, or on a day, at an hour people work.

        Raises:
            Enough: that would lie ahead; or the case has come into the state it is to stand in.
            Illegal: the process does not allow it.
        """
        at = self._moment(days, on)
        if at >= self.until:
            raise Enough
        before = self.stands_at(at)
        event = Event(
            at=at, name=name, role=self._role(name, before.state, by, clock, reason), by=str(self.place.users[by].pk),
            details=details, reason=reason, clock=clock, of=of, agency=str(self.place.agency_of(by)),
        )  # fmt: skip
        if found := [each.says for each in refusals(before, event)]:
            raise Illegal(f"{self.process.kind}: {name} by {by} on {at:%Y-%m-%d}: {' '.join(found)}")
        self._shared(by, at, details)
        self.events.append(event)
        self.keys.append(by)
        after = self.stands.state
        if self.sent_at is None and not self.process.states[after].unsent:
            self._hand_over(at)
        if after == self.halt_in and before.state != after:
            raise Enough

    def share(self, key: str, sections: Iterable[str], **facts: Any) -> None:
        """Offer the case to somebody's agency right after the last step, unless it has it, and accept it soon."""
        at = self.now + timedelta(minutes=self.draw.randint(5, 40))
        plan = SharePlan(key, "partner", tuple(sections), at, self.lead, **facts)
        if plan.answer == "accepted":
            plan.answered_at = at + timedelta(minutes=self.draw.randint(5, 70))
        elif plan.answer == "declined":
            plan.answered_at = at + timedelta(hours=self.draw.randint(2, 60))
        if self.has(key):
            return
        if at < self.until and (plan.answered_at is None or plan.answered_at < self.until):
            self.shares.append(plan)

    def has(self, key: str) -> bool:
        """Whether somebody's agency has the case now, or was offered it."""
        agency = self.place.agency_of(key)
        return any(self.place.agency_of(plan.key) == agency and plan.ended_at is None for plan in self.shares)

    def _moment(self, days: int, on: date | None) -> datetime:
        begun = bool(self.events)
        day = on or (self.now + days * DAY).date()
        while on is None and not is_working_day(day):
            day += DAY
        if begun and day <= self.now.date():
            answered = [one.answered_at for one in self.shares if one.answer == "accepted" and one.answered_at]
            return max(self.now, *answered) + timedelta(minutes=self.draw.randint(4, 25))
        hour = datetime.combine(day, OPENS) + timedelta(minutes=self.draw.randrange(7 * 60))
        return instant(hour).astimezone(UTC)

    def _role(self, name: str, state: str | None, by: str, clock: str, reason: str) -> str:
        """The first role the process names for a step that the person holds, as the services choose it."""
        held = self.place.posts.get((self.process.kind, by), frozenset())
        held |= {key for key, role in self.process.roles.items() if role.every_practitioner}
        if name in BUILT_IN:
            rows = (*self.process.clocks[clock].pauses, *self.process.clocks[clock].extensions)
            wanted = next((row.who for row in rows if row.key == reason), tuple(who for row in rows for who in row.who))
        elif name in self.process.happenings:
            wanted = self.process.happenings[name].who
        else:
            move = self.process.move(name, state)
            wanted = move.who if move else ()
        return next((role for role in wanted if role in held), "")

    def _shared(self, by: str, at: datetime, details: Mapping[str, Any]) -> None:
        """Nobody writes into a case, or a section, that her agency does not have."""
        if not self.events:
            self.shares.append(SharePlan(by, "lead", (), at, by, answered_at=at))
            return
        agency = self.place.agency_of(by)
        plan = next((one for one in self.shares if self.place.agency_of(one.key) == agency and one.is_open(at)), None)
        if plan is None:
            raise Illegal(f"{self.process.kind}: {by} has no share of the case on {at:%Y-%m-%d}.")
        for name in details:
            section = self.process.details[name].section
            if plan.sections and section not in plan.sections:
                raise Illegal(f"{self.process.kind}: {name} is in a section that {by} was not given.")

    def _hand_over(self, at: datetime) -> None:
        self.sent_at = at
        first = self.shares[0]
        if self.place.agency_of(first.key) == self.place.agency_of(self.lead):
            return
        first.standing = "opened"
        self.shares.append(SharePlan(self.lead, "lead", (), at, first.key, answered_at=at))
