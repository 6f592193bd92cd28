"""Load a strategy file: all of it or nothing, and again without harm."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from cairn.domain.strategies.models import (
    Activity,
    ActivityLink,
    Change,
    Commitment,
    CommitmentAgency,
    Decision,
    Governance,
    MeasureLink,
    NamedMeasure,
    SamePromise,
    Source,
    Strategy,
    Theme,
)
from cairn.domain.strategies.terms import Part
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.agencies.services.upsert import bring_in_line, bring_list_in_line
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import system_actor
from cairn.kernel.strategy_file import LISTS, StrategyFile, read_strategy_file
from cairn.kernel.toml_lines import Problem

_ADD_IT = "Add it first: cairn partnership load FILE"
_UNKNOWN_PARTNERSHIP = f"There is no such partnership here. {_ADD_IT}"
# What a file may never lose again: the table in the file, its rows, their key, and its name in the file.
_KEPT = (
    ("source", Source, "key", "key"),
    ("theme", Theme, "key", "key"),
    ("commitment", Commitment, "code", "id"),
    ("activity", Activity, "key", "key"),
    ("change", Change, "key", "key"),
    ("measure", NamedMeasure, "key", "key"),
)


class CannotLoad(ValueError):
    """The file has problems; nothing was loaded."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} to put right; nothing was loaded.")
        self.problems = problems


def load_strategy(*, text: str, at: datetime) -> str:
    """Load one strategy file.

    Args:
        text: the whole file.
        at: when.

    Returns:
        A sentence that says what happened.

    Raises:
        CannotLoad: with every problem and its line.
    """
    file = read_strategy_file(text)
    if file.problems:
        raise CannotLoad(file.problems)
    digest, slug = hashlib.sha256(text.encode()).hexdigest(), file.values["strategy"]["slug"]
    partnership = Partnership.objects.filter(slug=file.values["strategy"]["partnership"]).first()
    if partnership is None:
        raise CannotLoad([Problem(file.line("strategy", "partnership"), _UNKNOWN_PARTNERSHIP)])
    try:
        return _load(file, partnership, digest=digest, at=at)
    except IntegrityError as clash:
        if "strategies_strategy_slug" not in str(clash):
            raise
        # Its row belongs to another partnership, so it cannot be seen from here.
        says = f'"{slug}" is the name of another partnership\'s strategy. Choose another slug.'
        raise CannotLoad([Problem(file.line("strategy", "slug"), says)]) from clash


def _load(file: StrategyFile, partnership: Partnership, *, digest: str, at: datetime) -> str:
    by = system_actor(partnership.pk)
    with transaction.atomic():
        set_scope(by)
        existing = Strategy.objects.filter(slug=file.values["strategy"]["slug"]).first()
        if existing and existing.loaded_from == digest:
            return f"{existing.title}: already as in the file."
        load = _Load(file, partnership)
        if load.problems:
            raise CannotLoad(sorted(load.problems, key=lambda problem: problem.line))
        with command("strategies.load", by=by, at=at):
            strategy = load.run(digest)
    return f"{strategy.title}: {'brought up to date' if existing else 'loaded'}."


