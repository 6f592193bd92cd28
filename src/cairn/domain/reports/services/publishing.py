"""Propose a public copy, have a second person check it, publish it; or withdraw what was published."""

from __future__ import annotations

from datetime import datetime

from cairn.domain.boards.models import Decision
from cairn.domain.measures.api import record_publication
from cairn.domain.measures.terms import Copy
from cairn.domain.publishing.api import (
    ReportDocument,
    newest_report,
    newest_reports,
    publish_report,
    report_from,
    withdraw_report,
)
from cairn.domain.reports import policies
from cairn.domain.reports.models import Report, ReportCopy, ReportRelease
from cairn.domain.reports.queries.annual_report import decisions_residents_lost, decisions_told, tells
from cairn.domain.reports.terms import Outcome
from cairn.foundation.access.proposals import held, require_note, require_reason, settle
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor
from cairn.kernel.disclosure import Audience

#: What residents read where a report was. It tells nothing of the decision, which may be withdrawn for what it says.
A_DECISION_WENT = "A decision told in it was withdrawn. The report can be published anew without that decision."


def propose(*, by: Actor, at: datetime, report: Report, note: str) -> ReportRelease:
    """Propose that the public copy is published, exactly as it was made.

    Args:
        by: the partnership manager.
        note: what it is, for residents.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a note, when it was proposed or published already, or when it tells a decision that
            residents do not see so any more.
    """
    policies.PROPOSE.require(by, report)
    note = require_note(note)
    with command("reports.propose", by=by, at=at, reason=note):
        # Locked, so that of two people who propose at once the second sees the first one's.
        Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
        if report.releases.filter(outcome="").exists():
            raise Refused("It was proposed already, and waits for a second person.")
        if report.releases.filter(outcome=Outcome.RELEASED).exists():
            raise Refused("It is published already.")
        copy = _public(report)
        _check_decisions(report, report_from(copy.document))
        release = ReportRelease(
            partnership_id=by.partnership_id, report=report, mark=copy.mark, note=note,
            proposed_by_id=by.user_id, proposed_at=at,
        )  # fmt: skip
        release.save()
    return release


def publish(*, by: Actor, at: datetime, release: ReportRelease) -> ReportRelease:
    """Publish what was proposed.

    Args:
        by: somebody else than who proposed it.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when figures of the same measures have left otherwise since it was made, or a decision in it
            was withdrawn or published otherwise.
    """
    policies.CHECK.require(by, release)
    with command("reports.publish", by=by, at=at):
        release = held(release, by=by, policy=policies.CHECK)
        copy = _public(release.report)
        document = report_from(copy.document)
        # Held, so that none of them is withdrawn while this is published.
        refs = [entry.ref for entry in decisions_told(document)]
        list(Decision.objects.select_for_update(of=("self",)).filter(ref__in=refs).order_by("pk"))
        _check_decisions(release.report, document)
        measures = {one.ref: one for one in document.measures}
        record_publication(
            by=by, at=at, audience=Audience.PUBLIC, kind=Copy.REPORT, title=release.report.title,
            reference=release.report.ref, measures=measures, drawn_at=copy.made_at,
        )  # fmt: skip
        edition = publish_report(
            by=by, at=at, report=document, slug=slug_of(release.report), year=release.report.plan.year,
            pdf=bytes(copy.pdf), note=release.note,
        )  # fmt: skip
        return settle(release, Outcome.RELEASED, by=by, at=at, edition=edition.number)


def send_back(*, by: Actor, at: datetime, release: ReportRelease, reason: str) -> ReportRelease:
    """Send a proposal back with what must change first.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a reason.
    """
    policies.CHECK.require(by, release)
    reason = require_reason(reason, "Say what must change before residents see it.")
    with command("reports.send_back", by=by, at=at, reason=reason):
        return settle(held(release, by=by, policy=policies.CHECK), Outcome.RETURNED, by=by, at=at, reason=reason)


def take_back(*, by: Actor, at: datetime, release: ReportRelease) -> ReportRelease:
    """Take a proposal back that nobody has checked yet.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when it was settled meanwhile.
    """
    policies.PROPOSE.require(by, release.report)
    with command("reports.take_back", by=by, at=at):
        release = ReportRelease.objects.select_for_update(of=("self",)).get(pk=release.pk)
        if release.outcome:
            raise Refused("This proposal was settled already.")
        return settle(release, Outcome.TAKEN_BACK)


def withdraw(*, by: Actor, at: datetime, release: ReportRelease, reason: str) -> ReportRelease:
    """Take a published report away at once, with a reason. One person may: it must not wait for a second.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a reason, or when it is not published.
    """
    policies.PROPOSE.require(by, release.report)
    reason = require_reason(reason, "Say why it is withdrawn. Residents see the reason.")
    with command("reports.withdraw", by=by, at=at, reason=reason):
        release = ReportRelease.objects.select_for_update(of=("self",)).get(pk=release.pk)
        if release.outcome != Outcome.RELEASED:
            raise Refused("This report is not published.")
        shown = newest_report(slug_of(release.report))
        if shown is None or shown.number != release.edition:
            raise Refused("Another report of this year was published since. Withdraw that one.")
        return _withdrawn(release, by=by, at=at, reason=reason)


def take_down_with(*, by: Actor, at: datetime, decision: Decision) -> None:
    """Take every report off the public site that tells a decision which is being withdrawn.

    No policy is asked: whoever may withdraw the decision has been asked, and it may not stay public here.

    Args:
        decision: locked by the caller, in whose transaction this happens.
    """
    shown = {one.slug: one.number for one in newest_reports() if not one.withdrawn}
    rows = ReportRelease.objects.filter(partnership_id=by.partnership_id, outcome=Outcome.RELEASED)
    for release in rows.select_for_update(of=("self",)).select_related("report__plan__strategy"):
        slug = slug_of(release.report)
        in_force = shown.get(slug) == release.edition
        if not in_force or not tells(report_from(_public(release.report).document), decision):
            continue
        with command("reports.take_down", by=by, at=at, reason=A_DECISION_WENT):
            release.withdrawn_with = decision
            _withdrawn(release, by=by, at=at, reason=A_DECISION_WENT)


def slug_of(report: Report) -> str:
    """Where residents find it: the strategy and the year."""
    return f"{report.plan.strategy.slug}-{report.plan.year}"


def _check_decisions(report: Report, document: ReportDocument) -> None:
    lost = decisions_residents_lost(report.plan, document, today=report.as_at)
    if lost:
        raise Refused(
            f"Residents do not see the decision “{lost[0]}” as this report tells it: it was withdrawn, or published "
            "otherwise. Make the report again."
        )


def _public(report: Report) -> ReportCopy:
    return report.copies.get(audience=Audience.PUBLIC)


def _withdrawn(release: ReportRelease, *, by: Actor, at: datetime, reason: str) -> ReportRelease:
    """Hide its edition, and write down who did; who checked it before stays written."""
    withdraw_report(by=by, at=at, slug=slug_of(release.report), reason=reason)
    release.outcome, release.reason = Outcome.WITHDRAWN, reason
    release.withdrawn_by_id, release.withdrawn_at = by.user_id, at
    release.save()
    return release
