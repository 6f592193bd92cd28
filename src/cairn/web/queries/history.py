"""The history of anything, and the auditor's records: audit entries in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, TruncDate

from cairn.domain.cases.api import kept_from
from cairn.domain.conferences.api import meetings_kept_from
from cairn.domain.watch.api import rows_kept_from
from cairn.foundation.access.policies import REGISTRY
from cairn.foundation.accounts.models import Grant
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.models import Entry
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.actors import Actor
from cairn.web.kinds import KINDS
from cairn.web.queries.recorded_values import Changed, Names, changes_of, counted_for, names_for, tables
from cairn.web.words import ACTIONS

INSTALLATION = 0  # the chain of what happens in no partnership
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
    """Every entry of the partnership, newest first, for the auditor; with the sign-ins of its people.

    Sign-ins stand in the installation's chain. Those of a day on which the person held a role here are
    the partnership's to read (row-level security allows no others). A failed one has no actor: it is about
    the account. Nothing is here about a case whose conflict wall shuts her out, nor of a meeting called about it,
    nor of a row of the watch about somebody she may be tied to.
    """
    here = Grant.objects.annotate(ref=Cast("user_id", CharField())).filter(
        Q(until_on__isnull=True) | Q(until_on__gte=OuterRef("day")),
        partnership_id=actor.partnership_id, ref=OuterRef("subject_ref"), from_on__lte=OuterRef("day"),
    )  # fmt: skip
    sign_ins = Q(chain=INSTALLATION, kind=EntryKind.SIGN_IN, subject_kind="person") & Q(Exists(here))
    rows = Entry.objects.annotate(day=TruncDate("at")).filter(Q(chain=actor.partnership_id) | sign_ins).order_by("-id")
    for subject, refs in {**kept_from(), "meeting": meetings_kept_from(), **rows_kept_from()}.items():
        rows = rows.exclude(subject_kind=subject, subject_ref__in=refs)
    if kind:
        rows = rows.filter(kind=kind)
    if user_id:
        about = Q(kind=EntryKind.SIGN_IN, subject_kind="person", subject_ref=str(user_id))
        rows = rows.filter(Q(user_id=user_id) | about)
    return rows


def in_words(actor: Actor, entries: Iterable[Entry]) -> list[Happening]:
    """Turn entries into sentences for one reader, the rows of one command together. Names are looked up now,
    since the audit holds none: one query for each kind of row that is named."""
    rows = list(entries)
    names, counted = names_for(rows), counted_for(actor, rows)
    acts = groupby(rows, key=lambda row: (row.command_id, row.action, row.subject_kind, row.subject_ref))
    return [_happening(list(act), names, counted) for _, act in acts]


def _happening(act: list[Entry], names: Names, counted: frozenset[str]) -> Happening:
    row = act[0]
    parts = (Part(_name_of(one.row_table), tuple(changes_of(one, names, counted=counted))) for one in reversed(act))
    return Happening(
        id=row.id,
        at=row.at,
        what=_what(row),
        kind=row.kind,
        who=_who(row, names),
        agency=names.get(("agencies_agency", row.agency_id), "") if row.agency_id else "",
        about=_about(row, names),
        reason=row.reason,
        parts=tuple(part for part in parts if part.changes),
    )


def _who(row: Entry, names: Names) -> str:
    """Who did it. Whoever fails to sign in is nobody known, and is not Cairn."""
    if row.user_id:
        return names.get(("accounts_user", row.user_id), "Somebody")
    if row.kind == EntryKind.SIGN_IN:
        return "Somebody"
    return "A system with a key" if row.agency_id else "Cairn itself"


def _what(row: Entry) -> str:
    """The act as the end of "Heron Granite ..."."""
    refused = REGISTRY.get(row.action.removeprefix("refused.")) if row.kind == EntryKind.REFUSED else None
    if refused is not None:
        return f"was refused: {refused.says}"
    if row.kind == EntryKind.SIGN_IN and isinstance(row.changes.get("way"), str):
        return f"{ACTIONS[row.action]}: {row.changes['way']}"
    return ACTIONS.get(row.action) or row.action.replace("_", " ").replace(".", ": ")


def _about(row: Entry, names: Names) -> str:
    """What it was done to, as people say it; nothing where the act says it, or it is the whole partnership."""
    if row.subject_kind in SAID_BY_THE_ACT or (row.kind == EntryKind.SIGN_IN and row.subject_ref == str(row.user_id)):
        return ""
    if row.subject_kind == "person":
        number = int(row.subject_ref) if row.subject_ref.isdigit() else 0
        return f"account of {names.get(('accounts_user', number), 'somebody')}"
    kind = KINDS.get(row.subject_kind)
    return f"{kind.word if kind else row.subject_kind} {row.subject_ref}"


def _name_of(table: str) -> str:
    model = tables().get(table)
    return str(model._meta.verbose_name) if model else ""
