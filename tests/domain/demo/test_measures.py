"""The demonstration's measures: the library's words, invented figures that say so, and some still on their way."""

import pytest
from django.utils import timezone

from cairn.domain.measures.api import Measure, Submission, measure_page
from cairn.domain.measures.web.charts import page_charts
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.ui.charts import BarView, EquityView, FunnelView, MultiplesView, TileMapView

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_database")]


def test_ten_indicators_are_measured_for_thirty_months_and_say_that_they_are_invented(cumberland):
    measures = Measure.objects.filter(computed="")
    assert measures.count() == 10
    monthly = Submission.objects.filter(measure__in=measures, measure__frequency="month", counts=True)
    assert monthly.count() == 7 * 28
    assert set(Submission.objects.filter(measure__in=measures, source="file").values_list("note", flat=True)) == {
        "Invented for the demonstration."
    }


def test_some_figures_wait_some_are_drafts_and_some_are_overdue(cumberland):
    assert set(Submission.objects.values_list("state", flat=True)) >= {"draft", "submitted", "locked", "approved"}
    board = User.objects.get(email="peregrine.porphyry@example.test")
    actor = actor_for(board, cumberland, on=timezone.localdate())
    pages = [
        measure_page(actor, ref, today=timezone.localdate()) for ref in Measure.objects.values_list("ref", flat=True)
    ]
    assert any(one.overdue for page in pages for one in page.wanted)
    assert any(page.differences for page in pages) and any(page.breaks for page in pages)


def test_every_kind_of_chart_has_an_invented_example(cumberland):
    actor = actor_for(User.objects.get(email="peregrine.porphyry@example.test"), cumberland, on=timezone.localdate())
    kinds = {}
    for measure in Measure.objects.all():
        for by in measure.breakdowns:
            page = measure_page(actor, measure.ref, today=timezone.localdate(), by=by)
            for one in page_charts(page)["by_group"]:
                kinds.setdefault(type(one.view), []).append(one)
    assert {BarView, EquityView, FunnelView, MultiplesView, TileMapView} <= set(kinds)
    assert all(one.view.invented for those in kinds.values() for one in those)
    assert "Estimate, entered by" in kinds[EquityView][0].source and "Invented" in kinds[EquityView][0].source


def test_the_computed_measure_opens_to_actions(cumberland):
    made = Submission.objects.filter(source="computed", counts=True).order_by("-period_start").first()
    assert made.computed.contributing and made.observations.get().numerator > 0
