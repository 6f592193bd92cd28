"""What other contexts may use of strategies."""

from cairn.domain.strategies import policies
from cairn.domain.strategies.models import Commitment, SamePromise, Strategy
from cairn.domain.strategies.policies import LINK, PUBLISH, VIEW, VIEW_COMMITMENT, WORKING_ROLES
from cairn.domain.strategies.services.linking import CannotLink, link_promises, unlink_promises
from cairn.domain.strategies.services.loading import CannotLoad, load_strategy
from cairn.domain.strategies.terms import Part

__all__ = [
    "LINK",
    "PUBLISH",
    "VIEW",
    "VIEW_COMMITMENT",
    "WORKING_ROLES",
    "CannotLink",
    "CannotLoad",
    "Commitment",
    "Part",
    "SamePromise",
    "Strategy",
    "link_promises",
    "load_strategy",
    "policies",
    "unlink_promises",
]
