"""Write the texts of the generated partnerships out of the word banks."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from cairn.demo.scale import words


class Writer:
    """Draws words and fills the places in them; the same seed writes the same texts."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def write(self, bank: Sequence[str]) -> str:
        """One text of a bank, with town, group and numbers put in."""
        return self.fill(self.rng.choice(bank))

    def fill(self, text: str) -> str:
        """Put a town, a group and numbers into the places of a text."""
        if "{" not in text:
            return text
        draw = self.rng.choice
        group, number = draw(words.GROUPS), self.rng.randint(4, 48)
        return text.format(
            town=draw(words.TOWNS), group=group, Group=group[0].upper() + group[1:], n=number, N=number,
            m=number + self.rng.randint(2, 30),
        )  # fmt: skip

    def name(self) -> str:
        """Given name of a bird or plant, surname of a stone or landform."""
        return f"{self.rng.choice(words.GIVEN)} {self.rng.choice(words.STONE)}"
