"""Domestic abuse that police told of, counted in the database: the same incidents as ``told_between``, without rows."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Case, CharField, DateField, Exists, F, Func, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.utils import timezone

from cairn.domain.records.api import Incident, IncidentRole, Part, incidents_in_force
from cairn.domain.watch.terms import ABUSE_BY_ITSELF, ADULT, CONNECTED, NOT_ABUSE, UNSAID
from cairn.foundation.agencies.terms import AgencyKind
from cairn.kernel.actors import Actor

_OTHER = {Part.VICTIM: Part.SUSPECT, Part.SUSPECT: Part.VICTIM}
# As ``terms.qualifies`` has it, of what is said of the incident itself.
_IS_ABUSE = Q(relationship__in=UNSAID, group__in=ABUSE_BY_ITSELF) | Q(relationship__in=CONNECTED) & ~Q(
    group__in=NOT_ABUSE
)
# Somebody who can be told from others, as ``kernel.records.reading.identity`` has it.
_SOMEBODY = ~Q(key="") | Q(record__given__gt="") | Q(record__family__gt="")
_TEXT = {"output_field": CharField()}
# Who somebody is: the agency's own reference within its feed; else the same facts, where a date of birth is among them.
# Of whom less is known is somebody else in each incident. Never empty, so that two can be compared.
_MARK = Case(
    When(~Q(key=""), then=Concat(Cast("feed_id", CharField()), Value(":key:"), "key", **_TEXT)),
    When(
        record__born__isnull=False,
        then=Concat(
            Cast("feed_id", CharField()), Value(":facts:"), Cast("record__born", CharField()),
            *(part for name in ("given", "family", "postcode", "phone") for part in (Value("\n"), f"record__{name}")),
            **_TEXT,
        ),
    ),
    default=Concat(Value("alone:"), Cast("pk", CharField()), **_TEXT),
    **_TEXT,
)  # fmt: skip


class _Birthday(Func):
    """The day on which somebody is of an age, from the day of birth."""

    template = f"(%(expressions)s + interval '{ADULT} years')::date"
    output_field = DateField()


def abuse_between(actor: Actor, first: date, last: date) -> QuerySet[Incident]:
    """Incidents and crimes of domestic abuse that police told of between two days, both in, by the day of the report.

    Each has ``told``, the moment of the report, or of the incident where no report is dated. An incident counts where
    somebody was harmed who can be told from others, and who is not the one suspect, both of an age to be meant by the
    Act.

    Args:
        actor: Cairn itself.
    """
    rows = _reported(actor, first, last)
    harmed = _people(Part.VICTIM).filter(incident=OuterRef("pk"))
    return rows.filter(Exists(_in_pair(harmed, Part.VICTIM)))


def people_in(actor: Actor, first: date, last: date, part: str) -> QuerySet[IncidentRole]:
    """Who was harmed in the incidents of ``abuse_between``, or reported as causing harm: one row for each incident.

    Each has ``told``, ``day``, on which it happened, and ``mark``, which is the same for the same person.

    Args:
        actor: Cairn itself.
        part: ``Part``.
    """
    rows = _people(part).filter(incident__in=_reported(actor, first, last).values("pk"))
    told = Coalesce("incident__reported", "incident__happened")
    return _in_pair(rows, part).annotate(told=told, day=TruncDate("incident__happened"))


def _reported(actor: Actor, first: date, last: date) -> QuerySet[Incident]:
    begin, end = (timezone.make_aware(datetime.combine(day, time())) for day in (first, last + timedelta(days=1)))
    within = Q(reported__gte=begin, reported__lt=end) | Q(reported=None, happened__gte=begin, happened__lt=end)
    rows = incidents_in_force(actor).filter(_IS_ABUSE, within, agency__kind=AgencyKind.POLICE)
    return rows.annotate(told=Coalesce("reported", "happened"))


def _people(part: str) -> QuerySet[IncidentRole]:
    """Somebody in an incident, of an age to be meant, or of no age that is known."""
    of_age = Q(record__born=None) | Q(birthday__lte=TruncDate("incident__happened"))
    rows = IncidentRole.objects.filter(_SOMEBODY, part=part)
    rows = rows.annotate(birthday=_Birthday(F("record__born")), mark=_MARK)
    return rows.filter(of_age)


def _in_pair(rows: QuerySet[IncidentRole], part: str) -> QuerySet[IncidentRole]:
    """Those who stand beside somebody else of the other part; of people harmed, those beside nobody too."""
    there = IncidentRole.objects.filter(incident=OuterRef("incident"), part=_OTHER[part])
    others = _people(_OTHER[part]).filter(incident=OuterRef("incident"))
    if part == Part.VICTIM:  # a suspect of whom nothing is known is somebody else all the same
        unknown = there.exclude(_SOMEBODY)
        return rows.filter(~Exists(there) | Exists(unknown) | Exists(others.exclude(mark=OuterRef("mark"))))
    return rows.filter(Exists(others.exclude(mark=OuterRef("mark"))))
