"""Compute a measure's figures from records, and keep with each how it was made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from cairn.domain.measures import policies
from cairn.domain.measures.computed import RULES, Counted, Rule, Tallied, Waits
from cairn.domain.measures.models import ComputedResult, Measure, Observation, Submission, SubmissionStep
from cairn.domain.measures.queries.residents import residents_by_row
from cairn.domain.measures.services.figures import period_over
from cairn.domain.measures.terms import EVERYONE, Source, State
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor
from cairn.kernel.periods import Period, periods_between


class WaitsForSource(Refused):
    """No figure can be made of the records yet; the sentence says what it waits for."""


def compute(*, by: Actor, at: datetime, measure: Measure, start: date) -> Submission:
    """Compute one period. What was computed before is superseded only where something differs.

    Args:
        by: the partnership manager, or Cairn itself.
        start: first day of the period.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when its rule is not there, or the period is not whole or not over.
        WaitsForSource: when what it is made of is not there yet.
    """
    policies.COMPUTE.require(by, measure)
    rule = RULES.get(measure.computed)
    if rule is None:
        raise Refused(f"The rule “{measure.computed}” is not there any more, so nothing can be computed.")
    period = period_over(measure, start, at)
    if why := _unsettled(rule, period, at):
        raise WaitsForSource(why)
    counted = _read(measure, rule, period)
    before = Submission.objects.filter(measure=measure, period_start=start, counts=True).first()
    if before is not None and _same(before, rule, counted):
        return before
    return _store(by=by, at=at, measure=measure, period=period, rule=rule, counted=counted, before=before)


def compute_what_is_missing(*, by: Actor, at: datetime, measure: Measure) -> int:
    """Compute every period since the measure began that has no figure yet.

    Returns:
        How many there were.
    """
    policies.COMPUTE.require(by, measure)
    there = set(measure.submissions.filter(counts=True).values_list("period_start", flat=True))
    yesterday = timezone.localdate(at).toordinal() - 1
    periods = periods_between(measure.first_on, date.fromordinal(yesterday), measure.frequency)
    made = 0
    for period in periods:
        if period.start in there:
            continue
        try:
            compute(by=by, at=at, measure=measure, start=period.start)
            made += 1
        except WaitsForSource:  # the others need not wait for it; what_it_waits_for says why
            continue
    return made


def what_it_waits_for(measure: Measure, *, at: datetime) -> str:
    """Why the newest period that is over has no figure yet, in a sentence; "" where nothing is missing."""
    rule = RULES.get(measure.computed)
    yesterday = date.fromordinal(timezone.localdate(at).toordinal() - 1)
    periods = list(periods_between(measure.first_on, yesterday, measure.frequency))
    if rule is None or not periods:
        return ""
    if measure.submissions.filter(counts=True, period_start=periods[-1].start).exists():
        return ""
    if why := _unsettled(rule, periods[-1], at):
        return why
    try:
        _read(measure, rule, periods[-1])
    except WaitsForSource as waits:
        return str(waits)
    return ""


def _unsettled(rule: Rule, period: Period, at: datetime) -> str:
    """Why it is too early for a period, or ""."""
    if not rule.settles_after:
        return ""
    place = period.end.year * 12 + period.end.month - 1 + rule.settles_after + 1
    settled = date(place // 12, place % 12 + 1, 1)
    if timezone.localdate(at) >= settled:
        return ""
    return f"What became of it is counted {rule.settles_after} months after the period, from {day_in_words(settled)}."


def _read(measure: Measure, rule: Rule, period: Period) -> Counted | Tallied:
    """What the rule makes of the records, with the residents it is out of."""
    found = rule.count(measure.partnership_id, period)
    if isinstance(found, Waits):
        raise WaitsForSource(found.says)
    if isinstance(found, Tallied) and found.residents:
        known, says = residents_by_row(measure, [EVERYONE], on=period.start)
        if EVERYONE not in known:
            raise WaitsForSource(f"It waits for the number of residents. {says}")
        return replace(found, bottom=known[EVERYONE].count)
    return found


def _same(before: Submission, rule: Rule, counted: Counted | Tallied) -> bool:
    made = ComputedResult.objects.filter(submission=before).first()
    if isinstance(counted, Tallied):
        row = before.observations.get(dimension="")
        now = (Decimal(counted.top), counted.bottom)
        return made is not None and (made.rule_version, row.numerator, row.denominator) == (rule.version, *now)
    return made is not None and (
        made.rule_version,
        tuple(made.numerator_refs),
        tuple(made.denominator_refs),
        tuple(made.contributing),
    ) == (rule.version, counted.numerator, counted.denominator, counted.contributing)


def _store(
    *, by: Actor, at: datetime, measure: Measure, period: Period, rule: Rule, counted: Counted | Tallied,
    before: Submission | None,
) -> Submission:  # fmt: skip
    here = {"partnership_id": measure.partnership_id}
    private = isinstance(counted, Tallied)
    top = Decimal(counted.top if private else len(counted.numerator))
    bottom = counted.bottom if private else Decimal(len(counted.denominator))
    refs = Counted((), ()) if private else counted  # whose records they are is nobody's who may not open them
    with command("measures.compute", by=by, at=at):
        if before is not None:
            before.counts = False
            before.save()
        submission = Submission(
            **here, measure=measure, period_start=period.start, period_end=period.end, state=State.APPROVED,
            counts=True, revision=before.revision + 1 if before else 1, source=Source.COMPUTED,
            submitted_by_id=by.user_id, submitted_at=at,
            reason=f"Computed again: rule version {rule.version}, other records." if before else "",
        )  # fmt: skip
        submission.save()
        SubmissionStep(**here, submission=submission, state=submission.state, at=at, by_id=by.user_id).save()
        Observation(
            **here, submission=submission, numerator=top, denominator=bottom, nil=bottom is not None and not bottom,
        ).save()  # fmt: skip
        ComputedResult(
            **here, submission=submission, rule=rule.key, rule_version=rule.version, query=rule.query,
            reads=list(rule.reads), as_of=at, numerator_refs=list(refs.numerator),
            denominator_refs=list(refs.denominator), contributing=list(refs.contributing),
        ).save()  # fmt: skip
    return submission
