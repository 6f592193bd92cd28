"""Link all records in force to people: found anew from the data and the decisions, under the names people had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any

import numpy as np

from cairn.domain.hub import policies
from cairn.domain.hub.models import (
    AgencyRecord,
    HubPerson,
    LearnedModel,
    Link,
    LinkingRun,
    PairDecision,
    RecordKeys,
)
from cairn.domain.hub.queries.behind import in_groups
from cairn.domain.hub.queries.newest import decisions_now, links_now
from cairn.domain.hub.queries.tables import TOLD, table_in_force
from cairn.domain.hub.services.doubting import Doubtful, doubtful_pairs, write_doubts
from cairn.domain.hub.services.keeping import keys_of, write_keys_anew
from cairn.domain.hub.terms import Says, Standing
from cairn.domain.records.api import Extract
from cairn.foundation.access.references import new_references
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.guarded import BulkLoad, load_together
from cairn.foundation.jobs.everywhere import in_each_partnership
from cairn.kernel.actors import Actor
from cairn.kernel.linkage import METHOD, Learned, Links, link
from cairn.kernel.settled_groups import named_as_before

BATCH = 5_000


@dataclass(frozen=True, slots=True)
class _Known:
    """The records of a partnership, and what counts of each now.

    Attributes:
        record: (feed, reference, row) to the key of the agency record.
        person: key of the agency record to that of the person.
        standing: likewise, the standing of the link.
    """

    record: dict[tuple[int, str, int | None], int]
    person: dict[int, int]
    standing: dict[int, str]


@dataclass(frozen=True, slots=True)
class Whose:
    """What a row in force is known by."""

    row: int
    feed: int
    key: str
    agency: int

    @property
    def place(self) -> tuple[int, str, int | None]:
        return self.feed, self.key, None if self.key else self.row


def link_every(*, at: datetime) -> int:
    """Link the records of every partnership; how many links were written."""
    return in_each_partnership(lambda by, here: _written(link_all(by=by, at=at, partnership=here)))


def _written(run: LinkingRun | None) -> int:
    return run.report["links written"] if run else 0


def link_all(*, by: Actor, at: datetime, partnership: Partnership, seed: int = 0) -> LinkingRun | None:
    """Link all records in force of a partnership, in one command with one entry.

    A pair somebody kept apart is never in one person, whatever the matcher finds. People keep their references where
    most of their records stay.

    Args:
        seed: for the sample the learning sees.

    Returns:
        The run; None where there are no records, or the same records and decisions were linked before by this method.
    """
    policies.LINK.require(by, partnership)
    extracts = list(Extract.objects.filter(stage="in_force").order_by("pk").values_list("ref", flat=True))
    digest = _digest(partnership.pk, extracts, seed)
    last = LinkingRun.objects.filter(partnership=partnership).first()
    if last is not None and last.digest == digest:
        return None
    table, rows = table_in_force(by)
    if len(rows) < 2:
        return None
    whose = [Whose(*row) for row in rows]
    # From here to the end nobody else links in this partnership.
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    known = known_now(partnership.pk)
    place = {known.record[each.place]: number for number, each in enumerate(whose) if each.place in known.record}
    said = _decided(partnership.pk, place)
    ids = table["record"]
    labels = [(ids[one], ids[other], same) for one, other, same in said]
    links = link(table, key="record", told=TOLD, labels=labels, seed=seed)
    first = np.unique(links.cluster, return_index=True)[1]  # the lowest row of each person
    group = dict(enumerate(first[links.cluster].tolist()))
    subject = "linking", digest[:12]
    with command("hub.link_all", by=by, at=at), load_together(subject=subject, digest=digest) as load:
        writing = _Writing(load, partnership.pk, at, known, whose, table)
        doubts = doubtful_pairs(links, group, said)
        writing.write_all(links, group, said, doubts, extracts=extracts, digest=digest, seed=seed)
    return LinkingRun.objects.get(pk=writing.run)


def known_now(partnership_id: int) -> _Known:
    """Every agency record with the person it is linked to."""
    records = AgencyRecord.objects.filter(partnership_id=partnership_id).values_list("feed_id", "key", "row_id", "pk")
    links = list(links_now(partnership_id).values_list("record_id", "person_id", "standing"))
    return _Known(
        {(feed, key, row): pk for feed, key, row, pk in records.iterator()},
        {record: person for record, person, _standing in links},
        {record: standing for record, _person, standing in links},
    )


def _digest(partnership_id: int, extracts: Sequence[str], seed: int) -> str:
    newest = PairDecision.objects.filter(partnership_id=partnership_id).order_by("-pk").values_list("pk", flat=True)
    return sha256(repr((list(extracts), newest.first(), seed, METHOD)).encode()).hexdigest()


def _decided(partnership_id: int, place: Mapping[int, int]) -> list[tuple[int, int, bool]]:
    """What reviewers said of pairs whose records are both in force, by their numbers in the table; the oldest first."""
    rows = decisions_now(partnership_id).filter(says__in=(Says.SAME, Says.APART))
    return [
        (place[first], place[second], says == Says.SAME)
        for first, second, says in rows.values_list("first_id", "second_id", "says")
        if first in place and second in place
    ]


def shared_numbers(whose: Sequence[Whose], nhs: Sequence[str], group: Mapping[int, int]) -> list[tuple[int, int]]:
    """Pairs within a person that bear one number, of the health service or of one agency: each with the first."""
    first: dict[tuple, int] = {}
    out = []
    for number, each in enumerate(whose):
        for sign in ([("nhs", nhs[number])] if nhs[number] else []) + ([(each.agency, each.key)] if each.key else []):
            before = first.setdefault((group[number], *sign), number)
            if before != number:
                out.append((before, number))
    return out


class _Writing:
    """One run's rows, table by table."""

    def __init__(
        self, load: BulkLoad, partnership: int, at: datetime, known: _Known, whose: list[Whose], table: dict
    ) -> None:
        self.load, self.partnership, self.at, self.known = load, partnership, at, known
        self.whose, self.table, self.run = whose, table, 0

    def write_all(
        self, links: Links, group: dict[int, int], said: Sequence[tuple[int, int, bool]], doubts: list[Doubtful],
        **facts: Any,
    ) -> None:  # fmt: skip
        """The run and what it learned, then records, people, links, doubts and keys."""
        records = self._records()
        before = {number: self.known.person[key] for number, key in records.items() if key in self.known.person}
        names = named_as_before(group, before)
        standing = self._standings(group, said)
        changed = [
            number
            for number, key in records.items()
            if (names.get(group[number]), standing[number]) != (before.get(number), self.known.standing.get(key))
        ]
        report = {**links.report, "links written": len(changed), "people": len(set(group.values()))}
        (self.run,) = self._add(LinkingRun, [{"made_at": self.at, "report": report, **facts}])
        learned = Learned.of(links)
        self._add(LearnedModel, [{"run_id": self.run, "values": learned.as_values()}])
        people = self._people(group, names)
        fit = _average(links, group)
        sizes = Counter(group.values())
        self._add(Link, (
            {"record_id": records[number], "person_id": people[group[number]], "standing": standing[number],
             "chance": fit[number], "why": _why(standing[number], sizes[group[number]], fit[number]),
             "made_by_id": None, "made_at": self.at, "run_id": self.run}
            for number in changed
        ))  # fmt: skip
        write_doubts(self._add, self.partnership, self.run, doubts, records, learned, self.table)
        self._keys(records)

    def _add(self, model: type, rows: Any) -> list[int]:
        """Write rows in batches; their keys."""
        rows, keys = iter(rows), []
        while batch := list(islice(rows, BATCH)):
            keys += self.load.add_values(model, [{"partnership_id": self.partnership, **row} for row in batch])
        return keys

    def _records(self) -> dict[int, int]:
        """Number of a row to the key of its agency record; those that are new are written."""
        new = [each for each in self.whose if each.place not in self.known.record]
        keys = self._add(AgencyRecord, (
            {"agency_id": each.agency, "feed_id": each.feed, "key": each.key, "row_id": each.place[2]} for each in new
        ))  # fmt: skip
        every = self.known.record | dict(zip((each.place for each in new), keys, strict=True))
        return {number: every[each.place] for number, each in enumerate(self.whose)}

    def _people(self, group: dict[int, int], names: Mapping[int, Any]) -> dict[int, int]:
        """Key of the person of each group; those that are new are written."""
        new = [each for each in dict.fromkeys(group.values()) if each not in names]
        # All before the first is written: of half a million drawn batch by batch, two are often the same.
        refs = new_references("PN", len(new), taken=HubPerson, long=True)
        keys = self._add(HubPerson, ({"ref": ref, "made_at": self.at} for ref in refs))
        return {**names, **dict(zip(new, keys, strict=True))}

    def _standings(self, group: dict[int, int], said: Sequence[tuple[int, int, bool]]) -> list[str]:
        joined = [(one, other) for one, other, same in said if same and group[one] == group[other]]
        joined += shared_numbers(self.whose, self.table["nhs"], group)
        tops, sizes = in_groups(group, joined), Counter(group.values())
        sure = Counter(tops.values())
        return [
            Standing.ALONE.value if sizes[group[number]] == 1
            else Standing.CONFIRMED.value if sure[tops[number]] > 1 else Standing.MATCHED.value
            for number in range(len(self.whose))
        ]  # fmt: skip

    def _keys(self, records: Mapping[int, int]) -> None:
        """What each row is found by, of those that have none yet; and of those whose keys an older method made."""
        write_keys_anew(self.load, self.partnership)
        have = set(RecordKeys.objects.filter(partnership_id=self.partnership).values_list("row_id", flat=True))
        columns = self.table.items()
        self._add(RecordKeys, (
            keys_of(self.partnership, each.row, records[number], {name: column[number] for name, column in columns})
            for number, each in enumerate(self.whose) if each.row not in have
        ))  # fmt: skip


def _average(links: Links, group: Mapping[int, int]) -> list[float]:
    """How likely each row is of its person: the mean chance of its pairs within; alone, that it is nobody else's."""
    settled = np.array([group[number] for number in range(len(group))])
    chance = 1 / (1 + np.exp(-np.clip(links.odds, -40, 40)))
    inside = settled[links.first] == settled[links.second]
    both = np.concatenate([links.first[inside], links.second[inside]])
    total = np.bincount(both, weights=np.tile(chance[inside], 2), minlength=len(settled))
    many = np.bincount(both, minlength=len(settled))
    highest = np.zeros(len(settled))
    for side in (links.first, links.second):
        np.maximum.at(highest, side[~inside], chance[~inside])
    return np.where(many > 0, total / np.maximum(many, 1), 1 - highest).round(4).tolist()


def _why(standing: str, size: int, fit: float) -> str:
    """The sentence of a link; what each column says is explained when somebody opens the person."""
    if standing == Standing.ALONE:
        return "No other record fits well enough to be the same person."
    others = "the other record" if size == 2 else f"the {size - 1} other records"
    says = f"It fits {others} of this person: {fit:.0%} likely on average."
    return says if standing == Standing.MATCHED else f"{says} A reviewer, or one number, says so too."
