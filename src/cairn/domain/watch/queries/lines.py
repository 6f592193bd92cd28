"""The work list: rows that are open to somebody, what is late first, then what is due soonest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate

from cairn.domain.cases.api import kinds_run_by, may_reach_person
from cairn.domain.cases.models import Person
from cairn.domain.records.terms import HARM_WORDS
from cairn.domain.watch import policies
from cairn.domain.watch.models import HandOver, OnList, WatchRow
from cairn.domain.watch.people import JOINED
from cairn.domain.watch.queries.told import DIFFERS, Seen, lines_for, seen_by
from cairn.domain.watch.terms import CONFERENCE, Contacted, Standing
from cairn.foundation.agencies.queries import TODAY
from cairn.kernel.actors import Actor
from cairn.kernel.contact_safety import Channel
from cairn.kernel.records.incidents import Harm
from cairn.kernel.so_many import so_many
from cairn.kernel.uk_time import day_of

MOST, ON_A_PAGE = 1_000, 25
# What of a row is shown: of "open" all that is owed anything, the latest first.
WHICH = (
    ("", "Every open row"), ("mine", "I lead"), ("agency", "My agency leads"), ("nobody", "Nobody leads yet"),
    ("contested", "Contested roles"), ("late", "Late"), ("closed", "Closed"),
)  # fmt: skip
# The same where nobody has asked, and where a case that says it is not open to the reader.
NOT_TOLD = "How it is safe to make contact is not known here. Ask whoever reported or leads before you do."
GRAVE = (Harm.STRANGULATION, Harm.WEAPON, Harm.THREAT_TO_KILL, Harm.PREGNANT, Harm.SUICIDE, Harm.SEPARATION,
         Harm.CHILD)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwedLine:
    """Something to do, by a day."""

    what: str
    by: date
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchLine:
    """One row as the list shows it.

    Attributes:
        day, window: day of the window, and its last.
        who, suspect: how the agency calls the two; "" where the suspect is not known.
        reports, incidents: how many reports of the spell she is told of, and of how many incidents they surely are.
        risk: signs of harm in the reports of the spell that she may see, the gravest first.
        untold: how many reports of the spell say more than she may see: no sign of harm is not none.
        safe: how it is safe to make contact, as the cases say it.
        leads: who leads; "" where nobody does.
        owed: what is owed, the soonest first.
    """

    ref: str
    day: int
    window: int
    who: str
    suspect: str
    stands: str
    contested: bool
    reports: int
    incidents: int
    risk: tuple[str, ...]
    untold: int
    safe: str
    leads: str
    contact: str
    contact_on: date | None
    owed: tuple[OwedLine, ...]

    @property
    def late(self) -> bool:
        """Something is owed since a day that has passed."""
        return any(one.late for one in self.owed)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchList:
    """The list, with what agencies are asked to lead.

    Attributes:
        any: there is a row at all, whatever was chosen.
        more: more rows than are looked at.
    """

    lines: tuple[WatchLine, ...]
    page: Page
    more: bool
    any: bool
    asked: tuple[HandOver, ...]


def watch_list(actor: Actor, *, which: str, page: str, at: datetime) -> WatchList:
    """What is open to somebody; asks the database a handful of questions, however many rows there are."""
    rows = _rows(actor, which, today=day_of(at))
    found = list(rows.values_list("pk", flat=True)[: MOST + 1])
    shown = Paginator(found[:MOST], ON_A_PAGE).get_page(page)
    here = WatchRow.objects.select_related("leader", "lead_agency").in_bulk(list(shown.object_list))
    return WatchList(
        lines=lines_of(actor, [here[key] for key in shown.object_list], at=at), page=shown, more=len(found) > MOST,
        any=bool(found) or policies.VIEW.rows(actor).exists(), asked=asked_of(actor),
    )  # fmt: skip


def asked_of(actor: Actor) -> tuple[HandOver, ...]:
    """Rows the actor's agency is asked to lead; nothing of who is in them."""
    return tuple(policies.ANSWER.rows(actor).select_related("from_agency", "asked_by"))


def waits_above(actor: Actor) -> tuple[str, str] | None:
    """The line above the list of cases: how many rows are late, or asked of the actor's agency; None where none is."""
    if not actor.has(policies.PRACTITIONER):
        return None
    late = _rows(actor, "late", today=TODAY).count()
    waits = late + policies.ANSWER.rows(actor).count()
    if not waits:
        return None
    return f"30-day watch: {so_many(waits, 'row waits', 'rows wait')} for your agency", "watch:watch"


