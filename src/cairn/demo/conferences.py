"""Invented meetings that hear cases: one that was, with its minutes, and one next week, half prepared."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from cairn.demo.cases import FIRST_DAY, INSTRUMENT, PLACES, REFERRED
from cairn.demo.dates import moment
from cairn.domain.boards.api import Group, GroupFacts, Meeting, add_group, add_seat
from cairn.domain.cases.api import (
    Case,
    accept_share,
    add_person,
    end_task,
    name_for_role,
    offer_share,
    open_case,
    process_for,
    take_step,
)
from cairn.domain.conferences import api as conferences
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.working_days import add_working_days, next_working_day

KIND = "marac"
SEATS = ("case-chair", "case-coordinator", "case-nurse", "case-idva", "case-asb")
HEARD, WAITING, MOST_LISTED = 4, 3, 8
SAID = (
    ("Two calls in the last month, both at handovers.", "High, and rising when the children are handed over."),
    ("The repairs team found the front door broken twice.", "High: he has said that he will come back."),
    ("Bruises were seen and explained away.", "High, with isolation and control of money."),
    ("Nothing new since the referral.", "High on professional judgement; the pattern is stalking."),
)
ACTIONS = (
    ("case-asb", "Fit stronger locks and a video doorbell", "done", "Fitted, and shown how it works."),
    ("case-chair", "Flag the home for a quick response", "", ""),
    ("case-nurse", "Offer a health check away from home", "not_done", "Nobody took it on after a change of staff."),
    ("case-idva", "Go along to the hearing", "overtaken", "The hearing was cancelled."),
)
# Of nobody on the staff: the conflict wall would wait for a decision.
GIVEN = ("Brambling", "Firecrest", "Garganey", "Nightjar", "Sanderling", "Shoveler", "Twite", "Whimbrel")
FAMILY = ("Peridotite", "Caldera", "Yardang", "Regolith", "Tombolo", "Hoodoo", "Inselberg", "Nunatak")
LONG_AGO, THREE_HOURS, FOUR_HOURS = timedelta(days=480), timedelta(hours=3), timedelta(hours=4)


def load_conferences(*, users: Mapping[str, User], at: datetime) -> Iterator[str]:
    """Load the meetings of each partnership that has none.

    Args:
        users: key of each invented person to the account.
        at: now; one meeting lies two weeks before it, the other a week ahead.
    """
    for slug, begins in PLACES.items():
        partnership = Partnership.objects.get(slug=slug)
        with transaction.atomic():
            set_scope(system_actor(partnership.pk))
            if conferences.Conference.objects.filter(partnership=partnership).exists():
                continue
            heard, listed = _of(partnership, begins, users, at).load()
        yield f"{partnership.name}: a conference that heard {heard} cases, and one that will hear {listed}."


def set_up_conference(partnership: Partnership, begins: str, users: Mapping[str, User], at: datetime) -> None:
    """Say which group hears cases in a partnership that has none yet, and who sits in it.

    Args:
        begins: how the keys of its people begin.
        users, at: as of ``load_conferences``.
    """
    set_scope(system_actor(partnership.pk))
    if not conferences.Conference.objects.filter(partnership=partnership).exists():
        _of(partnership, begins, users, at).set_up()


def _of(partnership: Partnership, begins: str, users: Mapping[str, User], at: datetime) -> _Loading:
    mine = {key.removeprefix(f"{begins}-"): user for key, user in users.items() if key.startswith(f"{begins}-")}
    return _Loading(partnership, mine, at)


@dataclass
class _Loading:
    partnership: Partnership
    users: Mapping[str, User]
    now: datetime

    def load(self) -> tuple[int, int]:
        """The group, its seats, and both meetings."""
        conference = self.set_up()
        self.acts(system_actor(self.partnership.pk), name_for_role, self.now - LONG_AGO, kind=KIND, role="agency",
                  user=self.users["case-nurse"], from_on=FIRST_DAY)  # fmt: skip
        before = next_working_day((self.now - timedelta(days=16)).date())
        past = self.plan(conference, moment(before, 0), self.now - timedelta(days=40))
        ahead = self.plan(conference, moment(next_working_day((self.now + timedelta(days=6)).date()), 0),
                          self.now - timedelta(days=30))  # fmt: skip
        heard = self.hear(past)
        self.call()
        return heard, self.prepare(ahead)

    def set_up(self) -> conferences.Conference:
        """The group and who sits in it; from before the first case of a year."""
        cairn, begun = system_actor(self.partnership.pk), self.now - LONG_AGO
        facts = GroupFacts(name="Case conference", kind="case_conference", cycle="monthly", quorum=3,
                           terms="Hears cases at high risk, and agrees who does what.")  # fmt: skip
        group = self.acts(cairn, add_group, begun, facts=facts)
        for place, key in enumerate(SEATS):
            self.acts(cairn, add_seat, begun, group=group, agency=self.users[key].agency, interest="other",
                      person=self.users[key], from_on=begun.date(), chairs=place == 0)  # fmt: skip
        return self.acts(cairn, conferences.hear_kind, begun, group=group, kind=KIND)

    def plan(self, conference: conferences.Conference, starts: datetime, at: datetime) -> Meeting:
        """A meeting of three hours."""
        times = {"starts_at": starts, "ends_at": starts + THREE_HOURS, "place": "Held online"}
        return self.acts("case-coordinator", conferences.plan_meeting, at, conference=conference, **times)

    def hear(self, meeting: Meeting) -> int:
        """The meeting that was: prepared in time, heard, and its actions ended in different ways."""
        listed, items = meeting.starts_at - timedelta(days=10), []
        for place in range(HEARD):
            case = self.accepted(listed - timedelta(days=3, minutes=-place), seed=f"heard {place}")
            item = self.acts("case-coordinator", conferences.list_case, listed, meeting=meeting, case=case)
            self.acts("case-idva", take_step, listed, case=case, name="contact_recorded",
                      details={"contact_outcome": "spoke"})  # fmt: skip
            self.answer(item, listed + timedelta(days=2), keys=("case-coordinator", "case-nurse", "case-asb"))
            items.append(item)
        self.acts("case-coordinator", conferences.send_agenda, listed + timedelta(days=3), meeting=meeting)
        during = meeting.starts_at + timedelta(minutes=20)
        self.attend(meeting.group, meeting, during)
        for place, item in enumerate(items):
            self.minute(item, place, during + timedelta(minutes=15 * place))
        self.acts("case-coordinator", conferences.send_minutes, during + timedelta(days=1), meeting=meeting)
        return len(items)

    def attend(self, group: Group, meeting: Meeting, at: datetime) -> None:
        """All came but the health board, which sent information; a student looked on."""
        seats = {seat.person_id: seat.pk for seat in group.seats.all()}
        away = seats[self.users["case-nurse"].pk]
        came = {seat: "sent_information" if seat == away else "present" for seat in seats.values()}
        self.acts("case-coordinator", conferences.say_who_came, at, meeting=meeting, came=came,
                  sent_on={away: at.date() - timedelta(days=1)})  # fmt: skip
        self.acts("case-coordinator", conferences.add_observer, at, meeting=meeting, name="Samphire Oolite",
                  works_for="Social work student", signed_on=at.date())  # fmt: skip

    def minute(self, item: conferences.CaseItem, place: int, at: datetime) -> None:
        """What was shared, the risk, one action, and that it was heard; the action may have ended since."""
        shared, risk = SAID[place]
        key, action, ended, outcome = ACTIONS[place]
        said = {self.users["case-coordinator"].agency_id: shared}
        self.acts("case-coordinator", conferences.save_item, at, item=item, version=1, shared=said, risk=risk)
        agreed = self.acts("case-coordinator", conferences.agree_action, at, item=item, action=action,
                           agency_id=self.users[key].agency_id, due_on=at.date() + timedelta(days=10))  # fmt: skip
        self.acts("case-coordinator", conferences.hear_item, at, item=item)
        case = Case.objects.get(pk=item.case_id)
        told = {"plan_told_by": self.users["case-idva"].agency.slug}
        self.acts("case-coordinator", take_step, at + timedelta(hours=4), case=case, name="open_actions", details=told)
        if ended:
            how = {} if ended == "done" else {ended: True}
            self.acts(key, end_task, at + timedelta(days=9), task=agreed.task, seen=1, outcome=outcome, **how)

    def call(self) -> None:
        """The chair calls a meeting about one case that cannot wait; it is there for nobody else."""
        case = self.accepted(self.now - timedelta(days=2), seed="called")
        # So far ahead that what agencies are asked is not due before they are asked; never the hour of a planned one.
        starts = moment(add_working_days(self.now.date(), 3), 0) + FOUR_HOURS
        self.acts("case-chair", conferences.call_urgent, self.now - timedelta(hours=3), case=case, starts_at=starts,
                  ends_at=starts + timedelta(hours=1), place="Held online",
                  reason="He will be released this week, and has said that he will come.")  # fmt: skip

    def prepare(self, meeting: Meeting) -> int:
        """The meeting to come: cases of our own and some that wait, with half of the research in."""
        at = self.now - timedelta(days=2)
        own = [
            self.accepted(at - timedelta(days=2, minutes=-place), seed=f"to come {place}") for place in range(WAITING)
        ]
        set_scope(system_actor(self.partnership.pk))
        waiting = Case.objects.filter(partnership=self.partnership, kind=KIND, state="accepted", since__lt=at)
        waiting = waiting.exclude(pk__in=[case.pk for case in own]).order_by("-since")
        listed = 0
        for place, case in enumerate([*own, *waiting[: MOST_LISTED - WAITING]]):
            try:
                item = self.acts("case-coordinator", conferences.list_case, at, meeting=meeting, case=case)
            except Refused:
                continue  # its wall waits for somebody to decide
            listed += 1
            if place < WAITING:
                keys = ("case-coordinator", "case-nurse", "case-asb", "case-idva")
                self.answer(item, self.now - timedelta(hours=5), keys=keys[: place + 1])
        return listed

    def answer(self, item: conferences.CaseItem, at: datetime, *, keys: tuple[str, ...]) -> None:
        """Each of these agencies answers, if it was asked; the council keeps its words to itself."""
        for key in keys:
            set_scope(self.actor(key))
            asked = conferences.ResearchRequest.objects.filter(item=item, agency=self.users[key].agency).first()
            if asked is None:
                continue
            known = key != "case-idva"
            self.acts(key, conferences.answer_research, at, request=asked, only_agency=key == "case-asb",
                      answer="known" if known else "nothing_known",
                      text="Known since the spring; seen three times." if known else "")  # fmt: skip

    def accepted(self, at: datetime, *, seed: str) -> Case:
        """A case that meets the threshold, shared with the council and the IDVA service."""
        nurse = self.actor("case-nurse")
        case = self.acts(nurse, open_case, at, kind=KIND, move="start_draft")
        self.write_people(case, nurse, at, random.Random(f"{self.partnership.slug} {seed}"))
        score = {"instrument": INSTRUMENT, "checklist_score": 16}
        self.acts(nurse, take_step, at, case=case, name="risk_assessed", details=score)
        self.acts(nurse, take_step, at, case=case, name="submit", details=REFERRED)
        self.acts("case-coordinator", take_step, at + timedelta(days=1), case=case, name="accept")
        sections = [key for key, section in process_for(case).sections.items() if not section.never_shared]
        for key in ("case-asb", "case-idva"):
            agency: Agency = self.users[key].agency
            share = self.acts("case-coordinator", offer_share, at + timedelta(days=1), case=case, agency=agency,
                              sections=sections, basis="public_task", purpose="For the conference.",
                              consent="given")  # fmt: skip
            self.acts(key, accept_share, at + timedelta(days=1), share=share)
        return case

    def write_people(self, case: Case, by: Actor, at: datetime, chance: random.Random) -> None:
        """Somebody harmed, somebody who causes harm, in half of the cases a child; no name is like a colleague's."""
        given, family = chance.sample(GIVEN, 3), chance.sample(FAMILY, 2)
        parties = ("person_harmed", "person_causing_harm", *(("child",) if chance.random() < 0.5 else ()))
        for place, party in enumerate(parties):
            name = f"{given[place]} {family[place == 1]}"
            self.acts(by, add_person, at, case=case, party=party, name=name)

    def actor(self, key: str) -> Actor:
        """Somebody as they are today."""
        found = actor_for(self.users[key], self.partnership, on=self.now.date())
        if found is None:
            raise LookupError(f"{key} holds no role in {self.partnership.slug}.")
        return found

    def acts(self, by: Actor | str, act: Callable[..., Any], at: datetime, **facts: Any) -> Any:
        """Let somebody do one thing, with the database's fence set for them."""
        actor = self.actor(by) if isinstance(by, str) else by
        set_scope(actor)
        return act(by=actor, at=at, **facts)
