"""The people of the hub's benchmarks: a made-up world's records, sent by three agencies and linked, in one database.

python -m bench.hub_data FOLDER PEOPLE SEED

What is there is not done again. Some records are kept back, to be asked for: of people who are known by another record,
and of people who are not known at all. ``bench.hub_events`` adds what happened to them.
"""

from __future__ import annotations

import csv
import hashlib
import json
import resource
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from bench import records as taking_in
from bench.place import Place

HEADS = ("record", "family", "given", "other_names", "born", "sex", "address", "postcode", "phone", "email")
PARTNERSHIP = taking_in.PARTNERSHIP
AGENCIES = ("cumbria-constabulary", "cumberland-council", "victim-support")
PEOPLE, QUICK_PEOPLE = 476_000, 3_000  # a million records, and few
KEPT_BACK, QUICK_KEPT_BACK = 6_000, 1_000
SEED = 36


def email_of(slug: str) -> str:
    """The address of the practitioner of an agency."""
    return f"{slug}@hub.example.test"


def place_of(place: Place) -> tuple[str, Path, int]:
    """Name of the database, folder of the files and number of people, for a run of either size.

    What made the world is in the name: once that changes, what is there is of another one.
    """
    made = hashlib.sha256()
    for path in sorted((place.clone / "src" / "cairn" / "kernel" / "worlds").glob("*.py")):
        made.update(path.read_bytes())
    name = f"cairn_hub_{'quick_' if place.quick else ''}{made.hexdigest()[:6]}"
    folder = place.base / name
    folder.mkdir(parents=True, exist_ok=True)
    return name, folder, QUICK_PEOPLE if place.quick else PEOPLE


def main(folder: Path, people: int, seed: int) -> dict[str, Any]:
    """Write the files and take them in, where that was not done yet.

    Returns:
        JSON: how many records are held, and the seconds and the most memory of each step that was done.
    """
    import django

    django.setup()
    taken: dict[str, Any] = {}
    if not (folder / "truth.json").exists():
        taken["write the files"] = _timed(lambda: write_files(folder, people, seed))
    if not loaded():
        taken |= _loaded(folder)
    return {"held": truth_in(folder)["held"], "taken": kept(folder, taken)}


def kept(folder: Path, taken: dict[str, Any]) -> dict[str, Any]:
    """What was measured when the database was made, kept beside its files, with what is new."""
    path = folder / "taken.json"
    every = (json.loads(path.read_text()) if path.exists() else {}) | taken
    path.write_text(json.dumps(every))
    return every


def truth_in(folder: Path) -> dict[str, Any]:
    """What the files hold: ``held``, ``of`` (record to person) and ``absent``, the records of unknown people."""
    return json.loads((folder / "truth.json").read_text())


def write_files(folder: Path, people: int, seed: int) -> None:
    """The world's records but some, a file for each agency; and those: half of known people, half of unknown ones."""
    from cairn.kernel.worlds import generate

    many = KEPT_BACK if people > QUICK_PEOPLE else QUICK_KEPT_BACK
    world, draw = generate(people, seed), np.random.default_rng(seed)
    person = np.unique(world.truth["person"], return_inverse=True)[1]
    records = np.bincount(person)
    several = draw.permutation(np.flatnonzero(records > 1))[: many // 2]
    unknown = draw.permutation(np.flatnonzero(records > 0))
    unknown = unknown[~np.isin(unknown, several)][: many // 2]
    first = {int(each): at for at, each in reversed(list(enumerate(person.tolist())))}
    absent = np.isin(person, unknown)
    back = np.array(sorted([first[int(each)] for each in (*several, *unknown)]))
    held = np.flatnonzero(~absent & ~np.isin(np.arange(len(person)), back))
    agency = np.unique(world.people["agency"], return_inverse=True)[1] % len(AGENCIES)
    for name, rows in (("people", held), ("asked", back), *((str(at), held[agency[held] == at]) for at in range(3))):
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow((*HEADS, "person", "known"))
            columns = [world.people[head][rows] for head in HEADS]
            writer.writerows(zip(*columns, person[rows], ~absent[rows], strict=True))
    names = world.people["record"]
    truth = {"held": len(held), "of": dict(zip(names, person.tolist(), strict=True)), "absent": names[absent].tolist()}
    (folder / "truth.json").write_text(json.dumps(truth))


def loaded() -> bool:
    """Whether everything is there: the accounts are made last."""
    from cairn.foundation.accounts.models import User

    return User.objects.filter(email=email_of(AGENCIES[-1])).exists()


def _loaded(folder: Path) -> dict[str, Any]:
    """The files of three agencies, taken in and linked by the services."""
    from django.utils import timezone

    from cairn.domain.hub.api import link_every

    at = timezone.now()
    by, _feed = taking_in._world(at)
    sent: list[bool] = []
    seconds = _timed(lambda: sent.extend(_sent(by, at, folder, number) for number in range(len(AGENCIES))))
    taken = {"take the records in": seconds} if all(sent) else {}  # else a run that was stopped did some of it
    taken["link them"] = _timed(lambda: link_every(at=at))
    taken["most megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _analysed()
    _accounts(by, at)
    return taken


def _sent(by: Any, at: datetime, folder: Path, number: int) -> bool:
    """Take one agency's file in; whether that was still to be done."""
    from django.db import transaction

    from cairn.domain.records.api import Feed
    from cairn.domain.records.services.arriving import receive_parts
    from cairn.domain.records.services.checking import check_rows
    from cairn.domain.records.services.loading import ask_to_load, load_now
    from cairn.domain.records.services.meaning import say_meanings
    from cairn.domain.records.testing import a_feed
    from cairn.foundation.agencies.models import Agency
    from cairn.foundation.audit.commands import set_scope

    title = f"People {number}"
    with transaction.atomic():
        set_scope(by)
        if Feed.objects.filter(title=title).exists():
            return False
        agency = Agency.objects.get(slug=AGENCIES[number])
        feed = a_feed(by=by, at=at, agency=agency, title=title, pointer="every")
        parts = _parts(folder / f"{number}.csv")
        extract = receive_parts(by=by, at=at, feed=feed, name="people.csv", parts=parts)
        say_meanings(by=by, at=at, extract=extract, mapping=dict(enumerate(("key", *HEADS[1:]))),
                     orders={"born": "day_first"})  # fmt: skip
        check_rows(by=by, at=at, extract=extract)
        ask_to_load(by=by, at=at, extract=extract, leave_out=True)
        load_now(by=by, at=at, extract=extract)
    return True


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(taking_in.PART):
            yield part


def _accounts(by: Any, at: datetime) -> None:
    """A practitioner of each agency."""
    from cairn.foundation.accounts.services.people import add_person
    from cairn.foundation.accounts.terms import Role
    from cairn.foundation.agencies.models import Agency

    for name, slug in zip(("Wren Tarn", "Siskin Crag", "Plover Chalk"), AGENCIES, strict=True):
        add_person(
            by=by, at=at, name=name, email=email_of(slug), agency=Agency.objects.get(slug=slug),
            roles=(Role.PRACTITIONER,), reason="One of the invented people of a benchmark.", invented=True,
        )  # fmt: skip


def _analysed() -> None:
    """As the database does by itself some minutes later."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _timed(act: Any) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), *map(int, sys.argv[2:4]))))
