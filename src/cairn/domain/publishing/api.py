"""What other contexts and the public site may use of publishing."""

from cairn.domain.publishing import document
from cairn.domain.publishing.changes import Changed, changes_between
from cairn.domain.publishing.charts import MeasureCharts, charts_of, dimension_words
from cairn.domain.publishing.checking import MeasureToCheck, measures_in, measures_to_check, no_longer_shown
from cairn.domain.publishing.document import Account, PublicAction, PublicCommitment, PublicTheme
from cairn.domain.publishing.figure_words import COLUMNS, figure_rows, figure_words, value_words, why_words
from cairn.domain.publishing.figures import (
    NO_FIGURE,
    LeavingBreak,
    LeavingFigure,
    LeavingMeasure,
    LeavingSeries,
    measure_from,
)
from cairn.domain.publishing.models import Edition
from cairn.domain.publishing.neutral import NotNeutral, require_neutral
from cairn.domain.publishing.queries import (
    current_edition,
    current_editions,
    newest_edition,
    newest_editions,
    published_measure,
    whole_document,
)
from cairn.domain.publishing.reading import NotAnAccount, account_from
from cairn.domain.publishing.services.editions import publish_edition, withdraw
from cairn.domain.publishing.words import STATUS_WORDS, counts_by_status, status_words

__all__ = [
    "COLUMNS",
    "NO_FIGURE",
    "STATUS_WORDS",
    "Account",
    "Changed",
    "Edition",
    "LeavingBreak",
    "LeavingFigure",
    "LeavingMeasure",
    "LeavingSeries",
    "MeasureCharts",
    "MeasureToCheck",
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
    "dimension_words",
    "document",
    "figure_rows",
    "figure_words",
    "measure_from",
    "measures_in",
    "measures_to_check",
    "newest_edition",
    "newest_editions",
    "no_longer_shown",
    "publish_edition",
    "published_measure",
    "require_neutral",
    "status_words",
    "value_words",
    "whole_document",
    "why_words",
    "withdraw",
]
