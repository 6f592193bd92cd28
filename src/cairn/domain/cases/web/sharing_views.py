"""Screens of sharing: who has a case, what is offered, and the answers of agencies."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.cases import policies
from cairn.domain.cases.errors import NoLongerOpen
from cairn.domain.cases.models import CaseMember, Share
from cairn.domain.cases.queries import offers, who
from cairn.domain.cases.queries.conflicts import undecided
from cairn.domain.cases.queries.tasks import tasks_open
from cairn.domain.cases.services import sharing
from cairn.domain.cases.terms import ShareAnswer, ShareAs
from cairn.domain.cases.web import sharing_forms as forms
from cairn.domain.cases.web.frame import CaseHere, Part, case_here, circle_of
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actors_in
from cairn.foundation.agencies.models import Agency
from cairn.foundation.agencies.queries import working_members

ANSWERED = (
    "This was answered for your agency meanwhile, or it was taken back, or its last day passed. Nothing was saved now."
)
_AGAIN = ("sections", "purpose", "basis", "consent", "without_consent_because")


def sharing_part(here: CaseHere) -> Part:
    """Which agencies have the case and why, on its page."""
    lines = who.shares_of(here.shares, here.process, at=here.at, reader=here.actor)
    may_run = here.decides(policies.RUN).allowed
    shown = [line for line in lines if not line.ended]
    context = {"lines": shown, "may_run": may_run, "circle": circle_of(here) if may_run else None}
    return Part("sharing", "Who has this case", "cases/sharing_part.html", context)


@screen(policies.VIEW)
def who_has(request: HttpRequest, ref: str) -> Page:
    """Everybody who has one case, had it, or was offered it, each with why."""
    here = case_here(request, ref)
    page = who.who_page(here.case, here.process, at=here.at, reader=request.actor)
    may_run = policies.RUN.decide(request.actor, here.case).allowed
    circle = circle_of(here) if may_run else None
    return Page("cases/sharing_who.html", {"case": here.case, "page": page, "may_run": may_run, "circle": circle})


@screen(policies.RUN, writes=True)
def offer(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Offer a case to an agency."""
    here = case_here(request, ref, policies.RUN)
    has = {row.agency_id for row in Share.objects.filter(case=here.case) if row.is_open(here.at)}
    members = working_members(here.case.partnership_id, timezone.localdate(here.at)).values("agency")
    agencies = Agency.objects.filter(pk__in=members).exclude(pk__in=has).order_by("name")
    form = forms.OfferForm(
        typed(request),
        agencies=[(agency.pk, agency.name) for agency in agencies],
        sections=_sections(here),
        today=timezone.localdate(here.at),
    )
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        facts["agency"] = agencies.get(pk=facts["agency"])
        try:
            sharing.offer_share(by=request.actor, at=here.at, case=here.case, **facts)
            messages.success(request, f"The case is offered to {facts['agency'].name}.")
            return _to_who(request, ref)
        except NoLongerOpen:
            return _away(request)
        except Refused as refusal:
            form.refuse(refusal)
    return Page("cases/sharing_offer.html", {"form": form, "case": here.case, "circle": circle_of(here)})


