"""Thresholds as pure functions of a history and a day, each with its working in plain words.

An outcome may be unknown: a score that nobody has worked out is neither high nor low. A number never lowers
a judgement: where any of several ways is enough, one that is met stands whatever the others say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cairn.kernel.processes.calendars import months_after
from cairn.kernel.processes.detail_values import day_given, is_given, is_one_of, leaves_out, same_words, written
from cairn.kernel.processes.history import Event, Standing
from cairn.kernel.processes.process import LeftOut, Threshold
from cairn.kernel.processes.reports import Judged, qualifying_reports
from cairn.kernel.processes.terms import Method
from cairn.kernel.processes.words_of_days import in_words


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one threshold on one day.

    Args:
        met: None where an answer is missing.
        number: what was counted, where something is.
        needed: how many would do.
        working: how it was worked out, sentence by sentence.
        judged: each report that was looked at, where reports are counted.
    """

    key: str
    met: bool | None
    number: int | float | None = None
    needed: int | None = None
    working: tuple[str, ...] = ()
    judged: tuple[Judged, ...] = ()


def outcome(case: Standing, key: str) -> Outcome:
    """Work out one threshold for a case as it stands."""
    threshold = case.process.thresholds[key]
    if not threshold.on:
        return Outcome(key, False, working=("This is not used here.",))
    return _METHODS[threshold.method](case, threshold)


def outcomes(case: Standing) -> dict[str, Outcome]:
    """Every threshold of the process."""
    return {key: outcome(case, key) for key in case.process.thresholds}


def _reports(case: Standing, threshold: Threshold) -> Outcome:
    anchors = case.named(threshold.anchors)
    applied = anchors[0].day if anchors else case.day
    number, judged = qualifying_reports(threshold, case.named(threshold.events), applied)
    told = f"{_count(number, 'incident')} with a report that counts; {threshold.least} or more meet the threshold."
    working = (*(f"{each.named}: {each.because}" for each in judged), told)
    return Outcome(threshold.key, number >= threshold.least, number, threshold.least, working, tuple(judged))


def _in_window(case: Standing, threshold: Threshold) -> Outcome:
    """A period of months back from a day takes in the corresponding date at its beginning.

    Where once is enough (``ever``), any such period since the first of what it looks back from is looked at: whoever
    met it on the day of a referral is not let down by the days that pass before somebody looks.
    """
    anchors = [event.day for event in case.named(threshold.anchors)]
    found = [_up_to(case, threshold, anchors[-1] if anchors and not threshold.ever else case.day)]
    if threshold.ever and anchors:
        days = {_day_of(event, threshold.happened_on) for event in case.named(threshold.events)}
        since = {*anchors, *(day for day in days if anchors[0] < day < case.day)}
        found += [_up_to(case, threshold, day) for day in sorted(since, reverse=True)]
    return max(found, key=lambda one: one.number or 0)


def _up_to(case: Standing, threshold: Threshold, until: date) -> Outcome:
    """What was counted in the months up to one day."""
    seen: set[str] = set()
    working = []
    for number, event in enumerate(case.named(threshold.events)):
        day = _day_of(event, threshold.happened_on)
        if left := _left_out(threshold, event):
            working.append(f"{in_words(day)}: not counted. {left.says}")
        elif day <= until <= months_after(day, threshold.months):
            one = same_words(event.details.get(threshold.distinct_by, f"event {number}"))
            working.append(f"{in_words(day)}: {'counted already' if one in seen else 'counted'}.")
            seen.add(one)
        else:
            working.append(f"{in_words(day)}: outside the {threshold.months} months up to {in_words(until)}.")
    return Outcome(threshold.key, len(seen) >= threshold.least, len(seen), threshold.least, tuple(working))


def _left_out(threshold: Threshold, event: Event) -> LeftOut | None:
    """Why an event is not counted, where it is not."""
    return next((each for each in threshold.left_out if leaves_out(each, event.details.get(each.field))), None)


