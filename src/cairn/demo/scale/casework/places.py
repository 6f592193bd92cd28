"""Where generated cases are worked: the people of each partnership by what they do in cases, and their agencies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Partnership
from cairn.kernel.actors import Actor
from cairn.kernel.processes.calendars import EVERYWHERE, Calendar

NURSE, COORDINATOR, CHAIR, IDVA = "case-nurse", "case-coordinator", "case-chair", "case-idva"
COUNCIL, REVIEWER, PARTNER, OFFICER = "case-asb", "case-reviewer", "case-partner", "case-officer"
MARAC, REVIEW, DISCLOSURE = "marac", "asb_case_review", "clares_law"

# Partnership to the beginning of the keys of its people.
BEGINS = {"cumberland": "cum", "westmorland-and-furness": "wf", "herefordshire": "hfd"}
# Beside those that load_cases names: who else holds a role in the cases of each kind.
FURTHER_POSTS = (
    (MARAC, "agency", NURSE), (MARAC, "agency", PARTNER), (REVIEW, "body", NURSE), (REVIEW, "body", PARTNER),
    (REVIEW, "specialist", IDVA), (REVIEW, "reviewer", PARTNER), (DISCLOSURE, "panel", CHAIR),
    (DISCLOSURE, "partner", PARTNER), (DISCLOSURE, "partner", NURSE),
)  # fmt: skip


@dataclass(frozen=True)
class CasePlace:
    """One partnership in which cases are worked.

    Args:
        users: what somebody does (``case-nurse``) to the account.
        actors: the same to the actor.
        posts: (kind, what somebody does) to the roles they are named for.
        calendar: its closed days and school holidays.
    """

    partnership: Partnership
    begins: str
    users: Mapping[str, User]
    actors: Mapping[str, Actor]
    posts: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    first_day: date = date(2024, 4, 1)
    calendar: Calendar = EVERYWHERE

    def agency_of(self, key: str) -> int:
        """Number of the agency somebody works for."""
        return self.users[key].agency_id

    def slug_of(self, key: str) -> str:
        """Name, as a process writes it, of the agency somebody works for."""
        return self.users[key].agency.slug
