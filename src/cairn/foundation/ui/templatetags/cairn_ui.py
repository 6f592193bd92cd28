"""Template tags for Cairn's look. Load with ``{% load cairn_ui %}``; the README shows each one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from .. import days, errors, fields, figures, filters, paging, plan_page, statuses

register = template.Library()


# Days


@register.simple_tag
def day(value) -> str:
    """``{% day action.due_on %}`` -> 3 March 2026. Nothing in, nothing out."""
    return days.day_in_words(value)


@register.simple_tag
def moment(value) -> str:
    """``{% moment update.at %}`` -> 3 March 2026 at 2:15pm, local time."""
    return days.moment_in_words(value)


register.filter("day", days.day_in_words)
register.filter("moment", days.moment_in_words)


# Forms


@register.simple_tag
def field(bound: BoundField, **options: Any) -> SafeString:
    """``{% field form.title %}``: label, hint, error and control. Options: see ``fields.OPTIONS``."""
    view = fields.view_of(bound, **options)
    if view.kind == fields.HIDDEN:
        return mark_safe(view.control)  # Django's own rendering of a hidden widget, already escaped
    return mark_safe(render_to_string("ui/field.html", {"view": view}))


@register.inclusion_tag("ui/error_summary.html")
def error_summary(*forms_or_formsets) -> dict:
    """``{% error_summary form %}``: what is wrong, each linked to its box. Takes several; empty when none."""
    return {"lines": errors.lines_of(*forms_or_formsets)}


@register.inclusion_tag("ui/filter_panel.html", takes_context=True)
def filter_panel(context: Context, form, *, title: str = "Filter", clear_url: str = "?") -> dict:
    """``{% filter_panel form %}``: a GET form that folds away, with what is chosen as removable tags."""
    chosen = filters.chosen_in(form, query=_query(context))
    return {"form": form, "title": title, "clear_url": clear_url, "chosen": chosen}


# Statuses and figures


@register.inclusion_tag("ui/status_tag.html")
def status_tag(status, word: str = "") -> dict:
    """``{% status_tag "late" %}`` or ``{% status_tag status word="Not kept yet" %}``: shape, word, colour."""
    found = statuses.status_for(status)
    return {"status": found, "word": word or found.word}


@register.inclusion_tag("ui/status_mark.html")
def status_mark(status) -> dict:
    """``{% status_mark "late" %}``: the shape alone, hidden from screen readers; write the word beside it."""
    return {"status": statuses.status_for(status)}


@register.inclusion_tag("ui/status_key.html")
def status_key(*wanted) -> dict:
    """``{% status_key %}`` or ``{% status_key "late" "blocked" %}``: what each status means."""
    return {"statuses": [statuses.status_for(one) for one in wanted] or statuses.STATUSES}


@register.inclusion_tag("ui/bar.html")
def bar(parts: Mapping | Iterable[tuple], *, title: str = "By status", key: bool = True) -> dict:
    """``{% bar counts title="Actions by status" %}``: a stacked bar with its key.

    Parts: status to count, or pairs; see ``figures.bar_of``. ``key=False`` leaves the key out. The key says
    all that the drawing shows, so the drawing is hidden from screen readers beside it, and named without it.
    """
    return {"bar": figures.bar_of(parts), "title": title, "key": key}


@register.inclusion_tag("ui/plan_on_a_page.html")
def plan_on_a_page(plan: Mapping, *, heading_level: int = 2) -> dict:
    """``{% plan_on_a_page plan %}``: themes across. The shape of ``plan`` is in ``plan_page.py``."""
    return {
        "plan": plan_page.drawn(plan),
        "theme_tag": f"h{heading_level}",
        "part_tag": f"h{heading_level + 1}",
    }


# Lists of things


@register.inclusion_tag("ui/summary_list.html")
def summary_list(rows: Iterable, *, card: str = "") -> dict:
    """``{% summary_list rows %}``: rows are (key, value) or mappings with key, value, actions.

    An action is a mapping with label, url and ``hidden`` (words for screen readers, such as the key).
    A value may be a list or tuple: one line each.
    """
    return {"rows": [_summary_row(row) for row in rows], "card": card}


@register.inclusion_tag("ui/timeline.html")
def timeline(items: Iterable, *, heading_level: int = 3) -> dict:
    """``{% timeline items %}``: newest first. Items have title, on or at, and may have by, text, status, url.

    Mappings or objects. ``on`` is a date, ``at`` a moment; ``text`` is a string or a list of paragraphs.
    """
    return {"items": [_timeline_item(item) for item in items], "tag": f"h{heading_level}"}


@register.inclusion_tag("ui/tiles.html")
def tiles(items: Iterable) -> dict:
    """``{% tiles items %}``: big numbers that lead somewhere. Mappings: number, label; url, status, note."""
    shown = []
    for item in items:
        status = item.get("status")
        shown.append({**item, "status": statuses.status_for(status) if status else None})
    return {"items": shown}


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: Context, page: Page, *, parameter: str = "page", things: str = "") -> dict:
    """``{% pager page things="actions" %}``: keeps the rest of the address. Nothing for a single page."""
    return {
        "pager": paging.pager_for(page, query=_query(context), parameter=parameter),
        "things": things,
        "needed": page.paginator.num_pages > 1,
    }


@register.simple_tag
def page_of(page: Page) -> str:
    """``{% page_of cards %}`` -> “, page 2 of 3”, for a page's title. Nothing where there is one page only."""
    pages = page.paginator.num_pages
    return f", page {page.number} of {pages}" if pages > 1 else ""


