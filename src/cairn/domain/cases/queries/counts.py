"""The counts a kind has to keep, over a year or a quarter of a whole partnership: exact, with noughts.

They are asked over every case, whoever has it, so they are never broken down further: no agency, no area, no group.
What is shown to whom is decided where a figure leaves (measures).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Q

from cairn.domain.cases.kinds import Kind, kind_of
from cairn.domain.cases.models import CaseEvent
from cairn.domain.cases.queries.standings import history_of
from cairn.domain.cases.queries.widely import as_system
from cairn.kernel.periods import Period
from cairn.kernel.processes.counting import counts
from cairn.kernel.processes.process import CORRECT, CountRequired, Process
from cairn.kernel.uk_time import start_of

LONGEST, SHORTEST = "year", "quarter"


@dataclass(frozen=True, slots=True)
class Required:
    """One count of a kind over a period.

    Args:
        exact: the law asks for the number as it is; it is never rounded or withheld.
        law: what it rests on, in words.
    """

    key: str
    title: str
    number: int
    exact: bool
    law: tuple[str, ...]


def required_counts(partnership_id: int, kind_key: str, period: Period) -> tuple[Required, ...]:
    """Every count the newest version of a kind asks for, in its order; nought where nothing happened.

    A case counts by the day on the wall of what is counted, under the version it keeps, with what was corrected put
    right. Two queries, whatever the number of cases.

    Args:
        partnership_id: all of it.
        kind_key: a folder of ``casetypes``.
        period: a year or a quarter, whole.

    Raises:
        ValueError: for another length of time, or a kind that is not there.
    """
    if period.frequency not in (LONGEST, SHORTEST):
        raise ValueError(f"The counts of a kind are for a year or a quarter, not for a {period.frequency}.")
    kind = kind_of(kind_key)
    if kind is None:
        raise ValueError(f"There is no kind of case called {kind_key}.")
    found: dict[str, int] = defaultdict(int)
    with as_system(partnership_id):
        for process, rows in _by_case(partnership_id, kind, period):
            for key, number in counts(
                process, [history_of(process, rows)], first=period.start, last=period.end
            ).items():
                found[key] += number
    newest = kind.newest
    return tuple(_required(newest, wanted, found[key]) for key, wanted in newest.counts.items())


def _required(process: Process, wanted: CountRequired, number: int) -> Required:
    law = tuple(process.basis[key].title for key in wanted.basis)
    return Required(wanted.key, wanted.title, number, wanted.exact, law)


def _by_case(partnership_id: int, kind: Kind, period: Period) -> Iterable[tuple[Process, list[CaseEvent]]]:
    """What may count in a period, case by case, with every correction of these cases."""
    names = {name for each in kind.versions for wanted in each.process.counts.values() for name in wanted.events}
    within = Q(name__in=names, at__gte=start_of(period.start), at__lt=start_of(period.end + timedelta(days=1)))
    of_kind = CaseEvent.objects.filter(partnership_id=partnership_id, case__kind=kind.key)
    of_kind = of_kind.annotate(version_from=F("case__version_from")).order_by("case_id", "at", "pk")
    by_case: dict[int, list[CaseEvent]] = defaultdict(list)
    for row in of_kind.filter(within):
        by_case[row.case_id].append(row)
    # Only a count that reads an answer can be changed by a correction, which comes after what it corrects.
    if any(wanted.field for each in kind.versions for wanted in each.process.counts.values()):
        for row in of_kind.filter(name=CORRECT, at__gte=start_of(period.start)):
            if row.case_id in by_case:
                by_case[row.case_id].append(row)
    for events in by_case.values():
        yield kind.from_day(events[0].version_from).process, events
