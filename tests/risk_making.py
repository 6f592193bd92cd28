"""Risks of the invented partnership, made by walking the real services."""

from __future__ import annotations

from typing import Any

from cairn.domain.plans.testing_world import World
from cairn.domain.risks import services
from cairn.domain.risks.models import Risk


def a_risk(world: World, *, by: str = "manager", owner: str = "council_lead", **facts: Any) -> Risk:
    """A likely and major risk to CP1; any fact of ``add_risk`` may be given."""
    fields = {
        "title": "The funding ends in March",
        "threatens": [world.commitment("CP1")],
        "likelihood": 4,
        "impact": 4,
        "mitigation": "Two bids are written.",
        **facts,
    }
    return services.add_risk(by=world.acts(by), at=world.at, owner=world.people[owner], **fields)
