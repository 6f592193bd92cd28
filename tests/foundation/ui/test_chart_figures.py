"""A chart on a page: its heading, its caption, the drawing that fits, the table and the CSV; and in a PDF."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typst
from django.contrib.staticfiles import finders
from django.template import Context, Template
from playwright.sync_api import Page, sync_playwright

from cairn.foundation.ui import charts, pdf
from tests.foundation.ui import chart_views as views
from tests.parts import chromium

STYLES = Path(finders.find("cairn/cairn.css"))


def styles() -> str:
    """The style sheet with its typeface inside, as a page without an address can fetch nothing."""

    def inside(match: re.Match) -> str:
        data = base64.b64encode((STYLES.parent / match[1]).read_bytes()).decode()
        return f"url(data:font/woff2;base64,{data})"

    return re.sub(r"url\(\"?(fonts/[^)\"]+)\"?\)", inside, STYLES.read_text(encoding="utf-8-sig"))


def shown(source: str, **context) -> str:
    """A template source as HTML; the tags are built in."""
    return Template(source).render(Context(context))


def test_a_figure_has_its_heading_caption_chart_table_and_csv():
    view = views.control()
    html = shown('{% chart_figure view heading_level=2 csv_url="/m/1.csv" source="Police, to May 2026" %}', view=view)
    assert '<h2 class="govuk-heading-s cairn-figure__title" id="control-heading">First contact' in html
    assert f'<p class="cairn-figure__caption">{view.caption}</p>' in html
    assert html.count("<svg") == 2 + 2  # both sizes, both icons
    assert html.count("<tr") == 61
    assert 'href="/m/1.csv"' in html and "Police, to May 2026" in html
    assert "Hits and misses the target" in html


def test_on_a_page_of_many_charts_the_heading_leads_to_the_one_with_the_table():
    html = shown('{% chart_figure view url="/m/1" table=False %}', view=views.control())
    assert '<a class="govuk-link" href="/m/1">First contact within 48 hours</a></h3>' in html
    assert "<table" not in html and "<details" not in html


def test_a_figure_leaves_out_what_there_is_none_of():
    html = shown("{% chart_figure view heading_level=0 %}", view=views.tiles())
    assert 'aria-label="By ward"' in html
    assert "<h" not in html and "CSV" not in html and "cairn-figure__source" not in html


@pytest.mark.parametrize("view", views.every_view(), ids=lambda view: view.key)
def test_every_chart_can_stand_in_a_figure_with_its_table(view):
    html = shown("{% chart_figure view %}", view=view)
    assert html.count("<tr") == len(view.rows) + 1
    assert all(len(row) == len(view.heads) for row in view.rows)
    assert " style=" not in html


@pytest.mark.parametrize("view", views.every_view(), ids=lambda view: view.key)
def test_one_tag_draws_every_chart_in_both_sizes(view):
    html = shown("{% chart view %}", view=view)
    assert "cairn-chart--wide" in html and "cairn-chart--narrow" in html


def test_an_icon_stands_beside_its_words_and_none_shows_nothing():
    icon = charts.Icon(kind="assurance", look="passes", words="Will meet the <target>")
    assert "Will meet the &lt;target&gt;" in shown("{% chart_icon icon %}", icon=icon)
    assert shown("{% chart_icon icon %}", icon=None).strip() == ""


def test_what_is_no_chart_is_refused():
    with pytest.raises(TypeError, match="str is no view of a chart"):
        shown("{% chart_figure view %}", view="chart")


def test_charts_can_stand_in_an_accessible_pdf(tmp_path):
    page = '#set document(title: "Charts")\n#set text(font: "Cairn Sans")\n'
    for view in views.every_view():
        (tmp_path / f"{view.key}.svg").write_text(charts.PENS[type(view)](view), encoding="utf-8")
        page += f'#image("{view.key}.svg", width: 100%, alt: "A chart")\n'
    (tmp_path / "charts.typ").write_text(page, encoding="utf-8")
    compiler = typst.Compiler(tmp_path / "charts.typ", root=tmp_path, font_paths=pdf._fonts())
    assert compiler.compile(format="pdf", pdf_standards=["ua-1"]).startswith(b"%PDF")


# ---- in a browser


@pytest.fixture(scope="module")
def window() -> Iterator[Page]:
    """A window without scripts."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


FACES = """['16px "Source Sans 3"', 'bold 16px "Source Sans 3"']"""
MEASURE = """() => [...document.querySelectorAll('svg.cairn-chart')].filter(svg => svg.getBoundingClientRect().width)
  .map(svg => { const frame = svg.getBoundingClientRect(), scale = frame.width / svg.viewBox.baseVal.width;
    return { name: svg.querySelector('title').id, left: frame.left, right: frame.right, bottom: frame.bottom,
      texts: [...svg.querySelectorAll('text')].map(text => { const box = text.getBoundingClientRect();
        return { words: text.textContent, size: parseFloat(getComputedStyle(text).fontSize) * scale, left: box.left,
          right: box.right, top: box.top + box.height / 5, bottom: box.bottom - box.height / 5 } }) } })"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 375, 700, 1280])
def test_text_is_large_enough_whole_and_apart_at_every_width(window, width):
    figures = "".join(shown("{% chart_figure view %}", view=view) for view in views.every_view())
    window.set_viewport_size({"width": width, "height": 900})
    window.set_content(f'<body class="govuk-template__body"><div class="govuk-width-container">{figures}</div></body>')
    window.add_style_tag(content=styles())
    loaded = window.evaluate(
        f"Promise.all({FACES}.map(face => document.fonts.load(face))).then(all => all.flat().length)"
    )
    assert loaded >= 2
    charts_shown = window.evaluate(MEASURE)
    assert [one["name"].rsplit("-", 2)[1] for one in charts_shown] == ["wide" if width > 600 else "narrow"] * len(
        views.every_view()
    )
    assert window.evaluate("document.documentElement.scrollWidth") <= width
    for one in charts_shown:
        found = one["texts"]
        for text in found:
            assert text["size"] >= 11.5, (one["name"], text)
            assert one["left"] - 1 <= text["left"] and text["right"] <= one["right"] + 1, (one["name"], text)
            assert text["bottom"] <= one["bottom"] + 1, (one["name"], text)
        for n, a in enumerate(found):
            for b in found[n + 1 :]:
                across = min(a["right"], b["right"]) - max(a["left"], b["left"])
                down = min(a["bottom"], b["bottom"]) - max(a["top"], b["top"])
                assert across <= 1 or down <= 1, (one["name"], a["words"], b["words"])
