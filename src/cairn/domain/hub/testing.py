"""Builders for tests: a made-up world's records, sent by agencies and linked by walking the real services.

Nothing here is imported by the application.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cairn.domain.hub.models import LinkingRun
from cairn.domain.hub.services.linking import link_all
from cairn.domain.records.models import Extract
from cairn.domain.records.testing import a_feed, an_extract, csv_of
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.worlds import generate

HEADS = ("record", "family", "given", "other_names", "born", "sex", "address", "postcode", "phone", "email")
MEANS = dict(enumerate(("key", *HEADS[1:])))


def world_records(count: int, *, seed: int, agencies: int) -> tuple[list[list[tuple[str, ...]]], dict[str, str]]:
    """Rows of HEADS for each of some agencies, and who is truly behind each record."""
    world = generate(count, seed)
    names = {name: place % agencies for place, name in enumerate(sorted(set(world.people["agency"])))}
    out: list[list[tuple[str, ...]]] = [[] for _ in range(agencies)]
    for number, agency in enumerate(world.people["agency"]):
        out[names[agency]].append(tuple(str(world.people[head][number]) for head in HEADS))
    return out, dict(zip(world.truth["record"], world.truth["person"], strict=True))


def send_rows(rows: Sequence[tuple[str, ...]], *, by: Actor, at: datetime, agency: Agency, **agreed: Any) -> Extract:
    """Rows of HEADS, sent by an agency in a feed of its own."""
    set_scope(by)
    feed = a_feed(by=by, at=at, agency=agency, **agreed)
    return an_extract(by=by, at=at, feed=feed, content=csv_of(HEADS, rows), mapping=MEANS, orders={"born": "day_first"})


def linked(partnership: Partnership, *, at: datetime, seed: int = 0) -> LinkingRun | None:
    """All records in force, linked by Cairn itself."""
    by = system_actor(partnership.pk)
    set_scope(by)
    return link_all(by=by, at=at, partnership=partnership, seed=seed)
