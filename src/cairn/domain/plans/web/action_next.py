"""What the reader should do next about an action: the first thing she sees on its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cairn.domain.plans.queries.action_page import ActionPage
from cairn.domain.plans.queries.evidence import WAITING
from cairn.domain.plans.terms import Stated
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.delivery import Delivery, Mark


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do.

    Attributes:
        words: why, a sentence or two.
        label: what the button or link says.
        name: the URL name, without ``plans:``.
        more: further parts of its address, besides partnership and ref.
    """

    words: str
    label: str = ""
    name: str = ""
    more: tuple[tuple[str, str | int], ...] = ()


def next_steps(page: ActionPage) -> tuple[Step, ...]:
    """What the reader may do and should, the most pressing first; empty when nothing waits for her."""
    if not page.is_open:
        return ()
    return (
        tuple(_asked(page))
        + tuple(_to_judge(page))
        + tuple(_to_close(page))
        + tuple(_to_show(page))
        + tuple(_to_report(page))
    )


def nothing_waits(page: ActionPage) -> str:
    """What to tell somebody for whom nothing is to be done."""
    if not page.is_open:
        return ""
    if page.rights.update.allowed and page.update_due_on:
        return f"Nothing waits for you. The next update is due on {day_in_words(page.update_due_on)}."
    who = f"{page.owner} of {page.lead} reports on it"
    if Mark.STALE in page.marks:
        return f"{who}, and the update was due on {day_in_words(page.update_due_on)}."
    return f"{who}; the next update is due on {day_in_words(page.update_due_on)}."


def _asked(page: ActionPage) -> Iterator[Step]:
    for request in page.requests:
        if request.waits_for_reader:
            yield Step(
                words=f"{request.from_agency} asks your agency for an answer by {day_in_words(request.due_on)}.",
                label="Read it and answer",
                name="request",
                more=(("ref", request.ref),),
            )


def _to_judge(page: ActionPage) -> Iterator[Step]:
    waiting = [item for item in page.evidence if item.may_judge and item.state == WAITING]
    if waiting:
        count = "A piece of evidence waits" if len(waiting) == 1 else f"{len(waiting)} pieces of evidence wait"
        yield Step(
            words=f"{count} for somebody outside {page.lead}. You may judge it.",
            label="Look at the evidence",
            name="evidence-review",
            more=(("evidence", waiting[-1].ref),),
        )


def _to_close(page: ActionPage) -> Iterator[Step]:
    if page.said == Stated.COMPLETE and page.ready and page.rights.complete.allowed:
        yield Step(
            words="It is reported as complete, and evidence is accepted.", label="Close it as complete", name="complete"
        )


def _to_show(page: ActionPage) -> Iterator[Step]:
    """The same two reasons as in the list "Evidence asked for" of My work."""
    if not page.rights.update.allowed:
        return
    if page.to_put_right:
        yield Step(words="Put the refused evidence right.", label="Offer evidence", name="evidence-add")
    elif page.to_show:
        why = "It is reported as complete, but nothing shows it yet."
        yield Step(words=why, label="Offer evidence", name="evidence-add")


def _to_report(page: ActionPage) -> Iterator[Step]:
    if not page.rights.update.allowed:
        return
    if Mark.STALE in page.marks:
        yield Step(
            words=f"An update was due on {day_in_words(page.update_due_on)}.", label="Add an update", name="update"
        )
    elif page.status is Delivery.LATE and page.said != Stated.COMPLETE:
        yield Step(
            words=f"It was due on {day_in_words(page.due_on)}. Say where it stands.",
            label="Add an update",
            name="update",
        )
    if page.status is Delivery.LATE and page.said != Stated.COMPLETE and page.rights.move_date.allowed:
        yield Step(
            words="If it needs longer, give a new date and the reason.", label="Move the due date", name="move-date"
        )
