"""Prepare the referral to the conference as a half-finished form of whoever leads: she sends it, or throws it away."""

from __future__ import annotations

from datetime import date, datetime

from cairn.domain.cases.api import save_half_form
from cairn.domain.cases.models import HalfForm
from cairn.domain.watch import policies
from cairn.domain.watch.models import WatchContact, WatchDecision, WatchRow
from cairn.domain.watch.queries.row_page import ReportLine, reports_of
from cairn.domain.watch.services.working import decide_referral
from cairn.domain.watch.terms import CONFERENCE, Consent
from cairn.foundation.ui.days import day_in_words
from cairn.foundation.ui.forms import lower_first
from cairn.kernel.actors import Actor
from cairn.kernel.uk_time import day_of

OPENING = "start_draft"


def refer(
    *, by: Actor, at: datetime, row: WatchRow, why: str, consent: str, without_consent: str = ""
) -> tuple[WatchDecision, HalfForm]:
    """Decide to refer, and prepare the draft. Nothing is sent: the draft is a form only she sees.

    Arguments and errors are as of ``decide_referral``.
    """
    policies.WORK.require(by, row)
    decision = decide_referral(
        by=by, at=at, row=row, refer=True, why=why, consent=consent, without_consent=without_consent
    )
    typed = {name: [value] for name, value in drafted(by=by, decision=decision, on=day_of(at)).items() if value}
    half = save_half_form(by=by, at=at, kind=CONFERENCE, form=OPENING, typed=typed)
    return decision, half


def drafted(*, by: Actor, decision: WatchDecision, on: date) -> dict[str, str]:
    """What the draft says, by the details of the process. People are added to the case once it is open.

    Args:
        by: whoever refers: of the risk it says what her own agency recorded and tried, and nothing of another's.
        on: today.
    """
    return {
        "victim_aware": "yes" if decision.consent == Consent.GIVEN else "", "consent": decision.consent,
        "without_consent_because": decision.without_consent, "risk_known": risk_known(by=by, row=decision.row, on=on),
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
