"""Refuse to start when a kind feeds an indicator that is not in the library, or fits it badly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import Error, register

from cairn.domain.cases.api import kinds
from cairn.domain.measures.api import library
from cairn.domain.measures.terms import NO_DENOMINATOR


@register()
def measures_fit_their_indicators(app_configs: Any, **_kwargs: Any) -> list[Error]:
    """Each indicator is there; a count has no denominator and everything else has one."""
    return [Error(says, id="returns.E001") for says in faults()]


def faults() -> Iterator[str]:
    """What does not fit, each in a sentence."""
    known = library().indicators
    for kind in kinds().values():
        for made in kind.returns.measures if kind.returns else ():
            where = f"content/casetypes/{kind.key}/return.toml: “{made.indicator}”"
            indicator = known.get(made.indicator)
            if indicator is None:
                yield f"{where} is no indicator of the library."
                continue
            if made.waits_for:
                continue
            has = bool(made.denominator or made.residents or made.staff)
            if has is (str(indicator.unit) in NO_DENOMINATOR):
                yield f"{where} is counted as {indicator.unit}, so its denominator does not fit."
            if made.residents and not indicator.residents:
                yield f"{where} is no rate of residents."
