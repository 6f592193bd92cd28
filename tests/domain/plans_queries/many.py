"""Many mixed actions at once, for tests of lists at full size; drawn with a fixed seed."""

from __future__ import annotations

import random
from datetime import timedelta

from cairn.domain.plans.models import (
    Action,
    ActionPlan,
    DateChange,
    Evidence,
    EvidenceReview,
    Milestone,
    Pledge,
    Supporter,
    Update,
)
from cairn.domain.plans.terms import Characteristic, Origin, Stated
from cairn.domain.plans.testing import World
from cairn.domain.strategies.models import Commitment
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.guarded import load_in_bulk
from cairn.kernel.actors import system_actor
from cairn.kernel.references import SPACE, encode

PARTNERS = ("fell-council", "fell-police", "fell-health", "fell-network")
TITLES = (
    "Hold workshops with schools",
    "Train staff at the counter",
    "Audit thirty closed cases",
    "Open a safe space",
)


def add_many(world: World, plan: ActionPlan, number: int, *, commitments: tuple[str, ...] = ("CP1", "CP2")) -> None:
    """Load ``number`` actions of every kind into a plan, with what hangs from them, as one act."""
    draw = random.Random(20261120)
    promises = list(Commitment.objects.filter(strategy=plan.strategy, code__in=commitments))
    with command("test.add_many", by=system_actor(world.partnership.pk), at=world.at):
        rows = [_action(world, plan, draw, promises, ref) for ref in _references("A", number)]
        _load(world, Action, rows)
        told = [row for row in rows if row.last_update_at]
        _load(world, Update, [_update(row, draw) for row in told for _ in range(draw.randrange(5))])
        _load(world, Milestone, [_milestone(world, row, place, draw) for row in rows for place in (1, 2)])
        _load(
            world,
            Supporter,
            [
                Supporter(action=row, agency=world.agencies[slug])
                for row in rows
                for slug in PARTNERS
                if slug != row.lead.slug and draw.random() < 0.2
            ],
        )
        _load(world, DateChange, [_moved(world, row) for row in rows if draw.random() < 0.3])
        _load(world, Pledge, [_pledge(row, draw) for row in rows if draw.random() < 0.2])
        evident = [row for row in rows if draw.random() < 0.3]
        shown = [_evidence(world, row, ref) for row, ref in zip(evident, _references("E", len(evident)), strict=True)]
        _load(world, Evidence, shown)
        _load(world, EvidenceReview, [_review(world, row, draw) for row in shown if draw.random() < 0.6])


def _load(world, model, rows) -> None:
    for row in rows:
        row.partnership = world.partnership
    load_in_bulk(model, rows, subject=("test", "many"), digest="0" * 64)


def _references(prefix: str, number: int) -> list[str]:
    """So many, no two the same: ``new_reference`` sees only rows that are saved, and asks for each of them."""
    return [encode(prefix, drawn) for drawn in random.sample(range(SPACE), number)]


def _action(world, plan, draw, promises, ref) -> Action:
    lead = world.agencies[draw.choice(PARTNERS)]
    owner = draw.choice([person for person in world.people.values() if person.agency_id == lead.pk])
    starts_on = plan.starts_on + timedelta(days=draw.randrange(300))
    due_on = starts_on + timedelta(days=30 + draw.randrange(250))
    ended = draw.random()
    return Action(
        plan=plan,
        ref=ref,
        lead=lead,
        owner=owner,
        commitment=draw.choice(promises),
        title=draw.choice(TITLES),
        detail="Where families are, when they can come, with somebody to talk to afterwards. " * 4,
        origin=draw.choice([Origin.STRATEGY, Origin.SCRUTINY, Origin.AUDIT, Origin.STATUTE]),
        origin_note="The report of May 2026",
        starts_on=starts_on,
        due_on=due_on,
        first_due_on=due_on,
        stated=draw.choice(Stated.values),
        confidence=draw.choice(["high", "medium", "low"]),
        last_update_at=world.at - timedelta(days=draw.randrange(150)) if draw.random() < 0.8 else None,
        rural="Villages without a bus after six" if draw.random() < 0.3 else "",
        characteristics=draw.sample(Characteristic.values, draw.choice([0, 0, 0, 1, 2])),
        completed_on=world.today if ended < 0.1 else None,
        stopped_on=world.today if ended > 0.95 else None,
        stop_reason="Merged with another" if ended > 0.95 else "",
    )


def _update(row, draw) -> Update:
    return Update(
        action=row,
        at=row.last_update_at,
        by_id=row.owner_id,
        agency_id=row.lead_id,
        stated=Stated.ON_TRACK,
        computed="on_track",
        confidence="high",
        done=draw.choice(["Two schools booked the assembly. ", "Staff met and agreed the leaflet. "]) * 5,
        difference="Young people said they knew whom to tell. " * 3,
        next_step="Book the spring term. " * 2,
    )


def _milestone(world, row, place, draw) -> Milestone:
    due_on = row.starts_on + timedelta(days=30 * place)
    done_on = due_on if due_on < world.today and draw.random() < 0.8 else None
    return Milestone(action=row, title="Halfway", due_on=due_on, done_on=done_on, place=place)


def _moved(world, row) -> DateChange:
    before = row.due_on - timedelta(days=30)
    return DateChange(
        action=row,
        from_on=before,
        to_on=row.due_on,
        reason="The trainer left",
        by_id=row.owner_id,
        on=world.today,
    )


def _pledge(row, draw) -> Pledge:
    lapses_on = row.starts_on + timedelta(days=draw.randrange(400))
    return Pledge(
        action=row,
        agency_id=row.lead_id,
        kind="money",
        what="Venue hire",
        amount="£400",
        from_on=row.starts_on,
        lapses_on=lapses_on,
    )


def _evidence(world, row, ref) -> Evidence:
    return Evidence(
        action=row,
        ref=ref,
        kind="link",
        title="Attendance register",
        address="https://example.org/register",
        agency_id=row.lead_id,
        by_id=row.owner_id,
        at=world.at - timedelta(days=30),
    )


def _review(world, row, draw) -> EvidenceReview:
    reviewer = draw.choice([one for one in world.people.values() if one.agency_id != row.agency_id])
    return EvidenceReview(
        action_id=row.action_id,
        evidence=row,
        accepted=draw.random() < 0.7,
        note="Seen",
        by=reviewer,
        agency_id=reviewer.agency_id,
        at=world.at,
    )
