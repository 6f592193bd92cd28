"""What other contexts may use of analyses."""

from cairn.domain.analysis import policies
from cairn.domain.analysis.models import Analysis
from cairn.domain.analysis.policies import READS_SHARED
from cairn.domain.analysis.services.making import Asked, Described, ask_anew, describe, make_analysis, share
from cairn.domain.analysis.services.taking import take_again

__all__ = [
    "READS_SHARED",
    "Analysis",
    "Asked",
    "Described",
    "ask_anew",
    "describe",
    "make_analysis",
    "policies",
    "share",
    "take_again",
]
