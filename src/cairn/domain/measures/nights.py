"""Violence at night: which moments are one, and where a woman or a girl was harmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta

from cairn.domain.records.api import Feed, Holding, IncidentRole, Part, records_in_force
from cairn.kernel.actors import Actor
from cairn.kernel.records.incidents import Offence
from cairn.kernel.uk_time import local

VIOLENT = (Offence.HOMICIDE, Offence.SEXUAL, Offence.INJURY, Offence.VIOLENCE, Offence.THREATS)
NIGHTS = (4, 5, 6)  # Friday, Saturday and Sunday, as ``date.weekday`` counts
BEGINS, ENDS = 21, 5  # o'clock
FEMALE = "female"


def is_night(happened: datetime, first: date, last: date) -> bool:
    """Whether a moment lies in a night of Friday, Saturday or Sunday that began between two days, both in.

    A night is from 21:00 to 05:00 by the clock on the wall; the hours after midnight belong to the night before.
    """
    on_the_wall = local(happened)
    night = (on_the_wall - timedelta(hours=ENDS)).date()
    late = on_the_wall.hour >= BEGINS or on_the_wall.hour < ENDS
    return late and night.weekday() in NIGHTS and first <= night <= last


def women_among(actor: Actor, incidents: Collection[int]) -> tuple[set[int], bool]:
    """Incidents in which a woman or a girl was harmed; and whether anybody's sex is known. Asked as the actor may read.

    What is said in the incident goes; else what the agency says of that person where it sends people, by her reference.
    """
    sexes: dict[int, set[str]] = defaultdict(set)
    by_reference: dict[tuple[int, str], set[int]] = defaultdict(set)
    roles = IncidentRole.objects.filter(incident__in=incidents, part=Part.VICTIM)
    for incident, agency, key, sex in roles.values_list("incident", "agency", "key", "sex"):
        if sex:
            sexes[incident].add(sex)
        elif key:
            by_reference[agency, key].add(incident)
    agencies, keys = {agency for agency, _key in by_reference}, {key for _agency, key in by_reference}
    feeds = Feed.objects.filter(agency__in=agencies, holds=Holding.PEOPLE)
    known = records_in_force(actor).filter(feed__in=feeds, key__in=keys).exclude(sex="")
    for agency, key, sex in known.values_list("agency", "key", "sex"):
        for incident in by_reference.get((agency, key), ()):
            sexes[incident].add(sex)
    return {incident for incident, said in sexes.items() if FEMALE in said}, bool(sexes)
