"""Report on an action, offer what shows it, judge what others offer."""

from __future__ import annotations

from typing import Any

from django import forms

from cairn.domain.plans.services.progress import UpdateFacts
from cairn.domain.plans.terms import Confidence, EvidenceKind, Stated
from cairn.foundation.access.taking_in import RefusedForm
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.files.uploads import CHOOSE_AGAIN, KeptFileField, Upload
from cairn.foundation.ui.forms import ChoiceRadios, LongTextField

NOTHING = ""


class EvidenceFields(RefusedForm):
    """One piece of evidence: a file, a link or where a record is held.

    The fields are shared by two screens. Their names carry ``evidence_`` so that they can stand
    beside those of an update.
    """

    evidence_kind = forms.ChoiceField(
        label="What have you got?",
        choices=EvidenceKind.choices,
        widget=ChoiceRadios(
            reveals={
                EvidenceKind.FILE: "evidence_file",
                EvidenceKind.LINK: "evidence_address",
                EvidenceKind.RECORD: "evidence_record",
            }
        ),
        error_messages={"required": "Choose a file, a link or a record"},
    )
    evidence_file = KeptFileField(label="File", required=False)
    evidence_address = forms.URLField(
        label="Web address",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="It begins with https://",
        error_messages={"invalid": "Enter a web address, like https://www.example.org/report"},
    )
    evidence_record = LongTextField(
        label="Which record, and where it is held",
        required=False,
        max_length=1000,
        help_text="For example: training register of 3 March 2026, held by the learning team.",
    )
    evidence_title = forms.CharField(
        label="What it shows",
        required=False,
        max_length=200,
        help_text="For example: all 14 schools have had the first lesson. Do not name anybody.",
    )
    evidence_only_agency = forms.BooleanField(
        label="Keep it to my agency",
        required=False,
        help_text="No partner can then see it, so it counts as evidence for nobody.",
    )

    def clean(self) -> dict[str, Any]:
        """The one thing that was chosen must be there; the others are left out of account."""
        found = super().clean()
        kind = found.get("evidence_kind")
        chosen = {
            EvidenceKind.FILE: ("evidence_file", "Choose a file"),
            EvidenceKind.LINK: ("evidence_address", "Enter the web address"),
            EvidenceKind.RECORD: ("evidence_record", "Say which record, and where it is held"),
        }
        if kind:
            name, words = chosen[EvidenceKind(kind)]
            if not found.get(name) and name not in self.errors:
                self.add_error(name, words)
            if not found.get("evidence_title") and "evidence_title" not in self.errors:
                self.add_error("evidence_title", "Say what the evidence shows")
        for other, (name, _words) in chosen.items():
            if other != kind:
                self.errors.pop(name, None)
                found[name] = None if other == EvidenceKind.FILE else ""
        self._ask_for_the_file_again(found)
        return found

    def _ask_for_the_file_again(self, found: dict[str, Any]) -> None:
        if self.errors and found.get("evidence_file"):
            self.add_error("evidence_file", CHOOSE_AGAIN)

    @property
    def ready(self) -> bool:
        """May it be saved now? A second look asks for the file again too."""
        ready = super().ready
        if self.noticed and not ready and self.upload:
            self.add_error("evidence_file", CHOOSE_AGAIN)
        return ready

    @property
    def upload(self) -> Upload | None:
        """The file to keep, if one was given."""
        return self.cleaned_data.get("evidence_file")

    def evidence_facts(self) -> dict[str, Any]:
        """As ``add_evidence`` wants them, but for the file, which is kept first."""
        found = self.cleaned_data
        return {
            "title": found["evidence_title"],
            "address": found["evidence_address"],
            "record": found["evidence_record"],
            "only_agency": found["evidence_only_agency"],
        }

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal about the evidence beside its own box, and ask for the file again."""
        name = f"evidence_{refusal.field}"
        field = refusal.field if refusal.field in self.fields else name if name in self.fields else None
        self.add_error(field, refusal.sentence)
        if self.cleaned_data.get("evidence_file"):
            self.add_error("evidence_file", CHOOSE_AGAIN)


class EvidenceForm(EvidenceFields):
    """Evidence by itself."""


class UpdateForm(EvidenceFields):
    """A report, with one piece of evidence if there is one."""

    looked_at = ("public_wording",)
    field_order = (
        "stated", "corrective", "waiting_on", "confidence", "done", "difference", "next_step", "public_wording",
    )  # fmt: skip

    stated = forms.ChoiceField(
        label="How is it going?",
        choices=Stated.choices,
        widget=ChoiceRadios(
            hints={
                Stated.ON_TRACK: "It will be done by its date.",
                Stated.AT_RISK: "It may miss its date or its purpose.",
                Stated.OFF_TRACK: "It will miss its date or its purpose unless something changes.",
                Stated.BLOCKED: "It cannot move until somebody else acts.",
                Stated.COMPLETE: "Everything is done. Another agency then looks at the evidence.",
            },
            reveals={Stated.OFF_TRACK: "corrective", Stated.BLOCKED: "waiting_on"},
        ),
        error_messages={"required": "Choose how it is going"},
    )
    corrective = LongTextField(
        label="What will be done to get back on track?",
        required=False,
        max_length=2000,
        help_text="Needed when it is off track: what, by whom, by when.",
    )
    waiting_on = LongTextField(
        label="Who or what blocks it?",
        required=False,
        max_length=1000,
        help_text="Needed when it is blocked: the body or the thing, not a person’s name.",
    )
    confidence = forms.ChoiceField(
        label="How sure are you that the date will be met?",
        choices=Confidence.choices,
        widget=ChoiceRadios,
        required=False,
    )
    done = LongTextField(
        label="What was done since the last update?",
        max_length=4000,
        error_messages={"required": "Say what was done since the last update"},
    )
    difference = LongTextField(
        label="What changed for people?",
        required=False,
        max_length=2000,
        help_text="What is different now for survivors, children or residents. Do not describe anybody.",
    )
    next_step = LongTextField(
        label="What is the next step?",
        required=False,
        max_length=2000,
        help_text="Not needed when it is complete or not started.",
    )
    public_wording = LongTextField(
        label="What residents may read",
        required=False,
        max_length=500,
        help_text="One plain sentence for the public page. It is published with the next edition.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["evidence_kind"]
        kind.required = False
        kind.choices = [(NOTHING, "Nothing this time"), *EvidenceKind.choices]

    def clean(self) -> dict[str, Any]:
        """Only what the chosen state needs is asked for; what it does not need is left out of account."""
        found = super().clean()
        stated = found.get("stated")
        needs = {
            "corrective": (Stated.OFF_TRACK, "Say what will be done to get back on track"),
            "waiting_on": (Stated.BLOCKED, "Say who or what blocks it"),
        }
        for name, (state, words) in needs.items():
            if stated != state:
                self.errors.pop(name, None)
                found[name] = ""
            elif not found.get(name) and name not in self.errors:
                self.add_error(name, words)
        moving = stated and stated not in (Stated.COMPLETE, Stated.NOT_STARTED)
        if moving and not found.get("next_step") and "next_step" not in self.errors:
            self.add_error("next_step", "Say what the next step is")
        if stated and stated != Stated.COMPLETE and not found.get("confidence"):
            self.add_error("confidence", "Choose how sure you are that the date will be met")
        self._ask_for_the_file_again(found)
        return found

    @property
    def offers_evidence(self) -> bool:
        """Something is offered beside the report; keeps that part of the page open."""
        return bool(self["evidence_kind"].value())

    def facts(self) -> UpdateFacts:
        """As ``add_update`` wants them."""
        return UpdateFacts(**{name: self.cleaned_data[name] for name in UpdateFacts.__dataclass_fields__})


class ReviewForm(RefusedForm):
    """Accept evidence, or refuse it and say what is missing."""

    verdict = forms.ChoiceField(
        label="Does it show what it says?",
        choices=[("accepted", "Yes, accept it"), ("refused", "No, refuse it")],
        widget=ChoiceRadios(
            hints={"refused": "The owner reads what is missing, and can offer more."},
        ),
        error_messages={"required": "Choose whether you accept it"},
    )
    note = LongTextField(
        label="Note",
        required=False,
        max_length=2000,
        help_text="Say what you looked at. When you refuse it, say what is missing.",
    )

    def clean(self) -> dict[str, Any]:
        """A refusal says what is missing."""
        found = super().clean()
        if found.get("verdict") == "refused" and not found.get("note") and "note" not in self.errors:
            self.add_error("note", "Say what is missing, so that the owner can put it right")
        return found

    def facts(self) -> dict[str, Any]:
        """As ``review_evidence`` wants them."""
        return {"accepted": self.cleaned_data["verdict"] == "accepted", "note": self.cleaned_data["note"]}
