"""What other contexts and the public site may use of publishing."""

from cairn.domain.publishing import document
from cairn.domain.publishing.changes import Changed, changes_between, folds_of
from cairn.domain.publishing.charts import MeasureCharts, charts_of
from cairn.domain.publishing.decision_document import CalledIn, DecisionRecord
from cairn.domain.publishing.document import Account, PublicAction, PublicCommitment, PublicTheme
from cairn.domain.publishing.figures import LeavingBreak, LeavingFigure, LeavingMeasure, LeavingSeries
from cairn.domain.publishing.models import PUBLIC_TABLES, DecisionEdition, Edition
from cairn.domain.publishing.neutral import NotNeutral, require_neutral
from cairn.domain.publishing.queries import (
    current_edition,
    current_editions,
    newest_decision,
    newest_decisions,
    newest_edition,
    newest_editions,
)
from cairn.domain.publishing.reading import NotAnAccount, account_from, decision_from
from cairn.domain.publishing.services.editions import publish_edition, publish_record, withdraw, withdraw_record
from cairn.domain.publishing.words import STATUS_WORDS, counts_by_status, status_words

__all__ = [
    "PUBLIC_TABLES",
    "STATUS_WORDS",
    "Account",
    "CalledIn",
    "Changed",
    "DecisionEdition",
    "DecisionRecord",
    "Edition",
    "LeavingBreak",
    "LeavingFigure",
    "LeavingMeasure",
    "LeavingSeries",
    "MeasureCharts",
    "NotAnAccount",
    "NotNeutral",
    "PublicAction",
    "PublicCommitment",
    "PublicTheme",
    "account_from",
    "changes_between",
    "charts_of",
    "counts_by_status",
    "current_edition",
    "current_editions",
    "decision_from",
    "document",
    "folds_of",
    "newest_decision",
    "newest_decisions",
    "newest_edition",
    "newest_editions",
    "publish_edition",
    "publish_record",
    "require_neutral",
    "status_words",
    "withdraw",
    "withdraw_record",
]