@screen(policies.RUN, writes=True)
def offer_each(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Offer a case at once to every agency it is worked with; whom it passes over is said, and why."""
    here = case_here(request, ref, policies.RUN)
    circle = circle_of(here)
    if circle is None:
        raise Http404("There is nothing here for you to see.")
    lines = who.circle_lines(here.shares, circle.agencies, undecided(here.case, at=here.at), at=here.at)
    form = _each_form(request, here, lines)
    if request.method == "POST" and form.is_valid():
        try:
            return _offered_to_each(request, here, lines, form)
        except NoLongerOpen:
            return _away(request)
        except sharing.OfferRefused as refusal:
            form.refuse_of(refusal, refusal.agency.pk)
    context = {"form": form, "case": here.case, "circle": circle, "passed": [each for each in lines if each.why_not]}
    return Page("cases/sharing_each.html", context)


def _each_form(request: HttpRequest, here: CaseHere, lines: list[who.CircleLine]) -> forms.EachForm:
    """What was shared last begins the form; of who was sent along, and cannot have it any more, the service says so."""
    sent = set(request.POST.getlist("agencies"))
    shown = [line for line in lines if line.may_offer or str(line.agency.pk) in sent]
    last = next((row for row in reversed(here.shares) if row.standing == ShareAs.PARTNER and row.offered_by_id), None)
    begins = {key: getattr(last, key) for key in _AGAIN} if last and last.purpose != sharing.LED_BEFORE else {}
    if here.process.conference is not None:  # without it they are asked for research, and read no agenda
        begins.setdefault("sections", [here.process.conference.section])
    return forms.EachForm(
        typed(request),
        agencies=[(line.agency.pk, line.agency.name) for line in shown],
        hints={line.agency.pk: line.before for line in shown if line.before},
        sections=_sections(here),
        today=timezone.localdate(here.at),
        initial=begins | {"agencies": [str(line.agency.pk) for line in shown if not line.before]},
    )


def _offered_to_each(
    request: HttpRequest, here: CaseHere, lines: list[who.CircleLine], form: forms.EachForm
) -> HttpResponse:
    agencies = {line.agency.pk: line.agency for line in lines}
    offers = [sharing.Offer(agency=agencies[number], **facts) for number, facts in form.offers().items()]
    shares, passed = sharing.offer_to_each(by=request.actor, at=here.at, case=here.case, offers=offers)
    if shares:
        messages.success(request, f"The case is offered to {', '.join(share.agency.name for share in shares)}.")
    if passed:
        messages.warning(request, " ".join(["Passed over.", *(why for _, why in passed)]))
    return _to_who(request, here.case.ref)


def _sections(here: CaseHere) -> list[tuple[str, str, str]]:
    sections = here.process.sections.items()
    return [(key, section.title, section.holds) for key, section in sections if not section.never_shared]


@screen(policies.RUN, writes=True)
def end(request: HttpRequest, ref: str, share: str) -> Page | HttpResponse:
    """End a share, or take back an offer, with the reason."""
    here = case_here(request, ref, policies.RUN)
    row = Share.objects.select_related("agency", "case").filter(case=here.case, ref=share).first()
    if row is None:
        raise Http404("There is nothing here for you to see.")
    form, offered = forms.BecauseForm(typed(request)), row.answer == ShareAnswer.OFFERED
    if request.method == "POST" and form.is_valid():
        try:
            sharing.revoke_share(by=request.actor, at=here.at, share=row, **form.cleaned_data)
            name = row.agency.name
            messages.success(request, f"{name} is offered it no more." if offered else f"The case is closed to {name}.")
            return _to_who(request, ref)
        except Refused as refusal:
            form.refuse(refusal)
    tasks = tasks_open(request.actor, here.case, here.process, sections=here.had)
    left = tasks.filter(agency=row.agency, done_at=None, overtaken_at=None).count()
    context = {"form": form, "case": here.case, "share": row, "offered": offered, "tasks": left}
    return Page("cases/sharing_end.html", context)


@screen(policies.RUN, writes=True)
def access(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Who is named on a case, whether it is open to those alone, and which agency leads."""
    here = case_here(request, ref, policies.RUN)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    naming, leading = _access_forms(request, here, do)
    if do:
        try:
            done = _do(request, here, do, naming, leading)
        except NoLongerOpen:
            return _away(request)
        except Refused as refusal:
            done = ""
            if do in ("name", "lead"):
                (naming if do == "name" else leading).refuse(refusal)
            else:
                messages.error(request, refusal.sentence)
        if done:
            messages.success(request, done)
            return redirect("cases:access", partnership=request.partnership.slug, ref=ref)
    members = CaseMember.objects.filter(case=here.case, until_on__isnull=True).select_related("user__agency")
    context = {"case": here.case, "members": list(members), "naming": naming, "leading": leading}
    return Page("cases/sharing_access.html", context)


def _access_forms(request: HttpRequest, here: CaseHere, do: str) -> tuple[forms.AccountForm, forms.LeadForm]:
    shares = Share.objects.filter(case=here.case).select_related("agency")
    having = {row.agency_id: row for row in shares if row.is_open(here.at)}
    actors = actors_in(here.case.partnership_id, on=timezone.localdate(here.at)).values()
    numbers = [each.user_id for each in actors if each.has(policies.PRACTITIONER) and each.agency_id in having]
    people = User.objects.filter(pk__in=numbers).select_related("agency").order_by("name")
    naming = forms.AccountForm(
        typed(request) if do == "name" else None,
        accounts=[(user.pk, f"{user.name}, {user.agency.name}") for user in people],
    )
    leading = forms.LeadForm(
        typed(request) if do == "lead" else None,
        agencies=[(key, row.agency.name) for key, row in having.items() if row.standing != ShareAs.LEAD],
    )
    return naming, leading


def _do(request: HttpRequest, here: CaseHere, do: str, naming: Any, leading: Any) -> str:
    """One of the things the page does; what to tell, or "" where a form needs correcting."""
    by, at, case = request.actor, here.at, here.case
    if do == "name" and naming.is_valid():
        account = User.objects.get(pk=naming.cleaned_data["account"])
        sharing.name_member(by=by, at=at, case=case, account=account)
        return f"{account.name} is named on this case."
    if do == "lead" and leading.is_valid():
        agency = Agency.objects.get(pk=leading.cleaned_data["agency"])
        sharing.change_lead(by=by, at=at, case=case, agency=agency)
        return f"{agency.name} leads from now on."
    if do == "unname":
        wanted = request.POST.get("member", "")
        rows = CaseMember.objects.select_related("case", "user").filter(case=case, until_on__isnull=True)
        is_number = len(wanted) < 10 and wanted.isascii() and wanted.isdigit()
        member = rows.filter(pk=int(wanted)).first() if is_number else None
        if member is None:
            raise Refused("They are not named on this case.")
        sharing.unname_member(by=by, at=at, member=member)
        return f"{member.user.name} is not named on this case any more."
    if do in ("restrict", "unrestrict"):
        sharing.restrict(by=by, at=at, case=case, restricted=do == "restrict")
        words = "those who are named on it, and whoever runs it" if do == "restrict" else "everybody who has it"
        return f"The case is open to {words}."
    return ""


@screen(policies.LIST)
def offered(request: HttpRequest) -> Page:
    """Cases offered to the agency of whoever looks."""
    policies.LIST.require(request.actor, request.partnership)
    return Page("cases/sharing_offered.html", {"offers": offers.offers_to(request.actor)})


@screen(policies.OFFER, writes=True)
def answer(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Accept or decline a case one's agency is offered."""
    try:
        share, told = offers.offer_of(request.actor, ref)
    except Http404:
        if not offers.is_answered(request.actor, ref):
            raise
        messages.warning(request, ANSWERED)
        return _away(request)
    form = forms.AnswerForm(typed(request))
    if request.method == "POST" and form.is_valid():
        facts = {"by": request.actor, "at": timezone.now(), "share": share}
        try:
            if form.cleaned_data["answer"] == "accept":
                row = sharing.accept_share(**facts)
                messages.success(request, "Your agency has the case.")
                return _to_who(request, row.case.ref)
            sharing.decline_share(**facts, because=form.cleaned_data["because"])
            messages.success(request, "The case is declined. Whoever offered it reads why.")
            return _away(request)
        except NoLongerOpen:
            return _away(request)
        except Refused as refusal:
            form.refuse(refusal)
    return Page("cases/sharing_answer.html", {"form": form, "offer": told})


def _to_who(request: HttpRequest, ref: str) -> HttpResponse:
    return redirect("cases:who", partnership=request.partnership.slug, ref=ref)


def _away(request: HttpRequest) -> HttpResponse:
    return redirect("cases:offered", partnership=request.partnership.slug)
