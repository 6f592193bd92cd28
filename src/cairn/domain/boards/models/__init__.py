"""Rows of boards: groups and seats, meetings and what they raised, decisions, recommendations."""

from cairn.domain.boards.models.decision import CallIn, Decision, DecisionCommitment, DecisionDocument, DecisionRelease
from cairn.domain.boards.models.diary import DiaryAddress
from cairn.domain.boards.models.group import Group, Seat
from cairn.domain.boards.models.matter import Matter
from cairn.domain.boards.models.meeting import AgendaItem, Attendance, Meeting, Paper
from cairn.domain.boards.models.planned import NoticeRelease, PlannedDecision
from cairn.domain.boards.models.recommendation import Recommendation, RecommendationAction, RecommendationTest

__all__ = [
    "AgendaItem",
    "Attendance",
    "CallIn",
    "Decision",
    "DecisionCommitment",
    "DecisionDocument",
    "DecisionRelease",
    "DiaryAddress",
    "Group",
    "Matter",
    "Meeting",
    "NoticeRelease",
    "Paper",
    "PlannedDecision",
    "Recommendation",
    "RecommendationAction",
    "RecommendationTest",
    "Seat",
]
