"""Invented needs assessments of the demonstration: what two analysts counted, what they say of it, and who reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cairn.demo.records import acts_as
from cairn.domain.analysis.api import Analysis, Asked, Described, make_analysis, share
from cairn.domain.analysis.terms import By, months_to_choose
from cairn.domain.places.api import areas_of, drawn
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.kernel.actors import Actor
from cairn.kernel.so_many import so_many


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One analysis of the last months that are over; ``shared`` names agencies, or everybody by ``*``."""

    title: str
    heading: str
    counts: str
    by: tuple[str, ...]
    says: str = ""
    shared: tuple[str, ...] = ()
    months: int = 4


_CUMBERLAND = (
    Planned(
        title="Domestic abuse reported to police, month by month", heading="reported", counts="incidents",
        by=("month",), shared=("*",), months=2,
        says="Files came for the last two months alone, so nothing here shows a rise or a fall. In most reports the "
        "relationship is not known; those count only where the offence itself says that it is domestic abuse.",
    ),
    Planned(
        title="What was reported, and how the two know each other", heading="reported", counts="incidents",
        by=("offence", "relationship"), shared=("cumberland-council", "victim-support"),
        says="Too few of most sorts to say more than this: ask the agency that records to write the relationship down.",
    ),
    Planned(
        title="Where it was reported to have happened", heading="reported", counts="incidents", by=("ward",),
        shared=("*",), says="Most wards have too few to be shown. More in a ward may mean more people, or more trust.",
    ),
    Planned(title="People harmed, by age", heading="harmed", counts="harmed", by=("age",)),
    Planned(
        title="Contact within the time we agreed on", heading="offered", counts="watch", by=("contact",),
        shared=("*",), says="Read it beside what is offered when somebody answers. A contact is not yet help.",
    ),
    Planned(title="Cases of several agencies, by kind", heading="cases", counts="cases", by=("kind",), months=12),
)  # fmt: skip
_WESTMORLAND = (
    Planned(title="Domestic abuse reported to police, by offence", heading="reported", counts="incidents",
            by=("offence",)),
)  # fmt: skip
PLANNED = {
    "cumberland": ("cum-analyst", _CUMBERLAND),
    "westmorland-and-furness": ("wf-analyst", _WESTMORLAND),
}


def load_analyses(*, users: Mapping[str, User], at: datetime) -> Iterator[str]:
    """Make the analyses of two partnerships that ask for no place; running it again changes nothing."""
    for slug, (analyst, planned) in PLANNED.items():
        with transaction.atomic():
            place = Partnership.objects.get(slug=slug)
            by = acts_as(users[analyst], place, at)
            if Analysis.objects.filter(partnership=place).exists():
                continue
            everywhere = [one for one in planned if By.WARD not in one.by]
            for one in everywhere:
                _make(by, at, one)
        yield f"{place.area}: {so_many(len(everywhere), 'analysis', 'analyses')} for the needs assessment."


def load_analyses_by_ward(*, users: Mapping[str, User], at: datetime) -> Iterator[str]:
    """Make those by ward, once boundaries are loaded; running it again changes nothing."""
    for slug, (analyst, planned) in PLANNED.items():
        with transaction.atomic():
            place = Partnership.objects.get(slug=slug)
            by = acts_as(users[analyst], place, at)
            there = Analysis.objects.filter(partnership=place).values_list("title", flat=True)
            new = [one for one in planned if By.WARD in one.by and one.title not in there]
            if not new or drawn(areas_of(place)) is None:
                continue
            for one in new:
                _make(by, at, one)
        yield f"{place.area}: {so_many(len(new), 'analysis', 'analyses')} by ward."


def _make(by: Actor, at: datetime, planned: Planned) -> None:
    months = months_to_choose(timezone.localdate(at))
    row = make_analysis(
        by=by, at=at, described=Described(title=planned.title, heading=planned.heading, says=planned.says),
        asked=Asked(counts=planned.counts, first=months[planned.months - 1], last=months[0], by=planned.by),
    )  # fmt: skip
    if planned.shared:
        agencies = list(Agency.objects.filter(slug__in=planned.shared))
        share(by=by, at=at, analysis=row, everybody="*" in planned.shared, agencies=agencies)
