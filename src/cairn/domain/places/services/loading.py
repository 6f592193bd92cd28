"""Load one file of open data: all of it as one recorded act, and again without harm."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cairn.domain.places import policies
from cairn.domain.places.catalogue import Entry, catalogue
from cairn.domain.places.models import Area, AreaLink, Boundary, Dataset, Deprivation, Population, Postcode, StreetCrime
from cairn.domain.places.services.placing import Gazetteer, none_loaded
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.guarded import Guarded, load_in_bulk
from cairn.kernel.actors import Actor
from cairn.kernel.open_data.codes import kind_of
from cairn.kernel.open_data.facts import Contents, NotReadable, PopulationFact, Reject
from cairn.kernel.open_data.recognising import recognise

LOADED, CHANGED, UNCHANGED = "loaded", "replaced an earlier file", "already loaded"


class CannotLoadOpenData(ValueError):
    """The file cannot be loaded; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    Args:
        state: ``LOADED``, ``CHANGED`` or ``UNCHANGED``.
        rejects: rows that were not used, with the reason.
        left_out: rows about areas that are not loaded here, such as the rest of England.
        unused: columns left alone, in words.
    """

    name: str
    title: str
    vintage: str
    licence: str
    rows: int
    state: str
    rejects: tuple[Reject, ...] = ()
    left_out: int = 0
    unused: tuple[str, ...] = ()


def load_file(*, by: Actor, at: datetime, name: str, content: bytes) -> Outcome:
    """Load one file. The same file again changes nothing; a changed one supersedes the rows of the earlier.

    Args:
        by: the system; people load at the server.
        at: when.
        name: of the file, with its folder.
        content: all of it.

    Raises:
        CannotLoadOpenData: Cairn does not read such files, or nothing of it can be used.
        Forbidden: the actor may not load.
    """
    policies.LOAD.require(by, Dataset())
    kind = recognise(name, content)
    if kind is None:
        raise CannotLoadOpenData(f"{name} is none of the files that Cairn reads.")
    try:
        contents = kind.read(content)
    except NotReadable as problem:
        raise CannotLoadOpenData(f"{name}: {problem}") from None
    entry, digest = catalogue()[contents.key], hashlib.sha256(content).hexdigest()
    vintage = contents.vintage or entry.vintage
    earlier = Dataset.objects.filter(
        key=contents.key, part=contents.part, vintage=vintage, superseded_at__isnull=True
    ).first()  # fmt: skip
    if earlier is not None and [file["sha256"] for file in earlier.files] == [digest]:
        return Outcome(name, earlier.title, vintage, earlier.licence, earlier.rows, UNCHANGED)
    with command("places.load", by=by, at=at):
        if earlier is not None:
            earlier.superseded_at = at
            earlier.save()
        dataset = _dataset(entry, contents, vintage, at)
        dataset.files = [{"name": name, "sha256": digest, "bytes": len(content)}]
        dataset.replaces = earlier
        dataset.save()
        placed = _Placing(dataset, contents, digest)
        placed.place()
        dataset.rows, dataset.rejected = placed.rows, len(contents.rejects)
        dataset.save()
    return Outcome(
        name=name, title=dataset.title, vintage=vintage, licence=dataset.licence, rows=dataset.rows,
        state=CHANGED if earlier else LOADED, rejects=tuple(sorted(contents.rejects, key=lambda one: one.line)),
        left_out=placed.left_out, unused=tuple(contents.unused),
    )  # fmt: skip


def _dataset(entry: Entry, contents: Contents, vintage: str, at: datetime) -> Dataset:
    return Dataset(
        key=entry.key, part=contents.part, title=entry.titled(part=contents.part, vintage=vintage),
        publisher=entry.publisher, licence=entry.licence, attribution=entry.attribution, vintage=vintage,
        reference_on=entry.reference_on, source=entry.source, loaded_at=at, rows=0, is_estimate=entry.is_estimate,
    )  # fmt: skip


def _breakdown(fact: PopulationFact) -> tuple:
    return (fact.code, fact.sex, fact.age_low, fact.age_high, fact.group)


class _Placing:
    """The rows of one file, each set beside the area it is about."""

    def __init__(self, dataset: Dataset, contents: Contents, digest: str) -> None:
        self.dataset, self.contents, self.digest = dataset, contents, digest
        self.known = Gazetteer()
        self.unplaced: set[int] = set()
        self.left_out = 0

    @property
    def rows(self) -> int:
        """Rows of the file that stand in the database now."""
        return self.contents.rows - len(self.unplaced)

    def place(self) -> None:
        """Load areas, then what ties them together, then the figures about them."""
        self._areas()
        contents, dataset = self.contents, self.dataset
        thinned = dataset.key.endswith("-drawing")
        self._load(AreaLink, [
            AreaLink(dataset=dataset, area_id=area, parent_id=parent, relation=fact.relation, share=fact.share)
            for fact in contents.links
            if (area := self._key(fact, fact.code, fact.year))
            and (parent := self._key(fact, fact.parent_code, fact.parent_year))
        ])  # fmt: skip
        self._load(Boundary, [
            Boundary(dataset=dataset, area_id=area, geometry=fact.geometry, longitude=fact.longitude,
                     latitude=fact.latitude, is_thinned=thinned)
            for fact in contents.boundaries if (area := self.known.key(fact.code, fact.year))
        ])  # fmt: skip
        self._load(Population, [
            Population(dataset=dataset, area_id=area, sex=fact.sex, age_low=fact.age_low, age_high=fact.age_high,
                       group=fact.group, count=fact.count, is_estimate=dataset.is_estimate)
            for fact in self._once(contents.populations, _breakdown)
            if (area := self._key(fact, fact.code, fact.year, fact.authority_code))
        ])  # fmt: skip
        self._load(Deprivation, [
            Deprivation(dataset=dataset, area_id=area, domain=fact.domain, rank=fact.rank, decile=fact.decile,
                        score=fact.score)
            for fact in self._once(contents.deprivations, lambda one: (one.code, one.domain))
            if (area := self._key(fact, fact.code, fact.year, fact.authority_code))
        ])  # fmt: skip
        self._load(StreetCrime, [
            StreetCrime(dataset=dataset, month=fact.month, crime_id=fact.crime_id, reported_by=fact.reported_by,
                        falls_within=fact.falls_within, longitude=fact.longitude, latitude=fact.latitude,
                        location=fact.location, lsoa_code=fact.lsoa_code, category=fact.category,
                        outcome=fact.outcome)
            for fact in contents.crimes
        ])  # fmt: skip
        self._load(Postcode, [
            Postcode(dataset=dataset, code=fact.code, longitude=fact.longitude, latitude=fact.latitude)
            for fact in self._once(contents.postcodes, lambda one: one.code)
        ])  # fmt: skip
        if not self.rows and (self.contents.rows or self.contents.rejects):
            first = self.contents.rejects[0].says if self.contents.rejects else "They are about areas not loaded here."
            raise CannotLoadOpenData(f"{dataset.files[0]['name']}: no row can be placed. {first}")

    def _areas(self) -> None:
        """Add areas that are new; give a loaded one its authority, and a name that its own data set put right."""
        new, told = [], {}
        for fact in self.contents.areas:
            if self.known.key(fact.code, fact.year) is None:
                new.append(
                    Area(dataset=self.dataset, code=fact.code, name=fact.name, kind=fact.kind, year=fact.year,
                         authority_code=fact.authority_code, ended_on=fact.ended_on)
                )  # fmt: skip
            elif self.known.name(fact.code, fact.year) != fact.name or (
                fact.authority_code and self.known.lacks_authority(fact.code, fact.year)
            ):
                told[fact.code, fact.year] = fact
        for area in Area.objects.filter(code__in={code for code, _ in told}).select_related("dataset"):
            if fact := told.get((area.code, area.year)):
                name = fact.name if area.dataset.key == self.dataset.key else area.name
                authority = area.authority_code or fact.authority_code
                if (name, authority) != (area.name, area.authority_code):
                    area.name, area.authority_code = name, authority
                    area.save()
        if new or told:
            self._load(Area, new)
            self.known = Gazetteer()

    def _once(self, facts: Iterable[Any], key: Callable[[Any], tuple]) -> Iterable[Any]:
        """Each breakdown of an area once; a second row for the same is rejected."""
        seen: set[tuple] = set()
        for fact in facts:
            if (found := key(fact)) in seen:
                self._reject(fact.line, f"{fact.code} stands in this file twice.")
                continue
            seen.add(found)
            yield fact

    def _key(self, fact: Any, code: str, year: int, authority: str = "") -> int | None:
        if found := self.known.key(code, year):
            return found
        kind = kind_of(code)
        if kind is not None and not self.known.has_any(kind, year):
            raise CannotLoadOpenData(f"{self.dataset.files[0]['name']}: {none_loaded(kind, year)}")
        if self.known.stands_elsewhere(code) or self.known.covers(authority) or not hasattr(fact, "authority_code"):
            self._reject(fact.line, self.known.problem(code, year))
        elif fact.line not in self.unplaced:
            self.unplaced.add(fact.line)
            self.left_out += 1
        return None

    def _reject(self, line: int, says: str) -> None:
        if line not in self.unplaced:
            self.unplaced.add(line)
            self.contents.rejects.append(Reject(line, says))

    def _load(self, model: type[Guarded], rows: list[Guarded]) -> None:
        if rows:
            load_in_bulk(model, rows, subject=self.dataset.audit_subject(), digest=self.digest)
