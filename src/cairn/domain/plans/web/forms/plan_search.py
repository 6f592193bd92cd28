"""One box to search in."""

from __future__ import annotations

from django import forms

from cairn.domain.plans.queries.search import LONGEST
from cairn.foundation.ui.forms import PlainForm


class SearchForm(PlainForm):
    """Words, a phrase in quotation marks, or a reference."""

    q = forms.CharField(
        label="Search this partnership",
        required=False,
        max_length=LONGEST,
        strip=True,
        help_text="Words, a phrase in “quotation marks”, or a reference such as A-4K7PDX9.",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "true"}),
        error_messages={"max_length": f"Search for {LONGEST} characters or fewer"},
    )
