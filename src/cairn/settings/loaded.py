"""What a web process does once, when all its code is loaded and before it serves anybody."""

from __future__ import annotations

import gc

from django.urls import get_resolver


def keep_what_is_loaded() -> None:
    """Load the screens too, and let the garbage collector look at nothing that stays until the process ends.

    A full collection walks every object there is, a hundred milliseconds of somebody's request, and code, models
    and screens are nearly all of them. ``gc.freeze`` is meant for this (Python's documentation of ``gc``).
    """
    get_resolver().url_patterns  # noqa: B018  asked for, so that it is loaded now
    gc.collect()
    gc.freeze()
