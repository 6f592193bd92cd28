"""Forms about decisions."""

from __future__ import annotations

from typing import Any

from django import forms

from cairn.domain.boards.models import Decision, Meeting
from cairn.domain.boards.queries.choices import Choices, Grouped
from cairn.domain.boards.services.decisions import DecisionFacts
from cairn.domain.boards.services.planned import PlannedFacts
from cairn.domain.boards.terms import CALL_IN_DAYS, LONGEST_CALL_IN, KeyReason, Maker, Resolution
from cairn.domain.boards.web.frame import VersionedForm
from cairn.domain.strategies.models import Commitment
from cairn.foundation.access.taking_in import RefusedForm
from cairn.foundation.files.uploads import KeptFileField
from cairn.foundation.ui.forms import ChoiceRadios, DayField, LongTextField


class DecisionForm(VersionedForm):
    """What is recorded of a decision."""

    columns = {"meeting_id": "meeting", "supersedes_id": "supersedes"}

    title = forms.CharField(label="What is it about?", max_length=200)
    maker = forms.ChoiceField(label="Who takes it?", choices=Maker.choices, widget=ChoiceRadios)
    maker_name = forms.CharField(
        label="Which one?", max_length=160, required=False, help_text="The cabinet, post or board. Not a person's name."
    )
    key = forms.BooleanField(
        label="It is a key decision",
        required=False,
        help_text="Significant spending or saving for the service, or a significant effect on two or more wards.",
    )
    key_reason = forms.ChoiceField(
        label="Why is it key?", choices=[("", "It is not"), *KeyReason.choices], required=False
    )
    purpose = LongTextField(label="Purpose", max_length=4000)
    parts = LongTextField(
        label="What was decided", max_length=8000, help_text="One part on each line. They are lettered a, b, c."
    )
    resolution = forms.ChoiceField(
        label="What became of what was recommended?", choices=Resolution.choices, initial=Resolution.APPROVED
    )
    reasons = LongTextField(label="Reasons", max_length=8000)
    alternatives = LongTextField(
        label="Alternatives considered and rejected", max_length=8000, required=False, help_text="And why each was."
    )
    budget = LongTextField(label="What does it cost or save, and who pays?", max_length=4000, required=False)
    equality = LongTextField(
        label="Effect on people with protected characteristics",
        max_length=4000,
        required=False,
        help_text="What the equality impact assessment found (Equality Act 2010, section 149).",
    )
    rural = LongTextField(label="Effect on rural places", max_length=4000, required=False)
    wards = forms.CharField(label="Wards affected", max_length=400, required=False)
    consultees = LongTextField(label="Who was consulted, and how?", max_length=4000, required=False)
    conflicts = LongTextField(
        label="Interests declared", max_length=2000, required=False, help_text="By post, not by name."
    )
    background = LongTextField(
        label="Background papers", max_length=4000, required=False, help_text="One on each line."
    )
    lead = forms.CharField(
        label="Lead member or director", max_length=160, required=False, help_text="The post. Not a person's name."
    )
    author = forms.CharField(
        label="Who wrote the report?", max_length=160, required=False, help_text="The post. Not a person's name."
    )
    contact = forms.CharField(
        label="Who to ask about it",
        max_length=160,
        required=False,
        help_text="The post, and a shared mailbox or telephone number. Residents may read it.",
    )
    decided_on = DayField(label="Day of the decision")
    notice_on = DayField(
        label="When was notice first published?",
        called="The day of the notice",
        required=False,
        help_text="A key decision needs 28 clear days. Cairn says where it was shorter, and under which exception.",
    )
    call_in_days = forms.IntegerField(
        label="Call-in window, in working days",
        min_value=0,
        max_value=LONGEST_CALL_IN,
        initial=CALL_IN_DAYS,
        help_text="Set locally; five is usual. Enter 0 where it cannot be called in.",
    )
    call_in_body = forms.CharField(label="Which committee may call it in?", max_length=160, required=False)
    meeting = forms.ChoiceField(label="At which meeting?", required=False)
    supersedes = forms.ChoiceField(label="Which earlier decision does it replace?", required=False)
    commitments = forms.MultipleChoiceField(
        label="Which commitments is it about?", required=False, help_text="Choose as many as apply."
    )

    def __init__(self, *args: Any, meetings: Choices, earlier: Choices, promises: Grouped, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].choices = [("", "None of those in Cairn"), *meetings]
        self.fields["supersedes"].choices = [("", "None"), *earlier]
        self.fields["commitments"].choices = promises

    def facts(self) -> DecisionFacts:
        """As the services want them."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        meeting, earlier = found.pop("meeting"), found.pop("supersedes")
        promises = Commitment.objects.filter(pk__in=found.pop("commitments"))
        return DecisionFacts(
            **{**found, "parts": found["parts"].splitlines()},
            meeting=Meeting.objects.get(pk=meeting) if meeting else None,
            supersedes=Decision.objects.get(pk=earlier) if earlier else None,
            commitments=list(promises.order_by("pk")),
        )


class NewDecisionForm(DecisionForm):
    """A decision to record."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class PublishForm(RefusedForm):
    """The day a decision was published."""

    published_on = DayField(label="On which day was it published?", called="The day of publication")


