"""What is late, at risk or stopped: which action, first due when, now due when, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cairn.domain.publishing.api import Account, PublicAction, PublicCommitment


@dataclass(frozen=True)
class Concern:
    """One action that is not going well, and the promises it holds up.

    Args:
        promises: those promises, in the order of the strategy.
        action: the action, or None when it is not described for residents yet.
        status: how it is going.
        late_by: “5 weeks”; "" when it is not late.
        moved: its date was moved at least once.
    """

    promises: tuple[PublicCommitment, ...]
    action: PublicAction | None
    status: str
    late_by: str
    moved: bool


def concerns(account: Account, *, of: str, actions: Iterable[str]) -> tuple[Concern, ...]:
    """The actions behind every promise of one status, each action once.

    Args:
        of: the status of the promises.
        actions: the statuses of the actions to show, the ones that made the promise so.
    """
    wanted = tuple(actions)
    found: dict[str, tuple[PublicAction | None, str, list[PublicCommitment]]] = {}
    for promise in (row for theme in account.themes for row in theme.commitments if row.status == of):
        named = [action for action in promise.actions if action.status in wanted]
        for action in named:
            found.setdefault(action.ref, (action, action.status, []))[2].append(promise)
        unnamed = [status for status in promise.unworded_statuses if status in wanted]
        if unnamed or not named:
            status = unnamed[0] if unnamed else of
            found.setdefault(f"unworded/{promise.id}", (None, status, []))[2].append(promise)
    as_at = date.fromisoformat(account.as_at)
    return tuple(
        Concern(
            promises=tuple(promises),
            action=action,
            status=status,
            late_by=late_by(action, as_at) if action else "",
            moved=bool(action and action.slips),
        )
        for action, status, promises in found.values()
    )


def late_by(action: PublicAction, as_at: date) -> str:
    """How far past its date a late action was on the day of the account; "" when it is not late."""
    if action.status != "late":
        return ""
    return span((as_at - date.fromisoformat(action.due)).days)


def span(days: int) -> str:
    """A number of days as people say it: 1 day, 12 days, 5 weeks, 4 months."""
    if days < 21:
        number, unit = days, "day"
    elif days < 91:
        number, unit = days // 7, "week"
    else:
        number, unit = days // 30, "month"
    return f"{number} {unit}{'' if number == 1 else 's'}"
