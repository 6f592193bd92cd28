"""Prepare the referral to the conference as a half-finished form of whoever leads: she sends it, or throws it away."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from cairn.domain.cases.api import as_system, save_half_form
from cairn.domain.cases.models import HalfForm
from cairn.domain.watch import policies
from cairn.domain.watch.models import WatchContact, WatchDecision, WatchRow
from cairn.domain.watch.queries.row_page import ReportLine, reports_of
from cairn.domain.watch.services.refreshing import refresh
from cairn.domain.watch.services.working import decide_referral
from cairn.domain.watch.terms import CONFERENCE, Consent
from cairn.foundation.audit.commands import command
from cairn.foundation.ui.days import day_in_words
from cairn.foundation.ui.forms import lower_first
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.uk_time import day_of

OPENING = "start_draft"
UNSENT = "The draft was not sent, and is gone. Nobody was referred by it."


def refer(
    *, by: Actor, at: datetime, row: WatchRow, why: str, consent: str, without_consent: str = ""
) -> tuple[WatchDecision, HalfForm]:
    """Decide to refer, and prepare the draft. Nothing is sent: the draft is a form only she sees.

    Arguments and errors are as of ``decide_referral``.
    """
    policies.WORK.require(by, row)
    said = {"consent": consent, "without_consent": without_consent.strip()}
    typed = {name: [value] for name, value in drafted(by=by, row=row, on=day_of(at), **said).items() if value}
    with transaction.atomic():  # decided and prepared, or neither
        half = save_half_form(by=by, at=at, kind=CONFERENCE, form=OPENING, typed=typed)
        decision = decide_referral(by=by, at=at, row=row, refer=True, why=why, **said, draft=half.ref)
    return decision, half


def not_sent(*, half: HalfForm, at: datetime) -> None:
    """A form went unsent: where a referral was prepared in it, nobody is referred, and the row asks again.

    That the decision is owed again, everybody sees who has the row; why, whoever drafted it and whoever leads.
    """
    here = half.partnership_id
    with as_system(here):  # the row may be hers no longer
        decided = WatchDecision.objects.select_related("row").filter(draft=half.ref, refer=True).first()
        if decided is None:
            return
        with command("watch.draft_not_sent", by=system_actor(here), at=at):
            WatchDecision(
                partnership_id=here, row=decided.row, kind=WatchDecision.UNSENT, why=UNSENT, at=at, draft=half.ref,
                by_id=decided.by_id, agency_id=decided.agency_id,
            ).save()  # fmt: skip
    refresh(here, {decided.row.victim, decided.row.suspect}, at=at)


def drafted(*, by: Actor, row: WatchRow, on: date, consent: str, without_consent: str) -> dict[str, str]:
    """What the draft says, by the details of the process. People are added to the case once it is open.

    Args:
        by: whoever refers: of the risk it says what her own agency recorded and tried, and nothing of another's.
        on: today.
    """
    return {
        "victim_aware": "yes" if consent == Consent.GIVEN else "", "consent": consent,
        "without_consent_because": without_consent, "risk_known": risk_known(by=by, row=row, on=on),
    }  # fmt: skip


def risk_known(*, by: Actor, row: WatchRow, on: date) -> str:
    """Incidents of the last year with their signs of harm, and contacts tried: of the referrer's own agency alone."""
    said = []
    incidents = [one for one in reports_of(by, row, on=on) if one.own]
    if incidents:
        said += ["Incidents that my agency recorded in the last year:", *map(_incident, reversed(incidents))]
    made = WatchContact.objects.filter(row=row, agency_id=by.agency_id).order_by("on", "pk")
    if contacts := [f"{day_in_words(one.on)}: {lower_first(one.get_kind_display())}." for one in made]:
        said += ["", "Contact:", *contacts]
    return "\n".join(said).strip()


def _incident(one: ReportLine) -> str:
    harm = f" Signs of harm: {lower_first(', '.join(one.harm))}." if one.harm else ""
    return f"{day_in_words(one.happened)}: {lower_first(one.offence)}, {lower_first(one.relationship)}.{harm}"
