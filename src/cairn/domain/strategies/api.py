"""What other contexts may use of strategies."""

from cairn.domain.strategies.policies import PUBLISH, VIEW, VIEW_COMMITMENT, WORKING_ROLES
from cairn.domain.strategies.services.loading import CannotLoad, load_strategy

__all__ = ["PUBLISH", "VIEW", "VIEW_COMMITMENT", "WORKING_ROLES", "CannotLoad", "load_strategy"]
