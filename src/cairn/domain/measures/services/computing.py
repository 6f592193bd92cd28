"""Compute a measure's figures from records, and keep with each how it was made."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from cairn.domain.measures import policies
from cairn.domain.measures.computed import RULES, Counted, Rule
from cairn.domain.measures.models import ComputedResult, Measure, Observation, Submission, SubmissionStep
from cairn.domain.measures.services.figures import period_over
from cairn.domain.measures.terms import Source, State
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor
from cairn.kernel.periods import Period, periods_between


def compute(*, by: Actor, at: datetime, measure: Measure, start: date) -> Submission:
    """Compute one period. What was computed before is superseded only where something differs.

    Args:
        by: the partnership manager, or Cairn itself.
        start: first day of the period.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when its rule is not there, or the period is not whole or not over.
    """
    policies.COMPUTE.require(by, measure)
    rule = RULES.get(measure.computed)
    if rule is None:
        raise Refused(f"The rule “{measure.computed}” is not there any more, so nothing can be computed.")
    period = period_over(measure, start, at)
    counted = rule.count(measure.partnership_id, period)
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
    missing = [period for period in periods if period.start not in there]
    for period in missing:
        compute(by=by, at=at, measure=measure, start=period.start)
    return len(missing)


def _same(before: Submission, rule: Rule, counted: Counted) -> bool:
    made = ComputedResult.objects.filter(submission=before).first()
    return made is not None and (
        made.rule_version,
        tuple(made.numerator_refs),
        tuple(made.denominator_refs),
        tuple(made.contributing),
    ) == (rule.version, counted.numerator, counted.denominator, counted.contributing)


def _store(
    *, by: Actor, at: datetime, measure: Measure, period: Period, rule: Rule, counted: Counted,
    before: Submission | None,
) -> Submission:  # fmt: skip
    here = {"partnership_id": measure.partnership_id}
    nothing = not counted.denominator
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
            **here, submission=submission, numerator=Decimal(len(counted.numerator)),
            denominator=Decimal(len(counted.denominator)), nil=nothing,
        ).save()  # fmt: skip
        ComputedResult(
            **here, submission=submission, rule=rule.key, rule_version=rule.version, query=rule.query,
            reads=list(rule.reads), as_of=at, numerator_refs=list(counted.numerator),
            denominator_refs=list(counted.denominator), contributing=list(counted.contributing),
        ).save()  # fmt: skip
    return submission
