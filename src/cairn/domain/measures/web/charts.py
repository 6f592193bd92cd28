"""Charts of a measure's page."""

from __future__ import annotations

from typing import Any

from cairn.domain.measures.queries.measure_page import MeasurePage


def charts_of(page: MeasurePage) -> dict[str, Any]:
    """The charts a page shows; none where there are no figures."""
    return {}
