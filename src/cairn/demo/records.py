"""Invented extracts of the demonstration: what agencies send, one waiting, and one whose agreement is over."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cairn.domain.hub.api import Says, decide, doubts_now, link_every, policies
from cairn.domain.records.api import Agreed, Feed, make_feed, send_file, settle_meanings, take_rows_in
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.records.meanings import FIELDS, Holds

_GIVEN = ("Avocet", "Bittern", "Campion", "Dunlin", "Elder", "Fulmar", "Gannet", "Hobby", "Iris", "Jackdaw", "Knot",
          "Lapwing", "Mallow", "Nettle", "Osprey", "Plover", "Redwing", "Saffron", "Tern", "Willow")  # fmt: skip
_FAMILY = ("Agate", "Beryl", "Cairnstone", "Dolerite", "Esker", "Fluorspar", "Garnet", "Hornfels", "Jasper", "Moraine",
           "Obsidian", "Peridot", "Rhyolite", "Scree", "Travertine", "Zircon")  # fmt: skip
_OFFENCES = ("Common assault and battery", "Assault occasioning ABH", "Stalking", "Criminal damage",
             "Controlling or coercive behaviour", "Domestic verbal argument", "Breach of non-molestation order",
             "Threats to kill", "Harassment")  # fmt: skip
# Of most the relationship is not known, so that few open a row of the 30-day watch.
_KIN = ("Ex-partner", "N/K", "N/K", "Husband", "N/K", "Son", "N/K", "N/K")
_FLAGS = ("", "", "", "child present", "alcohol", "knife", "strangulation; child present")
_INCIDENT_HEADS = ("Incident number", "Date happened", "Date reported", "Offence", "Relationship", "Flags", "Victim ID",
                   "Victim surname", "Victim forename", "Victim DOB", "Suspect surname", "Suspect forename",
                   "Easting", "Northing")  # fmt: skip
_TENANT_HEADS = ("Tenant ID", "Surname", "Forename", "DOB", "Postcode", "Mobile")


def load_records(*, users: Mapping[str, User], at: datetime) -> Iterator[str]:
    """Agree feeds in two partnerships and send their files; running it again changes nothing."""
    with transaction.atomic():
        place = Partnership.objects.get(slug="cumberland")
        manager = acts_as(users["cum-manager"], place, at)
        if Feed.objects.filter(partnership=place).exists():
            return
        chance = random.Random("the invented extracts of Cumberland")
        people = [_somebody(chance, number) for number in range(60)]
        police = agreed_feed(
            manager, at, "cumbria-constabulary", "Domestic abuse incidents", Holds.INCIDENTS, rhythm="month",
            pointer="every", opened_to_analysts=True,
        )  # fmt: skip
        housing = agreed_feed(manager, at, "cumberland-council", "Housing list", Holds.PEOPLE, rhythm="month",
                        carries="whole")  # fmt: skip
        homes = agreed_feed(manager, at, "cumberland-council", "Homelessness applications", Holds.PEOPLE, rhythm="week")
        agreed_feed(manager, at, "victim-support", "Referrals for support", Holds.PEOPLE, rhythm="week",
              ends_on=timezone.localdate(at - timedelta(days=12)))  # fmt: skip
        hub = users["con-hub"], place
        for days, count, begins in ((37, 90, 70), (6, 80, 38)):
            rows = [_incident(chance, people, at, begins, number + 1000 * days) for number in range(count)]
            send_rows(hub, at - timedelta(days=days), police, _INCIDENT_HEADS, rows, take_in=True)
        clerk = users["cum-housing"], place
        for days, count in ((33, 50), (3, 55)):
            rows = [_tenant(one) for one in people[:count]]
            send_rows(clerk, at - timedelta(days=days), housing, _TENANT_HEADS, rows, take_in=True)
        sender = users["cum-education"], place  # whoever sent a file says what its columns mean
        send_rows(sender, at - timedelta(days=1), homes, ("Ref", "Full name", "Born", "Where"), [
            (one["key"], f"{one['family']}, {one['given']}", "0{}/0{}/1985".format(*divmod(number % 80 + 11, 10)),
             one["postcode"])
            for number, one in enumerate(people[20:32]) if (number + 11) % 10
        ], take_in=False)  # fmt: skip
    with transaction.atomic():
        place = Partnership.objects.get(slug="westmorland-and-furness")
        by = acts_as(users["wf-manager"], place, at)
        police = agreed_feed(
            by, at, "cumbria-constabulary", "Domestic abuse incidents", Holds.INCIDENTS, rhythm="month",
            opened_to_analysts=True,
        )  # fmt: skip
        rows = [_incident(chance, people, at, 40, number) for number in range(60)]
        send_rows((users["con-wf-hub"], place), at - timedelta(days=8), police, _INCIDENT_HEADS, rows, take_in=True)
    yield "Five feeds of invented records are agreed; six files came."
    if written := link_every(at=at):
        yield f"{written} links say which records are one person's; those that are not certain wait for an analyst."
    for analyst, slug in (("cum-analyst", "cumberland"), ("wf-analyst", "westmorland-and-furness")):
        with transaction.atomic():
            _decide_one(users[analyst], slug, at)


def _decide_one(analyst: User, slug: str, at: datetime) -> None:
    """An analyst decides one pair, so that there is something to take back."""
    by = acts_as(analyst, Partnership.objects.get(slug=slug), at)
    doubt = policies.DECIDE.rows(by, doubts_now(by.partnership_id)).order_by("pk").first()
    if doubt is not None:
        decide(by=by, at=at, doubt=doubt, says=Says.APART.value, why="Father and son: the agency looked at both files.")


def acts_as(person: User, place: Partnership, at: datetime) -> Any:
    """Somebody of the demonstration, acting in a partnership."""
    found = actor_for(person, place, on=timezone.localdate(at))
    if found is None:
        raise LookupError(f"{person.name} holds no role in {place.slug}.")
    set_scope(found, command_id="")
    return found


def agreed_feed(by: Any, at: datetime, agency: str, title: str, holds: Holds, **other: Any) -> Feed:
    """A feed under an agreement that began half a year ago."""
    facts = {
        "purpose": "To see who is harmed again, and to offer help in time.", "basis": "public_task",
        "power": "Crime and Disorder Act 1998, section 115", "fields": [field.key for field in FIELDS[holds]],
        "carries": "news", "starts_on": timezone.localdate(at - timedelta(days=200)),
        "ends_on": timezone.localdate(at + timedelta(days=300)), **other,
    }  # fmt: skip
    return make_feed(
        by=by, at=at - timedelta(days=210), agency=Agency.objects.get(slug=agency), title=title, holds=holds.value,
        agreed=Agreed(**facts),
    )  # fmt: skip


def send_rows(
    who: tuple[User, Partnership], at: datetime, feed: Feed, heads: Sequence[str], rows: Sequence[Sequence[str]], *,
    take_in: bool,
) -> None:  # fmt: skip
    """A file of a feed, sent by somebody at a moment; its sound rows go in where that is asked for."""
    page = io.StringIO()
    csv.writer(page).writerows([heads, *rows])
    by = acts_as(*who, at)
    extract = send_file(by=by, at=at, feed=feed, name="extract.csv", content=page.getvalue().encode())
    if not take_in:
        return
    if extract.stage == "received":
        about = {
            "Incident number": "key", "Date happened": "happened", "Date reported": "reported", "Offence": "kind",
            "Relationship": "relationship", "Flags": "harm", "Victim ID": "victim_key",
            "Victim surname": "victim_family", "Victim forename": "victim_given", "Victim DOB": "victim_born",
            "Suspect ID": "suspect_key", "Suspect surname": "suspect_family", "Suspect forename": "suspect_given",
            "Victim sex": "victim_sex", "Time happened": "happened_time",
            **dict.fromkeys(("Hate strand", "VAWG", "NTE zone"), "counts_as"),
            "Easting": "easting", "Northing": "northing", "Tenant ID": "key", "Surname": "family", "Forename": "given",
            "DOB": "born", "Postcode": "postcode", "Mobile": "phone",
        }  # fmt: skip
        settle_meanings(
            by=by, at=at, extract=extract, mapping={place: about[head] for place, head in enumerate(heads)},
            orders=dict.fromkeys(("happened", "reported"), "day_first") if "Suspect ID" in heads else {},
        )  # fmt: skip
    take_rows_in(by=by, at=at, extract=extract, leave_out=True)


def _somebody(chance: random.Random, number: int) -> dict[str, str]:
    born = chance.choice(["01/01/1900", "01/01/1984", *[f"{chance.randint(13, 28)}/0{chance.randint(1, 9)}/"
                          f"{chance.randint(1950, 2005)}"] * 12])  # fmt: skip
    return {
        "key": f"N-{1000 + number}", "given": chance.choice(_GIVEN), "family": chance.choice(_FAMILY), "born": born,
        "postcode": chance.choice(["", "unknown", *[f"CA99 {chance.randint(1, 9)}ZZ"] * 8]),
        "phone": f"07700 900{chance.randint(100, 999)}",
    }  # fmt: skip


def _tenant(one: Mapping[str, str]) -> tuple[str, ...]:
    return one["key"], one["family"].upper(), one["given"], one["born"], one["postcode"].lower(), one["phone"]


def _incident(
    chance: random.Random, people: Sequence[Mapping[str, str]], at: datetime, begins: int, number: int
) -> tuple[str, ...]:
    happened = timezone.localdate(at) - timedelta(days=begins - chance.randint(0, 28))
    reported = happened + timedelta(days=chance.choice([0, 0, 0, 1, 2]))
    place = min(int(chance.expovariate(0.06)), len(people) - 1)
    victim, others = people[place], people[30:]
    suspect = chance.choice([{"family": "Unknown", "given": ""}, *others])
    if number % 3:  # mostly it is the same one again
        suspect = others[(place * 7 + 5) % len(others)]
    written = f"{happened:%d/%m/%Y} {chance.randint(0, 23):02}:{chance.choice((0, 15, 40)):02}"
    if number % 41 == 0:
        written = "31/02/2026"  # what a system lets pass, and a check does not
    return (
        f"I-{number}", written, f"{reported:%d/%m/%Y}", chance.choice(_OFFENCES), chance.choice(_KIN),
        chance.choice(_FLAGS), victim["key"], victim["family"], victim["given"], victim["born"], suspect["family"],
        suspect["given"], str(chance.randint(330_000, 345_000)), str(chance.randint(545_000, 560_000)),
    )  # fmt: skip
