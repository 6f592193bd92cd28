"""Models of returns."""

from cairn.domain.returns.models.release import CountsRelease
from cairn.domain.returns.models.running import LayoutConfirmed, Staffing

__all__ = ["CountsRelease", "LayoutConfirmed", "Staffing"]
