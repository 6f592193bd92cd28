"""Forms about groups and seats."""

from __future__ import annotations

from typing import Any

from django import forms

from cairn.domain.boards.models import Group
from cairn.domain.boards.queries.choices import Choices, Grouped
from cairn.domain.boards.services.groups import LARGEST_QUORUM, GroupFacts
from cairn.domain.boards.terms import Cycle, GroupKind, Interest
from cairn.domain.boards.web.frame import VersionedForm
from cairn.foundation.access.taking_in import RefusedForm
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Agency
from cairn.foundation.ui.forms import ChoiceRadios, DayField, LongTextField


class GroupForm(VersionedForm):
    """What is said of a group."""

    columns = {"reports_to_id": "reports_to", "followed_by_id": "followed_by"}

    name = forms.CharField(label="Name", max_length=160)
    kind = forms.ChoiceField(
        label="What kind of group is it?",
        choices=GroupKind.choices,
        widget=ChoiceRadios(
            hints={
                GroupKind.LOCAL_PARTNERSHIP_BOARD: "Domestic Abuse Act 2021, section 58. "
                "Cairn says which required interest has no seat."
            }
        ),
        error_messages={"required": "Choose what kind of group it is"},
    )
    reports_to = forms.ChoiceField(label="Which group does it report to?", required=False)
    cycle = forms.ChoiceField(label="How often does it meet?", choices=Cycle.choices, widget=ChoiceRadios)
    quorum = forms.IntegerField(
        label="Quorum",
        min_value=0,
        max_value=LARGEST_QUORUM,
        initial=0,
        help_text="How many seats must be there for it to decide. Enter 0 where none is set.",
    )
    terms = LongTextField(
        label="Terms of reference", max_length=8000, required=False, help_text="What it is for, and what it may decide."
    )
    terms_agreed_on = DayField(
        label="When were the terms agreed?", called="The day the terms were agreed", required=False
    )
    districts = forms.BooleanField(
        label="The area has district councils",
        required=False,
        help_text="Asked of a local partnership board only: then they need a seat.",
    )

    def __init__(self, *args: Any, groups: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reports_to"].choices = [("", "None: nothing stands above it"), *groups]

    def facts(self) -> GroupFacts:
        """As the services want them."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        groups = {name: found.pop(name) for name in ("reports_to", "followed_by") if name in found}
        return GroupFacts(**found, **{name: Group.objects.get(pk=key) if key else None for name, key in groups.items()})


class NewGroupForm(GroupForm):
    """A group to add."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ChangeGroupForm(GroupForm):
    """A group to change, or to end."""

    ended_on = DayField(
        label="Last day of the group",
        required=False,
        help_text="Leave it empty while the group goes on. Its meetings and decisions stay.",
    )
    followed_by = forms.ChoiceField(
        label="Which group takes over?",
        required=False,
        help_text="Asked when the group ends or is merged. Matters arising that are still open go onto its agendas.",
    )

    def __init__(self, *args: Any, groups: Choices, **kwargs: Any) -> None:
        super().__init__(*args, groups=groups, **kwargs)
        self.fields["followed_by"].choices = [("", "None"), *groups]


class SeatForm(RefusedForm):
    """A seat to add."""

    agency = forms.ChoiceField(label="Agency")
    interest = forms.ChoiceField(label="Whom does the seat speak for?", choices=[("", "Choose one"), *Interest.choices])
    person = forms.ChoiceField(
        label="Who holds it?", required=False, help_text="Somebody who works for that agency. It may stay empty."
    )
    chairs = forms.BooleanField(label="This seat chairs the group", required=False)
    from_on = DayField(label="From", called="The first day")

    def __init__(self, *args: Any, agencies: Choices, people: Grouped, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", "Choose an agency"), *agencies]
        self.fields["person"].choices = [("", "Nobody yet"), *people]

    def facts(self) -> dict[str, Any]:
        """As ``add_seat`` wants them."""
        found = dict(self.cleaned_data)
        return {**found, "agency": Agency.objects.get(pk=found["agency"]), "person": person_of(found["person"])}


class ChangeSeatForm(RefusedForm):
    """Somebody else takes a seat, or it ends."""

    what = forms.ChoiceField(
        label="What changes?",
        choices=(("person", "Who holds it"), ("end", "The seat ends")),
        widget=ChoiceRadios(reveals={"person": "person"}),
        error_messages={"required": "Choose what changes"},
    )
    person = forms.ChoiceField(label="Who holds it from then on?", required=False)
    from_on = DayField(label="From which day?", called="The day", help_text="For a seat that ends: its last day.")

    def __init__(self, *args: Any, people: Grouped, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "Nobody yet"), *people]


def person_of(key: str) -> User | None:
    """The person chosen, or None."""
    return User.objects.select_related("agency").get(pk=key) if key else None
