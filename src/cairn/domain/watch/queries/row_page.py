"""One row with everything about it: its reports, contacts and decisions, what is owed, and what may be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from cairn.domain.cases.models import HalfForm, Person
from cairn.domain.records.terms import HARM_WORDS, OFFENCE_WORDS, RELATIONSHIP_WORDS
from cairn.domain.watch import policies
from cairn.domain.watch.models import HandOver, WatchContact, WatchDecision, WatchRow
from cairn.domain.watch.queries.lines import WatchLine, lines_of, safe_rule
from cairn.domain.watch.queries.same_event import also_by
from cairn.domain.watch.queries.told import lines_for, seen_by
from cairn.domain.watch.terms import Answer, Decided
from cairn.foundation.access.policies import decide_all
from cairn.foundation.agencies.models import Agency
from cairn.kernel.actors import Actor
from cairn.kernel.repeats.watch import ToDo
from cairn.kernel.uk_time import day_of


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One incident as a row tells it: nothing of where, and its reference to the agency that gave it alone.

    Attributes:
        told: what was reported is told, too; else no more than which agency reported one, and when.
        own: her own agency reported it.
        also: other agencies that surely reported the same incident, of those of which she is told.
    """

    ref: str
    agency: str
    happened: date
    reported: date
    offence: str
    relationship: str
    harm: tuple[str, ...]
    spell: bool
    told: bool = True
    own: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """One of two whose roles are contested: the mark that a decision names, and how they are called.

    Attributes:
        side: which of the two, as a form says it: a mark may hold an agency's reference.
    """

    side: str
    mark: str
    called: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPage:
    """One row.

    Attributes:
        reports: of the last year, the newest first; ``spell`` marks those of this window.
        done: contacts, decisions and hand-overs, the newest first, for a timeline.
        asked: the agency that is asked to lead and has not answered; ``may_take_back`` where the actor's asked it.
        asks_referral: the rules for a referral are met, and nobody has decided.
        draft: the referral that the actor prepared and has not sent; "" where there is none.
        in_cases: somebody said who the person harmed is in cases, and the actor sees that person there.
        may_work, may_decide_roles: what the actor may do, and why not.
    """

    row: WatchRow
    line: WatchLine
    until: date
    reports: tuple[ReportLine, ...]
    done: tuple[dict[str, Any], ...]
    asked: HandOver | None
    may_take_back: bool
    asks_referral: bool
    draft: str
    in_cases: bool
    safe: str
    may_work: bool
    why_not: str
    may_decide_roles: bool


def watch_page(actor: Actor, ref: str, *, at: datetime) -> WatchPage:
    """One row; 404 when it is not the actor's to see."""
    row = policies.VIEW.one(actor, WatchRow.objects.select_related("leader", "lead_agency"), ref=ref)
    [line] = lines_of(actor, [row], at=at)
    asked = list(HandOver.objects.filter(row=row).select_related("to_agency", "from_agency", "asked_by", "answered_by"))
    may = decide_all({"work": policies.WORK, "roles": policies.DECIDE_ROLES}, actor, row)
    over = row.until_on < day_of(at)
    waits = next((one for one in asked if one.answer == Answer.WAITS), None)
    return WatchPage(
        row=row, line=line, until=row.until_on, reports=reports_of(actor, row, on=day_of(at)),
        done=_done(actor, line, row, asked), asked=waits, draft=draft_kept(actor, row),
        may_take_back=waits is not None and waits.from_agency_id == actor.agency_id and may["work"].allowed,
        asks_referral=any(one.what == ToDo.REFERRAL for one in line.owed),
        in_cases=Person.objects.filter(pk=row.victim_person_id).exists(), safe=safe_rule(actor, row, at=at, whole=True),
        may_work=may["work"].allowed and not over, why_not="" if may["work"].allowed else may["work"].sentence,
        may_decide_roles=may["roles"].allowed,
    )  # fmt: skip


def parties(line: WatchLine, row: WatchRow) -> tuple[Party, ...]:
    """The two whose roles are contested, as the agency that looks calls them."""
    return Party("victim", row.victim, line.who), Party("suspect", row.suspect, line.suspect)


def reports_of(actor: Actor, row: WatchRow, *, on: date) -> tuple[ReportLine, ...]:
    """The reports of a row, the newest first: her own agency's in full, others' as far as she may be told today."""
    told = seen_by(actor, [row], on=on)[row.pk]
    seen, lines = told.reports, lines_for(actor, row, told)
    agencies = Agency.objects.in_bulk({one["agency"] for one in lines})
    newest = sorted(lines, key=lambda one: (one["reported"], one["incident"]), reverse=True)
    also = also_by(lines)
    return tuple(
        replace(_report(one, seen.get(one["incident"]), agencies[one["agency"]].short),
                own=one["agency"] == actor.agency_id,
                also=tuple(sorted(agencies[agency].short for agency in also[one["incident"]])))
        for one in newest
    )  # fmt: skip


