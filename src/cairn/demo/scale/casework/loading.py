"""Load the generated cases: how many of each kind, where they begin in the year, and in which states some stand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from cairn.demo.cases import PER_KIND, PLACES, POSTS
from cairn.demo.conferences import set_up_conference
from cairn.demo.days import load_days
from cairn.demo.scale.casework.kinds import LEADS, WALKS
from cairn.demo.scale.casework.meetings import load_meetings
from cairn.demo.scale.casework.places import BEGINS, FURTHER_POSTS, CasePlace
from cairn.demo.scale.casework.rows import Rows
from cairn.demo.scale.casework.special import load_special
from cairn.demo.scale.casework.walking import Enough, Illegal, Walk
from cairn.demo.scale.sizes import share_by
from cairn.domain.cases.api import Version, calendar_of, kind_of, name_for_role, posts_held
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.audit.models import Entry
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.actors import system_actor

SEED = "cairn-casework-1"
ACTION = "demo.load_casework"
# In all three partnerships, the hand-written ones among them.
WHOLE = {"marac": 400, "asb_case_review": 60, "clares_law": 120}
WEIGHTS = (0.4, 0.3, 0.3)
RECENT, YEAR, LONGER = 100, 365, 420  # days; a flag comes off after twelve months, so some began before
FAR = timedelta(days=460)
# Of the others, some were left lying: nothing was done in them for so many days.
LEFT_LYING, LYING = 0.05, (6, 35)
REDRAWN = 4  # times, before a case that comes out illegal stops the load


def load_casework(*, users: Mapping[str, User], at: datetime, whole: Mapping[str, int] = WHOLE) -> Iterator[str]:
    """Load what is not there yet and say so line by line.

    Args:
        users: key of each invented person to the account.
        at: now; nothing generated happened later.
        whole: kind to how many cases there shall be in all, with those written by hand.
    """
    for number, slug in enumerate(BEGINS):
        partnership = Partnership.objects.get(slug=slug)
        with transaction.atomic():
            set_scope(system_actor(partnership.pk))
            if Entry.objects.filter(chain=partnership.pk, action=ACTION).exists():
                continue
            place = _place(partnership, BEGINS[slug], users, at)
            wanted = {kind: share_by(total - by_hand(kind), WEIGHTS)[number] for kind, total in whole.items()}
            rows = _walk_all(place, wanted, at)
            load_special(place, rows, at, governance=users.get(f"{place.begins}-ig"))
            set_up_conference(partnership, place.begins, users, at)
            meetings = load_meetings(place, at)
        cases, people = (len(rows.of[label]) for label in ("cases.Case", "cases.Person"))
        yield f"{partnership.name}: {cases} generated cases, {people:,} people, {meetings} meetings that heard them."


def by_hand(kind: str) -> int:
    """How many cases of a kind are written by hand, in all partnerships."""
    return PER_KIND[kind] * len(PLACES)


def _place(partnership: Partnership, begins: str, users: Mapping[str, User], at: datetime) -> CasePlace:
    own = {key.removeprefix(f"{begins}-"): user for key, user in users.items() if key.startswith(f"{begins}-case-")}
    actors = {key: actor for key, user in own.items() if (actor := actor_for(user, partnership, on=at.date()))}
    cairn = system_actor(partnership.pk)
    set_scope(cairn)
    first = CasePlace(partnership, begins, own, actors).first_day
    wanted = [*FURTHER_POSTS]
    if partnership.slug not in PLACES:
        wanted += [(kind, role, key) for (kind, role), key in POSTS.items()]
    held = posts_held(partnership.pk)
    for kind, role, key in dict.fromkeys(wanted):
        if (kind, role, own[key].pk) not in held:
            name_for_role(by=cairn, at=at, kind=kind, role=role, user=own[key], from_on=first)
    posts: dict[tuple[str, str], frozenset[str]] = {}
    for kind, role, key in [*FURTHER_POSTS, *((kind, role, key) for (kind, role), key in POSTS.items())]:
        posts[kind, key] = posts.get((kind, key), frozenset()) | {role}
    load_days(partnership, at=at)
    return CasePlace(partnership, begins, own, actors, posts, first, calendar_of(partnership.pk))


def walks(place: CasePlace, wanted: Mapping[str, int], at: datetime) -> list[tuple[Walk, Version]]:
    """Every generated case of a partnership up to a moment, the earliest first. Asks no database.

    Args:
        wanted: kind to how many cases of it.

    Raises:
        Illegal: a case comes out illegal however often its luck is drawn: the generator is wrong.
    """
    walked = []
    for kind, number in wanted.items():
        halts = [state.key for state in kind_of(kind).newest.states.values()]
        for each in range(number):
            # One or two in every state, and then wherever a year leads.
            halt = halts[each % len(halts)] if each < min(2, number // len(halts)) * len(halts) else ""
            walked.append(_Beginning(place, kind, each, at, halt).walked())
    return sorted(walked, key=lambda pair: pair[0].events[0].at)


def _walk_all(place: CasePlace, wanted: Mapping[str, int], at: datetime) -> Rows:
    rows = Rows(place, Random(f"{SEED}/{place.partnership.slug}"), at)
    facts = {"digest": hashlib.sha256(f"{SEED}/{timezone.localdate(at)}/{wanted}".encode()).hexdigest()}
    walked = walks(place, wanted, at)
    with command(ACTION, by=system_actor(place.partnership.pk), at=at) as act:
        for walk, version in walked:
            rows.add(walk, version)
        rows.save()
        act.note(subject=place.partnership.audit_subject(), changes={**facts, "rows": len(walked)}, kind=EntryKind.BULK)
    return rows


@dataclass(frozen=True)
class _Beginning:
    """One case before its first step.

    Args:
        halt: a state it is to stand in now; "" for wherever it leads.
    """

    place: CasePlace
    kind: str
    number: int
    at: datetime
    halt: str

    def walked(self) -> tuple[Walk, Version]:
        """Walk it, from a day in the past year.

        A year of holidays and weekends lies in the way, another one each day. Where they bring a step that the
        process does not allow, the case is drawn anew.
        """
        seed = f"{SEED}/{self.place.partnership.slug}/{self.kind}/{self.number}"
        for attempt in range(REDRAWN):
            with suppress(Illegal):
                return self._drawn(Random(f"{seed}/{attempt}" if attempt else seed))
        return self._drawn(Random(f"{seed}/{REDRAWN}"))

    def _drawn(self, draw: Random) -> tuple[Walk, Version]:
        if self.halt:
            seed = draw.random()
            rehearsal, _version = self._walk(Random(seed), self.at - FAR, self.at)
            lasted = rehearsal.now - rehearsal.begins
            since = timedelta(days=draw.choice((0, 1, 2, 5)), hours=draw.randint(1, 9))
            return self._walk(Random(seed), self.at - lasted - since, self.at)
        longest = RECENT if draw.random() < 0.4 else YEAR if draw.random() < 0.9 else LONGER
        days = draw.uniform(3, longest)
        lies = draw.random() < LEFT_LYING and days > LYING[1] + 2
        until = self.at - timedelta(days=draw.uniform(*LYING)) if lies else self.at
        return self._walk(draw, self.at - timedelta(days=days), until)

    def _walk(self, draw: Random, begins: datetime, until: datetime) -> tuple[Walk, Version]:
        version = kind_of(self.kind).on(begins.date())
        walk = Walk(self.place, version.process, begins, until, draw, LEADS[self.kind], self.halt, self.number)
        with suppress(Enough):
            WALKS[self.kind](walk)
        if not walk.events:  # it would have begun on a weekend that is not over
            return self._walk(draw, begins - timedelta(days=4), until)
        return walk, version
