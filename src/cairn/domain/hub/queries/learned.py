"""What the newest linking run learned, read once in each process."""

from __future__ import annotations

from functools import lru_cache

from cairn.domain.hub.models import LearnedModel
from cairn.kernel.linkage import Learned


def learned_now(partnership_id: int) -> Learned | None:
    """What the newest run of a partnership learned; None before the first. Asked as Cairn itself."""
    newest = LearnedModel.objects.filter(partnership_id=partnership_id).order_by("-pk").values_list("pk", "run__digest")
    found = newest.first()
    return None if found is None else _read(*found)


@lru_cache(maxsize=8)
def _read(key: int, _digest: str) -> Learned:
    """By what the run was given, too: a database made anew in one process counts from one again."""
    return Learned.of_values(LearnedModel.objects.get(pk=key).values)
