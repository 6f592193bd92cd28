"""What other contexts and the public site may use of publishing."""

from cairn.domain.publishing import document
from cairn.domain.publishing.document import STATUS_WORDS, Account, counts_by_status
from cairn.domain.publishing.models import Edition
from cairn.domain.publishing.queries import current_edition, current_editions
from cairn.domain.publishing.services.editions import publish_edition, withdraw

__all__ = [
    "STATUS_WORDS",
    "Account",
    "Edition",
    "counts_by_status",
    "current_edition",
    "current_editions",
    "document",
    "publish_edition",
    "withdraw",
]
