"""Rows of boards: groups and seats."""

from cairn.domain.boards.models.group import Group, Seat

__all__ = ["Group", "Seat"]
