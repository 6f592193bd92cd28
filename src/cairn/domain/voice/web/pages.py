"""What the screens of voice show beside the queries: tiles, tables and sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cairn.domain.voice.models import Issue
from cairn.domain.voice.queries import STATE_LOOKS, IssueLine, ListPage, month_in_words
from cairn.domain.voice.terms import State
from cairn.foundation.agencies.models import Agency
from cairn.kernel.tables import Column

COLUMNS = (
    Column("Reference", 12),
    Column("Topic", 36),
    Column("Month raised", 16),
    Column("Through", 20),
    Column("Where it stands", 26),
    Column("Waiting since", 18),
    Column("Asked", 40),
    Column("Answers", 48),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, above the form that answers it."""

    ref: str
    topic: str
    asked: str
    month: str

    @classmethod
    def of(cls, issue: Issue) -> Asked:
        """From the row."""
        return cls(issue.ref, issue.topic, issue.asked, month_in_words(issue.raised_on))


def tiles(found: ListPage) -> list[dict[str, Any]]:
    """How many issues stand where, each a way into the list."""
    return [
        {
            "number": found.counts[state],
            "label": state.label,
            "url": f"?state={_quoted(state)}",
            "status": STATE_LOOKS[state],
        }
        for state in State
    ]


def table_links(request: HttpRequest) -> dict[str, str]:
    """Addresses of the list as a spreadsheet, with the filter that is on."""
    query = request.GET.copy()
    query.pop("page", None)
    tail = f"?{query.urlencode()}" if query else ""
    return {
        f"{form}_url": reverse("voice:table", kwargs={"partnership": request.partnership.slug, "form": form}) + tail
        for form in ("csv", "xlsx")
    }


def table_rows(lines: Iterable[IssueLine]) -> list[list[Any]]:
    """The list for a spreadsheet, without what was asked: that is read on the issue's page, and recorded."""
    return [
        [
            line.ref,
            line.topic,
            line.month,
            line.through,
            line.state.label,
            line.waiting_since,
            "; ".join(decision.agency for decision in line.decisions),
            "; ".join(f"{one.agency}: {one.answer or 'no answer yet'}" for one in line.decisions),
        ]
        for line in lines
    ]


def taken_to(agencies: Sequence[Agency]) -> str:
    """The sentence after taking an issue on."""
    names = [agency.name for agency in agencies]
    if len(names) == 1:
        return f"The issue was taken to {names[0]}. It now owes survivors an answer."
    return f"The issue was taken to {', '.join(names[:-1])} and {names[-1]}. Each now owes survivors an answer."


def _quoted(state: State) -> str:
    return state.value.replace(" ", "+")
