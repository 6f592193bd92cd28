"""Analyses of the needs assessment."""

from cairn.domain.analysis.models.analysis import Analysis, Question, SharedAnalysis
from cairn.domain.analysis.models.taking import CountedExactly, Taking

__all__ = ["Analysis", "CountedExactly", "Question", "SharedAnalysis", "Taking"]
