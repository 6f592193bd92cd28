"""Load the invented boards by walking the real services, as the manager and on the days of the meetings."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from django.db import transaction

from cairn.demo.dates import moment
from cairn.domain.boards import api as boards
from cairn.domain.plans.api import Action
from cairn.domain.strategies.api import Commitment
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import Actor
from cairn.kernel.working_days import next_working_day

FORMAT = "cairn-demo-boards/1"
SET_UP = timedelta(weeks=52)  # the groups are this old
PLANNED = timedelta(weeks=6)  # a meeting is planned this long before
LASTS = timedelta(hours=2)
CALL_IN = timedelta(days=10)  # the window of a decision is over by then
TO_COME = 0  # weeks from which a meeting has not been yet


def read_boards() -> list[dict[str, Any]]:
    """The partnerships of boards.toml.

    Raises:
        ValueError: when the file is in another format.
    """
    found = tomllib.loads((files("cairn.demo") / "data" / "boards.toml").read_text(encoding="utf-8"))
    if found.get("format") != FORMAT:
        raise ValueError(f"boards.toml is not in the format {FORMAT}.")
    return found["partnership"]


def load_boards(*, users: Mapping[str, User], today: date) -> list[str]:
    """Load the boards of each partnership that has none: all of a partnership's, or nothing.

    Args:
        users: key of an invented person to the account.
        today: the day to which the weeks of the file are counted.

    Returns:
        A line for each partnership.
    """
    said = []
    for row in read_boards():
        partnership = Partnership.objects.get(slug=row["slug"])
        with transaction.atomic():
            loading = _Loading(row, users, partnership, today)
            said.append(f"{partnership.name}: {loading.load()}")
    return said


class _Loading:
    """One partnership's boards, on their way in."""

    def __init__(self, row: dict[str, Any], users: Mapping[str, User], partnership: Partnership, today: date) -> None:
        self.row, self.users, self.partnership, self.today = row, users, partnership, today
        self.yesterday = today - timedelta(days=1)  # what is done for meetings to come: never later than now
        self.agencies = {agency.slug: agency for agency in Agency.objects.all()}
        self.groups: dict[str, boards.Group] = {}
        self.seats: dict[str, list[tuple[str, boards.Seat]]] = {}

    def load(self) -> str:
        """Everything in the order in which it would have happened."""
        self.acts(self.today)
        if boards.Group.objects.exists():
            return "its boards are there already."
        self.set_up()
        last = None
        for number, meeting in enumerate(self.row["meeting"]):
            held = self.meet(meeting, number)
            last = held if meeting["weeks"] < TO_COME else last
        self.decide(self.row["decision"], last)
        self.recommend(self.row["recommendation"])
        if "open" in self.row:
            self.leave_open(self.row["open"])
        self.plan_ahead(self.row["planned"])
        return f"{len(self.groups)} groups and {len(self.row['meeting'])} meetings are loaded."

    def acts(self, day: date) -> Actor:
        """The manager as she is on a day, with the database's fence set for her."""
        actor = actor_for(self.users[self.row["manager"]], self.partnership, on=day)
        if actor is None:
            raise LookupError(f"{self.row['manager']} holds no role on {day}.")
        set_scope(actor, command_id="")
        return actor

    def set_up(self) -> None:
        """The groups, then their seats."""
        day = next_working_day(self.today - SET_UP)
        by, place = self.acts(day), 0
        for row in self.row["groups"]:
            facts = {name: row[name] for name in ("name", "kind", "cycle", "quorum", "terms")}
            above = self.groups.get(row.get("reports_to", ""))
            wanted = boards.GroupFacts(**facts, reports_to=above, terms_agreed_on=day)
            self.groups[row["key"]] = boards.add_group(by=by, at=moment(day, place), facts=wanted)
            place += 1
        for row in self.row["seats"]:
            seat = boards.add_seat(
                by=by, at=moment(day, place), group=self.groups[row["group"]], agency=self.agencies[row["agency"]],
                interest=row["interest"], person=self.users.get(row.get("person", "")), from_on=day,
                chairs=row.get("chairs", False),
            )  # fmt: skip
            self.seats.setdefault(row["group"], []).append((row.get("person", ""), seat))
            place += 1

    def meet(self, row: dict[str, Any], number: int) -> boards.Meeting:
        """One meeting: planned, and if it has been, minuted and closed."""
        day = next_working_day(self.today + timedelta(weeks=row["weeks"]))
        starts = moment(day, 0)
        planned = min(next_working_day(day - PLANNED), self.yesterday)
        meeting = boards.plan_meeting(
            by=self.acts(planned), at=moment(planned, 60 + number), group=self.groups[row["group"]], starts_at=starts,
            ends_at=starts + LASTS, place=row["place"],
        )  # fmt: skip
        before = min(day, self.yesterday)
        boards.build_agenda(by=self.acts(before), at=moment(before, 0), meeting=meeting)
        if row["weeks"] < TO_COME:
            self.hold(row, meeting, day)
        return meeting

    def hold(self, row: dict[str, Any], meeting: boards.Meeting, day: date) -> None:
        """Papers, who came, the minutes, what was asked for; then the minutes are agreed."""
        by = self.acts(day)
        items = {item.kind: item for item in boards.AgendaItem.objects.filter(meeting=meeting)}
        if paper := row.get("paper"):
            boards.add_paper(
                by=by, at=moment(day, 1), meeting=meeting, item=items[paper["kind"]], title=paper["title"],
                name="note.txt", content=paper["text"].encode(),
            )  # fmt: skip
        came = {
            seat.pk: "apologies" if person in row["apologies"] else "present"
            for person, seat in self.seats[row["group"]]
        }
        boards.record_attendance(by=by, at=moment(day, 2), meeting=meeting, came=came)
        for place, minute in enumerate(row["minutes"], start=3):
            item = items[minute["kind"]]
            boards.save_minutes(
                by=by, at=moment(day, place), item=item, version=item.version, note=minute["note"],
                decided=minute["decided"],
            )  # fmt: skip
        if matter := row.get("matter"):
            facts = boards.MinutedFacts(text=matter["text"], due_on=day + timedelta(weeks=matter["weeks"]))
            boards.minute_action(by=by, at=moment(day, 20), item=items[matter["kind"]], facts=facts)
        boards.close_meeting(by=by, at=moment(day, 60), meeting=meeting)

    def decide(self, row: dict[str, Any], meeting: boards.Meeting) -> None:
        """One decision, recorded on its day and published on the next working day."""
        day = next_working_day(self.today - timedelta(weeks=5))
        words = (
            "title", "maker", "maker_name", "key", "purpose", "parts", "reasons", "alternatives", "wards", "key_reason",
            "budget", "equality", "rural", "lead", "author", "contact", "call_in_body", "background",
        )  # fmt: skip
        by = self.acts(day)
        facts = boards.DecisionFacts(
            **{name: row[name] for name in words}, consultees=row["consultees"], decided_on=day, meeting=meeting,
            notice_on=day - timedelta(days=row["notice_days"]), commitments=self.promises(row["commitments"]),
        )  # fmt: skip
        made = boards.record_decision(by=by, at=moment(day, 0), facts=facts)
        boards.add_document(
            by=by, at=moment(day, 5), decision=made, title=row["document"]["title"], name="report.txt",
            content=row["document"]["text"].encode(),
        )  # fmt: skip
        published = next_working_day(day + timedelta(days=1))
        boards.publish_decision(by=self.acts(published), at=moment(published, 0), decision=made, published_on=published)
        self.show_residents(made, next_working_day(published + CALL_IN))

    def show_residents(self, made: boards.Decision, day: date) -> None:
        """The manager proposes what residents see of a decision, and somebody of the board checks it."""
        by, fresh = self.acts(day), boards.Decision.objects.get(pk=made.pk)
        proposed = boards.propose_decision(by=by, at=moment(day, 5), decision=fresh, note="A decision was taken.")
        boards.publish_decision_release(by=self.checks(day), at=moment(day, 20), release=proposed)

    def checks(self, day: date) -> Actor:
        """Whoever of the board checks what residents will see, who acts next."""
        checker = actor_for(self.users[self.row["checks"]], self.partnership, on=day)
        if checker is None:
            raise LookupError(f"{self.row['checks']} holds no role on {day}.")
        set_scope(checker, command_id="")
        return checker

    def leave_open(self, row: dict[str, Any]) -> None:
        """A decision that is not published yet, and a recommendation nobody has answered."""
        day = next_working_day(self.today - timedelta(weeks=1))
        by, made = self.acts(day), row["decision"]
        words = ("title", "maker", "maker_name", "key", "purpose", "parts", "reasons", "alternatives", "wards")
        facts = boards.DecisionFacts(
            **{name: made[name] for name in words}, consultees=made["consultees"], decided_on=day,
            commitments=self.promises(1),
        )  # fmt: skip
        boards.record_decision(by=by, at=moment(day, 0), facts=facts)
        said = row["recommendation"]
        boards.receive(by=by, at=moment(day, 5), received_on=day, **said)

    def plan_ahead(self, row: dict[str, Any]) -> None:
        """A decision that is to be taken; where it is key, its notice is public."""
        by, day = self.acts(self.yesterday), next_working_day(self.today + timedelta(weeks=row["weeks"]))
        words = {name: row[name] for name in ("title", "maker", "maker_name", "key", "papers", "contact")}
        facts, at = boards.PlannedFacts(**words, due_on=day), moment(self.yesterday, 90)
        ahead = boards.plan_decision(by=by, at=at, facts=facts)
        if ahead.key:
            proposed = boards.propose_notice(by=by, at=at, planned=ahead, note="This decision is to be taken.")
            boards.publish_notice_release(by=self.checks(self.yesterday), at=at, release=proposed)

    def promises(self, number: int) -> list[Commitment]:
        """The first commitments of the partnership's newest strategy."""
        rows = Commitment.objects.filter(partnership=self.partnership, strategy__kind="domestic_abuse")
        return list(rows.order_by("theme__place", "place")[:number])

    def recommend(self, row: dict[str, Any]) -> None:
        """One recommendation: received, answered, tied to an action and tested again."""
        first, words = self.today - timedelta(weeks=14), ("source", "body", "number", "text")
        made = boards.receive(
            by=self.acts(first), at=moment(first, 0), received_on=first, **{name: row[name] for name in words}
        )
        later = next_working_day(first + timedelta(weeks=3))
        by, call = self.acts(later), {"at": moment(later, 0), "recommendation": made}
        boards.answer(by=by, **call, reply=row["reply"], reasons=row["reasons"])
        action = Action.objects.filter(title=row["action"]).order_by("pk").first()
        if action is None:
            raise LookupError(f"No action of the demonstration is called {row['action']!r}.")
        boards.tie_action(by=by, **call, ref=action.ref)
        again = next_working_day(self.today - timedelta(weeks=2))
        boards.look_again(
            by=self.acts(again), at=moment(again, 0), recommendation=made, tested_on=again, result="partly",
            found=row["found"],
        )  # fmt: skip
