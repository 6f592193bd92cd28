"""What names in a workbook are compared with: people, agencies and commitments, and what was answered before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cairn.domain.plans.models import ActionPlan, WorkbookImport, WorkbookName
from cairn.domain.plans.queries.action_choices import commitments_of, partner_agencies, people
from cairn.domain.strategies.models import Commitment
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency
from cairn.kernel.actors import Actor
from cairn.kernel.workbooks.candidates import Known
from cairn.kernel.workbooks.fields import Kind
from cairn.kernel.workbooks.matching import Candidate, Matcher


@dataclass(frozen=True)
class Cast:
    """Everybody and everything a workbook may name, by key; five queries.

    Attributes:
        known: what texts are compared with.
    """

    people: dict[str, User]
    agencies: dict[str, Agency]
    commitments: dict[str, Commitment]
    known: Known

    def still_there(self, said: str, means: str) -> bool:
        """An answer given earlier still names somebody or something here."""
        kind = said.partition(":")[0]
        there = {Kind.PERSON: self.people, Kind.AGENCY: self.agencies, Kind.PROMISE: self.commitments}
        return means in there.get(Kind(kind), {})


def cast_of(actor: Actor, plan: ActionPlan, workbook: WorkbookImport | None, *, today: date) -> Cast:
    """What the workbook may name, on a day."""
    persons = {str(row.pk): row for row in people(actor, today=today)}
    agencies = {str(row.pk): row for row in partner_agencies(actor, today=today)}
    commitments = {str(row.pk): row for row in commitments_of(plan)}
    by_name = Matcher(_agencies(agencies.values()))
    matchers = {
        Kind.PERSON: Matcher((Candidate(key, row.name, (row.email,)) for key, row in persons.items()), people=True),
        Kind.AGENCY: by_name,
        Kind.AGENCIES: by_name,
        Kind.PROMISE: Matcher(_promises(commitments.values())),
    }
    remembered = dict(WorkbookName.objects.filter(partnership_id=actor.partnership_id).values_list("said", "means"))
    cast = Cast(persons, agencies, commitments, Known(matchers))
    answers = {said: means for said, means in remembered.items() if cast.still_there(said, means)}
    return Cast(
        persons,
        agencies,
        commitments,
        Known(matchers, {**answers, **(workbook.answers if workbook is not None else {})}),
    )


def _agencies(rows: Iterable[Agency]) -> Iterable[Candidate]:
    return (Candidate(str(row.pk), row.name, (row.short, row.slug.replace("-", " "))) for row in rows)


def _promises(rows: Iterable[Commitment]) -> Iterable[Candidate]:
    return (Candidate(str(row.pk), row.code, (row.text, row.plain, f"{row.code} {row.text}")) for row in rows)
