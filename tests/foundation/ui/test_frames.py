"""The frame round every page: nothing inline, nothing from elsewhere, and a way out."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import RequestFactory

import cairn
from cairn.foundation.ui.forms import PlainForm

CONTEXT = {
    "partnership": "Cumberland Community Safety Partnership",
    "area": "Cumberland",
    "account_url": "/account",
    "account_name": "Juniper Slate",
    "sign_out_url": "/sign-out",
    "accessibility_url": "/accessibility",
    "nav": [("My work", "/", True), ("Promises", "/promises", False)],
    "sub_nav": [("Overview", "/a", True)],
    "demo": True,
    "exit_url": "https://www.bbc.co.uk/weather",
}


class Tags(HTMLParser):
    """Collects every tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def page(frame: str, **extra) -> str:
    """A whole page in a frame."""
    source = "{% extends frame %}{% block title %}A page{% endblock %}"
    source += "{% block content %}<h1>A page</h1>{% endblock %}"
    context = {**CONTEXT, **extra, "frame": f"ui/{frame}.html", "csrf_token": "token"}
    context["request"] = RequestFactory().get("/")
    return Template(source).render(Context(context))


FRAMES = ("base_staff", "base_public")


@pytest.mark.parametrize("frame", FRAMES)
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(frame):
    tags = Tags()
    tags.feed(page(frame))
    for tag, attrs in tags.found:
        assert tag != "style"
        assert "style" not in attrs
        assert not [name for name in attrs if name.startswith("on")]
        if tag == "script":
            assert attrs["src"].startswith("/static/")
        if tag in ("link", "img"):
            assert not (attrs.get("href") or attrs.get("src") or "").startswith(("http:", "https:", "//"))


@pytest.mark.parametrize("frame", FRAMES)
def test_every_file_the_head_names_is_shipped(frame):
    for name in re.findall(r'"/static/([^"]+)"', page(frame)):
        assert finders.find(name), name


@pytest.mark.parametrize("frame", FRAMES)
def test_the_frame_has_its_landmarks_and_says_where_you_are(frame):
    html = page(frame)
    assert html.count("<main ") == html.count("<header ") == html.count("<footer ") == 1
    assert '<a class="govuk-service-navigation__link" href="/" aria-current="true">' in html
    assert "People, actions and updates are invented." in html
    assert "Accessibility statement" in html


def test_the_title_says_that_there_are_errors():
    class Form(PlainForm):
        pass

    form = Form({})
    form.add_error(None, "No")
    assert "<title>Error: A page - Cairn</title>" in page("base_staff", form=form)
    assert "<title>A page - Cairn</title>" in page("base_staff", form=Form())
    assert "<title>Error: A page</title>" in page("base_public", form=form)


FRAMED = ("ui/base_staff.html", "accounts/narrow.html", "plans/plan/frame.html", "plans/action/form.html")
STAFF_PAGES = [
    path
    for path in sorted(Path(cairn.__file__).parent.rglob("templates/**/*.html"))
    if any(f'{{% extends "{frame}" %}}' in path.read_text(encoding="utf-8") for frame in FRAMED)
]


@pytest.mark.parametrize("path", STAFF_PAGES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_staff_page_has_a_title_and_leaves_its_ending_to_the_frame(path):
    text = path.read_text(encoding="utf-8")
    titles = re.findall(r"{% block (?:title|subject) %}(.+?){% endblock %}", text)
    inherits = '"plans/plan/frame.html"' in text or '"plans/action/form.html"' in text or path.name == "narrow.html"
    assert titles or inherits
    assert not [title for title in titles if title.endswith("Cairn")]
    things = r"\b(measure|indicator|words)\.name\b" + (r"|\bpage\.name\b" if path.name in OF_A_PLACE_OR_GROUP else "")
    assert not [title for title in titles if ".name" in re.sub(things, "", title)], "a title names nobody"


OF_A_PLACE_OR_GROUP = ("group.html", "area.html")
TABLES = [
    pytest.param(found[0], id=f"{path.name} {number}")
    for path in sorted(Path(cairn.__file__).parent.rglob("templates/**/*.html"))
    for number, found in enumerate(re.finditer(r"<table[^>]*>", path.read_text(encoding="utf-8")), start=1)
]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_of_words_becomes_cards_on_a_phone_and_one_of_figures_scrolls(table):
    """Five columns of words at 375 pixels are a column of single words, cut off at the edge."""
    assert "cairn-table--stacks" in table or "cairn-figures" in table


@pytest.mark.parametrize("level", ["success", "error", "warning"])
def test_a_notice_somebody_must_not_miss_is_read_at_once_and_takes_the_focus(level):
    html = page("base_staff", messages=[SimpleNamespace(level_tag=level)])
    assert 'role="alert" aria-labelledby="notice-title-1"' in html
    assert "data-disable-auto-focus" not in html


def test_a_notice_that_can_wait_takes_nothing():
    html = page("base_staff", messages=[SimpleNamespace(level_tag="info")])
    assert 'role="region" aria-labelledby="notice-title-1"' in html
    assert 'data-disable-auto-focus="true"' in html


def test_signing_out_is_a_post_with_a_token():
    html = page("base_staff")
    assert 'method="post" action="/sign-out"' in html
    assert "csrfmiddlewaretoken" in html


def test_the_end_of_a_session_is_asked_about_in_a_dialog_that_stays_closed_without_a_script():
    left = {"seconds": 1800, "can_stay": True, "stay_url": "/stay/", "sign_in_url": "/sign-in/"}
    html = page("base_staff", session_left=left)
    assert '<dialog class="cairn-session" data-cairn-session data-ends-in="1800" data-can-stay="yes"' in html
    assert "<dialog open" not in html and "data-cairn-session" not in page("base_staff")
    assert "data-cairn-session" not in page("base_public", session_left=left)


def test_a_public_page_can_be_left_by_button_and_by_the_second_link():
    html = page("base_public")
    links = re.findall(r'<a href="([^"]+)" class="govuk-skip-link[^>]*>([^<]+)<', html)
    assert links == [("#main-content", "Skip to main content"), (CONTEXT["exit_url"], "Exit this page")]
    assert 'data-module="cairn-exit"' in html
    assert html.count('rel="nofollow noreferrer"') == 2
    assert "Juniper Slate" not in html
    assert "Exit this page" not in page("base_public", exit_url="")


@pytest.mark.parametrize("frame", FRAMES)
def test_what_the_next_page_learns_is_said_by_the_header_alone(frame):
    """A policy in the page outdoes the header's. The frames are shared, and the sites differ on purpose:

    the staff site sends "same-origin", for with "no-referrer" a browser sends "Origin: null" with a form and
    Django refuses every one; the public site sends "no-referrer" and has no form that is posted (a test of
    its own holds that). A "same-origin" in the shared head made the public site's stricter word void.
    """
    assert 'name="referrer"' not in page(frame)
