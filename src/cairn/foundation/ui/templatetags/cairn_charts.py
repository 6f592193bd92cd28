"""Template tags for charts, built in like the others; the README of the look shows each one."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .. import charts

register = template.Library()


@register.simple_tag
def chart(view: Any) -> SafeString:
    """``{% chart view %}``: the drawing of any view in both sizes; the style sheet shows the one that fits."""
    return drawn(view)


@register.simple_tag
def spark_chart(view: charts.ControlView | None) -> SafeString | str:
    """``{% spark_chart view %}``: a control chart as small as a line of text, beside its words; nothing for none."""
    return charts.spark(view) if view else ""


@register.inclusion_tag("ui/chart_icon.html")
def chart_icon(icon: charts.Icon | None) -> dict:
    """``{% chart_icon view.variation %}``: an icon of variation or assurance with its words; nothing for none."""
    return {"icon": icon, "drawing": charts.icon(icon) if icon else ""}


@register.inclusion_tag("ui/chart_figure.html")
def chart_figure(
    view: Any, *, heading_level: int = 3, csv_url: str = "", source: str = "", url: str = "", table: bool = True
) -> dict:
    """``{% chart_figure view csv_url=url source="…" %}``: heading, caption, chart, table and CSV.

    Args:
        view: any chart's view, with ``title``, ``caption``, ``heads`` and ``rows``.
        heading_level: of the title; 0 leaves it out, where the page has said it.
        csv_url: where the same figures are had as CSV; none shows no link.
        url: where the heading leads, on a page of many charts.
        table: False leaves the table out, where the page it leads to has it.
        source: where the figures come from and when, in words.
    """
    return {
        "view": view,
        "drawing": drawn(view),
        "tag": f"h{heading_level}" if heading_level else "",
        "csv_url": csv_url,
        "url": url,
        "table": table,
        "source": source,
        "icons": [one for one in (getattr(view, "variation", None), getattr(view, "assurance", None)) if one],
    }


def drawn(view: Any) -> SafeString:
    """A chart in both its sizes.

    Raises:
        TypeError: for what is no view of a chart.
    """
    pen = charts.PENS.get(type(view))
    if pen is None:
        raise TypeError(f"{type(view).__name__} is no view of a chart.")
    return format_html("{}{}", pen(view), pen(view, narrow=True))
