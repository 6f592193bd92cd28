"""For systems: send a file of a feed, and read what came of it. How to is in docs/how-to/send-extracts.md."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from cairn.domain.records import policies
from cairn.domain.records.models import Extract, Feed
from cairn.domain.records.services.arriving import AlreadyHere, check_content
from cairn.domain.records.services.settling import bring_file
from cairn.domain.records.web.extracts import answer_given_back
from cairn.foundation.access.keys import key_screen, problem
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.files.streamed import parts_of
from cairn.foundation.files.terms import FileRefused

ENDINGS = {
    "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.apache.parquet": "parquet",
}
ALL, SOUND = "all", "sound"


@key_screen(policies.SEND, writes=True)
def send(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a file in; its rows too, where that is asked for and its headings are those of the last one."""
    feed = policies.VIEW.one(request.actor, Feed.objects.select_related("agency"), ref=ref)
    policies.SEND.require(request.actor, feed)
    if request.content_type not in ENDINGS:
        raise Refused(f"Say what is sent in the header Content-Type: {', '.join(ENDINGS)}.")
    asked = request.GET.get("take_in", "")
    if asked not in ("", ALL, SOUND):
        raise Refused(f"take_in is {ALL} or {SOUND}, or left out.")
    name = f"{feed.ref}.{ENDINGS[request.content_type]}"
    try:
        check_content(name, request.body)
        with transaction.atomic():
            extract = bring_file(
                by=request.actor, at=timezone.now(), feed=feed, name=name, parts=parts_of(request.body),
                take_in=bool(asked), leave_out=asked == SOUND, waits=False, key=request.key.ref,
            )  # fmt: skip
    except AlreadyHere as before:
        return JsonResponse({"unchanged": True, "detail": before.sentence})
    except FileRefused as refusal:
        return problem(422, "The file was not taken in.", detail=str(refusal))
    return JsonResponse(_said(extract), status=201)


@key_screen(policies.VIEW_EXTRACT)
def extract(request: HttpRequest, ref: str) -> HttpResponse:
    """How far a file is, and how many of its rows came back by which rule."""
    return JsonResponse(_said(policies.VIEW_EXTRACT.one(request.actor, ref=ref)))


@key_screen(policies.OPEN_ROWS)
def given_back(request: HttpRequest, ref: str) -> HttpResponse:
    """The rows that cannot go in, each with the reason, as CSV."""
    return answer_given_back(request, ref)


def _said(row: Extract) -> dict[str, Any]:
    counts = row.counts
    return {
        "extract": row.ref, "stage": row.stage, "says": row.get_stage_display(), "problem": row.problem,
        "rows": counts.get("rows"), "sound": counts.get("sound"), "given_back": counts.get("set_aside"),
        "problems": [{"rule": rule, "rows": count} for rule, count in counts.get("problems", ())],
    }  # fmt: skip
