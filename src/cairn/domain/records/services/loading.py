"""Take the sound rows of a checked file in: all of them in one act with one entry, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from itertools import islice
from typing import Any

from django.utils import timezone

from cairn.domain.records import policies
from cairn.domain.records.models import Extract, Incident, IncidentRole, SourceRecord
from cairn.domain.records.services.checking import understood_rows
from cairn.domain.records.services.meaning import places_of
from cairn.domain.records.services.reading import layout_of
from cairn.domain.records.services.recognising import recognise
from cairn.domain.records.terms import Carries, Stage
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.guarded import BulkLoad, load_together
from cairn.kernel.actors import Actor
from cairn.kernel.records.meanings import Holds
from cairn.kernel.records.reading import RULES, Understood, identity
from cairn.kernel.so_many import so_many

BATCH = 2_000
FEW = 20  # rows in force below which a shorter whole list says nothing
# What contexts above do once the rows of an extract are in, with ``extract`` and ``at``; the act itself is over.
LOADED: list[Callable[..., None]] = []
_PERSON = ("given", "family", "other_names", "born", "born_precision", "sex", "postcode", "address", "phone", "email",
           "nhs")  # fmt: skip
_INCIDENT = ("key", "crime_number", "has_time", "happened_precision", "kind", "group", "relationship", "harm",
             "counts_as", "postcode", "address", "easting", "northing", "latitude", "longitude")  # fmt: skip


def ask_to_load(*, by: Actor, at: datetime, extract: Extract, leave_out: bool, shorter: bool = False) -> Extract:
    """Say that the sound rows go in. ``load_now`` does it, at once or by a job.

    Args:
        leave_out: those that cannot go in are given back; without it, they stand in the way.
        shorter: it is all there is, though it is far shorter than what it takes the place of.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: rows stand in the way, or there is nothing to take in.
    """
    policies.SETTLE.require(by, extract)
    with command("records.ask_to_load", by=by, at=at):
        extract.refresh_from_db(from_queryset=Extract.objects.select_for_update(of=("self",)))
        if extract.stage != Stage.CHECKED:
            raise Refused("The rows are not checked, or they are in already. Look again in a moment.")
        if not extract.counts["sound"]:
            raise Refused("No row can go in. Look at the reasons, mend the file and send it again.")
        if (left := extract.counts["set_aside"]) and not leave_out:
            says = f"{so_many(left, 'row')} cannot go in. Mend the file, or say that the others go in without."
            raise Refused(says, field="leave_out")
        if not shorter and (says := far_shorter(extract)):
            raise Refused(says, field="shorter")
        extract.stage, extract.problem = Stage.LOADING, ""
        extract.save()
    return extract


def load_now(*, by: Actor, at: datetime, extract: Extract) -> Extract:
    """Take in what was asked for: every sound row in one command with one entry, or nothing."""
    policies.SETTLE.require(by, extract)
    if extract.stage != Stage.LOADING:
        raise Refused("Nobody asked for these rows to go in.")
    counts = extract.counts
    with command("records.load", by=by, at=at):
        with load_together(
            subject=extract.audit_subject(), digest=extract.sha256, batch=BATCH,
            counts={"file_rows": counts["rows"], "set_aside": counts["set_aside"]},
        ) as load:  # fmt: skip
            sound = ((number, found) for number, _cells, found in understood_rows(extract) if not found.problems)
            if extract.feed.holds == Holds.PEOPLE:
                _load_people(load, extract, sound)
            else:
                _load_incidents(load, extract, sound)
        extract.stage, extract.loaded_at, extract.rules = Stage.IN_FORCE, at, RULES
        extract.save()
        for earlier in _replaced(extract):
            earlier.stage, earlier.replaced_by = Stage.REPLACED, extract
            earlier.save()
        if extract.feed.holds == Holds.INCIDENTS:
            recognise(by=by, at=at, extract=extract)
    for follow in LOADED:
        follow(extract=extract, at=at)
    return extract


def say_problem(*, by: Actor, at: datetime, extract: Extract, sentence: str) -> None:
    """A job could not do what was asked: say why, and leave the file where somebody can settle it."""
    with command("records.say_problem", by=by, at=at):
        extract.stage = Stage.CHECKED if extract.stage in (Stage.LOADING, Stage.CHECKED) else Stage.RECEIVED
        extract.problem = sentence
        extract.save()


def far_shorter(extract: Extract) -> str:
    """What must be asked of a file that is not half as long as what it would take the place of; "" where nothing is.

    A list cut short, or the mended rows of the last file alone, would take everybody else out of what is in force.
    """
    here, sound = sum(one.counts.get("sound", 0) for one in _replaced(extract)), extract.counts["sound"]
    if here < FEW or sound * 2 >= here:
        return ""
    rows = f"{so_many(sound, 'row')} that can"
    if extract.agreement.carries == Carries.WHOLE:
        return (
            f"Each file of this feed is the whole list. This one has {rows} go in, and the {here:,} rows that are in"
            " now would count no more. Send the whole list, or say that this is it."
        )
    return (
        f"This file takes the place of {extract.corrects.ref}. It has {rows} go in, and the {here:,} rows that are in"
        " now would count no more. If it holds mended rows alone, give it up and send it as a file that corrects none."
    )


def _replaced(extract: Extract) -> list[Extract]:
    """What is in force no longer: the file that this one corrects, or every other where each holds the whole list."""
    others = Extract.objects.filter(feed_id=extract.feed_id, stage=Stage.IN_FORCE).exclude(pk=extract.pk)
    if extract.agreement.carries == Carries.WHOLE:
        return list(others)
    return list(others.filter(pk=extract.corrects_id))


Rows = Iterator[tuple[int, Understood]]


def _load_people(load: BulkLoad, extract: Extract, sound: Rows) -> None:
    while batch := list(islice(sound, BATCH)):
        load.begin_values(SourceRecord, [
            _record(number, found.values, received=found.received, notes=_notes(found)) for number, found in batch
        ], same=_of(extract))  # fmt: skip


def _load_incidents(load: BulkLoad, extract: Extract, sound: Rows) -> None:
    known: dict[str, int] = {}  # who a person in this file is said to be, to the key of the record
    titles, zone = _titles_of_people(extract), timezone.get_current_timezone()
    batch = list(islice(sound, BATCH))
    while batch:
        keys = load.begin_values(
            Incident, [_incident(number, found, zone) for number, found in batch], same=_of(extract)
        )  # fmt: skip
        after = list(islice(sound, BATCH))  # read while PostgreSQL writes
        _add_people(load, extract, batch, known, titles)
        roles = [
            {"incident_id": incident, "part": part, "key": person["key"], "sex": person["sex"],
             "record_id": known.get(identity(person))}
            for incident, (_number, found) in zip(keys.result(), batch, strict=True)
            for part, person in found.people.items()
        ]  # fmt: skip
        if roles:
            load.begin_values(IncidentRole, roles, same=_owned(extract))
        batch = after


def _add_people(
    load: BulkLoad, extract: Extract, batch: Sequence[tuple[int, Understood]], known: dict[str, int],
    titles: Mapping[str, Sequence[str]],
) -> None:  # fmt: skip
    """A record for each person who is named, not by a number alone; one who is named often has one."""
    new: dict[str, dict[str, Any]] = {}
    for number, found in batch:
        for part, person in found.people.items():
            if not (person["family"] or person["given"]):
                continue
            who = identity(person)
            if who in known or who in new:
                continue
            received = {title: found.received[title] for title in titles[part] if title in found.received}
            notes = [[said.field, said.rule] for said in found.notes if said.field.startswith(f"{part}_")]
            new[who] = _record(number, person, received=received, notes=notes)
    known.update(zip(new, load.add_values(SourceRecord, list(new.values()), same=_of(extract)), strict=True))


def _titles_of_people(extract: Extract) -> dict[str, list[str]]:
    titles, found = layout_of(extract).titles, {"victim": [], "suspect": []}
    for place, about in places_of(extract).items():
        for part, its in found.items():
            if about.startswith(f"{part}_"):
                its.append(titles[place])
    return found


def _owned(extract: Extract) -> dict[str, Any]:
    return {"partnership_id": extract.partnership_id, "agency_id": extract.agency_id, "feed_id": extract.feed_id}


def _of(extract: Extract) -> dict[str, Any]:
    return {**_owned(extract), "extract_id": extract.pk}


def _record(
    number: int, values: Mapping[str, Any], *, received: dict[str, str], notes: list[list[str]]
) -> dict[str, Any]:
    return {
        "row": number, "key": values["key"], "received": received,
        "notes": notes, **{name: values[name] for name in _PERSON},
    }  # fmt: skip


def _incident(number: int, found: Understood, zone: tzinfo) -> dict[str, Any]:
    values = found.values
    happened, reported = values["happened"], values["reported"]  # as written, in the time of the place
    return {
        "row": number, "received": found.received,
        "notes": _notes(found), "happened": happened.replace(tzinfo=zone),
        "reported": reported and reported.replace(tzinfo=zone), "place_only": not found.people,
        **{name: values[name] for name in _INCIDENT},
    }  # fmt: skip


def _notes(found: Understood) -> list[list[str]]:
    return [[said.field, said.rule] for said in found.notes]
