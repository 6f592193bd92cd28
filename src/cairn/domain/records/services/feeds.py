"""Agree a feed, change what was agreed, and end it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from cairn.domain.records import policies
from cairn.domain.records.models import Agreement, Feed, PointerAgency
from cairn.domain.records.terms import Carries, Holding, InWatch, LawfulBasis, Pointer, Rhythm
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.agencies.queries import current_members
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor
from cairn.kernel.records.meanings import FIELDS, Holds, lacking

LONGEST_DAYS = 366 * 5
# What contexts above do once something else is agreed of a feed, or it ends, with ``feed`` and ``at``.
AGREED: list[Callable[..., None]] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What is agreed about a feed.

    Args:
        purpose: what the records are for.
        basis, power: by what right they are shared, and the law that says so.
        fields: keys of ``kernel.records.meanings`` that may be sent.
        rhythm, carries: how often a file comes, and what one holds.
        starts_on, ends_on: the first and the last day on which files are taken in.
        pointer: who may see that somebody is known; ``pointed_to`` names the agencies where it says so.
        opened_to_analysts: analysts see the rows as they came.
        in_watch: ``InWatch``: what other agencies may learn of an incident by a row of the watch they share.
    """

    purpose: str
    basis: str
    power: str
    fields: Sequence[str]
    rhythm: str
    carries: str
    starts_on: date
    ends_on: date
    pointer: str = Pointer.NOBODY
    pointed_to: Sequence[Agency] = ()
    opened_to_analysts: bool = False
    in_watch: str = InWatch.ALONE


def make_feed(*, by: Actor, at: datetime, agency: Agency, title: str, holds: str, agreed: Agreed) -> Feed:
    """Write down what an agency will send, and under which agreement. Sent twice, it is written once.

    Raises:
        Forbidden: when the policy does not allow it, or a lead writes for another agency.
        Refused: naming the field that is missing or wrong.
    """
    decision = policies.MAKE.require(by, Partnership.objects.get(pk=by.partnership_id))
    if not (by.is_system or by.has(Role.PARTNERSHIP_MANAGER)) and agency.pk != by.agency_id:
        raise Forbidden(
            decision.__class__(False, "own_agency", "You agree what your own agency sends, and no other's.")
        )
    title = " ".join(title.split())
    if not title:
        raise Refused("Say in a few words what is sent.", field="title")
    if holds not in Holding.values:
        raise Refused("Choose whether it is about people or incidents.", field="holds")
    if not current_members(by.partnership_id, timezone.localdate(at)).filter(agency=agency).exists():
        raise Refused("Choose an agency of this partnership.", field="agency")
    _check(by, agreed, holds=holds, at=at)
    same = Feed.objects.filter(
        partnership_id=by.partnership_id, agency=agency, title__iexact=title, ended_on=None
    ).first()
    if same is not None:
        if same.agreements.filter(made_at=at).exists():
            return same
        raise Refused(f"{agency.short} sends a feed of that name already. Change its agreement.", field="title")
    with command("records.make_feed", by=by, at=at):
        feed = Feed(
            partnership_id=by.partnership_id, ref=new_reference("FE", taken=Feed), agency=agency, title=title,
            holds=holds,
        )  # fmt: skip
        feed.save()
        _agree(feed, agreed, by=by, at=at, version=1, why="")
    return feed


def change_agreement(*, by: Actor, at: datetime, feed: Feed, agreed: Agreed, why: str) -> Agreement:
    """Agree something else about a feed. What was agreed before stays, with the files that came under it.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a reason, when nothing differs, or naming what is wrong.
    """
    policies.CHANGE.require(by, feed)
    if not why.strip():
        raise Refused("Say why it is changed.", field="why")
    _check(by, agreed, holds=feed.holds, at=at)
    with command("records.change_agreement", by=by, at=at, reason=why.strip()):
        now = Agreement.objects.select_for_update().get(feed=feed, superseded_at=None)
        if _plain(now) == _plain_terms(agreed):
            raise Refused("Nothing is different from what was agreed.")
        now.superseded_at = at
        now.save()
        found = _agree(feed, agreed, by=by, at=at, version=now.version + 1, why=why.strip())
    for follow in AGREED:
        follow(feed=feed, at=at)
    return found


def end_feed(*, by: Actor, at: datetime, feed: Feed, why: str) -> Feed:
    """Stop a feed for good: nothing more is taken in. What came stays as long as was said.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a reason.
    """
    policies.CHANGE.require(by, feed)
    if not why.strip():
        raise Refused("Say why it ends.", field="why")
    with command("records.end_feed", by=by, at=at, reason=why.strip()):
        feed = Feed.objects.select_for_update().get(pk=feed.pk)
        policies.CHANGE.require(by, feed)
        feed.ended_on, feed.ended_why = timezone.localdate(at), why.strip()
        feed.save()
    for follow in AGREED:
        follow(feed=feed, at=at)
    return feed


