"""What the layers above may use of reports."""

from cairn.domain.reports import policies
from cairn.domain.reports.models import Report, ReportCopy, ReportRelease
from cairn.domain.reports.services.asking import ask_for_annual_report, ask_for_board_pack
from cairn.domain.reports.services.making import make_report
from cairn.domain.reports.services.publishing import propose, publish, send_back, take_back, withdraw

__all__ = [
    "Report",
    "ReportCopy",
    "ReportRelease",
    "ask_for_annual_report",
    "ask_for_board_pack",
    "make_report",
    "policies",
    "propose",
    "publish",
    "send_back",
    "take_back",
    "withdraw",
]
