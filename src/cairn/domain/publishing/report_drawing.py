"""From a report's document to what is drawn: the page and the PDF get the same parts in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cairn.domain.publishing.charts import SORTS, charts_of, dimension_words
from cairn.domain.publishing.figures import NO_FIGURE, LeavingFigure, LeavingMeasure, LeavingSeries
from cairn.domain.publishing.report_document import (
    Charts,
    Entries,
    Entry,
    Heat,
    KeyFigures,
    Points,
    ReportDocument,
    Source,
    Table,
    Text,
)
from cairn.foundation.ui.charts import PENS
from cairn.foundation.ui.charts import icon as icon_of
from cairn.foundation.ui.days import day_in_words
from cairn.foundation.ui.statuses import status_for
from cairn.kernel.chart_scales import number_words
from cairn.kernel.disclosure import Why

Part = dict[str, Any]


def drawn_report(document: ReportDocument) -> Part:
    """Everything a page or a PDF shows of a document, in words."""
    measures = document.measures
    return {
        "kind": document.of,
        "title": document.title,
        "subtitle": document.subtitle,
        "area": document.area,
        "partnership": document.partnership,
        "copy": document.copy_words,
        "rule": document.rule,
        "as_at": day_in_words(document.as_at),
        "invented": document.invented,
        "sections": [
            {"key": one.key, "title": one.title, "lead": one.lead, "blocks": [_block(block) for block in one.blocks]}
            for one in document.sections
        ],
        "withheld": [_withheld(one) for one in document.withheld],
        "sources": [(one.name, _as_of(one.as_of)) for one in document.sources],
        "figures": [_figures_of(one) for one in measures],
    }


def source_words(source: Source) -> str:
    """Where figures come from and when, as it stands under them."""
    when = f"as of {day_in_words(source.as_of)}" if source.as_of else "no figure has been sent in yet"
    return f"Source: {source.name}, {when}."


def _as_of(day: str) -> str:
    return day_in_words(day) if day else "Nothing has been sent in yet"


def _block(block: Any) -> Part:
    match block:
        case Text():
            return {"kind": block.kind, "text": block.text, "aside": block.aside}
        case Points():
            return {"kind": block.kind, "items": list(block.items)}
        case KeyFigures():
            items = [
                {"number": one.number, "words": one.words, "source": source_words(one.source)} for one in block.items
            ]
            return {"kind": block.kind, "items": items}
        case Table():
            return _table(block)
        case Heat():
            rows = [
                {"word": word, "squares": [{"count": one.count, "band": one.band} for one in squares]}
                for word, squares in block.rows
            ]
            return {
                "kind": block.kind, "caption": block.caption, "impacts": list(block.impacts), "rows": rows,
                "source": source_words(block.source),
            }  # fmt: skip
        case Entries():
            return {"kind": block.kind, "items": [_entry(one) for one in block.items],
                    "source": source_words(block.source)}  # fmt: skip
        case Charts():
            return {"kind": block.kind, "items": [_measure(one) for one in block.measures]}
    raise TypeError(f"Nobody has drawn {type(block).__name__}.")


def _table(block: Table) -> Part:
    rows = [
        {
            "cells": [
                {"words": words, "head": head, "status": row.status if place == block.status_at else ""}
                for place, (head, words) in enumerate(zip(block.heads, row.cells, strict=True))
            ]
        }
        for row in block.rows
    ]
    return {
        "kind": block.kind, "caption": block.caption, "heads": list(block.heads), "rows": rows,
        "widths": list(block.widths) or [1] * len(block.heads), "source": source_words(block.source),
    }  # fmt: skip


def _entry(one: Entry) -> Part:
    word = one.status_word or (status_for(one.status).word if one.status else "")
    return {
        "title": one.title, "status": one.status, "word": word, "about": one.about, "facts": list(one.facts),
        "lists": list(one.lists),
    }  # fmt: skip


# ---- measures


def _measure(measure: LeavingMeasure) -> Part:
    drawn = charts_of(measure)
    controls = [one.everyone for one in drawn if one.everyone]
    views = [*controls, *(view for one in drawn for view in one.multiples)]
    icons = [icon for one in controls for icon in (one.variation, one.assurance) if icon]
    return {
        "ref": measure.ref,
        "title": measure.name,
        "definition": measure.definition,
        "caption": " ".join(one.caption for one in controls) or _no_chart(measure),
        "icons": [{"view": one, "words": one.words} for one in icons],
        "views": views,
        "tables": _figures_of(measure)["tables"],
        "source": source_words(Source(measure.source, measure.as_of)),
        "notes": list(_notes(measure)),
    }


def _no_chart(measure: LeavingMeasure) -> str:
    if measure.rare:
        return "Too few to draw a control chart. The figures stand in the table at the end."
    return "No figures have been sent in yet."


def _notes(measure: LeavingMeasure) -> Iterator[str]:
    if measure.target is not None:
        why = f": {measure.target_why}" if measure.target_why else ""
        yield f"Target {_number(measure, measure.target)}{why}".rstrip(".") + "."
    if measure.withheld:
        figures = "figure is" if measure.withheld == 1 else "figures are"
        yield f"{measure.withheld} {figures} withheld so that nobody can be identified."
    if measure.rounded:
        yield f"{measure.rounded} {'figure is' if measure.rounded == 1 else 'figures are'} rounded."
    if measure.misleads:
        yield f"How it can mislead: {measure.misleads}"
    if measure.mixed:
        yield "Some of its figures are invented for the demonstration, and say so. They are drawn by themselves."
    elif measure.invented:
        yield "Invented for the demonstration."


def _withheld(one: LeavingMeasure | Table) -> Part:
    said = [
        f"{one.withheld} withheld" if one.withheld else "",
        f"{one.rounded} rounded" if one.rounded else "",
    ]
    title = one.caption if isinstance(one, Table) else one.name
    return {"title": title, "many": ", ".join(filter(None, said)), "why": one.rule}


def _figures_of(measure: LeavingMeasure) -> Part:
    """The tables that say the same as the charts: everyone first, then the groups of each dimension."""
    tables = []
    if everyone := measure.everyone:
        rows = [[one.words, _count(one.numerator, one), _count(one.denominator, one), _shown(measure, one),
                 _note(one, mixed=measure.mixed)]
                for one in everyone.figures]  # fmt: skip
        counted = ["Numerator", "Denominator"] if measure.denominator else ["Number", ""]
        heads = ["Period", *counted, "Value", "Note"]
        if not measure.denominator:
            heads = ["Period", "Value", "Note"]
            rows = [[row[0], row[3], row[4]] for row in rows]
        tables.append({"caption": f"{measure.name}: everyone", "heads": heads, "rows": rows})
    dimensions = dict.fromkeys(one.dimension for one in measure.series if one.dimension)
    for dimension in dimensions:
        groups = [one for one in measure.series if one.dimension == dimension]
        tables.append(_by_group(measure, dimension, groups))
    return {
        "ref": measure.ref, "title": measure.name, "numerator": measure.numerator, "denominator": measure.denominator,
        "unit": measure.unit_words, "source": source_words(Source(measure.source, measure.as_of)), "tables": tables,
    }  # fmt: skip


def _by_group(measure: LeavingMeasure, dimension: str, groups: list[LeavingSeries]) -> Part:
    periods = {one.start: one.words for group in groups for one in group.figures}
    found = [{one.start: one for one in group.figures} for group in groups]
    rows = [
        [words, *(_shown(measure, group[start]) if start in group else NO_FIGURE for group in found)]
        for start, words in sorted(periods.items())
    ]
    named = dimension_words(dimension)
    return {
        "caption": f"{measure.name}: by {named}", "heads": ["Period", *(one.category for one in groups)], "rows": rows,
    }  # fmt: skip


def _shown(measure: LeavingMeasure, figure: LeavingFigure) -> str:
    if figure.value is not None:
        return _number(measure, figure.value)
    return "withheld" if figure.why == Why.WITHHELD else NO_FIGURE


def _count(value: float | None, figure: LeavingFigure) -> str:
    if value is not None:
        return number_words(value)
    return "withheld" if figure.why == Why.WITHHELD else ""


def _number(measure: LeavingMeasure, value: float) -> str:
    return number_words(value, places=measure.places) + ("%" if measure.unit == "percent" else "")


def _note(figure: LeavingFigure, *, mixed: bool) -> str:
    why = "" if figure.why in (Why.SHOWN, NO_FIGURE) else figure.why
    sort = SORTS[figure.invented] if mixed and figure.why != NO_FIGURE else ""
    said = "; ".join(filter(None, [why, "provisional" if figure.provisional else "", sort, figure.note.rstrip(".")]))
    return said[:1].upper() + said[1:]


# ---- for the PDF


def pictures(part: Part) -> Part:
    """The drawn report with every chart and icon as SVG, as the PDF's layout takes it."""
    return {
        **part,
        "sections": [{**one, "blocks": [_pictured(block) for block in one["blocks"]]} for one in part["sections"]],
    }


def _pictured(block: Part) -> Part:
    if block["kind"] != Charts.kind:
        return block
    items = [
        {
            **{name: found for name, found in one.items() if name not in ("views", "icons", "tables")},
            "icons": [{"svg": str(icon_of(icon["view"])), "words": icon["words"]} for icon in one["icons"]],
            "charts": [
                {"svg": str(PENS[type(view)](view)), "alt": f"{view.title}. {view.caption}"} for view in one["views"]
            ],
        }
        for one in block["items"]
    ]
    return {"kind": block["kind"], "items": items}
