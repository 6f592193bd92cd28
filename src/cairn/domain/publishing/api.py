"""What other contexts and the public site may use of publishing."""

from cairn.domain.publishing import document
from cairn.domain.publishing.changes import Changed, changes_between, folds_of
from cairn.domain.publishing.charts import MeasureCharts, charts_of
from cairn.domain.publishing.decision_document import CalledIn, DecisionRecord
from cairn.domain.publishing.document import Account, PublicAction, PublicCommitment, PublicTheme
from cairn.domain.publishing.figures import (
    NO_FIGURE,
    LeavingBreak,
    LeavingFigure,
    LeavingMeasure,
    LeavingSeries,
    measure_from,
)
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
from cairn.domain.publishing.reading import NotAnAccount, account_from, decision_from, report_from
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
from cairn.domain.publishing.services.editions import publish_edition, publish_record, withdraw, withdraw_record
from cairn.domain.publishing.words import STATUS_WORDS, counts_by_status, status_words

__all__ = [
    "NO_FIGURE",
    "PUBLIC_TABLES",
    "STATUS_WORDS",
    "Account",
    "CalledIn",
    "Changed",
    "Charts",
    "DecisionEdition",
    "DecisionRecord",
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
    "decision_from",
    "document",
    "drawn_report",
    "folds_of",
    "mark_of",
    "measure_from",
    "newest_decision",
    "newest_decisions",
    "newest_edition",
    "newest_editions",
    "pictures",
    "publish_edition",
    "publish_record",
    "report_from",
    "require_neutral",
    "status_words",
    "withdraw",
    "withdraw_record",
]
