"""The processes of the look-ups: one that loads, links and judges, and the clients that ask.

python -m bench.lookups_walk FOLDER PEOPLE SEED CLIENTS PACE SECONDS
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bench import records as taking_in
from bench.figures import percentile

HEADS = ("record", "family", "given", "other_names", "born", "sex", "address", "postcode", "phone", "email")
PARTNERSHIP, ASKS = taking_in.PARTNERSHIP, "clerk@example.test"
_AGENCIES = ("cumbria-constabulary", "cumberland-council", "victim-support")


def main(folder: Path, people: int, seed: int, clients: int, pace: int, seconds: int) -> dict[str, Any]:
    """Load and link where that was not done yet, let the clients ask, and judge what they were told."""
    import django

    django.setup()
    truth = _kept_back(folder, people, seed, 2 * pace * seconds)
    _loaded(folder)
    command = [sys.executable, "-m", "bench.lookups_walk", "ask", str(folder), str(clients), str(pace), str(seconds)]
    running = [
        subprocess.Popen([*command, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for place in range(clients)
    ]  # fmt: skip
    for each in running:
        each.stdout.readline()  # it is ready
    began = time.time() + 1
    for each in running:
        each.stdin.write(f"{began}\n")
        each.stdin.flush()
    told = [one for each in running for one in json.loads(each.communicate()[0].splitlines()[-1])]
    return {"held": truth.pop("held"), **_judged(told, truth)}


def _kept_back(folder: Path, people: int, seed: int, many: int) -> dict[str, Any]:
    """Write the world's files but some records; and what these are: half of known people, half of unknown ones."""
    from cairn.kernel.worlds import generate

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
    agency = np.unique(world.people["agency"], return_inverse=True)[1] % len(_AGENCIES)
    for name, rows in (("people", held), ("asked", back), *((str(at), held[agency[held] == at]) for at in range(3))):
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow((*HEADS, "person", "known"))
            columns = [world.people[head][rows] for head in HEADS]
            writer.writerows(zip(*columns, person[rows], ~absent[rows], strict=True))
    names = world.people["record"]
    return {"held": len(held), "of": dict(zip(names, person.tolist(), strict=True)), "absent": set(names[absent])}


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(taking_in.PART):
            yield part


def _loaded(folder: Path) -> None:
    """The files of three agencies, taken in and linked, once for each database."""
    from django.db import transaction
    from django.utils import timezone

    from cairn.domain.hub.api import link_every
    from cairn.domain.records.services.arriving import receive_parts
    from cairn.domain.records.services.checking import check_rows
    from cairn.domain.records.services.loading import ask_to_load, load_now
    from cairn.domain.records.services.meaning import say_meanings
    from cairn.domain.records.testing import a_feed
    from cairn.foundation.accounts.models import Grant, User
    from cairn.foundation.accounts.terms import Role
    from cairn.foundation.agencies.models import Agency
    from cairn.foundation.audit.commands import command, set_scope

    if User.objects.filter(email=ASKS).exists():
        return
    at = timezone.now()
    by, _feed = taking_in._world(at)
    for place, slug in enumerate(_AGENCIES):
        with transaction.atomic():
            set_scope(by)
            agency = Agency.objects.get(slug=slug)
            feed = a_feed(by=by, at=at, agency=agency, title=f"People {place}", pointer="every")
            parts = _parts(folder / f"{place}.csv")
            extract = receive_parts(by=by, at=at, feed=feed, name="people.csv", parts=parts)
            say_meanings(by=by, at=at, extract=extract, mapping=dict(enumerate(("key", *HEADS[1:]))),
                         orders={"born": "day_first"})  # fmt: skip
            check_rows(by=by, at=at, extract=extract)
            ask_to_load(by=by, at=at, extract=extract, leave_out=True)
            load_now(by=by, at=at, extract=extract)
    link_every(at=at)
    with transaction.atomic(), command("bench.add_person", by=by, at=at):
        user = User(email=ASKS, name="Wren Tarn", agency=Agency.objects.get(slug=_AGENCIES[1]), is_demo=True)
        user.set_unusable_password()
        user.save()
        Grant(partnership_id=by.partnership_id, user=user, role=Role.PRACTITIONER, from_on=at.date()).save()


def ask(folder: Path, clients: int, pace: int, seconds: int, place: int) -> list[list[Any]]:
    """One client: its share of the questions, each when it is due. Milliseconds, the record, and the person told."""
    import django

    django.setup()
    from django.db import transaction
    from django.utils import timezone

    from cairn.domain.hub.api import is_known
    from cairn.foundation.accounts.models import User
    from cairn.foundation.accounts.queries import actor_for
    from cairn.foundation.agencies.models import Partnership
    from cairn.foundation.audit.commands import set_scope

    here = Partnership.objects.get(slug=PARTNERSHIP)
    with transaction.atomic():
        by = actor_for(User.objects.select_related("agency").get(email=ASKS), here, on=timezone.localdate())
    with (folder / "asked.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    questions = rows[place::clients][: pace * seconds // clients + 3]

    def known(row: dict[str, str]) -> int | None:
        with transaction.atomic():
            set_scope(by)
            found = is_known(by=by, at=timezone.now(), partnership=here, record=row)
        return found.person.pk if found else None

    for row in questions[:3]:
        known(row)  # what was read and written once is not counted
    print("ready", flush=True)
    began, told = float(sys.stdin.readline()), []
    for number, row in enumerate(questions[3:]):
        due = began + (number * clients + place) / pace
        time.sleep(max(0.0, due - time.time()))
        person = known(row)
        told.append([1000 * (time.time() - due), row["record"], person])
    return told


def _judged(told: list[list[Any]], truth: dict[str, Any]) -> dict[str, Any]:
    """Milliseconds, and how many answers were right: by whose most records of the person are."""
    from django.db import transaction

    from cairn.domain.hub.models import Link
    from cairn.foundation.agencies.models import Partnership
    from cairn.foundation.audit.commands import set_scope
    from cairn.kernel.actors import system_actor

    behind: dict[int, Counter] = defaultdict(Counter)
    with transaction.atomic():
        set_scope(system_actor(Partnership.objects.get(slug=PARTNERSHIP).pk))
        people = {person for _ms, _record, person in told if person}
        for person, key in Link.objects.filter(person__in=people).values_list("person_id", "record__key"):
            behind[person][truth["of"][key]] += 1
    known = [one for one in told if one[1] not in truth["absent"]]
    unknown = [one for one in told if one[1] in truth["absent"]]
    right = sum(
        bool(person) and behind[person].most_common(1)[0][0] == truth["of"][record] for _ms, record, person in known
    )
    times = sorted(ms for ms, _record, _person in told)
    return {
        "asked": len(told), "median": percentile(times, 0.5), "p95": percentile(times, 0.95),
        "p99": percentile(times, 0.99), "right": right / len(known),
        "false": sum(bool(person) for _ms, _record, person in unknown) / len(unknown),
    }  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1] == "ask":
        print(json.dumps(ask(Path(sys.argv[2]), *map(int, sys.argv[3:7]))))
    else:
        print(json.dumps(main(Path(sys.argv[1]), *map(int, sys.argv[2:7]))))
