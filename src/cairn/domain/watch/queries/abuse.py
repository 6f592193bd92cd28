"""Domestic abuse that police told of, counted in the database: the same incidents as ``told_between``, without rows.

Written as SQL in one pass: who stands beside whom in an incident is asked for all of them at once. Asked for each by
itself, a hundred thousand would take minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from cairn.domain.records.api import Incident, IncidentRole, Part, incidents_in_force, told_at, told_twice
from cairn.domain.watch.queries.reported import told_in
from cairn.domain.watch.terms import ABUSE_BY_ITSELF, ADULT, CONNECTED, NOT_ABUSE, UNSAID
from cairn.foundation.agencies.terms import AgencyKind
from cairn.kernel.actors import Actor

# As ``terms.qualifies`` has it, of what is said of the incident itself.
IS_ABUSE = Q(relationship__in=UNSAID, group__in=ABUSE_BY_ITSELF) | Q(relationship__in=CONNECTED) & ~Q(
    group__in=NOT_ABUSE
)
LONDON = ZoneInfo("Europe/London")
SIXTEEN_YEARS = timedelta(days=5_844)  # ``ADULT``: sixteen years hold four leap days, until the year 2100
# Who somebody is, as ``people.who`` has it: the agency's own reference within its feed; else the same facts, where a
# date of birth is among them. Of whom less is known is somebody else in each incident; of whom nothing is, is nobody.
_MARK = r"""CASE
    WHEN r.key <> '' THEN r.feed_id || ':key:' || r.key
    WHEN coalesce(s.given, '') = '' AND coalesce(s.family, '') = '' THEN NULL
    WHEN s.born IS NULL THEN 'alone:' || r.id
    ELSE concat_ws(E'\n', r.feed_id, s.given, s.family, s.born, s.postcode, s.phone)
    END"""
_BESIDE = ", ".join(
    f"{end}(mark) FILTER (WHERE part = '{part}' AND of_age) OVER one AS {part}_{end}"
    for part in (Part.VICTIM, Part.SUSPECT)
    for end in ("min", "max")
)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that are counted where they are: SQL that gives them, and its parameters."""

    sql: str
    given: tuple[Any, ...]


def of_age() -> Q:
    """Incidents in which nobody harmed, or somebody harmed who may be 16 or over; and no suspect, or one who may be."""
    born_too_late = Q(record__born__gt=TruncDate("incident__happened", tzinfo=LONDON) - SIXTEEN_YEARS)
    of_all = Q()
    for part in (Part.VICTIM, Part.SUSPECT):
        roles = IncidentRole.objects.filter(incident=OuterRef("pk"), part=part)
        of_all &= ~Exists(roles.filter(born_too_late)) | Exists(roles.exclude(born_too_late))
    return of_all


def abuse_reported(actor: Actor, first: date, last: date) -> QuerySet[Incident]:
    """What police told of between two days, both in, that is domestic abuse by what is said of the incident itself.

    Each has ``told``, the moment of the report, or of the incident where no report is dated.

    Args:
        actor: Cairn itself.
    """
    rows = incidents_in_force(actor).filter(IS_ABUSE, told_in(first, last), agency__kind=AgencyKind.POLICE)
    rows = rows.exclude(pk__in=told_twice(actor, rows, kind=AgencyKind.POLICE))
    return rows.annotate(told=told_at())


def people_in_abuse(actor: Actor, first: date, last: date) -> Rows:
    """Everybody in what ``told_between`` tells, by the day of the report: a row for each, in each incident.

    Somebody harmed stands beside a suspect who is somebody else, or beside nobody who is known; both are of an age to
    be meant by the Act, as far as their age is known.

    Args:
        actor: Cairn itself.

    Returns:
        Rows with ``incident``, ``event`` (the incident it counts as: one for all rows of a file that bear one
        reference), ``role``, ``record``, ``part``, ``mark`` (the same for the same person), ``sex`` and
        ``born``, ``told`` (the moment of the report), ``day`` (on which it happened), ``group``, ``relationship``,
        ``harm`` and ``agency``.
    """
    incidents = abuse_reported(actor, first, last).order_by()
    inner, given = incidents.values(
        "id", "told", "happened", "group", "relationship", "harm", "agency_id", "feed_id", "extract_id", "key"
    ).query.sql_with_params()
    return Rows(
        f"""
        WITH incident AS MATERIALIZED (
            SELECT i.*, (i.happened AT TIME ZONE 'Europe/London')::date AS day FROM ({inner}) AS i
        ), twice AS MATERIALIZED (
            -- Rows of one file that bear one reference are one incident: few, each found by its key.
            SELECT i.id, min(i.id) OVER (PARTITION BY i.extract_id, i.key) AS event FROM incident i
            WHERE i.key <> '' AND EXISTS (SELECT FROM records_incident o WHERE o.feed_id = i.feed_id
                AND o.key = i.key AND o.extract_id = i.extract_id AND o.id <> i.id)
        ), person AS MATERIALIZED (
            SELECT i.id AS incident, r.id AS role, r.record_id AS record, r.part, {_MARK} AS mark,
                coalesce(nullif(r.sex, ''), s.sex) AS sex, s.born,
                i.told, i.day, i."group", i.relationship, i.harm, i.agency_id AS agency,
                s.born IS NULL OR (s.born + interval '{ADULT} years')::date <= i.day AS of_age
            FROM incident i JOIN records_incident_role r ON r.incident_id = i.id
            -- One by one, by its key: most suspects have no record, and a hash of so many nothings takes a minute.
            LEFT JOIN LATERAL (SELECT * FROM records_source_record o WHERE o.id = r.record_id OFFSET 0) s ON true
        ), beside AS (
            SELECT *, {_BESIDE}, bool_or(part = '{Part.SUSPECT}') OVER one AS suspected,
                bool_or(part = '{Part.SUSPECT}' AND mark IS NULL) OVER one AS not_known
            FROM person WINDOW one AS (PARTITION BY incident)
        )
        SELECT beside.*, coalesce(twice.event, incident) AS event FROM beside LEFT JOIN twice ON twice.id = incident
        WHERE mark IS NOT NULL AND of_age AND CASE part
            WHEN '{Part.VICTIM}' THEN NOT suspected OR not_known
                OR coalesce({Part.SUSPECT}_min <> mark OR {Part.SUSPECT}_max <> mark, false)
            ELSE coalesce({Part.VICTIM}_min <> mark OR {Part.VICTIM}_max <> mark, false) END
        """,
        tuple(given),
    )
