"""Words of conferences: what stands on an agenda, and what an agency answered when it was asked."""

from __future__ import annotations

from django.db.models import TextChoices

from cairn.domain.boards.terms import Came
from cairn.kernel.processes.conference import ABSENT, PRESENT, SENT_INFORMATION


class Sort(TextChoices):
    """What an item of an agenda is."""

    CASE = "case", "A case to be heard"
    NOTICE = "notice", "A flag that comes off"


class Answer(TextChoices):
    """What an agency said when it was asked for its research."""

    KNOWN = "known", "Known to us"
    NOTHING_KNOWN = "nothing_known", "Nothing known"
    NOT_IN_TIME = "not_in_time", "We could not look in time"


# What the history of a case calls an answer; an agency that could not look has returned nothing.
IN_THE_CASE = {Answer.KNOWN: "yes", Answer.NOTHING_KNOWN: "no"}

# What the history of a case calls who came from a seat.
ATTENDED = {
    Came.PRESENT: PRESENT, Came.DEPUTY: PRESENT, Came.SENT_INFORMATION: SENT_INFORMATION, Came.APOLOGIES: ABSENT,
    Came.ABSENT: ABSENT,
}  # fmt: skip
TOOK_PART = (PRESENT, SENT_INFORMATION)
