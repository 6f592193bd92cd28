"""Open what is published under an address, or say what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cairn.domain.publishing.api import Account, Edition, account_from, newest_edition, status_words

STALE_AFTER = timedelta(days=100)  # a quarter of a year and a little: partnerships publish each quarter


@dataclass(frozen=True)
class Opened:
    """One strategy as it is published.

    Args:
        edition: the row, for its number, note and day.
        account: everything residents see.
        words: status to the words used for it here.
        ended: the strategy is over on the day of reading.
        stale: nothing new was published for so long that what is said may be out of date.
    """

    edition: Edition
    account: Account
    words: dict[str, str]
    ended: bool
    stale: bool


def opened(edition: Edition, *, today: date) -> Opened:
    """Read an edition that is not withdrawn, for somebody who looks at it today."""
    account = account_from(edition.document)
    ended = account.ends_on < today.isoformat()
    return Opened(
        edition=edition,
        account=account,
        words=status_words(ended=ended, plan_year=account.plan_year),
        ended=ended,
        stale=not ended and date.fromisoformat(account.as_at) + STALE_AFTER < today,
    )


Gone = Callable[[HttpRequest, Edition], HttpResponse]
View = Callable[..., HttpResponse]


def published(*, gone: Gone) -> Callable[[View], View]:
    """Give a view the strategy under its ``slug``; one query.

    Args:
        gone: what answers when the newest edition withdraws the strategy.

    Raises:
        Http404: from the view, when nothing was ever published under the address.
    """

    def wrapped(view: View) -> View:
        @require_safe
        @wraps(view)
        def shown(request: HttpRequest, slug: str, **rest: str) -> HttpResponse:
            edition = newest_edition(slug)
            if edition is None:
                raise Http404("Nothing is published under this address.")
            if edition.withdrawn:
                return gone(request, edition)
            return view(request, opened(edition, today=timezone.localdate()), **rest)

        return shown

    return wrapped
