"""A year's plan, its actions, and what shows that they were done."""

from cairn.domain.plans.models.action import (
    Action,
    AlsoServes,
    DateChange,
    Milestone,
    Pledge,
    Supporter,
)
from cairn.domain.plans.models.disposition import Disposition
from cairn.domain.plans.models.plan import ActionPlan, PlanStep, Request
from cairn.domain.plans.models.progress import Evidence, EvidenceReview, Update
from cairn.domain.plans.models.release import Release
from cairn.domain.plans.models.workbook import WorkbookImport, WorkbookLayout, WorkbookName

__all__ = [
    "Action",
    "ActionPlan",
    "AlsoServes",
    "DateChange",
    "Disposition",
    "Evidence",
    "EvidenceReview",
    "Milestone",
    "Pledge",
    "PlanStep",
    "Release",
    "Request",
    "Supporter",
    "Update",
    "WorkbookImport",
    "WorkbookLayout",
    "WorkbookName",
]
