"""What a workbook's columns may be about, with the words people head them with.

The headings are the union of the columns seen in published action plans of councils and partnerships (Dorset,
Bath and North East Somerset, York, Torbay, Manchester, Rotherham and others).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    DAY = "day"
    RATING = "rating"
    PERSON = "person"
    AGENCY = "agency"
    AGENCIES = "agencies"
    PROMISE = "promise"
    REFERENCE = "reference"
    NUMBER = "number"
    PERCENTAGE = "percentage"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a column may be about.

    Args:
        key: as the code names it.
        title: as people read it.
        kind: how its cells are read.
        heads: words it is headed with, the most usual first; compared without capitals and marks.
        ends: of a period, take the last day.
        longest: the most characters it holds; 0 for any.
        several: more than one column may be about it; their texts are joined.
    """

    key: str
    title: str
    kind: Kind
    heads: tuple[str, ...]
    ends: bool = True
    longest: int = 0
    several: bool = False


ACTION_FIELDS: tuple[Field, ...] = (
    Field("reference", "Reference", Kind.REFERENCE,
          ("reference", "ref", "ref no", "reference number", "no", "number", "id", "action ref", "action number",
           "action no", "action id", "unique id")),
    Field("version", "Version", Kind.NUMBER, ("version",)),
    Field("commitment", "Commitment", Kind.PROMISE,
          ("commitment", "commitment code", "objective", "aim", "strategic aim", "strategic objective", "priority",
           "promise", "requirement", "recommendation", "theme", "outcome", "strand", "duty", "issue", "pledge",
           "goal", "heading above")),
    Field("title", "Action", Kind.TEXT,
          ("action", "actions", "action required", "action title", "what we will do", "what will we do", "activity",
           "task", "key action", "key activity", "deliverable", "further action", "what", "action description",
           "agreed action", "step", "proposed action"), longest=200),
    Field("detail", "Detail", Kind.TEXT,
          ("detail", "details", "description", "notes", "how", "how we will do it", "why", "rationale",
           "evidence of need", "further detail", "background", "current position", "comments"), several=True),
    Field("public_wording", "Public wording", Kind.TEXT, ("public wording", "public summary", "plain english")),
    Field("origin_note", "Where exactly it came from", Kind.TEXT,
          ("origin exactly", "source", "origin", "act part", "cross reference", "review", "where from")),
    Field("lead", "Lead agency", Kind.AGENCY,
          ("lead agency", "lead organisation", "lead partner", "lead", "agency", "organisation", "lead body",
           "responsible agency", "accountable agency", "responsible organisation", "led by", "partner")),
    Field("owner", "Owner", Kind.PERSON,
          ("owner", "action owner", "lead officer", "nominated lead officer", "named lead", "responsible officer",
           "officer", "responsible person", "who", "by whom", "assigned to", "contact", "lead name", "person",
           "responsibility", "responsible", "accountable officer")),
    Field("supporting", "Supporting agencies", Kind.AGENCIES,
          ("supporting agencies", "support", "supported by", "supporting partners", "partners", "other agencies",
           "partners involved", "key partners", "agencies involved")),
    Field("starts_on", "Starts", Kind.DAY,
          ("starts", "start", "start date", "from", "date started", "begins", "commence", "date added", "date raised"),
          ends=False),
    Field("due_on", "Due", Kind.DAY,
          ("due now", "due", "due date", "target date", "target completion date", "completion date", "by when",
           "deadline", "timescale", "timescales", "timeframe", "when", "end date", "end", "finish", "finish date",
           "target", "date for completion", "revised date", "revised due date", "completed by", "date due",
           "milestone date", "date")),
    Field("move_reason", "Why the date moves", Kind.TEXT,
          ("why the date moves", "reason for change", "reason for revised date", "reason for slippage")),
    Field("rural", "Rural need", Kind.TEXT, ("rural need", "rural", "rural note", "rurality", "rural proofing")),
    Field("rating", "How it goes (RAG)", Kind.RATING,
          ("rag", "rag rating", "rag status", "status", "bragg", "brag", "brag status", "delivery rag", "progress rag",
           "delivery status", "current rag", "complete y n", "current status")),
    Field("progress", "Progress so far", Kind.TEXT,
          ("progress", "progress update", "update", "progress note", "latest update", "progress to date",
           "work to date", "commentary", "progress notes", "comment", "update on progress", "narrative"),
          several=True),
    Field("measure", "How we will know", Kind.TEXT,
          ("measure", "success measure", "measure of success", "kpi", "output", "output measure", "outcome measure",
           "how will we know", "performance measure", "impact", "success criteria", "intended outcome", "baseline",
           "evidence", "milestones"), several=True),
    Field("resources", "Resources", Kind.TEXT,
          ("resources", "resource", "funding", "budget", "cost", "costs", "resource implications", "risk", "risks"),
          several=True),
)  # fmt: skip

# A table of figures: one row for each measure, period and group. The first heads are those of our own copy.
FIGURE_FIELDS: tuple[Field, ...] = (
    Field("measure", "Measure", Kind.REFERENCE,
          ("measure", "measure reference", "measure ref", "indicator", "kpi", "ref", "reference", "measure name",
           "indicator name", "pi ref", "metric")),
    Field("starts_on", "First day of the period", Kind.DAY,
          ("period starts", "period", "month", "quarter", "period start", "start date", "starts", "start", "from",
           "week", "week beginning", "year", "financial year", "reporting period", "date"), ends=False),
    Field("ends_on", "Last day of the period", Kind.DAY,
          ("period ends", "period end", "end date", "ends", "end", "to", "week ending")),
    Field("dimension", "Broken down by", Kind.TEXT,
          ("broken down by", "breakdown", "dimension", "split by", "characteristic", "category type")),
    Field("category", "Group", Kind.TEXT,
          ("group", "category", "breakdown value", "sub group", "area", "ward", "place")),
    Field("numerator", "Numerator", Kind.TEXT,
          ("numerator", "how many", "number", "count", "value", "figure", "actual", "outturn", "n", "total")),
    Field("denominator", "Denominator", Kind.TEXT,
          ("denominator", "out of", "out of how many", "base", "cohort", "population", "d")),
    Field("nil", "Nil return", Kind.YES_NO, ("nil return", "nil")),
    Field("provisional", "Provisional", Kind.YES_NO, ("provisional", "is provisional")),
    Field("unit", "Unit", Kind.TEXT, ("unit", "units", "unit of measure")),
    Field("remark", "Note for readers", Kind.TEXT,
          ("note", "note for readers", "notes", "comment", "comments", "commentary"), longest=600),
    Field("evidence", "Where the figures come from", Kind.TEXT,
          ("where the figures come from", "evidence", "source", "data source"), longest=600),
    Field("confirmed", "Why it is right", Kind.TEXT,
          ("why it is right", "why figures that look wrong are right", "confirmed because"), longest=600),
)  # fmt: skip
