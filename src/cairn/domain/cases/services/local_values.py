"""Set what the process of a kind leaves to the partnership: within its limits, from a day on, with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from cairn.domain.applications.api import form_of, set_local
from cairn.domain.cases import policies
from cairn.domain.cases.errors import StepRefused
from cairn.domain.cases.kinds import kind_of
from cairn.domain.cases.models import LocalRules
from cairn.domain.cases.queries.applications import leads_kind
from cairn.domain.cases.queries.local_values import LocalPage, local_page, local_values, told_to_residents
from cairn.domain.cases.queries.widely import as_system
from cairn.domain.cases.services.writing import way_in
from cairn.foundation.access.turns import wait_for_turn
from cairn.foundation.accounts.errors import Refused, SavedMeanwhile
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor
from cairn.kernel.processes.local_values import faults_of, together_faults
from cairn.kernel.processes.process import Process
from cairn.kernel.processes.steps import Refusal
from cairn.kernel.uk_time import day_of

LONGEST_WHY = 1000
AHEAD = timedelta(days=2 * 366)


def set_local_values(
    *, by: Actor, at: datetime, kind: str, values: Mapping[str, Any], from_on: date, why: str, seen: int | None = None
) -> LocalRules:
    """Set the values of a kind from a day on: all of them, so what is left out is as the process says again.

    Cases that are open keep what held when they were opened.

    Args:
        by: the partnership manager, or whoever runs cases of the kind.
        kind: a folder of ``casetypes`` whose process opens values.
        values: the key of what the process opens to the value.
        from_on: today or a day to come.
        why: for whoever asks later.
        seen: ``LocalPage.version`` as it was when the person looked; None where nothing was looked at.

    Raises:
        Forbidden: by somebody who sets values of no kind.
        Refused: by somebody who does not run this kind; where nothing is changed.
        StepRefused: with a sentence for each value that is not open, or outside its limits, and for the day and the
            reason, each with the key it is about; nothing is saved.
        SavedMeanwhile: when somebody else set values first.
    """
    policies.SET_LOCAL.require(by, Partnership.objects.get(pk=by.partnership_id))
    found = kind_of(kind)
    if found is None:
        raise Refused("There is no such kind of case.", field="kind")
    if not may_set(by, kind):
        raise Refused(policies.SET_LOCAL.refusal)
    version = found.on(from_on) or found.on(day_of(at))
    process = version.process if version else found.newest
    if refusals := list(_wrong(process, values, from_on=from_on, today=day_of(at), why=why, by=by)):
        raise StepRefused(refusals)
    with command("cases.set_local_values", by=by, at=at, reason=why.strip()):
        wait_for_turn("local values", by.partnership_id, kind)  # the second is told
        _unseen(local_page(by.partnership_id, kind, on=day_of(at)), seen)
        if dict(values) == local_values(by.partnership_id, kind, on=from_on):
            raise Refused("Nothing is different from what holds on that day. Change a value, or leave this page.")
        row = LocalRules(
            partnership_id=by.partnership_id, kind=kind, from_on=from_on, values=dict(values), why=why.strip(),
            by_id=by.user_id, at=at,
        )  # fmt: skip
        row.save()
        tell_residents(by.partnership_id, kind)
    return row


def tell_residents(partnership_id: int, kind: str) -> None:
    """Let the public form of a kind say what this area set, inside a command; nothing for a kind without one."""
    form = form_of(kind)
    if form is None or not form.local:
        return
    told = told_to_residents(partnership_id, kind, [each.key for each in form.local])
    with as_system(partnership_id):
        set_local(kind=kind, local=told)


def may_set(actor: Actor, kind: str) -> bool:
    """Whether somebody sets the values of one kind: the manager of every kind, others of those they run."""
    return actor.is_system or actor.has(Role.PARTNERSHIP_MANAGER) or leads_kind(actor, kind)


def _wrong(
    process: Process, values: Mapping[str, Any], *, from_on: date, today: date, why: str, by: Actor
) -> Iterator[Refusal]:
    for key, says in {**together_faults(process, values), **faults_of(process, values)}.items():
        yield Refusal(key, says)
    if from_on < today:
        yield Refusal("from_on", "The first day has passed: values are not set backwards. Give today or a day to come.")
    elif from_on > today + AHEAD:
        yield Refusal("from_on", "Look at the year of the first day: it lies over two years ahead.")
    if not why.strip():
        yield Refusal("why", "Say why it is set so, for whoever asks later.")
    elif len(why.strip()) > LONGEST_WHY:
        yield Refusal("why", f"Shorten the reason to {LONGEST_WHY} characters.")
    elif says := way_in(by=by, text=why, called="The reason"):
        yield Refusal("why", says)


def _unseen(now: LocalPage | None, seen: int | None) -> None:
    if now is None or seen is None or now.version == seen:
        return
    latest = now.history[0]
    from_on = day_in_words(latest.from_on)
    theirs = tuple((title, f"{after}, from {from_on}; it was {before}") for title, before, after in latest.changed)
    raise SavedMeanwhile(theirs=theirs, version=now.version)
