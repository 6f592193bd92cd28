"""Add, reassess and close risks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from cairn.domain.plans.api import check_owner
from cairn.domain.risks import policies
from cairn.domain.risks.models import Assessment, Risk, Threatens
from cairn.domain.strategies.models import Commitment
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor
from cairn.kernel.risk_matrix import STEPS


def add_risk(
    *,
    by: Actor,
    at: datetime,
    title: str,
    threatens: Sequence[Commitment],
    owner: User,
    likelihood: int,
    impact: int,
    mitigation: str,
    detail: str = "",
) -> Risk:
    """Add a risk with its first assessment. Sent twice, it is added once.

    Args:
        threatens: commitments it could keep from being kept, at least one.
        owner: the person who answers for it, and by whom her agency does.
        likelihood, impact: 1 to 5 each (``kernel.risk_matrix``).
        mitigation: what is done against it.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: naming the field that is missing or wrong.
    """
    policies.ADD.require(by, Partnership.objects.get(pk=by.partnership_id))
    day = timezone.localdate(at)
    title = " ".join(title.split())
    if not title:
        raise Refused("Say in a few words what could go wrong.", field="title")
    if not threatens:
        raise Refused("Choose at least one commitment that it threatens.", field="threatens")
    if any(row.partnership_id != by.partnership_id for row in threatens):
        raise Refused("Choose commitments of this partnership.", field="threatens")
    _check(likelihood, impact, mitigation)
    check_owner(owner, owner.agency, by.partnership_id, on=day)
    same = Risk.objects.filter(
        partnership_id=by.partnership_id, title=title, owner=owner, raised_on=day, raised_by_id=by.user_id
    ).first()
    if same is not None:
        return same
    with command("risks.add_risk", by=by, at=at):
        risk = Risk(
            partnership_id=by.partnership_id, ref=new_reference("K", taken=Risk), title=title, detail=detail.strip(),
            agency=owner.agency, owner=owner, raised_on=day, raised_by_id=by.user_id,
        )  # fmt: skip
        risk.save()
        for commitment in threatens:
            Threatens(partnership_id=by.partnership_id, risk=risk, commitment=commitment).save()
        _assess(risk, by=by, at=at, likelihood=likelihood, impact=impact, mitigation=mitigation, why="")
    return risk


def reassess(
    *, by: Actor, at: datetime, risk: Risk, likelihood: int, impact: int, mitigation: str, why: str
) -> Assessment:
    """Say how grave a risk is now, and why. The earlier assessments stay.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a reason, or when nothing is different.
    """
    policies.REASSESS.require(by, risk)
    _check(likelihood, impact, mitigation)
    if not why.strip():
        raise Refused("Say what changed, or what you looked at.", field="why")
    with command("risks.reassess", by=by, at=at, reason=why.strip()):
        # Locked, so that of two people who reassess at once the second sees the first one's.
        risk = Risk.objects.select_for_update().get(pk=risk.pk)
        policies.REASSESS.require(by, risk)
        last = risk.assessments.last()
        same = (last.likelihood, last.impact, last.mitigation, last.why, last.by_id)
        if same == (likelihood, impact, mitigation.strip(), why.strip(), by.user_id):
            raise Refused("This was saved already.")
        return _assess(risk, by=by, at=at, likelihood=likelihood, impact=impact, mitigation=mitigation, why=why)


def close_risk(*, by: Actor, at: datetime, risk: Risk, why: str) -> Risk:
    """Close a risk: it has passed, it came true, or it is carried elsewhere.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a reason.
    """
    policies.CLOSE.require(by, risk)
    if not why.strip():
        raise Refused("Say why it is closed.", field="why")
    with command("risks.close_risk", by=by, at=at, reason=why.strip()):
        risk = Risk.objects.select_for_update().get(pk=risk.pk)
        policies.CLOSE.require(by, risk)
        risk.closed_on, risk.closed_why = timezone.localdate(at), why.strip()
        risk.save()
    return risk


def _check(likelihood: int, impact: int, mitigation: str) -> None:
    for field, step in (("likelihood", likelihood), ("impact", impact)):
        if step not in STEPS:
            raise Refused(f"Choose the {field}, from 1 to 5.", field=field)
    if not mitigation.strip():
        raise Refused("Say what is done against it. If nothing is, say so.", field="mitigation")


def _assess(
    risk: Risk, *, by: Actor, at: datetime, likelihood: int, impact: int, mitigation: str, why: str
) -> Assessment:
    found = Assessment(
        partnership_id=risk.partnership_id, risk=risk, likelihood=likelihood, impact=impact,
        mitigation=mitigation.strip(), why=why.strip(), by_id=by.user_id, assessed_at=at,
    )  # fmt: skip
    found.save()
    return found
