"""What is measured, and every figure with its history."""

from cairn.domain.measures.models.answered import Answered
from cairn.domain.measures.models.arriving import FiguresImport, FiguresLayout
from cairn.domain.measures.models.computed import ComputedResult
from cairn.domain.measures.models.denominator import Denominator
from cairn.domain.measures.models.measure import (
    Measure,
    MeasureBreak,
    MeasureChange,
    MeasureCommitment,
    Target,
)
from cairn.domain.measures.models.observation import Observation, Submission, SubmissionStep
from cairn.domain.measures.models.publication import Publication
from cairn.domain.measures.models.repeats import RepeatsCount

__all__ = [
    "Answered",
    "ComputedResult",
    "Denominator",
    "FiguresImport",
    "FiguresLayout",
    "Measure",
    "MeasureBreak",
    "MeasureChange",
    "MeasureCommitment",
    "Observation",
    "Publication",
    "RepeatsCount",
    "Submission",
    "SubmissionStep",
    "Target",
]
