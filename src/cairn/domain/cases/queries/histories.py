"""The histories figures are counted from: of every case for the figure, and of the reader's own for what it opens to.

A figure is counted past the fence, as Cairn itself, so that it is the same whoever asks; nothing but the figure goes to
whoever asked. What a figure opens to is counted again with the reader's own eyes: what is hidden from her is not left
out of a list, it is not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from cairn.domain.cases.kinds import kind_of
from cairn.domain.cases.models import Case, CaseEvent, CasePerson
from cairn.domain.cases.policies import VIEW
from cairn.domain.cases.queries.standings import history_of, process_for
from cairn.domain.cases.queries.widely import as_system
from cairn.kernel.actors import Actor
from cairn.kernel.case_returns.tallying import Party, Told
from cairn.kernel.processes.history import corrected
from cairn.kernel.uk_time import start_of


def all_told(partnership_id: int, kind_key: str, names: Collection[str], *, first: date, last: date) -> list[Told]:
    """Every case of a kind in which one of some events happened in a period, with its whole history.

    Three queries, whatever the number of cases.

    Args:
        first, last: days on the wall, both in it.

    Raises:
        ValueError: for a kind that is not there.
    """
    with as_system(partnership_id):
        return _told(_of(partnership_id, kind_key, names, first, last))


def told_to(actor: Actor, kind_key: str, names: Collection[str], *, first: date, last: date) -> list[Told]:
    """Those of the cases that are open to somebody; asked as herself, so the fence stands."""
    return _told(VIEW.rows(actor, _of(actor.partnership_id, kind_key, names, first, last)))


def _of(
    partnership_id: int, kind_key: str, names: Collection[str], first: date, last: date
) -> QuerySet[Case]:  # fmt: skip
    if kind_of(kind_key) is None:
        raise ValueError(f"There is no kind of case called {kind_key}.")
    # Named with the partnership, which the index of events begins with.
    within = Q(partnership_id=partnership_id, name__in=sorted(names), at__gte=start_of(first),
               at__lt=start_of(last + timedelta(days=1)))  # fmt: skip
    counted = Exists(CaseEvent.objects.filter(within, case=OuterRef("pk")).order_by())
    return Case.objects.filter(counted, partnership_id=partnership_id, kind=kind_key).order_by("pk")


def _told(cases: Iterable[Case]) -> list[Told]:
    cases = list(cases)
    keys = [case.pk for case in cases]
    events: dict[int, list[CaseEvent]] = defaultdict(list)
    for row in CaseEvent.objects.filter(case__in=keys).select_related("agency").order_by("case_id", "at", "pk"):
        events[row.case_id].append(row)
    people: dict[int, list[Party]] = defaultdict(list)
    born = ("person__born_year", "person__born_month", "person__born_day")
    there = CasePerson.objects.filter(case__in=keys, removed_at__isnull=True)
    for case, party, *known in there.values_list("case_id", "party", *born):
        people[case].append(Party(party, tuple(known)))
    return [_one(case, events[case.pk], people[case.pk]) for case in cases]


def _one(case: Case, rows: list[CaseEvent], people: list[Party]) -> Told:
    process = process_for(case)
    agencies = {row.ref: row.agency.kind for row in rows if row.agency_id}
    return Told(case.ref, process, corrected(history_of(process, rows)), agencies, tuple(people))
