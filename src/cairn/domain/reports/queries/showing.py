"""What the screens of reports show: the list, one report with its copies, and one copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cairn.domain.boards.api import Meeting
from cairn.domain.boards.api import policies as boards
from cairn.domain.plans.api import ActionPlan, PlanState
from cairn.domain.publishing.api import ReportDocument, drawn_report, report_from
from cairn.domain.reports import policies
from cairn.domain.reports.models import Report, ReportCopy, ReportRelease
from cairn.domain.reports.queries.annual_report import decisions_residents_lost
from cairn.domain.reports.queries.waiting import taken_down_releases
from cairn.domain.reports.services.publishing import slug_of
from cairn.domain.reports.terms import COPIES, COPY_WORDS, RULE_WORDS, Outcome, ReportKind, ReportState
from cairn.domain.strategies.api import VIEW as VIEW_STRATEGY
from cairn.foundation.access.policies import Decision
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor
from cairn.kernel.disclosure import Audience

LOOKS = {
    ReportState.ASKED: "not_started", ReportState.UNDER_WAY: "on_track", ReportState.READY: "complete",
    ReportState.FAILED: "blocked",
}  # fmt: skip
MOST = 60
Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report in the list."""

    ref: str
    title: str
    about: str
    kind: str
    as_at: date
    state: str
    looks: str
    public: bool
    taken_down: bool


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One copy of a report; ``may_read`` is False where it is for others, and then ``mark`` is "" and ``size`` 0.

    A mark is worked out from the figures: whoever guesses a withheld one could see whether the guess is right.
    """

    audience: str
    words: str
    rule: str
    mark: str
    size: int
    withheld: int
    rounded: int
    may_read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """One report: how far it has come, its copies, and whether it is public.

    Args:
        taken_down: what was published, where a decision told in it was withdrawn and took it down.
        lost: decisions it tells that residents do not see so any more.
    """

    report: Report
    about: str
    state: str
    looks: str
    copies: tuple[CopyLine, ...]
    release: ReportRelease | None
    taken_down: ReportRelease | None
    lost: tuple[str, ...]
    may_make: bool

    @property
    def ended(self) -> bool:
        """Nothing more will come of it by itself."""
        return self.report.state in (ReportState.READY, ReportState.FAILED)

    @property
    def done(self) -> int:
        """Percent of the parts that are made."""
        return round(100 * self.report.step / self.report.steps) if self.report.steps else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPage:
    """One copy to read; of a public one, what may be done about publishing it, and what ``ReportPage`` says of it."""

    copy: ReportCopy
    report: Report
    part: dict[str, Any]
    release: ReportRelease | None
    taken_down: ReportRelease | None
    lost: tuple[str, ...]
    returned: ReportRelease | None
    slug: str
    can_propose: Decision
    can_check: Decision | None

    @property
    def may_withdraw(self) -> bool:
        """It is published, and the reader may take it away."""
        return self.can_propose.allowed and self.release is not None and self.release.outcome == Outcome.RELEASED


def report_lines(actor: Actor) -> list[ReportLine]:
    """Reports, newest first; those made longest ago are left out."""
    rows = policies.VIEW.rows(actor, Report.objects.select_related("meeting__group", "plan__strategy"))[:MOST]
    public = set(ReportRelease.objects.filter(outcome=Outcome.RELEASED).values_list("report_id", flat=True))
    down = set(taken_down_releases().values_list("report_id", flat=True))
    return [
        ReportLine(
            row.ref, row.title, about(row), row.get_kind_display(), row.as_at, ReportState(row.state).label,
            LOOKS[ReportState(row.state)], row.pk in public, row.pk in down,
        )
        for row in rows
    ]  # fmt: skip


def about(row: Report) -> str:
    """The group that meets, or the strategy."""
    return row.meeting.group.name if row.meeting else row.plan.strategy.title


def report_for(actor: Actor, ref: str) -> Report:
    """One report the actor may see, or 404."""
    rows = Report.objects.select_related("meeting__group", "plan__strategy", "asked_by")
    return policies.VIEW.one(actor, rows, ref=ref)


def report_page(actor: Actor, ref: str, *, may_make: bool) -> ReportPage:
    """One report."""
    row = report_for(actor, ref)
    mine = set(policies.VIEW_COPY.rows(actor, row.copies.all()).values_list("audience", flat=True))
    return ReportPage(
        report=row,
        about=about(row),
        state=ReportState(row.state).label,
        looks=LOOKS[ReportState(row.state)],
        copies=tuple(_copy_line(copy, copy.audience in mine) for copy in row.copies.all()),
        release=_release(row),
        taken_down=taken_down_releases().filter(report=row).first(),
        lost=_lost(row),
        may_make=may_make,
    )


def copy_for_reading(actor: Actor, ref: str, audience: str) -> ReportCopy:
    """One copy the actor may read, or 404."""
    rows = ReportCopy.objects.select_related("report__meeting__group", "report__plan__strategy")
    return policies.VIEW_COPY.one(actor, rows, report__ref=ref, audience=audience)


def copy_page(actor: Actor, copy: ReportCopy) -> CopyPage:
    """One copy as it is read."""
    public = copy.audience == Audience.PUBLIC
    release = _release(copy.report) if public else None
    waiting = release is not None and release.outcome == ""
    last = copy.report.releases.select_related("checked_by").first()
    return CopyPage(
        copy=copy,
        report=copy.report,
        part=drawn_report(document_of(copy)),
        release=release,
        taken_down=taken_down_releases().filter(report=copy.report).first() if public else None,
        lost=_lost(copy.report) if public else (),
        returned=last if last and last.outcome == Outcome.RETURNED else None,
        slug=slug_of(copy.report) if copy.report.plan else "",
        can_propose=policies.PROPOSE.decide(actor, copy.report),
        can_check=policies.CHECK.decide(actor, release) if waiting else None,
    )


def document_of(copy: ReportCopy) -> ReportDocument:
    """What a copy holds."""
    return report_from(copy.document)


# ---- what a report can be made of


def subjects(actor: Actor, *, at: datetime) -> list[tuple[str, Choices]]:
    """What a report can be made of: meetings, newest first, and published years of strategies."""
    meetings = Meeting.objects.filter(cancelled_on=None).select_related("group").order_by("-starts_at")
    seen = boards.VIEW_MEETING.rows(actor, meetings)[:MOST]
    plans = ActionPlan.objects.filter(state=PlanState.PUBLISHED, strategy__in=VIEW_STRATEGY.rows(actor))
    return [
        ("Annual reports", [(f"plan/{row.pk}", f"{row.strategy.title}, {row.year}")
                            for row in plans.select_related("strategy").order_by("-starts_on", "pk")]),
        ("Board packs", [(f"meeting/{row.ref}", f"{row.group.name}, {day_in_words(row.starts_at)}") for row in seen]),
    ]  # fmt: skip


def copies_of(kind: str) -> list[tuple[str, str]]:
    """Which copies a kind of report has, and the rule of each."""
    return [(COPY_WORDS[one], RULE_WORDS[one]) for one in COPIES[ReportKind(kind)]]


def _copy_line(copy: ReportCopy, may_read: bool) -> CopyLine:
    hidden = document_of(copy).withheld
    return CopyLine(
        audience=copy.audience,
        words=COPY_WORDS[Audience(copy.audience)],
        rule=RULE_WORDS[Audience(copy.audience)],
        mark=copy.mark[:12] if may_read else "",
        size=len(bytes(copy.pdf)) if may_read else 0,
        withheld=sum(one.withheld for one in hidden),
        rounded=sum(one.rounded for one in hidden),
        may_read=may_read,
    )


def _release(row: Report) -> ReportRelease | None:
    """The proposal that waits, or the publication that stands."""
    rows = row.releases.filter(outcome__in=("", Outcome.RELEASED)).select_related("proposed_by", "checked_by")
    return rows.first()


def _lost(row: Report) -> tuple[str, ...]:
    copy = row.copies.filter(audience=Audience.PUBLIC).defer("pdf").first()
    return decisions_residents_lost(row.plan, document_of(copy), today=row.as_at) if copy else ()
