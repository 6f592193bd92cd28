"""Feeds and their agreements, deliveries, and what was received in them."""

from cairn.domain.records.models.delivery import Delivery, DeliveryPart, Meanings
from cairn.domain.records.models.feed import Agreement, Feed, PointerAgency
from cairn.domain.records.models.received import Incident, IncidentRole, SourceRecord

__all__ = [
    "Agreement",
    "Delivery",
    "DeliveryPart",
    "Feed",
    "Incident",
    "IncidentRole",
    "Meanings",
    "PointerAgency",
    "SourceRecord",
]