def _report(one: Mapping[str, Any], content: Mapping[str, Any] | None, agency: str) -> ReportLine:
    days = date.fromisoformat(one["happened"]), date.fromisoformat(one["reported"])
    if content is None:
        return ReportLine("", agency, *days, "", "", (), one["spell"], told=False)
    harm = tuple(HARM_WORDS[flag] for flag in content["harm"].split() if flag in HARM_WORDS)
    return ReportLine(
        content["ref"], agency, *days, OFFENCE_WORDS.get(content["group"], "Incident"),
        RELATIONSHIP_WORDS.get(content["relationship"], "Not known"), harm, one["spell"],
    )  # fmt: skip


def draft_kept(actor: Actor, row: WatchRow) -> str:
    """The referral she prepared here and keeps, by its reference; a half-finished form is its owner's alone."""
    mine = WatchDecision.objects.filter(row=row, by_id=actor.user_id, refer=True).exclude(draft="")
    kept = HalfForm.objects.filter(user_id=actor.user_id, ref__in=mine.values("draft")).first()
    return kept.ref if kept else ""


def _done(actor: Actor, line: WatchLine, row: WatchRow, asked: Sequence[HandOver]) -> tuple[dict[str, Any], ...]:
    contacts = WatchContact.objects.filter(row=row).select_related("by", "agency")
    # What was decided about contested roles stands in both rows, where the other is hers to see.
    other = WatchRow.objects.filter(partnership=row.partnership_id, victim=row.suspect, suspect=row.victim).order_by()
    decisions = WatchDecision.objects.filter(Q(row=row) | Q(kind=Decided.ROLES, row__in=other))
    # That somebody is in cases is told to those who see that person there.
    decisions = decisions.filter(Q(person=None) | Q(person__in=Person.objects.order_by()))
    # What became of a draft is told whoever wrote it, and whoever leads and decides now.
    if actor.user_id is None or actor.user_id != row.leader_id:
        decisions = decisions.exclude(~Q(by_id=actor.user_id), kind=WatchDecision.UNSENT)
    decisions = decisions.select_related("by", "agency", "leader__agency")
    items = [
        *_handed(asked),
        *(_item(one.at, one.get_kind_display(), one, one.note, on=one.on) for one in contacts),
        *(_item(one.at, _said(one, line, row), one, _why(one)) for one in decisions),
    ]
    return tuple(sorted(items, key=lambda item: item["order"])[::-1])


def _item(at: datetime, title: str, one: WatchContact | WatchDecision, text: str, *, on: date | None = None) -> dict:
    return {"order": at, "title": title, "on": on or timezone.localdate(at), "text": text,
            "by": f"{one.by.name}, {one.agency.short}"}  # fmt: skip


def _said(one: WatchDecision, line: WatchLine, row: WatchRow) -> str:
    if one.kind == Decided.LEAD:
        return f"{one.leader.name} of {one.leader.agency.short} leads"
    if one.kind == Decided.ROLES:
        helped = [party.called for party in parties(line, row) if party.mark in one.victims]
        return f"Contested roles decided: support for {' and '.join(helped) or 'nobody in this row'}"
    if one.kind == Decided.REFERRAL:
        return "To be referred to the conference" if one.refer else "Not referred to the conference"
    if one.kind == Decided.CLOSE:
        return "Closed"
    if one.kind == WatchDecision.UNSENT:
        return "The referral was not sent"
    return f"{'The person harmed' if one.of_victim else 'The suspect'} is somebody in cases"


def _why(one: WatchDecision) -> str:
    told = [one.why]
    if one.refer:
        told.append(f"Consent: {one.get_consent_display().lower()}.")
    if one.without_consent:
        told.append(f"Shared without consent because: {one.without_consent}")
    return " ".join(told)


def _handed(asked: Iterable[HandOver]) -> list[dict[str, Any]]:
    found = []
    for one in asked:
        found.append({
            "order": one.asked_at, "title": f"{one.to_agency.short} is asked to lead",
            "on": timezone.localdate(one.asked_at), "text": one.why,
            "by": f"{one.asked_by.name}, {one.from_agency.short}",
        })  # fmt: skip
        if one.answer:
            ended = one.answer in (Answer.TAKEN_BACK, Answer.OVER)
            said = "is asked no more" if ended else one.get_answer_display().lower()
            found.append({
                "order": one.answered_at, "title": f"{one.to_agency.short} {said}",
                "on": timezone.localdate(one.answered_at), "text": one.answer_why,
                "by": one.answered_by.name if one.answered_by else "Cairn",
            })  # fmt: skip
    return found
