"""Feeds and their agreements, extracts, and what was received in them."""

from cairn.domain.records.models.extract import Extract, ExtractPart, Meanings
from cairn.domain.records.models.feed import Agreement, Feed, PointerAgency
from cairn.domain.records.models.received import Incident, IncidentRole, SameIncident, SourceRecord

__all__ = [
    "Agreement",
    "Extract",
    "ExtractPart",
    "Feed",
    "Incident",
    "IncidentRole",
    "Meanings",
    "PointerAgency",
    "SameIncident",
    "SourceRecord",
]
