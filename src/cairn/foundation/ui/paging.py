"""Which page numbers a pager shows, and the links that keep the rest of the address."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page
from django.http import QueryDict


@dataclass(frozen=True, kw_only=True)
class PageLink:
    """One entry of the pager. ``number`` is None for a gap."""

    number: int | None
    url: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Pager:
    """What the pager template shows; ``before`` and ``after`` are addresses or empty."""

    before: str
    after: str
    links: tuple[PageLink, ...]
    first_row: int
    last_row: int
    rows: int


def pager_for(page: Page, *, query: QueryDict, parameter: str = "page") -> Pager:
    """Lay out the pager: first, last, current and its neighbours, gaps between.

    Args:
        page: a page of Django's Paginator.
        query: the current query string; every other parameter is kept.
        parameter: the name of the page parameter.
    """

    def url(number: int) -> str:
        address = query.copy()
        address[parameter] = str(number)
        return f"?{address.urlencode()}"

    last = page.paginator.num_pages
    shown = sorted({1, last, *range(max(1, page.number - 1), min(last, page.number + 1) + 1)})
    links: list[PageLink] = []
    for previous, number in zip([0, *shown], shown, strict=False):
        if number - previous == 2:
            links.append(PageLink(number=number - 1, url=url(number - 1)))
        elif number - previous > 2:
            links.append(PageLink(number=None, url=""))
        links.append(PageLink(number=number, url=url(number), current=number == page.number))
    return Pager(
        before=url(page.previous_page_number()) if page.has_previous() else "",
        after=url(page.next_page_number()) if page.has_next() else "",
        links=tuple(links),
        first_row=page.start_index(),
        last_row=page.end_index(),
        rows=page.paginator.count,
    )
