"""What becomes of each action of a page: one choice, one reason, and new words or dates where it goes on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from cairn.domain.plans.queries.rolling import LONGEST_TITLE, RollRow
from cairn.domain.plans.services.rolling import RowsRefused, Wanted
from cairn.domain.plans.terms import Becomes
from cairn.domain.plans.web.forms.plan_forms import RefusedForm
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.ui.forms import DayField, LongTextField

# Of an open action: it is done once it is closed as complete, not by being called so here.
_OPEN_CHOICES = [choice for choice in Becomes.choices if choice[0] != Becomes.DONE]


@dataclass(frozen=True, slots=True)
class RowBoxes:
    """One action and its boxes; those of an action that has ended are the reason alone."""

    row: RollRow
    kind: BoundField | None
    reason: BoundField | None
    title: BoundField | None
    due_on: BoundField | None
    version: BoundField | None


class RollForm(RefusedForm):
    """The rows of one page. The name of a box ends with the reference of its action.

    Args:
        rows: the actions of the page.
    """

    def __init__(self, data: Any = None, *, rows: Iterable[RollRow] = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.rows = list(rows)
        for row in self.rows:
            if not row.confirmed:
                self._add(row)

    def _add(self, row: RollRow) -> None:
        ref = row.card.ref
        self.fields[f"version_{ref}"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=row.version, required=False
        )
        self.fields[f"reason_{ref}"] = LongTextField(label="Why", required=False, max_length=1000, initial=row.reason)
        if row.settled:
            return
        self.fields[f"kind_{ref}"] = forms.ChoiceField(
            label="What becomes of it?", choices=_OPEN_CHOICES, initial=row.kind, required=False
        )
        self.fields[f"title_{ref}"] = forms.CharField(
            label="Its words next year", required=False, max_length=LONGEST_TITLE, initial=row.title
        )
        self.fields[f"due_on_{ref}"] = DayField(
            label="Due next year", called=f"The new due date of {ref}", required=False, initial=row.due_on
        )

    @property
    def boxes(self) -> list[RowBoxes]:
        """Each action with its boxes, in order."""
        return [
            RowBoxes(
                row,
                *(
                    self[f"{name}_{row.card.ref}"] if f"{name}_{row.card.ref}" in self.fields else None
                    for name in ("kind", "reason", "title", "due_on", "version")
                ),
            )
            for row in self.rows
        ]

    def wanted(self) -> list[Wanted]:
        """As ``save_dispositions`` wants them; what was confirmed is left alone."""
        return [self._wanted(row) for row in self.rows if not row.confirmed]

    def _wanted(self, row: RollRow) -> Wanted:
        ref, found = row.card.ref, self.cleaned_data
        kind = found.get(f"kind_{ref}") or row.kind
        # A date or words left in the boxes of an action that is carried as it is are its new ones all the same.
        title, due_on = found.get(f"title_{ref}", ""), found.get(f"due_on_{ref}")
        if kind == Becomes.CARRIED and title and title != row.card.title:
            kind = Becomes.CHANGED
        return Wanted(
            ref=ref, kind=kind, reason=found.get(f"reason_{ref}", ""), title=title, due_on=due_on,
            version=found.get(f"version_{ref}") or 0,
        )  # fmt: skip

    def refuse(self, refusal: Refused) -> None:
        """Each row that is wrong says so; what somebody else saved is what the next try stands against."""
        if not isinstance(refusal, RowsRefused):
            super().refuse(refusal)
            return
        self.data = self.data.copy()
        for row in self.rows:
            self.data[f"version_{row.card.ref}"] = str(row.version)
        for ref, (field, sentence) in refusal.rows.items():
            name = f"{field}_{ref}" if f"{field}_{ref}" in self.fields else f"reason_{ref}"
            self.add_error(name if name in self.fields else None, sentence)


class ConfirmForm(RefusedForm):
    """Nothing to fill in: the page says what will happen, the button does it."""