class _Load:
    """One load: looks everything up first, so that all problems are told at once."""

    def __init__(self, file: StrategyFile, partnership: Partnership) -> None:
        self.file, self.partnership = file, partnership
        self.problems: list[Problem] = []
        self.agencies = {agency.slug: agency for agency in Agency.objects.all()}
        self._check_agencies()
        self._check_nothing_lost()

    def run(self, digest: str) -> Strategy:
        row = self.file.values["strategy"]
        fields = {
            name: row.get(name, "")
            for name in ("title", "public_title", "kind", "about", "period_note", "vision", "mission", "statement")
        }
        fields |= {"starts_on": row["starts_on"], "ends_on": row["ends_on"], "loaded_from": digest}
        self.strategy, _ = bring_in_line(
            Strategy, find={"slug": row["slug"], "partnership": self.partnership}, fields=fields
        )
        self.sources = {source["key"]: self._source(source) for source in self.file.values.get("source", [])}
        self._governance()
        self._decision()
        self.commitments: dict[str, Commitment] = {}
        self.changes: dict[str, Change] = {}
        themes = [(theme, self._theme(theme, place)) for place, theme in enumerate(self.file.themes(), start=1)]
        for values, theme in themes:
            self._promises(values, theme)
        for values, theme in themes:
            self._activities(values, theme)
            self._measures(values, theme)
        self._same_promises()
        return self.strategy

    def _in_strategy(self, **more: Any) -> dict[str, Any]:
        return {"partnership": self.partnership, "strategy": self.strategy, **more}

    def _source_of(self, row: dict[str, Any]) -> Source | None:
        return self.sources.get(row.get("source", ""))

    def _source(self, row: dict[str, Any]) -> Source:
        fields = {
            "title": row["title"], "publisher": row["publisher"], "address": row.get("address", ""),
            "published_on": row.get("published_on"), "note": row.get("note", ""),
            "is_main": row["key"] == self.file.values["strategy"]["source"],
        }  # fmt: skip
        return bring_in_line(Source, find=self._in_strategy(key=row["key"]), fields=fields)[0]

    def _governance(self) -> None:
        wanted = [
            {
                "body_id": self.agencies[row["body"]].pk, "part": row["part"], "text": row["text"],
                "source": self._source_of(row),
            }
            for row in self.file.values.get("governance", [])
        ]  # fmt: skip
        bring_list_in_line(Governance, within=self._in_strategy(), wanted=wanted)

    def _decision(self) -> None:
        if (row := self.file.values.get("decision")) is None:
            return
        texts = ("title", "maker", "status", "purpose", "reason", "wards")
        fields = {name: row.get(name, "") for name in texts}
        fields |= {name: row.get(name, []) for name in ("decision", "alternatives", "consultees")}
        fields |= {
            name: row.get(name) for name in ("key_decision", "call_in", "decided_on", "published_on", "effective_on")
        }
        bring_in_line(Decision, find=self._in_strategy(), fields={**fields, "source": self._source_of(row)})

    def _theme(self, row: dict[str, Any], place: int) -> Theme:
        fields = {"title": row["title"], "aim": row.get("aim", ""), "place": place, "source": self._source_of(row)}
        return bring_in_line(Theme, find=self._in_strategy(key=row["key"]), fields=fields)[0]

    def _promises(self, values: dict[str, Any], theme: Theme) -> None:
        for place, row in enumerate(values.get("commitment", []), start=1):
            elsewhere = row.get("owned_elsewhere")
            fields = {
                "theme": theme, "text": row["text"], "plain": row["plain"], "basis": row.get("basis", "commitment"),
                "responsible_basis": row["responsible_basis"], "place": place, "source": self._source_of(row),
                "owned_elsewhere": self.agencies[elsewhere] if elsewhere else None,
            }  # fmt: skip
            commitment, _ = bring_in_line(Commitment, find=self._in_strategy(code=row["id"]), fields=fields)
            self.commitments[row["id"]] = commitment
            wanted = [
                {"agency_id": self.agencies[slug].pk, "part": part}
                for part, name in ((Part.RESPONSIBLE, "responsible"), (Part.SUPPORTING, "supporting"))
                for slug in row.get(name, [])
            ]
            bring_list_in_line(
                CommitmentAgency, within={"partnership": self.partnership, "commitment": commitment}, wanted=wanted
            )
        for place, row in enumerate(values.get("change", []), start=1):
            fields = {"theme": theme, "text": row["text"], "place": place}
            self.changes[row["key"]], _ = bring_in_line(Change, find=self._in_strategy(key=row["key"]), fields=fields)

    def _activities(self, values: dict[str, Any], theme: Theme) -> None:
        for place, row in enumerate(values.get("activity", []), start=1):
            fields = {"theme": theme, "level": row["level"], "text": row["text"], "place": place}
            activity, _ = bring_in_line(Activity, find=self._in_strategy(key=row["key"]), fields=fields)
            wanted = [{"commitment": self.commitments[code], "change": None} for code in row.get("serves", [])]
            wanted += [{"commitment": None, "change": self.changes[key]} for key in row.get("leads_to", [])]
            bring_list_in_line(ActivityLink, within=self._in_strategy(activity=activity), wanted=wanted)

    def _measures(self, values: dict[str, Any], theme: Theme) -> None:
        for place, row in enumerate(values.get("measure", []), start=1):
            fields = {"theme": theme, "text": row["text"], "place": place, "source": self._source_of(row)}
            measure, _ = bring_in_line(NamedMeasure, find=self._in_strategy(key=row["key"]), fields=fields)
            wanted = [{"commitment": self.commitments[code]} for code in row.get("serves", [])]
            bring_list_in_line(MeasureLink, within=self._in_strategy(measure=measure), wanted=wanted)

    def _same_promises(self) -> None:
        """Link to strategies already loaded; loading the other file later adds the rest from its side."""
        for row in self.file.values.get("same_promise", []):
            slug, _, code = row["other"].partition("/")
            other = Commitment.objects.filter(strategy__slug=slug, code=code).first()
            if other is None:
                continue
            this = self.commitments[row["this"]]
            if SamePromise.objects.filter(this=other, other=this).exists():
                continue  # said from the other side already
            find = {"partnership": self.partnership, "this": this, "other": other}
            bring_in_line(SamePromise, find=find, fields={"note": row.get("note", "")})

    def _check_agencies(self) -> None:
        for number, row in enumerate(self.file.values.get("governance", [])):
            self._check_agency(row["body"], "governance", number, "body")
        for theme_number, theme in enumerate(self.file.themes()):
            for number, row in enumerate(theme.get("commitment", [])):
                path = ("theme", theme_number, "commitment", number)
                for name in ("responsible", "supporting"):
                    for slug in row.get(name, []):
                        self._check_agency(slug, *path, name)
                if "owned_elsewhere" in row:
                    self._check_agency(row["owned_elsewhere"], *path, "owned_elsewhere")

    def _check_agency(self, slug: str, *path: str | int) -> None:
        if slug not in self.agencies:
            self.problems.append(Problem(self.file.line(*path), f'There is no agency "{slug}" here. {_ADD_IT}'))

    def _check_nothing_lost(self) -> None:
        """What was loaded before was published; a file that leaves it out cannot be what was published."""
        mine = {"strategy__slug": self.file.values["strategy"]["slug"]}
        for name, model, column, field in _KEPT:
            rows = self.file.values.get(name, []) if name in LISTS else self._in_themes(name)
            loaded = model.objects.filter(**mine).values_list(column, flat=True)
            for key in sorted(set(loaded) - {row[field] for row in rows}):
                self._lost(f'{name.capitalize()} "{key}"', "source" if name == "source" else "theme")
        if "decision" not in self.file.values and Decision.objects.filter(**mine).exists():
            self._lost("The decision", "strategy")

    def _lost(self, what: str, table: str) -> None:
        says = f"{what} was loaded before and is missing here. What was published is never removed: put it back."
        if what.startswith("Commitment"):
            says = f"{what} was promised and is missing here. Promises are never removed."
        self.problems.append(Problem(self.file.line(table), says))

    def _in_themes(self, name: str) -> list[dict[str, Any]]:
        return [row for theme in self.file.themes() for row in theme.get(name, [])]
