"""The page of a form about a feed, with the way back to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

from cairn.domain.records.models import Feed
from cairn.foundation.access.screens import Page
from cairn.foundation.access.taking_in import here


def form_page(
    request: HttpRequest, template: str, form: forms.Form, *, heading: str, button: str, feed: Feed | None = None,
    caption: str = "", **more: Any,
) -> Page:  # fmt: skip
    """The page of one form; without a feed the way back leads to the list of them.

    Args:
        template: extends ``accounts/form_page.html`` by the boxes.
        heading, button: what the page is for, and what its button does.
        caption: what stands above the heading where there is no feed yet.
    """
    back = here(request, "records:feeds") if feed is None else here(request, "records:feed", ref=feed.ref)
    context = {
        "form": form, "heading": heading, "button": button, "back_url": back,
        "back_words": "Feeds" if feed is None else f"Feed {feed.ref}",
        "caption": caption if feed is None else f"{feed.agency.name} · {feed.title}",
    }  # fmt: skip
    return Page(template, {**context, **more})
