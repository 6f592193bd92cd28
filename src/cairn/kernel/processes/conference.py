"""What a process says of the meetings that hear its cases."""

from __future__ import annotations

from dataclasses import dataclass

from cairn.kernel.processes.terms import Names


@dataclass(frozen=True, slots=True)
class Conference:
    """That cases of this kind are heard at meetings: which steps put a case there, and what is said of it.

    Each step is an event or a move of the process, and each field a detail that it takes.

    Args:
        lists, urgent: put a case on a meeting, on a planned one or between two; both take ``day``.
        asks, answers: ask an agency what it knows before the meeting, and say what it answered.
        attends: whether an agency was there for the case; ``attendance`` is one of ``ATTENDANCE``.
        hears: that it was heard, with a summary and whether enough were there.
        acts: something an agency undertook to do by a day; ``done``, ``overtaken`` and ``not_done`` end it.
        first: parties whose cases are heard first, such as children.
        section: where all of it belongs, and who reads it.
        statement: what is read out to everybody who is in the room.
    """

    key: str
    title: str
    lists: str
    day: str
    asks: str
    answers: str
    agency: str
    known: str
    attends: str
    attendance: str
    hears: str
    summary: str
    enough: str
    acts: str
    action: str
    action_day: str
    done: str
    outcome: str
    overtaken: str
    not_done: str
    section: str
    statement: str
    urgent: str = ""
    agenda_sent: str = ""
    minutes_sent: str = ""
    first: Names = ()

    @property
    def takes(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each field that names a step, with the fields whose details that step takes."""
        return (
            ("lists", ("day",)), ("urgent", ("day",)), ("asks", ("agency", "day")), ("answers", ("agency", "known")),
            ("attends", ("agency", "attendance")), ("hears", ("summary", "enough")),
            ("acts", ("action", "agency", "action_day")), ("done", ("action", "outcome")), ("overtaken", ("action",)),
            ("not_done", ("action",)),
        )  # fmt: skip


# What the detail of a conference that holds an agency's attendance must be able to say.
PRESENT, SENT_INFORMATION, ABSENT = "present", "absent_sent_information", "absent"
ATTENDANCE = (PRESENT, SENT_INFORMATION, ABSENT)
