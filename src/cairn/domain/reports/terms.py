"""Words of reports: what there is, how far it has come, and what became of a proposal to publish one."""

from __future__ import annotations

from django.db.models import TextChoices

from cairn.kernel.disclosure import Audience


class ReportKind(TextChoices):
    """What a report is."""

    BOARD_PACK = "board_pack", "Board pack"
    ANNUAL_REPORT = "annual_report", "Annual report"


class ReportState(TextChoices):
    """How far a report has come."""

    ASKED = "asked", "Asked for"
    UNDER_WAY = "under_way", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be made"


class Outcome(TextChoices):
    """What became of a proposal to publish a report; empty while it waits."""

    RELEASED = "released", "Published"
    RETURNED = "returned", "Sent back"
    TAKEN_BACK = "taken_back", "Taken back"
    WITHDRAWN = "withdrawn", "Withdrawn"


#: Whom copies are made for. A board pack never becomes public.
COPIES = {
    ReportKind.BOARD_PACK: (Audience.MEMBERS, Audience.PARTNERS),
    ReportKind.ANNUAL_REPORT: (Audience.MEMBERS, Audience.PARTNERS, Audience.PUBLIC),
}
COPY_WORDS = {
    Audience.MEMBERS: "Members’ copy",
    Audience.PARTNERS: "Partners’ copy",
    Audience.PUBLIC: "Public copy",
}
RULE_WORDS = {
    Audience.MEMBERS: (
        "Figures are exact, save how many answered a consultation. This copy is for members of the board and does not "
        "leave it."
    ),
    Audience.PARTNERS: (
        "Counts of 1 to 4 are withheld, and others where they would give one away. This copy is for partners."
    ),
    Audience.PUBLIC: (
        "Counts of 1 to 7 are withheld, and others where they would give one away. The rest is rounded to 5, except "
        "where an Act requires exact counts."
    ),
}
