"""Say what is measured: adopt from the library, adapt, write one's own, change it, end it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cairn.domain.measures import policies
from cairn.domain.measures.models import Measure
from cairn.domain.measures.place_codes import place_checker
from cairn.domain.measures.terms import (
    NO_DENOMINATOR,
    OF_RESIDENTS,
    Dimension,
    Frequency,
    Good,
    Origin,
    Residents,
    Unit,
)
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.agencies.queries import current_members
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor
from cairn.kernel.periods import period_of

NAME_LENGTH, GROUP_LENGTH = 200, 80
LONGEST_WAIT = 730  # days after a period within which its figures can be due


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a measure says: the part that an indicator of the library can give.

    Args:
        breakdowns: dimension to its groups.
        read_with: keys of indicators it must be read beside.
        risks: how it can mislead.
        band_low, band_high: the ends within which is good; both are needed where good is a band.
        rolling: each period looks back over earlier ones too.
        residents: whose number a rate is worked out from; "" for none.
    """

    subject: str
    name: str
    definition: str
    numerator: str
    denominator: str
    unit: str
    proportion: bool
    frequency: str
    good: str
    band_low: Decimal | None = None
    band_high: Decimal | None = None
    breakdowns: dict[str, list[str]] = field(default_factory=dict)
    read_with: list[str] = field(default_factory=list)
    risks: str = ""
    statutory: bool = False
    sensitive: bool = False
    places: int = 1
    rare: bool = False
    rolling: bool = False
    residents: str = ""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the partnership agrees about a measure: whose figures, who sends them in, by when, from when."""

    agency: Agency
    submitter: User
    due_days: int
    first_on: date


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The indicator of the library a measure comes from.

    Args:
        indicator: its key.
        digest: SHA-256 of its words as they are now.
        as_it_stands: no word was changed.
    """

    indicator: str
    digest: str
    as_it_stands: bool


def define_measure(
    *, by: Actor, at: datetime, words: Words, terms: Terms, taken: Taken | None = None, computed: str = ""
) -> Measure:
    """Begin to measure something.

    Args:
        by: the partnership manager.
        at: when.
        words: what it says.
        terms: whose figures, who is asked, by when.
        taken: the library's indicator, or None for the partnership's own.
        computed: key of the rule it is computed by, where one is.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when words are missing or contradict each other, or the indicator is adopted already.
    """
    policies.DEFINE.require(by, Partnership.objects.get(pk=by.partnership_id))
    facts = {**_sound_words(words), **_sound_terms(by, at, terms, frequency=words.frequency)}
    origin = Origin.OWN if taken is None else Origin.ADOPTED if taken.as_it_stands else Origin.ADAPTED
    running = Measure.objects.filter(partnership_id=by.partnership_id, ended_on=None)
    if origin == Origin.ADOPTED and running.filter(origin=origin, indicator=taken.indicator).exists():
        raise Refused("This indicator is adopted already. Adapt it, or change the measure that is there.")
    if running.filter(name__iexact=facts["name"]).exists():
        raise Refused(
            "A measure of this name is there already. Give this one a name that tells them apart.", field="name"
        )
    with command("measures.define", by=by, at=at):
        measure = Measure(
            partnership_id=by.partnership_id,
            ref=new_reference("M", taken=Measure),
            origin=origin,
            indicator=taken.indicator if taken else "",
            indicator_digest=taken.digest if taken else "",
            computed=computed,
            **facts,
        )
        measure.save()
    return measure


def change_measure(
    *, by: Actor, at: datetime, measure: Measure, seen: int, words: Words, terms: Terms, reason: str,
    as_it_stands: bool = False,
) -> Measure:  # fmt: skip
    """Change what a measure says. What it counted must stay comparable with what it counts.

    Args:
        seen: its ``version`` when it was read.
        reason: why; it is shown in the history.
        as_it_stands: the words are now those of the library.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when words are missing, no reason is given, somebody changed it in between, or the change
            would make the figures there incomparable (unit, frequency, proportion, a group taken away).
    """
    policies.CHANGE.require(by, measure)
    facts = {**_sound_words(words), **_sound_terms(by, at, terms, frequency=words.frequency)}
    if not reason.strip():
        raise Refused("Say why it changes. The reason stays in its history.", field="reason")
    if measure.origin != Origin.OWN:
        facts["origin"] = Origin.ADOPTED if as_it_stands else Origin.ADAPTED
    with command("measures.change", by=by, at=at, reason=reason.strip()):
        fresh = Measure.objects.select_for_update().get(pk=measure.pk)
        if fresh.version != seen:
            raise Refused(
                "Somebody else changed this measure while you were typing. Open it again to see what they wrote."
            )
        if fresh.submissions.exists():
            _stay_comparable(fresh, facts)
        changed = [name for name, value in facts.items() if getattr(fresh, name) != value]
        if not changed:
            raise Refused("Nothing was changed.")
        for name in changed:
            setattr(fresh, name, facts[name])
        fresh.version += 1
        fresh.save()
    return fresh


def end_measure(*, by: Actor, at: datetime, measure: Measure, reason: str) -> Measure:
    """Stop asking for a measure's figures. It and its figures stay.

    Raises:
        Forbidden: when the policy does not allow it, or it has ended.
        Refused: without a reason.
    """
    policies.CHANGE.require(by, measure)
    if not reason.strip():
        raise Refused("Say why it ends.", field="reason")
    with command("measures.end", by=by, at=at, reason=reason.strip()):
        measure.ended_on = timezone.localdate(at)
        measure.end_reason = reason.strip()
        measure.save()
    return measure


