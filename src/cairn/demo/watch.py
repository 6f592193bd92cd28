"""The invented 30-day watch of the demonstration: reports of two agencies, and what practitioners did about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cairn.demo.records import acts_as, agreed_feed, send_rows
from cairn.domain.cases.api import as_system, last_referral, person_rows, process_for
from cairn.domain.cases.api import policies as cases
from cairn.domain.hub.api import AgencyRecord, HubPerson, confirm_person, link_all, merge_people
from cairn.domain.records.api import Feed
from cairn.domain.watch.api import (
    WatchRow,
    answer_hand_over,
    ask_to_lead,
    close_row,
    decide_referral,
    policies,
    record_contact,
    say_who,
    take_lead,
)
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.kernel.actors import system_actor
from cairn.kernel.records.meanings import Holds

_HEADS = ("Incident number", "Date happened", "Date reported", "Offence", "Relationship", "Flags", "Victim ID",
          "Victim surname", "Victim forename", "Suspect ID", "Suspect surname", "Suspect forename")  # fmt: skip
# No family name of somebody on the staff: the conflict wall would keep them from each row.
_PEOPLE = {
    "W-1": ("Knott", "Tansy"), "W-2": ("Syke", "Alder"), "W-3": ("Hause", "Sorrel"), "W-4": ("Pike", "Teal"),
    "W-5": ("Combe", "Fern"), "W-6": ("Rigg", "Jay"), "W-7": ("Screes", "Heather"), "W-8": ("Cairns", "Bracken"),
    "W-9": ("Thwaite", "Merle"), "W-10": ("Gill", "Dipper"), "": ("", ""),
}  # fmt: skip
_TITLE = "Domestic abuse, by person"
# Days ago it was reported, who was harmed, by whom, what, how they know each other, and signs of harm.
_POLICE_FIRST = (
    (150, "W-1", "W-2", "Common assault", "Ex-partner", ""),
    (70, "W-1", "W-2", "Harassment", "Ex-partner", "children present"),
    (12, "W-1", "W-2", "Strangulation", "Ex-partner", "strangulation; child present"),
    (11, "W-3", "W-4", "Criminal damage", "Husband", ""),
    (10, "W-5", "", "Controlling or coercive behaviour", "Ex-partner", "threat to kill"),
    (9, "W-9", "W-10", "Common assault", "Son", "alcohol"),
)
_POLICE_LAST = (
    (3, "W-7", "W-8", "Common assault", "Partner", "alcohol"),
    (2, "W-8", "W-7", "Common assault", "Partner", ""),
    (1, "W-3", "W-4", "Stalking", "Husband", "knife"),
)
_COUNCIL = (
    (8, "W-6", "W-5", "Domestic verbal argument", "Ex-partner", ""),
    (4, "W-10", "", "Domestic verbal argument", "Brother", "separation"),
)


def load_watch(*, users: Mapping[str, User], at: datetime) -> Iterator[str]:
    """Agree two feeds of Cumberland, send three files, and walk rows as practitioners would; once."""
    with transaction.atomic():
        done = _in_cumberland(users, at)
    with transaction.atomic():
        done = _elsewhere(users, at) or done
    if done:
        yield "The 30-day watch holds rows of two agencies."


def _in_cumberland(users: Mapping[str, User], at: datetime) -> bool:
    """Two feeds, three files, and rows in every state."""
    if (agreed := _police_feed(users["cum-manager"], "cumberland", at)) is None:
        return False
    place, police = agreed
    council = _feed(
        acts_as(users["cum-manager"], place, at), at, "cumberland-council", "Domestic abuse told to housing officers"
    )
    _send(users["con-hub"], place, at, 9, police, _POLICE_FIRST)
    _send(users["cum-housing"], place, at, 4, council, _COUNCIL)
    _walk(_Walker(users, place, at))
    _send(users["con-hub"], place, at, 1, police, _POLICE_LAST)
    _walk_on(_Walker(users, place, at))
    _walk_older(_Walker(users, place, at))
    _again(users, place, at, police)
    _in_common(users, place, at, police, council)
    return True


def _elsewhere(users: Mapping[str, User], at: datetime) -> bool:
    """In the neighbouring partnership: roles that are contested, and an agency that is asked to lead."""
    if (agreed := _police_feed(users["wf-manager"], "westmorland-and-furness", at)) is None:
        return False
    place, police = agreed
    _send(users["con-wf-hub"], place, at, 1, police, _POLICE_LAST)
    by = acts_as(users["wf-case-coordinator"], place, at)
    row = policies.VIEW.one(by, WatchRow.objects.order_by("pk"), victim__endswith=":key:W-7")
    ask_to_lead(by=by, at=at, row=row, agency=users["wf-case-nurse"].agency, why="They are seen there every week.")
    return True


def _again(users: Mapping[str, User], place: Partnership, at: datetime, feed: Feed) -> None:
    """The police report again between the two people of a case, and a practitioner says that they are the two."""
    by = acts_as(users["cum-case-coordinator"], place, at)
    for case in cases.RUN.rows(by).filter(kind="marac", restricted=False).order_by("pk"):
        people = {row.party: row.person for row in person_rows(case)}
        harmed, harmer = people.get("person_harmed"), people.get("person_causing_harm")
        rule = process_for(case).repeat
        if harmed and harmer and last_referral(case, rule.window, on=_day(at, 1), at=at):
            break
    else:
        return
    names = {key: tuple(one.name.rpartition(" ")[::-2]) for key, one in (("W-11", harmed), ("W-12", harmer))}
    row = (1, "W-11", "W-12", "Common assault", "Ex-partner", "alcohol")
    _send(users["con-hub"], place, at, 0, feed, (row,), people=names)
    for person, of_victim in ((harmed, True), (harmer, False)):
        by = acts_as(users["cum-case-coordinator"], place, at)
        told = policies.WORK.rows(by, WatchRow.objects.filter(victim__endswith=":key:W-11")).first()
        if told is not None:
            say_who(by=by, at=at, row=told, person=person, of_victim=of_victim, why="Same date of birth and address.")


def _in_common(users: Mapping[str, User], place: Partnership, at: datetime, police: Feed, council: Feed) -> None:
    """Two agencies report the same two people, each by its own references; an analyst says who is who."""
    names = {"W-13": ("Burnet", "Linnet"), "W-14": ("Tarn", "Siskin")}
    _send(users["con-hub"], place, at, 0, police, [(5, "W-13", "W-14", "Common assault", "Ex-partner", "alcohol")],
          people=names)  # fmt: skip
    theirs = {f"T{key}": name for key, name in names.items()}
    _send(users["cum-housing"], place, at, 0, council,
          [(2, "TW-13", "TW-14", "Domestic verbal argument", "Ex-partner", "separation")], people=theirs)  # fmt: skip
    with as_system(place.pk):
        link_all(by=system_actor(place.pk), at=at, partnership=place)
        records = AgencyRecord.objects
        pairs = [
            [HubPerson.objects.get(links__record=records.get(feed=feed, key=reference)) for feed, reference in each]
            for each in (((police, key), (council, f"T{key}")) for key in names)
        ]
    for one, other in pairs:
        by = acts_as(users["cum-analyst"], place, at)
        why = "Both agencies looked at their files together."
        if one == other:
            confirm_person(by=by, at=at, person=one, why=why)
        else:
            merge_people(by=by, at=at, one=one, other=other, why=why)


class _Walker:
    """Somebody does something about a row on a day."""

    def __init__(self, users: Mapping[str, User], place: Partnership, at: datetime) -> None:
        self.users, self.place, self.at = users, place, at

    def does(self, who: str, days: int, victim: str, act: Any, **facts: Any) -> Any:
        """Let somebody do something about the row of a person harmed, so many days ago."""
        at = self.at - timedelta(days=days)
        by = acts_as(self.users[f"cum-case-{who}"], self.place, at)
        row = policies.VIEW.one(by, WatchRow.objects.order_by("pk"), victim__endswith=f":key:{victim}")
        return act(by=by, at=at, row=row, **facts)

    def day(self, days: int) -> Any:
        return timezone.localdate(self.at - timedelta(days=days))


def _walk(walker: _Walker) -> None:
    """One that is led and spoken with, one handed over, one asked of another agency, one closed."""
    does, users = walker.does, walker.users
    does("coordinator", 9, "W-1", take_lead, leader=users["cum-case-coordinator"], why="Danger is high.")
    does("coordinator", 8, "W-1", record_contact, kind="attempted", on=walker.day(8), note="No answer; no message.")
    does("coordinator", 6, "W-1", record_contact, kind="made", on=walker.day(6), note="Wants to stay at home, safely.")
    asked = does("coordinator", 8, "W-3", ask_to_lead, agency=_agency("survivor-networks-cumberland"),
                 why="An adviser of their own would help.")  # fmt: skip
    moment = walker.at - timedelta(days=7)
    idva = acts_as(users["cum-case-idva"], walker.place, moment)
    answer_hand_over(by=idva, at=moment, asked=policies.ANSWER.one(idva, ref=asked.ref), accept=True)
    does("idva", 7, "W-3", record_contact, kind="made", on=walker.day(7), note="Knows whom to call.")
    does("chair", 6, "W-5", ask_to_lead, agency=_agency("nenc-icb"), why="They are seen at a clinic every week.")
    does("chair", 8, "W-9", take_lead, leader=users["cum-case-chair"], why="Known to the team.")
    does("chair", 7, "W-9", record_contact, kind="declined", on=walker.day(7), note="Has support of family.")
    does("chair", 6, "W-9", close_row, why="They have moved in with a relative, and ask for nothing.")
    does("asb", 3, "W-6", take_lead, leader=users["cum-case-asb"], why="The council is their landlord.")


def _walk_on(walker: _Walker) -> None:
    """One whose referral is decided; the newest reports wait."""
    walker.does("coordinator", 1, "W-1", decide_referral, refer=False,
                why="A referral of the health board of last week covers it.")  # fmt: skip
    walker.does("coordinator", 0, "W-7", record_contact, kind="attempted", on=walker.day(0))


def _walk_older(walker: _Walker) -> None:
    """What the other feed of the police opened over a week ago: somebody leads, and has spoken with most."""
    moment, user = walker.at - timedelta(days=2), walker.users["cum-case-chair"]
    by = acts_as(user, walker.place, moment)
    older = WatchRow.objects.filter(leader=None, newest_on__lt=walker.day(9), until_on__gte=walker.day(0))
    for place, row in enumerate(policies.WORK.rows(by, older.exclude(stands="closed")).order_by("ref")):
        take_lead(by=by, at=moment, row=row, leader=user, why="The team shares its rows out each morning.")
        if place % 3:
            on = min(row.newest_on + timedelta(days=1 + place % 4), timezone.localdate(moment))
            record_contact(by=by, at=moment, row=row, kind="made", on=on)


def _police_feed(manager: User, slug: str, at: datetime) -> tuple[Partnership, Feed] | None:
    """A partnership and the feed the constabulary agrees there; None where it was agreed before."""
    place = Partnership.objects.get(slug=slug)
    by = acts_as(manager, place, at)
    if Feed.objects.filter(partnership=place, title=_TITLE).exists():
        return None
    return place, _feed(by, at, "cumbria-constabulary", _TITLE)


def _feed(by: Any, at: datetime, agency: str, title: str) -> Feed:
    return agreed_feed(
        by, at, agency, title, Holds.INCIDENTS, rhythm="day", opened_to_analysts=True, pointer="every",
        in_watch="shown",
    )  # fmt: skip


def _agency(slug: str) -> Agency:
    return Agency.objects.get(slug=slug)


def _send(
    user: User, place: Partnership, at: datetime, days: int, feed: Feed, rows: Sequence[Sequence[Any]], *,
    people: Mapping[str, tuple[str, ...]] = _PEOPLE,
) -> None:  # fmt: skip
    """A file so many days ago, of what had been reported by then."""
    written = [
        (f"D-{feed.pk}{number:02}{rows[0][0]}", f"{_day(at, ago):%d/%m/%Y}", f"{_day(at, ago):%d/%m/%Y}", offence, kin,
         flags, victim, *people[victim], suspect, *people[suspect])
        for number, (ago, victim, suspect, offence, kin, flags) in enumerate(rows)
    ]  # fmt: skip
    send_rows((user, place), at - timedelta(days=days), feed, _HEADS, written, take_in=True)


def _day(at: datetime, ago: int) -> Any:
    return timezone.localdate(at - timedelta(days=ago))
