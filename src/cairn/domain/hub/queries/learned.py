"""What the newest linking run learned, read once in each process."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.db import connection

from cairn.domain.hub.models import LearnedModel
from cairn.kernel.linkage import Learned, Reason

Reasons = tuple[tuple[str, str, float], ...]  # column, what it says, and bits


def learned_now(partnership_id: int) -> Learned | None:
    """What the newest run of a partnership learned; None before the first. Asked as Cairn itself."""
    sql, params = _written(partnership_id)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchone()
    return None if found is None else _read(*found)


def plain(reasons: Iterable[Reason]) -> Reasons:
    """What each column says of two records, as plain values: for a page, and as a doubt keeps them."""
    return tuple((reason.column, reason.says, reason.bits) for reason in reasons)


@lru_cache(maxsize=256)
def _written(partnership_id: int) -> tuple[str, tuple]:
    """The question as SQL, written once: it is asked with every look-up."""
    newest = LearnedModel.objects.filter(partnership_id=partnership_id).order_by("-pk").values_list("pk", "run__digest")
    return newest[:1].query.sql_with_params()


@lru_cache(maxsize=8)
def _read(key: int, _digest: str) -> Learned:
    """By what the run was given, too: a database made anew in one process counts from one again."""
    return Learned.of_values(LearnedModel.objects.get(pk=key).values)
