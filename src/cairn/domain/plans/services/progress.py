"""Report progress, offer what shows it, and judge what others offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, Evidence, EvidenceReview, Pledge, Update
from cairn.domain.plans.queries.readings import readings
from cairn.domain.plans.services.holding import hold
from cairn.domain.plans.services.repeats import sent_before
from cairn.domain.plans.terms import EvidenceKind, Stated
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Agency
from cairn.foundation.audit.commands import command
from cairn.foundation.files.models import StoredFile
from cairn.kernel.actors import Actor

SENT_AGAIN = timedelta(days=1)  # the same words a day later are news: nothing has changed since


@dataclass(frozen=True)
class UpdateFacts:
    """What an owner reports."""

    stated: str
    confidence: str
    done: str
    difference: str = ""
    next_step: str = ""
    corrective: str = ""
    waiting_on: str = ""
    public_wording: str = ""


def add_update(*, by: Actor, at: datetime, action: Action, facts: UpdateFacts) -> Update:
    """Report on an action. The computed status of the moment is stored beside the owner's word.

    Sent twice within a day with nothing said in between, it is kept once.

    Raises:
        Refused: naming the field; red needs a corrective action, blocked says by what.
    """
    policies.UPDATE.require(by, hold(action))
    if not facts.done.strip():
        raise Refused("Say what was done since the last update.", field="done")
    if facts.stated == Stated.OFF_TRACK and not facts.corrective.strip():
        raise Refused(
            "Off track needs a corrective action: what will be done to get back on track?", field="corrective"
        )
    if facts.stated == Stated.BLOCKED and not facts.waiting_on.strip():
        raise Refused("Say who or what blocks it.", field="waiting_on")
    if facts.stated not in (Stated.COMPLETE, Stated.NOT_STARTED) and not facts.next_step.strip():
        raise Refused("Say what the next step is.", field="next_step")
    update = Update(
        partnership_id=action.partnership_id, action=action, at=at, by_id=by.user_id, agency_id=by.agency_id,
        stated=facts.stated, confidence=facts.confidence, done=facts.done.strip(), difference=facts.difference.strip(),
        next_step=facts.next_step.strip(), corrective=facts.corrective.strip(), waiting_on=facts.waiting_on.strip(),
        public_wording=facts.public_wording.strip(),
    )  # fmt: skip
    lately = Update.objects.filter(action=action, at__gt=at - SENT_AGAIN)
    if same := sent_before(update, among=lately, but=("at", "computed")):
        return same
    with command("plans.add_update", by=by, at=at):
        action.stated = facts.stated
        action.confidence = facts.confidence
        action.last_update_at = at
        action.save()
        update.computed = readings([action], today=timezone.localdate(at))[action.pk].status
        update.save()
    return update


def add_evidence(
    *, by: Actor, at: datetime, action: Action, title: str, file: StoredFile | None = None, address: str = "",
    record: str = "", only_agency: bool = False, update: Update | None = None,
) -> Evidence:  # fmt: skip
    """Offer one piece of evidence: a file, a link, or where a record is held.

    Sent twice by one person, and not judged in between, it is kept once.

    Raises:
        Refused: when it is none or more than one of the three, or has no title.
        ValueError: when the update is of another action, or the file is shared and the evidence is not.
    """
    policies.UPDATE.require(by, hold(action))
    address, record = address.strip(), record.strip()
    if update is not None and update.action_id != action.pk:
        raise ValueError("The update is about another action.")
    if file is not None and file.only_agency != only_agency:
        raise ValueError("A file and the evidence it is part of are kept alike: to the agency, or shared.")
    if not title.strip():
        raise Refused("Say what the evidence is.", field="title")
    given = [
        kind
        for kind, there in (
            (EvidenceKind.FILE, file), (EvidenceKind.LINK, address), (EvidenceKind.RECORD, record),
        )
        if there
    ]  # fmt: skip
    if len(given) != 1:
        raise Refused("Give one thing: a file, a link, or where the record is held.", field="kind")
    if address and not address.startswith(("https://", "http://")):
        raise Refused("A link begins with https://", field="address")
    evidence = Evidence(
        partnership_id=action.partnership_id, action=action, update=update, kind=given[0], title=title.strip(),
        file=file, address=address, record=record, only_agency=only_agency, agency_id=by.agency_id, by_id=by.user_id,
        at=at,
    )  # fmt: skip
    mine = Evidence.objects.filter(action=action, by_id=by.user_id, reviews__isnull=True)
    if file is not None:
        mine = mine.filter(file__sha256=file.sha256, file__name=file.name)
    if same := sent_before(evidence, among=mine, but=("ref", "at", "file_id")):
        return same
    with command("plans.add_evidence", by=by, at=at):
        evidence.ref = new_reference("E", taken=Evidence)
        evidence.save()
    return evidence


def review_evidence(*, by: Actor, at: datetime, evidence: Evidence, accepted: bool, note: str) -> EvidenceReview:
    """Accept or refuse evidence of another agency, while its action is open. A later review counts instead of this one.

    Raises:
        Refused: when it is refused without saying why.
        Forbidden: when the reviewer belongs to the agency that leads the action.
    """
    hold(evidence.action)  # nobody closes the action on evidence that is being refused
    policies.REVIEW.require(by, evidence)
    if not accepted and not note.strip():
        raise Refused("Say what is missing, so that the owner can put it right.", field="note")
    with command("plans.review_evidence", by=by, at=at, reason=note):
        review = EvidenceReview(
            partnership_id=evidence.partnership_id, action_id=evidence.action_id, evidence=evidence,
            accepted=accepted, note=note.strip(), by_id=by.user_id, agency_id=by.agency_id, at=at,
        )  # fmt: skip
        review.save()
    return review


def add_pledge(
    *, by: Actor, at: datetime, action: Action, agency: Agency, kind: str, what: str, amount: str, from_on: date,
    lapses_on: date | None,
) -> Pledge:  # fmt: skip
    """Say what an agency can give to an action: people, money or time, and until when.

    Sent twice, and not withdrawn in between, it is kept once.

    Raises:
        Refused: when it lapses before it starts, or another agency is spoken for.
    """
    policies.PLEDGE.require(by, hold(action))
    if not (by.is_system or by.has(policies.MANAGER)) and agency.pk != by.agency_id:
        raise Refused("You can speak for your own agency only.", field="agency")
    if not what.strip():
        raise Refused("Say what is given.", field="what")
    if lapses_on and lapses_on < from_on:
        raise Refused("It cannot lapse before it starts.", field="lapses_on")
    pledge = Pledge(
        partnership_id=action.partnership_id, action=action, agency=agency, kind=kind, what=what.strip(),
        amount=amount.strip(), from_on=from_on, lapses_on=lapses_on,
    )  # fmt: skip
    if same := sent_before(pledge, among=Pledge.objects.filter(action=action, agency=agency)):
        return same
    with command("plans.add_pledge", by=by, at=at):
        pledge.save()
    return pledge


def end_pledge(*, by: Actor, at: datetime, pledge: Pledge, reason: str) -> None:
    """Withdraw a pledge before it lapses, with a reason.

    Raises:
        Refused: without a reason, or when it was withdrawn already.
    """
    policies.END_PLEDGE.require(by, hold(pledge))
    if pledge.ended_on is not None:
        raise Refused("This pledge was withdrawn already.")
    if not reason.strip():
        raise Refused("Say why it is withdrawn.", field="reason")
    with command("plans.end_pledge", by=by, at=at, reason=reason):
        pledge.ended_on = timezone.localdate(at)
        pledge.save()
