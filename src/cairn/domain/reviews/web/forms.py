"""Forms of the annual review. What residents may read is looked at a second time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms

from cairn.domain.boards.models import Decision
from cairn.domain.reviews.errors import SomebodyConcluded
from cairn.domain.reviews.services.reviewing import ConclusionFacts
from cairn.domain.reviews.terms import Ending, Kind, Verdict
from cairn.domain.strategies.models import Commitment
from cairn.foundation.access.taking_in import RefusedForm
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.files.models import StoredFile
from cairn.foundation.files.services.keeping import FileRefused, keep_file
from cairn.foundation.files.uploads import CHOOSE_AGAIN, KeptFileField
from cairn.foundation.ui.days import day_in_words
from cairn.foundation.ui.forms import ChoiceCheckboxes, ChoiceRadios, LongTextField
from cairn.kernel.actors import Actor


class ConcludeForm(RefusedForm):
    """What is concluded about one commitment.

    Args:
        offered: ``kind/reference`` to title of what was gathered.
        others: the other commitments of the review.
    """

    looked_at = ("words", "why")
    called = {"why": "the reason"}

    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    verdict = forms.ChoiceField(
        label="What do you conclude?", choices=Verdict.choices,
        widget=ChoiceRadios(reveals={Verdict.CHANGE: "words", Verdict.CLOSE: "ending"}),
        error_messages={"required": "Choose whether it is kept, changed or closed"},
    )  # fmt: skip
    words = LongTextField(
        label="The proposed words, or what changes", required=False, max_length=2000,
        help_text="The published words stay in view beside them.",
    )  # fmt: skip
    ending = forms.ChoiceField(label="Why is it closed?", choices=Ending.choices, required=False, widget=ChoiceRadios)
    merged_into = forms.ChoiceField(
        label="Which commitment takes it up?", required=False, help_text="Only where another commitment takes it up."
    )
    why = LongTextField(
        label="Why?", max_length=2000, help_text="Residents may read it. Do not name anybody.",
        error_messages={"required": "Say why. Residents may read it"},
    )  # fmt: skip
    cites = forms.MultipleChoiceField(
        label="What shows it?", required=False, widget=ChoiceCheckboxes,
        help_text="Of what Cairn holds about it. Nothing is closed without evidence.",
    )  # fmt: skip
    elsewhere = LongTextField(
        label="What else shows it, and where is it held?", required=False, max_length=1000,
        help_text="For example: the evaluation of March 2026, in the council's records.",
    )  # fmt: skip

    file = KeptFileField(label="A file that shows it", required=False)
    file_shows = forms.CharField(
        label="What does the file show?", required=False, max_length=200,
        help_text="For example: all 14 schools have had the first lesson. Do not name anybody.",
    )  # fmt: skip
    file_only_agency = forms.BooleanField(
        label="Keep the file to my agency", required=False,
        help_text="No partner can then see it, so nothing is closed because of it.",
    )  # fmt: skip

    def __init__(self, *args: Any, offered: Mapping[str, str], others: Iterable[Commitment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {str(row.pk): row for row in others}
        self.theirs: SomebodyConcluded | None = None
        self.fields["merged_into"].choices = [
            ("", "Choose a commitment"), *((key, f"{row.code} {row.text[:90]}") for key, row in self.others.items())
        ]  # fmt: skip
        self.fields["cites"].choices = [
            (key, f"{Kind(key.partition('/')[0]).label} {key.partition('/')[2]}: {title}")
            for key, title in offered.items()
        ]
        if not offered:
            del self.fields["cites"]

    def clean(self) -> dict[str, Any]:
        """A file says what it shows; where anything is wrong, it is to be chosen again."""
        found = super().clean()
        if found.get("file") and not found.get("file_shows") and "file_shows" not in self.errors:
            self.add_error("file_shows", "Say what the file shows")
        self._ask_for_the_file_again(bool(self.errors))
        return found

    @property
    def ready(self) -> bool:
        """May it be saved now? A second look asks for the file again too."""
        ready = super().ready
        self._ask_for_the_file_again(bool(self.noticed) and not ready)
        return ready

    def _ask_for_the_file_again(self, again: bool) -> None:
        if again and getattr(self, "cleaned_data", {}).get("file"):
            self.add_error("file", CHOOSE_AGAIN)

    def kept(self, *, by: Actor, at: datetime) -> StoredFile | None:
        """The file that was chosen, kept; None without one.

        Raises:
            Refused: naming the field, where the file breaks a rule.
        """
        upload = self.cleaned_data.get("file")
        if upload is None:
            return None
        only_agency = self.cleaned_data["file_only_agency"]
        try:
            return keep_file(by=by, at=at, name=upload.name, content=upload.content, only_agency=only_agency)
        except FileRefused as refusal:
            raise Refused(str(refusal), field="file") from refusal

    def refuse(self, refusal: Refused) -> None:
        """A conflict also shows what the other person saved, and the next try stands against that."""
        if refusal.field == "cites" and "cites" not in self.fields:
            refusal.field = "elsewhere"
        super().refuse(refusal)
        self._ask_for_the_file_again(refusal.field != "file")
        if isinstance(refusal, SomebodyConcluded):
            self.theirs = refusal
            self.data = self.data.copy()
            self.data["seen"] = str(refusal.theirs.pk)

    def facts(self) -> ConclusionFacts:
        """As the service wants them."""
        found = {name: self.cleaned_data.get(name) or "" for name in ("verdict", "why", "words", "ending", "elsewhere")}
        return ConclusionFacts(
            **found, merged_into=self.others.get(self.cleaned_data.get("merged_into") or ""),
            cites=tuple(self.cleaned_data.get("cites") or ()), shows=self.cleaned_data.get("file_shows") or "",
        )  # fmt: skip


class AgreeForm(RefusedForm):
    """By which decision a review was agreed, or at which meeting."""

    looked_at = ("note",)

    decision = forms.ChoiceField(
        label="By which decision of the board?", required=False,
        help_text="Leave it empty if you agree it as a second person, who wrote none of it.",
    )  # fmt: skip
    note = LongTextField(label="At which meeting, or what else is to be known?", required=False, max_length=1000)

    def __init__(self, *args: Any, decisions: Iterable[Decision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decisions = {str(row.pk): row for row in decisions}
        self.fields["decision"].choices = [
            ("", "No decision is named"),
            *((key, f"{day_in_words(row.decided_on)}: {row.title}") for key, row in self.decisions.items()),
        ]

    def facts(self) -> dict[str, Any]:
        """As the service wants them."""
        return {"decision": self.decisions.get(self.cleaned_data["decision"]), "note": self.cleaned_data["note"]}


class OpenForm(RefusedForm):
    """Nothing to fill in: the page says what opening means, the button does it."""
