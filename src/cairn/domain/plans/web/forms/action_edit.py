"""Change an action; and when somebody saved first, both versions side by side, field by field."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from cairn.domain.plans.models import Action
from cairn.domain.plans.services.actions import EDITABLE
from cairn.domain.plans.web.forms.action_words import WordsForm

THEIRS, MINE = "theirs", "mine"
NAMES = (*EDITABLE, "supporting")  # columns, as EditConflict names them
_FIELDS = {"owner_id": "owner", "issue_id": "issue"}  # column to form field, where they differ


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field on which two people's versions differ.

    Attributes:
        column: of Action, or ``supporting``.
        label: what people call it.
        theirs: what is saved now, in words, a line each; empty when there is nothing.
        mine: the box with what was typed, which can still be changed.
        keep: theirs, mine, or "" while nothing is chosen.
        note: why one of them is proposed; "" when both people changed it.
        error: what is wrong with the choice.
    """

    column: str
    label: str
    theirs: tuple[str, ...]
    mine: BoundField
    keep: str
    note: str
    error: str

    @property
    def name(self) -> str:
        """The name of the pair of radios."""
        return f"keep_{self.column}"


class EditForm(WordsForm):
    """An action's words, with the version they were read at.

    ``seen`` holds a short digest of each field as it was read, so that after a conflict a field
    nobody else touched can be told from one that two people changed.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    differs = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def settling(self) -> tuple[str, ...]:
        """Columns on which a choice between two versions was asked for."""
        asked = (self.data.get("differs") or "").split(",") if self.is_bound else []
        return tuple(column for column in NAMES if column in asked)

    def kept(self, column: str) -> str:
        """What was chosen for one of them: theirs, mine or ""."""
        chosen = self.data.get(f"keep_{column}", "") if self.is_bound else ""
        return chosen if chosen in (THEIRS, MINE) else ""

    def clean(self) -> dict[str, Any]:
        """What is wrong in a version that is not kept does not matter."""
        found = super().clean()
        for column in self.settling:
            name = _FIELDS.get(column, column)
            if self.kept(column) == THEIRS:
                self.errors.pop(name, None)
                found.setdefault(name, self.initial.get(name))
            elif not self.kept(column):
                self.add_error(None, f"Choose which to keep: {self.label_of(column)}")
        return found

    def label_of(self, column: str) -> str:
        """What people call a column, as a heading."""
        return {
            "title": "Title", "detail": "In more words", "public_wording": "What residents may read",
            "origin": "Where it came from", "origin_note": "Where exactly", "issue_id": "Issue survivors raised",
            "owner_id": "Owner", "update_every": "How often an update is due", "rural": "Rural need",
            "characteristics": "Protected characteristics", "supporting": "Agencies that support it",
        }[column]  # fmt: skip

    def changes(self) -> dict[str, Any]:
        """Column to new value, without those where the saved version is kept."""
        return {
            column: value
            for column, value in self.words().items()
            if not (column in self.settling and self.kept(column) == THEIRS)
        }

    def as_typed(self) -> dict[str, Any]:
        """Column to value as it was typed, sound or not."""
        self.full_clean()
        sound = self.cleaned_data
        found = {}
        for column in NAMES:
            name = _FIELDS.get(column, column)
            found[column] = _as_column(column, sound.get(name, self[name].value()))
        return found

    def keeps_their_partners(self) -> bool:
        """The supporting agencies stay as somebody else saved them."""
        return "supporting" in self.settling and self.kept("supporting") == THEIRS

    def differences(self, theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> tuple[Difference, ...]:
        """The fields on which two versions differ.

        Args:
            theirs: column to value as it stands now.
            mine: column to value as typed; a column left out is as it stands.
        """
        seen = dict(part.split(":", 1) for part in (self.data.get("seen") or "").split(";") if ":" in part)
        self.fields["origin"].widget.reveals = {}  # the issue has a row of its own here
        return tuple(
            self._difference(column, theirs[column], mine[column], seen.get(column, ""))
            for column in NAMES
            if column in mine and not _same(theirs[column], mine[column])
        )

    def _difference(self, column: str, theirs: Any, mine: Any, seen: str) -> Difference:
        untouched, alone = digest(mine) == seen, digest(theirs) == seen
        chosen = self.kept(column) if column in self.settling else ""
        note = "You did not change this." if untouched else "Nobody else changed this." if alone else ""
        return Difference(
            column=column,
            label=self.label_of(column),
            theirs=self._in_words(column, theirs),
            mine=self[_FIELDS.get(column, column)],
            keep=chosen or (THEIRS if untouched else MINE if alone else ""),
            note=note,
            error="Choose which to keep" if column in self.settling and not chosen else "",
        )

    def _in_words(self, column: str, value: Any) -> tuple[str, ...]:
        field = self.fields[_FIELDS.get(column, column)]
        if not hasattr(field, "choices"):
            return tuple(str(value).splitlines())
        words = _flat(field.choices)
        values = value if isinstance(value, list | tuple) else [value]
        return tuple(words.get(str(item), str(item)) for item in values if item not in (None, ""))


def initial_of(action: Action, supporting: list[int]) -> dict[str, Any]:
    """What the form shows before anybody types."""
    values = {**{column: getattr(action, column) for column in EDITABLE}, "supporting": sorted(supporting)}
    seen = ";".join(f"{column}:{digest(value)}" for column, value in values.items())
    shown = {_FIELDS.get(column, column): value for column, value in values.items()}
    return {**shown, "version": action.version, "seen": seen}


def digest(value: Any) -> str:
    """A short mark of a value, to see whether it changed; no secret."""
    if isinstance(value, list | tuple):
        value = sorted(value)
    if isinstance(value, str):
        value = value.strip().replace("\r\n", "\n")
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:12]


def _as_column(column: str, value: Any) -> Any:
    if column in ("owner_id", "issue_id", "update_every"):
        return int(value) if str(value or "").isdigit() else None
    if column == "supporting":
        return sorted(int(item) for item in value or () if str(item).isdigit())
    return list(value or ()) if column == "characteristics" else str(value or "")


def _same(one: Any, other: Any) -> bool:
    return digest(one) == digest(other)


def _flat(choices: Any) -> dict[str, str]:
    found = {}
    for value, label in choices:
        pairs = label if isinstance(label, list | tuple) else [(value, label)]
        found.update((str(inner), words) for inner, words in pairs)
    return found
