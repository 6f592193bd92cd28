"""The agenda and the minutes of one meeting as a PDF, for one reader: what is open to her, no way to reach anybody."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from cairn.domain.boards.api import chairs_of, quorum_of
from cairn.domain.boards.models import Attendance, Meeting
from cairn.domain.boards.terms import Came
from cairn.domain.cases.api import recorded_ways
from cairn.domain.conferences.models import Observer
from cairn.domain.conferences.queries.agenda import ActionLine, AgendaPage, ItemLine, ResearchLine
from cairn.foundation.ui.days import day_in_words, moment_in_words
from cairn.kernel.wording import ways_to_reach

AGENDA, MINUTES = "agenda", "minutes"
PAPERS = {AGENDA: "Agenda", MINUTES: "Minutes"}
WITHHELD = "[withheld]"


def drawn(page: AgendaPage, meeting: Meeting, *, pack: str, reader: str) -> dict[str, Any]:
    """What the layout ``conference`` shows.

    Args:
        page: the agenda as the reader has it.
        pack: ``AGENDA`` or ``MINUTES``.
        reader: her name and the moment, which stand on every page.
    """
    minuted, words = pack == MINUTES, _Words(page, meeting)
    return {
        "marks": {"demo": settings.MODE == "demo"},
        "sort": PAPERS[pack],
        "ref": meeting.ref,
        "group": meeting.group.name,
        "when": moment_in_words(meeting.starts_at),
        "place": meeting.place,
        "reader": reader,
        "statement": page.statement,
        "attendance": _attendance(meeting) if minuted else [],
        "observers": _observers(meeting) if minuted else [],
        "quorum": _quorum(meeting) if minuted else "",
        "overdue": [_action(line, words) for line in page.overdue],
        "ended": _ended(page, words) if minuted else [],
        "items": [_item(line, words, minuted=minuted) for line in page.items],
        "notices": [f"Case {line.case}: {line.state}" for line in page.notices],
    }


class _Words:
    """Words of cases as they may stand on paper: no way to reach anybody in them, whoever wrote them and whenever."""

    def __init__(self, page: AgendaPage, meeting: Meeting) -> None:
        lines = (*page.items, *page.overdue, *(one for line in page.items for one in line.actions))
        self.recorded = recorded_ways(meeting.partnership_id, {line.case for line in lines})

    def safe(self, text: str, *, case: str) -> str:
        """A text with each way to reach somebody taken out; the whole of it, where it holds one that is recorded."""
        for way in ways_to_reach(text):
            text = text.replace(way, WITHHELD)
        return WITHHELD if self.recorded.held_by(text, case=case) else text


def _item(line: ItemLine, words: _Words, *, minuted: bool) -> dict[str, Any]:
    facts = [["Stands at", line.state], ["Agencies", ", ".join(name for _key, name in line.agencies)]]
    told = [_research(one, words, case=line.case) for one in line.research] if not minuted else []
    said = [[name, words.safe(text, case=line.case)] for name, text in line.shared] if minuted else []
    return {
        "title": f"{line.number}. Case {line.case}",
        "first": line.first,
        "people": [[party, name] for name, party in line.people],
        "facts": facts,
        "research": told,
        "shared": said,
        "risk": words.safe(line.item.risk, case=line.case) if minuted else "",
        "heard": line.item.heard_at is not None,
        "actions": [_action(one, words) for one in line.actions] if minuted else [],
    }


def _research(line: ResearchLine, words: _Words, *, case: str) -> list[str]:
    word = line.word or f"Not answered; due on {day_in_words(line.due_on)}"
    kept = " The agency keeps the words to itself." if line.kept else ""
    return [line.agency, f"{word}.{kept} {words.safe(line.text, case=case)}".strip()]


def _action(line: ActionLine, words: _Words) -> list[str]:
    return [
        line.agency,
        words.safe(line.title, case=line.case),
        f"Case {line.case}",
        day_in_words(line.due_on),
        line.word,
    ]


def _ended(page: AgendaPage, words: _Words) -> list[list[str]]:
    """Actions that were not done, in two sorts: overtaken by events, and not done by their agency."""
    found = [one for line in page.items for one in line.actions if one.word in ("Overtaken by events",
                                                                                "Not done by its agency")]  # fmt: skip
    return [
        [
            one.word, one.agency, words.safe(one.title, case=one.case), f"Case {one.case}",
            words.safe(one.outcome, case=one.case),
        ]
        for one in sorted(found, key=lambda one: one.word)
    ]  # fmt: skip


def _attendance(meeting: Meeting) -> list[list[str]]:
    sent = dict(
        Attendance.objects.filter(meeting=meeting, came=Came.SENT_INFORMATION).values_list("seat_id", "sent_on")
    )
    found = []
    for chair in chairs_of(meeting):
        day = sent.get(chair.pk)
        word = f"{chair.word}, on {day_in_words(day)}" if day else chair.word
        found.append([chair.agency, chair.person or "Nobody yet", word])
    return found


def _observers(meeting: Meeting) -> list[list[str]]:
    rows = Observer.objects.filter(meeting=meeting)
    return [
        [row.name, row.works_for, f"Signed on {day_in_words(row.signed_on)}" if row.signed_on else "Not signed"]
        for row in rows
    ]


def _quorum(meeting: Meeting) -> str:
    quorum = quorum_of(meeting, chairs_of(meeting))
    if not quorum.said:
        return "Nobody said who came."
    sent = f" {quorum.sent} more sent information, which the record of each case counts too." if quorum.sent else ""
    if not quorum.needed:
        return f"{quorum.there} seats there. No quorum is set.{sent}"
    word = "Quorate" if quorum.met else "Not quorate"
    return f"{word}: {quorum.there} seats there, {quorum.needed} needed.{sent}"
