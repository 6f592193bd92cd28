"""What other parts of Cairn may use of boards: reading them, writing them, and who may."""

from cairn.domain.boards import policies
from cairn.domain.boards.models import Group, Seat
from cairn.domain.boards.services.groups import GroupFacts, add_group, add_seat, change_group, end_seat, hand_over

__all__ = [
    "Group",
    "GroupFacts",
    "Seat",
    "add_group",
    "add_seat",
    "change_group",
    "end_seat",
    "hand_over",
    "policies",
]
