"""What an agency is told of a case it is offered: never the case itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cairn.domain.cases.kinds import kinds
from cairn.domain.cases.models import Case, Share
from cairn.domain.cases.policies import OFFER, PRACTITIONER
from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.queries.widely import as_system
from cairn.domain.cases.terms import ShareAs
from cairn.kernel.actors import Actor
from cairn.kernel.uk_time import day_of


@dataclass(frozen=True, slots=True)
class Offer:
    """One case offered to an agency, with all it is told before it accepts."""

    ref: str
    case: str
    kind: str
    by: str
    agency: str
    purpose: str
    basis: str
    consent: str
    sections: tuple[tuple[str, str], ...]
    offered_on: date
    until: date | None


def offers_to(actor: Actor) -> list[Offer]:
    """Cases offered to the actor's agency that wait for an answer, the oldest first.

    Which they are is asked as the actor, so that none is here from which the wall shuts her out.
    """
    shares = list(OFFER.rows(actor).select_related("offered_by__agency").order_by("offered_at", "pk"))
    return _told(actor, shares)


def offer_of(actor: Actor, ref: str) -> tuple[Share, Offer]:
    """One of them.

    Raises:
        Http404: it is not there, or not for her.
    """
    share = OFFER.one(actor, Share.objects.select_related("offered_by__agency"), ref=ref)
    return share, _told(actor, [share])[0]


def is_answered(actor: Actor, ref: str) -> bool:
    """Whether this was offered to the actor's agency and waits no more; told to nobody whom the wall shuts out."""
    if actor.agency_id is None or not actor.has(PRACTITIONER):
        return False
    return Share.objects.filter(ref=ref, agency_id=actor.agency_id, standing=ShareAs.PARTNER).exists()


def offers_waiting(actor: Actor) -> int:
    """How many wait for an answer of the actor's agency, for her list of work."""
    return OFFER.rows(actor).count()


def _told(actor: Actor, shares: list[Share]) -> list[Offer]:
    with as_system(actor.partnership_id):
        cases = {case.pk: case for case in Case.objects.filter(pk__in=[share.case_id for share in shares])}
    return [_offer(share, cases[share.case_id]) for share in shares]


def _offer(share: Share, case: Case) -> Offer:
    sections = process_for(case).sections
    return Offer(
        ref=share.ref,
        case=case.ref,
        kind=kinds()[case.kind].title,
        by=share.offered_by.name if share.offered_by else "Cairn",
        agency=share.offered_by.agency.name if share.offered_by else "",
        purpose=share.purpose,
        basis=share.get_basis_display(),
        consent=share.get_consent_display(),
        sections=tuple((sections[key].title, sections[key].holds) for key in share.sections if key in sections),
        offered_on=day_of(share.offered_at),
        until=share.until_on,
    )
