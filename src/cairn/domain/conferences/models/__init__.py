"""Models of conferences."""

from cairn.domain.conferences.models.conference import Conference, Observer
from cairn.domain.conferences.models.item import CaseItem, ItemAction, ResearchRequest

__all__ = ["CaseItem", "Conference", "ItemAction", "Observer", "ResearchRequest"]
