"""Propose to whoever runs a case that abuse an agency reported is a repeat of it, and write down her answer.

A repeat is any abuse between the same two within twelve months of the last referral, told to whichever agency
(casework.md, section 1). Who the two are is never the matcher's word: a practitioner said which people in cases a row
of the watch is about, and a reviewer or one number says that another agency's records are of the same people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from cairn.domain.cases.api import (
    as_system,
    cases_of_two,
    held_to_answer,
    last_referral,
    process_for,
    reason_against,
    take_step,
    write_answer,
)
from cairn.domain.cases.models import Case
from cairn.domain.records.api import Feed, Holding, Incident, incidents_in_force
from cairn.domain.watch import policies
from cairn.domain.watch.models import ReportedAgain, WatchDecision, WatchRow
from cairn.domain.watch.people import Who, surely_same
from cairn.domain.watch.queries.reported import A_YEAR, Told, told_of
from cairn.domain.watch.queries.same_event import events_among
from cairn.domain.watch.terms import CONFERENCE, Again
from cairn.foundation.access.once import remembering
from cairn.foundation.access.references import new_reference
from cairn.foundation.agencies.terms import AgencyKind
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.processes.terms import Method
from cairn.kernel.uk_time import day_of

_ANSWERED = (Again.CONFIRMED, Again.DISMISSED)


def propose_again(partnership_id: int, told: Iterable[Told], *, at: datetime) -> int:
    """Look whether what was reported of some people may be a repeat of a case; returns how many are proposed anew.

    Called as Cairn itself when rows are worked out; whoever is at work then is told nothing.

    Args:
        told: reports of those people, as their agencies say.
    """
    told, by = list(told), system_actor(partnership_id)
    made = _propose(by, told, at=at)
    _withdraw(by, at=at)
    return made


def _propose(by: Actor, told: list[Told], *, at: datetime) -> int:
    partnership_id = by.partnership_id
    if not told or not WatchDecision.objects.filter(kind=WatchDecision.PERSON, partnership_id=partnership_id).exists():
        return 0
    here = Feed.objects.filter(partnership_id=partnership_id, holds=Holding.INCIDENTS)
    # Who is surely the same is asked of every feed, whatever rows may stand in common.
    every = frozenset(here.values_list("pk", flat=True))
    same = surely_same(by, _people(told), every)
    stands = {same.get(one.victim.mark, one.victim.mark) for one in told}
    marks = stands | {one.victim.mark for one in told} | {mark for mark, there in same.items() if there in stands}
    rows = WatchRow.objects.filter(victim__in=marks, victim_person__isnull=False, suspect_person__isnull=False)
    with remembering():
        return sum(_propose_of(by, row, marks, every, at=at) for row in rows)


def confirm_again(*, by: Actor, at: datetime, again: ReportedAgain) -> ReportedAgain:
    """Confirm that it is a repeat: that there was abuse on that day is recorded in the case, and nothing else of it.

    The case goes back to the conference by the step of its process, which whoever runs it takes.

    Raises:
        Forbidden: by somebody who does not run the case.
        Refused: where it was answered meanwhile.
        StepRefused: where the case takes no record now.
    """
    with command("watch.answer_repeat", by=by, at=at):
        row = _to_answer(by, again)
        write_answer(row, by=by, at=at, answer=Again.CONFIRMED)
        _answer_same(row, by=by, at=at)
        rule = next(each for each in process_for(row.case).thresholds.values() if each.method == Method.WITHIN_OF_LAST)
        details = {rule.happened_on: row.happened_on}
        if row.agency.kind == AgencyKind.POLICE:
            details["told_police"] = "yes"
        take_step(by=by, at=at, case=row.case, name=rule.events[0], details=details)
    return row


def dismiss_again(*, by: Actor, at: datetime, again: ReportedAgain, why: str) -> ReportedAgain:
    """Say that it is no repeat, and why; it is not proposed again.

    Raises:
        Forbidden: by somebody who does not run the case.
        Refused: without a reason, or where it was answered meanwhile.
    """
    because = reason_against(why)
    with command("watch.answer_repeat", by=by, at=at):
        row = _to_answer(by, again)
        write_answer(row, by=by, at=at, answer=Again.DISMISSED, why=because)
        _answer_same(row, by=by, at=at)
    return row


def _answer_same(row: ReportedAgain, *, by: Actor, at: datetime) -> None:
    """Give the same answer to other agencies' reports of the same event, of which she may not be told."""
    if row.event is None:
        return
    with as_system(row.partnership_id):
        same = ReportedAgain.objects.filter(case_id=row.case_id, event=row.event, answer=Again.PROPOSED)
        for other in list(same.exclude(pk=row.pk).select_for_update()):
            write_answer(other, by=by, at=at, answer=row.answer, why=row.why)


