"""What happens in a demonstration year, in the order in which it would have happened in life.

Pure: rows of the files go in, dated acts come out. Who adds an action, and when, is worked out here;
everything else stands in the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Any

from cairn.demo.plan_checks import Worker
from cairn.demo.plan_files import PlanYear
from cairn.demo.plan_rows import ActionRow, PledgeRow

BEFORE_PARTNERS = timedelta(weeks=5)  # the draft is started this long before partners see it
NETWORKS = "survivor-networks-"  # how the short names of survivor networks begin
PLEDGED_AHEAD = timedelta(days=14)  # what begins long after the agreement is pledged this long before


class Verb(IntEnum):
    """What is done; on one day the smaller number comes first."""

    START = 1
    RAISE = 2
    TAKE = 3
    REPLY = 4
    MOVE = 5
    ASK = 6
    ADD = 7
    PLEDGE = 8
    FINISH = 9
    UPDATE = 10
    GIVE = 11
    REVIEW = 12
    MOVE_DATE = 13
    MOVE_STEP = 14
    ANSWER = 15
    COMPLETE = 16
    STOP = 17


@dataclass(frozen=True, slots=True)
class Act:
    """One thing somebody does on one day.

    Args:
        on: the day.
        verb: what.
        by: key of the person, or "" where it is worked out from the agency.
        key: of the issue or action it is about, or "" for the plan.
        row: the row of the file.
        part: a further row: the evidence of a review, the number of a milestone or request,
            the number and new date of a milestone that moves with its action.
    """

    on: date
    verb: Verb
    by: str
    key: str
    row: Any
    part: Any = None


def acts_of(year: PlanYear, people: Mapping[str, Worker], partnership: str) -> list[Act]:
    """Everything that happens in a year, in order.

    Args:
        year: with its dates as they shall be loaded.
        people: key of an invented person to what is known.
        partnership: slug of the partnership acted in.
    """
    found = [
        *_of_plan(year),
        *_of_issues(year, people, partnership),
        *_of_requests(year),
        *(act for action in year.actions for act in _of_action(year, action, people, partnership)),
    ]
    return sorted(found, key=lambda act: (act.on, act.verb))  # stable: the order of the files within a day


def _of_plan(year: PlanYear) -> Iterator[Act]:
    first = year.plan.steps[0]
    yield Act(first.on - BEFORE_PARTNERS, Verb.START, first.by, "", year.plan)
    for step in year.plan.steps:
        yield Act(step.on, Verb.MOVE, step.by, "", step)


def _of_issues(year: PlanYear, people: Mapping[str, Worker], partnership: str) -> Iterator[Act]:
    manager = year.plan.steps[0].by
    for issue in year.issues:
        network = [
            key
            for key, person in people.items()
            if person.agency.startswith(NETWORKS) and person.holds(partnership, issue.raised_on)
        ]
        by = network[0] if network and issue.through == "survivor network" else manager
        yield Act(issue.raised_on, Verb.RAISE, by, issue.key, issue)
        for ask in issue.asks:
            yield Act(ask.on, Verb.TAKE, manager, issue.key, ask)
            if ask.answered_on:
                yield Act(ask.answered_on, Verb.REPLY, "", issue.key, ask)


def _of_requests(year: PlanYear) -> Iterator[Act]:
    for number, row in enumerate(year.requests):
        yield Act(row.on, Verb.ASK, row.by, row.action, row, number)
        if row.answered_on:
            yield Act(row.answered_on, Verb.ANSWER, row.answered_by, row.action, row, number)


def _of_action(year: PlanYear, action: ActionRow, people: Mapping[str, Worker], partnership: str) -> Iterator[Act]:
    manager = year.plan.steps[0].by
    adds = people[action.owner].holds(partnership, year.as_at, "agency_lead", "contributor")
    added_on = action.added_on or added_while_drafting(year)[action.lead]
    yield Act(added_on, Verb.ADD, action.owner if adds and not action.added_on else manager, action.key, action)
    for pledge in action.pledges:
        yield Act(_pledged_on(year, added_on, pledge), Verb.PLEDGE, "", action.key, pledge)
    for number, milestone in enumerate(action.milestones):
        if milestone.done_on:
            yield Act(milestone.done_on, Verb.FINISH, action.owner, action.key, milestone, number)
    for update in action.updates:
        yield Act(update.on, Verb.UPDATE, update.by, action.key, update)
    for piece in action.evidence:
        yield Act(piece.on, Verb.GIVE, piece.by, action.key, piece)
        if piece.review:
            yield Act(piece.review.on, Verb.REVIEW, piece.review.by, action.key, piece.review, piece)
    for change in action.date_changes:
        yield Act(change.on, Verb.MOVE_DATE, change.by, action.key, change)
        for number, milestone in enumerate(action.milestones):
            for move in (move for move in milestone.moves if move.on == change.on):
                yield Act(change.on, Verb.MOVE_STEP, change.by, action.key, change, (number, move.to))
    if action.complete:
        yield Act(action.complete.on, Verb.COMPLETE, action.complete.by, action.key, action.complete)
    if action.stop:
        yield Act(action.stop.on, Verb.STOP, action.stop.by, action.key, action.stop)


def added_while_drafting(year: PlanYear) -> dict[str, date]:
    """The day on which each leading agency puts its actions into the draft.

    An agency that was asked does so on the day it answers; the manager's own, which nobody asks, on
    one of the working days after the plan goes to partners.
    """
    opens, closes = year.plan.steps[0].on, year.plan.steps[1].on
    answered = {
        row.to: row.answered_on
        for row in year.requests
        if row.kind == "actions" and row.answered_on and opens < row.answered_on < closes
    }
    days = [day for day in _days(opens + timedelta(days=1), closes) if day.weekday() < 5]
    leads = sorted({action.lead for action in year.actions})
    return {lead: answered.get(lead) or days[place % len(days)] for place, lead in enumerate(leads)}


def _days(first: date, end: date) -> Iterator[date]:
    while first < end:
        yield first
        first += timedelta(days=1)


def _pledged_on(year: PlanYear, added_on: date, pledge: PledgeRow) -> date:
    """With the action; or shortly before it begins, when that is long after the plan was agreed."""
    later = pledge.from_on - PLEDGED_AHEAD
    agreed = year.plan.steps[1].on
    return later if agreed + 2 * PLEDGED_AHEAD < later < year.as_at and later > added_on else added_on
