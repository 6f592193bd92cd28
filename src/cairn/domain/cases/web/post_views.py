"""Screens on which the partnership manager says who runs cases of each kind."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.cases import policies
from cairn.domain.cases.models import Post
from cairn.domain.cases.queries import posts as queries
from cairn.domain.cases.queries.local_values import kinds_that_open
from cairn.domain.cases.services import posts
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.ui.days import day_in_words
from cairn.foundation.ui.forms import DayField, PlainForm

TITLE = "Who runs cases"


class PostForm(PlainForm):
    """Somebody to name.

    Args:
        people: number and name of those who may be named.
        roles: key of kind and role, and what it is called.
    """

    role = forms.ChoiceField(label="For what?", error_messages={"required": "Choose the role"})
    user = forms.TypedChoiceField(label="Who?", coerce=int, error_messages={"required": "Choose somebody"})
    from_on = DayField(label="From when?", called="The first day")

    def __init__(self, *args: Any, people: list[tuple[int, str]], roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "Choose"), *roles]
        self.fields["user"].choices = [("", "Choose"), *people]


class EndPostForm(PlainForm):
    """The last day of a post."""

    last_on = DayField(label="Which day is the last?", called="The last day")


@screen(policies.NAME)
def post_list(request: HttpRequest) -> Page:
    """Every role that people are named for, and who holds it."""
    policies.NAME.require(request.actor, request.partnership)
    today, number = timezone.localdate(), request.partnership.pk
    context = {
        "roles": queries.roles_held(number, on=today), "over": queries.posts_over(number, on=today),
        "most": queries.MOST_OVER, "today": today, "title": TITLE, "opens": kinds_that_open(),
    }  # fmt: skip
    return Page("cases/post_list.html", context)


@screen(policies.NAME, writes=True)
def name(request: HttpRequest) -> Page | HttpResponse:
    """Name somebody for a role."""
    policies.NAME.require(request.actor, request.partnership)
    today = timezone.localdate()
    roles = [
        (f"{one.kind}/{one.role}", f"{one.title}: {one.kind_title}")
        for one in queries.roles_held(request.partnership.pk, on=today)
    ]
    people = queries.practitioners(request.partnership.pk, on=today)
    form = PostForm(
        typed(request), roles=roles, people=[(user.pk, f"{user.name}, {user.agency.name}") for user in people],
        initial={"role": request.GET.get("role", ""), "from_on": today},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        kind, role = form.cleaned_data["role"].split("/", 1)
        user = next(each for each in people if each.pk == form.cleaned_data["user"])
        try:
            posts.name_for_role(
                by=request.actor, at=timezone.now(), kind=kind, role=role, user=user,
                from_on=form.cleaned_data["from_on"],
            )  # fmt: skip
            messages.success(request, f"{user.name} is named.")
            return redirect("cases:posts", partnership=request.partnership.slug)
        except Refused as refusal:
            form.refuse(refusal)
    lead = "They see the cases that the role opens to them from that day on. It is recorded that you named them."
    return _form(request, form, heading="Name somebody for a role", button="Name them", lead=lead)


@screen(policies.NAME, writes=True)
def end(request: HttpRequest, number: int) -> Page | HttpResponse:
    """Say when somebody's post ends."""
    policies.NAME.require(request.actor, request.partnership)
    today = timezone.localdate()
    to_come = Q(until_on=None) | Q(until_on__gte=today)  # an end that has not come can be moved
    post = _post(request, number, to_come)
    form = EndPostForm(typed(request), initial={"last_on": post.until_on or max(today, post.from_on)})
    if request.method == "POST" and form.is_valid():
        try:
            posts.end_post(by=request.actor, at=timezone.now(), post=post, **form.cleaned_data)
            messages.success(request, f"It is written down until when {post.user.name} holds the role.")
            return redirect("cases:posts", partnership=request.partnership.slug)
        except Refused as refusal:
            form.refuse(refusal)
    lead = f"{post.user.name}: {queries.title_of(post)}. What they did in it stays as it is."
    return _form(request, form, heading="End a role", button="Save the last day", lead=lead)


@screen(policies.NAME, writes=True)
def withdraw(request: HttpRequest, number: int) -> Page | HttpResponse:
    """Withdraw a post that has not begun."""
    policies.NAME.require(request.actor, request.partnership)
    post, form = _post(request, number, Q(until_on=None) | Q(until_on__gte=F("from_on"))), PlainForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            posts.withdraw_post(by=request.actor, at=timezone.now(), post=post)
            messages.success(request, f"{post.user.name} is not named from that day.")
            return redirect("cases:posts", partnership=request.partnership.slug)
        except Refused as refusal:
            form.refuse(refusal)
    lead = (
        f"{post.user.name}: {queries.title_of(post)}, from {day_in_words(post.from_on)}. It never begins, and stays "
        "on record as withdrawn. One that has begun cannot be withdrawn: it is ended."
    )
    return _form(request, form, heading="Withdraw a role before it begins", button="Withdraw it", lead=lead)


def _post(request: HttpRequest, number: int, which: Q) -> Post:
    """One of the partnership's posts that was not withdrawn, or 404."""
    rows = Post.objects.filter(which, partnership=request.partnership, withdrawn_at__isnull=True, pk=number)
    if (post := rows.select_related("user").first()) is None:
        raise Http404("There is nothing here for you to see.")
    return post


def _form(request: HttpRequest, form: PlainForm, **words: str) -> Page:
    back = {"back_url": here(request, "cases:posts"), "back_words": TITLE, "caption": ""}
    return Page("cases/post_form.html", {"form": form, **back, **words})
