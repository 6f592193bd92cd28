"""The history of anything, and the auditor's records: audit entries in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Agency
from cairn.foundation.audit.models import Entry
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.actors import Actor
from cairn.web.words import ACTIONS

# Columns that say nothing to a reader: where the row belongs, and how it is stored.
HIDDEN = ("partnership_id", "version", "action_id", "plan_id", "strategy_id", "theme_id", "loaded_from", "place")
NOT_KEPT = "changed (the value is not kept here)"


@dataclass(frozen=True, slots=True)
class Changed:
    """One field that changed: its name, from what, to what; or only that it changed."""

    field: str
    was: str
    now: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One row a command wrote: what kind of row it is, and its fields."""

    name: str
    changes: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """One act in words: everything one command did to one thing."""

    id: int
    at: datetime
    what: str
    kind: str
    who: str
    agency: str
    subject: tuple[str, str]
    reason: str
    parts: tuple[Part, ...]


def history_of(actor: Actor, kind: str, ref: str) -> QuerySet[Entry]:
    """Entries about one thing, newest first. The caller has shown that the actor may see the thing.

    What an agency keeps to itself hangs from a thing others see too, so its entries are left out for
    them. Who read the thing is told to the information governance officer alone, like the records.
    """
    rows = Entry.objects.filter(chain=actor.partnership_id, subject_kind=kind, subject_ref=ref).order_by("-id")
    if not actor.has(Role.INFORMATION_GOVERNANCE):
        rows = rows.exclude(kind=EntryKind.READ)
    kept = Q(changes__contains={"only_agency": {"to": True}})
    return rows.filter(~kept | Q(agency_id=actor.agency_id))


def records_of(actor: Actor, *, kind: str = "", user_id: int | None = None) -> QuerySet[Entry]:
    """Every entry of the partnership, newest first, for the auditor."""
    rows = Entry.objects.filter(chain=actor.partnership_id).order_by("-id")
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(user_id=user_id) if user_id else rows


def in_words(entries: Iterable[Entry]) -> list[Happening]:
    """Turn entries into sentences, the rows of one command together; names are looked up now, the
    audit holds none. Two queries."""
    rows = list(entries)
    people = dict(User.objects.filter(pk__in=_people_in(rows)).values_list("pk", "name"))
    agencies = dict(Agency.objects.values_list("pk", "short"))
    acts = groupby(rows, key=lambda row: (row.command_id, row.action, row.subject_kind, row.subject_ref))
    return [_happening(list(act), people, agencies) for _, act in acts]


def _people_in(rows: list[Entry]) -> set[int]:
    found = {row.user_id for row in rows if row.user_id}
    for row in rows:
        for name in ("owner_id", "by_id", "user_id"):
            change = row.changes.get(name)
            if isinstance(change, dict):
                found |= {value for value in (change.get("from"), change.get("to")) if isinstance(value, int)}
    return found


def _happening(act: list[Entry], people: dict[int, str], agencies: dict[int, str]) -> Happening:
    row = act[0]
    parts = (Part(_name_of(one.row_table), tuple(_changes(one, people, agencies))) for one in reversed(act))
    return Happening(
        id=row.id,
        at=row.at,
        what=ACTIONS.get(row.action) or row.action.replace("_", " ").replace(".", ": "),
        kind=row.kind,
        who=people.get(row.user_id, "Cairn itself") if row.user_id else "Cairn itself",
        agency=agencies.get(row.agency_id, "") if row.agency_id else "",
        subject=(row.subject_kind, row.subject_ref),
        reason=row.reason,
        parts=tuple(part for part in parts if part.changes),
    )


def _changes(row: Entry, people: dict[int, str], agencies: dict[int, str]) -> Iterable[Changed]:
    if row.kind != EntryKind.WRITE:
        return
    labels = _labels(row.row_table)
    for name, change in row.changes.items():
        if name in HIDDEN or not isinstance(change, dict):
            continue
        label = labels.get(name, name.removesuffix("_id").replace("_", " "))
        if "from" in change or "to" in change:
            was, now = (_value(name, change.get(end), people, agencies) for end in ("from", "to"))
            yield Changed(label, was, now, True)
        else:
            yield Changed(label, "", NOT_KEPT, False)


@cache
def _tables() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}


def _name_of(table: str) -> str:
    model = _tables().get(table)
    return str(model._meta.verbose_name) if model else ""


def _labels(table: str) -> dict[str, str]:
    model = _tables().get(table)
    return {field.attname: str(field.verbose_name) for field in model._meta.concrete_fields} if model else {}


def _value(name: str, value: Any, people: dict[int, str], agencies: dict[int, str]) -> str:
    if value in (None, "", []):
        return "nothing"
    if name in ("owner_id", "by_id", "user_id", "proposed_by_id", "answered_by_id", "asked_by_id"):
        return people.get(value, "somebody")
    if name.endswith("agency_id") or name in ("lead_id", "body_id"):
        return agencies.get(value, "an agency")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(item).replace("_", " ") for item in value)
    return str(value).replace("_", " ") if name in ("state", "stated", "computed", "origin", "part") else str(value)
