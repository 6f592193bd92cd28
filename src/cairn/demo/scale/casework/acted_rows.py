"""Rows that go in past the services, each under the act that would have made it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cairn.demo.scale.casework.places import CasePlace
from cairn.demo.scale.tables import table
from cairn.foundation.audit.commands import Command, write_acts
from cairn.foundation.audit.guarded import Guarded, load_acts


class ActedRows:
    """Rows of one partnership by table, not yet written, each with its act."""

    def __init__(self, place: CasePlace) -> None:
        self.place = place
        self.of: dict[str, list[tuple[Guarded, Command]]] = defaultdict(list)

    def write(self, order: Iterable[str], further: Iterable[Command] = ()) -> None:
        """Write everything; inside a command.

        Args:
            order: the tables, what is pointed at first.
            further: acts that changed rows which are written as they stand now.
        """
        acts: dict[int, Command] = {}
        for label in order:
            load_acts(self.of[label])
            acts |= {id(act): act for _row, act in self.of[label]}
        write_acts(sorted([*acts.values(), *further], key=lambda act: act.at))

    def _row(self, label: str, act: Command, **facts: Any) -> Guarded:
        row = table(label)(partnership_id=self.place.partnership.pk, **facts)
        self.of[label].append((row, act))
        return row

    def _act(self, action: str, key: str, at: datetime) -> Command:
        return Command(action, by=self.place.actors[key], at=at, reason="")
