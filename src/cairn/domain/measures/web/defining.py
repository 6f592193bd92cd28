"""Screens that say what is measured: the library, adopt, adapt, one's own, change, end, links, target, break."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.measures import library, policies
from cairn.domain.measures.computed import RULES, WAITING
from cairn.domain.measures.models import Measure
from cairn.domain.measures.queries.library_list import indicator_page, library_page, promises_of
from cairn.domain.measures.queries.measure_page import measure_for
from cairn.domain.measures.queries.residents import residents_page
from cairn.domain.measures.services import defining, entering, linking
from cairn.domain.measures.services.computing import compute_what_is_missing, what_it_waits_for
from cairn.domain.measures.web.forms.defining import AdoptForm, ChangeForm, ComputedForm, EndForm, WordsForm, initial_of
from cairn.domain.measures.web.forms.residents import ResidentsForm, lines_for
from cairn.domain.measures.web.forms.showing import BreakForm, LibraryForm, LinksForm, TargetForm
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.queries import known_names
from cairn.foundation.ui.second_look import SecondLook
from cairn.kernel.indicator_file import Indicator


@screen(policies.LIST)
def library_list(request: HttpRequest) -> Page:
    """Browse and search the library."""
    policies.LIST.require(request.actor, request.partnership)
    form = LibraryForm(request.GET, subjects=library.library().subjects.items())
    form.is_valid()
    chosen = {name: form.cleaned_data.get(name, "") for name in ("words", "subject")}
    may = policies.DEFINE.decide(request.actor, request.partnership).allowed
    return Page(
        "measures/library.html",
        {
            "found": library_page(request.actor, **chosen),
            "filter": form,
            "may_define": may,
            "rules": [rule for rule in RULES.values() if not rule.indicator],
        },
    )


@screen(policies.LIST)
def indicator(request: HttpRequest, key: str) -> Page:
    """One indicator of the library."""
    policies.LIST.require(request.actor, request.partnership)
    may = policies.DEFINE.decide(request.actor, request.partnership).allowed
    return Page("measures/indicator.html", {
        "page": indicator_page(request.actor, _indicator(key)), "may_define": may, "rule": RULES.get(key),
        "waits": WAITING.get(key, ""),
    })  # fmt: skip


@screen(policies.DEFINE, writes=True)
def adopt(request: HttpRequest, key: str) -> Page | HttpResponse:
    """Take an indicator as it stands."""
    policies.DEFINE.require(request.actor, request.partnership)
    found = _indicator(key)
    groups, unnamed = library.usual_groups(found, places=request.partnership.authority_codes)
    words = library.words_of(found, breakdowns=groups)
    form = AdoptForm(
        typed(request),
        people=_people(request),
        initial=initial_of(words, breakdowns=groups),
        asks_for_band=library.asks_for_band(found),
    )

    def save() -> Measure:
        taken_words = replace(library.words_of(found, breakdowns=form.breakdowns()), **form.band())
        return defining.define_measure(
            by=request.actor, at=timezone.now(), words=taken_words, terms=form.terms(),
            taken=library.taken_from(found, taken_words),
        )  # fmt: skip

    if made := _saved(request, form, save):
        messages.success(request, f"The indicator is adopted as {made.ref}.")
        return _to(request, made)
    return Page("measures/adopt.html", {"form": form, "page": indicator_page(request.actor, found), "unnamed": unnamed})


@screen(policies.DEFINE, writes=True)
def adapt(request: HttpRequest, key: str) -> Page | HttpResponse:
    """Take an indicator with words of one's own; what differs stays visible."""
    policies.DEFINE.require(request.actor, request.partnership)
    found = _indicator(key)
    groups, unnamed = library.usual_groups(found, places=request.partnership.authority_codes)
    words = library.words_of(found, breakdowns=groups)
    form = WordsForm(
        typed(request),
        known=known_names(request.partnership),
        people=_people(request),
        initial=initial_of(words, breakdowns=groups),
    )

    def save() -> Measure:
        own = form.words(read_with=list(found.read_with), places=found.places, rare=found.rare)
        return defining.define_measure(
            by=request.actor, at=timezone.now(), words=own, terms=form.terms(), taken=library.taken_from(found, own)
        )

    if made := _saved(request, form, save):
        messages.success(request, f"The indicator is adapted as {made.ref}. What differs is shown on its page.")
        return _to(request, made)
    return Page("measures/write.html", {"form": form, "title": f"Adapt: {found.name}", "unnamed": unnamed, "key": key})


