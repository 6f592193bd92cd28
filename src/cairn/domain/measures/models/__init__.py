"""What is measured, and every figure with its history."""

from cairn.domain.measures.models.computed import ComputedResult
from cairn.domain.measures.models.measure import (
    Measure,
    MeasureBreak,
    MeasureChange,
    MeasureCommitment,
    Target,
)
from cairn.domain.measures.models.observation import Observation, Submission, SubmissionStep
from cairn.domain.measures.models.publication import Publication

__all__ = [
    "ComputedResult",
    "Measure",
    "MeasureBreak",
    "MeasureChange",
    "MeasureCommitment",
    "Observation",
    "Publication",
    "Submission",
    "SubmissionStep",
    "Target",
]
