"""Models of cases."""

from cairn.domain.cases.models.applied import PublicForm, SentApplication
from cairn.domain.cases.models.between import FileFlag, Repeat, TransferIn, TransferOut
from cairn.domain.cases.models.case import Case, CaseEvent, CaseMember, LocalRules, OfCase, Post, Share
from cairn.domain.cases.models.days import LocalDays
from cairn.domain.cases.models.person import (
    Address,
    AddressCheck,
    AddressCorrection,
    CasePerson,
    ContactPlan,
    NameKey,
    OfPerson,
    Person,
    Relationship,
)
from cairn.domain.cases.models.wall import BreakGlass, Conflict, DeclaredTie, TiesStated
from cairn.domain.cases.models.work import CaseDocument, CaseFile, ChecklistSheet, HalfForm, LoadedChecklist, Note, Task

__all__ = [
    "Address", "AddressCheck", "AddressCorrection", "BreakGlass", "Case", "CaseDocument", "CaseEvent", "CaseFile",
    "CaseMember", "CasePerson", "ChecklistSheet", "Conflict", "ContactPlan", "DeclaredTie", "FileFlag", "HalfForm",
    "LoadedChecklist", "LocalDays", "LocalRules", "NameKey", "Note", "OfCase", "OfPerson", "Person", "Post",
    "PublicForm", "Relationship", "Repeat", "SentApplication", "Share", "Task", "TiesStated", "TransferIn",
    "TransferOut",
]  # fmt: skip
