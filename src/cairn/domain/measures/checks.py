"""Refuses to start where a computed measure reads a field that is not there."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, register

from cairn.domain.measures.computed import RULES, broken_reads


@register()
def rules_read_what_is_there(app_configs: Any, **kwargs: Any) -> list[Error]:
    """One error for each field that a rule names and no model has."""
    hint = "Change the rule with the field, and give the rule its next version."
    return [
        Error(sentence, hint=hint, id="measures.E001") for rule in RULES.values() for sentence in broken_reads(rule)
    ]
