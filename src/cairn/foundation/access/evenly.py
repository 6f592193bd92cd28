"""What cannot be seen is answered after the same time, whether it is hidden or was never there."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

AWAKE = 0.001  # seconds before the beat that are watched, not slept through


def answer_on_the_beat(request: HttpRequest) -> None:
    """Let a search answer on the beat too: how many hidden rows it passed over must not show in how long it took.

    It is asked for where somebody chooses the words and rows that are hidden from her may match. What is left: a beat
    blurs a difference and does not take it away. Whom thousands of hidden rows match at once can still be told from
    whom none does, by how many beats it takes; whether one does, takes as many tries as a page that is not there.

    The wait comes after the transaction, so no rows and no lock are held by it.
    """
    request.beat = settings.NOT_THERE_BEAT  # type: ignore[attr-defined]


class AnswerEvenly:
    """Middleware: an answer that there is nothing to see waits until a whole number of steps has passed.

    To ask about a row that is hidden takes the database a fifth of a millisecond longer than to find none. Thousands
    of requests would tell the two apart (``bench/case_timing.py``), unless both come at the same beat. A view whose
    answer says as little in another way sets ``beat`` on its request, in seconds: more than the work takes.

    After a longer sleep a process wakes up some millionths of a second later, which would tell the two apart as well.
    So the end of each wait is spent awake.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        beat = getattr(request, "beat", settings.NOT_THERE_BEAT if response.status_code == 404 else 0.0)
        if beat and settings.NOT_THERE_BEAT:
            _wait_until(began + beat * math.ceil((time.perf_counter() - began) / beat))
        return response


def _wait_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.perf_counter() - AWAKE))
    while time.perf_counter() < moment:
        pass
