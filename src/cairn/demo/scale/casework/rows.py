"""Generated cases as rows: written in a few statements, each under the act that made it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from cairn.demo.scale.casework import words
from cairn.demo.scale.casework.acted_rows import ActedRows
from cairn.demo.scale.casework.people import Household, Names, address_of, household, plan_of, ties_of
from cairn.demo.scale.casework.places import COUNCIL, IDVA, MARAC, NURSE, REVIEW, CasePlace
from cairn.demo.scale.casework.walking import SharePlan, Walk
from cairn.domain.cases.api import Version, kept_details, projection_of, shipped_checklists
from cairn.foundation.audit.commands import Command
from cairn.foundation.audit.guarded import Guarded
from cairn.kernel.checklists import Answer, score
from cairn.kernel.references import ALPHABET, LONG, encode
from cairn.kernel.same_person.names import keys_of

# Parents before children; events before what agencies write beside them.
ORDER = (
    "cases.Case", "cases.Share", "cases.CaseMember", "cases.CaseEvent", "cases.Person", "cases.NameKey",
    "cases.CasePerson", "cases.Relationship", "cases.ContactPlan", "cases.Address", "cases.Note", "cases.Task",
    "cases.ChecklistSheet",
)  # fmt: skip
OUT_OF = 24  # questions of the checklist on paper
AGAIN, RESTRICTED, ENDED = 0.07, 0.03, 0.12
NEW_WORK = timedelta(days=60)


class Rows(ActedRows):
    """All rows of one partnership, made case by case.

    Args:
        at: now.
    """

    def __init__(self, place: CasePlace, draw: Random, at: datetime) -> None:
        super().__init__(place)
        self.draw, self.at = draw, at
        self.names = Names(draw)
        self.later: list[Command] = []
        self.pairs: list[tuple[int, str, tuple[Guarded, Guarded]]] = []
        self.checklist = shipped_checklists()[0]
        self._refs: set[str] = set()

    def add(self, walk: Walk, version: Version) -> Guarded:
        """One case with its history, who has it, who is in it, and what was written."""
        case = self._case(walk, version)
        self._history(walk, case)
        for plan in walk.shares:
            _ends(walk, plan)
            self._share(case, plan)
        found = self._people(walk, case)
        self._written(walk, case, found)
        return case

    def save(self) -> None:
        """Write everything; inside a command."""
        self.write(ORDER, self.later)

    # ---- the case itself

    def _case(self, walk: Walk, version: Version) -> Guarded:
        first, stands = walk.events[0], projection_of(walk.stands_at(self.at))
        restricted = walk.process.kind == MARAC and walk.draw.random() < RESTRICTED
        act = self._act("cases.open_case", walk.keys[0], first.at)
        case = self._row(
            "cases.Case", act, ref=self._ref("K"), kind=walk.process.kind, version_from=walk.process.valid_from,
            digest=version.digest, opened_at=first.at, opened_by=self.place.users[walk.keys[0]], restricted=restricted,
            state=stands.state, since=stands.since, is_over=stands.is_over, due_on=stands.due_on,
            due_clock=stands.due_clock, events_count=len(walk.events),
        )  # fmt: skip
        if restricted:
            for key in dict.fromkeys(walk.keys):
                named = self._act("cases.name_member", walk.lead, first.at)
                self._row("cases.CaseMember", named, case=case, user=self.place.users[key], from_on=first.day)
        return case

    def _history(self, walk: Walk, case: Guarded) -> None:
        for place, (event, key) in enumerate(zip(walk.events, walk.keys, strict=True)):
            act = self.of["cases.Case"][-1][1] if place == 0 else self._act("cases.take_step", key, event.at)
            self._row(
                "cases.CaseEvent", act, case=case, ref=self._ref("L"), at=event.at, name=event.name, role=event.role,
                by=self.place.users[key], agency_id=self.place.agency_of(key), details=kept_details(event.details),
                reason=event.reason, clock=event.clock, of=event.of,
            )  # fmt: skip

    def _share(self, case: Guarded, plan: SharePlan) -> None:
        led = plan.standing != "partner"
        act = self._act("cases.take_step" if led else "cases.offer_share", plan.by, plan.at)
        answered = plan.answered_at is not None
        row = self._row(
            "cases.Share", act, case=case, ref=self._ref("H"), agency_id=self.place.agency_of(plan.key),
            standing=plan.standing, sections=list(plan.sections), purpose=plan.purpose,
            basis="" if led else "public_task", consent="" if led else plan.consent,
            without_consent_because=plan.because, answer=plan.answer, offered_at=plan.at,
            offered_by=self.place.users[plan.by], answered_at=plan.answered_at,
            answered_by=self.place.users[plan.by if led else plan.key] if answered else None,
            declined_because=plan.declined_because, until_on=plan.until_on, ended_at=plan.ended_at,
            ended_by=self.place.users[plan.by] if plan.ended_at else None, ended_because=plan.ended_because,
        )  # fmt: skip
        if not led and answered:
            self._later("cases.answer_share", plan.key, plan.answered_at, row, {"answer": ("offered", plan.answer)})
        if plan.ended_at is not None:
            self._later("cases.end_share", plan.by, plan.ended_at, row, {"ended_at": (None, plan.ended_at.isoformat())})

    # ---- who is in it

    def _people(self, walk: Walk, case: Guarded) -> Household:
        opener, at = walk.keys[0], walk.events[0].at
        agency = self.place.agency_of(opener)
        earlier = [pair for had, kind, pair in self.pairs if had == agency and kind != walk.process.kind]
        known = self.draw.choice(earlier) if earlier and self.draw.random() < AGAIN else None
        found = household(walk, self.names, self._person(case, opener, at), known)
        if known is None:
            self.pairs.append((agency, walk.process.kind, found.pair))
        for one in found.inside:
            act = self._act("cases.add_person", opener, at)
            self._row("cases.CasePerson", act, case=case, person=one.person, party=one.party, added_at=at)
        are = walk.events[0].details.get("relationship", "")
        for first, second, relation in ties_of(found, walk.draw, neighbours=walk.process.kind == REVIEW, are=are):
            act = self._act("cases.relate_people", opener, at)
            self._row(
                "cases.Relationship", act, case=case, first=first, second=second, relation=relation, recorded_at=at
            )
        if known is None and walk.sent_at is not None:
            self._reached(walk, case, found)
        return found

    def _person(self, case: Guarded, key: str, at: datetime) -> Any:
        def make(label: str, **facts: Any) -> Guarded:
            act = self._act("cases.add_person", key, at)
            person = self._row(label, act, ref=self._ref("U"), first_case=case, **facts)
            names = (person.name, *person.other_names)
            for word in sorted({key for name in names for key in keys_of(name)}):
                self._row("cases.NameKey", act, person=person, word=word)
            return person

        return make

    def _reached(self, walk: Walk, case: Guarded, found: Household) -> None:
        key = next((each for each in walk.keys if each == IDVA), walk.lead)
        at = next((event.at for event, by in zip(walk.events, walk.keys, strict=True) if by == key), walk.events[-1].at)
        own = {"person": found.pair[0], "case": case, "by": self.place.users[key]}
        act = self._act("cases.record_contact_plan", key, at)
        self._row(
            "cases.ContactPlan", act, at=at, agency_id=self.place.agency_of(key), **own, **plan_of(found, walk.draw)
        )
        if walk.draw.random() < 0.6:
            act = self._act("cases.change_address", key, at)
            where = address_of(found, at, walk.draw)
            self._row("cases.Address", act, ref=self._ref("J"), recorded_at=at, **own, **where)

    # ---- what was written

    def _written(self, walk: Walk, case: Guarded, found: Household) -> None:
        if walk.sent_at is None or len(walk.events) < 3:
            return
        draw, users = walk.draw, self.place.users
        sections = [key for key, section in walk.process.sections.items()
                    if not section.never_shared and (not section.open_to or "coordinator" in section.open_to
                                                     or "officer" in section.open_to)]  # fmt: skip
        for _ in range(draw.choice((0, 1, 1, 2, 3))):
            event = draw.choice([each for each in walk.events if each.at >= walk.sent_at])
            at = event.at + timedelta(hours=draw.randint(1, 30))
            if at < min(self.at, walk.until):
                kept = draw.random() < 0.2
                self._row(
                    "cases.Note", self._act("cases.write_note", walk.lead, at), case=case, ref=self._ref("O"), at=at,
                    happened_on=event.day, by=users[walk.lead], agency_id=self.place.agency_of(walk.lead),
                    only_agency=kept, section=draw.choice(sections),
                    text=draw.choice(words.OURS_ALONE if kept else words.NOTES),
                )  # fmt: skip
        self._tasks(walk, case)
        if walk.process.kind == MARAC and draw.random() < 0.4:
            self._sheet(walk, case, found)

    def _tasks(self, walk: Walk, case: Guarded) -> None:
        draw = walk.draw
        event = walk.events[-1]
        for title, outcome in draw.sample(words.TASKS, draw.choice((0, 0, 1, 1, 2))):
            made = event.at + timedelta(minutes=draw.randint(10, 90))
            if made >= min(self.at, walk.until):
                continue
            keys = [
                plan.key for plan in walk.shares if plan.is_open(made) and plan.key in (COUNCIL, NURSE, IDVA, walk.lead)
            ]
            key = draw.choice(keys or [walk.lead])
            due = (made + timedelta(days=draw.choice((5, 7, 10, 14, 21)))).date()
            facts: dict[str, Any] = {}
            ended = made + timedelta(days=draw.randint(1, 16), hours=2)
            recent = made > self.at - NEW_WORK and not walk.stands_at(self.at).is_over
            if ended < self.at and not (recent and draw.random() < 0.5):
                over = draw.random() < 0.12
                facts = {"overtaken_at" if over else "done_at": ended, "done_by": self.place.users[key],
                         "outcome": words.NO_LONGER if over else outcome, "version": 2}  # fmt: skip
            elif not recent:
                continue
            row = self._row(
                "cases.Task", self._act("cases.give_task", walk.lead, made), case=case, ref=self._ref("Q"), title=title,
                agency_id=self.place.agency_of(key), owner=self.place.users[key] if draw.random() < 0.6 else None,
                due_on=due, made_at=made, made_by=self.place.users[walk.lead], **facts,
            )  # fmt: skip
            if facts:
                self._later("cases.end_task", key, ended, row, {"version": (1, 2)})

    def _sheet(self, walk: Walk, case: Guarded, found: Household) -> None:
        asked = next(
            (pair for pair in zip(walk.events, walk.keys, strict=True) if pair[0].name == "risk_assessed"), None
        )
        if asked is None:
            return
        (event, key), draw = asked, walk.draw
        # As far as it goes on paper, out of what this one can come to.
        wanted = event.details["checklist_score"] * self.checklist.highest // OUT_OF
        reached, answers = 0, {}
        for question in draw.sample(self.checklist.questions, len(self.checklist.questions)):
            said = "yes" if reached < wanted else draw.choice(("no", "no", "unknown"))
            reached += question.counts * (said == "yes")
            answers[question.key] = {"answer": said, "source": "", "note": ""}
        worked = score(self.checklist, {name: Answer(row["answer"]) for name, row in answers.items()})
        self._row(
            "cases.ChecklistSheet", self._act("cases.answer_checklist", key, event.at), case=case, person=found.pair[0],
            checklist=self.checklist.key, version=self.checklist.version, at=event.at, by=self.place.users[key],
            agency_id=self.place.agency_of(key), answers=answers, score=worked.score,
            judgement=draw.choice(words.JUDGED),
        )  # fmt: skip

    # ---- rows and acts

    def _later(self, action: str, key: str, at: datetime, row: Guarded, changed: Mapping[str, tuple[Any, Any]]) -> None:
        """A further act on a row that was written as it stands now."""
        act = self._act(action, key, at)
        changes = {name: {"from": before, "to": after} for name, (before, after) in changed.items()}
        act.note(subject=row.audit_subject(), changes=changes, row=(row._meta.db_table, None))
        self.later.append(act)

    def _ref(self, prefix: str) -> str:
        """A reference nobody here has; drawn by chance out of eighty thousand million."""
        while (found := encode(prefix, self.draw.randrange(len(ALPHABET) ** LONG), length=LONG)) in self._refs:
            pass
        self._refs.add(found)
        return found


def _ends(walk: Walk, plan: SharePlan) -> None:
    """Some shares are ended by whoever runs the case, once the agency has done its part."""
    chance = walk.draw.random() < ENDED
    mine = [event.at for event, key in zip(walk.events, walk.keys, strict=True) if key == plan.key]
    ends = max(mine or [walk.now]) + timedelta(days=walk.draw.randint(3, 25), hours=1)
    if chance and plan.standing == "partner" and plan.is_open(ends) and ends < walk.until:
        plan.ended_at, plan.ended_because = ends, walk.draw.choice(words.ENDED)
