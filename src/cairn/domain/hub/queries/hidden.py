"""People whom somebody must not come upon: those a conflict wall keeps from her, and those of restricted cases.

Asked by the policies of the casework engine, in the same one query for everybody. Who is hidden is absent: from what is
found, from counts, and from the time it takes, for whatever is found is compared before anything is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.db import connection
from django.db.models import Q

from cairn.domain.cases.api import as_system
from cairn.domain.cases.api import policies as cases
from cairn.domain.cases.models import Case, CasePerson, Person
from cairn.domain.hub.queries.rows import Row
from cairn.domain.records.api import SourceRecord
from cairn.kernel.actors import Actor
from cairn.kernel.linkage.many_names import alike
from cairn.kernel.same_person.finding import Born, Known, strongly_alike

# Of those who are hidden, whoever may well be one of some people by the births: others are never strongly alike, and
# there may be thousands. As ``kernel.same_person.finding`` has it: exact dates agree in two of three numbers, or have
# day and month swapped; where one is not exact, the years are at most one apart.
_BY_BIRTH = """
SELECT p.name, p.other_names, p.born_year, p.born_month, p.born_day
FROM ({}) AS p (name, other_names, born_year, born_month, born_day)
WHERE %s::boolean OR p.born_year IS NULL OR EXISTS (
    SELECT 1 FROM unnest(%s::date[]) AS b (born) CROSS JOIN LATERAL (
        SELECT extract(year FROM b.born) AS y, extract(month FROM b.born) AS m, extract(day FROM b.born) AS d
    ) AS n
    WHERE CASE WHEN p.born_month IS NULL OR p.born_day IS NULL THEN abs(p.born_year - n.y) <= 1
        ELSE (p.born_year = n.y)::int + (p.born_month = n.m)::int + (p.born_day = n.d)::int >= 2
            OR (p.born_year = n.y AND p.born_month = n.d AND p.born_day = n.m) END
)
"""


def hidden_from(actor: Actor, rows: Iterable[SourceRecord | Row] | None = None) -> list[Known]:
    """By name and birth, the people in cases that the wall keeps from the actor or that are restricted to others.

    Args:
        rows: those who may be hidden; without them, everybody who is.
    """
    with as_system(actor.partnership_id):
        return hidden_past_the_fence(actor, rows)


def hidden_past_the_fence(actor: Actor, rows: Iterable[SourceRecord | Row] | None = None) -> list[Known]:
    """As ``hidden_from``, for whoever is inside ``as_system`` already."""
    if actor.is_system:
        return []
    births = None if rows is None else {row.born for row in rows}
    sql, params = _written(actor)
    if births is not None:
        sql, params = _BY_BIRTH.format(sql), (*params, None in births, sorted(births - {None}))
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [
            Known("", (name, *others), Born(year, month, day) if year else None)
            for name, others, year, month, day in cursor.fetchall()
        ]


@lru_cache(maxsize=1024)
def _written(actor: Actor) -> tuple[str, tuple]:
    """The question as SQL, written once for whoever asks, as the policies themselves are (``access.policies``)."""
    kept = Q(restricted=True) & ~cases.VIEW.filter(actor) | cases.SHUT_OUT.rows(actor)
    inside = CasePerson.objects.filter(
        partnership_id=actor.partnership_id, removed_at__isnull=True, case__in=Case.objects.filter(kept).order_by()
    )
    people = Person.objects.filter(pk__in=inside.order_by().values("person"))
    rows = people.values_list("name", "other_names", "born_year", "born_month", "born_day")
    return rows.query.sql_with_params()


def may_be_hidden(row: SourceRecord | Row, hidden: Sequence[Known]) -> bool:
    """Whether a record may well be of somebody who is hidden: in doubt it is."""
    return which_may_be_hidden([row], hidden)[0]


def which_may_be_hidden(rows: Sequence[SourceRecord | Row], hidden: Sequence[Known]) -> list[bool]:
    """``may_be_hidden`` of each of many. Every name is compared with every other, so that whoever is hidden, it takes
    the same time; of those alike by name the births are looked at too.
    """
    known = [_known(row) for row in rows]
    by_name = alike([one.names for one in known], [each.names for each in hidden])
    return [
        any([strongly_alike(one, hidden[at])[0] for at in places.nonzero()[0]])
        for one, places in zip(known, by_name, strict=True)
    ]


def _known(row: SourceRecord | Row) -> Known:
    names = (f"{row.given} {row.family}".strip(), *([row.other_names] if row.other_names else []))
    return Known("", names, Born.on(row.born) if row.born else None)


def hides(rows: Iterable[SourceRecord | Row], hidden: Sequence[Known]) -> bool:
    """Whether any of a person's records may be of somebody who is hidden."""
    return any(which_may_be_hidden([*rows], hidden))
