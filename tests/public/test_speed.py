"""A page asks the database once or twice, and a county of two hundred strategies is no slower."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from django.utils import timezone

from cairn.domain.publishing.api import publish_edition
from cairn.kernel.actors import system_actor
from tests.databases import copied
from tests.demo_database import pointing_at
from tests.public.scenes import fellshire, measure
from tests.public.serving import Site, serving

FELL = "/strategies/fellshire-2025-2030"
MANY = 200


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/", 1), (f"{FELL}/", 1), (f"{FELL}/F1/", 1), (f"{FELL}/F4/", 2), (f"{FELL}/page/", 1), (f"{FELL}.json", 1),
        (f"{FELL}/measures/M-SAFE/", 2), (f"{FELL}/measures/M-SAFE.csv", 2), (f"{FELL}/measures/M-SAFE.json", 2),
        (f"{FELL}.csv", 1), ("/strategies.json", 1), ("/about/", 1), ("/areas/fellshire/", 1), ("/healthz", 1),
        ("/help/", 0), ("/using-this-site/", 0), ("/accessibility/", 0), ("/nowhere/", 0), ("/strategies/nowhere/", 1),
        ("/strategies/dale-2025-2030/", 1),
    ],
)  # fmt: skip
def test_a_page_asks_the_database_this_often(site, path, queries):
    assert site.get(path).queries == queries


@pytest.fixture(scope="module")
def large_site(empty_template, worker_id, tmp_path_factory, django_db_blocker):
    """Two hundred strategies of sixty promises each."""
    by, now = system_actor(1), timezone.now()
    few = fellshire(timezone.localdate(now))
    [theme] = few.themes
    rows = tuple(replace(row, id=f"{row.id}-{n}") for n in range(9) for row in theme.commitments)
    full = replace(few, themes=(replace(theme, commitments=rows),))
    with copied(empty_template, f"{empty_template}_{worker_id}_large") as name:
        with pointing_at(name), django_db_blocker.unblock():
            for number in range(MANY):
                one = replace(full, slug=f"area-{number}", title=f"Area {number}: our promises", area=f"Area {number}")
                publish_edition(by=by, at=now, account=one, note="First edition.")
        with serving(name, log=tmp_path_factory.mktemp("large") / "log") as running:
            yield running


def quickest(site: Site, path: str) -> float:
    times = []
    for _time in range(5):
        began = time.perf_counter()
        assert site.get(path).status == 200
        times.append(time.perf_counter() - began)
    return min(times)


@pytest.mark.slow
def test_the_first_page_with_two_hundred_strategies_is_one_query_and_quick(large_site):
    assert large_site.get("/").queries == 1
    assert large_site.get("/").text.count("public-line__name") == MANY
    assert quickest(large_site, "/strategies.json") < 0.5
    assert quickest(large_site, "/") < 1.5  # mostly the drawing of two hundred bars


@pytest.mark.slow
def test_one_strategy_among_two_hundred_is_quick(large_site):
    assert quickest(large_site, "/strategies/area-150/") < 1.0


@pytest.fixture(scope="module")
def measured_site(empty_template, worker_id, tmp_path_factory, django_db_blocker):
    """One strategy with sixty measures of sixty months, each by thirty-six groups."""
    now = timezone.now()
    measures = tuple(measure(f"M-{place}", months=60, groups=36) for place in range(60))
    with copied(empty_template, f"{empty_template}_{worker_id}_measured") as name:
        with pointing_at(name), django_db_blocker.unblock():
            whole = replace(fellshire(timezone.localdate(now)), measures=measures)
            publish_edition(by=system_actor(1), at=now, account=whole, note="First edition.")
        with serving(name, log=tmp_path_factory.mktemp("measured") / "log") as running:
            yield running


@pytest.mark.parametrize("path", [f"{FELL}/", f"{FELL}/F1/", f"{FELL}/measures/M-7/"])
def test_pages_of_a_strategy_with_sixty_measures_are_quick(measured_site, path):
    assert quickest(measured_site, path) < 0.5, "0.15 on a machine with nothing else to do"
