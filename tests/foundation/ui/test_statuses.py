"""Every status can be told from every other without colour, and read by everybody."""

from __future__ import annotations

import enum

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template

from cairn.foundation.ui.statuses import STATUSES, UnknownStatus, status_for

KEYS = {
    "not_started", "on_track", "at_risk", "off_track", "late", "blocked", "complete", "stopped",
    "stale", "disputed", "waiting_evidence", "no_action",
}  # fmt: skip


def _luminance(colour: str) -> float:
    """Relative luminance, from WCAG 2.2."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast ratio, from WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_statuses_of_the_plan_are_all_drawn():
    assert {status.key for status in STATUSES} == KEYS


def test_no_two_statuses_share_a_shape_a_word_or_a_colour():
    for looks in (
        [status.mark for status in STATUSES],
        [status.word for status in STATUSES],
        [status.tint for status in STATUSES],
    ):
        assert len(set(looks)) == len(looks)


@pytest.mark.parametrize("status", STATUSES, ids=lambda status: status.key)
def test_words_and_shapes_have_enough_contrast(status):
    assert contrast(status.ink, status.tint) >= 4.5
    assert contrast(status.ink, "#ffffff") >= 4.5


@pytest.mark.parametrize("status", STATUSES, ids=lambda status: status.key)
def test_the_stylesheet_uses_the_colours_of_the_list(status):
    with open(finders.find("cairn/cairn.css"), encoding="utf-8") as stylesheet:
        css = stylesheet.read()
    rule = css.split(f".cairn-status--{status.key},", 1)[1].split("}", 1)[0]
    assert f"--cairn-ink: {status.ink};" in rule
    assert f"--cairn-tint: {status.tint};" in rule
    assert ("--cairn-bar-edge-colour: #fff" in rule) is status.solid


def test_an_unknown_status_is_refused_in_words():
    with pytest.raises(UnknownStatus, match="No status is drawn for “nearly”. There are: complete,"):
        status_for("nearly")


def test_an_enumeration_member_finds_its_status():
    class Plan(enum.Enum):
        LATE = "late"

    assert status_for(Plan.LATE).word == "Late"


def test_a_tag_shows_the_word_and_hides_the_shape_from_screen_readers():
    template = Template('{% load cairn_ui %}{% status_tag "late" word=word %}')
    html = template.render(Context({"word": "Overdue & <b>"}))
    assert "Overdue &amp; &lt;b&gt;" in html
    assert 'aria-hidden="true"' in html
    assert "style=" not in html
