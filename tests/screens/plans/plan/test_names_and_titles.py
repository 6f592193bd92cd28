"""Every page, link and table says which it is, also to somebody who hears it without the rest of the page."""

import re

import pytest

from cairn.domain.plans import testing
from cairn.domain.plans.terms import PlanState, RequestKind
from tests.domain.plans_queries.many import add_many

pytestmark = pytest.mark.django_db

STRATEGY = "Fellshire domestic abuse strategy 2025 to 2030"


def title(page) -> str:
    return re.search(r"<title>(.*?)</title>", page.text_, re.DOTALL)[1]


def spoken(page) -> str:
    """The page's words, those that are only read aloud among them."""
    return " ".join(re.sub(r"<[^>]+>", "", page.text_).split())


def links(page, address: str) -> list[str]:
    """The words of the links to an address."""
    found = re.findall(rf'<a [^>]*href="{re.escape(address)}"[^>]*>(.*?)</a>', page.text_, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", words).split()) for words in found]


def test_the_pages_of_a_plan_name_their_subject_then_the_plan_then_its_strategy(world, browse):
    plan = testing.add_plan(world, state=PlanState.WITH_PARTNERS)
    browser = browse("manager")
    whole = f"Action plan 2026-27, {STRATEGY} - Cairn"
    assert title(browser.get("plans:plan", ref=plan.ref)) == whole
    assert title(browser.get("plans:ask", ref=plan.ref)) == f"Ask the partners: {whole}"
    assert title(browser.get("plans:carried", ref=plan.ref)) == f"What the year before left: {whole}"
    assert title(browser.get("plans:move", ref=plan.ref)) == f"Next step: {whole}"
    assert title(browser.get("plans:add-action", ref=plan.ref)) == f"Add an action: {whole}"


def test_the_title_of_a_list_says_how_much_of_it_is_shown(world, browse):
    plan = testing.add_plan(world)
    late = testing.add_action(world, plan=plan, due_on=world.day(-1))
    browser = browse("manager")
    assert title(browser.get("plans:actions", ref=plan.ref)).startswith("2 actions: Action plan 2026-27")
    narrowed = browser.get("plans:actions", "?status=late", ref=plan.ref)
    assert title(narrowed).startswith("1 of 2 actions, filtered: Action plan 2026-27")
    assert late.title not in title(narrowed)
    add_many(world, plan, 60)
    paged = browser.get("plans:actions", "?page=2", ref=plan.ref)
    assert title(paged).startswith("62 actions, page 2 of 2: Action plan 2026-27")


def test_a_list_that_finds_nothing_says_so_aloud(world, browse):
    plan = testing.add_plan(world)
    text = browse("manager").get("plans:actions", "?status=on_track&due_day=1&due_month=4&due_year=2026", ref=plan.ref)
    assert re.search(r'role="status"><div class="cairn-empty">.*No action fits', text.text_, re.DOTALL)


def test_a_list_names_its_size_and_order_and_its_links_say_what_they_do(world, browse):
    plan = testing.add_plan(world)
    testing.add_action(world, plan=plan, due_on=world.day(-1))
    browser = browse("manager")
    page = browser.get("plans:actions", "?status=late", ref=plan.ref)
    assert "Actions in 2026-27, 1 of 2, by due date</caption>" in page.text_
    assert '<strong aria-current="true">due date</strong>' in page.text_
    assert links(page, "?status=late&amp;sort=agency") == ["Sort by agency"]
    copy = f"{browser.address('plans:export', ref=plan.ref)}?status=late&amp;format=xlsx"
    assert links(page, copy) == ["Excel copy of this 1 action"]
    by_agency = browser.get("plans:actions", "?sort=agency", ref=plan.ref)
    assert "Actions in 2026-27, all 2, by agency</caption>" in by_agency.text_
    assert "Excel copy of these 2 actions" in spoken(by_agency)


def test_a_row_is_headed_by_its_link_alone_and_every_cell_keeps_its_label_on_a_phone(world, browse):
    plan = testing.add_plan(world)
    page = browse("manager").get("plans:actions", ref=plan.ref)
    body = page.text_.split("<tbody", 1)[1].split("</tbody>", 1)[0]
    assert re.fullmatch(r"<a [^>]*>[^<]+</a>", re.search(r"<th scope=\"row\"[^>]*>(.*?)</th>", body, re.DOTALL)[1])
    labels = re.findall(r'<td [^>]*data-label="([^"]+)"', body)
    assert labels == ["Reference and commitment", "Lead and owner", "Due", "Status"] and body.count("<td") == 4


def test_an_agency_has_its_full_name_wherever_it_is_shortened(world, browse):
    plan = testing.add_plan(world)
    testing.add_action(world, plan=plan, lead="fell-police", owner="police_worker")
    text = browse("manager").get("plans:actions", ref=plan.ref).text_
    agency = world.agencies["fell-police"]
    assert f'<abbr title="{agency.name}">{agency.short}</abbr>' in text


def test_the_tables_of_a_plan_stand_under_a_heading_and_count_one_action_as_one(world, browse):
    text = browse("board").get("plans:plan", ref=testing.add_plan(world).ref).text_
    assert text.index("The actions, counted</h2>") < text.index("cairn-figures")
    assert 'aria-label="1 action, ' in text and 'aria-label="1 actions, ' not in text


def test_the_links_to_two_plans_of_a_year_are_told_apart_by_their_strategy(world, browse):
    plan = testing.add_plan(world)
    browser = browse("board")
    address = browser.address("plans:plan", ref=plan.ref)
    name = f"Action plan 2026-27, {STRATEGY}"
    assert links(browser.get("plans:plans"), address) == [name]
    work = browser.get("plans:work")
    assert links(work, address) == [name]
    assert links(work, f"{browser.address('plans:export', ref=plan.ref)}?format=xlsx") == [f"Excel copy of {name}"]
    assert links(work, browser.address("plans:actions", ref=plan.ref)) == [f"Actions of {name}"]


def test_who_was_asked_and_when_is_one_link_and_no_cell_is_left_to_guess(world, browse):
    plan = testing.add_plan(world, state=PlanState.WITH_PARTNERS)
    request = testing.add_request(world, plan=plan, to="fell-police", kind=RequestKind.ACTIONS)
    browser = browse("manager")
    page = browser.get("plans:ask", ref=plan.ref)
    police = world.agencies["fell-police"].name
    [words] = links(page, browser.address("plans:request", ref=request.ref))
    assert words.startswith(f"Request to {police}, asked on ")
    assert re.search(r'data-label="Answer">-<', page.text_) is None


def test_requests_are_named_with_the_plan_they_are_about(world, browse):
    plan = testing.add_plan(world)
    request = testing.add_request(world, plan=plan, to="fell-police", kind=RequestKind.ACTIONS)
    browser = browse("police_lead")
    listed = browser.get("plans:requests", "?show=to-us")
    assert title(listed) == "Requests to us - Cairn"
    name = f"Action plan 2026-27, {STRATEGY}"
    address = browser.address("plans:request", ref=request.ref)
    assert links(listed, address) == [f"Actions for the 2026-27 plan, {name}"]
    header = re.search(r"<th scope=\"row\"[^>]*>(.*?)</th>", listed.text_, re.DOTALL)[1]
    assert f"{request.ref} ·" not in header and f"{request.ref} ·" in listed.text_
    page = browser.get("plans:request", ref=request.ref)
    assert title(page) == f"Request {request.ref} - Cairn"
    assert links(page, browser.address("plans:plan", ref=plan.ref)) == [name]


@pytest.mark.parametrize(
    ("query", "begins"),
    [
        ("", "Search - Cairn"),
        ("?q=zebra", "Nothing found - Search - Cairn"),
        ("?q=A-2222223", "No such reference - Search - Cairn"),
        ("?q=workshops", "1 found - Search - Cairn"),
        (f"?q={'x' * 300}", "Error: Search - Cairn"),
    ],
)
def test_the_title_of_a_search_says_how_it_went(world, browse, query, begins):
    testing.add_action(world, plan=testing.add_plan(world), title="Hold workshops")
    assert title(browse("board").get("plans:search", query)) == begins


@pytest.mark.parametrize("query", ["?q=zebra", "?q=A-2222223"])
def test_a_search_that_finds_nothing_says_so_aloud(world, browse, query):
    text = browse("board").get("plans:search", query).text_
    assert '<div role="status"><div class="cairn-empty">' in text


def test_the_parts_of_a_work_list_are_found_by_headings_not_as_regions(world, browse):
    plan = testing.add_plan(world)
    testing.add_action(world, plan=plan, due_on=world.day(-3))
    for screen in ("plans:work", "plans:plans"):
        main = browse("manager").get(screen).text_.split('id="main-content"', 1)[1]
        assert "<h2" in main and re.findall(r"<section[^>]*aria-label", main) == []


@pytest.mark.parametrize(("part", "files"), [("update", True), ("evidence-add", True), ("edit", False)])
def test_a_long_form_says_beforehand_when_a_session_ends_and_that_nothing_typed_is_lost(
    world, browse, settings, part, files
):
    settings.SESSION_IDLE_SECONDS = 20 * 60
    action = testing.add_action(world, plan=testing.add_plan(world, state=PlanState.WITH_PARTNERS))
    page = browse("council_lead").get(f"plans:{part}", ref=action.ref)
    kept = "What you typed is kept, but not a file: choose it again." if files else "What you typed is kept."
    words = f"You are signed out after 20 minutes without a click. {kept}"
    assert words in page.text_
    assert page.text_.index(words) < page.text_.index('<form method="post" novalidate')
    assert title(page).endswith(f", action {action.ref} - Cairn")


def test_adding_an_action_says_when_a_session_ends(world, browse):
    plan = testing.add_plan(world, state=PlanState.WITH_PARTNERS)
    text = browse("manager").get("plans:add-action", ref=plan.ref).text_
    assert "You are signed out after 30 minutes without a click. What you typed is kept." in text
