"""Is this person known? Asked at intake, while somebody waits: with its policy, its record and what is hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from cairn.domain.cases.api import as_system
from cairn.domain.hub import policies
from cairn.domain.hub.models import HubPerson
from cairn.domain.hub.queries.hidden import hidden_past_the_fence, hides
from cairn.domain.hub.queries.nearest import TOLD, means_one_person, nearest
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
        feeds = feeds_pointing(by, on=timezone.localdate(at))
        found = nearest(
            by.partnership_id, record, only=lambda row: row.agency_id == by.agency_id or row.feed_id in feeds
        )  # fmt: skip
        # Somebody is hidden by whichever of their records says so, looked at here or not; asked of nobody, too.
        hidden = hidden_past_the_fence(by, found.every if found else ())
        if found is None or found.chance < TOLD or hides(found.every, hidden):
            return None
        own = tuple(row.as_model() for row in found.rows if row.agency_id == by.agency_id)
        if not own and not means_one_person(record, found.rows):
            return None
        others = Agency.objects.filter(pk__in={row.agency_id for row in found.rows if row.feed_id in feeds})
        person = HubPerson.objects.get(pk=found.person_id)
        return KnownPerson(person, own, tuple(others.order_by("name")), found.chance)
