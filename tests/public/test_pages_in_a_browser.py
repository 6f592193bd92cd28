"""The pages in a real browser: accessible, at any width, on paper, by keyboard, and left at once.

Chromium is Debian's own. Without one these tests are skipped on somebody's machine, and fail in CI.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.parts import chromium
from tests.public.serving import Site

pytestmark = pytest.mark.browser

WIDE, PHONE, NARROW = (1280, 800), (375, 667), (320, 568)
AWAY = "https://www.bbc.co.uk/weather"
ELSEWHERE = "<!DOCTYPE html><html lang='en'><title>Weather</title><h1>Weather</h1></html>"
CUM, FURNESS, ENDED = (
    f"/strategies/{slug}/"
    for slug in ("cumberland-2025-2030", "westmorland-and-furness-2023-2028", "herefordshire-2019-2022")
)
DEMO_PAGES = ("/", CUM, f"{CUM}CS1/", f"{CUM}page/", "/strategies/cumberland-2024-2027/", FURNESS, f"{FURNESS}page/",
              ENDED, f"{ENDED}P1/", f"{ENDED}page/", "/help/", "/about/", "/using-this-site/", "/accessibility/",
              "/nowhere/")  # fmt: skip
FELL = "/strategies/fellshire-2025-2030/"
SCENES = ("/", "/areas/fellshire/", FELL, f"{FELL}F1/", f"{FELL}F2/", f"{FELL}F3/", f"{FELL}F5/",
          "/strategies/dale-2025-2030/", "/strategies/vale-2025-2030/", "/strategies/beck-2025-2030/",
           "/strategies/tarn-2026-2031/")  # fmt: skip


@pytest.fixture(scope="module")
def browser(demo_site: Site, site: Site) -> Iterator[Browser]:
    """Chromium. The sites come first: while it runs, Django may not use the database in this thread."""
    program = chromium()
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield running
        running.close()


class Visit:
    """One page in a window, with a note of every request that would have left this machine."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.left: list[str] = []
        page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        if route.request.url.startswith("http://127.0.0.1:"):
            route.continue_()
        else:
            self.left.append(route.request.url)
            route.fulfill(body=ELSEWHERE, content_type="text/html")


