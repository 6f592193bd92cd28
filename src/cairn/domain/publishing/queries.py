"""What is published now. Asks no actor: what stands here is for everybody."""

from __future__ import annotations

from typing import Any

from django.db.models.fields.json import KeyTransform

from cairn.domain.publishing.figures import LeavingMeasure, measure_from
from cairn.domain.publishing.models import CountsEdition, DecisionEdition, Edition, NoticeEdition, ReportEdition


def newest_editions() -> list[Edition]:
    """The newest edition of each strategy, withdrawn ones too, without its document, by area and period.

    One query that an index answers; no document is fetched.
    """
    newest = Edition.objects.order_by("slug", "-number").distinct("slug").defer("document", "measures")
    return sorted(newest, key=lambda edition: (edition.area, -edition.starts_on.toordinal(), edition.slug))


def current_editions() -> list[Edition]:
    """The newest edition of each strategy that is not withdrawn, without its document, by area and period."""
    return [edition for edition in newest_editions() if not edition.withdrawn]


def newest_edition(slug: str) -> Edition | None:
    """The newest edition of one strategy with its document, also when it withdraws the strategy.

    The groups of its measures are fetched when they are asked for.
    """
    return Edition.objects.filter(slug=slug).order_by("-number").defer("measures").first()


def published_measure(edition: Edition, ref: str) -> LeavingMeasure | None:
    """One measure of an edition with all its groups; None when it has none of that reference."""
    found = Edition.objects.filter(pk=edition.pk).values_list(KeyTransform(ref, "measures"), flat=True).first()
    return measure_from(found) if found else None


def whole_document(edition: Edition | None) -> dict[str, Any] | None:
    """What residents see under an edition, with all groups of its measures; None where they see nothing."""
    if edition is None or edition.withdrawn:
        return None
    measures = [edition.measures.get(one["ref"], one) for one in edition.document.get("measures", ())]
    return {**edition.document, "measures": measures}


def current_edition(slug: str) -> Edition | None:
    """The newest edition of one strategy, or None when there is none or it is withdrawn."""
    newest = newest_edition(slug)
    return None if newest is None or newest.withdrawn else newest


def newest_decisions() -> list[DecisionEdition]:
    """The newest edition of each decision, withdrawn ones too, without its document, newest decision first."""
    newest = DecisionEdition.objects.order_by("ref", "-number").distinct("ref").defer("document")
    return sorted(newest, key=lambda edition: (-edition.decided_on.toordinal(), edition.ref))


def newest_decision(ref: str) -> DecisionEdition | None:
    """The newest edition of one decision with its document, also when it withdraws the decision."""
    return DecisionEdition.objects.filter(ref=ref).order_by("-number").first()


def newest_notices() -> list[NoticeEdition]:
    """The newest edition of each notice of a decision ahead, withdrawn ones too, soonest decision first."""
    newest = NoticeEdition.objects.order_by("ref", "-number").distinct("ref")
    return sorted(newest, key=lambda edition: (edition.due_on, edition.ref))


def newest_notice(ref: str) -> NoticeEdition | None:
    """The newest edition of one notice, also when it withdraws the notice."""
    return NoticeEdition.objects.filter(ref=ref).order_by("-number").first()


def newest_counts() -> list[CountsEdition]:
    """The newest edition of the counts of each area and year, withdrawn ones too, newest year first."""
    newest = CountsEdition.objects.order_by("slug", "-number").distinct("slug")
    return sorted(newest, key=lambda edition: (-edition.starts_on.toordinal(), edition.area, edition.title))


def newest_counts_of(slug: str) -> CountsEdition | None:
    """The newest edition of the counts of one area and year, also when it withdraws them."""
    return CountsEdition.objects.filter(slug=slug).order_by("-number").first()


def newest_reports() -> list[ReportEdition]:
    """The newest edition of each report, withdrawn ones too, without its document and file, newest year first."""
    newest = ReportEdition.objects.order_by("slug", "-number").distinct("slug").defer("document", "pdf")
    return sorted(newest, key=lambda edition: (edition.year, edition.area), reverse=True)


def newest_report(slug: str) -> ReportEdition | None:
    """The newest edition of one report with its document, also when it withdraws the report."""
    return ReportEdition.objects.filter(slug=slug).defer("pdf").order_by("-number").first()