def people_who_can_send(partnership_id: int, *, day: date) -> Any:
    """Accounts that could be named to send figures in: they hold a working role on the day."""
    roles = (policies.MANAGER, policies.LEAD, policies.CONTRIBUTOR, policies.ANALYST)
    held = Grant.objects.filter(partnership_id=partnership_id, role__in=roles, from_on__lte=day, waits=False).exclude(
        until_on__lt=day
    )
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True).select_related("agency").order_by("name")


def _sound_words(words: Words) -> dict[str, Any]:
    facts = {name: getattr(words, name) for name in Words.__dataclass_fields__}
    for name in ("subject", "name"):
        facts[name] = " ".join(facts[name].split())
    for name in ("definition", "numerator", "denominator", "risks"):
        facts[name] = facts[name].strip()
    wanted = {
        "subject": "Choose or write what it is about.", "name": "Give the measure a name.",
        "definition": "Say what it measures.", "numerator": "Say what is counted.",
    }  # fmt: skip
    for name, sentence in wanted.items():
        if not facts[name]:
            raise Refused(sentence, field=name)
    if len(facts["name"]) > NAME_LENGTH:
        raise Refused(f"The name must be {NAME_LENGTH} characters or fewer.", field="name")
    for name, known in (("unit", Unit), ("frequency", Frequency), ("good", Good)):
        if facts[name] not in known.values:
            raise Refused(f"Choose the {'direction that is good' if name == 'good' else name}.", field=name)
    if facts["unit"] not in NO_DENOMINATOR and not facts["denominator"]:
        raise Refused("Say out of what it is counted: this unit needs a denominator.", field="denominator")
    if facts["residents"] and (facts["residents"] not in Residents.values or facts["unit"] not in OF_RESIDENTS):
        raise Refused("Only a count or a rate is held against a number of residents.", field="residents")
    if facts["unit"] in NO_DENOMINATOR and facts["proportion"]:
        raise Refused("A count is no proportion: it has no denominator.", field="proportion")
    _sound_band(facts)
    facts["breakdowns"] = _sound_breakdowns(words.breakdowns)
    return facts


def _sound_band(facts: dict[str, Any]) -> None:
    low, high = facts["band_low"], facts["band_high"]
    if facts["good"] != Good.BAND:
        facts["band_low"] = facts["band_high"] = None
    elif low is None or high is None:
        missing = "band_low" if low is None else "band_high"
        raise Refused("Give both ends of the band that you agreed: within them is good.", field=missing)
    elif low >= high:
        raise Refused("The lowest value of the band must be below the highest.", field="band_low")


def _sound_breakdowns(breakdowns: dict[str, list[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for dimension, groups in breakdowns.items():
        kept = list(dict.fromkeys(" ".join(group.split()) for group in groups if group.strip()))
        if not kept:
            raise Refused(f"Name the groups of the breakdown “{dimension}”.", field="breakdowns")
        if len(dimension) > 40 or any(len(group) > GROUP_LENGTH for group in kept):
            raise Refused(f"A group's name must be {GROUP_LENGTH} characters or fewer.", field="breakdowns")
        said = next(filter(None, map(place_checker(), kept)), "") if dimension == Dimension.PLACE else ""
        if said:
            raise Refused(f"Place: {said}", field="breakdowns")
        found[dimension] = kept
    return found


def _sound_terms(by: Actor, at: datetime, terms: Terms, *, frequency: str) -> dict[str, Any]:
    day = timezone.localdate(at)
    if not current_members(by.partnership_id, day).filter(agency=terms.agency).exists():
        raise Refused(f"{terms.agency.name} is not a partner today.", field="agency")
    if terms.submitter.agency_id != terms.agency.pk:
        raise Refused(f"{terms.submitter.name} does not work for {terms.agency.name}.", field="submitter")
    if not people_who_can_send(by.partnership_id, day=day).filter(pk=terms.submitter.pk).exists():
        raise Refused(f"{terms.submitter.name} holds no role here with which figures are sent in.", field="submitter")
    if not 0 <= terms.due_days <= LONGEST_WAIT:
        raise Refused(f"Figures are due between 0 and {LONGEST_WAIT} days after the period's end.", field="due_days")
    return {
        "agency_id": terms.agency.pk,
        "submitter_id": terms.submitter.pk,
        "due_days": terms.due_days,
        "first_on": period_of(terms.first_on, frequency).start,
    }


def _stay_comparable(measure: Measure, facts: dict[str, Any]) -> None:
    for name, called in (("unit", "unit"), ("frequency", "frequency"), ("proportion", "proportion")):
        if facts[name] != getattr(measure, name):
            raise Refused(
                f"There are figures already, so the {called} cannot change: they could not be compared. "
                "End this measure and begin another.",
                field=name,
            )
    for dimension, groups in measure.breakdowns.items():
        gone = [group for group in groups if group not in facts["breakdowns"].get(dimension, ())]
        if gone:
            raise Refused(f"There are figures for “{gone[0]}” already, so that group must stay.", field="breakdowns")