def _rows(actor: Actor, which: str, *, today: date | TruncDate) -> QuerySet[WatchRow]:
    """Rows of a choice in order. The list of the agency is read in order first: it has an index, and ends soon."""
    rows = policies.VIEW.rows(actor)
    if which == "closed":
        rows = rows.filter(stands=Standing.CLOSED) | rows.filter(until_on__lt=today)
        return rows.order_by("-newest_on", "ref")
    rows = rows.filter(until_on__gte=today).exclude(stands=Standing.CLOSED)
    if actor.agency_id and CONFERENCE not in kinds_run_by(actor):
        on_list = OnList.objects.filter(agency_id=actor.agency_id, open=True)
        if which in ("mine", "agency"):
            on_list = on_list.filter(leads=True)
        if which == "late":
            on_list = on_list.filter(due_on__lt=today)
        if which != "contested":  # which are few, and have an index of their own
            ahead = on_list.order_by(F("due_on").asc(nulls_last=True), "row")
            rows = rows.filter(pk__in=list(ahead.values_list("row", flat=True)[: 2 * MOST]))
    choices: Mapping[str, dict[str, object]] = {
        "mine": {"leader_id": actor.user_id}, "agency": {"lead_agency_id": actor.agency_id},
        "nobody": {"leader": None}, "contested": {"contested": True}, "late": {"due_on__lt": today},
    }  # fmt: skip
    return rows.filter(**choices.get(which, {})).order_by(F("due_on").asc(nulls_last=True), "opened_on", "ref")


def lines_of(actor: Actor, rows: Iterable[WatchRow], *, at: datetime) -> tuple[WatchLine, ...]:
    """Rows as a list shows them."""
    rows, today = list(rows), day_of(at)
    seen = seen_by(actor, rows, on=today)
    return tuple(_line(actor, row, seen[row.pk], today=today, at=at) for row in rows)


def _line(actor: Actor, row: WatchRow, seen: Seen, *, today: date, at: datetime) -> WatchLine:
    spell = [one for one in lines_for(actor, row, seen) if one["spell"]]
    told = [seen.reports[one["incident"]] for one in spell if one["incident"] in seen.reports]
    return WatchLine(
        ref=row.ref, day=(today - row.newest_on).days, window=(row.until_on - row.newest_on).days,
        who=seen.victim or nameless(row.victim), stands=row.stands, contested=row.contested,
        suspect=seen.suspect or (nameless(row.suspect) if row.suspect else ""),
        reports=len(spell), incidents=len({one.get("event", one["incident"]) for one in spell}),
        risk=risk_in(told), untold=len(spell) - len(told), safe=safe_rule(actor, row, at=at),
        leads=f"{row.leader.name}, {row.lead_agency.short}" if row.leader else "",
        contact=Contacted(row.last_contact).label if row.last_contact else "", contact_on=row.last_contact_on,
        owed=owed_of(row, today=today),
    )  # fmt: skip


def nameless(mark: str) -> str:
    """Somebody for whom the agency that looks has no name."""
    return DIFFERS if mark.startswith(JOINED) else "Somebody whose name was not given"


def owed_of(row: WatchRow, *, today: date) -> tuple[OwedLine, ...]:
    """What is owed today; nothing once the window is over."""
    if row.until_on < today:
        return ()
    return tuple(
        OwedLine(what, date.fromisoformat(by), date.fromisoformat(by) < today) for what, by in row.owed
    )  # fmt: skip


def risk_in(reports: Iterable[dict]) -> tuple[str, ...]:
    """Signs of harm in some reports, the gravest first."""
    found = {flag for one in reports for flag in one["harm"].split()}
    order = [*GRAVE, *(harm for harm in Harm if harm not in GRAVE)]
    return tuple(HARM_WORDS[harm] for harm in order if harm.value in found)


def safe_rule(actor: Actor, row: WatchRow, *, at: datetime, whole: bool = False) -> str:
    """How it is safe to make contact, as the cases engine says it; nobody else here decides it.

    Args:
        whole: with what to do, and not only whether it is safe now.
    """
    person = Person.objects.filter(pk=row.victim_person_id).first() if row.victim_person_id else None
    if person is None:
        return NOT_TOLD
    answer = may_reach_person(actor, person, Channel.CALL, at=at)
    return f"{answer.why} {answer.how}".strip() if whole else answer.why
