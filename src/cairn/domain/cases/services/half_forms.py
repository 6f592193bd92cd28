"""Keep a form somebody has begun, until she finishes it or throws it away. It is hers alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from cairn.domain.cases import policies
from cairn.domain.cases.models import Case, HalfForm
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.foundation.jobs.everywhere import in_each_partnership
from cairn.kernel.actors import Actor

MOST = 50
KEPT_FOR = timedelta(days=30)
# What contexts above do when a form that they prepared goes without having been sent, with ``half`` and ``at``.
NOT_SENT: list[Callable[..., None]] = []


def save_half_form(
    *, by: Actor, at: datetime, kind: str, form: str, typed: Mapping[str, list[str]], case: Case | None = None,
    half: HalfForm | None = None,
) -> HalfForm:  # fmt: skip
    """Save what has been typed so far.

    Args:
        kind: of case.
        form: the move or event it is for, or NOTE_FORM.
        typed: name of the box to what stands in it, unchecked.
        case: the case it is a step of; None where it opens one.
        half: the form, where it was saved before.

    Raises:
        Forbidden: where she may not send the form either.
        Refused: by whoever keeps very many already, or over a form of somebody else or of another step.
    """
    if case is None:
        policies.OPEN.require(by, Partnership.objects.get(pk=by.partnership_id))
    else:
        policies.STEP.require(by, case)
    asked = (by.user_id, case.pk if case else None, kind, form)
    if half is not None and (half.user_id, half.case_id, half.kind, half.form) != asked:
        raise Refused("This is not the form you saved. Open yours from your list of cases.")
    if half is None and HalfForm.objects.filter(user_id=by.user_id).count() >= MOST:
        raise Refused(f"You keep {MOST} forms already. Finish one, or throw one away, then save this again.")
    with command("cases.save_half_form", by=by, at=at):
        if half is None:
            half = HalfForm(
                partnership_id=by.partnership_id,
                user_id=by.user_id,
                ref=new_reference("Z", taken=HalfForm, long=True),
                case=case,
                kind=kind,
                form=form,
            )
        half.typed, half.saved_at = {name: list(values) for name, values in typed.items()}, at
        half.save()
    return half


def drop_half_form(*, by: Actor, at: datetime, half: HalfForm, sent: bool) -> None:
    """Throw a form away: it was sent, or is no longer wanted.

    Args:
        sent: what it was for is done.

    Raises:
        Refused: where it is somebody else's.
    """
    if not by.is_system and half.user_id != by.user_id:
        raise Refused("This form is somebody else's.")
    with command("cases.drop_half_form", by=by, at=at):
        half.delete()
    if not sent:
        for follow in NOT_SENT:
            follow(half=half, at=at)


def forget_half_forms(*, at: datetime) -> int:
    """Throw away what was last saved thirty days ago, in every partnership; returns how many."""
    return in_each_partnership(lambda by, _here: _forget(by, at))


def _forget(by: Actor, at: datetime) -> int:
    old = list(HalfForm.objects.filter(saved_at__lt=at - KEPT_FOR))
    for half in old:
        drop_half_form(by=by, at=at, half=half, sent=False)
    return len(old)
