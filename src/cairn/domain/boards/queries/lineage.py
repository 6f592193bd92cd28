"""Which groups a group follows, so that what they left open is on its agendas."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import QuerySet

from cairn.domain.boards.models import Group, Matter


def lineage_of(group: Group) -> set[int]:
    """The group and every group it follows, however far back, by primary key."""
    follows: dict[int, list[int]] = defaultdict(list)
    rows = Group.objects.filter(partnership_id=group.partnership_id, followed_by__isnull=False)
    for key, following in rows.values_list("pk", "followed_by_id"):
        follows[following].append(key)
    found, ahead = set(), [group.pk]
    while ahead:
        key = ahead.pop()
        if key not in found:
            found.add(key)
            ahead += follows[key]
    return found


def open_in(group: Group) -> QuerySet[Matter]:
    """Matters arising that are open in a group, those it took over included, oldest first.

    None of a meeting that was called about a case, whoever asks: agendas are kept, and read by others.
    """
    rows = Matter.objects.filter(group_id__in=lineage_of(group), closed_on__isnull=True, meeting__called=False)
    return rows.order_by("meeting__starts_at", "pk")
