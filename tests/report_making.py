"""Measures as they leave, made by hand, and reports made of an invented partnership, for tests of several heights."""

from __future__ import annotations

from datetime import date

from cairn.domain.boards import testing as boards
from cairn.domain.boards.api import propose_decision, publish_decision, publish_decision_release
from cairn.domain.plans.testing import add_action, add_plan, add_update
from cairn.domain.publishing.figures import LeavingFigure, LeavingMeasure, LeavingSeries
from cairn.kernel.disclosure import Audience

SMALL = 7341  # what is withheld: a number that stands nowhere else
WITHHELD = "withheld so that nobody can be identified"
MONTHS = ("April", "May", "June", "July", "August", "September")


def a_leaving_measure(audience: str = "members", *, ref: str = "M-TEST001", name: str = "Reached in time"):
    """Six months of a measure; partners do not see the figure of June, the public not that of May either."""
    hidden = {Audience.MEMBERS: (), Audience.PARTNERS: (2,), Audience.PUBLIC: (1, 2)}[Audience(audience)]
    figures = tuple(
        LeavingFigure(
            start=date(2026, 4 + place, 1).isoformat(), end=date(2026, 4 + place, 28).isoformat(),
            words=f"{month} 2026", numerator=None if place in hidden else SMALL + place,
            denominator=None if place in hidden else 9900, why=WITHHELD if place in hidden else "",
            value=None if place in hidden else round((SMALL + place) / 99, 2),
        )
        for place, month in enumerate(MONTHS)
    )  # fmt: skip
    return LeavingMeasure(
        ref=ref, name=name, definition="How many were reached in time.", numerator="People reached in time.",
        denominator="People referred.", unit="percent", unit_words="percent", factor=100, places=2, frequency="month",
        good="up", band=None, target=80.0, target_why="The board set it", source="Fellshire Constabulary",
        as_of="2026-10-20", audience=str(audience), rule="Small counts are withheld.", withheld=len(hidden), rounded=0,
        rare=False, statutory=False, rolling=False, misleads="Calling once and hanging up makes it good.", read_with=(),
        invented=False, breaks=(), series=(LeavingSeries("", "", figures),),
    )  # fmt: skip


def leaves(_measures, audience, **_more):
    """Stands in for disclosure control: two measures, by hand."""
    two = (a_leaving_measure(audience), a_leaving_measure(audience, ref="M-TEST002", name="Safer afterwards"))
    return {one.ref: one for one in two}


def a_meeting(world):
    """A meeting with a built agenda, before which an action is late and something waits to be decided."""
    by = world.acts("manager")
    plan = add_plan(world)
    late = add_action(world, plan=plan, title="Open the first safe room", due_on=world.day(-20))
    add_update(world, late, stated="off_track", corrective="A second landlord is asked.")
    by = world.acts("manager")
    group = boards.a_group(by=by, at=world.at)
    meeting = boards.a_meeting(by=by, at=world.at, group=group, days=7)
    from cairn.domain.boards.services.minutes import build_agenda

    build_agenda(by=by, at=world.at, meeting=meeting)
    boards.a_decision(by=by, at=world.at)
    boards.a_recommendation(by=by, at=world.at)
    return meeting


def a_shown_decision(world, title, codes=("CP1",), **facts):
    """A decision that residents see, about some commitments."""
    by, at = world.acts("manager"), world.at
    commitments = [world.commitment(code) for code in codes]
    row = boards.a_decision(by=by, at=at, title=title, commitments=commitments, **facts)
    row = publish_decision(by=by, at=at, decision=row, published_on=world.today)
    release_decision(world, row)
    return row


def release_decision(world, row):
    release = propose_decision(by=world.acts("manager"), at=world.at, decision=row, note="What is new.")
    publish_decision_release(by=world.acts("board"), at=world.at, release=release)


def without_figures(document: dict) -> dict:
    """A document's JSON with every measure's figures, and what is said of the copy, left out."""
    kept = {name: value for name, value in document.items() if name not in ("audience", "copy_words", "rule")}
    sections = [
        {**section, "blocks": [_without(block, section["key"]) for block in section["blocks"]]}
        for section in document["sections"]
    ]
    return {**kept, "sections": sections}


NUMBERS = {"Answered", "Said by"}  # columns of consultations that hold how many people


def _without(block: dict, of: str = "") -> dict:
    if of == "consultations" and block["kind"] == "entries":
        items = [{**one, "facts": [fact for fact in one["facts"] if fact[0] not in NUMBERS]} for one in block["items"]]
        return {**block, "items": items}
    if of == "consultations" and block["kind"] == "table":
        kept = [place for place, head in enumerate(block["heads"]) if head not in NUMBERS]
        rows = [{**row, "cells": [row["cells"][place] for place in kept]} for row in block["rows"]]
        return {**block, "rows": rows, "withheld": 0, "rounded": 0, "rule": ""}
    if block["kind"] != "charts":
        return block
    ours = ("audience", "rule", "withheld", "rounded", "periods", "series")
    measures = [{name: value for name, value in one.items() if name not in ours} for one in block["measures"]]
    return {**block, "measures": measures}
