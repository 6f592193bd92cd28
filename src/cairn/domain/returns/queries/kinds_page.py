"""One kind as its page shows it: volumes, staffing, layout, and the measures its cases fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cairn.domain.cases.api import Kind, applications_to_see, kinds_run_by
from cairn.domain.measures.api import Measure, library
from cairn.domain.measures.api import policies as measures
from cairn.domain.returns.models import Staffing
from cairn.domain.returns.queries.also import AlsoLine, also_lines
from cairn.domain.returns.queries.layouts import Layout, layout_of
from cairn.domain.returns.queries.staffing import staffing_of
from cairn.domain.returns.queries.volumes import VolumesPage, volumes_page
from cairn.foundation.agencies.models import Partnership
from cairn.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One indicator a kind fills.

    Args:
        ref: of the measure that is computed from its cases here, or "".
        waits: what it waits for, where no case holds it.
    """

    key: str
    name: str
    ref: str
    waits: str


@dataclass(frozen=True, slots=True)
class KindPage:
    """What one kind is counted for.

    Args:
        runs: the reader runs it, reads it as it is, and says how it is staffed.
        applications: how many by its public form wait, for whoever runs it; None where there is no such form.
    """

    kind: Kind
    runs: bool
    volumes: VolumesPage | None
    staffing: tuple[tuple[str, Sequence[Staffing]], ...]
    layout: Layout | None
    has_quarters: bool
    also: tuple[AlsoLine, ...]
    applications: int | None


def kind_page(actor: Actor, partnership: Partnership, kind: Kind, *, today: date) -> KindPage:
    """What one kind is counted for, as a reader has it."""
    returns, runs = kind.returns, kind.key in kinds_run_by(actor)
    return KindPage(
        kind=kind, runs=runs,
        volumes=volumes_page(partnership, kind, exact=runs, today=today) if returns.volumes else None,
        staffing=tuple((one.title, staffing_of(partnership.pk, kind.key, one.key)[::-1]) for one in returns.staff),
        layout=layout_of(partnership.pk, kind) if returns.meetings else None,
        has_quarters=bool(returns.meetings or returns.times),
        applications=applications_to_see(actor, kind.key) if runs else None,
        also=also_lines(partnership.pk, kind, exact=runs, today=today),
    )  # fmt: skip


def measures_of(actor: Actor, kind: Kind) -> list[MeasureLine]:
    """The indicators a kind fills: which are computed here, and which wait for their source."""
    keys = [made.indicator for made in kind.returns.measures]
    rows = measures.VIEW.rows(actor, Measure.objects.filter(computed__in=keys, ended_on=None))
    refs = dict(rows.values_list("computed", "ref"))
    known = library().indicators
    return [
        MeasureLine(made.indicator, known[made.indicator].name, refs.get(made.indicator, ""), made.waits_for)
        for made in kind.returns.measures
    ]
