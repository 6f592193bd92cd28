"""What every screen of one case begins with, and the parts its page is put together from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from cairn.domain.cases.contact_policies import REACH
from cairn.domain.cases.models import Case, CasePerson, Share
from cairn.domain.cases.policies import CHANGE_PEOPLE, RUN, STEP, VIEW
from cairn.domain.cases.queries.people import person_rows
from cairn.domain.cases.queries.roles import roles_of, sections_by, sections_given
from cairn.domain.cases.queries.standings import process_for, standing_of
from cairn.foundation.access.policies import Decision, Policy, decide_all
from cairn.foundation.agencies.models import Agency
from cairn.kernel.actors import Actor
from cairn.kernel.processes.history import Standing
from cairn.kernel.processes.process import Process

ASKED = (VIEW, STEP, RUN, REACH, CHANGE_PEOPLE)  # of a case, by the parts of its page


@dataclass(frozen=True)
class CaseHere:
    """One case as one person has it open now; what is asked for twice is worked out once."""

    actor: Actor
    case: Case
    at: datetime

    @cached_property
    def process(self) -> Process:
        """The version the case keeps, as its locality had it then."""
        return process_for(self.case)

    @cached_property
    def standing(self) -> Standing:
        """Where the case stands."""
        return standing_of(self.case, at=self.at)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles of the process she holds."""
        return roles_of(self.actor, self.process)

    @cached_property
    def shares(self) -> list[Share]:
        """Every share of the case, the oldest first, with its agency."""
        return list(Share.objects.filter(case=self.case).select_related("agency"))

    @cached_property
    def share(self) -> Share | None:
        """Her agency's own, while it is open."""
        own = (share for share in self.shares if share.agency_id == self.actor.agency_id)
        return next((share for share in own if share.is_open(self.at)), None)

    @cached_property
    def sections(self) -> frozenset[str]:
        """The sections of the record that are open to her."""
        return sections_by(self.share, self.actor, self.process, roles=self.roles)

    @cached_property
    def had(self) -> frozenset[str]:
        """The sections her agency has, whichever of them she reads: tasks go by these."""
        return sections_given(self.share, self.actor, self.process, roles=self.roles)

    @cached_property
    def limited(self) -> bool:
        """Whether her agency has some sections only."""
        return bool(self.share and self.share.sections)

    @cached_property
    def people(self) -> list[CasePerson]:
        """Who is in the case, in the order in which they were added."""
        return person_rows(self.case)

    def decides(self, policy: Policy) -> Decision:
        """May she do this to the case? Asked once for all that the parts of its page ask."""
        return self._decisions[policy.name]

    @cached_property
    def _decisions(self) -> dict[str, Decision]:
        return decide_all({policy.name: policy for policy in ASKED}, self.actor, self.case)


def case_here(request: HttpRequest, ref: str, policy: Policy = VIEW) -> CaseHere:
    """The case of an address, for somebody to whom it is open and who may do what the screen is for.

    Raises:
        Http404: not visible and not there are the same.
        Forbidden: it is open to her, and this may not be done.
    """
    case = VIEW.one(request.actor, ref=ref)
    if policy is not VIEW:
        policy.require(request.actor, case)
    return CaseHere(request.actor, case, timezone.now())


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a case's page.

    Args:
        key: the anchor of its heading.
        title: its heading.
        template: drawn with ``part`` for the context below and ``here`` for the case.
        context: everything it shows.
    """

    key: str
    title: str
    template: str
    context: dict[str, Any]


# Each module of screens adds its part, in the order of the numbers: function of a case to a Part, or None.
PARTS: list[tuple[int, Callable[[CaseHere], Part | None]]] = []


# What the process of a case asks to be shown stands after the people in it.
PROCESS_PARTS: list[tuple[int, Callable[[CaseHere], list[Part]]]] = []
# What stands above the list of cases, from contexts above: function of an actor to (words, address name) or None.
ABOVE_THE_LIST: list[Callable[[Actor], tuple[str, str] | None]] = []
# Steps that a screen of a context above takes, with all that belongs to them: function of a case and the name of a
# step to an address, or None.
TAKEN_ELSEWHERE: list[Callable[[CaseHere, str], str | None]] = []


@dataclass(frozen=True, slots=True)
class Circle:
    """Agencies that work cases of a kind together, such as those with a seat where it is heard.

    Args:
        title: as it stands in a sentence, after "every agency of the".
    """

    title: str
    agencies: tuple[Agency, ...]


# Contexts above say which agencies a case may be offered to at once: function of a case to a Circle, or None.
CIRCLES: list[Callable[[CaseHere], Circle | None]] = []


def circle_of(here: CaseHere) -> Circle | None:
    """The agencies to which a case may be offered at once; None where nobody says any."""
    return next(filter(None, (look(here) for look in CIRCLES)), None)


def taken_elsewhere(here: CaseHere, step: str) -> str | None:
    """The address of the screen that takes a step from where the case stands; None where its own form does."""
    if here.process.move(step, here.standing.state) is None:
        return None
    return next(filter(None, (look(here, step) for look in TAKEN_ELSEWHERE)), None)


def parts_of(here: CaseHere) -> list[Part]:
    """The parts of one case's page, in order."""
    ordered = sorted((*PARTS, *PROCESS_PARTS), key=lambda pair: pair[0])
    found = [provide(here) for _, provide in ordered]
    return [part for one in found if one is not None for part in (one if isinstance(one, list) else [one])]
