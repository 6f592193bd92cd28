"""How actions stood when a copy was taken: the audit, read backwards from now to the copy's version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cairn.domain.plans.models import Action, Supporter
from cairn.foundation.audit.models import Entry

WORDS = ("title", "detail", "public_wording", "origin_note", "rural")
_FIELDS = (*WORDS, "owner_id", "due_on")


@dataclass(frozen=True, slots=True)
class Standing:
    """What of an action a workbook can change, at one moment.

    Args:
        words: field to text.
        owner: key of the owner.
        due_on: the day.
        supporting: keys of the supporting agencies.
    """

    words: Mapping[str, str]
    owner: str
    due_on: date
    supporting: frozenset[str]

    def value(self, field: str) -> Any:
        """The value of a workbook's field."""
        if field in WORDS:
            return self.words[field]
        return {"owner": self.owner, "due_on": self.due_on, "supporting": self.supporting}[field]


def standing_of(action: Action, supporting: frozenset[str]) -> Standing:
    """How an action stands now."""
    return _standing({name: getattr(action, name) for name in _FIELDS}, supporting)


def standing_before(
    actions: Mapping[int, Action], versions: Mapping[int, int], supporting: Mapping[int, frozenset[str]], *, chain: int
) -> dict[int, Standing]:
    """How each action stood at an earlier version; one query.

    Args:
        actions: primary key to the action as it is now.
        versions: primary key to the version the copy was taken at; those at the version of now are passed over.
        supporting: primary key to the keys of the agencies that support it now.
        chain: the partnership.
    """
    older = {key: version for key, version in versions.items() if version < actions[key].version}
    if not older:
        return {}
    refs = {actions[key].ref: key for key in older}
    entries = Entry.objects.filter(
        chain=chain,
        subject_kind="action",
        subject_ref__in=list(refs),
        row_table__in=(Action._meta.db_table, Supporter._meta.db_table),
    )
    steps = defaultdict(list)
    for ref, table, changes in entries.order_by("id").values_list("subject_ref", "row_table", "changes"):
        steps[refs[ref]].append((table, changes))
    return {
        key: _undone(actions[key], supporting.get(key, frozenset()), _after(steps[key], version))
        for key, version in older.items()
    }


def _after(steps: list[tuple[str, dict[str, Any]]], version: int) -> list[tuple[str, dict[str, Any]]]:
    """What was written after an action had reached a version, oldest first."""
    for place, (_table, changes) in enumerate(steps):
        if (changes.get("version", {}).get("to") or 0) > version:
            return steps[place:]
    return []


def _undone(action: Action, supporting: frozenset[str], steps: list[tuple[str, dict[str, Any]]]) -> Standing:
    values = {name: getattr(action, name) for name in _FIELDS}
    agencies = set(supporting)
    for table, changes in reversed(steps):
        if table == Action._meta.db_table:
            values |= {name: changes[name].get("from") for name in _FIELDS if name in changes}
        elif "agency_id" in changes:
            added, taken = changes["agency_id"].get("to"), changes["agency_id"].get("from")
            agencies -= {str(added)}
            agencies |= {str(taken)} if taken is not None else set()
    return _standing(values, frozenset(agencies))


def _standing(values: Mapping[str, Any], supporting: frozenset[str]) -> Standing:
    due_on = values["due_on"]
    return Standing(
        words={name: values[name] or "" for name in WORDS},
        owner=str(values["owner_id"]),
        due_on=due_on if isinstance(due_on, date) else date.fromisoformat(due_on),
        supporting=supporting,
    )
