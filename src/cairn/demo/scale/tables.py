"""The tables that generated rows go into, by their labels.

Everywhere else the demonstration walks services and knows no model of the domain. A quarter of a
million updates cannot: here rows are made past the services, on purpose and in this folder only,
and each load leaves one record with the digest of its seed and the range of its rows.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.apps import apps

from cairn.demo.scale.sizes import SEED
from cairn.foundation.audit.guarded import Guarded, load_in_bulk
from cairn.kernel.references import SPACE, encode

WITH_REFERENCES = ("plans.ActionPlan", "plans.Action", "plans.Request", "plans.Evidence", "voice.Issue")


class Loader:
    """Fills tables for one partnership, inside its command.

    Args:
        partnership_id: whose rows they are.
        subject: under whose history the load is shown.
        what: beside the seed, what the rows depend on (number and day).
    """

    def __init__(self, *, partnership_id: int, subject: tuple[str, str], what: str) -> None:
        self.partnership_id, self.subject = partnership_id, subject
        self.digest = hashlib.sha256(f"{SEED}/{what}".encode()).hexdigest()
        self.loaded: dict[str, int] = {}

    def row(self, label: str, **facts: Any) -> Guarded:
        """An unsaved row of this partnership."""
        return table(label)(partnership_id=self.partnership_id, **facts)

    def save(self, label: str, rows: list[Guarded]) -> None:
        """Write rows of one table; afterwards they have their keys."""
        if rows:
            load_in_bulk(table(label), rows, subject=self.subject, digest=self.digest)
            self.loaded[label] = self.loaded.get(label, 0) + len(rows)


def table(label: str) -> type[Guarded]:
    """A model by its label, ``app.Model``."""
    return apps.get_model(label)


class References:
    """References for many rows at once, none of them given before.

    Args:
        taken: all references there are, in every partnership.
    """

    def __init__(self, taken: set[str], rng: Any) -> None:
        self.taken, self.rng = taken, rng

    def draw(self, prefix: str) -> str:
        """A reference nobody has."""
        while True:
            found = encode(prefix, self.rng.randrange(SPACE))
            if found not in self.taken:
                self.taken.add(found)
                return found