def _propose_of(by: Actor, row: WatchRow, marks: set[str], every: frozenset[int], *, at: datetime) -> int:
    """What is a repeat of a case of the two people of one row, by whichever agency's records."""
    found = cases_of_two(by.partnership_id, CONFERENCE, (row.victim_person_id, row.suspect_person_id))
    if not found:
        return 0
    told = told_of(by, marks, also=[one["incident"] for one in row.reports], since=day_of(at) - A_YEAR)
    same = surely_same(by, _people(told), every)
    pair = same.get(row.victim, row.victim), same.get(row.suspect, row.suspect)
    between = [one for one in told if one.under(same).pair == pair]
    events = events_among(by, [[one.incident for one in between]])
    rows = [each for case in found for each in _rows_of(case, between, events, at)]
    new = sum(each.pk is None for each in rows)
    if rows:
        with command("watch.propose_repeat", by=by, at=at):
            for each in rows:
                each.ref = each.ref or new_reference("WR", taken=ReportedAgain, long=True)
                each.save()
    return new


def _rows_of(
    case: Case, between: Iterable[Told], events: Mapping[int, int], at: datetime
) -> Iterator[ReportedAgain]:  # fmt: skip
    """What is to be proposed of a case: new rows, and those that stand for an incident which was sent again.

    Each agency's report of one event has a row, for whoever may learn of that agency; of an event that was answered,
    whoever's report it was, nothing more is asked.

    Args:
        events: incidents that several agencies surely reported, each to the one that stands for all of the same.
    """
    known = _known_of(case)
    here = {one.incident.pk for one in between}
    pointed = set(ReportedAgain.objects.filter(case=case).values_list("incident", flat=True))
    told = {_place(one.incident): one for one in between}
    settled = {
        events.get(told[place].incident.pk) for place, row in known.items() if place in told and row.answer in _ANSWERED
    } - {None}
    for place, one in told.items():
        before, event = known.get(place), events.get(one.incident.pk)
        answered = before is not None and before.answer in _ANSWERED
        waits = before is not None and before.answer == Again.PROPOSED and before.incident in here
        elsewhere = one.incident.pk in pointed and (before is None or before.incident != one.incident.pk)
        facts = None if answered or waits or elsewhere or event in settled else _facts(case, one, at)
        row, facts = before or ReportedAgain(), {**facts, "answer": Again.PROPOSED} if facts is not None else {}
        if facts or (before is not None and before.event != event):
            for name, value in {**facts, "event": event}.items():
                setattr(row, name, value)
            yield row


def _place(incident: Incident) -> tuple[int, str]:
    """How an incident is known when it is sent again: by the agency's reference; where it gives none, by the day."""
    return incident.feed_id, incident.key or day_of(incident.happened).isoformat()


def _known_of(case: Case) -> dict[tuple[int, str], ReportedAgain]:
    """What was proposed of a case; what was answered goes before what waits, and that before what was withdrawn."""
    rows = list(ReportedAgain.objects.filter(case=case))
    incidents = Incident.objects.in_bulk([row.incident for row in rows])
    rows.sort(key=lambda row: (row.answer in _ANSWERED, row.answer == Again.PROPOSED))
    gone = {row.pk: (row.feed_id, row.happened_on.isoformat()) for row in rows}
    return {_place(incidents[row.incident]) if row.incident in incidents else gone[row.pk]: row for row in rows}


def _withdraw(by: Actor, *, at: datetime) -> None:
    """Nobody need answer what an agency took back."""
    waiting = list(ReportedAgain.objects.filter(partnership_id=by.partnership_id, answer=Again.PROPOSED))
    keys = [row.incident for row in waiting]
    here = set(incidents_in_force(by).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    gone = [row for row in waiting if row.incident not in here]
    if gone:
        with command("watch.withdraw_repeat", by=by, at=at):
            for row in gone:
                row.answer = Again.WITHDRAWN
                row.save(update_fields=["answer"])


def _people(told: Iterable[Told]) -> list[Who]:
    return [who for one in told for who in (one.victim, one.suspect)]


def _facts(case: Case, one: Told, at: datetime) -> dict | None:
    happened = day_of(one.incident.happened)
    referred = last_referral(case, process_for(case).repeat.window, on=happened, at=at)
    if referred is None:
        return None
    return {
        "partnership_id": case.partnership_id, "case": case, "agency_id": one.incident.agency_id,
        "feed_id": one.incident.feed_id, "incident": one.incident.pk, "happened_on": happened,
        "reported_on": day_of(one.report.reported), "last_on": referred[0], "until_on": referred[1], "proposed_at": at,
    }  # fmt: skip


def _to_answer(by: Actor, again: ReportedAgain) -> ReportedAgain:
    rows = policies.ANSWER_AGAIN.rows(by).select_related("agency").filter(pk=again.pk)
    return held_to_answer(rows, by=by, waits=Again.PROPOSED)
