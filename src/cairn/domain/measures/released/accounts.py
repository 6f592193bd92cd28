"""The measures of a strategy's account, and what is written down once an edition of it is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from cairn.domain.measures.models import MeasureChange, MeasureCommitment
from cairn.domain.measures.released.recorded import leaving_of, record_publication
from cairn.domain.measures.terms import Copy
from cairn.domain.plans.api import Measured, Release
from cairn.domain.publishing.api import Account, Edition, LeavingMeasure
from cairn.domain.strategies.api import PUBLISH, Strategy
from cairn.kernel.actors import Actor
from cairn.kernel.disclosure import Audience


def measured(strategy: Strategy, today: date) -> Measured:
    """What residents may see of the running measures that are tied to a strategy's promises and changes."""
    commitments = _refs(MeasureCommitment, "commitment_id", commitment__strategy=strategy)
    changes = _refs(MeasureChange, "change_id", change__strategy=strategy)
    wanted = {ref for refs in (*commitments.values(), *changes.values()) for ref in refs}
    if not wanted:
        return Measured()
    found = leaving_of(strategy.partnership_id, Audience.PUBLIC, today=today, wanted=wanted)
    return Measured(
        measures=tuple(found[ref] for ref in sorted(wanted, key=lambda ref: found[ref].name)),
        of_commitments=commitments,
        of_changes=changes,
    )


def copy_for_partners(*, by: Actor, at: datetime, strategy: Strategy) -> dict[str, LeavingMeasure]:
    """What partners may see of a strategy's measures; that they got it is written down.

    Raises:
        Forbidden: when the actor may not say what leaves the partnership.
    """
    PUBLISH.require(by, strategy)
    today = timezone.localdate(at)
    wanted = _of_strategy(strategy)
    copy = leaving_of(by.partnership_id, Audience.PARTNERS, today=today, wanted=wanted) if wanted else {}
    record_publication(
        by=by, at=at, audience=Audience.PARTNERS, kind=Copy.PARTNER, title=f"{strategy.title}: a copy for partners",
        reference=strategy.slug, measures=copy,
    )  # fmt: skip
    return copy


def _of_strategy(strategy: Strategy) -> set[str]:
    """References of the running measures that are tied to a strategy's promises and changes."""
    ties = (
        _refs(MeasureCommitment, "commitment_id", commitment__strategy=strategy),
        _refs(MeasureChange, "change_id", change__strategy=strategy),
    )
    return {ref for tie in ties for refs in tie.values() for ref in refs}


def record_edition(by: Actor, at: datetime, release: Release, account: Account, edition: Edition) -> None:
    """Write down what an edition showed."""
    record_publication(
        by=by, at=at, audience=Audience.PUBLIC, kind=Copy.EDITION, title=f"{edition.title}, edition {edition.number}",
        reference=f"{edition.slug}/{edition.number}", drawn_at=release.proposed_at,
        measures={one.ref: one for one in account.measures},
    )  # fmt: skip


def _refs(model: type, column: str, **of: object) -> dict[int, tuple[str, ...]]:
    """Primary key of what is measured to the references of its running measures."""
    found: dict[int, list[str]] = defaultdict(list)
    rows: Iterable = model.objects.filter(measure__ended_on=None, **of).order_by("measure__name")
    for key, ref in rows.values_list(column, "measure__ref"):
        found[key].append(ref)
    return {key: tuple(refs) for key, refs in found.items()}
