"""What cannot be seen is answered on a beat, so that time does not tell whether it is there."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from cairn.foundation.access import evenly


@pytest.fixture
def clock(monkeypatch, settings):
    """A clock that moves when the view works, when the middleware waits, and by a millionth when it is looked at."""
    settings.NOT_THERE_BEAT = 0.05
    now = [100.0]

    def looked_at():
        now[0] += 1e-6
        return now[0]

    monkeypatch.setattr(evenly.time, "perf_counter", looked_at)
    monkeypatch.setattr(evenly.time, "sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    return now


def taken(clock, *, works, status=404, beat=None, searches=False):
    def view(request):
        clock[0] += works
        if searches:
            evenly.answer_on_the_beat(request)
        if beat:
            request.beat = beat
        return HttpResponse(status=status)

    began = clock[0]
    evenly.AnswerEvenly(view)(RequestFactory().get("/"))
    return round(clock[0] - began, 5)


@pytest.mark.parametrize("works", [0.0001, 0.0121, 0.0123, 0.0499])
def test_hidden_and_not_there_take_the_same_time(clock, works):
    assert taken(clock, works=works) == 0.05


def test_an_answer_that_took_longer_waits_for_the_next_beat(clock):
    assert taken(clock, works=0.0512) == taken(clock, works=0.0904) == 0.1


def test_what_is_seen_does_not_wait(clock):
    assert taken(clock, works=0.012, status=200) == 0.012


def test_a_view_may_ask_for_a_longer_beat_of_its_own(clock):
    assert taken(clock, works=0.012, status=200, beat=0.5) == taken(clock, works=0.3, status=200, beat=0.5) == 0.5


def test_a_search_takes_the_same_time_however_many_hidden_rows_it_passes_over(clock):
    times = {taken(clock, works=works, status=200, searches=True) for works in (0.0201, 0.0204, 0.0262, 0.0412)}
    assert times == {0.05}


def test_tests_of_everything_else_do_not_wait(clock, settings):
    settings.NOT_THERE_BEAT = 0.0
    assert taken(clock, works=0.012) == 0.012
