"""What other contexts may use of records."""

from cairn.domain.records import policies
from cairn.domain.records.fences import ANALYST as ANALYST_NOW
from cairn.domain.records.models import Agreement, Extract, Feed, Incident, IncidentRole, SourceRecord
from cairn.domain.records.models.received import told_at
from cairn.domain.records.policies import SEES_FEEDS, opened_feeds
from cairn.domain.records.queries.in_force import (
    incidents_in_force,
    incidents_that_count,
    learned_in_watch,
    pairs_of_the_same,
    records_in_force,
    same_incidents,
    told_twice,
    without_places,
)
from cairn.domain.records.services.arriving import AlreadyHere
from cairn.domain.records.services.clearing import CLEARED, CLEARS
from cairn.domain.records.services.feeds import AGREED, Agreed, agreement_now, change_agreement, end_feed, make_feed
from cairn.domain.records.services.loading import LOADED
from cairn.domain.records.services.reading_again import READ_AGAIN, read_by_older, read_feed_again
from cairn.domain.records.services.settling import bring_file, is_long, send_file, settle_meanings, take_rows_in
from cairn.domain.records.terms import OFFENCE_WORDS, RELATIONSHIP_WORDS, Holding, InWatch, Part, Pointer

__all__ = [
    "AGREED",
    "ANALYST_NOW",
    "CLEARED",
    "CLEARS",
    "LOADED",
    "OFFENCE_WORDS",
    "READ_AGAIN",
    "RELATIONSHIP_WORDS",
    "SEES_FEEDS",
    "Agreed",
    "Agreement",
    "AlreadyHere",
    "Extract",
    "Feed",
    "Holding",
    "InWatch",
    "Incident",
    "IncidentRole",
    "Part",
    "Pointer",
    "SourceRecord",
    "agreement_now",
    "bring_file",
    "change_agreement",
    "end_feed",
    "incidents_in_force",
    "incidents_that_count",
    "without_places",
    "is_long",
    "learned_in_watch",
    "make_feed",
    "opened_feeds",
    "pairs_of_the_same",
    "policies",
    "read_by_older",
    "read_feed_again",
    "records_in_force",
    "same_incidents",
    "send_file",
    "settle_meanings",
    "take_rows_in",
    "told_at",
    "told_twice",
]
