"""Pagers, bars, lists, filters and blocks."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from cairn.foundation.ui.figures import bar_of
from cairn.foundation.ui.filters import chosen_in
from cairn.foundation.ui.forms import DayField, PlainForm
from cairn.foundation.ui.paging import pager_for
from cairn.foundation.ui.statuses import UnknownStatus


def shown(source: str, **context) -> str:
    """A template source as HTML."""
    return Template("{% load cairn_ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("number", "shows"),
    [
        (1, [1, 2, None, 12]),
        (3, [1, 2, 3, 4, None, 12]),
        (4, [1, 2, 3, 4, 5, None, 12]),
        (6, [1, None, 5, 6, 7, None, 12]),
        (12, [1, None, 11, 12]),
    ],
)
def test_a_pager_shows_ends_neighbours_and_gaps(number, shows):
    pager = pager_for(Paginator(range(120), 10).page(number), query=QueryDict())
    assert [link.number for link in pager.links] == shows


def test_a_pager_keeps_the_rest_of_the_address():
    pager = pager_for(Paginator(range(30), 10).page(2), query=QueryDict("status=late&status=blocked&page=2"))
    assert pager.after == "?status=late&status=blocked&page=3"
    assert (pager.first_row, pager.last_row, pager.rows) == (11, 20, 30)


def test_a_single_page_has_no_pager():
    html = shown("{% pager page %}", page=Paginator(range(3), 10).page(1), request=RequestFactory().get("/"))
    assert html.strip() == ""


def test_a_bar_says_in_words_what_it_draws():
    bar = bar_of({"late": 1, "complete": 3, "blocked": 0})
    assert bar.sentence == "4 in all: 3 complete, 1 late"
    assert [(part.status.key, part.start, part.width) for part in bar.parts] == [
        ("complete", 0.0, 75.0),
        ("late", 75.0, 25.0),
    ]


def test_a_bar_takes_other_words_and_refuses_what_it_cannot_draw():
    assert bar_of([("late", 1, "Not kept yet")]).sentence == "1 in all: 1 not kept yet"
    with pytest.raises(UnknownStatus):
        bar_of({"nearly": 1})
    with pytest.raises(ValueError, match="below zero"):
        bar_of({"late": -1})


def test_a_bar_is_read_once_by_its_key_and_repeats_no_id_on_a_page():
    html = shown('{% bar a title="One" %}{% bar b %}', a={"late": 1}, b={})
    assert (
        html.count('<svg class="cairn-bar__drawing" width="100%" height="36" focusable="false" aria-hidden="true">')
        == 2
    )
    assert " id=" not in html
    assert "Nothing to count yet" in html


def test_a_bar_without_its_key_says_the_same_as_its_drawing():
    html = shown('{% bar a title="One" key=False %}', a={"late": 1})
    assert 'role="img" aria-label="One. 1 in all: 1 late."' in html
    assert "cairn-bar__drawing" in html and "figcaption" not in html


def test_the_page_a_list_is_on_is_said_only_where_there_are_several():
    assert shown("Actions{% page_of page %}", page=Paginator(range(30), 10).page(2)) == "Actions, page 2 of 3"
    assert shown("Actions{% page_of page %}", page=Paginator(range(3), 10).page(1)) == "Actions"


def test_an_agencys_short_name_carries_the_full_one_once():
    police = SimpleNamespace(short="Cumbria police", name="Cumbria <Constabulary>")
    assert shown("{% short_name one %}", one=police) == (
        '<abbr title="Cumbria &lt;Constabulary&gt;">Cumbria police</abbr>'
    )
    same = SimpleNamespace(short="Riverside", name="Riverside")
    assert shown("{% short_name one %}", one=same) == "Riverside"


def test_an_empty_state_stands_inside_the_empty_part_of_a_loop():
    block = '{% empty "None due" %}<p>Rest.</p>{% endempty %}'
    source = "{% for one in things %}{{ one }}{% empty %}" + block + "{% endfor %}"
    assert "None due" in shown(source, things=[])
    assert "<p>Rest.</p>" in shown(source, things=[])
    assert "None due" not in shown(source, things=[1])


def test_a_wide_table_can_be_reached_and_has_a_name():
    html = shown("{% scroll name %}<table></table>{% endscroll %}", name='A "wide" one')
    assert 'role="region" aria-label="A &quot;wide&quot; one" tabindex="0"' in html


def test_a_block_without_words_is_refused():
    with pytest.raises(TemplateSyntaxError, match="needs its words first"):
        shown("{% scroll %}x{% endscroll %}")


def test_a_summary_list_takes_pairs_lines_and_actions():
    rows = [
        ("Lead", "Cumberland <Council>"),
        {
            "key": "Owner",
            "value": ["Heron", "Slate"],
            "actions": [{"label": "Change", "url": "/x", "hidden": "owner"}],
        },
    ]
    html = shown("{% summary_list rows %}", rows=rows)
    assert "Cumberland &lt;Council&gt;" in html
    assert "Heron<br>Slate" in html
    assert 'Change<span class="govuk-visually-hidden"> owner</span>' in html


def test_a_timeline_shows_who_when_and_what():
    items = [
        {
            "title": "Agreed",
            "by": "the board",
            "on": date(2026, 3, 24),
            "text": "All agreed.",
            "status": "on_track",
        }
    ]
    html = shown("{% timeline items %}", items=items)
    assert '<time datetime="2026-03-24">24 March 2026</time>' in html
    assert "by the board" in html
    assert "On track" in html


class Filter(PlainForm):
    status = forms.MultipleChoiceField(
        choices=[("late", "Late"), ("blocked", "Blocked")],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agency = forms.ChoiceField(
        label="Lead agency",
        choices=[("", "All"), ("Councils", [("a", "Cumberland Council")])],
        required=False,
    )
    before = DayField(label="Due before", required=False)


def test_each_choice_of_a_filter_can_be_taken_away_by_itself():
    address = "status=late&status=blocked&agency=a&before_day=3&before_month=3&before_year=2027&page=4"
    query = QueryDict(address)
    chosen = {(one.label, one.words): one.url for one in chosen_in(Filter(query), query=query)}
    rest = "agency=a&before_day=3&before_month=3&before_year=2027"
    assert chosen == {
        ("Status", "Late"): f"?status=blocked&{rest}",
        ("Status", "Blocked"): f"?status=late&{rest}",
        ("Lead agency", "Cumberland Council"): (
            "?status=late&status=blocked&before_day=3&before_month=3&before_year=2027"
        ),
        ("Due before", "3 March 2027"): "?status=late&status=blocked&agency=a",
    }


def test_a_filter_nobody_set_has_no_choices():
    assert chosen_in(Filter(), query=QueryDict()) == []
    assert chosen_in(Filter(QueryDict()), query=QueryDict()) == []
