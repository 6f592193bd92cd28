"""Load the demonstration: real content first, then the invented people, their year, and its publication."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone

from cairn.demo.analyses import load_analyses, load_analyses_by_ward
from cairn.demo.applications import load_applications
from cairn.demo.board_loading import load_boards
from cairn.demo.case_counts import load_case_counts
from cairn.demo.cases import load_cases
from cairn.demo.conferences import load_conferences
from cairn.demo.measure_figures import load_measures
from cairn.demo.people import load_people, load_waiting_role
from cairn.demo.plan_checks import read_workers
from cairn.demo.plan_files import DATA, fitted, read_plan_years
from cairn.demo.plan_loading import load_plan_year
from cairn.demo.record_counts import load_record_counts, load_repeats
from cairn.demo.recorded_crime import load_recorded_crime
from cairn.demo.records import load_records
from cairn.demo.reports import load_reports
from cairn.demo.reviewing import ASKED, load_reviewing
from cairn.demo.risks import REGISTERS, load_risks
from cairn.demo.scale.casework import load_casework
from cairn.demo.transfers import load_transfers
from cairn.demo.watch import load_watch
from cairn.domain.places.api import NotUsed, Outcome, load_folder
from cairn.domain.plans.api import propose_release, publish_release
from cairn.domain.publishing.api import Edition
from cairn.domain.returns.api import count_again
from cairn.domain.strategies.api import VIEW, load_strategy
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.agencies.services.loading import load_partnerships
from cairn.foundation.audit.chain import seal_everything
from cairn.foundation.audit.commands import record_event, set_scope
from cairn.foundation.audit.models import Entry
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.actors import system_actor

CONTENT = files("cairn") / "content"
# The plan first: the later strategy points at it where both make the same promise.
# Strategy to who proposes its first account, who checks it, and what is new in it.
STRATEGIES = {
    "cumberland-2024-2027": (
        "cum-manager",
        "cum-board",
        "The first account of this plan: every promise, and where it stands.",
    ),
    "cumberland-2025-2030": ("cum-manager", "cum-board", "The first account of this strategy, promise by promise."),
    "westmorland-and-furness-2023-2028": (
        "wf-manager",
        "wf-board",
        "The first account of this strategy, with two promises that nobody has started yet.",
    ),
    "herefordshire-2019-2022": (
        "hfd-manager",
        "hfd-board",
        "This strategy has ended. Its promises stay here, though no plan for them was kept in Cairn.",
    ),
}
DONE = "demo.load"


def load_demo(*, scale: str, open_data: Path | None = None) -> Iterator[str]:
    """Load what is not there yet and say so line by line.

    Args:
        scale: ``tiny``, the four real strategies and the cases written by hand, for tests; ``small`` adds generated
            cases; ``full`` generated partnerships too.
        open_data: a folder of published files to load beside them; none of it is part of Cairn.
    """
    if settings.MODE not in ("demo", "test"):
        raise RuntimeError("The demonstration is loaded in demo mode only.")
    digest = _digest()
    if _loaded(digest):
        yield "The demonstration is loaded already."
        if scale != "tiny":
            yield from _grow()
    else:
        yield from _load_small(generated=scale != "tiny")
        record_event(
            by=system_actor(), at=timezone.now(), action=DONE, subject=("demonstration", digest),
            kind=EntryKind.BULK, facts={"digest": digest},
        )  # fmt: skip
    if open_data is not None:
        yield _load_open_data(open_data)
        now = timezone.now()
        yield from load_analyses_by_ward(users=load_people(now), at=now)
    if scale == "full":
        from cairn.demo.scale import load_generated

        yield from load_generated(at=timezone.now())
        _analyse()
    if sealed := seal_everything():
        yield f"{sealed:,} entries of the audit are sealed."


def _grow() -> Iterator[str]:
    """The generated cases, where what was loaded had none; what is counted from cases is counted again."""
    now = timezone.now()
    said = list(load_casework(users=load_people(now), at=now))
    yield from said
    if said:
        yield f"{count_again(at=now)} figures are counted again."


def _load_small(*, generated: bool) -> Iterator[str]:
    """Everything of the four real strategies' partnerships, each part after what it is made of.

    Every case comes before what counts them: a figure must be what the return says of the same quarter.
    """
    now = timezone.now()
    yield load_partnerships(text=(CONTENT / "partnerships.toml").read_text(encoding="utf-8"), at=now)
    for slug in STRATEGIES:
        text = (CONTENT / "strategies" / f"{slug}.toml").read_text(encoding="utf-8")
        yield load_strategy(text=text, at=now)
    users = load_people(now)
    load_waiting_role(users, now)
    yield f"{len(users)} invented people are loaded."
    yield from _load_plans(users, now)
    for slug in REGISTERS:
        yield from load_risks(users, _strategy(slug), now)
    yield from load_cases(users=users, at=now)
    yield from load_transfers(users=users, at=now)
    yield from load_applications(users=users, at=now)
    yield from load_records(users=users, at=now)
    yield from load_watch(users=users, at=now)
    yield from load_recorded_crime(users=users, at=now)
    yield from load_analyses(users=users, at=now)
    yield from load_boards(users=users, today=timezone.localdate(now))
    yield from load_conferences(users=users, at=now)
    if generated:
        yield from load_casework(users=users, at=now)
    yield from load_measures(users=users, at=now)
    yield from load_case_counts(users=users, at=now)
    yield from load_record_counts(users=users, at=now)
    yield from load_repeats(at=now)
    for slug in ASKED:
        yield from load_reviewing(users, _strategy(slug), now)
    yield from _publish(users, now)
    yield from load_reports(users=users, at=now)


def _load_plans(users: Mapping[str, User], now: datetime) -> Iterator[str]:
    people = read_workers()
    for year in read_plan_years():
        strategy = _strategy(year.plan.strategy)
        year = fitted(year, today=timezone.localdate(now), strategy_ends=strategy.ends_on)
        acts = load_plan_year(year=year, strategy=strategy, users=users, people=people)
        yield (
            f"{strategy.title}: {len(year.actions)} actions in {acts} acts." if acts
            else f"{strategy.title}: the plan for {year.plan.year} is there already."
        )  # fmt: skip


def _load_open_data(folder: Path) -> str:
    """Real figures about the areas; a file that cannot be used does not stop the demonstration."""
    found = list(load_folder(by=system_actor(), at=timezone.now(), folder=folder))
    loaded = [one for one in found if isinstance(one, Outcome)]
    refused = [one.says for one in found if isinstance(one, NotUsed) and one.refused]
    said = f"Open data: {sum(one.rows for one in loaded):,} rows from {len(loaded)} published files are loaded."
    return " ".join([said, *refused])


def _publish(users: Mapping[str, User], now: datetime) -> Iterator[str]:
    for slug, (manager, checker, note) in STRATEGIES.items():
        strategy = _strategy(slug)
        with transaction.atomic():
            proposes, checks = (
                actor_for(users[key], strategy.partnership, on=timezone.localdate(now)) for key in (manager, checker)
            )
            set_scope(proposes, command_id="")
            if Edition.objects.filter(slug=slug).exists():
                continue
            release = propose_release(by=proposes, at=now, strategy=strategy, note=note)
            publish_release(by=checks, at=now, release=release)
        yield f"{strategy.title}: its account is published."


def _strategy(slug: str) -> Any:
    """A strategy with its partnership; row-level security asks for the partnership first."""
    for partnership in Partnership.objects.order_by("pk"):
        by = system_actor(partnership.pk)
        with transaction.atomic():
            set_scope(by)
            found = VIEW.rows(by).select_related("partnership").filter(slug=slug).first()
        if found is not None:
            return found
    raise LookupError(f"There is no strategy {slug!r}.")


def _loaded(digest: str) -> bool:
    """Whether a load of exactly these files came to its end: the audit says so."""
    with transaction.atomic():
        set_scope(system_actor())
        return Entry.objects.filter(chain=0, subject_kind="demonstration", subject_ref=digest, action=DONE).exists()


def _digest() -> str:
    """SHA-256 of everything that is loaded."""
    found = hashlib.sha256()
    for folder in (CONTENT, CONTENT / "strategies", DATA, DATA / "actions"):
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith(".toml"):
                _add(found, entry)
    return found.hexdigest()


def _add(found: hashlib._Hash, entry: Traversable) -> None:
    text = entry.read_bytes()
    found.update(f"{entry.name} {len(text)}\n".encode() + text)


def _analyse() -> None:
    """Let the planner count the rows at once, where the owner's address is known; else it does so soon."""
    if "owner" in settings.DATABASES:
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE")
