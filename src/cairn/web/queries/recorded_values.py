"""What a record says changed, in words: days, moments, names and choices, never a row's number.

A record keeps what the row held: numbers of other rows, ISO dates, short codes. Numbers are looked up
now, in the reader's own scope; a row the reader may not see has no name here, and its line is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, DateField, DateTimeField, Field, ForeignKey, JSONField, Model
from django.utils import timezone

from cairn.domain.consultations.api import policies as consultations
from cairn.foundation.audit.models import Entry
from cairn.foundation.audit.terms import EntryKind
from cairn.foundation.ui.days import day_in_words, moment_in_words
from cairn.kernel.actors import Actor
from cairn.web.words import FIELDS

# Columns that say nothing to a reader: where the row belongs, and how it is stored.
HIDDEN = frozenset(
    ("partnership_id", "version", "action_id", "plan_id", "strategy_id", "theme_id", "loaded_from", "place", "this_id",
     "sha256", "pdf_sha256", "counts", "mark", "incident")
)  # fmt: skip
# What a row of each kind is called: the columns that say it. A kind left out has no name to show.
CALLED = {
    "accounts_user": ("name",),
    "agencies_agency": ("short",),
    "strategies_commitment": ("code", "text"),
    "strategies_source": ("title",),
    "strategies_activity": ("text",),
    "strategies_change": ("text",),
    "strategies_named_measure": ("text",),
    "plans_plan": ("year",),
    "plans_action": ("title",),
    "plans_milestone": ("title",),
    "plans_evidence": ("title",),
    "measures_measure": ("name",),
    "voice_issue": ("ref",),
    "boards_group": ("name",),
    "boards_meeting": ("ref",),
    "boards_decision": ("title",),
    "boards_recommendation": ("ref",),
}
# Numbers of people in a consultation. New entries do not hold them; older ones are told to whom COUNT allows.
COUNTED = {
    "consultations_consultation": "answered",
    "consultations_answer_count": "count",
    "consultations_theme": "mentions",
}
WHO_DID_IT = ("by", "proposed_by", "asked_by", "answered_by")
MONTHS_ONLY = (("voice_issue", "raised_on"),)  # the day is not shown, so that nobody can be traced by it
UNITS = {"update_every": "days", "size": "bytes"}
NOTHING = "nothing"
NOT_KEPT = "changed (the value is not kept here)"
NOT_TOLD = "changed (the number is for the team that counts the answers)"
TOO_LONG = "changed (too long to show here)"

Names = dict[tuple[str, int], str]


@dataclass(frozen=True, slots=True)
class Changed:
    """One field that changed: its name, from what, to what; or only that it changed."""

    field: str
    was: str
    now: str
    kept: bool


def names_for(rows: Iterable[Entry]) -> Names:
    """What everybody and everything named in some entries is called: one query for each kind of row."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        wanted["accounts_user"] |= {row.user_id} if row.user_id else set()
        wanted["agencies_agency"] |= {row.agency_id} if row.agency_id else set()
        if row.subject_kind == "person" and row.subject_ref.isdigit():
            wanted["accounts_user"].add(int(row.subject_ref))
        for table, number in _references(row):
            wanted[table].add(number)
    found: Names = {}
    for table, numbers in wanted.items():
        columns = CALLED[table]
        for pk, *words in tables()[table]._default_manager.filter(pk__in=numbers).values_list("pk", *columns):
            found[table, pk] = " ".join(words)
    return found


def counted_for(actor: Actor, rows: Iterable[Entry]) -> frozenset[str]:
    """Of which consultations in some entries the actor may know exact numbers; one query where there are any."""
    refs = {row.subject_ref for row in rows if row.row_table in COUNTED}
    if not refs:
        return frozenset()
    return frozenset(consultations.COUNT.rows(actor).filter(ref__in=refs).values_list("ref", flat=True))


