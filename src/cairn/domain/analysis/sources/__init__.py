"""What can be counted: a closed list, each with the sentence that says exactly what."""

from __future__ import annotations

from cairn.domain.analysis.sources.contacts import CONTACTS
from cairn.domain.analysis.sources.opened_cases import CASES
from cairn.domain.analysis.sources.people import HARMED, SUSPECTS
from cairn.domain.analysis.sources.reported import INCIDENTS
from cairn.domain.analysis.sources.source import Found, NothingToCount, Source
from cairn.domain.analysis.sources.watch_rows import WATCH

SOURCES: dict[str, Source] = {one.key: one for one in (INCIDENTS, HARMED, SUSPECTS, WATCH, CONTACTS, CASES)}

__all__ = ["SOURCES", "Found", "NothingToCount", "Source"]
