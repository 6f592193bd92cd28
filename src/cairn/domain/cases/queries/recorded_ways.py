"""Whether a text that leaves the record holds a recorded address, number or e-mail address of somebody in its case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from cairn.domain.cases.models import Address, CasePerson, ContactPlan
from cairn.domain.cases.queries.widely import as_system
from cairn.kernel.same_person.holding import holds_address, holds_e_mail, holds_phone


@dataclass(frozen=True, slots=True)
class RecordedWays:
    """The ways to people in some cases, whoever is in them now or was.

    Asked wider than whoever reads may look, so nothing of it is shown: only whether a text holds any.

    Args:
        addresses: reference of a case to the address lines and postcodes of its people.
        phones, e_mails: reference of a case to those of its people.
    """

    addresses: dict[str, set[tuple[str, str]]]
    phones: dict[str, set[str]]
    e_mails: dict[str, set[str]]

    def held_by(self, text: str, *, case: str) -> bool:
        """Whether a text of a case holds one of them, however it is spaced or shortened.

        Args:
            case: its reference.
        """
        return bool(text) and (
            any(holds_address(text, lines=lines, postcode=code) for lines, code in self.addresses.get(case, ()))
            or any(holds_phone(text, number) for number in self.phones.get(case, ()))
            or any(holds_e_mail(text, mail) for mail in self.e_mails.get(case, ()))
        )


def recorded_ways(partnership_id: int, refs: Collection[str]) -> RecordedWays:
    """The ways to everybody in some cases; three queries, however many there are.

    Args:
        refs: of the cases.
    """
    found = RecordedWays(defaultdict(set), defaultdict(set), defaultdict(set))
    cases_of: dict[int, set[str]] = defaultdict(set)
    with as_system(partnership_id):
        rows = CasePerson.objects.filter(case__ref__in=refs).order_by()
        for person, ref in rows.values_list("person_id", "case__ref"):
            cases_of[person].add(ref)
        addresses = list(Address.objects.filter(person__in=cases_of))
        plans = list(ContactPlan.objects.filter(person__in=cases_of))
    for address in addresses:
        for ref in cases_of[address.person_id]:
            found.addresses[ref].add((address.lines, address.postcode))
    for plan in plans:
        for ref in cases_of[plan.person_id]:
            found.phones[ref].update(plan.phones)
            found.e_mails[ref].update(plan.e_mails)
    return found
