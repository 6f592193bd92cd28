"""The rows of a demonstration plan file, form ``cairn-demo-plan/1``: what each table may hold.

The dataclasses are the form. A field without a default must be there; anything else is refused.
Dates stand as in the file until ``dates.moved`` has moved them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import Any, TypeVar

Row = TypeVar("Row")


class NotTheForm(ValueError):
    """A table lacks a field or has one it may not have; says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A plan goes to its next state."""

    to: str
    on: date
    by: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRow:
    """An issue, taken to one agency; answered or not."""

    agency: str
    on: date
    answer: str = ""
    decision: str = ""
    why: str = ""
    answered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRow:
    """Something survivors asked for."""

    key: str
    raised_on: date
    through: str
    theme: str
    asked: str
    asks: tuple[AskRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeRow:
    """What an agency gives to an action."""

    agency: str
    kind: str
    what: str
    amount: str
    from_on: date
    lapses_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneMoveRow:
    """A step that moved with its action: on the day, by the person and for the reason of that date change."""

    on: date
    to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneRow:
    """A step on the way; ``due_on`` is its first date, as an action's is."""

    title: str
    due_on: date
    done_on: date | None = None
    moves: tuple[MilestoneMoveRow, ...] = ()

    @property
    def now_due_on(self) -> date:
        """Its date after every move."""
        return self.moves[-1].to if self.moves else self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class DateChangeRow:
    """A due date moved."""

    on: date
    by: str
    to: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateRow:
    """What somebody reported."""

    on: date
    by: str
    status: str
    confidence: str
    done: str
    difference: str = ""
    next: str = ""
    corrective: str = ""
    waiting_on: str = ""
    public: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """What another agency made of a piece of evidence."""

    on: date
    by: str
    accepted: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """Something that shows it was done."""

    key: str
    on: date
    by: str
    kind: str
    title: str
    address: str = ""
    text: str = ""
    record: str = ""
    only_agency: bool = False
    review: ReviewRow | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRow:
    """An action is complete, or stopped with a reason."""

    on: date
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """One action with all that happened to it.

    ``added_on`` and ``added_because`` are given where it came after the plan was agreed.
    """

    key: str
    commitment: str
    title: str
    detail: str
    public: str
    origin: str
    origin_note: str
    lead: str
    owner: str
    starts_on: date
    due_on: date
    update_every: int
    also: tuple[str, ...] = ()
    issue: str = ""
    supporting: tuple[str, ...] = ()
    rural: str = ""
    characteristics: tuple[str, ...] = ()
    added_on: date | None = None
    added_because: str = ""
    pledges: tuple[PledgeRow, ...] = ()
    milestones: tuple[MilestoneRow, ...] = ()
    date_changes: tuple[DateChangeRow, ...] = ()
    updates: tuple[UpdateRow, ...] = ()
    evidence: tuple[EvidenceRow, ...] = ()
    complete: EndRow | None = None
    stop: EndRow | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """Something one agency asked of another (requests.toml)."""

    on: date
    by: str
    to: str
    kind: str
    text: str
    due_on: date
    action: str = ""
    answered_on: date | None = None
    answered_by: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One strategy's year."""

    strategy: str
    year: str
    starts_on: date
    ends_on: date
    steps: tuple[StepRow, ...]


_INSIDE: dict[str, type] = {
    "steps": StepRow, "asks": AskRow, "pledges": PledgeRow, "milestones": MilestoneRow, "moves": MilestoneMoveRow,
    "updates": UpdateRow, "date_changes": DateChangeRow, "evidence": EvidenceRow, "review": ReviewRow,
    "complete": EndRow, "stop": EndRow,
}  # fmt: skip


def build(kind: type[Row], values: Mapping[str, Any], *, where: str) -> Row:
    """Make a row, and the rows inside it, of what TOML gave.

    Args:
        kind: one of the dataclasses above.
        values: the table.
        where: the file and the key, for the message.

    Raises:
        NotTheForm: naming the first field that is missing or not known.
    """
    known = {field.name: field for field in fields(kind)}
    if unknown := sorted(set(values) - set(known)):
        raise NotTheForm(f"{where}: {kind.__name__} has no field {unknown[0]!r}.")
    needed = [name for name, field in known.items() if field.default is MISSING and name not in values]
    if needed:
        raise NotTheForm(f"{where}: {kind.__name__} lacks {needed[0]!r}.")
    return kind(**{name: _inside(name, value, where) for name, value in values.items()})


def _inside(name: str, value: Any, where: str) -> Any:
    kind = _INSIDE.get(name)
    if isinstance(value, list):
        return tuple(build(kind, item, where=where) if kind else item for item in value)
    if kind and isinstance(value, Mapping):
        return build(kind, value, where=where)
    return value
