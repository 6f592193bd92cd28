"""A second look at words that many will read, before they are saved."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from cairn.kernel.wording import cautions


class SecondLook:
    """Mixin of a form: once it is sound, say what in its words could let somebody be recognised.

    It never blocks: ``ready`` is true when the form is sound and either nothing was noticed or
    "Save anyway" was pressed. Its page includes ``ui/second_look.html`` and, among its buttons,
    ``ui/save_anyway.html``.

    Attributes:
        looked_at: names of the fields whose words are looked at; none of a form that leaves it empty.
        exact_dates: whether an exact date could give somebody away here.
        known: names of bodies and places that are no person's, such as the partner agencies.
        noticed: label of the field and what was noticed there.
    """

    looked_at: tuple[str, ...] = ()
    exact_dates = True

    def __init__(self, *args: Any, known: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.noticed: list[tuple[str, str]] = []

    @property
    def ready(self) -> bool:
        """May it be saved now?"""
        if not (self.is_bound and self.is_valid()):
            return False
        self.noticed = [
            (self.fields[name].label, sentence)
            for name in self.looked_at
            for sentence in cautions(self.cleaned_data.get(name) or "", known=self.known, exact_dates=self.exact_dates)
        ]
        return not self.noticed or "anyway" in self.data
