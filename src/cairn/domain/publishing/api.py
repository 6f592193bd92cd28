"""What other contexts and the public site may use of publishing."""

from cairn.domain.publishing import document
from cairn.domain.publishing.changes import Changed, changes_between
from cairn.domain.publishing.charts import MeasureCharts, charts_of
from cairn.domain.publishing.document import Account, PublicAction, PublicCommitment, PublicTheme
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
from cairn.domain.publishing.queries import current_edition, current_editions, newest_edition, newest_editions
from cairn.domain.publishing.reading import NotAnAccount, account_from, report_from
from cairn.domain.publishing.report_document import (
    Charts,
    Entries,
    Entry,
    Heat,
    KeyFigure,
    KeyFigures,
    Points,
    ReportDocument,
    Row,
    Section,
    Source,
    Square,
    Table,
    Text,
    mark_of,
)
from cairn.domain.publishing.report_drawing import drawn_report, pictures
from cairn.domain.publishing.services.editions import publish_edition, withdraw
from cairn.domain.publishing.words import STATUS_WORDS, counts_by_status, status_words

__all__ = [
    "NO_FIGURE",
    "STATUS_WORDS",
    "Account",
    "Changed",
    "Charts",
    "Edition",
    "Entries",
    "Entry",
    "Heat",
    "KeyFigure",
    "KeyFigures",
    "LeavingBreak",
    "LeavingFigure",
    "LeavingMeasure",
    "LeavingSeries",
    "MeasureCharts",
    "NotAnAccount",
    "NotNeutral",
    "Points",
    "PublicAction",
    "PublicCommitment",
    "PublicTheme",
    "ReportDocument",
    "Row",
    "Section",
    "Source",
    "Square",
    "Table",
    "Text",
    "account_from",
    "changes_between",
    "charts_of",
    "counts_by_status",
    "current_edition",
    "current_editions",
    "document",
    "drawn_report",
    "mark_of",
    "measure_from",
    "newest_edition",
    "newest_editions",
    "pictures",
    "publish_edition",
    "report_from",
    "require_neutral",
    "status_words",
    "withdraw",
]
