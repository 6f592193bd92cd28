"""People whom somebody must not come upon: those a conflict wall keeps from her, and those of restricted cases.

Asked of the casework engine, in the same few queries for everybody. Who is hidden is absent: from what is found, from
counts, and from the time it takes, for whatever is found is compared before anything is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q

from cairn.domain.cases.api import as_system, kept_from
from cairn.domain.cases.api import policies as cases
from cairn.domain.cases.models import Case, CasePerson, Person
from cairn.domain.records.api import SourceRecord
from cairn.kernel.actors import Actor
from cairn.kernel.same_person.finding import Born, Known, strongly_alike


def hidden_from(actor: Actor) -> list[Known]:
    """By name and birth, the people in cases that the wall keeps from the actor or that are restricted to others."""
    if actor.is_system:
        return []
    kept = kept_from()["person in cases"]
    hers = list(cases.VIEW.rows(actor, Case.objects.filter(restricted=True)).values_list("pk", flat=True))
    with as_system(actor.partnership_id):
        restricted = CasePerson.objects.filter(
            partnership_id=actor.partnership_id, case__restricted=True, removed_at__isnull=True
        ).exclude(case__in=hers)
        people = Person.objects.filter(Q(ref__in=kept) | Q(pk__in=restricted.values("person")))
        return [
            Known(row.ref, (row.name, *row.other_names),
                  Born(row.born_year, row.born_month, row.born_day) if row.born_year else None)
            for row in people
        ]  # fmt: skip


def may_be_hidden(row: SourceRecord, hidden: Sequence[Known]) -> bool:
    """Whether a record may well be of somebody who is hidden: in doubt it is."""
    names = (f"{row.given} {row.family}".strip(), *([row.other_names] if row.other_names else []))
    known = Known("", names, Born.on(row.born) if row.born else None)
    return any([strongly_alike(known, each)[0] for each in hidden])  # all of them, so that it takes the same time


def hides(rows: Iterable[SourceRecord], hidden: Sequence[Known]) -> bool:
    """Whether any of a person's records may be of somebody who is hidden."""
    return any([may_be_hidden(row, hidden) for row in rows])
