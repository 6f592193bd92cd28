"""Whether the layout of a return was checked, by whom and against what."""

from __future__ import annotations

from dataclasses import dataclass

from cairn.domain.cases.api import Kind
from cairn.domain.returns.models import LayoutConfirmed


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the layout of a kind's return stands.

    Args:
        confirmed: the newest word says that it holds.
        word: the newest word, or None.
        doubt: what is not confirmed, as the kind says it.
    """

    confirmed: bool
    word: LayoutConfirmed | None
    doubt: str


def layout_of(partnership_id: int, kind: Kind) -> Layout:
    """Where it stands now."""
    rows = LayoutConfirmed.objects.filter(partnership_id=partnership_id, kind=kind.key).select_related("by")
    newest = rows.order_by("-at", "-pk").first()
    return Layout(bool(newest and newest.holds), newest, kind.returns.meetings.layout)