def changes_of(row: Entry, names: Names, *, counted: frozenset[str]) -> Iterator[Changed]:
    """What one entry says changed, without what the heading above it has said already.

    Args:
        row: the entry.
        names: what is named in it.
        counted: references of consultations whose exact numbers the reader may know.
    """
    if row.kind != EntryKind.WRITE:
        return
    for name, change in row.changes.items():
        if name in HIDDEN or not isinstance(change, dict):
            continue
        field = fields_of(row.row_table).get(name)
        label = words_for(row.row_table, name)
        if not ("from" in change or "to" in change):
            yield Changed(label, "", NOT_KEPT, False)
        elif COUNTED.get(row.row_table) == name and row.subject_ref not in counted:
            yield Changed(label, "", NOT_TOLD, False)
        elif isinstance(field, JSONField):
            if change.get("to"):
                yield Changed(label, "", _published(row) if name == "document" else TOO_LONG, False)
        elif not _said_above(row, field, change):
            was, now = (_in_words(row.row_table, field, change.get(end), names) for end in ("from", "to"))
            if was is not None and now is not None and was != now:
                yield Changed(label, was, now, True)


def words_for(table: str, column: str) -> str:
    """What people call a column of a table: from the table of words, else as its model names the field."""
    name = column.removesuffix("_id")
    field = fields_of(table).get(column)
    own = str(field.verbose_name) if field else name.replace("_", " ")
    return FIELDS.get(f"{table}.{name}") or FIELDS.get(name) or own


@cache
def tables() -> dict[str, type[Model]]:
    """Every table's model."""
    return {model._meta.db_table: model for model in apps.get_models()}


@cache
def fields_of(table: str) -> dict[str, Field]:
    """Column to field of one table; empty for a table that is no model's."""
    model = tables().get(table)
    return {field.attname: field for field in model._meta.concrete_fields} if model else {}


def _references(row: Entry) -> Iterator[tuple[str, int]]:
    if row.kind != EntryKind.WRITE:
        return
    for name, change in row.changes.items():
        field = fields_of(row.row_table).get(name)
        if name in HIDDEN or not isinstance(field, ForeignKey) or not isinstance(change, dict):
            continue
        table = field.related_model._meta.db_table
        if table in CALLED:
            yield from ((table, value) for value in (change.get("from"), change.get("to")) if isinstance(value, int))


def _said_above(row: Entry, field: Field | None, change: dict[str, Any]) -> bool:
    """True for who did it, for which agency, when and why: the heading and the lines below it say so."""
    now = change.get("to")
    if field is None or now is None:
        return False
    if row.reason and now == row.reason:
        return True
    if isinstance(field, DateTimeField):
        return _moment(now) == row.at
    if field.name == "on":
        return now == timezone.localdate(row.at).isoformat()
    if field.name in WHO_DID_IT:
        return now == row.user_id
    acted = field.name == "from_agency" or (field.name == "agency" and "by_id" in fields_of(row.row_table))
    return acted and now == row.agency_id


def _in_words(table: str, field: Field | None, value: Any, names: Names) -> str | None:
    """One value as people say it; None where it is only a number of a row that has no name here."""
    if value in (None, "", []):
        return NOTHING
    if isinstance(field, ForeignKey):
        return names.get((field.related_model._meta.db_table, value))
    if isinstance(field, DateTimeField):
        return moment_in_words(value)
    if isinstance(field, DateField):
        words = day_in_words(value)
        return words.partition(" ")[2] if (table, field.name) in MONTHS_ONLY else words
    if isinstance(field, BooleanField) or isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(field, ArrayField) and isinstance(value, list):
        return ", ".join(_chosen(field.base_field, item) for item in value)
    return None if isinstance(value, list | dict) else _chosen(field, value)


def _chosen(field: Field | None, value: Any) -> str:
    choices = {str(key): str(label) for key, label in (field.flatchoices if field else ())}
    if str(value) in choices:
        return choices[str(value)]
    name = field.name if field else ""
    if name in UNITS:
        return f"{value} {UNITS[name]}"
    return str(value).replace("_", " ") if name == "computed" else str(value)


def _published(row: Entry) -> str:
    if row.subject_kind != "edition":
        return "what residents would read, word for word"
    return f"the published account, see edition {row.subject_ref.rpartition('/')[2]}"


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None
