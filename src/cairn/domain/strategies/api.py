"""What other contexts may use of strategies."""

from cairn.domain.strategies.services.loading import CannotLoad, load_strategy

__all__ = ["CannotLoad", "load_strategy"]
