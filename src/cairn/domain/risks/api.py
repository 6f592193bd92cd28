"""What other contexts may use of risks."""

from cairn.domain.risks import policies
from cairn.domain.risks.models import Risk
from cairn.domain.risks.queries import Register, RiskLine, register, risks_to
from cairn.domain.risks.services import add_risk, close_risk, reassess

__all__ = ["Register", "Risk", "RiskLine", "add_risk", "close_risk", "policies", "reassess", "register", "risks_to"]
