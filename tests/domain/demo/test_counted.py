"""What is counted from the demonstration's cases: every page that counts the same thing says the same."""

from functools import partial

import pytest
from django.utils import timezone

from cairn.demo import loading
from cairn.demo.case_counts import COMPUTED
from cairn.demo.computed_measures import PLACES
from cairn.demo.measure_figures import ELSEWHERE
from cairn.demo.people import load_people
from cairn.demo.scale.casework.loading import load_casework
from cairn.domain.cases.api import kind_of
from cairn.domain.cases.models import CaseEvent
from cairn.domain.measures.api import RULES, Measure
from cairn.domain.measures.queries.repeats_page import newest_count, repeats_page
from cairn.domain.publishing.api import counts_from, newest_counts_of
from cairn.domain.returns.api import prepared_counts
from cairn.domain.returns.queries.from_cases import READS
from cairn.domain.returns.queries.quarters import quarter_page
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor
from cairn.kernel.periods import period_of, preceding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_database")]
SLUGS = ("cumberland", "westmorland-and-furness")
FEW = {"marac": 100, "asb_case_review": 44, "clares_law": 60}  # of three partnerships, those written by hand among them


@pytest.fixture(params=SLUGS)
def place(request):
    return inside(request.param)


@pytest.fixture
def grown(monkeypatch):
    """The demonstration, some generated cases larger, as `cairn demo-load` makes it."""
    monkeypatch.setattr(loading, "load_casework", partial(load_casework, whole=FEW))
    return list(loading.load_demo(scale="small"))


def inside(slug):
    found = Partnership.objects.get(slug=slug)
    set_scope(system_actor(found.pk))
    return found


def test_every_case_is_there_before_anything_counts_them(monkeypatch):
    """The generated ones too: figures made before them told of six cases where the return told of thirty."""
    order = []

    def note(name):
        def loads(*_args, **_facts):
            order.append(name)
            return iter(())

        return loads

    steps = [name for name in vars(loading) if name.startswith("load_") and name != "load_demo"]
    for name in (*steps, "_publish", "_load_plans"):
        monkeypatch.setattr(loading, name, note(name))
    monkeypatch.setattr(loading, "_strategy", lambda slug: slug)
    monkeypatch.setattr(loading, "load_people", lambda _at: {})
    list(loading._load_small(generated=True))
    cases = ("load_cases", "load_transfers", "load_applications", "load_watch", "load_conferences", "load_casework")
    counting = ("load_case_counts", "load_reviewing", "_publish", "load_reports")
    assert max(order.index(name) for name in cases) < min(order.index(name) for name in counting)


def test_each_approved_figure_is_what_its_rule_counts_now(place):
    figures_are_what_is_counted(place)


def test_a_demonstration_that_grows_is_counted_again(grown):
    assert any("generated cases" in line for line in grown) and "counted again" in grown[-2]
    for slug in SLUGS:
        found = inside(slug)
        figures_are_what_is_counted(found)
        the_return_agrees(found)


def test_the_return_and_the_measures_agree_on_what_both_count(place):
    the_return_agrees(place)


def test_what_residents_read_is_what_the_staff_page_counts(place):
    now = timezone.now()
    by = actor_for(load_people(now)[f"{'cum' if place.slug == 'cumberland' else 'wf'}-case-asb"], place,
                   on=timezone.localdate(now))  # fmt: skip
    set_scope(by)
    ready = prepared_counts(by, place, at=now)
    newest = [one for one in ready if one.year == ready[0].year]
    assert newest and all(one.same for one in newest)
    for one in newest:
        assert counts_from(newest_counts_of(one.key).document).lines == one.record.lines


def test_a_typed_figure_of_what_cairn_counts_too_says_why_it_is_larger(place):
    """Else one page says 449 cases, and the next says 18."""
    reads = {key for key, rule in RULES.items() if rule.reads == READS}
    typed = Measure.objects.filter(partnership=place, computed="", indicator__in=reads)
    assert {measure.indicator for measure in typed} == {"clares-law-within-28-days"}
    assert all(measure.definition.endswith(ELSEWHERE) for measure in typed)


def figures_are_what_is_counted(place):
    """Of every measure of cases, the newest whole period."""
    today = timezone.localdate()
    measures = Measure.objects.filter(partnership=place, computed__in=COMPUTED)
    assert {measure.computed for measure in measures} == set(COMPUTED)
    for measure in measures:
        period = preceding(period_of(today, measure.frequency))
        [approved] = measure.submissions.filter(counts=True, period_start=period.start)
        row, now = approved.observations.get(dimension=""), RULES[measure.computed].count(place.pk, period)
        assert approved.state == "approved"
        assert row.numerator == now.top, measure.name
        assert now.residents or row.denominator == now.bottom, measure.name


def the_return_agrees(place):
    """The last four quarters, as whoever runs the conference reads them."""
    today = timezone.localdate()
    quarters = [preceding(period_of(today, "quarter"))]
    while len(quarters) < 4:
        quarters.append(preceding(quarters[-1]))
    read = [totals(quarter_page(place, kind_of("marac"), one, exact=True, today=today)) for one in quarters]
    heard, newest = sum(one["Cases heard, with repeats"] for one in read), read[0]
    assert heard
    of_year = figure(place, "marac-repeats", quarters[0])
    assert (of_year.numerator, of_year.denominator) == (sum(one["Repeats"] for one in read), heard)
    assert figure(place, "marac-cases", quarters[0]).numerator == heard
    of_quarter = figure(place, "marac-children-per-case", quarters[0])
    assert of_quarter.numerator == newest["Children in the households"]
    assert of_quarter.denominator == newest["Cases heard, with repeats"]
    by_others = newest["Cases heard, with repeats"] - newest["Referred by: Police"] - received(place, quarters[0])
    assert figure(place, "marac-non-police-referrals", quarters[0]).numerator == by_others


def received(place, quarter):
    """How many were heard that came from next door: nobody here referred them, so neither page says who did."""
    heard = CaseEvent.objects.filter(partnership=place, case__kind="marac", name="hear")
    heard = heard.filter(at__date__gte=quarter.start, at__date__lte=quarter.end)
    return heard.exclude(case__in=CaseEvent.objects.filter(name="submit").values("case")).count()


def figure(place, computed, period):
    submissions = Measure.objects.get(partnership=place, computed=computed).submissions
    return submissions.get(counts=True, period_start=period.start).observations.get(dimension="")


def totals(page):
    """The last column of a return, by its words."""
    named = [(f"{line.group}: {line.title}" if line.group else line.title, line.cells[-1]) for line in page.lines]
    return {title: int(said) for title, said in named if said.isdecimal()}


def test_the_page_of_repeats_is_not_empty(place):
    manager = actor_for(load_people(timezone.now())[f"{PLACES[place.slug]}-manager"], place, on=timezone.localdate())
    set_scope(manager)
    row = newest_count(manager, today=timezone.localdate())
    page = repeats_page(manager, row)
    assert row.counted_at and page.exact and page.reported not in ("", "0") and len(page.lines) == 4
    assert any(time.observed != "0" for time in page.times)
    assert sum(line.share != "" for line in page.lines) >= 2
