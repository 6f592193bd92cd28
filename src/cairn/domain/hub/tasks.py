"""What the hub does while nobody waits: all records are linked anew each night."""

from __future__ import annotations

from datetime import datetime

from cairn.domain.hub.services.linking import link_every
from cairn.foundation.jobs.periodic import by_the_clock


@by_the_clock("41 1 * * *", name="hub.link_all", said="linked")
def link_each_night(at: datetime) -> int:
    """Link the records of every partnership whose records or decisions changed."""
    return link_every(at=at)
