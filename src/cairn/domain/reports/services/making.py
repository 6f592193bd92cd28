"""Make a report that was asked for: facts once, then each copy; what is being made is written down as it goes."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, time

from django.db import transaction

from cairn.domain.measures.api import Measure, earlier_copies, record_publication
from cairn.domain.measures.terms import Copy
from cairn.domain.publishing.api import LeavingMeasure, ReportDocument, Section, drawn_report, pictures
from cairn.domain.reports.models import Report, ReportCopy
from cairn.domain.reports.queries.annual_report import annual_report
from cairn.domain.reports.queries.board_pack import board_pack
from cairn.domain.reports.queries.consulted import consulted_section
from cairn.domain.reports.queries.facts import copy_for
from cairn.domain.reports.queries.figures import figures_for, measures_of
from cairn.domain.reports.services.asking import UNENDED
from cairn.domain.reports.terms import COPIES, COPY_WORDS, ReportKind, ReportState
from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.ui.pdf import render_pdf
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.disclosure import Audience

log = logging.getLogger("cairn.jobs")
COULD_NOT = (
    "Something went wrong while this was made: {doing}. Nothing is lost. Ask for it again, and tell whoever looks "
    "after Cairn if it happens twice."
)


def make_report(*, partnership_id: int, ref: str, at: datetime) -> Report:
    """Make every copy of a report, as Cairn itself. Run twice, it is made once.

    Every step is its own transaction, so that whoever waits can see how far it has come.

    Args:
        ref: of a report that was asked for.
        at: when; what the report is of is the day on which it was asked for.

    Returns:
        The report, ready or failed.
    """
    by = system_actor(partnership_id)
    report = _fresh(by, ref)
    if report.state not in UNENDED:
        return report
    try:
        return _Making(by, report, at).run()
    except Exception:  # whatever it is, the page must say that nothing more will come
        log.exception("a report could not be made", extra={"job": "reports.make"})
        report = _fresh(by, ref)
        why = COULD_NOT.format(doing=report.doing or "looking up the facts")
        return _save(by, report, at=at, state=ReportState.FAILED, failed_why=why, ended_at=at)


def pdf_of(document: ReportDocument) -> bytes:
    """The PDF of a document; the same document is the same file."""
    made = datetime.combine(datetime.fromisoformat(document.as_at), time(), UTC)
    title = f"{document.area}: {document.title}" if document.area not in document.title else document.title
    return render_pdf(template="report", data=pictures(drawn_report(document)), title=title, at=made)


class _Making:
    """One report on its way."""

    def __init__(self, by: Actor, report: Report, at: datetime) -> None:
        self.by, self.report, self.at = by, report, at

    def run(self) -> Report:
        """Facts, then for each audience its figures and its pages."""
        members, *others = COPIES[ReportKind(self.report.kind)]
        self.says("The facts")
        with transaction.atomic():
            set_scope(self.by)
            measures = measures_of(self.by, self.report)
            figures = self._figures(measures, members)
            document = self._document(figures)
            sections = {one: self._sections(one) for one in others}
        self.says(f"{COPY_WORDS[members]}: pages", step=2)
        self._keep(document, members)
        for place, audience in enumerate(others, start=1):
            self.says(f"{COPY_WORDS[audience]}: figures", step=1 + 2 * place)
            copy = self._copy(document, measures, audience, sections[audience])
            self.says(f"{COPY_WORDS[audience]}: pages", step=2 + 2 * place)
            self._keep(copy, audience)
        return _save(self.by, self.report, at=self.at, state=ReportState.READY, step=self.report.steps, doing="",
                     ended_at=self.at)  # fmt: skip

    def says(self, doing: str, *, step: int = 0) -> None:
        """Write down how far it has come."""
        self.report = _save(self.by, self.report, at=self.at, state=ReportState.UNDER_WAY, doing=doing, step=step)

    def _document(self, figures: Mapping[str, LeavingMeasure]) -> ReportDocument:
        today = self.report.as_at
        if self.report.kind == ReportKind.BOARD_PACK:
            return board_pack(self.by, self.report.meeting, today=today, figures=figures)
        return annual_report(self.by, self.report.plan, today=today, figures=figures)

    def _figures(self, measures: list[Measure], audience: Audience) -> dict[str, LeavingMeasure]:
        return figures_for(measures, audience, today=self.report.as_at, before=earlier_copies())

    def _sections(self, audience: Audience) -> tuple[Section, ...]:
        """What stands otherwise in another copy beside measures, looked up with the facts so that no more differs."""
        if self.report.kind == ReportKind.BOARD_PACK:
            return ()
        return (consulted_section(self.report.plan, audience, today=self.report.as_at),)

    def _copy(
        self, document: ReportDocument, measures: list[Measure], audience: Audience, sections: tuple[Section, ...]
    ) -> ReportDocument:
        with transaction.atomic():
            set_scope(self.by)
            return copy_for(document, audience, self._figures(measures, audience), sections)

    def _keep(self, document: ReportDocument, audience: Audience) -> None:
        pdf = pdf_of(document)
        with transaction.atomic():
            set_scope(self.by)
            if self.report.copies.filter(audience=audience).exists():
                return
            with command("reports.make", by=self.by, at=self.at):
                ReportCopy(
                    partnership_id=self.by.partnership_id, report=self.report, audience=audience,
                    document=document.as_document(), mark=document.mark, pdf=pdf,
                    pdf_sha256=hashlib.sha256(pdf).hexdigest(), made_at=self.at,
                ).save()  # fmt: skip
            if audience is not Audience.PUBLIC:  # which leaves only when a second person has read it
                self._record(document, audience)

    def _record(self, document: ReportDocument, audience: Audience) -> None:
        record_publication(
            by=self.by, at=self.at, audience=audience, title=f"{self.report.title}, {COPY_WORDS[audience].lower()}",
            kind=Copy.PARTNER if audience is Audience.PARTNERS else Copy.REPORT, reference=self.report.ref,
            measures={one.ref: one for one in document.measures}, drawn_at=self.at,
        )  # fmt: skip


def _fresh(by: Actor, ref: str) -> Report:
    with transaction.atomic():
        set_scope(by)
        rows = Report.objects.select_related(
            "partnership", "meeting__group", "meeting__partnership", "plan__strategy__partnership"
        )
        return rows.get(ref=ref)


def _save(by: Actor, report: Report, *, at: datetime, **changes: object) -> Report:
    with command("reports.make", by=by, at=at):
        for name, value in changes.items():
            setattr(report, name, value)
        report.save()
    return report
