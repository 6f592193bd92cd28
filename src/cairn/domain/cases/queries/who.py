"""Who has a case and why: agencies with their shares, the rule that lets people in, and broken glass.

People stand there by name for whoever runs the case alone. Anybody else who read names would learn from a colleague
who is missing that the wall shuts her out, and so that she is tied to somebody in the case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from cairn.domain.cases.models import BreakGlass, Case, Share
from cairn.domain.cases.policies import PRACTITIONER, RUN, VIEW
from cairn.domain.cases.terms import Consent, ShareAnswer, ShareAs
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actors_in
from cairn.foundation.agencies.models import Agency
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor
from cairn.kernel.processes.process import Process
from cairn.kernel.uk_time import day_of


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One agency's share of a case, open or not.

    Attributes:
        word: how it stands: it has the case, was offered it, declined it, or had it.
        sections: titles; none is all.
        consent: whether it was agreed to, and why it is shared all the same; "" of who opened it or leads.
        ended: why it is over, with the day; "" of an open one.
    """

    ref: str
    agency: str
    standing: str
    word: str
    is_open: bool
    can_end: bool
    purpose: str
    basis: str
    consent: str
    sections: tuple[str, ...]
    since: date
    until: date | None
    ended: str
    ended_on: date | None
    leads: bool


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody who can see a case, and by which rule; the sentence is as she reads it."""

    name: str
    agency: str
    sentence: str


@dataclass(frozen=True, slots=True)
class GlassLine:
    """One breaking of the glass, as those who have the case see it."""

    name: str
    agency: str
    reason: str
    opened_at: datetime
    until_at: datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class WhoPage:
    """Everybody who has a case, had it, or was offered it.

    Attributes:
        own: by which rule the reader has it herself, as a sentence.
        people: by name, for whoever runs the case; None for anybody else, who reads the rules alone.
        circles: of each agency that has it, who can open it by the rules: the same whomever the wall shuts out.
    """

    open: tuple[ShareLine, ...]
    waiting: tuple[ShareLine, ...]
    over: tuple[ShareLine, ...]
    own: str
    people: tuple[PersonLine, ...] | None
    circles: tuple[tuple[str, str], ...]
    glass: tuple[GlassLine, ...]


def shares_of(rows: Iterable[Share], process: Process, *, at: datetime, reader: Actor) -> list[ShareLine]:
    """Every share of a case, the oldest first; it asks nothing.

    What a case is shared for, without whose consent, and why a share ended, may tell of what the reader's agency
    does not have: it is read by the agency it is about and by the one that leads.
    """
    rows = list(rows)
    leads = any(row.agency_id == reader.agency_id and row.standing == ShareAs.LEAD and row.is_open(at) for row in rows)
    every = leads or reader.is_system
    return [_line(row, process, at=at, tells=every or row.agency_id == reader.agency_id) for row in rows]


def _line(row: Share, process: Process, *, at: datetime, tells: bool) -> ShareLine:
    word, ended, ended_on = _how_it_stands(row, at=at)
    agreed = row.get_consent_display() if row.consent else ""
    if row.consent and row.consent != Consent.GIVEN and tells:
        agreed = f"{agreed}. {row.without_consent_because}"
    return ShareLine(
        row.ref,
        row.agency.name,
        row.get_standing_display(),
        word,
        row.is_open(at),
        row.standing != ShareAs.LEAD and not ended,
        row.purpose if tells else "",
        row.get_basis_display() if row.basis else "",
        agreed,
        tuple(process.sections[key].title for key in row.sections if key in process.sections),
        day_of(row.answered_at or row.offered_at),
        row.until_on,
        ended if tells or not ended else "It is over.",
        ended_on,
        row.standing == ShareAs.LEAD,
    )


def _how_it_stands(row: Share, *, at: datetime) -> tuple[str, str, date | None]:
    if row.ended_at is not None:
        word = "Had it" if row.answer == ShareAnswer.ACCEPTED else "Offer taken back"
        return word, row.ended_because, day_of(row.ended_at)
    if row.answer == ShareAnswer.DECLINED:
        return "Declined", row.declined_because, day_of(row.answered_at or row.offered_at)
    if row.until_on is not None and row.until_on < day_of(at):
        return (
            "Had it" if row.answer == ShareAnswer.ACCEPTED else "Never answered",
            "Its last day passed.",
            row.until_on,
        )
    return ("Has it", "", None) if row.answer == ShareAnswer.ACCEPTED else ("Not answered yet", "", None)


@dataclass(frozen=True, slots=True)
class CircleLine:
    """How one of the agencies stands to which a case may be offered at once; for whoever runs it.

    Attributes:
        may_offer: nothing of the case stands with it, and nobody of its people waits to be decided about.
        before: how an earlier share ended, or why it was declined; "" where there was none.
        why_not: why it is passed over; "" where it may be offered.
    """

    agency: Agency
    may_offer: bool
    before: str
    why_not: str


def circle_lines(
    rows: Iterable[Share], agencies: Iterable[Agency], waiting: Iterable[User], *, at: datetime
) -> list[CircleLine]:
    """One line for each agency, in their order; it asks nothing.

    Args:
        rows: every share of the case.
        waiting: accounts about which nobody decided yet.
    """
    names: dict[int | None, list[str]] = defaultdict(list)
    for user in waiting:
        names[user.agency_id].append(user.name)
    newest: dict[int, Share] = {}
    for row in rows:  # the oldest first: an earlier share never hides one that stands
        before = newest.get(row.agency_id)
        if before is None or _how_it_stands(before, at=at)[1] or not _how_it_stands(row, at=at)[1]:
            newest[row.agency_id] = row
    return [_circle_line(agency, newest.get(agency.pk), names[agency.pk], at=at) for agency in agencies]


def _circle_line(agency: Agency, share: Share | None, waiting: list[str], *, at: datetime) -> CircleLine:
    word, ended, ended_on = _how_it_stands(share, at=at) if share else ("", "", None)
    if share and not ended:
        has = share.answer == ShareAnswer.ACCEPTED
        return CircleLine(agency, False, "", "Has the case." if has else "Was offered it: not answered yet.")
    if waiting:
        return CircleLine(agency, False, "", f"Decide first on the conflict wall about {', '.join(waiting)}.")
    on = f" ({day_in_words(ended_on)})" if ended_on else ""
    return CircleLine(agency, True, f"{word}. {ended}{on}" if share else "", "")


def who_page(case: Case, process: Process, *, at: datetime, reader: Actor) -> WhoPage:
    """Who has one case; for somebody to whom it is open, whom the caller has asked the policy about."""
    shares = shares_of(Share.objects.filter(case=case).select_related("agency"), process, at=at, reader=reader)
    return WhoPage(
        open=tuple(line for line in shares if line.is_open),
        waiting=tuple(line for line in shares if not line.is_open and not line.ended),
        over=tuple(line for line in shares if line.ended),
        own=VIEW.decide(reader, case).sentence,
        people=tuple(_people(case, at=at)) if RUN.decide(reader, case).allowed else None,
        circles=tuple((line.agency, _circle(case, line)) for line in shares if line.is_open),
        glass=tuple(glass_of(case, at=at)),
    )


def _circle(case: Case, line: ShareLine) -> str:
    runs = " and whoever is named for running cases of its kind" if line.leads else ""
    if case.restricted:
        return f"Those who are named on it{runs}."
    return f"Its practitioners{runs}."


def _people(case: Case, *, at: datetime) -> Iterable[PersonLine]:
    """Practitioners of agencies that have it and whoever broke the glass, each as the policy decides."""
    agencies = {row.agency_id for row in Share.objects.filter(case=case) if row.is_open(at)}
    broken = set(BreakGlass.objects.filter(case=case).values_list("user_id", flat=True))
    actors: list[Actor] = [
        actor
        for number, actor in actors_in(case.partnership_id, on=timezone.localdate(at)).items()
        if actor.has(PRACTITIONER) and (actor.agency_id in agencies or number in broken)
    ]
    users = {user.pk: user for user in User.objects.filter(pk__in=[a.user_id for a in actors]).select_related("agency")}
    found = [
        PersonLine(users[actor.user_id].name, users[actor.user_id].agency.name, decision.sentence)
        for actor, decision in zip(actors, VIEW.who(case, actors), strict=True)
        if decision.allowed
    ]
    return sorted(found, key=lambda line: (line.agency, line.name))


def glass_of(case: Case, *, at: datetime) -> list[GlassLine]:
    """Every time the glass of a case was broken, the newest first."""
    return [
        GlassLine(
            row.user.name, row.user.agency.name, row.reason, row.opened_at, row.ended_at or row.until_at,
            row.ended_at is None and row.until_at > at,
        )
        for row in BreakGlass.objects.filter(case=case).select_related("user__agency")
    ]  # fmt: skip
