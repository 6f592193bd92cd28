"""What happens in generated cases of each kind, step by step, with what is given to each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cairn.demo.scale.casework.conference import walk_conference
from cairn.demo.scale.casework.disclosures import walk_disclosure
from cairn.demo.scale.casework.places import COORDINATOR, COUNCIL, DISCLOSURE, MARAC, REVIEW
from cairn.demo.scale.casework.reviews import walk_review
from cairn.demo.scale.casework.walking import Walk

WALKS: Mapping[str, Callable[[Walk], None]] = {
    MARAC: walk_conference, REVIEW: walk_review, DISCLOSURE: walk_disclosure,
}  # fmt: skip
# Who leads, once a case is sent.
LEADS = {MARAC: COORDINATOR, REVIEW: COUNCIL, DISCLOSURE: COORDINATOR}
