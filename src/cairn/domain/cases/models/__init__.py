"""Models of cases."""

from cairn.domain.cases.models.applied import PublicForm, SentApplication
from cairn.domain.cases.models.case import Case, CaseEvent, CaseMember, LocalRules, OfCase, Post, Share
from cairn.domain.cases.models.person import (
    Address,
    AddressCheck,
    CasePerson,
    ContactPlan,
    NameKey,
    OfPerson,
    Person,
    Relationship,
)
from cairn.domain.cases.models.wall import BreakGlass, Conflict, DeclaredTie
from cairn.domain.cases.models.work import CaseDocument, ChecklistSheet, HalfForm, LoadedChecklist, Note, Task

__all__ = [
    "Address", "AddressCheck", "BreakGlass", "Case", "CaseDocument", "CaseEvent", "CaseMember", "CasePerson",
    "ChecklistSheet", "Conflict", "ContactPlan", "DeclaredTie", "HalfForm", "LoadedChecklist", "LocalRules",
    "NameKey", "Note", "OfCase", "OfPerson", "Person", "Post", "PublicForm", "Relationship", "SentApplication",
    "Share", "Task",
]  # fmt: skip
