"""Rows of reports: what was asked for, the copies made of it, and what was proposed to be public."""

from cairn.domain.reports.models.release import ReportRelease
from cairn.domain.reports.models.report import Report, ReportCopy

__all__ = ["Report", "ReportCopy", "ReportRelease"]
