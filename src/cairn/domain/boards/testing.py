"""Builders for tests: groups, meetings and decisions, made by walking the real services.

Each takes the actor who does it; ``plans.testing_world.found_world`` gives people to act. Nothing here is
imported by the application.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from cairn.domain.boards.models import AgendaItem, Decision, Group, Matter, Meeting, Recommendation, Seat
from cairn.domain.boards.services import decisions, groups, meetings, minutes, recommendations
from cairn.domain.boards.terms import Cycle, GroupKind, Interest, Maker, ReceivedFrom
from cairn.foundation.agencies.models import Agency
from cairn.kernel.actors import Actor


def a_group(*, by: Actor, at: datetime, **facts: Any) -> Group:
    """A board that meets every quarter; any fact of ``GroupFacts`` may be given."""
    fields = {"name": "Fellshire safety board", "kind": GroupKind.BOARD, "cycle": Cycle.QUARTERLY, **facts}
    return groups.add_group(by=by, at=at, facts=groups.GroupFacts(**fields))


def a_meeting(*, by: Actor, at: datetime, group: Group, days: int = 0, **facts: Any) -> Meeting:
    """A meeting of two hours that began an hour ago; ``days`` moves it."""
    starts = at - timedelta(hours=1) + timedelta(days=days)
    fields = {"starts_at": starts, "ends_at": starts + timedelta(hours=2), "place": "Town hall", **facts}
    return meetings.plan_meeting(by=by, at=at, group=group, **fields)


def an_item(*, by: Actor, at: datetime, meeting: Meeting, title: str = "Safe waiting rooms") -> AgendaItem:
    """An item that somebody put on the agenda."""
    return meetings.add_item(by=by, at=at, meeting=meeting, title=title)


def a_matter(*, by: Actor, at: datetime, item: AgendaItem, **facts: Any) -> Matter:
    """Something to be done that no plan took, since nobody said which commitment it serves."""
    fields = {"text": "Write to every surgery about the side entrance", **facts}
    return minutes.minute_action(by=by, at=at, item=item, facts=minutes.MinutedFacts(**fields))


def a_decision(*, by: Actor, at: datetime, **facts: Any) -> Decision:
    """A draft of a decision taken today; any fact of ``DecisionFacts`` may be given."""
    fields = {
        "title": "Pay for safe accommodation for three years",
        "maker": Maker.CABINET,
        "purpose": "To pay for safe accommodation.",
        "parts": ["The grant is renewed.", "The director signs it."],
        "reasons": "The grant ends in March.",
        "decided_on": timezone.localdate(at),
        **facts,
    }
    return decisions.record_decision(by=by, at=at, facts=decisions.DecisionFacts(**fields))


def a_recommendation(*, by: Actor, at: datetime, **facts: Any) -> Recommendation:
    """A recommendation of scrutiny, received ten days ago; any fact of ``receive`` may be given."""
    fields = {
        "source": ReceivedFrom.SCRUTINY,
        "body": "Place scrutiny, autumn",
        "text": "Publish how many practices have a quiet room.",
        "received_on": timezone.localdate(at) - timedelta(days=10),
        **facts,
    }
    return recommendations.receive(by=by, at=at, **fields)


def a_seat(*, by: Actor, at: datetime, group: Group, agency: Agency, **facts: Any) -> Seat:
    """A seat of an agency for a year already, for policing or criminal justice; held by nobody unless said."""
    began = timezone.localdate(at) - timedelta(days=365)
    fields = {"interest": Interest.JUSTICE, "from_on": began, **facts}
    return groups.add_seat(by=by, at=at, group=group, agency=agency, **fields)
