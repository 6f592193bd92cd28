"""Invented crimes of every kind that police record, and what police say that they count as."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from cairn.demo.records import acts_as, agreed_feed, send_rows
from cairn.domain.records.api import Feed
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Partnership
from cairn.kernel.records.meanings import Holds

PLACE, MANAGER, SENDER, TITLE = "cumberland", "cum-manager", "con-hub", "Recorded crime"
# Of the days they tell all of, a whole quarter that is over is among them on whatever day the demonstration is made:
# most of one quarter may be gone, and the next is up to 92 days long.
FILES, EACH, APART = 7, 60, 30  # files, crimes in each, and days from one to the next
DAYS = FILES * APART  # of which they tell all
_HEADS = ("Incident number", "Date happened", "Time happened", "Date reported", "Offence", "Hate strand", "VAWG",
          "NTE zone", "Victim ID", "Victim sex")  # fmt: skip
_OFFENCES = ("Theft from shop", "Criminal damage", "Public order", "Common assault", "Burglary", "Theft of cycle",
             "Assault occasioning ABH", "Drugs possession", "Harassment", "Sexual assault")  # fmt: skip
_AGAINST_WOMEN = ("Common assault", "Assault occasioning ABH", "Harassment", "Sexual assault")
_STRANDS = ("Racial", "Homophobic", "Disability", "Racial; Religion", "Transphobic")


def load_recorded_crime(*, users: Mapping[str, User], at: datetime) -> Iterator[str]:
    """Agree a feed of recorded crime, and send its files month by month; once."""
    with transaction.atomic():
        place = Partnership.objects.get(slug=PLACE)
        manager = acts_as(users[MANAGER], place, at)
        if Feed.objects.filter(partnership=place, title=TITLE).exists():
            return
        feed = agreed_feed(
            manager, at, "cumbria-constabulary", TITLE, Holds.INCIDENTS, rhythm="month", opened_to_analysts=True
        )
        chance = random.Random("the invented crimes of Cumberland")
        for number in reversed(range(FILES)):
            sent = at - timedelta(days=1 + number * APART)
            rows = [_crime(chance, timezone.localdate(sent), number * EACH + crime) for crime in range(EACH)]
            send_rows((users[SENDER], place), sent, feed, _HEADS, rows, take_in=True)
    yield f"{FILES * EACH} invented crimes are recorded."


def _crime(chance: random.Random, until: date, number: int) -> tuple[str, ...]:
    """One crime of the month before a file was sent."""
    happened = until - timedelta(days=chance.randint(1, APART))
    offence, sex = chance.choice(_OFFENCES), chance.choice(("F", "M"))
    in_zone = chance.random() < 0.25
    hour = chance.choice((21, 22, 23, 0, 1, 2)) if in_zone else chance.randint(7, 23)
    hate = chance.choice(_STRANDS) if chance.random() < 0.06 else ""
    against = sex == "F" and offence in _AGAINST_WOMEN
    return (
        f"C-{number}", f"{happened:%d/%m/%Y}", f"{hour:02}:{chance.choice((5, 20, 45)):02}", f"{happened:%d/%m/%Y}",
        offence, hate, "Y" if against else "", "Y" if in_zone else "", f"V-{number}", sex,
    )  # fmt: skip
