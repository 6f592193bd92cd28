"""Ask a virus scanner, where one is set up.

``settings.SCAN_COMMAND`` is a program with its arguments, such as ``clamdscan --no-summary -``. It gets
the file on its standard input and answers by how it ends: 0 nothing found, 1 something found, anything
else a failure (the convention of ClamAV's clamscan and clamdscan). A failure refuses the file: a scanner
that is down must not become a scanner that is off.
"""

from __future__ import annotations

import logging
import os
import shlex
import subprocess

from django.conf import settings

from cairn.foundation.files.models import ScanState
from cairn.foundation.files.terms import FileRefused, Rule

SECONDS = 60
_CLEAN, _FOUND = 0, 1
_log = logging.getLogger("cairn.files")


def scan(content: bytes) -> ScanState:
    """Have a file scanned.

    Returns:
        ``CLEAN``, or ``NOT_SCANNED`` where no scanner is set up; shown with the file.

    Raises:
        FileRefused: when something was found, or the scanner could not say.
    """
    command = shlex.split(settings.SCAN_COMMAND)
    if not command:
        return ScanState.NOT_SCANNED
    try:
        # No shell; and of our environment only PATH, since the rest holds keys and passwords.
        ended = subprocess.run(
            command,
            input=content,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", os.defpath)},
            timeout=SECONDS,
            check=False,
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        ended = None
    if ended == _CLEAN:
        return ScanState.CLEAN
    if ended == _FOUND:
        _log.warning("The virus scanner found something in an uploaded file; it was not kept.")
        raise FileRefused(
            Rule.FOUND_BY_SCANNER,
            "The virus scanner found something harmful in the file. Tell your IT team before you open it again.",
        )
    _log.error("The virus scanner did not answer; an uploaded file was not kept.")
    raise FileRefused(
        Rule.NOT_SCANNED,
        "The file could not be checked for viruses just now. Try again in a few minutes. If it happens again,"
        " tell the person who looks after Cairn.",
    )
