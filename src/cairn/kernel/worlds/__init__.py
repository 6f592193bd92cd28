"""Worlds of made-up people with known truth: what agencies would hold of them, with each agency's own mistakes.

Nobody here exists. Family names, streets and postcodes are invented; given names are those people go by, so that
short forms and spellings behave as they do. The truth (which record is whose) is kept apart from the records.
"""

from __future__ import annotations

from cairn.kernel.worlds.rates import ErrorRates, other_rates
from cairn.kernel.worlds.world import INCIDENT_COLUMNS, PEOPLE_COLUMNS, World, generate

__all__ = ["INCIDENT_COLUMNS", "PEOPLE_COLUMNS", "ErrorRates", "World", "generate", "other_rates"]