def _within_of_last(case: Standing, threshold: Threshold) -> Outcome:
    """Something new, on a day after the last of something earlier, and so many months at most after it.

    What happened on the very day is what the referral was made for, whenever it is written down. Of all that happened
    since the last one, the first decides: what was within the months stays so, whatever is written down later.
    """
    new = case.named(threshold.events)
    if not new:
        return Outcome(threshold.key, False, working=("Nothing further has been recorded.",))
    newest = max(new, key=lambda event: _day_of(event, threshold.happened_on))
    day = _day_of(newest, threshold.happened_on)
    same = newest.details.get(threshold.same)
    before = case.events[: case.events.index(newest)]
    earlier = [
        anchor_day
        for event in case.named(threshold.anchors)
        if not threshold.same or event.details.get(threshold.same) == same
        if event in before or threshold.reported_on in event.details  # found later, but dated
        if (anchor_day := _day_of(event, threshold.reported_on)) < day
    ]
    if not earlier:
        return Outcome(threshold.key, False, working=(f"There is nothing before {in_words(day)} to count from.",))
    last = max(earlier)
    days = (_day_of(event, threshold.happened_on) for event in new
            if not threshold.same or event.details.get(threshold.same) == same)  # fmt: skip
    day = min(each for each in days if each > last)
    until = months_after(last, threshold.months)
    stands = "within" if day <= until else "after"
    told = f"{in_words(day)} is {stands} the {threshold.months} months from {in_words(last)}, to {in_words(until)}."
    return Outcome(threshold.key, day <= until, working=(told,))


def _at_least(case: Standing, threshold: Threshold) -> Outcome:
    title = case.process.details[threshold.field].title
    found = [_number_of(threshold, title, answer) for answer in _answers(case, threshold)]
    if not found:
        return Outcome(threshold.key, None, None, threshold.least, (f"{title}: not known.",))
    return _decisive(threshold, found)


def _number_of(threshold: Threshold, title: str, answer: Mapping[str, Any]) -> Outcome:
    """One score: by the line of its own instrument where that is said, else by the number."""
    value = answer[threshold.field]
    if type(value) not in (int, float):
        return Outcome(threshold.key, None, None, threshold.least, (f"{title}: not known.",))
    if is_given(own := answer.get(threshold.reached)):
        met = None if is_one_of(own, ("unknown",)) else is_one_of(own, ("yes",))
        stands = {True: "reached", False: "not reached", None: "reached or not, by answers that are missing"}[met]
        told = f"{title}: {value}; the line of its own checklist is {stands}."
        return Outcome(threshold.key, met, value, threshold.least, (told,))
    of = f" of {threshold.out_of}" if threshold.out_of else ""
    told = f"{title}: {value}{of}; {threshold.least} or more meet the threshold."
    return Outcome(threshold.key, value >= threshold.least, value, threshold.least, (told,))


def _said_yes(case: Standing, threshold: Threshold) -> Outcome:
    title = case.process.details[threshold.field].title
    found = []
    for answer in _answers(case, threshold):
        value = answer[threshold.field]
        met = None if is_one_of(value, ("unknown",)) else is_one_of(value, ("yes",))
        found.append(Outcome(threshold.key, met, working=(f"{title}: {written(value)}.",)))
    if not found:
        return Outcome(threshold.key, False, working=(f"{title}: nobody has said so.",))
    return _decisive(threshold, found)


def _answers(case: Standing, threshold: Threshold) -> list[Mapping[str, Any]]:
    """What was given with each answer to the detail that counts, oldest first; the newest alone where that decides."""
    given = [event.details for event in case.events if is_given(event.details.get(threshold.field))]
    newest = case.details.get(threshold.field)
    if is_given(newest) and (not given or given[-1][threshold.field] != newest):
        given.append(case.details)  # it comes with the step that is being judged
    return given if threshold.ever else given[-1:]


def _decisive(threshold: Threshold, found: list[Outcome]) -> Outcome:
    """The first answer that meets it, else the newest. The working tells all."""
    met = next((one for one in found if one.met), found[-1])
    return replace(met, working=tuple(dict.fromkeys(says for one in found for says in one.working)))


def _together(case: Standing, threshold: Threshold) -> Outcome:
    parts = [outcome(case, part) for part in threshold.parts if case.process.thresholds[part].on]
    found = [part.met for part in parts]
    decides = threshold.method is Method.ANY_OF
    met: bool | None = decides if decides in found else None if None in found else not decides
    said = {True: "met", False: "not met", None: "not known"}
    working = tuple(f"{case.process.thresholds[part.key].title}: {said[part.met]}." for part in parts)
    return Outcome(threshold.key, met if parts else False, working=working)


def _day_of(event: Event, name: str) -> date:
    return (name and day_given(event.details, name)) or event.day


def _count(number: int, what: str) -> str:
    return f"{number} {what if number == 1 else what + 's'}"


_METHODS: dict[Method, Callable[[Standing, Threshold], Outcome]] = {
    Method.QUALIFYING_REPORTS: _reports,
    Method.EVENTS_IN_WINDOW: _in_window,
    Method.WITHIN_OF_LAST: _within_of_last,
    Method.NUMBER_AT_LEAST: _at_least,
    Method.SAID_YES: _said_yes,
    Method.ANY_OF: _together,
    Method.ALL_OF: _together,
}
