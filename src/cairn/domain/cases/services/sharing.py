"""Share a case with an agency for a purpose, answer, end it, hand over the lead, and name who has the case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from cairn.domain.cases import policies
from cairn.domain.cases.errors import NoLongerOpen
from cairn.domain.cases.models import Case, CaseMember, CasePerson, Share
from cairn.domain.cases.queries.conflicts import deciders, undecided
from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.queries.widely import as_system
from cairn.domain.cases.services.wall import look_again, require_decided
from cairn.domain.cases.services.writing import keep_ways_out
from cairn.domain.cases.terms import Consent, LawfulBasis, ShareAnswer, ShareAs
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actors_in
from cairn.foundation.agencies.models import Agency
from cairn.foundation.agencies.queries import working_members
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor
from cairn.kernel.wording import names_given

OVER = "Its last day had passed."
LED_BEFORE = "To work on a case it led before."
#: What contexts above do once an agency has taken a case: the case and the moment, as Cairn itself.
ACCEPTED: list[Callable[[Case, datetime], None]] = []


@dataclass(frozen=True, slots=True)
class Offer:
    """What one agency is to be offered of a case; as ``offer_share`` takes it."""

    agency: Agency
    sections: tuple[str, ...]
    purpose: str
    basis: str
    consent: str
    without_consent_because: str = ""
    until_on: date | None = None


class OfferRefused(Refused):
    """What is wrong with the offer to one of several agencies.

    Attributes:
        agency: whose offer it is.
    """

    def __init__(self, refusal: Refused, agency: Agency) -> None:
        super().__init__(refusal.sentence, field=refusal.field)
        self.agency = agency


def offer_share(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    agency: Agency,
    sections: Sequence[str],
    purpose: str,
    basis: str,
    consent: str,
    without_consent_because: str = "",
    until_on: date | None = None,
) -> Share:
    """Offer a case to an agency of the partnership; it has nothing until one of its practitioners accepts.

    Args:
        sections: keys of the process, of those that may be shared.
        purpose: what the agency needs it for.
        basis: of ``LawfulBasis``.
        consent: of ``Consent``; where not given, ``without_consent_because`` says why it is shared all the same.
        until_on: the last day; None while the case is open.

    Raises:
        Forbidden: by somebody who does not run cases of this kind.
        Refused: naming the field, or whom of that agency to decide about first.
    """
    policies.RUN.require(by, case)
    _held(case)
    offer = Offer(agency, tuple(sections), purpose, basis, consent, without_consent_because, until_on)
    _check_offer(by, case, offer, at=at)
    standing = _outdated(case, agency, at=at)
    _wall(by, case, agency, at=at)
    return _put_offer(by, case, offer, standing, at=at)


def offer_to_each(
    *, by: Actor, at: datetime, case: Case, offers: Sequence[Offer]
) -> tuple[list[Share], list[tuple[Agency, str]]]:
    """Offer a case to several agencies, each for its own purpose; whoever cannot have it now is passed over.

    The conflict wall is looked at again before any is offered, as for one; what is wrong with one offer stops them all.

    Args:
        offers: one for each agency.

    Returns:
        What was offered, and each agency that was passed over with a sentence that says why.

    Raises:
        Forbidden: by somebody who does not run cases of this kind.
        NoLongerOpen: the wall closed the case to her as it was looked at again.
        OfferRefused: naming the agency and the field.
    """
    policies.RUN.require(by, case)
    _held(case)
    for offer in offers:
        try:
            _check_offer(by, case, offer, at=at)
        except Refused as refusal:
            raise OfferRefused(refusal, offer.agency) from refusal
    look_again(case, at)
    if not policies.RUN.decide(by, case).allowed:
        raise NoLongerOpen
    waiting: dict[int, list[str]] = defaultdict(list)
    for user in undecided(case, at=at):
        waiting[user.agency_id].append(user.name)
    shares, passed = [], []
    for offer in offers:
        try:
            standing = _outdated(case, offer.agency, at=at)
        except Refused as refusal:
            passed.append((offer.agency, refusal.sentence))
            continue
        if names := waiting.get(offer.agency.pk):
            why = f"{offer.agency.name} waits: decide first on the conflict wall about {', '.join(names)}."
            passed.append((offer.agency, why))
            continue
        shares.append(_put_offer(by, case, offer, standing, at=at))
    return shares, passed


def _put_offer(by: Actor, case: Case, offer: Offer, standing: Share | None, *, at: datetime) -> Share:
    """Write an offer that was checked; the share that was over by its day alone ends with it."""
    with command("cases.offer_share", by=by, at=at):
        if standing is not None:
            _end(standing, by=by, at=at, because=OVER)
        share = Share(
            partnership_id=case.partnership_id,
            case=case,
            ref=new_reference("H", taken=Share, long=True),
            agency=offer.agency,
            sections=list(offer.sections),
            purpose=offer.purpose,
            basis=offer.basis,
            consent=offer.consent,
            without_consent_because=offer.without_consent_because,
            until_on=offer.until_on,
            offered_at=at,
            offered_by_id=by.user_id,
        )
        share.save()
    return share


def _held(case: Case) -> None:
    """Locked, so that of two who do something with a case at once the second one sees what the first did."""
    Case.objects.select_for_update().get(pk=case.pk)


def _outdated(case: Case, agency: Agency, *, at: datetime) -> Share | None:
    """The share of an agency that is over by its day alone, to end; refused where one still stands."""
    today = timezone.localdate(at)
    if not working_members(case.partnership_id, today).filter(agency=agency).exists():
        raise Refused(f"{agency.name} is not an agency of the partnership that works cases.", field="agency")
    earlier = Share.objects.filter(case=case, agency=agency, ended_at__isnull=True).exclude(answer=ShareAnswer.DECLINED)
    standing = earlier.first()
    if standing is not None and not (standing.until_on and standing.until_on < today):
        word = "has this case" if standing.is_open(at) else "was offered this case"
        raise Refused(f"{agency.name} {word} already. End that first to share it otherwise.", field="agency")
    return standing


def _check_offer(by: Actor, case: Case, offer: Offer, *, at: datetime) -> None:
    process, because = process_for(case), offer.without_consent_because
    sharable = {key for key, section in process.sections.items() if not section.never_shared}
    if not offer.sections or not sharable.issuperset(offer.sections):
        raise Refused("Choose at least one section that may be shared.", field="sections")
    if not offer.purpose.strip():
        raise Refused("Say what the agency needs it for.", field="purpose")
    if offer.basis not in LawfulBasis.values:
        raise Refused("Choose what sharing it rests on.", field="basis")
    if offer.consent not in Consent.values:
        raise Refused("Say whether they agreed.", field="consent")
    if offer.basis == LawfulBasis.CONSENT and offer.consent != Consent.GIVEN:
        raise Refused("It cannot rest on their agreement: they did not give it.", field="basis")
    if offer.consent != Consent.GIVEN and not because.strip():
        raise Refused("Say why it is shared without their agreement.", field="without_consent_because")
    keep_ways_out(by=by, text=offer.purpose, field="purpose", called="What it is shared for")
    _names_nobody(by, case, offer.purpose)
    keep_ways_out(by=by, text=because, field="without_consent_because", called="The reason")
    if offer.until_on is not None and offer.until_on < timezone.localdate(at):
        raise Refused("The last day must not be in the past.", field="until_on")


def _names_nobody(by: Actor, case: Case, purpose: str) -> None:
    """An agency reads the purpose before it accepts, and must not learn from it who the case is about."""
    rows = CasePerson.objects.filter(case=case).select_related("person")
    names = [name for row in rows for name in (row.person.name, *row.person.other_names)]
    if not by.is_system and (found := names_given(purpose, names)):
        words = ", ".join(f"“{word}”" for word in found[:3])
        raise Refused(
            f"The agency reads what it is shared for before it accepts, so it names nobody. Take out {words}: the names"
            " open with the case.",
            field="purpose",
        )


def _wall(by: Actor, case: Case, agency: Agency, *, at: datetime) -> None:
    """Nothing goes to an agency of whose people somebody may be tied to the case, until that is decided."""
    look_again(case, at)
    if not policies.RUN.decide(by, case).allowed:
        raise NoLongerOpen
    require_decided(case, by=by, agencies=[agency.pk], at=at)


def accept_share(*, by: Actor, at: datetime, share: Share) -> Share:
    """Accept a case for one's agency; it is open from now on.

    Raises:
        Forbidden: to another agency, or nothing is offered any more.
    """
    policies.OFFER.require(by, share)
    row = _with_case(share)
    look_again(row.case, at)
    if not policies.OFFER.decide(by, share).allowed:
        raise NoLongerOpen
    taken = _answer(row, ShareAnswer.ACCEPTED, by=by, at=at)
    with as_system(taken.partnership_id):
        for follow in ACCEPTED:
            follow(taken.case, at)
    return taken


def decline_share(*, by: Actor, at: datetime, share: Share, because: str) -> Share:
    """Decline a case for one's agency, with the reason, which whoever runs it reads."""
    policies.OFFER.require(by, share)
    if not because.strip():
        raise Refused("Say why your agency does not take it.", field="because")
    keep_ways_out(by=by, text=because, field="because", called="The reason")
    return _answer(_with_case(share), ShareAnswer.DECLINED, by=by, at=at, because=because)


