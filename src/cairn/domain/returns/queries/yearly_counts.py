"""The counts of a year that a law asks to be public: of each authority, exact, with noughts, nothing below that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from cairn.domain.cases.api import Kind, all_told, kind_of, kinds, kinds_run_by
from cairn.domain.publishing.api import CountLine, CountsEdition, YearlyCounts, counts_from, newest_counts_of
from cairn.domain.returns import policies
from cairn.domain.returns.models import CountsRelease
from cairn.foundation.access.policies import Decision
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.agencies.queries import current_members
from cairn.foundation.agencies.terms import AgencyKind
from cairn.kernel.actors import Actor
from cairn.kernel.case_returns.tallying import Told
from cairn.kernel.case_returns.terms import Release
from cairn.kernel.periods import Period, period_of, preceding
from cairn.kernel.processes.counting import counts
from cairn.kernel.processes.detail_values import is_given, written
from cairn.kernel.processes.process import Process

YEARS_BACK = 3
NO_AREA = (
    "A case that counts here does not say in which council's area it happened. Write it down in the case first: "
    "each council publishes its own counts."
)


@dataclass(frozen=True, slots=True)
class Area:
    """One authority: its name, its short name in an address, and what names it in cases, where there are several."""

    name: str
    slug: str
    agency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The counts of one kind, authority and year, and where they stand with residents.

    Args:
        record: as residents would read them; None where ``why`` says what is missing.
        shown: the edition residents see, or None; ``same`` whether it says what is prepared.
        withdrawn: why what they saw was withdrawn, or "".
        release: what waits for a second person, or None.
        returned: why the last proposal was sent back, where nothing was sent since, or "".
    """

    kind: Kind
    area: Area
    year: Period
    record: YearlyCounts | None
    why: str
    shown: CountsEdition | None
    same: bool
    withdrawn: str
    release: CountsRelease | None
    returned: str
    may_propose: bool

    @property
    def key(self) -> str:
        """Of the kind, area and year."""
        return slug_of(self.kind, self.area, self.year)


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """Counts that were proposed, beside what residents see now."""

    release: CountsRelease
    record: YearlyCounts
    shown: YearlyCounts | None
    number: int
    lines: tuple[tuple[str, int, int | None], ...]  # what is counted, proposed, shown now
    stale: bool
    can_check: Decision
    can_take_back: Decision


def slug_of(kind: Kind, area: Area, year: Period) -> str:
    """Of the subject, the area and the year; what its editions are known by."""
    return f"{kind.key.replace('_', '-')}-{area.slug}-{year.start.year}-{year.end.year % 100:02}"


def areas_of(partnership: Partnership, on: date) -> list[Area]:
    """The authorities of a partnership: itself where it is of one, else each of its councils."""
    if len(partnership.authority_codes) <= 1:
        return [Area(partnership.area, partnership.slug)]
    here = current_members(partnership.pk, on).filter(agency__kind=AgencyKind.COUNCIL).values("agency")
    return [Area(one.name, one.slug, one.slug) for one in Agency.objects.filter(pk__in=here).order_by("name")]


def counted(
    partnership: Partnership, kind: Kind, area: Area, year: Period, *, today: date, invented: bool
) -> tuple[YearlyCounts | None, str]:
    """The counts of one authority and year, counted now; or why they cannot be given, in a sentence.

    The same whoever asks: every case counts, whoever has it.
    """
    release = kind.returns.release
    events = {name for version in kind.versions for key in release.counts for name in _events(version.process, key)}
    told = all_told(partnership.pk, kind.key, events, first=year.start, last=year.end)
    if area.agency and any(not _named(release, case) for case in told):
        return None, NO_AREA
    here = [case for case in told if not area.agency or _named(release, case) == area.agency]
    total = dict.fromkeys(release.counts, 0)
    for case in here:
        for key, number in counts(case.process, [case.events], first=year.start, last=year.end).items():
            if key in total:
                total[key] += number
    titles = kind.newest.counts
    return YearlyCounts(
        slug=slug_of(kind, area, year), title=release.title, about=release.about, area=area.name,
        first=year.start.isoformat(), last=year.end.isoformat(), as_at=today.isoformat(),
        lines=tuple(CountLine(titles[key].title, number) for key, number in total.items()), invented=invented,
    ), ""  # fmt: skip


