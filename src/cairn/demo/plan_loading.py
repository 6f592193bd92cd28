"""Load one strategy's invented year by walking the real services, as the people and on the days of the file.

Nothing is written past a policy: where a service refuses, the whole year is rolled back and the
refusal names the file, the action, the act and the sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from cairn.demo.acts import Act, Verb, acts_of
from cairn.demo.dates import moment
from cairn.demo.plan_checks import Worker
from cairn.demo.plan_files import PlanYear
from cairn.demo.plan_rows import ActionRow
from cairn.domain.plans.api import (
    Action,
    ActionFacts,
    ActionPlan,
    Evidence,
    Milestone,
    Request,
    UpdateFacts,
    add_action,
    add_evidence,
    add_pledge,
    add_update,
    answer_request,
    ask,
    complete_action,
    finish_milestone,
    move_date,
    move_plan,
    review_evidence,
    start_plan,
    stop_action,
)
from cairn.domain.strategies.api import VIEW_COMMITMENT
from cairn.domain.voice.api import raise_issue, reply, take_to_agency
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actors_in
from cairn.foundation.agencies.models import Agency
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.files.services.keeping import keep_file
from cairn.kernel.actors import Actor, system_actor


class DemoRefused(RuntimeError):
    """An act of the files was refused; names the file, the key, the act and the sentence."""


def load_plan_year(*, year: PlanYear, strategy: Any, users: Mapping[str, User], people: Mapping[str, Worker]) -> int:
    """Load one year: all of it or nothing.

    Args:
        year: with its dates already moved.
        strategy: a row of its partnership.
        users: key of an invented person to the account.
        people: the same keys to what the files say of them.

    Returns:
        How many acts there were; 0 when the strategy has a plan for this year already.

    Raises:
        DemoRefused: at the first act a service refuses.
    """
    with transaction.atomic():
        set_scope(system_actor(strategy.partnership_id))
        if ActionPlan.objects.filter(strategy=strategy, year=year.plan.year).exists():
            return 0
        return _Year(year, strategy, users, people).run()


class _Year:
    """One year being loaded: the rows made so far, by the keys of the files."""

    def __init__(self, year: PlanYear, strategy: Any, users: Mapping[str, User], people: Mapping[str, Worker]) -> None:
        self.year, self.strategy, self.users, self.people = year, strategy, users, people
        self.partnership = strategy.partnership
        self.agencies = {agency.slug: agency for agency in Agency.objects.all()}
        promises = VIEW_COMMITMENT.rows(system_actor(self.partnership.pk))
        self.commitments = {row.code: row for row in promises.filter(strategy=strategy)}
        self.actors: dict[date, dict[int, Actor]] = {}
        self.plan: ActionPlan | None = None
        self.issues: dict[str, Any] = {}
        self.asks: dict[tuple[str, str], Any] = {}
        self.actions: dict[str, Action] = {}
        self.milestones: dict[str, list[Milestone]] = {}
        self.evidence: dict[str, Evidence] = {}
        self.requests: dict[int, Request] = {}
        self.does: dict[Verb, Callable[[Act, Actor, datetime], None]] = {
            Verb.START: self._start, Verb.RAISE: self._raise, Verb.TAKE: self._take, Verb.REPLY: self._reply,
            Verb.MOVE: self._move, Verb.ASK: self._ask, Verb.ADD: self._add, Verb.PLEDGE: self._pledge,
            Verb.FINISH: self._finish, Verb.UPDATE: self._update, Verb.GIVE: self._give,
            Verb.REVIEW: self._review, Verb.MOVE_DATE: self._move_date, Verb.ANSWER: self._answer,
            Verb.MOVE_STEP: self._move_step, Verb.COMPLETE: self._complete, Verb.STOP: self._stop,
        }  # fmt: skip

    def run(self) -> int:
        """Do every act in order."""
        acts = acts_of(self.year, self.people, self.partnership.slug)
        day, place = None, 0
        for act in acts:
            day, place = (act.on, place + 1) if act.on == day else (act.on, 0)
            try:
                who = self._actor(act)
                set_scope(who, command_id="")
                self.does[act.verb](act, who, moment(day, place))
            except (Refused, PermissionDenied, ValueError, DatabaseError) as refusal:
                raise DemoRefused(self._says(act, refusal)) from refusal
        return len(acts)

    def _says(self, act: Act, refusal: Exception) -> str:
        file = self.year.file_of.get(act.key, f"the plan of {self.year.plan.strategy}")
        what = act.verb.name.lower().replace("_", " ")
        return f"{file}, {act.key or 'plan'}: {what} on {act.on} by {act.by or 'its agency'}: {refusal}"

    def _actor(self, act: Act) -> Actor:
        key = act.by or self._speaker(act.row.agency, act.on, leads=act.verb is Verb.PLEDGE)
        if act.on not in self.actors:
            set_scope(system_actor(self.partnership.pk), command_id="")
            self.actors[act.on] = actors_in(self.partnership.pk, on=act.on)
        if (found := self.actors[act.on].get(self.users[key].pk)) is None:
            raise Refused(f"{key} holds no role here on that day.")
        return found

    def _speaker(self, agency: str, on: date, *, leads: bool) -> str:
        """Who speaks for an agency: its lead here; else a colleague, or for a pledge the manager."""
        for role in ("agency_lead",) if leads else ("agency_lead", "contributor"):
            for key, person in self.people.items():
                if person.agency == agency and person.holds(self.partnership.slug, on, role):
                    return key
        return self.year.plan.steps[0].by

    # The plan and its requests

    def _start(self, act: Act, by: Actor, at: datetime) -> None:
        self.plan = start_plan(
            by=by, at=at, strategy=self.strategy, year=act.row.year, starts_on=act.row.starts_on,
            ends_on=act.row.ends_on,
        )  # fmt: skip

    def _move(self, act: Act, by: Actor, at: datetime) -> None:
        move_plan(by=by, at=at, plan=self.plan, to=act.row.to, note=act.row.note)

    def _ask(self, act: Act, by: Actor, at: datetime) -> None:
        self.requests[act.part] = ask(
            by=by, at=at, plan=self.plan, to=self.agencies[act.row.to], kind=act.row.kind, text=act.row.text,
            due_on=act.row.due_on, action=self.actions[act.key] if act.key else None,
        )  # fmt: skip

    def _answer(self, act: Act, by: Actor, at: datetime) -> None:
        answer_request(by=by, at=at, request=self.requests[act.part], answer=act.row.answer)

    # Issues

    def _raise(self, act: Act, by: Actor, at: datetime) -> None:
        row = act.row
        self.issues[act.key] = raise_issue(
            by=by, at=at, topic=row.theme, asked=row.asked, raised_on=row.raised_on, through=row.through
        )

    def _take(self, act: Act, by: Actor, at: datetime) -> None:
        self.asks[act.key, act.row.agency] = take_to_agency(
            by=by, at=at, issue=self.issues[act.key], agency=self.agencies[act.row.agency]
        )

    def _reply(self, act: Act, by: Actor, at: datetime) -> None:
        ask = self.asks[act.key, act.row.agency]
        reply(by=by, at=at, ask=ask, answer=act.row.decision, text=act.row.answer, why=act.row.why)

    # Actions

    def _add(self, act: Act, by: Actor, at: datetime) -> None:
        row: ActionRow = act.row
        facts = ActionFacts(
            commitment=self.commitments[row.commitment], title=row.title, detail=row.detail,
            public_wording=row.public, lead=self.agencies[row.lead], owner=self.users[row.owner],
            starts_on=row.starts_on, due_on=row.due_on, origin=row.origin, origin_note=row.origin_note,
            issue=self.issues[row.issue] if row.issue else None, update_every=row.update_every,
            rural=row.rural,
            characteristics=row.characteristics, also=[self.commitments[code] for code in row.also],
            supporting=[self.agencies[slug] for slug in row.supporting],
            milestones=[(step.title, step.due_on) for step in row.milestones],
        )  # fmt: skip
        action = add_action(by=by, at=at, plan=self.plan, facts=facts, reason=row.added_because)
        self.actions[act.key] = action
        self.milestones[act.key] = list(action.milestones.order_by("place"))

    def _pledge(self, act: Act, by: Actor, at: datetime) -> None:
        add_pledge(
            by=by, at=at, action=self.actions[act.key], agency=self.agencies[act.row.agency],
            kind=act.row.kind, what=act.row.what, amount=act.row.amount, from_on=act.row.from_on,
            lapses_on=act.row.lapses_on,
        )  # fmt: skip

    def _finish(self, act: Act, by: Actor, at: datetime) -> None:
        finish_milestone(by=by, at=at, milestone=self.milestones[act.key][act.part], done_on=act.on)

    def _update(self, act: Act, by: Actor, at: datetime) -> None:
        row = act.row
        facts = UpdateFacts(
            stated=row.status, confidence=row.confidence, done=row.done, difference=row.difference,
            next_step=row.next, corrective=row.corrective, waiting_on=row.waiting_on,
            public_wording=row.public,
        )  # fmt: skip
        add_update(by=by, at=at, action=self.actions[act.key], facts=facts)

    def _move_date(self, act: Act, by: Actor, at: datetime) -> None:
        move_date(by=by, at=at, action=self.actions[act.key], to_on=act.row.to, reason=act.row.reason)

    def _move_step(self, act: Act, by: Actor, at: datetime) -> None:
        number, to_on = act.part
        milestone = self.milestones[act.key][number]
        action = self.actions[act.key]
        move_date(by=by, at=at, action=action, milestone=milestone, to_on=to_on, reason=act.row.reason)

    def _complete(self, act: Act, by: Actor, at: datetime) -> None:
        complete_action(by=by, at=at, action=self.actions[act.key])

    def _stop(self, act: Act, by: Actor, at: datetime) -> None:
        stop_action(by=by, at=at, action=self.actions[act.key], reason=act.row.reason)

    # Evidence

    def _give(self, act: Act, by: Actor, at: datetime) -> None:
        row = act.row
        kept = None
        if row.kind == "file":
            name = "".join(letter if letter.isalnum() else " " for letter in row.title)
            kept = keep_file(
                by=by, at=at, name=f"{' '.join(name.split())}.txt", content=row.text.encode(),
                only_agency=row.only_agency,
            )  # fmt: skip
        self.evidence[row.key] = add_evidence(
            by=by, at=at, action=self.actions[act.key], title=row.title, file=kept, address=row.address,
            record=row.record, only_agency=row.only_agency,
        )  # fmt: skip

    def _review(self, act: Act, by: Actor, at: datetime) -> None:
        evidence = self.evidence[act.part.key]
        review_evidence(by=by, at=at, evidence=evidence, accepted=act.row.accepted, note=act.row.note)
