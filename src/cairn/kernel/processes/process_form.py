"""The form ``cairn-process/1``: every table and field of a process file, said once.

Described for its writers in docs/how-to/write-a-process.md.
"""

from __future__ import annotations

from cairn.kernel.processes.shown import Sort
from cairn.kernel.processes.terms import Check, Confidence, Counted, FieldKind, Method, Purpose, Sensitivity, Unit
from cairn.kernel.written_file import Field

FORMAT = "cairn-process/1"
IF_CLOSED = ("stays", "next_working_day")

_KEY = Field("name", True, limit=60)
_NAMES, _SOME = Field("names", limit=60), Field("names", True, limit=60)
_NAME, _FLAG, _WHOLE = Field("name", limit=60), Field("flag"), Field("whole number")
_TITLE, _TEXT, _SENTENCE = Field(required=True, limit=160), Field(limit=1000), Field(required=True, limit=1000)
_ANYTHING = Field("texts")

TOP = {
    "format": Field(), "kind": _KEY, "title": _TITLE, "about": _SENTENCE, "case_is": _SENTENCE, "lead": _SENTENCE,
    "lead_role": _KEY,
    "valid_from": Field("date", True), "valid_until": Field("date"),
}  # fmt: skip
LISTS = {
    "basis": {
        "key": _KEY, "title": _TITLE, "section": Field(limit=160), "says": _SENTENCE,
        "address": Field("address", limit=400), "confidence": Field(required=True, choices=tuple(Confidence)),
    },
    "role": {"key": _KEY, "title": _TITLE, "held_by": _SENTENCE, "every_practitioner": _FLAG},
    "party": {
        "key": _KEY, "title": _TITLE, "means": _TEXT, "several": _FLAG, "child": _FLAG, "must_not_learn": _FLAG,
        "at_work": _FLAG,
        "found_by": _NAMES,
    },
    "section": {"key": _KEY, "title": _TITLE, "holds": _SENTENCE, "open_to": _NAMES, "never_shared": _FLAG},
    "detail": {
        "key": _KEY, "title": _TITLE, "kind": Field(required=True, choices=tuple(FieldKind)), "section": _KEY,
        "sensitivity": Field(required=True, choices=tuple(Sensitivity)), "retention": _SENTENCE, "options": _NAMES,
        "required_if": _NAME, "required_if_is": _ANYTHING, "future": _FLAG, "help": _TEXT,
        "apart": _FLAG, "look_up": _NAME, "lowest": _WHOLE, "highest": _WHOLE, "parties": _NAMES,
    },
    "state": {"key": _KEY, "title": _TITLE, "means": _TEXT, "ends": _FLAG, "unsent": _FLAG},
    "event": {
        "key": _KEY, "title": _TITLE, "who": _SOME, "requires": _NAMES, "accepts": _NAMES, "reason": _FLAG,
        "during": _NAMES,
    },
    "move": {
        "key": _KEY, "title": _TITLE, "from": _NAMES, "to": _KEY, "who": _SOME, "opens": _FLAG, "reopens": _FLAG,
        "requires": _NAMES, "accepts": _NAMES, "reason": _FLAG, "basis": _NAMES, "keeps": _NAMES,
        "people": _NAMES,
    },
    "clock": {
        "key": _KEY, "title": _TITLE, "purpose": Field(choices=tuple(Purpose)),
        "unit": Field(required=True, choices=tuple(Unit)), "count": _WHOLE, "starts": _SOME, "from_field": _NAME,
        "before": _FLAG, "not_before_start": _FLAG,
        "restarts": _FLAG, "each": _NAME, "ends": _NAMES, "stops": _NAMES, "outlives": _FLAG,
        "extend_by": _WHOLE, "extend_times": _WHOLE,
        "first_day_counts": _FLAG, "if_closed": Field(choices=IF_CLOSED), "begins": Field(limit=5),
        "warn": Field("numbers"), "who": _NAMES, "basis": _SOME, "note": _TEXT,
    },
    "threshold": {
        "key": _KEY, "title": _TITLE, "method": Field(required=True, choices=tuple(Method)), "basis": _SOME,
        "on": _FLAG, "least": _WHOLE, "out_of": _WHOLE, "months": _WHOLE, "report_months": _WHOLE,
        "apply_months": _WHOLE, "events": _NAMES, "anchors": _NAMES, "field": _NAME, "happened_on": _NAME,
        "reported_on": _NAME, "distinct_by": _NAME, "same": _NAME, "parts": _NAMES,
        "ever": _FLAG, "reached": _NAME,
    },
    "local": {
        "key": _KEY, "title": _TITLE, "changes": Field(required=True, limit=160), "lowest": _WHOLE, "highest": _WHOLE,
        "choices": _ANYTHING, "not_without": _NAMES, "why": _SENTENCE,
    },
    "count": {
        "key": _KEY, "title": _TITLE, "events": _SOME, "counts": Field(choices=tuple(Counted)), "field": _NAME,
        "is": _ANYTHING, "exact": _FLAG, "basis": _SOME,
    },
    "number": {
        "key": _KEY, "title": _TITLE, "value": Field("number", True), "unit": Field(required=True, limit=160),
        "basis": _SOME,
    },
    "form": {"key": _KEY, "title": _TITLE, "details": _SOME, "who": _SOME, "at": _KEY},
    "document": {
        "key": _KEY, "title": _TITLE, "template": Field(required=True, limit=160), "at": _SOME, "never_holds": _NAMES,
        "for_whom": _TEXT, "to": _NAMES, "who": _NAMES, "until": _NAMES, "retention": _SENTENCE,
        "sensitivity": Field(required=True, choices=tuple(Sensitivity)),
    },
    "repeat": {
        "key": _KEY, "title": _TITLE, "parties": _SOME, "window": _KEY, "records": _KEY, "confirms": _KEY,
        "last_on": _KEY, "restarts": _KEY, "again_on": _KEY, "basis": _SOME, "tells": _NAME, "told": _NAME,
    },
    "flag": {"key": _KEY, "title": _TITLE, "window": _KEY, "asks": _SOME, "off": _KEY, "basis": _SOME},
    "transfer": {
        "key": _KEY, "title": _TITLE, "sends": _KEY, "confirmed_on": _KEY, "opens": _KEY, "records": _KEY,
        "last_on": _KEY, "window": _KEY, "sections": _SOME, "basis": _SOME,
    },
    "shown": {
        "key": _KEY, "title": _TITLE, "sort": Field(required=True, choices=tuple(Sort)), "section": _KEY,
        "lead": _TEXT, "empty": _TEXT, "events": _NAMES, "field": _NAME, "asks": _NAMES, "answers": _NAMES,
        "chases": _NAMES, "each": _NAME, "clock": _NAME, "outcome": _NAME, "threshold": _NAME, "party": _NAME,
    },
    "conference": {
        "key": _KEY, "title": _TITLE, "lists": _KEY, "urgent": _NAME, "day": _KEY, "asks": _KEY, "answers": _KEY,
        "agency": _KEY, "known": _KEY, "attends": _KEY, "attendance": _KEY, "hears": _KEY, "summary": _KEY,
        "enough": _KEY, "acts": _KEY, "action": _KEY, "action_day": _KEY, "done": _KEY, "outcome": _KEY,
        "overtaken": _KEY, "not_done": _KEY, "agenda_sent": _NAME, "minutes_sent": _NAME,
        "first": _NAMES, "section": _KEY, "statement": _SENTENCE,
    },
}  # fmt: skip
# Lists that stand inside another.
_GUARD = {
    "check": Field(required=True, choices=tuple(Check)), "of": _KEY, "is": _ANYTHING, "unless": _NAME,
    "same": _NAMES, "only_if": _NAME, "only_if_is": _ANYTHING, "says": _SENTENCE,
}  # fmt: skip
INNER = {
    ("event", "guard"): _GUARD,
    ("move", "guard"): _GUARD,
    ("clock", "pause"): {"key": _KEY, "title": _TITLE, "who": _SOME},
    ("clock", "extension"): {"key": _KEY, "title": _TITLE, "who": _SOME},
    ("threshold", "leave_out"): {
        "field": _KEY, "is": Field("texts", True), "unanswered": _FLAG, "says": _SENTENCE,
    },
}  # fmt: skip
NEEDED_LISTS = ("basis", "role", "party", "section", "state", "move")
# What each list names: the field, and where what it names must be found.
NAMED = {
    "party": {"found_by": "role"},
    "section": {"open_to": "role"},
    "detail": {"section": "section", "required_if": "detail", "parties": "party"},
    "event": {"who": "role", "requires": "detail", "accepts": "detail", "during": "state"},
    "move": {
        "from": "state", "to": "state", "who": "role", "requires": "detail", "accepts": "detail", "basis": "basis",
        "keeps": "threshold", "people": "party",
    },
    "clock": {
        "starts": "event or move", "ends": "event or move", "stops": "event or move", "from_field": "detail",
        "each": "detail", "who": "role", "basis": "basis",
    },
    "threshold": {
        "events": "event or move", "anchors": "event or move", "field": "detail", "happened_on": "detail",
        "reported_on": "detail", "distinct_by": "detail", "same": "detail", "parts": "threshold", "reached": "detail",
        "basis": "basis",
    },
    "local": {"not_without": "local"},
    "count": {"events": "event or move", "field": "detail", "basis": "basis"},
    "number": {"basis": "basis"},
    "form": {"details": "detail", "who": "role", "at": "event or move"},
    "document": {
        "at": "event or move", "until": "event or move", "never_holds": "detail", "to": "party", "who": "role",
    },
    "conference": {
        **dict.fromkeys(
            ("lists", "urgent", "asks", "answers", "attends", "hears", "acts", "done", "overtaken", "not_done",
             "agenda_sent", "minutes_sent"),
            "event or move",
        ),
        **dict.fromkeys(
            ("day", "agency", "known", "attendance", "summary", "enough", "action", "action_day", "outcome"), "detail"
        ),
        "first": "party", "section": "section",
    },
    "repeat": {
        "parties": "party", "window": "clock", "records": "event", "confirms": "detail", "last_on": "detail",
        "restarts": "event", "again_on": "detail", "basis": "basis", "tells": "event", "told": "detail",
    },
    "flag": {"window": "clock", "asks": "event or move", "off": "move", "basis": "basis"},
    "transfer": {
        "sends": "move", "confirmed_on": "detail", "opens": "move", "records": "event", "last_on": "detail",
        "window": "clock", "sections": "section", "basis": "basis",
    },
    "shown": {
        "section": "section", "events": "event or move", "field": "detail", "asks": "event or move",
        "answers": "event or move", "chases": "event or move", "each": "detail", "clock": "clock", "outcome": "detail",
        "threshold": "threshold", "party": "party",
    },
    "event.guard": {"unless": "event or move", "same": "detail", "only_if": "detail"},
    "move.guard": {"unless": "event or move", "same": "detail", "only_if": "detail"},
    "clock.pause": {"who": "role"},
    "clock.extension": {"who": "role"},
    "threshold.leave_out": {"field": "detail"},
}  # fmt: skip
# What a guard names, by its check.
OF_CHECK = {
    Check.FIELD_GIVEN: "detail", Check.FIELD_IS: "detail", Check.FIELD_IS_NOT: "detail", Check.FIELD_NOT_PAST: "detail",
    Check.FIELD_NOT_AHEAD: "detail", Check.FIELD_NEVER_WAS: "detail", Check.ANOTHER_AGENCY: "event or move",
    Check.EVENT_HAPPENED: "event or move", Check.EVENT_NOT_HAPPENED: "event or move",
    Check.SOMEBODY_ELSE: "event or move", Check.THRESHOLD_MET: "threshold", Check.THRESHOLD_NOT_MET: "threshold",
    Check.NOTHING_WAITS: "event or move", Check.EACH_ENDED: "clock", Check.NOT_BEFORE: "clock",
    Check.STILL_RUNS: "clock",
}  # fmt: skip
# What each method of a threshold needs.
OF_METHOD = {
    Method.QUALIFYING_REPORTS: (
        "least", "report_months", "apply_months", "events", "anchors", "happened_on", "reported_on", "distinct_by",
    ),
    Method.EVENTS_IN_WINDOW: ("least", "months", "events"),
    Method.WITHIN_OF_LAST: ("months", "events", "anchors"),
    Method.NUMBER_AT_LEAST: ("least", "field"),
    Method.SAID_YES: ("field",),
    Method.ANY_OF: ("parts",),
    Method.ALL_OF: ("parts",),
}  # fmt: skip