@screen(policies.DEFINE, writes=True)
def from_records(request: HttpRequest, rule: str) -> Page | HttpResponse:
    """Begin a measure that is computed from records."""
    policies.DEFINE.require(request.actor, request.partnership)
    found = RULES.get(rule)
    if found is None:
        raise Http404("There is nothing here for you to see.")
    indicator = library.indicator_for(found.indicator) if found.indicator else None
    asks = indicator is not None and library.asks_for_band(indicator)
    form = ComputedForm(typed(request), people=_people(request), asks_for_band=asks)

    def save() -> Measure:
        words = replace(found.words, **form.band())
        made = defining.define_measure(
            by=request.actor, at=timezone.now(), words=words, terms=form.terms(), computed=rule,
            taken=library.taken_from(indicator, words) if indicator else None,
        )  # fmt: skip
        compute_what_is_missing(by=request.actor, at=timezone.now(), measure=made)
        return made

    if made := _saved(request, form, save):
        messages.success(request, f"The measure is there as {made.ref}, and its figures are computed.{_waits(made)}")
        return _to(request, made)
    return Page("measures/from_records.html", {"form": form, "rule": found})


@screen(policies.DEFINE, writes=True)
def new(request: HttpRequest) -> Page | HttpResponse:
    """Write a measure of the partnership's own."""
    policies.DEFINE.require(request.actor, request.partnership)
    form = WordsForm(typed(request), known=known_names(request.partnership), people=_people(request))

    def save() -> Measure:
        words = form.words(read_with=[], places=1, rare=False)
        return defining.define_measure(by=request.actor, at=timezone.now(), words=words, terms=form.terms())

    if made := _saved(request, form, save):
        messages.success(request, f"The measure is there as {made.ref}.")
        return _to(request, made)
    return Page("measures/write.html", {"form": form, "title": "Write a measure of your own"})


