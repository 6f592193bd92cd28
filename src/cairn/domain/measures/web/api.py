"""For systems: send figures, and read measures and their figures. How to is in docs/how-to/send-figures.md."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from cairn.domain.measures import policies
from cairn.domain.measures.models import Measure, Observation
from cairn.domain.measures.queries.measure_page import measure_for
from cairn.domain.measures.queries.small import is_small, withheld_from
from cairn.domain.measures.queries.workbook_rows import Named, figure_rows, figure_tables, proposed_mapping
from cairn.domain.measures.services.answering import first_answer, keep_answer, named
from cairn.domain.measures.services.arriving import Reject, Row, examine_rows
from cairn.domain.measures.services.figures import typed_number
from cairn.domain.measures.services.loading import take_in
from cairn.foundation.access.keys import key_screen, problem
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.files.sheets import read_sheets
from cairn.foundation.files.terms import FileRefused
from cairn.kernel.observation_checks import Typed
from cairn.kernel.tables import clean_text

MOST_ROWS = 10_000
LONGEST = 600
SOUND_ONLY = "sound"
_TEXTS = ("measure", "breakdown", "group", "unit", "note", "evidence", "confirmed")
_NUMBERS = ("numerator", "denominator")
_DAYS = ("period_start", "period_end")
_YES_OR_NO = ("nil", "provisional")
_KNOWN = {*_TEXTS, *_NUMBERS, *_DAYS, *_YES_OR_NO}
_FIELDS = {"starts_on": "period_start", "ends_on": "period_end", "dimension": "breakdown", "category": "group",
           "remark": "note"}  # fmt: skip


@key_screen(policies.BRING, writes=True)
def send(request: HttpRequest) -> HttpResponse:
    """Take figures in, as JSON or CSV: all of them or, where that is asked for, those that are sound."""
    policies.BRING.require(request.actor, request.partnership)
    said = request.headers.get("Idempotency-Key")
    if said is None:
        return _send(request)
    who, asked = {"key": request.key, "name": named(said)}, _asked(request)
    try:
        before = first_answer(**who, asked=asked)
    except Refused as refusal:
        return problem(409, "Nothing was done.", detail=refusal.sentence)
    if before is not None:
        again = JsonResponse(before.answer, status=before.status)
        again["Idempotent-Replayed"] = "true"
        return again
    found = _send(request)
    if found.status_code == HTTPStatus.OK:  # of a refusal nothing was written, so it may be tried again
        facts = {"status": found.status_code, "answer": json.loads(found.content)}
        keep_answer(by=request.actor, at=timezone.now(), **who, asked=asked, **facts)
    return found


def _asked(request: HttpRequest) -> bytes:
    """All of a request that says what is wanted."""
    how = [request.path, request.META.get("QUERY_STRING", ""), request.content_type]
    return json.dumps(how).encode() + request.body


def _send(request: HttpRequest) -> HttpResponse:
    body = request.body
    try:
        rows, lost, asked = _read(request, body)
    except FileRefused as refusal:
        return problem(400, "The table cannot be read.", detail=str(refusal))
    if len(rows) + len(lost) > MOST_ROWS:
        return problem(413, f"More than {MOST_ROWS} rows were sent at once.", detail="Send them in parts.")
    who = {"by": request.actor, "at": timezone.now()}
    found = examine_rows(**who, rows=rows, confirmed=asked.get("confirmed", ""))
    facts = {
        **who, "digest": hashlib.sha256(body).hexdigest(), "reason": asked.get("reason", ""),
        "source": f"Sent by the system “{request.key.system}” with the key {request.key.ref}.",
        "key": request.key,
    }  # fmt: skip
    sound_only = asked.get("accept") == SOUND_ONLY
    loaded = take_in(found, **facts, save=sound_only)
    rejects = sorted([*lost, *loaded.rejects], key=lambda one: one.number)
    if rejects and not sound_only:
        return problem(
            422, "Some rows cannot be loaded, so none was.", problems=map(_said, rejects),
            detail='Put them right, or ask for the sound ones to be loaded: "accept": "sound".',
        )  # fmt: skip
    if not sound_only:
        loaded = take_in(found, **facts)
    return JsonResponse(
        {
            "loaded": {"figures": loaded.figures, "periods": loaded.periods, "corrected": loaded.corrected},
            "unchanged_periods": loaded.unchanged,
            "problems": [_said(one) for one in rejects],
        }
    )


@key_screen(policies.LIST)
def measures(request: HttpRequest) -> HttpResponse:
    """The running measures of the partnership: what is counted, by whom, how often."""
    policies.LIST.require(request.actor, request.partnership)
    rows = policies.VIEW.rows(request.actor).filter(ended_on=None).select_related("agency").order_by("ref")
    return JsonResponse({"measures": [_measure(row) for row in rows]})


@key_screen(policies.VIEW)
def figures(request: HttpRequest, ref: str) -> HttpResponse:
    """The figures of one measure that count, by period and group."""
    measure = measure_for(request.actor, ref)
    cells = (
        Observation.objects.filter(submission__measure=measure, submission__counts=True)
        .select_related("submission")
        .order_by("submission__period_start", "pk")
    )
    closed = bool(withheld_from(request.actor, [measure]))
    small = {one for one in cells if closed and is_small(measure, one.numerator, one.denominator)}
    gone = {one.submission_id for one in small if not one.dimension}
    found = [_figure(cell, few=cell in small or cell.submission_id in gone) for cell in cells]
    return JsonResponse({"measure": _measure(measure), "figures": found})


def _measure(row: Measure) -> dict[str, Any]:
    return {
        "ref": row.ref, "name": row.name, "definition": row.definition, "numerator": row.numerator,
        "denominator": row.denominator, "unit": row.unit, "frequency": row.frequency, "agency": row.agency.slug,
        "breakdowns": row.breakdowns, "first_on": row.first_on.isoformat(), "computed": bool(row.computed),
    }  # fmt: skip


def _figure(cell: Observation, *, few: bool) -> dict[str, Any]:
    sent = cell.submission
    return {
        "period_start": sent.period_start.isoformat(), "period_end": sent.period_end.isoformat(),
        "breakdown": cell.dimension, "group": cell.category, "numerator": "" if few else typed_number(cell.numerator),
        "denominator": "" if few else typed_number(cell.denominator), "withheld": few, "nil": cell.nil,
        "provisional": sent.provisional,
        "state": sent.state, "revision": sent.revision, "note": sent.note, "evidence": sent.evidence,
    }  # fmt: skip


def _said(reject: Reject) -> dict[str, Any]:
    return {
        "row": reject.number, "field": _FIELDS.get(reject.field, reject.field), "rule": reject.rule,
        "detail": reject.sentence,
    }  # fmt: skip


# ---- what was sent


def _read(request: HttpRequest, body: bytes) -> tuple[list[Row], list[Reject], dict[str, str]]:
    """The rows as facts, those that name no measure or period, and how they are to be taken."""
    if request.content_type == "text/csv":
        tables = figure_tables(read_sheets(body, kind="csv"))
        if len(tables) != 1:
            raise Refused("No table of figures was found. Its first row holds headings, as in a copy from Cairn.")
        rows, lost = figure_rows(request.actor, tables[0], proposed_mapping(tables[0]))
        return rows, lost, {"accept": request.GET.get("accept", "")}
    if request.content_type != "application/json":
        raise Refused("Send application/json or text/csv, and say which in the header Content-Type.")
    sent = _json(body)
    named = Named.of(request.actor)
    rows, lost = [], []
    for number, one in enumerate(sent["rows"][: MOST_ROWS + 1], start=1):
        row = _row(number, one, named)
        (rows if isinstance(row, Row) else lost).append(row)
    return rows, lost, {key: _text(str(sent.get(key, ""))) for key in ("accept", "reason", "confirmed")}


def _json(body: bytes) -> dict[str, Any]:
    """The object that was sent. Numbers stay as they were written: none is rounded on the way."""
    try:
        sent = json.loads(body, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as fault:
        raise Refused("The body is not JSON.") from fault
    if not isinstance(sent, dict) or not isinstance(sent.get("rows"), list):
        raise Refused('Send an object with "rows": a list of objects, one for each figure.')
    if unknown := sorted(set(sent) - {"rows", "accept", "reason", "confirmed"}):
        raise Refused(f"“{unknown[0][:40]}” is not known. Beside rows there are accept, reason and confirmed.")
    return sent


def _text(said: str) -> str:
    """Without what the database cannot hold, such as half a letter or NUL; cut where it is long."""
    return clean_text(said)[:LONGEST]


def _row(number: int, one: Any, named: Named) -> Row | Reject:
    """One figure as facts, or why it is none."""
    if not isinstance(one, dict):
        return Reject(number, "A row is an object with names and values.")
    if unknown := sorted(set(one) - _KNOWN):
        return Reject(
            number, f"“{unknown[0][:40]}” is not known. Known are: {', '.join(sorted(_KNOWN))}.", unknown[0][:40]
        )
    for about in (*_TEXTS, *_NUMBERS, *_DAYS):
        if not isinstance(one.get(about) or "", str):
            return Reject(number, f"{about} must be text or a number.", about)
    for about in _YES_OR_NO:
        if one.get(about) not in (None, True, False):
            return Reject(number, f"{about} must be true or false.", about)
    days: dict[str, date | None] = {}
    for about in _DAYS:
        try:
            days[about] = date.fromisoformat(one[about]) if one.get(about) else None
        except ValueError:
            return Reject(number, f"{about} must be a day such as 2026-04-01.", about)
    if days["period_start"] is None:
        return Reject(number, "Give the first day of the period.", "period_start")
    text = {about: _text(one.get(about) or "") for about in (*_TEXTS, *_NUMBERS)}
    ref = named.ref(text["measure"])
    group, wrong = named.group(ref, text["breakdown"], text["group"])
    typed = Typed(group[0], group[1], text["numerator"], text["denominator"], bool(one.get("nil")), text["unit"])
    return Row(
        number, ref, days["period_start"], typed, days["period_end"], text["confirmed"], one.get("provisional"),
        text["note"], text["evidence"], (("group", wrong),) if wrong else (),
    )  # fmt: skip
