"""The thread on screen: strategies, promises, plan on a page, history, reasons, records."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from django.apps import apps
from django.template.loader import render_to_string
from django.urls import reverse

from cairn.domain.plans.models import Action
from cairn.domain.plans.queries.cards import WAITS
from cairn.domain.strategies.models import Commitment, SamePromise
from cairn.foundation.accounts.models import User
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.audit.models import Entry
from cairn.foundation.ui.statuses import status_for
from cairn.kernel.actors import system_actor
from cairn.kernel.delivery import Mark
from cairn.web.queries.history import in_words
from tests.screens.thread.conftest import STRATEGY, address, signed_in

pytestmark = [pytest.mark.usefixtures("demo_database"), pytest.mark.django_db]


def title(page) -> str:
    return " ".join(re.search(r"<title>(.*?)</title>", page.content.decode(), re.DOTALL)[1].split())


class Lead(NamedTuple):
    """An agency, as a card names it."""

    short: str
    name: str


SHOWN = {"ref": "A-1", "title": "Open a drop-in", "status": "late", "lead": Lead("Police", "The police")}


def test_the_strategies_page_lists_the_partnerships_own_and_says_what_nothing_hangs_from():
    page = signed_in("cum-board").get(address("strategies")).content.decode()
    assert "Cumberland domestic abuse strategy 2025 to 2030" in page
    assert "nothing hangs from 3 of them yet" in page
    assert "Westmorland" not in page


def test_a_strategy_shows_every_promise_and_names_those_nothing_hangs_from():
    page = signed_in("cum-manager").get(address("strategy", slug=STRATEGY)).content.decode()
    for code in [f"CP{n}" for n in range(1, 8)] + [f"CS{n}" for n in range(1, 13)] + [f"CX{n}" for n in range(1, 7)]:
        assert f">{code}<span" in page
    bare = page[page.index("Nothing hangs from these yet") : page.index("Commitments under")]
    assert all(re.search(rf">{code} \w+[^<]+</a></li>", bare) for code in ("CP6", "CS11", "CX2"))


def test_the_decision_of_an_ended_strategy_is_shown_with_its_alternatives():
    client = signed_in("hfd-manager")
    kwargs = {"partnership": "herefordshire", "slug": "herefordshire-2019-2022"}
    page = client.get(reverse("thread:strategy", kwargs=kwargs)).content.decode()
    assert "This strategy has ended" in page
    assert "Alternatives" in page and "14 March 2019" in page


def test_a_promise_leads_to_its_actions_and_to_the_same_promise_elsewhere():
    page = signed_in("cum-analyst").get(address("commitment", slug=STRATEGY, code="CS5")).content.decode()
    assert "/p/cumberland/actions/A-" in page
    assert "DA3 of Cumberland community safety plan 2024 to 2027" in page


def test_the_rows_of_a_strategy_are_headed_by_the_code_and_a_few_words_of_the_promise():
    page = signed_in("cum-board").get(address("strategy", slug=STRATEGY)).content.decode()
    headers = re.findall(r'<th scope="row"[^>]*>(.*?)</th>', page, re.DOTALL)
    words = [re.sub(r"<[^>]+>", "", header) for header in headers]
    assert len(words) == 25 and all(re.match(r"C[PSX]\d+: \w+", said) for said in words)
    assert max(len(said.split()) for said in words) <= 10  # eight, the code and the dots
    assert re.findall(r"<section[^>]*aria-label", page.split('id="main-content"', 1)[1]) == []


def test_this_years_actions_and_those_of_other_plans_are_two_tables_with_two_names():
    page = signed_in("cum-analyst").get(address("commitment", slug=STRATEGY, code="CS5")).content.decode()
    assert 'role="region" aria-label="Actions this year"' in page
    assert '<caption class="govuk-visually-hidden">Actions this year</caption>' in page
    other = render_to_string("plans/cards.html", {"cards": [SHOWN], "name": "Actions in other plans",
                                                       "partnership": {"slug": "cumberland"}})  # fmt: skip
    assert 'aria-label="Actions in other plans"' in other and ">Actions in other plans</caption>" in other
    assert '<abbr title="The police">Police</abbr>' in other


def test_an_action_is_marked_under_its_promise_in_the_words_of_its_own_page():
    card = {**SHOWN, "mark_tags": ((Mark.WAITING_EVIDENCE, WAITS), (Mark.STALE, ""))}
    shown = render_to_string(
        "plans/cards.html", {"cards": [card], "name": "Actions", "partnership": {"slug": "cumberland"}}
    )
    assert WAITS in shown and status_for(Mark.STALE).word in shown
    assert status_for(Mark.WAITING_EVIDENCE).word not in shown


def test_the_titles_of_the_thread_say_which_strategy_promise_or_action(inside):
    action = Action.objects.first()
    client = signed_in("cum-ig")
    strategy = "Cumberland domestic abuse strategy 2025 to 2030"
    for name, kwargs, begins in (
        ("strategies", {}, "Strategies - Cairn"),
        ("strategy", {"slug": STRATEGY}, f"{strategy} - Cairn"),
        ("page", {"slug": STRATEGY}, f"Plan on a page: {strategy} - Cairn"),
        ("commitment", {"slug": STRATEGY, "code": "CS5"}, f"Commitment CS5, {strategy} - Cairn"),
        ("history-action", {"ref": action.ref}, f"History of action {action.ref}"),
        ("who-action", {"ref": action.ref}, f"Who can see action {action.ref}, and why - Cairn"),
        ("who-commitment", {"ref": f"{STRATEGY}/CS5"}, f"Who can see commitment {STRATEGY}/CS5, and why - Cairn"),
    ):
        assert title(client.get(address(name, **kwargs))).startswith(begins), name
    linking = signed_in("cum-manager").get(address("same", slug=STRATEGY, code="CP3"))
    assert title(linking) == f"The same promise elsewhere: CP3, {strategy} - Cairn"


def test_the_title_of_the_records_counts_them_and_names_nobody(inside):
    client = signed_in("cum-ig")
    assert re.fullmatch(r"\d+ records, page 1 of \d+ - Records - Cairn", title(client.get(address("records"))))
    person = User.objects.get(name="Juniper Slate")
    found = title(client.get(f"{address('records')}?kind=read&person={person.pk}"))
    assert re.fullmatch(r"\d+ records?, filtered(, page 1 of \d+)? - Records - Cairn", found)
    nothing = client.get(f"{address('records')}?kind=refused&person={person.pk}").content.decode()
    assert '<div role="status"><div class="cairn-empty">' in nothing


def test_the_plan_on_a_page_is_also_a_tagged_pdf_under_a_neutral_name():
    response = signed_in("cum-board").get(address("page-pdf", slug=STRATEGY))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert b"/MarkInfo" in response.content and b"/StructTreeRoot" in response.content
    assert response["Content-Disposition"] == f'inline; filename="plan-on-a-page-{STRATEGY}.pdf"'


def test_only_the_manager_proposes_what_residents_see_and_others_are_told_so():
    response = signed_in("con-lead").get(address("publish", slug=STRATEGY))
    assert response.status_code == 403
    assert "Only the partnership manager proposes what residents see." in response.content.decode()


def test_two_commitments_are_linked_as_the_same_promise_with_a_reason_and_unlinked_again(inside):
    client = signed_in("cum-manager")
    set_scope(system_actor(inside.pk))
    this = Commitment.objects.get(strategy__slug=STRATEGY, code="CP3")
    other = Commitment.objects.get(strategy__slug="cumberland-2024-2027", code="VG2")
    url = address("same", slug=STRATEGY, code="CP3")
    refused = client.post(url, {"other": str(other.pk), "note": ""}).content.decode()
    assert "Error" in refused
    client.post(url, {"other": str(other.pk), "note": "Both raise awareness."})
    set_scope(system_actor(inside.pk))
    assert SamePromise.objects.filter(this=this, other=other).exists()
    client.post(url, {"do": "unlink", "other": str(other.pk), "reason": "Wider than the other."})
    set_scope(system_actor(inside.pk))
    assert not SamePromise.objects.filter(this=this, other=other).exists()
    acts = Entry.objects.filter(subject_ref=f"{STRATEGY}/CP3").values_list("action", flat=True)
    assert {"strategies.link_promises", "strategies.unlink_promises"} <= set(acts)


def test_a_history_says_who_changed_what_when_and_why(inside):
    moved = Action.objects.filter(date_changes__isnull=False).first()
    page = signed_in("cum-board").get(address("history-action", ref=moved.ref)).content.decode()
    assert "moved a date" in page
    assert "Why:" in page
    assert "from" in page


def test_why_somebody_sees_a_thing_is_answered_in_sentences_for_everybody_in_the_partnership(inside):
    action = Action.objects.first()
    page = signed_in("cum-ig").get(address("who-action", ref=action.ref)).content.decode()
    assert "You work in this partnership" in page
    assert "Administrator" in page and "No rule lets them." in page
    set_scope(system_actor(inside.pk))
    assert Entry.objects.filter(action="who.read", subject_ref=action.ref).exists()


def test_somebody_without_that_right_learns_only_why_she_herself_sees_it(inside):
    action = Action.objects.first()
    page = signed_in("cum-education").get(address("who-action", ref=action.ref)).content.decode()
    assert "Everybody with a role" not in page
    assert "You may see an action" in page


def test_the_records_are_for_the_information_governance_officer_and_reading_them_is_recorded(inside):
    assert signed_in("cum-manager").get(address("records")).status_code == 403
    page = signed_in("cum-ig").get(address("records")).content.decode()
    assert "published the account" in page
    set_scope(system_actor(inside.pk))
    assert Entry.objects.filter(action="records.read").exists()


def test_a_whole_year_of_records_holds_no_number_day_or_list_in_the_raw(inside, django_assert_max_num_queries):
    raw_day = re.compile(r"\d{4}-\d\d-\d\d(T|$)")
    rows = list(Entry.objects.filter(chain=inside.pk).order_by("-id"))
    with django_assert_max_num_queries(14):
        found = in_words(system_actor(inside.pk), rows)
    changes = [change for item in found for part in item.parts for change in part.changes]
    assert len(changes) > 1000
    raw: set[str] = set()
    for change in changes:
        for words in (change.was, change.now):
            assert not raw_day.match(words), change
            assert not words.startswith(("{", "[")), change
            assert words.lower() != "somebody", change
            raw.update({change.field} if words.isdigit() else ())
    assert not [item for item in found if item.who == "Somebody" or ". " in item.what or "_" in item.what]
    keys = {
        field.name.replace("_", " ") for model in apps.get_models() for field in model._meta.fields if field.is_relation
    }
    assert sorted(raw & keys) == [], "a number that stands for a row says nothing to anybody"


@pytest.mark.parametrize("name", ["strategy", "page", "page-pdf", "publish"])
def test_a_strategy_of_another_partnership_is_not_there(name):
    assert signed_in("wf-manager").get(address(name, slug=STRATEGY)).status_code == 404


@pytest.mark.parametrize(
    ("name", "kwargs", "most"),
    [
        ("strategies", {}, 18),
        ("strategy", {"slug": STRATEGY}, 46),  # seven of them ask what shows that promises are kept
        ("commitment", {"slug": STRATEGY, "code": "CS5"}, 54),
        ("page", {"slug": STRATEGY}, 46),
        ("records", {}, 24),
    ],
)
def test_pages_of_the_thread_ask_the_database_a_bounded_number_of_questions(
    name, kwargs, most, django_assert_max_num_queries
):
    client = signed_in("cum-ig")
    with django_assert_max_num_queries(most):
        assert client.get(address(name, **kwargs)).status_code == 200
