"""Which other agencies recorded the same incident, told to whoever may know of it; to everybody else nothing is.

Two agencies' incidents are one where both bear one crime number (``records.SameIncident``). To a practitioner of one of
the two it is told where both agreements let their incidents stand beside others', as in the 30-day watch: none that
keeps to itself whom it knows does so. To whoever may read the single incidents of both feeds it is told as well. What
somebody must not come upon is not there: an incident with a person whom a conflict wall or a restricted case hides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from cairn.domain.cases.api import as_system
from cairn.domain.hub.policies import PRACTITIONER
from cairn.domain.hub.queries.incidents import hidden_incidents
from cairn.domain.records.api import Feed, Incident, incidents_in_force, learned_in_watch, same_incidents
from cairn.domain.records.api import policies as records
from cairn.foundation.agencies.models import Agency
from cairn.kernel.actors import Actor, system_actor


def also_reported(actor: Actor, incidents: Collection[Incident], *, on: date) -> dict[int, tuple[str, ...]]:
    """Names of the other agencies, by the key of each incident of which there are any to tell.

    Args:
        incidents: a page of them, each of which the actor may read.
        on: today.
    """
    here = {one.pk: one for one in incidents}
    if not here:
        return {}
    with as_system(actor.partnership_id):
        same = same_incidents(system_actor(actor.partnership_id), here)
        keys = {other for others in same.values() for other in others}
        in_force = incidents_in_force(system_actor(actor.partnership_id)).filter(pk__in=keys)
        there = {one.pk: one for one in in_force.only("agency_id", "feed_id")} if keys else {}
    told: dict[int, set[int]] = defaultdict(set)
    if there:
        opened = _Opened(actor, on)
        hidden = hidden_incidents(actor, there)
        for key, others in same.items():
            for other in (there[each] for each in others if each in there and each not in hidden):
                if other.agency_id != here[key].agency_id and opened.tells(here[key], other):
                    told[key].add(other.agency_id)
    names = dict(Agency.objects.filter(pk__in=set().union(*told.values())).values_list("pk", "name")) if told else {}
    return {key: tuple(sorted(names[agency] for agency in agencies)) for key, agencies in told.items()}


class _Opened:
    """What agreements let somebody know today."""

    def __init__(self, actor: Actor, on: date) -> None:
        self.agency = actor.agency_id if actor.has(PRACTITIONER) else None
        self.learned = learned_in_watch(actor.partnership_id, on)
        self.read = set(records.READ_INCIDENTS.rows(actor, Feed.objects.all()).values_list("pk", flat=True))

    def tells(self, one: Incident, other: Incident) -> bool:
        """Whether she who reads the one may know of the other."""
        if {one.feed_id, other.feed_id} <= self.read:
            return True
        both = one.feed_id in self.learned and other.feed_id in self.learned
        return both and one.agency_id == self.agency
