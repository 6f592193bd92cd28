"""Rows of a workbook that name an action: what they change, and what they must not write over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, ActionPlan, Milestone, Supporter
from cairn.domain.plans.queries.workbook_before import WORDS, Standing, standing_before, standing_of
from cairn.domain.plans.queries.workbook_names import Cast
from cairn.domain.plans.services.actions import check_near
from cairn.domain.plans.services.day_rules import check_to_come
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Agency
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor
from cairn.kernel.tables import clean_text
from cairn.kernel.workbooks.candidates import OpenDay, Problem, Question, RowRead
from cairn.kernel.workbooks.fields import Kind
from cairn.kernel.workbooks.matching import plain_words

CHANGEABLE = (*WORDS, "owner", "supporting", "due_on")
LONGEST_TITLE = 200
_CUT = "(cut here: a cell holds no more)"
NO_VERSION = (
    "The row does not say which version of the action it was copied from, so nobody can tell what was changed in"
    " Cairn meanwhile. Take a fresh copy and make the changes there."
)


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an action: as it is, as the row has it, and whether Cairn's was changed meanwhile.

    Args:
        field: of the workbook.
        old, new: values: text, a day, a key, or keys.
        old_shown, new_shown: the same, as people read them.
        conflict: Cairn's value was changed after the copy was taken; it stays.
    """

    field: str
    old: Any
    new: Any
    old_shown: str
    new_shown: str
    conflict: bool = False


@dataclass(frozen=True)
class Existing:
    """The actions of the plan, with what is needed to compare any number of rows; seven queries."""

    actions: Mapping[str, Action]
    supporting: Mapping[int, frozenset[str]]
    agency_names: Mapping[str, str]
    before: Mapping[int, Standing]
    may_edit: frozenset[int]
    last_milestone: Mapping[int, tuple[date, str]]
    today: date
    titles: Mapping[tuple[int, str, int], str] = field(default_factory=dict)

    @classmethod
    def of(cls, actor: Actor, plan: ActionPlan, rows: Sequence[RowRead], *, today: date) -> Existing:
        """Those the actor may see of a plan."""
        found = policies.VIEW.rows(actor, Action.objects.filter(plan=plan)).select_related(
            "owner", "lead", "commitment"
        )
        actions = {row.ref: row for row in found}
        by_key = {row.pk: row for row in actions.values()}
        supporting, names = _supporting(plan)
        versions = {
            actions[ref].pk: int(row.values["version"])
            for row in rows
            if "version" in row.values and (ref := str(row.values.get("reference", "")).upper()) in actions
        }
        before = standing_before(by_key, versions, supporting, chain=actor.partnership_id)
        may = policies.EDIT.rows(actor, Action.objects.filter(plan=plan)).values_list("pk", flat=True)
        return cls(
            actions=actions,
            supporting=supporting,
            agency_names=names,
            before=before,
            may_edit=frozenset(may),
            last_milestone=_last_milestones(plan),
            today=today,
            titles={(row.commitment_id, plain_words(row.title), row.lead_id): row.ref for row in actions.values()},
        )

    @property
    def open_refs(self) -> set[str]:
        """References of the actions that have not ended."""
        return {row.ref for row in self.actions.values() if row.completed_on is None and row.stopped_on is None}

    def asks(self, question: Question, row: RowRead, action: Action) -> bool:
        """A name nobody could match is asked about only where the row says otherwise than the action."""
        if question.kind is Kind.PERSON:
            return plain_words(question.text) != plain_words(action.owner.name)
        if question.kind is Kind.AGENCIES:
            now = {plain_words(self.agency_names.get(key, "")) for key in self.supporting.get(action.pk, ())}
            return plain_words(question.text) not in now
        return False


def changed_row(
    row: RowRead, action: Action, existing: Existing, cast: Cast
) -> tuple[tuple[Change, ...], tuple[Problem, ...]]:
    """What a row changes in its action, field by field, and what is wrong with that."""
    now = standing_of(action, existing.supporting.get(action.pk, frozenset()))
    wanted = {about: _wanted(about, row, action, existing) for about in CHANGEABLE if about in row.said}
    differs = {about: value for about, value in wanted.items() if value is not _AS_IT_IS and value != now.value(about)}
    read = [one for one in row.problems if one.field in differs or (one.stops and one.field in CHANGEABLE)]
    problems = [*read, *_fixed(row, action)]
    if not differs:
        return (), tuple(problems)
    version = row.values.get("version")
    if version is None and action.version > 1:
        problems.append(Problem("version", NO_VERSION))
        return (), tuple(problems)
    if action.pk not in existing.may_edit:
        problems.append(Problem("reference", policies.EDIT.refusal if _is_open(action) else policies.ENDED_SENTENCE))
        return (), tuple(problems)
    before = existing.before.get(action.pk, now)
    changes = tuple(
        _change(about, now.value(about), value, existing, cast, conflict=before.value(about) != now.value(about))
        for about, value in differs.items()
        if value != before.value(about) or before.value(about) == now.value(about)
    )
    for change in changes:
        if not change.conflict:
            problems += _wrong(change, action, existing, cast)
    return changes, tuple(problems)


