"""What a filter form has been set to, as words with a link that takes each choice away."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from .days import day_in_words
from .fields import DAY, kind_of
from .forms import PARTS


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """One choice: the field's label, the words of the value, and the address without it."""

    label: str
    words: str
    url: str


def chosen_in(form, *, query: QueryDict) -> list[Chosen]:
    """List the choices made.

    Args:
        form: a GET form. Only a bound, valid form has choices.
        query: the query string now; the page number is dropped from every address, the rest is kept.
    """
    if not form.is_bound or not form.is_valid():
        return []
    chosen = []
    for bound in form:
        value = form.cleaned_data.get(bound.name)
        if bound.is_hidden or not (value or value == 0):
            continue
        if kind_of(bound) == DAY:
            url = _without(query, *(f"{bound.html_name}_{part}" for part in PARTS))
            chosen.append(Chosen(label=bound.label, words=day_in_words(value), url=url))
        elif isinstance(bound.value(), list | tuple):
            for one in bound.value():
                url = _without(query, bound.html_name, value=str(one))
                chosen.append(Chosen(label=bound.label, words=_words_of(bound, one), url=url))
        else:
            url = _without(query, bound.html_name)
            chosen.append(Chosen(label=bound.label, words=_words_of(bound, bound.value()), url=url))
    return chosen


def _words_of(bound, value) -> str:
    """The words of a choice, or what was typed."""
    for choice_value, words in getattr(bound.field, "choices", ()):
        if isinstance(words, list | tuple):
            for inner_value, inner_words in words:
                if str(inner_value) == str(value):
                    return str(inner_words)
        elif str(choice_value) == str(value):
            return str(words)
    return "Yes" if value is True or value == "on" else str(value)


def _without(query: QueryDict, *names: str, value: str | None = None) -> str:
    address = query.copy()
    for name in names:
        kept = [one for one in address.getlist(name) if value is not None and one != value]
        if kept:
            address.setlist(name, kept)
        else:
            address.pop(name, None)
    address.pop("page", None)
    return f"?{address.urlencode()}"
