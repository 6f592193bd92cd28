"""The history of anything, and the auditor's records: audit entries in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Q, QuerySet

from cairn.foundation.access.policies import REGISTRY
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.models import Entry
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.actors import Actor
from cairn.web.kinds import KINDS
from cairn.web.queries.recorded_values import Changed, Names, changes_of, names_for, tables
from cairn.web.words import ACTIONS

SAID_BY_THE_ACT = ("screen", "partnership", "chain", "demonstration")


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
    about: str
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
    """Turn entries into sentences, the rows of one command together. Names are looked up now, since the
    audit holds none: one query for each kind of row that is named."""
    rows = list(entries)
    names = names_for(rows)
    acts = groupby(rows, key=lambda row: (row.command_id, row.action, row.subject_kind, row.subject_ref))
    return [_happening(list(act), names) for _, act in acts]


def _happening(act: list[Entry], names: Names) -> Happening:
    row = act[0]
    parts = (Part(_name_of(one.row_table), tuple(changes_of(one, names))) for one in reversed(act))
    return Happening(
        id=row.id,
        at=row.at,
        what=_what(row),
        kind=row.kind,
        who=names.get(("accounts_user", row.user_id), "Somebody") if row.user_id else "Cairn itself",
        agency=names.get(("agencies_agency", row.agency_id), "") if row.agency_id else "",
        about=_about(row, names),
        reason=row.reason,
        parts=tuple(part for part in parts if part.changes),
    )


def _what(row: Entry) -> str:
    """The act as the end of "Heron Granite ..."."""
    refused = REGISTRY.get(row.action.removeprefix("refused.")) if row.kind == EntryKind.REFUSED else None
    if refused is not None:
        return f"was refused: {refused.says}"
    return ACTIONS.get(row.action) or row.action.replace("_", " ").replace(".", ": ")


def _about(row: Entry, names: Names) -> str:
    """What it was done to, as people say it; nothing where the act says it, or it is the whole partnership."""
    if row.subject_kind in SAID_BY_THE_ACT:
        return ""
    if row.subject_kind == "person":
        number = int(row.subject_ref) if row.subject_ref.isdigit() else 0
        return f"account of {names.get(('accounts_user', number), 'somebody')}"
    kind = KINDS.get(row.subject_kind)
    return f"{kind.word if kind else row.subject_kind} {row.subject_ref}"


def _name_of(table: str) -> str:
    model = tables().get(table)
    return str(model._meta.verbose_name) if model else ""
