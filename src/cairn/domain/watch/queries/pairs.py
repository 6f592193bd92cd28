"""Each two people of the domestic abuse that police told of, counted in the database: as ``told_between``, in one pass.

For measures of repeats, which look back for years. Who somebody is, is said as in ``people.who``: by the agency's own
reference within its feed, else by the same facts; somebody known by a name alone, only beside the other of the two.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from cairn.domain.records.api import Incident, Part, incidents_in_force, told_at, told_twice
from cairn.domain.watch.queries.abuse import IS_ABUSE, Rows
from cairn.domain.watch.queries.reported import told_in
from cairn.domain.watch.terms import ADULT
from cairn.foundation.agencies.terms import AgencyKind
from cairn.kernel.actors import Actor
from cairn.kernel.uk_time import span_of

_WHO = r"""CASE
    WHEN r.key <> '' THEN r.feed_id || ':key:' || r.key
    WHEN coalesce(s.given, '') = '' AND coalesce(s.family, '') = '' THEN NULL
    ELSE concat_ws(E'\n', r.feed_id, s.given, s.family, s.born::text, s.postcode, s.phone)
    END"""
_NAME_ALONE = "r.key = '' AND s.born IS NULL"


def known_by_name(mark: str | None) -> bool:
    """Whether a mark of ``pairs_in_abuse`` is of somebody known by a name alone, beside one other person."""
    return mark is not None and "\n" in mark and "@" in mark


def abuse_between(
    actor: Actor, first: date, last: date, *, reported: tuple[date, date] | None = None
) -> QuerySet[Incident]:
    """What police told of that happened between two days, or was reported between two others, all in.

    An incident that two agencies of the police told of under one crime number is here once.

    Args:
        actor: Cairn itself.
    """
    begin, end = span_of(first, last)
    within = Q(happened__gte=begin, happened__lt=end)
    if reported is not None:
        within |= told_in(*reported)
    rows = incidents_in_force(actor).filter(within, IS_ABUSE, agency__kind=AgencyKind.POLICE)
    return rows.exclude(pk__in=told_twice(actor, rows, kind=AgencyKind.POLICE)).order_by()


def pairs_in_abuse(incidents: QuerySet[Incident]) -> Rows:
    """Each person harmed beside each suspect of the same incident, or beside nobody; both of an age to be meant.

    Args:
        incidents: as ``abuse_between`` gives, asked as Cairn itself.

    Returns:
        Rows with ``day`` (on which it happened) and ``reported`` (the day of the report), ``victim`` and ``suspect``
        (a mark, the same for the same person; NULL for a suspect who is not known) and ``first`` (true in one row of
        each incident).
    """
    inner, given = (
        incidents.annotate(told=told_at())
        .values("id", "told", "happened", "feed_id", "extract_id", "key")
        .query.sql_with_params()
    )
    return Rows(
        f"""
        WITH incident AS MATERIALIZED (
            SELECT i.id, i.feed_id, i.extract_id, i.key, (i.happened AT TIME ZONE 'Europe/London')::date AS day,
                (i.told AT TIME ZONE 'Europe/London')::date AS reported
            FROM ({inner}) AS i
        ), twice AS MATERIALIZED (
            -- Rows of one file that bear one reference are one incident: few, each found by its key.
            SELECT i.id, min(i.id) OVER (PARTITION BY i.extract_id, i.key) AS event FROM incident i
            WHERE i.key <> '' AND EXISTS (SELECT FROM records_incident o WHERE o.feed_id = i.feed_id
                AND o.key = i.key AND o.extract_id = i.extract_id AND o.id <> i.id)
        ), person AS MATERIALIZED (
            SELECT i.id AS incident, r.id AS role, r.part, {_WHO} AS mark, {_NAME_ALONE} AS name_alone, i.day,
                i.reported, s.born IS NULL OR (s.born + interval '{ADULT} years')::date <= i.day AS of_age
            FROM incident i JOIN records_incident_role r ON r.incident_id = i.id
            -- One by one, by its key: most suspects have no record, and a hash of so many nothings takes a minute.
            LEFT JOIN LATERAL (SELECT * FROM records_source_record o WHERE o.id = r.record_id OFFSET 0) s ON true
        ), two AS (
            SELECT v.incident, v.role, v.day, v.reported, s.mark AS its_suspect, s.name_alone,
                CASE WHEN v.name_alone THEN v.mark || '@' || coalesce(s.mark, '') ELSE v.mark END AS victim
            FROM person v LEFT JOIN person s ON s.incident = v.incident AND s.part = '{Part.SUSPECT}'
            WHERE v.part = '{Part.VICTIM}' AND v.mark IS NOT NULL AND v.of_age AND coalesce(s.of_age, true)
        ), placed AS (
            SELECT incident, role, day, reported, victim,
                CASE WHEN name_alone THEN its_suspect || '@' || victim ELSE its_suspect END AS suspect
            FROM two
        )
        SELECT day, reported, victim, suspect,
            row_number() OVER (PARTITION BY coalesce(twice.event, incident) ORDER BY role) = 1 AS first
        FROM placed LEFT JOIN twice ON twice.id = incident WHERE suspect IS DISTINCT FROM victim
        """,
        tuple(given),
    )
