"""The processes of the look-ups: one that starts the clients and judges, and the clients that ask.

python -m bench.lookups_walk FOLDER CLIENTS PACE SECONDS
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from bench.figures import percentile
from bench.hub_data import AGENCIES, PARTNERSHIP, email_of, truth_in

ASKS = email_of(AGENCIES[1])
WARM_UP = 12  # questions of each client that are not counted: so many until its connection keeps the plans


def main(folder: Path, clients: int, pace: int, seconds: int) -> dict[str, Any]:
    """Let the clients ask, and judge what they were told."""
    import django

    django.setup()
    truth = truth_in(folder)
    truth |= {"absent": set(truth["absent"]), "own": {int(row["person"]) for row in _rows(folder / "1.csv")}}
    asked = _rows(folder / "asked.csv")
    truth["whole"] = {
        row["record"] for row in asked
        if row["given"] and row["family"]
        and (row["born"] or row["phone"] or row["email"] or row["address"] and row["postcode"])
    }  # fmt: skip
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


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


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
    rows = _rows(folder / "asked.csv")
    questions = rows[place::clients][: pace * seconds // clients + WARM_UP]

    def known(row: dict[str, str]) -> int | None:
        with transaction.atomic():
            set_scope(by)
            found = is_known(by=by, at=timezone.now(), partnership=here, record=row)
        return found.person.pk if found else None

    for row in questions[:WARM_UP]:
        known(row)  # what was read and written once is not counted
    print("ready", flush=True)
    began, told = float(sys.stdin.readline()), []
    for number, row in enumerate(questions[WARM_UP:]):
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
    # Whom her own agency does not know is told to nobody who typed no whole name and nothing of the person's own.
    may_be_told = [one for one in known if one[1] in truth["whole"] or truth["of"][one[1]] in truth["own"]]
    right = sum(
        bool(person) and behind[person].most_common(1)[0][0] == truth["of"][record]
        for _ms, record, person in may_be_told
    )
    times = sorted(ms for ms, _record, _person in told)
    return {
        "asked": len(told), "median": percentile(times, 0.5), "p95": percentile(times, 0.95),
        "p99": percentile(times, 0.99), "right": right / len(may_be_told), "right_of_all": right / len(known),
        "withheld": 1 - len(may_be_told) / len(known),
        "false": sum(bool(person) for _ms, _record, person in unknown) / len(unknown),
    }  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1] == "ask":
        print(json.dumps(ask(Path(sys.argv[2]), *map(int, sys.argv[3:7]))))
    else:
        print(json.dumps(main(Path(sys.argv[1]), *map(int, sys.argv[2:5]))))
