"""Structured logs that cannot carry personal data: only fields named here are written."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

KEPT = ("status_code", "command", "job", "partnership", "rows", "seconds", "site")


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, the message's own text, and the fields in KEPT.

    A message is written as its template, without the arguments put into it: a value that came
    from a person (a path with what was searched for, an e-mail address) never reaches a log.
    Errors carry the kind of exception and where it happened, never its text.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        for name in KEPT:
            if (value := getattr(record, name, None)) is not None:
                line[name] = value
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _where(record.exc_info[2])
        return json.dumps(line)


def _message(record: logging.LogRecord) -> str:
    """The template of a message. Two writers put values into theirs before they hand it over: Django, the text
    of a security error (a forged host name, a file's name), and gunicorn, the address of a bad request."""
    if record.name.startswith("django.security.") and not record.args:
        return "A request was refused"
    if record.name.startswith("gunicorn.") and not record.args:
        return str(record.msg).partition(" from ip=")[0]
    return str(record.msg)


def _where(trace) -> list[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('cairn/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-6:]
