"""The auditor's records: everything done, read and refused in the partnership."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone

from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.audit.commands import record_read
from cairn.foundation.audit.terms import EntryKind
from cairn.web.policies import READ_RECORDS
from cairn.web.queries.history import in_words, records_of


class RecordsForm(forms.Form):
    """Which records."""

    kind = forms.ChoiceField(
        label="What",
        required=False,
        choices=[("", "Everything"), *((kind.value, kind.value.capitalize()) for kind in EntryKind)],
    )
    person = forms.ChoiceField(label="Who", required=False)

    def __init__(self, *args, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "Everybody"), *people]


def _everybody_ever(partnership_id: int) -> list[tuple[str, str]]:
    """Everybody who holds or ever held a role here: what somebody did is asked about after she has left, too."""
    held = Grant.objects.filter(partnership_id=partnership_id)
    people = User.objects.filter(pk__in=held.values("user_id")).order_by("name", "pk")
    return [(str(pk), name) for pk, name in people.values_list("pk", "name")]


@screen(READ_RECORDS)
def records(request: HttpRequest) -> Page:
    """Everything recorded, newest first. Reading it is recorded too."""
    READ_RECORDS.require(request.actor, request.partnership)
    form = RecordsForm(request.GET or None, people=_everybody_ever(request.actor.partnership_id))
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = records_of(
        request.actor, kind=chosen.get("kind", ""), user_id=int(chosen["person"]) if chosen.get("person") else None
    )
    shown = Paginator(rows, 50).get_page(request.GET.get("page"))
    happenings = in_words(request.actor, shown.object_list)
    record_read(
        by=request.actor, at=timezone.now(), action="records.read", subject=("partnership", request.partnership.slug),
        purpose="audit",
    )  # fmt: skip
    return Page("web/records.html", {"form": form, "happenings": happenings, "pages": shown})
