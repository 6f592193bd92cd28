"""Rows of a workbook that name no action: the facts of a new one, and what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cairn.domain.plans import policies
from cairn.domain.plans.models import ActionPlan
from cairn.domain.plans.queries.workbook_names import Cast
from cairn.domain.plans.services.actions import ActionFacts, check_facts
from cairn.domain.plans.terms import Origin
from cairn.domain.strategies.models import Commitment
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor
from cairn.kernel.workbooks.candidates import OpenDay, Problem, Question, RowRead
from cairn.kernel.workbooks.fields import Kind
from cairn.kernel.workbooks.matching import plain_words
from cairn.kernel.workbooks.ratings import MEANS, WORDS

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Rights:
    """What the actor may add.

    Args:
        adds: to this plan at all; the sentence why not is beside it.
        agency_id: the only agency whose actions may be added; None for any.
    """

    adds: bool
    because: str
    agency_id: int | None

    @classmethod
    def of(cls, actor: Actor, plan: ActionPlan) -> Rights:
        """Asked of the policy, once for all rows."""
        decision = policies.PROPOSE.decide(actor, plan)
        any_agency = actor.is_system or actor.has(policies.MANAGER)
        return cls(decision.allowed, decision.sentence, None if any_agency else actor.agency_id)


@dataclass(frozen=True, slots=True)
class NewRow:
    """One row as a new action; ``facts`` is None while something is missing.

    Args:
        repeats: the reference of an action of the plan with the same words, commitment and lead, or "".
    """

    facts: ActionFacts | None = None
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    repeats: str = ""


class NewRows:
    """Builds new actions from the rows of one workbook.

    Args:
        plan: the plan they would join.
        cast: whom and what rows may name.
        rights: what the actor may add.
        there: (commitment, words, lead) of each action of the plan, to its reference.
        today: the day.
    """

    def __init__(
        self, plan: ActionPlan, cast: Cast, rights: Rights, there: Mapping[tuple[int, str, int], str], *, today: date
    ) -> None:
        self.plan, self.cast, self.rights, self.there, self.today = plan, cast, rights, there, today
        self.earlier: dict[tuple[int, str, int], int] = {}

    def row(self, row: RowRead) -> NewRow:
        """One row."""
        return _Builder(self, row).built()


class _Builder:
    """The facts of one row, with the problems and questions met on the way."""

    def __init__(self, rows: NewRows, row: RowRead) -> None:
        self.rows, self.row, self.cast = rows, row, rows.cast
        self.problems = list(row.problems)
        self.questions = [question for question in row.questions if question.kind is not Kind.AGENCIES]
        self.questions += [question for question in row.questions if question.kind is Kind.AGENCIES]

    def built(self) -> NewRow:
        title, spare = self._title()
        commitment = self._commitment()
        lead, owner = self._lead_and_owner()
        starts_on, due_on = self._days()
        if not (title and commitment and lead and owner and due_on):
            return NewRow(None, tuple(self.problems), tuple(self.questions))
        key = (commitment.pk, plain_words(title), lead.pk)
        if key in self.rows.there:
            return NewRow(repeats=self.rows.there[key])
        if key in self.rows.earlier:
            self._stop("title", f"Row {self.rows.earlier[key]} says the same.")
        self.rows.earlier.setdefault(key, self.row.number)
        supporting = [
            self.cast.agencies[key] for key in self.row.values.get("supporting", ()) if key in self.cast.agencies
        ]
        facts = ActionFacts(
            commitment=commitment, title=title, lead=lead, owner=owner, starts_on=starts_on, due_on=due_on,
            origin=Origin.STRATEGY, origin_note=self._said("origin_note"), detail=self._detail(spare),
            public_wording=self._said("public_wording"), rural=self._said("rural"),
            supporting=[agency for agency in supporting if agency.pk != lead.pk],
        )  # fmt: skip
        self._check(facts)
        return NewRow(facts, tuple(self.problems), tuple(self.questions))

    def _said(self, about: str) -> str:
        return str(self.row.values.get(about, ""))

    def _stop(self, about: str, sentence: str) -> None:
        self.problems.append(Problem(about, sentence))

    def _warn(self, about: str, sentence: str) -> None:
        self.problems.append(Problem(about, sentence, stops=False))

    def _title(self) -> tuple[str, str]:
        """The title, and the whole text where it is longer than a title may be."""
        whole = " ".join(self._said("title").split())
        if not whole:
            self._stop("title", "The row does not say what is to be done.")
        if len(whole) <= LONGEST_TITLE:
            return whole, ""
        self._warn(
            "title", f"It is longer than {LONGEST_TITLE} characters: its beginning is the title, the whole the detail."
        )
        return whole[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…", self._said("title")

    def _asked(self, kind: Kind, about: str) -> bool:
        """The row names somebody or something that is asked about already."""
        return bool(self.row.said.get(about)) and any(question.kind is kind for question in self.questions)

    def _commitment(self) -> Commitment | None:
        key = self._said("commitment") or self.cast.known.answers.get("promise:", "")
        if not key and not self._asked(Kind.PROMISE, "commitment"):
            self.questions.append(Question(Kind.PROMISE, ""))
        return self.cast.commitments.get(key)

    def _lead_and_owner(self) -> tuple[Agency | None, User | None]:
        answers = self.cast.known.answers
        owner = self.cast.people.get(self._said("owner"))
        lead = self.cast.agencies.get(self._said("lead"))
        if lead is None and owner is not None and not self._asked(Kind.AGENCY, "lead"):
            lead = self.cast.agencies.get(str(owner.agency_id))
        if lead is None and not self._asked(Kind.AGENCY, "lead"):
            lead = self.cast.agencies.get(answers.get("agency:", ""))
            if lead is None and not self._asked(Kind.PERSON, "owner"):
                self.questions.append(Question(Kind.AGENCY, ""))
        if owner is None and lead is not None and not self._asked(Kind.PERSON, "owner"):
            question = Question(Kind.PERSON, f"led by {lead.pk}")
            owner = self.cast.people.get(answers.get(question.key, ""))
            if owner is None:
                self.questions.append(question)
        return lead, owner

    def _days(self) -> tuple[date, date | None]:
        plan, due_on = self.rows.plan, self.row.values.get("due_on")
        starts_on = self.row.values.get("starts_on")
        unread = any(problem.field == "due_on" and problem.stops for problem in self.row.problems)
        if isinstance(due_on, OpenDay) or (due_on is None and not unread):
            said = f"“{due_on.said}” is no date" if isinstance(due_on, OpenDay) else "No date is given"
            due_on = plan.ends_on
            self._warn("due_on", f"{said}: it is due on the plan's last day, {day_in_words(due_on)}.")
        if not isinstance(starts_on, date):
            starts_on = min(plan.starts_on, due_on) if due_on else plan.starts_on
        return starts_on, due_on

    def _detail(self, spare: str) -> str:
        """The detail, and below it what a workbook says that Cairn has no place for."""
        rating, values = self._said("rating"), self.row.values
        if rating == "blue":
            self._warn("rating", "It is said to be complete. It is added open: completing it needs evidence.")
        lines = [
            spare,
            self._said("detail"),
            f"How we will know: {values['measure']}" if "measure" in values else "",
            f"Resources: {values['resources']}" if "resources" in values else "",
            f"Progress, as the workbook had it: {values['progress']}" if "progress" in values else "",
            f"Rated in the workbook: {WORDS[rating].lower()} ({MEANS[rating]})." if rating else "",
            f"Reference in the workbook: {values['reference']}." if "reference" in values else "",
        ]
        return "\n\n".join(line for line in lines if line)

    def _check(self, facts: ActionFacts) -> None:
        if not self.rows.rights.adds:
            self._stop("", self.rows.rights.because)
        elif self.rows.rights.agency_id not in (None, facts.lead.pk):
            self._stop("lead", "You may add your own agency's actions only.")
        if facts.owner.agency_id != facts.lead.pk:
            self._stop("owner", f"{facts.owner.name} does not work for {facts.lead.name}, which leads the action.")
        try:
            check_facts(self.rows.plan, facts, on=self.rows.today)
        except Refused as refusal:
            self._stop(refusal.field, refusal.sentence)
