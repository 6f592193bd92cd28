"""The look of things in colours the reader chose, which take every background away and leave drawings their ink."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from playwright.sync_api import Page, sync_playwright

from tests.foundation.ui.test_frames import page as framed
from tests.parts import chromium

pytestmark = pytest.mark.browser

WHITE, BLACK, NONE = "rgb(255, 255, 255)", "rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"
STYLES = Path(finders.find("cairn/cairn.css"))
BEFORE = "element => { const s = getComputedStyle(element, '::before');"


@pytest.fixture
def dark() -> Iterator[Page]:
    """A window whose reader chose white on black."""
    program = chromium()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser.new_context(forced_colors="active", color_scheme="dark").new_page()
        browser.close()


def shows(page: Page, html: str) -> None:
    """Put a page on the screen in Cairn's styles, whose fonts and drawings are left out."""
    page.set_content(html)
    page.add_style_tag(content=STYLES.read_text(encoding="utf-8"))


def test_the_current_tab_has_a_bar_that_no_chosen_colour_takes_away(dark):
    shows(dark, framed("base_staff", sub_nav=[("Overview", "/a", True), ("History", "/b", False)]))
    bar = dark.locator(".moj-sub-navigation__link[aria-current]").evaluate(
        f"{BEFORE} return [s.borderTopWidth, s.borderTopStyle, s.borderTopColor] }}"
    )
    assert bar[:2] == ["5px", "solid"] and bar[2] not in (BLACK, NONE)


def test_a_mark_is_drawn_in_the_colour_of_the_words(dark):
    shows(dark, Template('{% load cairn_ui %}{% status_tag "late" %}{% status_mark "no_action" %}').render(Context()))
    inks = dark.locator(".cairn-mark").evaluate_all("found => found.map(one => getComputedStyle(one).color)")
    assert inks == [WHITE, WHITE]


def test_a_plan_keeps_its_bullets_and_loses_its_arrow(dark):
    """An arrow made of see-through borders would be a solid block."""
    theme = {"title": "Theme", "activities": [{"text": "Do it."}], "changes": [{"text": "It changes."}]}
    source = Template("{% load cairn_ui %}{% plan_on_a_page plan %}")
    shows(dark, source.render(Context({"plan": {"title": "Plan", "themes": [theme]}})))
    bullet = dark.locator(".cairn-plan__activities li").evaluate(f"{BEFORE} return s.backgroundColor }}")
    arrow = dark.locator(".cairn-plan__changes .cairn-plan__part").evaluate(f"{BEFORE} return s.display }}")
    assert (bullet, arrow) == (WHITE, "none")