@pytest.fixture
def open_page(browser: Browser) -> Iterator:
    """Open an address of a site in a window of a size; scripts may be off."""
    contexts = []

    def opened(site: Site, path: str, size: tuple[int, int] = WIDE, *, scripts: bool = True) -> Visit:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts, base_url=site.address
        )
        contexts.append(context)
        visit = Visit(context.new_page())
        visit.page.goto(path)
        return visit

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def look_at(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open an address to look at, in a window that stays open: a new one costs as much as the page."""
    windows: dict[bool, Page] = {}

    def opened(site: Site, path: str, size: tuple[int, int] = WIDE, *, scripts: bool = True) -> Page:
        if scripts not in windows:
            windows[scripts] = browser.new_context(java_script_enabled=scripts).new_page()
        page = windows[scripts]
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(f"{site.address}{path}")
        return page

    yield opened
    for page in windows.values():
        page.context.close()


# Accessible


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("path", DEMO_PAGES)
def test_the_rules_for_accessible_pages_hold(look_at, demo_site, path, size):
    check(look_at(demo_site, path, size))


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("path", SCENES)
def test_they_hold_for_what_the_demonstration_does_not_show(look_at, site, path, size):
    check(look_at(site, path, size))


def check(page: Page) -> None:
    options = {
        "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        "resultTypes": ["violations"],  # of the others one example each is enough: nobody reads them
    }
    found = Axe().run(page, options=options)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", DEMO_PAGES)
def test_nothing_is_wider_than_a_narrow_phone(look_at, demo_site, path):
    page = look_at(demo_site, path, NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    cut = page.evaluate(
        "[...document.querySelectorAll('main *')].filter(e => e.getClientRects().length &&"
        " !e.closest('svg, .cairn-scroll, .govuk-visually-hidden') && e.getBoundingClientRect().right > innerWidth + 1)"
        ".map(e => e.className || e.tagName)"
    )
    assert cut == []


def test_everything_to_choose_is_large_enough_for_a_finger(open_page, demo_site):
    page = open_page(demo_site, CUM, PHONE).page
    for choice in page.locator(".govuk-exit-this-page__button, .public-contents a, .govuk-back-link").all():
        box = choice.bounding_box()
        assert box["height"] >= 18 and box["width"] >= 24
    assert page.locator(".govuk-exit-this-page__button").bounding_box()["height"] >= 24


def test_a_status_is_drawn_above_its_heading_though_heard_after_it(open_page, demo_site):
    page = open_page(demo_site, CUM).page
    for head in page.locator(".public-card__head").all():
        status, title = (head.locator(part).bounding_box() for part in (".public-card__status", ".public-card__title"))
        assert status["y"] + status["height"] <= title["y"]


@pytest.mark.parametrize("path", [CUM, f"{FURNESS}page/"])
def test_a_mark_takes_the_readers_own_colours(open_page, demo_site, path):
    """Dark ink on a ground somebody chose to be black cannot be seen."""
    page = open_page(demo_site, path).page
    page.emulate_media(forced_colors="active", color_scheme="dark")
    colours = page.locator(".cairn-mark").evaluate_all(
        "found => [...new Set(found.map(e => getComputedStyle(e).color))]"
    )
    assert colours == ["rgb(255, 255, 255)"]


# The answer stands in the first view


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_without_scrolling_one_can_see_whether_promises_are_kept(open_page, demo_site, size):
    page = open_page(demo_site, CUM, size).page
    answer = page.locator(".public-answer")
    assert re.match(r"25 promises: .*\d+ late", answer.inner_text())
    box = answer.bounding_box()
    assert box["y"] + box["height"] <= size[1]


def test_a_count_leads_to_what_it_counts(open_page, demo_site):
    page = open_page(demo_site, CUM).page
    page.locator(".public-tally a", has_text="late").click()
    assert page.url.endswith("#late")
    assert page.locator("#late").bounding_box()["y"] < 200


# By keyboard


def test_the_keyboard_meets_the_content_then_the_way_out_then_the_menu(open_page, demo_site):
    page = open_page(demo_site, CUM).page
    met = []
    for _press in range(12):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.textContent.trim().replace(/\\s+/g, ' ')"))
    assert met[:3] == ["Skip to main content", "Exit this page", "Cumberland"]
    assert met[3:9] == ["Promises", "Decisions", "Forward plan", "Reports", "Get help", "About this site"]
    assert met[9].startswith("Emergency Exit this page") and met[10:] == ["999", "All promises"]


def test_the_first_link_skips_to_the_content(open_page, demo_site):
    page = open_page(demo_site, CUM).page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"


def test_what_has_the_focus_is_never_under_the_way_out(open_page, demo_site):
    """The red button stays in view on a phone; what is focused must not lie beneath it."""
    page = open_page(demo_site, CUM, PHONE).page
    for _press in range(40):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            "(() => { const f = document.activeElement.getBoundingClientRect();"
            " const b = document.querySelector('.govuk-exit-this-page').getBoundingClientRect();"
            " return !document.activeElement.closest('.govuk-exit-this-page') &&"
            " f.top >= b.top && f.bottom <= b.bottom && f.left >= b.left && f.right <= b.right })()"
        )
        assert not hidden


# Leaving


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_red_button_leaves(open_page, demo_site, scripts):
    visit = open_page(demo_site, CUM, scripts=scripts)
    visit.page.locator(".govuk-exit-this-page__button").click()
    visit.page.wait_for_url(AWAY)
    assert visit.left == [AWAY]


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_red_button_leaves_by_either_key_of_a_button(open_page, demo_site, key):
    visit = open_page(demo_site, CUM)
    visit.page.get_by_role("button", name="Exit this page").focus()
    visit.page.keyboard.press(key)
    visit.page.wait_for_url(AWAY)
    assert visit.left == [AWAY]


def test_without_scripts_the_red_button_is_the_link_that_it_is(open_page, demo_site):
    page = open_page(demo_site, CUM, scripts=False).page
    assert page.get_by_role("button", name="Exit this page").count() == 0
    assert page.get_by_role("link", name="Emergency Exit this page").count() == 1


def test_the_second_skip_link_leaves(open_page, demo_site):
    visit = open_page(demo_site, CUM)
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(AWAY)


def test_pressing_shift_three_times_leaves(open_page, demo_site):
    visit = open_page(demo_site, CUM)
    for _press in range(3):
        visit.page.keyboard.press("Shift")
    visit.page.wait_for_url(AWAY)


def test_shift_twice_does_not_leave_and_says_what_is_missing(open_page, demo_site):
    visit = open_page(demo_site, CUM)
    visit.page.keyboard.press("Shift")
    visit.page.keyboard.press("Shift")
    assert "press 1 more time" in visit.page.locator(".govuk-exit-this-page [role=status]").inner_text()
    assert visit.left == []


def test_going_back_does_not_return_to_the_page_that_was_left(open_page, demo_site):
    visit = open_page(demo_site, "/")
    visit.page.goto(f"{demo_site.address}{CUM}")
    visit.page.locator(".govuk-exit-this-page__button").click()
    visit.page.wait_for_url(AWAY)
    visit.page.go_back()
    assert visit.page.url == f"{demo_site.address}/"
    assert visit.page.evaluate("document.referrer") == ""


def test_the_next_site_is_not_told_where_somebody_came_from(open_page, demo_site):
    visit = open_page(demo_site, CUM)
    visit.page.locator(".govuk-exit-this-page__button").click()
    visit.page.wait_for_url(AWAY)
    assert visit.page.evaluate("document.referrer") == ""


def test_not_even_the_next_page_of_this_site_is_told_where_somebody_came_from(open_page, demo_site):
    visit = open_page(demo_site, "/")
    visit.page.locator("main a[href^='/']").first.click()
    visit.page.wait_for_load_state()
    assert visit.page.url != f"{demo_site.address}/"
    assert visit.page.evaluate("document.referrer") == ""


def test_a_page_that_comes_back_asks_the_server_again(open_page, demo_site):
    """It was not kept, so it is not shown from the device."""
    visit = open_page(demo_site, CUM)
    visit.page.goto(f"{demo_site.address}/help/")
    with visit.page.expect_response(lambda response: response.url.endswith(CUM)) as answered:
        visit.page.go_back()
    assert not answered.value.from_service_worker and answered.value.status == 200
    assert visit.page.locator("body").is_visible()


# Nothing else


@pytest.mark.parametrize("path", ["/", CUM, f"{CUM}CS1/", f"{CUM}page/", "/help/"])
def test_opening_a_page_asks_no_other_site_and_leaves_nothing_behind(open_page, demo_site, path):
    visit = open_page(demo_site, path)
    errors: list[str] = []
    visit.page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    visit.page.reload()
    visit.page.wait_for_load_state("networkidle")
    assert (visit.left, errors, visit.page.context.cookies()) == ([], [], [])
    assert visit.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


@pytest.mark.parametrize("path", DEMO_PAGES)
def test_a_page_needs_no_script(look_at, demo_site, path):
    with_scripts, without = look_at(demo_site, path), look_at(demo_site, path, scripts=False)
    assert without.locator("main").inner_text() == with_scripts.locator("main").inner_text()
    assert without.locator("nav[aria-label=Menu] a").first.is_visible()


# On paper


def sheets(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("slug", [CUM, FURNESS, ENDED, "/strategies/cumberland-2024-2027/"])
def test_a_plan_on_a_page_prints_on_one_page(open_page, demo_site, slug):
    assert sheets(open_page(demo_site, f"{slug}page/").page) == 1


def test_paper_shows_the_answer_and_not_the_buttons(open_page, demo_site):
    page = open_page(demo_site, CUM).page
    page.emulate_media(media="print")
    assert page.locator(".public-answer").is_visible() and page.locator(".cairn-demo").is_visible()
    for gone in (".govuk-exit-this-page__button", ".govuk-back-link", ".public-contents", "nav[aria-label=Menu]"):
        assert not page.locator(gone).is_visible(), gone
