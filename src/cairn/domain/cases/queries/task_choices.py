"""To whom a task of a case can be given: the agencies that have it, and the people to whom it is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cairn.domain.cases.models import Case, Share
from cairn.domain.cases.policies import OPEN_SHARE, PRACTITIONER, RUN, STEP
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actors_in
from cairn.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class CanOwn:
    """Somebody to whom a task of a case can be given."""

    user_id: int
    agency_id: int
    name: str
    agency: str


def agencies_with(case: Case) -> list[tuple[int, str]]:
    """Number and name of each agency that has an open share of a case, by name."""
    shares = Share.objects.filter(OPEN_SHARE, case=case).order_by("agency__name")
    return list(shares.values_list("agency_id", "agency__name"))


def who_can_own(case: Case, *, reader: Actor, on: date) -> list[CanOwn]:
    """People to whom the reader can give a task: the case is open to them, so its wall shuts none of them out.

    Whoever runs the case has all of them, since she looks after the wall. Anybody else has herself: from a list of
    her colleagues she would learn by who is missing whom the wall shuts out.
    """
    agencies = dict(agencies_with(case))
    runs = RUN.decide(reader, case).allowed
    actors = [
        actor
        for actor in actors_in(case.partnership_id, on=on).values()
        if actor.agency_id in agencies and actor.has(PRACTITIONER) and (runs or actor.user_id == reader.user_id)
    ]
    open_to = {
        actor.user_id for actor, decision in zip(actors, STEP.who(case, actors), strict=True) if decision.allowed
    }
    users = User.objects.filter(pk__in=open_to).order_by("agency__name", "name")
    return [CanOwn(user.pk, user.agency_id, user.name, agencies[user.agency_id]) for user in users]
