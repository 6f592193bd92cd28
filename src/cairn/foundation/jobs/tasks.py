"""What happens without anybody waiting for it: found by the job queue when the worker starts."""

from __future__ import annotations

import logging
from time import monotonic

from django.db import close_old_connections
from django.utils import timezone
from procrastinate.contrib.django import app

from cairn.foundation.accounts.services.housekeeping import purge
from cairn.foundation.audit.chain import seal_everything

log = logging.getLogger("cairn.jobs")


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="seal_audit", pass_context=False)
def seal_audit(timestamp: int) -> int:
    """Seal what the audit has waiting, each minute, so that the chain is at most a minute behind."""
    began = monotonic()
    close_old_connections()
    sealed = seal_everything()
    if sealed:
        log.info("the audit was sealed", extra={"job": "seal_audit", "rows": sealed, "seconds": _since(began)})
    return sealed


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="clear_away", pass_context=False)
def clear_away(timestamp: int) -> int:
    """Throw away what is kept only for a while: typed drafts, failed sign-ins, old sessions."""
    began = monotonic()
    close_old_connections()
    gone = sum(purge(at=timezone.now()).values())
    if gone:
        log.info("expired rows were cleared away", extra={"job": "clear_away", "rows": gone, "seconds": _since(began)})
    return gone


def _since(began: float) -> float:
    return round(monotonic() - began, 2)