@screen(policies.CHANGE, writes=True)
def change(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Change what a measure says."""
    row = _opened(request, ref)
    now = {**initial_of(row, breakdowns=row.breakdowns), "seen": row.version, "due_days": row.due_days}
    now |= {"submitter": str(row.submitter_id), "first_on": row.first_on}
    form = ChangeForm(typed(request), known=known_names(request.partnership), people=_people(request), initial=now)

    def save() -> Measure:
        words = form.words(read_with=row.read_with, places=row.places, rare=row.rare)
        found = library.indicator_for(row.indicator) if row.indicator else None
        return defining.change_measure(
            by=request.actor, at=timezone.now(), measure=row, words=words, terms=form.terms(),
            seen=form.cleaned_data["seen"], reason=form.cleaned_data["reason"],
            as_it_stands=found is not None and library.taken_from(found, words).as_it_stands,
        )  # fmt: skip

    if _saved(request, form, save):
        messages.success(request, "The measure is changed. The reason is in its history.")
        return _to(request, row)
    return Page("measures/write.html", {"form": form, "title": "Change what it says", "measure": row})


@screen(policies.CHANGE, writes=True)
def end(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """End a measure, with a reason."""
    row = _opened(request, ref)
    form = EndForm(typed(request))

    def save() -> Measure:
        return defining.end_measure(by=request.actor, at=timezone.now(), measure=row, **form.cleaned_data)

    if _saved(request, form, save):
        messages.success(request, "The measure has ended. Its figures stay.")
        return _to(request, row)
    return _small(form, row, "End this measure", "End it", "No figures are asked for any more. Those there stay.")


@screen(policies.CHANGE, writes=True)
def links(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Which commitments and changes it shows."""
    row = _opened(request, ref)
    commitments, changes = promises_of(request.actor, today=timezone.localdate())
    now = {
        "commitments": [str(key) for key in row.commitments.values_list("commitment_id", flat=True)],
        "changes": [str(key) for key in row.changes.values_list("change_id", flat=True)],
    }
    form = LinksForm(typed(request), commitments=commitments, changes=changes, initial=now)

    def save() -> bool:
        chosen = {name: form.chosen(name) for name in ("commitments", "changes")}
        linking.set_links(by=request.actor, at=timezone.now(), measure=row, **chosen)
        return True

    if _saved(request, form, save):
        messages.success(request, "What the measure shows is saved.")
        return _to(request, row)
    return _small(form, row, "What this measure shows", "Save", "A promise is demonstrated by figures or by evidence.")


@screen(policies.CHANGE, writes=True)
def target(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Set a target, with its why."""
    row = _opened(request, ref)
    form = TargetForm(typed(request), known=known_names(request.partnership))

    def save() -> Any:
        return linking.set_target(by=request.actor, at=timezone.now(), measure=row, **form.cleaned_data)

    if _saved(request, form, save):
        messages.success(request, "The target is set. Earlier ones stay in the history.")
        return _to(request, row)
    return _small(form, row, "Set a target", "Set it", "Cairn ships no targets. Set one that your board agreed.")


@screen(policies.CHANGE, writes=True)
def residents(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Enter numbers of residents, with their source."""
    row = _opened(request, ref)
    page = residents_page(row, today=timezone.localdate())
    form = ResidentsForm(typed(request), measure=row, initial={"numbers": lines_for(page.missing or row.rows)})

    def save() -> Any:
        return entering.enter_residents(by=request.actor, at=timezone.now(), measure=row, **form.facts())

    if _saved(request, form, save):
        messages.success(request, "The numbers are kept, with their source. Earlier ones stay.")
        return _to(request, row)
    return Page("measures/residents.html", {"form": form, "measure": row, "page": page})


@screen(policies.CHANGE, writes=True)
def record_break(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Record that counting changed."""
    row = _opened(request, ref)
    form = BreakForm(typed(request), known=known_names(request.partnership))

    def save() -> Any:
        return linking.record_break(by=request.actor, at=timezone.now(), measure=row, **form.cleaned_data)

    if _saved(request, form, save):
        messages.success(request, "The change of recording is kept. Charts begin anew there.")
        return _to(request, row)
    return _small(
        form, row, "Record that counting changed", "Record it", "Figures before and after it are not compared."
    )


def _waits(row: Measure) -> str:
    """What the newest figure waits for, as the end of a message; "" where it is there."""
    why = what_it_waits_for(row, at=timezone.now())
    return f" {why}" if why else ""


def _indicator(key: str) -> Indicator:
    found = library.indicator_for(key)
    if found is None:
        raise Http404("There is nothing here for you to see.")
    return found


def _people(request: HttpRequest) -> list[Any]:
    return list(defining.people_who_can_send(request.partnership.pk, day=timezone.localdate()))


def _opened(request: HttpRequest, ref: str) -> Measure:
    row = measure_for(request.actor, ref)
    policies.CHANGE.require(request.actor, row)
    return row


def _saved(request: HttpRequest, form: Any, save: Callable[[], Any]) -> Any:
    """What was saved; None where nothing was sent, or where the form now says what is wrong or to look again."""
    if request.method != "POST" or not (form.ready if isinstance(form, SecondLook) else form.is_valid()):
        return None
    try:
        return save()
    except Refused as refusal:
        field = {"breakdowns": "groups", "agency": "submitter"}.get(refusal.field, refusal.field)
        form.add_error(field if field in form.fields else None, refusal.sentence)
        return None


def _small(form: Any, row: Measure, title: str, save: str, why: str) -> Page:
    return Page("measures/small.html", {"form": form, "measure": row, "title": title, "save": save, "why": why})


def _to(request: HttpRequest, row: Measure) -> HttpResponse:
    return redirect("measures:measure", partnership=request.partnership.slug, ref=row.ref)
