"""What the hub does while nobody waits: new records find their people, and all are linked anew each night."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from cairn.domain.hub.services.joining import join_extract
from cairn.domain.hub.services.linking import link_every
from cairn.domain.records.api import Extract
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.jobs.periodic import by_the_clock
from cairn.kernel.actors import system_actor

log = logging.getLogger("cairn.jobs")


@by_the_clock("41 1 * * *", name="hub.link_all", said="linked")
def link_each_night(at: datetime) -> int:
    """Link the records of every partnership whose records or decisions changed."""
    return link_every(at=at)


@app.task(name="hub.join_extract")
def join(partnership: int, extract: int, at: str) -> None:
    """Have the rows of an extract find their people.

    Args:
        partnership, extract: keys of the rows.
        at: when the rows went in.
    """
    by = system_actor(partnership)
    with transaction.atomic():
        set_scope(by)
        row = Extract.objects.select_related("feed").filter(pk=extract, stage="in_force").first()
        if row is not None and (links := join_extract(by=by, at=datetime.fromisoformat(at), extract=row)):
            log.info("joined", extra={"job": "hub.join_extract", "rows": links})
