"""Is this person known? Asked at intake, while somebody waits: with its policy, its record and what is hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from cairn.domain.cases.api import as_system
from cairn.domain.hub import policies
from cairn.domain.hub.models import HubPerson
from cairn.domain.hub.queries.hidden import hidden_past_the_fence, hides
from cairn.domain.hub.queries.nearest import TOLD, all_rows, means_one_person, nearest
from cairn.domain.hub.queries.pointers import feeds_pointing
from cairn.domain.records.api import SourceRecord
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.audit.commands import record_read
from cairn.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody who probably is the one who was typed.

    Attributes:
        own: the rows of the asker's agency.
        elsewhere: other agencies that let it be seen; never what they know.
        chance: from 0 to 1, on average over these records.
    """

    person: HubPerson
    own: tuple[SourceRecord, ...]
    elsewhere: tuple[Agency, ...]
    chance: float


def is_known(
    *, by: Actor, at: datetime, partnership: Partnership, record: Mapping[str, str]
) -> KnownPerson | None:  # fmt: skip
    """The person whose records fit what is typed, among records the asker may be told of; None for nobody.

    That it was asked is recorded, and never what was typed.

    Args:
        record: by the names of ``tables.COLUMNS``, as it was written.

    Raises:
        Forbidden: when the policy does not allow it.
    """
    policies.SEARCH.require(by, partnership)
    record_read(
        by=by, at=at, action="hub.ask", subject=partnership.audit_subject(), purpose="asked if a person is known"
    )
    with as_system(by.partnership_id):
        hidden, feeds = hidden_past_the_fence(by), feeds_pointing(by, on=timezone.localdate(at))
        found = nearest(by.partnership_id, record, only=Q(agency=by.agency_id) | Q(feed__in=feeds))
        # Somebody is hidden by whichever of their records says so, looked at here or not.
        if found is None or found.chance < TOLD or hides(all_rows(by.partnership_id, found), hidden):
            return None
    rows = [row for _link, row in found.links]
    own = tuple(row for row in rows if row.agency_id == by.agency_id)
    if not own and not means_one_person(record):
        return None
    others = {row.agency for row in rows if row.feed_id in feeds}
    elsewhere = tuple(sorted(others, key=lambda agency: agency.name))
    return KnownPerson(found.links[0][0].person, own, elsewhere, found.chance)
