"""Rows of boards: groups and seats, meetings and what they raised, decisions."""

from cairn.domain.boards.models.decision import CallIn, Decision, DecisionCommitment
from cairn.domain.boards.models.group import Group, Seat
from cairn.domain.boards.models.matter import Matter
from cairn.domain.boards.models.meeting import AgendaItem, Attendance, Meeting, Paper

__all__ = [
    "AgendaItem",
    "Attendance",
    "CallIn",
    "Decision",
    "DecisionCommitment",
    "Group",
    "Matter",
    "Meeting",
    "Paper",
    "Seat",
]