def prepared_counts(actor: Actor, partnership: Partnership, *, at: datetime) -> list[Prepared]:
    """Every count that is prepared for residents, newest year first, for whoever may see them."""
    today = timezone.localdate(at)
    return [prepared(actor, partnership, *one, today=today) for one in _every(partnership, today)]


def prepared_for(actor: Actor, partnership: Partnership, slug: str, *, at: datetime) -> Prepared | None:
    """One of them, by its key; None where there is none of that key."""
    today = timezone.localdate(at)
    found = next((one for one in _every(partnership, today) if slug_of(*one) == slug), None)
    return prepared(actor, partnership, *found, today=today) if found else None


def _every(partnership: Partnership, today: date) -> Iterator[tuple[Kind, Area, Period]]:
    for year in years_over(today):
        for kind in kinds().values():
            if kind.returns and kind.returns.release:
                yield from ((kind, area, year) for area in areas_of(partnership, today))


def years_over(today: date) -> list[Period]:
    """The years that are over, newest first."""
    found = [preceding(period_of(today, "year"))]
    while len(found) < YEARS_BACK:
        found.append(preceding(found[-1]))
    return found


def prepared(
    actor: Actor, partnership: Partnership, kind: Kind, area: Area, year: Period, *, today: date
) -> Prepared:  # fmt: skip
    """The counts of one authority and year, and where they stand with residents."""
    record, why = counted(partnership, kind, area, year, today=today, invented=_of_demonstration(actor))
    slug = slug_of(kind, area, year)
    edition = newest_counts_of(slug)
    shown = edition if edition is not None and not edition.withdrawn else None
    releases = CountsRelease.objects.filter(partnership=partnership, slug=slug)
    waiting = releases.filter(outcome="").first()
    newest = releases.first()
    return Prepared(
        kind=kind, area=area, year=year, record=record, why=why, shown=shown,
        same=bool(shown and record and counts_from(shown.document).lines == record.lines),
        withdrawn=edition.note if edition is not None and edition.withdrawn else "", release=waiting,
        returned=newest.reason if newest and newest.outcome == "returned" else "",
        may_propose=actor.is_system or kind.key in kinds_run_by(actor),
    )  # fmt: skip


def release_page(actor: Actor, ref: str, *, at: datetime) -> ReleasePage:
    """Counts that were proposed, or 404."""
    rows = CountsRelease.objects.select_related("partnership", "proposed_by", "checked_by")
    release = policies.VIEW_RELEASE.one(actor, rows, ref=ref)
    record = counts_from(release.document)
    edition = newest_counts_of(release.slug)
    shown = counts_from(edition.document) if edition is not None and not edition.withdrawn else None
    now = {line.title: line.number for line in shown.lines} if shown else {}
    return ReleasePage(
        release=release, record=record, shown=shown, number=edition.number if shown else 0,
        lines=tuple((line.title, line.number, now.get(line.title)) for line in record.lines),
        stale=not release.outcome and is_stale(release, today=timezone.localdate(at)),
        can_check=policies.CHECK.decide(actor, release), can_take_back=policies.TAKE_BACK.decide(actor, release),
    )  # fmt: skip


def is_stale(release: CountsRelease, *, today: date) -> bool:
    """Whether the cases give other numbers now than when it was proposed."""
    record, kind = counts_from(release.document), kind_of(release.casetype)
    year = period_of(date.fromisoformat(record.first), "year")
    area = next((one for one in areas_of(release.partnership, today) if slug_of(kind, one, year) == record.slug), None)
    if area is None:
        return True
    now, _ = counted(release.partnership, kind, area, year, today=today, invented=record.invented)
    return now is None or now.lines != record.lines


def _events(process: Process, key: str) -> tuple[str, ...]:
    return process.counts[key].events if key in process.counts else ()


def _named(release: Release, case: Told) -> str:
    """The council a case names last, or ""."""
    said = [event.details.get(release.authority) for event in case.events]
    given = [value for value in said if is_given(value)]
    return written(given[-1]) if given else ""


def _of_demonstration(actor: Actor) -> bool:
    return User.objects.filter(pk=actor.user_id, is_demo=True).exists()
