"""What is published now. Asks no actor: what stands here is for everybody."""

from __future__ import annotations

from cairn.domain.publishing.models import Edition


def current_editions() -> list[Edition]:
    """The newest edition of each strategy that is not withdrawn, without its document, by area and period."""
    newest = Edition.objects.order_by("slug", "-number").distinct("slug").defer("document")
    shown = [edition for edition in newest if not edition.withdrawn]
    return sorted(shown, key=lambda edition: (edition.area, -edition.starts_on.toordinal(), edition.slug))


def current_edition(slug: str) -> Edition | None:
    """The newest edition of one strategy, or None when there is none or it is withdrawn."""
    newest = Edition.objects.filter(slug=slug).order_by("-number").first()
    return None if newest is None or newest.withdrawn else newest
