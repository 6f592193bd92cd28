"""Plan on a page: one shape of data for the web page and for the PDF.

The shape, a mapping of plain values (JSON)::

    {"title": "Domestic abuse strategy",        # shown large on the PDF
     "period": "2025 to 2030",
     "area": "Cumberland",
     "vision": "...", "statement": "...",       # either may be empty or left out
     "as_at": "20 November 2026",               # words, or a date
     "themes": [{"title": "Prevention",
                 "commitments": [{"id": "CP1", "text": "...", "status": "on_track",
                                  "status_word": "On track",    # optional: the status's own word
                                  "url": "/..."}],              # optional, web page only
                 "activities": [{"text": "..."}],
                 "changes": [{"text": "..."}]}],
     "legend": [{"status": "late", "status_word": "Late"}],     # optional: the statuses that occur
     "source": "...",                           # optional: where the words come from, PDF only
     "marks": {"demo": true}}                   # optional: the PDF says that it is invented
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from .days import day_in_words
from .statuses import ORDER, status_for


def drawn(plan: Mapping) -> dict:
    """Complete a plan for drawing: words and looks of every status, the key, the day in words.

    Args:
        plan: the shape at the top of this module.

    Returns:
        A copy in which every commitment and every entry of ``legend`` has ``status_word`` and
        ``drawn`` (a Status), and ``as_at`` is words.

    Raises:
        UnknownStatus: for a status nobody has drawn.
    """
    themes = []
    for theme in plan["themes"]:
        commitments = [_with_status(commitment) for commitment in theme.get("commitments", ())]
        themes.append({**theme, "commitments": commitments})
    as_at = plan.get("as_at", "")
    return {
        **plan,
        "themes": themes,
        "legend": _legend(plan, themes),
        "as_at": day_in_words(as_at) if isinstance(as_at, date) else as_at,
    }


def _with_status(entry: Mapping) -> dict:
    status = status_for(entry["status"])
    word = entry.get("status_word") or status.word
    return {**entry, "drawn": status, "status": status.key, "status_word": word}


def _legend(plan: Mapping, themes: list[dict]) -> list[dict]:
    if plan.get("legend"):
        return [_with_status(entry) for entry in plan["legend"]]
    seen = {}
    for theme in themes:
        for commitment in theme["commitments"]:
            words = {"status": commitment["status"], "status_word": commitment["status_word"]}
            seen.setdefault(commitment["status"], words)
    return [_with_status(seen[key]) for key in sorted(seen, key=ORDER.__getitem__)]