def _is_open(action: Action) -> bool:
    return action.completed_on is None and action.stopped_on is None


class _AsItIs:
    """The row does not say anything else than the action."""


_AS_IT_IS = _AsItIs()


def _wanted(about: str, row: RowRead, action: Action, existing: Existing) -> Any:
    """What the row wants a field to be; what nobody could read or match is no wish."""
    value = row.values.get(about)
    if about in WORDS:
        return _text(row.said[about], getattr(action, about))
    if about == "owner":
        if plain_words(row.said[about]) == plain_words(action.owner.name):
            return _AS_IT_IS
        return value or _AS_IT_IS
    if about == "due_on":
        return value if isinstance(value, date) else _AS_IT_IS
    now = existing.supporting.get(action.pk, frozenset())
    if any(question.kind is Kind.AGENCIES for question in row.questions):
        return _AS_IT_IS
    return frozenset(value or ()) - {str(action.lead_id)} if row.said[about] or now else frozenset()


def _text(said: str, now: str) -> Any:
    if said == clean_text(now).strip() or (said.endswith(_CUT) and now.startswith(said.removesuffix(_CUT).strip())):
        return _AS_IT_IS
    return said


def _fixed(row: RowRead, action: Action) -> list[Problem]:
    """Columns that a workbook cannot change for an action that is there: said, and left as they are."""
    found = []
    if (lead := row.values.get("lead")) and lead != str(action.lead_id):
        found.append(
            Problem("lead", f"The lead stays {action.lead.name}: another agency takes it over as a new action.", False)
        )
    if (promise := row.values.get("commitment")) and promise != str(action.commitment_id):
        found.append(Problem("commitment", f"The commitment stays {action.commitment.code}.", False))
    starts_on = row.values.get("starts_on")
    if isinstance(starts_on, date) and starts_on != action.starts_on:
        found.append(Problem("starts_on", f"The start stays {day_in_words(action.starts_on)}.", False))
    if isinstance(row.values.get("due_on"), OpenDay):
        found.append(Problem("due_on", f"No date is given; it stays {day_in_words(action.due_on)}.", False))
    return found


def _change(about: str, old: Any, new: Any, existing: Existing, cast: Cast, *, conflict: bool) -> Change:
    def shown(value: Any) -> str:
        if isinstance(value, date):
            return day_in_words(value)
        if about == "owner":
            return cast.people[value].name if value in cast.people else "somebody who has left"
        if about == "supporting":
            names = (cast.agencies[key].name if key in cast.agencies else existing.agency_names[key] for key in value)
            return ", ".join(sorted(names))
        return str(value)

    return Change(about, old, new, shown(old), shown(new), conflict)


def _wrong(change: Change, action: Action, existing: Existing, cast: Cast) -> list[Problem]:
    """What the services would refuse."""
    if change.field == "title" and not change.new:
        return [Problem("title", "An action needs words. The cell is empty.")]
    if change.field == "title" and len(change.new) > LONGEST_TITLE:
        return [Problem("title", f"The action is {len(change.new)} characters long; the most is {LONGEST_TITLE}.")]
    if change.field == "owner" and cast.people[change.new].agency_id != action.lead_id:
        return [Problem("owner", f"{change.new_shown} does not work for {action.lead.name}, which leads the action.")]
    if change.field == "due_on":
        return _wrong_day(change.new, action, existing)
    return []


def _wrong_day(day: date, action: Action, existing: Existing) -> list[Problem]:
    try:
        check_near(day, field="due_on", on=existing.today)
        check_to_come(day, field="due_on", on=existing.today)
    except Refused as refusal:
        return [Problem("due_on", refusal.sentence)]
    if day < action.starts_on:
        return [Problem("due_on", f"The action starts on {day_in_words(action.starts_on)}, after that.")]
    last, title = existing.last_milestone.get(action.pk, (date.min, ""))
    if day < last <= action.due_on:
        return [
            Problem("due_on", f"The milestone “{title}” is due on {day_in_words(last)}, after that. Move it first.")
        ]
    return []


def _supporting(plan: ActionPlan) -> tuple[dict[int, frozenset[str]], dict[str, str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = list(Supporter.objects.filter(action__plan=plan).values_list("action_id", "agency_id"))
    for action, agency in rows:
        found[action].add(str(agency))
    names = Agency.objects.filter(pk__in={agency for _action, agency in rows}).values_list("pk", "name")
    return {key: frozenset(keys) for key, keys in found.items()}, {str(key): name for key, name in names}


def _last_milestones(plan: ActionPlan) -> dict[int, tuple[date, str]]:
    """The last open milestone of each action that is not due after the action already."""
    rows = Milestone.objects.filter(action__plan=plan, done_on__isnull=True, dropped_on__isnull=True)
    found: dict[int, tuple[date, str]] = {}
    for action, due, title, action_due in rows.values_list("action_id", "due_on", "title", "action__due_on"):
        if due <= action_due:
            found[action] = max(found.get(action, (date.min, "")), (due, title))
    return found
