"""Prepare the referral to the conference as a half-finished form of whoever leads: she sends it, or throws it away."""

from __future__ import annotations

from datetime import datetime

from cairn.domain.cases.api import save_half_form
from cairn.domain.cases.models import HalfForm
from cairn.domain.watch import policies
from cairn.domain.watch.models import WatchDecision, WatchRow
from cairn.domain.watch.services.working import decide_referral
from cairn.domain.watch.terms import CONFERENCE, Consent
from cairn.kernel.actors import Actor

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
    typed = {name: [value] for name, value in drafted(decision).items() if value}
    half = save_half_form(by=by, at=at, kind=CONFERENCE, form=OPENING, typed=typed)
    return decision, half


def drafted(decision: WatchDecision) -> dict[str, str]:
    """What the draft says, by the details of the process. People are added to the case once it is open."""
    return {
        "victim_aware": "yes" if decision.consent == Consent.GIVEN else "", "consent": decision.consent,
        "without_consent_because": decision.without_consent,
    }  # fmt: skip
