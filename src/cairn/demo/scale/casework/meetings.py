"""The meetings at which cases of the conference were listed and heard, so that its diary is what the cases tell.

Made from the histories of all cases that no meeting of ``cairn.demo.conferences`` has: those written by hand and
those generated. Rows go in past the services, each under the act that would have made it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cairn.demo.scale.casework.acted_rows import ActedRows
from cairn.demo.scale.casework.places import CHAIR, COORDINATOR, MARAC, CasePlace
from cairn.demo.scale.tables import table
from cairn.domain.cases.api import kind_of
from cairn.foundation.access.references import new_references
from cairn.foundation.agencies.models import Agency
from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.audit.guarded import Guarded
from cairn.kernel.actors import system_actor
from cairn.kernel.processes.due import due_of
from cairn.kernel.uk_time import instant

ACTION = "demo.load_meetings"
OPENS, CLOSES = time(9, 0), time(17, 0)
PLANNED_AHEAD, AGREED_AFTER, STILL_TO_AGREE = timedelta(days=60), timedelta(days=6), timedelta(days=10)
PREFIXES = {"boards.Meeting": ("M", False), "conferences.CaseItem": ("W", True),
            "conferences.ResearchRequest": ("I", True)}  # fmt: skip
LEAVES = ("adjourn", "withdraw", "transfer_out")
CAME = {"present": "present", "absent_sent_information": "sent_information", "absent": "apologies"}
KNOWN = {"yes": "known", "no": "nothing_known", "unknown": "nothing_known"}
ORDER = ("boards.Meeting", "boards.Attendance", "conferences.CaseItem", "conferences.ResearchRequest")


@dataclass
class Listing:
    """One case on the way to one meeting, as its history tells it."""

    case: Guarded
    day: date
    put: Any  # the event that put it on the agenda
    urgent: bool
    asked: list[Any] = field(default_factory=list)
    answered: dict[str, Any] = field(default_factory=dict)
    came: dict[str, str] = field(default_factory=dict)
    heard: Any = None
    left_at: datetime | None = None


def load_meetings(place: CasePlace, at: datetime) -> int:
    """Put every case that was listed on the agenda of a meeting of its day; how many meetings there are more.

    Args:
        at: now.
    """
    set_scope(system_actor(place.partnership.pk))
    conference = table("conferences.Conference").objects.select_related("group").get(
        partnership_id=place.partnership.pk, kind=MARAC, until_on=None
    )  # fmt: skip
    rows = _Rows(place, conference.group, at)
    for one in _listings(place.partnership.pk):
        rows.add(one)
    return rows.save()


def _listings(partnership_id: int) -> Iterator[Listing]:
    """Of each case that is on no agenda, every time it was put on one."""
    there = table("conferences.CaseItem").objects.values("case")
    events = table("cases.CaseEvent").objects.filter(partnership_id=partnership_id, case__kind=MARAC)
    events = events.exclude(case__in=there).select_related("case").order_by("at", "pk")
    by_case: dict[int, list[Any]] = defaultdict(list)
    for event in events:
        by_case[event.case_id].append(event)
    found = [one for history in by_case.values() for one in _of_case(history)]
    yield from sorted(found, key=lambda one: (one.put.at, one.put.pk))


def _of_case(history: Iterable[Any]) -> Iterator[Listing]:
    step, now = kind_of(MARAC).newest.conference, None
    for event in history:
        if event.name in (step.lists, step.urgent):
            if now is not None and now.heard is None:
                now.left_at = now.left_at or event.at
            day = date.fromisoformat(str(event.details[step.day]))
            now = Listing(event.case, day, event, event.name == step.urgent)
            yield now
        elif now is None:
            continue
        elif event.name == step.asks:
            now.asked.append(event)
        elif event.name == step.answers:
            now.answered[event.details[step.agency]] = event
        elif event.name == step.attends:
            now.came[event.details[step.agency]] = event.details[step.attendance]
        elif event.name == step.hears:
            now.heard = event
        elif event.name in LEAVES and now.heard is None:
            now.left_at = event.at


class _Rows(ActedRows):
    """Meetings and what hangs on them, each row with its act."""

    def __init__(self, place: CasePlace, group: Guarded, at: datetime) -> None:
        super().__init__(place)
        self.group, self.at = group, at
        process = kind_of(MARAC).newest
        [self.research] = [one for one in process.clocks.values() if process.conference.asks in one.starts]
        self.agencies = dict(Agency.objects.values_list("slug", "pk"))
        self.seats = list(group.seats.all())
        planned = table("boards.Meeting").objects.filter(group=group, called=False, cancelled_on=None)
        self.by_day = {timezone.localdate(meeting.starts_at): meeting for meeting in planned}
        self.came: dict[date, dict[str, str]] = defaultdict(dict)

    def add(self, one: Listing) -> None:
        """A case on an agenda, with what agencies were asked for it."""
        runs = CHAIR if one.urgent else COORDINATOR
        meeting = self._meeting(one, called=True) if one.urgent else self.by_day.get(one.day)
        if meeting is None:
            meeting = self.by_day[one.day] = self._meeting(one, called=False)
        act = self._act("conferences.call_urgent" if one.urgent else "conferences.list_case", runs, one.put.at)
        item = self._row(
            "conferences.CaseItem", act, case=one.case, meeting=meeting, added_at=one.put.at,
            added_by_id=one.put.by_id, heard_at=one.heard.at if one.heard else None,
            taken_off_at=None if one.heard else one.left_at,
            risk=one.heard.details.get("risk_summary", "") if one.heard else "",
        )  # fmt: skip
        for event in {event.details["agency"]: event for event in one.asked}.values():
            self._asked(one, item, event)
        if one.heard and not one.urgent:
            self.came[one.day] |= one.came

    def _asked(self, one: Listing, item: Guarded, event: Any) -> None:
        slug = event.details["agency"]
        answer = one.answered.get(slug)
        self._row(
            "conferences.ResearchRequest", self._act("conferences.ask_research", COORDINATOR, event.at),
            case=one.case, item=item, agency_id=self.agencies[slug], asked_at=event.at, asked_by_id=event.by_id,
            due_on=due_of(
                self.research, one.day, began=timezone.localdate(event.at), calendar=self.place.calendar,
            ),
            answer=KNOWN[answer.details["known"]] if answer else "",
            answered_at=answer.at if answer else None, answered_by_id=answer.by_id if answer else None,
        )  # fmt: skip

    def _meeting(self, one: Listing, *, called: bool) -> Guarded:
        """A day of hearings; where it was called about one case, an hour of it."""
        at = one.put.at if called else min(self.at, one.put.at - PLANNED_AHEAD)
        starts, ends = (instant(datetime.combine(one.day, hour)) for hour in (OPENS, CLOSES))
        if called:
            starts = one.heard.at - timedelta(minutes=20) if one.heard else starts
            ends = starts + timedelta(hours=1)
        act = self._act("boards.plan_meeting", CHAIR if called else COORDINATOR, at)
        return self._row(
            "boards.Meeting", act, group=self.group, starts_at=starts, ends_at=ends, place="Held online",
            called=called,
        )  # fmt: skip

    def save(self) -> int:
        """Write everything; how many meetings there are more."""
        made = {id(row) for row, _act in self.of["boards.Meeting"]}
        for day, came in self.came.items():
            if id(meeting := self.by_day[day]) in made:
                self._attended(meeting, day, came)
        for label, (prefix, long) in PREFIXES.items():
            refs = new_references(prefix, len(self.of[label]), taken=table(label), long=long)
            for (row, _act), ref in zip(self.of[label], refs, strict=True):
                row.ref = ref
        with command(ACTION, by=system_actor(self.place.partnership.pk), at=self.at) as act:
            self.write(ORDER)
            act.note(subject=self.place.partnership.audit_subject(), changes={"meetings": len(made)})
        return len(made)

    def _attended(self, meeting: Guarded, day: date, came: dict[str, str]) -> None:
        """From each seat, as the cases that were heard that day say of its agency."""
        if meeting.ends_at < self.at - STILL_TO_AGREE:
            meeting.closed_at, meeting.quorum = meeting.starts_at + AGREED_AFTER, self.group.quorum
        act = self._act("conferences.say_who_came", COORDINATOR, meeting.ends_at)
        slugs = {pk: slug for slug, pk in self.agencies.items()}
        for seat in self.seats:
            word = CAME[came.get(slugs[seat.agency_id], "present")]
            sent_on = day - timedelta(days=1) if word == "sent_information" else None
            self._row("boards.Attendance", act, meeting=meeting, seat=seat, came=word, sent_on=sent_on)