def agreement_now(feed: Feed) -> Agreement:
    """The version that counts."""
    return feed.agreements.get(superseded_at=None)


def flow_stopped(feed: Feed, agreement: Agreement, *, on: date) -> str:
    """The sentence that says why nothing is taken in on a day; "" where files are."""
    if feed.ended_on is not None:
        return "This feed has ended. Nothing more is taken in."
    if on < agreement.starts_on:
        return f"The agreement begins on {_day(agreement.starts_on)}. Nothing is taken in before."
    if on > agreement.ends_on:
        return (
            f"The agreement ended on {_day(agreement.ends_on)}. Nothing is taken in until it is renewed:"
            " change the agreement and give it a new last day."
        )
    return ""


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _check(by: Actor, agreed: Agreed, *, holds: str, at: datetime) -> None:
    if not agreed.purpose.strip():
        raise Refused("Say what the records are for.", field="purpose")
    if not agreed.power.strip():
        raise Refused("Name the law that allows it, with its section.", field="power")
    choices = (("basis", LawfulBasis), ("rhythm", Rhythm), ("carries", Carries), ("pointer", Pointer),
               ("in_watch", InWatch))  # fmt: skip
    for name, allowed in choices:
        if getattr(agreed, name) not in allowed.values:
            raise Refused("Choose one of the answers.", field=name)
    known = {field.key for field in FIELDS[Holds(holds)]}
    if not agreed.fields or not set(agreed.fields) <= known:
        raise Refused("Choose what may be sent.", field="fields")
    if lacking(holds, agreed.fields):
        says = "the reference and when it happened" if holds == Holds.INCIDENTS else "the reference or the name"
        raise Refused(f"Choose at least {says}: without it no row makes sense.", field="fields")
    if agreed.ends_on < agreed.starts_on:
        raise Refused("The last day must not come before the first.", field="ends_on")
    if (agreed.ends_on - agreed.starts_on).days > LONGEST_DAYS:
        raise Refused("An agreement is looked at again after five years at most.", field="ends_on")
    if agreed.pointer == Pointer.NAMED and not agreed.pointed_to:
        raise Refused("Name the agencies whose practitioners may see it.", field="pointed_to")
    _check_watch(agreed, holds=holds)
    members = current_members(by.partnership_id, timezone.localdate(at)).values_list("agency_id", flat=True)
    if not {one.pk for one in agreed.pointed_to} <= set(members):
        raise Refused("Choose agencies of this partnership.", field="pointed_to")


def _check_watch(agreed: Agreed, *, holds: str) -> None:
    if agreed.in_watch == InWatch.ALONE:
        return
    if holds != Holding.INCIDENTS:
        raise Refused("Only incidents stand in the 30-day watch. Choose that nothing is learned.", field="in_watch")
    if agreed.pointer != Pointer.EVERY:
        raise Refused(
            "In a shared row every agency of it learns that somebody is known to this one. Let every agency see that,"
            " or keep its incidents in rows of their own.",
            field="in_watch",
        )


def _agree(feed: Feed, agreed: Agreed, *, by: Actor, at: datetime, version: int, why: str) -> Agreement:
    order = [field.key for field in FIELDS[Holds(feed.holds)]]
    found = Agreement(
        partnership_id=feed.partnership_id, feed=feed, version=version, purpose=agreed.purpose.strip(),
        basis=agreed.basis, power=agreed.power.strip(), fields=sorted(set(agreed.fields), key=order.index),
        rhythm=agreed.rhythm, carries=agreed.carries, starts_on=agreed.starts_on, ends_on=agreed.ends_on,
        pointer=agreed.pointer, in_watch=agreed.in_watch, opened_to_analysts=agreed.opened_to_analysts,
        made_by_id=by.user_id, made_at=at, why=why,
    )  # fmt: skip
    found.save()
    if agreed.pointer == Pointer.NAMED:
        for agency in agreed.pointed_to:
            PointerAgency(partnership_id=feed.partnership_id, agreement=found, agency=agency).save()
    return found


def _plain(now: Agreement) -> tuple[object, ...]:
    named = sorted(now.pointed_to.values_list("agency_id", flat=True))
    return (
        now.purpose, now.basis, now.power, sorted(now.fields), now.rhythm, now.carries, now.starts_on, now.ends_on,
        now.pointer, named, now.opened_to_analysts, now.in_watch,
    )  # fmt: skip


def _plain_terms(agreed: Agreed) -> tuple[object, ...]:
    """What would be agreed, as it is compared with what is."""
    named = sorted(one.pk for one in agreed.pointed_to) if agreed.pointer == Pointer.NAMED else []
    return (
        agreed.purpose.strip(), agreed.basis, agreed.power.strip(), sorted(set(agreed.fields)), agreed.rhythm,
        agreed.carries, agreed.starts_on, agreed.ends_on, agreed.pointer, named, agreed.opened_to_analysts,
        agreed.in_watch,
    )  # fmt: skip