def _with_case(share: Share) -> Share:
    """The share with its case in hand, which the agency cannot read yet and the record is kept under."""
    with as_system(share.partnership_id):
        return Share.objects.select_related("case").get(pk=share.pk)


def _answer(row: Share, answer: str, *, by: Actor, at: datetime, because: str = "") -> Share:
    with as_system(row.partnership_id):
        row = Share.objects.select_for_update(of=("self",)).select_related("case").get(pk=row.pk)
    if row.answer != ShareAnswer.OFFERED or row.ended_at is not None:
        raise Refused("This was answered, or taken back, meanwhile.")
    row.answer, row.declined_because = answer, because
    row.answered_at, row.answered_by_id = at, by.user_id
    with command("cases.answer_share", by=by, at=at):
        row.save(update_fields=["answer", "declined_because", "answered_at", "answered_by"])
    return row


def revoke_share(*, by: Actor, at: datetime, share: Share, because: str) -> Share:
    """End an agency's share, or take back what it was offered, with the reason. It is closed to it at once."""
    policies.RUN.require(by, share.case)
    # As it stands: somebody may have let that agency lead since it was read, and a case without a lead is nobody's.
    _held(share.case)
    share = Share.objects.select_for_update(of=("self",)).select_related("case", "agency").get(pk=share.pk)
    if share.standing == ShareAs.LEAD:
        raise Refused("The agency that leads keeps the case. Let another lead first.")
    if share.answer == ShareAnswer.DECLINED:
        raise Refused(f"{share.agency.name} declined it: there is nothing to end.")
    if share.ended_at is not None or (share.until_on and share.until_on < timezone.localdate(at)):
        raise Refused("This share is over already.")
    if not because.strip():
        raise Refused("Say why it ends.", field="because")
    keep_ways_out(by=by, text=because, field="because", called="The reason")
    with command("cases.end_share", by=by, at=at):
        _end(share, by=by, at=at, because=because)
    return share


