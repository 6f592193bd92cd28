"""Hand a kept file out again: as a download and nothing else, under a name that gives nothing away."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse

from cairn.foundation.access.screens import Page, draw
from cairn.foundation.audit.commands import record_read
from cairn.foundation.files.copies import Copy, NotMarkable, copy_for
from cairn.foundation.files.models import KeptFile
from cairn.foundation.files.terms import KINDS

NO_COPY = 409  # nothing is wrong with who asks, nor with the address: with the file as it stands
_EXTENSIONS = {kind.media_type: kind.extension for kind in KINDS}


class FileChanged(RuntimeError):
    """What is stored is no longer what was kept; it is not handed out."""


def serve_file(
    request: HttpRequest,
    stored: KeptFile,
    *,
    at: datetime,
    purpose: str,
    subject: tuple[str, str] | None = None,
    reader: str = "",
) -> HttpResponse:
    """Answer with a kept file, and record that it was read.

    The caller has checked its own policy: files sit below plans, and are visible when the evidence is.
    As a second fence, a file of another partnership, or kept to another agency, is refused here too.

    Args:
        request: of a screen, with its actor.
        stored: the file.
        at: when.
        purpose: what for, for the audit, such as "Opened evidence E-4K7PDX9".
        subject: what the record is about, where that is not the file itself but what it is part of.
        reader: who takes the copy and when, put on it (``copies.py``). What is kept stays as it is. "" where copies
            are not marked.

    Returns:
        The file; or, where the reader's name cannot be put on it, a page that says so: then nothing leaves.

    Raises:
        Http404: when the actor's agency may not have it.
        FileChanged: when its digest is not the one it was kept with.
    """
    actor = request.actor
    if stored.partnership_id != actor.partnership_id or (stored.only_agency and stored.agency_id != actor.agency_id):
        raise Http404("There is nothing here for you to see.")
    content = bytes(stored.content)
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise FileChanged("A stored file does not match the digest it was kept with.")
    about = subject or stored.audit_subject()
    leaves = Copy(content, stored.media_type, _EXTENSIONS[stored.media_type])
    if reader:
        try:
            leaves = copy_for(content, media_type=stored.media_type, words=reader)
        except NotMarkable as problem:
            return draw(request, Page("files/no_copy.html", {"sentence": str(problem)}, status=NO_COPY))
    record_read(by=actor, at=at, action="files.download", subject=about, purpose=purpose)
    return as_download(leaves.content, media_type=leaves.media_type, name=f"{stored.ref}.{leaves.extension}")


def as_download(content: bytes, *, media_type: str, name: str) -> HttpResponse:
    """A response that is only ever saved: never shown here, never stored by a cache, never run.

    Args:
        content: the bytes.
        media_type: what they are.
        name: a generated name of plain letters; never a name somebody typed.
    """
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    # Should a browser show it all the same: nothing in it may run, load or reach this site.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