class CallInForm(RefusedForm):
    """A committee called a decision in."""

    called_by = forms.CharField(label="Which committee called it in?", max_length=160)
    called_on = DayField(label="On which day?", called="The day of the call-in")
    why = LongTextField(label="Why?", max_length=2000, error_messages={"required": "Say why it was called in"})


class SettleForm(RefusedForm):
    """How a call-in ended."""

    stands = forms.ChoiceField(
        label="What came of it?",
        choices=(("yes", "The decision stands"), ("no", "It is overturned")),
        widget=ChoiceRadios,
        error_messages={"required": "Choose what came of it"},
    )
    outcome = LongTextField(label="What was concluded", max_length=2000)
    ended_on = DayField(label="On which day?", called="The day it was settled")

    def facts(self) -> dict[str, Any]:
        """As ``settle_call_in`` wants them."""
        return {**self.cleaned_data, "stands": self.cleaned_data["stands"] == "yes"}


class DocumentForm(RefusedForm):
    """A file that stood behind a decision."""

    title = forms.CharField(label="What is the document called?", max_length=200)
    file = KeptFileField(label="File")


class ProposeForm(RefusedForm):
    """What is new about a decision, or the notice of one ahead, for residents."""

    looked_at = ("note",)

    note = LongTextField(
        label="What is new for residents?",
        max_length=500,
        help_text="One or two plain sentences. Residents read them with it.",
        error_messages={"required": "Say in a sentence what is new, for residents."},
    )


class WithdrawForm(RefusedForm):
    """Why a decision, or the notice of one ahead, is taken off the public site."""

    looked_at = ("reason",)

    reason = LongTextField(
        label="Why is it withdrawn?",
        max_length=500,
        error_messages={"required": "Say why it is withdrawn. Residents see the reason."},
    )


class ReturnForm(RefusedForm):
    """What must change before residents see it."""

    reason = LongTextField(
        label="What must change first?",
        max_length=1000,
        error_messages={"required": "Say what must change before residents see it."},
    )


class DropForm(RefusedForm):
    """Why a decision ahead will not be taken."""

    looked_at = ("reason",)

    reason = LongTextField(
        label="Why?",
        max_length=1000,
        help_text="Where residents see its notice, they read this in its place.",
        error_messages={"required": "Say why"},
    )


class PlannedForm(VersionedForm):
    """A decision that is to be taken."""

    columns = {"meeting_id": "meeting"}

    title = forms.CharField(label="What will it be about?", max_length=200)
    maker = forms.ChoiceField(label="Who takes it?", choices=Maker.choices, widget=ChoiceRadios)
    maker_name = forms.CharField(
        label="Which one?", max_length=160, required=False, help_text="The cabinet, post or board. Not a person's name."
    )
    key = forms.BooleanField(
        label="It is a key decision", required=False, help_text="Then its notice must be public for 28 clear days."
    )
    due_on = DayField(label="When is it to be taken?", called="The day of the decision")
    notice_on = DayField(label="When was its notice first published?", called="The day of the notice", required=False)
    papers = LongTextField(
        label="What will be put before whoever decides?", max_length=4000, required=False, help_text="One on each line."
    )
    contact = forms.CharField(
        label="Who to ask about it",
        max_length=160,
        required=False,
        help_text="The post, and a shared mailbox or telephone number.",
    )
    meeting = forms.ChoiceField(label="At which meeting?", required=False)

    def __init__(self, *args: Any, meetings: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].choices = [("", "None of those in Cairn"), *meetings]

    def facts(self) -> PlannedFacts:
        """As the services want them."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        meeting = found.pop("meeting")
        return PlannedFacts(**found, meeting=Meeting.objects.get(pk=meeting) if meeting else None)


class NewPlannedForm(PlannedForm):
    """A decision to put into the forward plan."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