@register.simple_tag
def short_name(agency) -> SafeString:
    """``{% short_name card.lead %}``: an agency by its short name, with the full one to be had.

    Args:
        agency: anything with ``short`` and ``name``.
    """
    if agency.short == agency.name:
        return conditional_escape(agency.name)
    return format_html('<abbr title="{}">{}</abbr>', agency.name, agency.short)


# Blocks


class FramedNode(template.Node):
    """Renders its inside into a template, with the tag's words."""

    child_nodelists = ("inside",)

    def __init__(self, *, template_name: str, inside: NodeList, words: FilterExpression, options: dict) -> None:
        self.template_name = template_name
        self.inside = inside
        self.words = words
        self.options = options

    def render(self, context: Context) -> SafeString:
        """Render the inside first, then the frame round it."""
        options = {name: value.resolve(context) for name, value in self.options.items()}
        frame = {"words": self.words.resolve(context), "inside": self.inside.render(context), **options}
        return mark_safe(render_to_string(self.template_name, frame))


def _framed(parser: Parser, token: Token, *, template_name: str) -> FramedNode:
    name, *bits = token.split_contents()
    if not bits:
        raise template.TemplateSyntaxError(f"The {name} tag needs its words first, in quotes.")
    words = parser.compile_filter(bits.pop(0))
    options = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"The {name} tag does not understand: {' '.join(bits)}")
    inside = parser.parse((f"end{name}",))
    parser.delete_first_token()
    return FramedNode(template_name=template_name, inside=inside, words=words, options=options)


@register.tag
def empty(parser: Parser, token: Token) -> FramedNode:
    """``{% empty "No actions are due" %}What to do next.{% endempty %}``: an empty state that teaches.

    Inside a ``{% for %}`` use it only after the loop's own ``{% empty %}``, which has the same name.
    """
    return _framed(parser, token, template_name="ui/empty.html")


@register.tag
def scroll(parser: Parser, token: Token) -> FramedNode:
    """``{% scroll "Actions by agency" %}<table>…</table>{% endscroll %}``: wide, reachable by keyboard."""
    return _framed(parser, token, template_name="ui/scroll.html")


@register.tag
def inset(parser: Parser, token: Token) -> FramedNode:
    """``{% inset "Why this matters" %}…{% endinset %}``: inset text; give "" for no heading."""
    return _framed(parser, token, template_name="ui/inset.html")


@register.tag
def details(parser: Parser, token: Token) -> FramedNode:
    """``{% details "Who can see this" open=True %}…{% enddetails %}``: folds away, without JavaScript."""
    return _framed(parser, token, template_name="ui/details.html")


@register.tag
def landmark(parser: Parser, token: Token) -> FramedNode:
    """``{% landmark "Back" %}…{% endlandmark %}``: a ``<nav>`` round a link that stands in none.

    For the frames: what stands before the content must be in a landmark, or people who go from
    landmark to landmark miss it. Nothing inside, or a ``<nav>`` of its own, is left as it is.
    """
    return _framed(parser, token, template_name="ui/landmark.html")


# What the tags above share


def _query(context: Context) -> QueryDict:
    request = context.get("request")
    return request.GET if request is not None else QueryDict()


def _summary_row(row) -> dict:
    if not isinstance(row, Mapping):
        key, value = row
        row = {"key": key, "value": value}
    value = row["value"]
    lines = list(value) if isinstance(value, list | tuple) else None
    return {"key": row["key"], "value": value, "lines": lines, "actions": row.get("actions", ())}


def _timeline_item(item) -> dict:
    def part(name: str):
        return item.get(name) if isinstance(item, Mapping) else getattr(item, name, None)

    text = part("text") or ()
    status = part("status")
    return {
        "title": part("title"),
        "url": part("url"),
        "by": part("by"),
        "on": part("on"),
        "at": part("at"),
        "paragraphs": [text] if isinstance(text, str) else list(text),
        "status": statuses.status_for(status) if status else None,
    }
