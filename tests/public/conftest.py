"""Public sites to look at: on the demonstration, on invented scenes, and with nothing published."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import copied
from tests.demo_database import demo_template, pointing_at  # noqa: F401  the first is a fixture
from tests.public.crawling import Crawl, crawl
from tests.public.scenes import publish_scenes
from tests.public.serving import Site, serving


@pytest.fixture(scope="session")
def empty_template(fenced_database: str, worker_id: str) -> str:
    """The migrated, fenced, empty database that others are copied from; nobody is connected to it."""
    return fenced_database.removesuffix(f"_{worker_id}")


@pytest.fixture(scope="session")
def demo_site(demo_template: str, worker_id: str, tmp_path_factory) -> Iterator[Site]:  # noqa: F811
    """The public site with the whole demonstration."""
    folder = tmp_path_factory.mktemp("demo-site")
    with copied(demo_template, f"{demo_template}_{worker_id}_pub") as name, serving(name, log=folder / "log") as site:
        yield site


@pytest.fixture(scope="session")
def demo_crawl(demo_site: Site) -> Crawl:
    """Every page of the demonstration that a link leads to."""
    return crawl(demo_site)


@pytest.fixture(scope="session")
def site(empty_template: str, worker_id: str, tmp_path_factory, django_db_blocker) -> Iterator[Site]:
    """The public site with the invented scenes."""
    folder = tmp_path_factory.mktemp("site")
    with copied(empty_template, f"{empty_template}_{worker_id}_pub") as name:
        with pointing_at(name), django_db_blocker.unblock():
            publish_scenes()
        with serving(name, log=folder / "log") as running:
            yield running


@pytest.fixture(scope="session")
def scenes_crawl(site: Site) -> Crawl:
    """Every page of the invented scenes that a link leads to."""
    return crawl(site)


@pytest.fixture(scope="session")
def bare_site(empty_template: str, worker_id: str, tmp_path_factory) -> Iterator[Site]:
    """The public site with nothing published."""
    folder = tmp_path_factory.mktemp("bare-site")
    name = f"{empty_template}_{worker_id}_bare"
    with copied(empty_template, name), serving(name, log=folder / "log") as site:
        yield site
