"""What other contexts may use of strategies."""

from cairn.domain.strategies.policies import LINK, PUBLISH, VIEW, VIEW_COMMITMENT, WORKING_ROLES
from cairn.domain.strategies.services.linking import CannotLink, link_promises, unlink_promises
from cairn.domain.strategies.services.loading import CannotLoad, load_strategy

__all__ = [
    "LINK",
    "PUBLISH",
    "VIEW",
    "VIEW_COMMITMENT",
    "WORKING_ROLES",
    "CannotLink",
    "CannotLoad",
    "link_promises",
    "load_strategy",
    "unlink_promises",
]
