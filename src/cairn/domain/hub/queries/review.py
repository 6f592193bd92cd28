"""Pairs that wait for a reviewer, and one of them with both records side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from cairn.domain.cases.api import as_system
from cairn.domain.hub import policies
from cairn.domain.hub.models import Doubt, LinkingRun, PairDecision
from cairn.domain.hub.queries.behind import records_of, rows_of
from cairn.domain.hub.queries.hidden import hidden_from, hides
from cairn.domain.hub.queries.newest import doubts_now, links_now
from cairn.domain.hub.queries.tables import COLUMNS, as_record
from cairn.domain.records.api import SourceRecord, records_in_force
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor, system_actor

MOST_SHOWN = 50
_LOOKED_AT = 4 * MOST_SHOWN
_TITLES = {
    "given": "Given name", "family": "Family name", "other_names": "Other names", "born": "Date of birth", "sex": "Sex",
    "postcode": "Postcode", "address": "Address", "phone": "Telephone", "email": "E-mail", "nhs": "NHS number",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beside:
    """One column of both records.

    Attributes:
        differs: both say something, and not the same.
    """

    title: str
    one: str
    other: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that are looked at.

    Attributes:
        joined: whether they are one person now.
        decisions: what was decided, the newest first, with what was taken back.
        people: references of the people behind the two, of whom all records may be looked at.
    """

    doubt: Doubt
    one: SourceRecord
    other: SourceRecord
    columns: tuple[Beside, ...]
    joined: bool
    decisions: tuple[PairDecision, ...]
    people: tuple[str, ...] = ()

    @property
    def decided(self) -> PairDecision | None:
        """What counts now."""
        return next((row for row in self.decisions[:1] if row.says != "withdrawn"), None)


def waiting(actor: Actor) -> list[Doubt]:
    """The pairs that wait and that the actor may decide: the likeliest to be wrong first, some dozens at most."""
    hidden = hidden_from(actor)
    rows = policies.DECIDE.rows(actor, doubts_now(actor.partnership_id))
    rows = list(rows.select_related("first__agency", "second__agency").order_by("-run", "pk")[:_LOOKED_AT])
    found = rows_of(records_in_force(actor), [record for row in rows for record in (row.first, row.second)])
    seen = (
        row for row in rows
        if {row.first_id, row.second_id} <= found.keys()
        and not hides((found[row.first_id], found[row.second_id]), hidden)
    )  # fmt: skip
    return list(islice(seen, MOST_SHOWN))


def last_run(actor: Actor) -> LinkingRun | None:
    """The newest run of the actor's partnership; None before the first."""
    return LinkingRun.objects.filter(partnership_id=actor.partnership_id).first()


def pair_of(actor: Actor, ref: str) -> Pair:
    """One pair, decided or not.

    Raises:
        Http404: where it is not the actor's to see, or a record is in force no more.
    """
    doubt = policies.DECIDE.one(actor, Doubt.objects.select_related("first", "second"), ref=ref)
    rows = rows_of(records_in_force(actor), [doubt.first, doubt.second])
    hidden = hidden_from(actor)
    if len(rows) < 2 or hides(rows.values(), hidden):
        policies.DECIDE.one(actor, Doubt.objects.none(), ref=ref)  # as one that is not there
    one, other = rows[doubt.first_id], rows[doubt.second_id]
    with as_system(actor.partnership_id):
        pair = [doubt.first_id, doubt.second_id]
        links = links_now(actor.partnership_id).filter(record__in=pair).select_related("person")
        people = list(dict.fromkeys(link.person for link in links))
    open_to_her = [
        person.ref for person in people
        if not hides([each.record for each in records_of(system_actor(actor.partnership_id), person)], hidden)
    ]  # fmt: skip
    decisions = PairDecision.objects.filter(first=doubt.first_id, second=doubt.second_id).select_related("by")
    return Pair(doubt, one, other, tuple(_beside(one, other)), len(people) == 1,
                tuple(decisions.order_by("-pk")), tuple(open_to_her))  # fmt: skip


def _beside(one: SourceRecord, other: SourceRecord) -> Iterable[Beside]:
    first, second = as_record(one), as_record(other)
    for name in COLUMNS:
        if first[name] or second[name]:
            differs = bool(first[name] and second[name] and first[name] != second[name])
            one_says, other_says = (shown(name, each[name]) for each in (first, second))
            yield Beside(_TITLES[name], one_says, other_says, differs)


def shown(name: str, value: str) -> str:
    """Names and addresses are kept in small letters, to be compared."""
    if name == "born" and value:
        return day_in_words(date.fromisoformat(value))
    return value.title() if name in ("given", "family", "other_names", "address") else value