def _end(share: Share, *, by: Actor, at: datetime, because: str) -> None:
    share.ended_at, share.ended_by_id, share.ended_because = at, by.user_id, because
    share.save(update_fields=["ended_at", "ended_by", "ended_because"])


def change_lead(*, by: Actor, at: datetime, case: Case, agency: Agency) -> Share:
    """Let another agency lead that has the case and has somebody to run it; who led keeps a share.

    Raises:
        Refused: where nobody of that agency would run it.
    """
    policies.RUN.require(by, case)
    _held(case)
    lead = Share.objects.get(case=case, standing=ShareAs.LEAD, ended_at__isnull=True)
    having = Share.objects.filter(case=case, agency=agency, answer=ShareAnswer.ACCEPTED, ended_at__isnull=True)
    taken = next((row for row in having.select_for_update() if row.is_open(at)), None)
    if taken is None or taken.pk == lead.pk:
        raise Refused("Choose another agency that has accepted the case.", field="agency")
    _wall(by, case, agency, at=at)
    with command("cases.change_lead", by=by, at=at):
        lead.standing, lead.purpose, lead.basis = ShareAs.PARTNER, LED_BEFORE, taken.basis or LawfulBasis.TASK
        lead.save(update_fields=["standing", "purpose", "basis"])
        taken.standing, taken.sections, taken.until_on = ShareAs.LEAD, [], None
        taken.save(update_fields=["standing", "sections", "until_on"])
        with as_system(case.partnership_id):
            left = deciders(case)
        if not left:
            process = process_for(case)
            title = process.roles[process.lead_role].title.lower()
            raise Refused(f"Nobody of {agency.name} who may see this case is named as {title}.", field="agency")
    return taken


def name_member(*, by: Actor, at: datetime, case: Case, account: User) -> CaseMember:
    """Name somebody on a case; where it is restricted, it then opens to her."""
    policies.RUN.require(by, case)
    _held(case)
    today = timezone.localdate(at)
    actor = actors_in(case.partnership_id, on=today).get(account.pk)
    agencies = {row.agency_id for row in Share.objects.filter(case=case) if row.is_open(at)}
    if actor is None or not actor.has(policies.PRACTITIONER) or account.agency_id not in agencies:
        raise Refused("Choose a practitioner of an agency that has the case.", field="account")
    if policies.SHUT_OUT.name == policies.VIEW.decide(actor, case).clause:
        raise Refused(f"The conflict wall of this case shuts {account.name} out.", field="account")
    if CaseMember.objects.filter(case=case, user=account, until_on__isnull=True).exists():
        raise Refused(f"{account.name} is named on this case already.", field="account")
    with command("cases.name_member", by=by, at=at):
        row = CaseMember(partnership_id=case.partnership_id, case=case, user=account, from_on=today)
        row.save()
    return row


def unname_member(*, by: Actor, at: datetime, member: CaseMember) -> None:
    """End that somebody is named on a case; where it is restricted, it closes to her at once."""
    policies.RUN.require(by, member.case)
    _held(member.case)
    member.refresh_from_db()
    if member.until_on is not None:
        raise Refused("They were taken off the case already.")
    member.until_on = timezone.localdate(at) - timedelta(days=1)
    with command("cases.unname_member", by=by, at=at):
        member.save(update_fields=["until_on"])


def restrict(*, by: Actor, at: datetime, case: Case, restricted: bool) -> None:
    """Open a case only to those who are named on it and to who runs it, or to all who have it again."""
    policies.RUN.require(by, case)
    _held(case)
    case.refresh_from_db(fields=["restricted"])
    if case.restricted == restricted:
        raise Refused("The case is so already.")
    case.restricted = restricted
    with command("cases.restrict", by=by, at=at):
        case.save(update_fields=["restricted"])
