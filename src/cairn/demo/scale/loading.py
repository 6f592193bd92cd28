"""Load the generated partnerships: one command, and so one act in the record, for each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from random import Random

from django.db import transaction
from django.utils import timezone

from cairn.demo.plan_files import read_plan_years
from cairn.demo.scale.actions import Actions
from cairn.demo.scale.places import Vale, load_people_of, load_vales, name_of, slug_of
from cairn.demo.scale.sizes import SEED, Sizes, beside
from cairn.demo.scale.strategies import Made, make_strategies
from cairn.demo.scale.tables import WITH_REFERENCES, Loader, References, table
from cairn.domain.plans.api import propose_release, publish_release
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import system_actor

NEW = "The first account of this generated strategy."


def load_generated(*, at: datetime, sizes: Sizes | None = None) -> Iterator[str]:
    """Load what is not there yet and say so line by line.

    Args:
        at: when; nothing generated happened on that day or later.
        sizes: how much; by default, with the real strategies, 40 partnerships, 200 strategies,
            25,000 actions and 250,000 updates.
    """
    sizes = sizes or beside(read_plan_years())
    missing = [number for number in range(1, sizes.partnerships + 1) if not _loaded(number)]
    if not missing:
        yield f"{sizes.partnerships} generated partnerships are there already."
        return
    yield load_vales(count=sizes.partnerships, at=at)
    refs = References(_references(), Random(f"{SEED}/references"))
    for number in missing:
        vale = load_people_of(number, at=at)
        with transaction.atomic():
            made, said = _load(vale, sizes.of(number), refs, at)
            published = _publish(vale, made, at)
        yield f"{name_of(number)}: {said}, {published} accounts published."


def _load(vale: Vale, sizes: Sizes, refs: References, at: datetime) -> tuple[list[Made], str]:
    as_at = timezone.localdate(at)
    rng = Random(f"{SEED}/{vale.number}")
    subject = vale.partnership.audit_subject()
    with command("demo.load_generated", by=system_actor(vale.partnership.pk), at=at):
        loader = Loader(
            partnership_id=vale.partnership.pk, subject=subject, what=f"{vale.number}/{as_at.isoformat()}/{sizes}"
        )
        made = make_strategies(vale=vale, count=sizes.strategies, as_at=as_at, loader=loader, refs=refs, rng=rng)
        Actions(vale=vale, as_at=as_at, loader=loader, refs=refs, rng=rng).make(made, sizes)
    return (
        made,
        f"{len(made)} strategies, {loader.loaded['plans.Action']:,} actions, {loader.loaded['plans.Update']:,} updates",
    )


def _publish(vale: Vale, made: list[Made], at: datetime) -> int:
    """Publish every other strategy's account: its manager proposes it, a board member checks it."""
    on = timezone.localdate(at)
    by, checks = (actor_for(user, vale.partnership, on=on) for user in (vale.manager, vale.board))
    set_scope(by, command_id="")
    chosen = [found.strategy for place, found in enumerate(made) if (vale.number + place) % 2]
    for strategy in chosen:
        publish_release(by=checks, at=at, release=propose_release(by=by, at=at, strategy=strategy, note=NEW))
    return len(chosen)


def _loaded(number: int) -> bool:
    partnership = Partnership.objects.filter(slug=slug_of(number)).first()
    if partnership is None:
        return False
    with transaction.atomic():
        set_scope(system_actor(partnership.pk))
        return table("plans.ActionPlan").objects.exists()


def _references() -> set[str]:
    """Every reference there is: they are unique across partnerships, which only this looks into."""
    found: set[str] = set()
    for partnership in Partnership.objects.order_by("pk"):
        with transaction.atomic():
            set_scope(system_actor(partnership.pk))
            for label in WITH_REFERENCES:
                found.update(table(label).objects.order_by().values_list("ref", flat=True))
    return found
