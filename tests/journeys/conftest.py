"""What every journey stands on: live sites on a private copy of the demonstration, a browser, and guards."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.testing import PASSWORD
from tests import parts
from tests.databases import copied
from tests.demo_database import pointing_at
from tests.journeys.accounts import account, session_of
from tests.journeys.people import WIDE, Faults, Person
from tests.journeys.places import FRESH, GUARDED, HALFWAY, NOBODY, Place
from tests.journeys.sites import Site, serving
from tests.public.serving import Site as PublicSite
from tests.public.serving import serving as serving_the_public

ARGUMENTS = [
    "--no-sandbox",  # a container has no user namespaces, and only our own pages are opened
    "--disable-dev-shm-usage",
    # Nothing but this machine has an address: a request to another host cannot leave.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
EVERYBODY = pytest.StashKey[list[Person]]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys need a browser; tests of the tier can be left out by that mark."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed journey tells what each of its people had before her."""
    report = yield
    if report.when == "call" and report.failed:
        report.sections += [("a page open then", person.shown()) for person in item.stash.get(EVERYBODY, [])]
        if (site := getattr(item, "funcargs", {}).get("staff_site")) is not None:
            report.sections.append(("the staff site's log", site.last_words()))
    return report


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser; without one the journeys are skipped, and in CI they fail."""
    return parts.chromium()


@pytest.fixture(scope="session")
def live_database(chromium: str, demo_template: str, worker_id: str) -> Iterator[str]:
    """This worker's own copy of the demonstration, which its journeys write to; the name of it."""
    with copied(demo_template, f"{demo_template}_{worker_id}_live") as name:
        yield name


@pytest.fixture(scope="session")
def public_site(live_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublicSite]:
    """The public site, under its own role on the same copy."""
    with serving_the_public(live_database, log=tmp_path_factory.mktemp("public") / "log") as site:
        yield site


@pytest.fixture(scope="session")
def staff_site(live_database: str, public_site: PublicSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The staff site."""
    log = tmp_path_factory.mktemp("staff") / "log"
    with serving(live_database, log=log, public_address=public_site.address) as site:
        yield site


@pytest.fixture(scope="package")
def browser(chromium: str, staff_site: Site) -> Iterator[Browser]:
    """One browser for all journeys of this worker.

    It ends with this folder's tests: while it is open an event loop runs in this thread, and Django
    refuses to use the database there unless it is told that this is well.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def faults(staff_site: Site, public_site: PublicSite) -> Iterator[Faults]:
    """What went wrong in any browser; the test fails if anything did."""
    found = Faults(frozenset(site.address.removeprefix("http://") for site in (staff_site, public_site)))
    yield found
    assert not found.found, "\n".join(found.found)


@pytest.fixture
def somebody(
    browser: Browser, staff_site: Site, faults: Faults, windows, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Person]]:
    """Makes people, each with a browser of her own: ``somebody("cum-manager", width=375)``.

    Without a name she is not signed in; ``site`` lets her begin at the public one.
    """
    everybody = request.node.stash[EVERYBODY] = []

    def make(
        member: str = "", *, javascript: bool = True, width: int = WIDE, onward: str = "/",
        site: Site | PublicSite = staff_site,
    ) -> Person:  # fmt: skip
        person = Person(browser, site, faults, javascript=javascript, width=width)
        everybody.append(person)
        if member:
            person.signs_in_as(member, onward=onward)
        return person

    yield make
    for person in everybody:
        if person not in windows.values():
            person.leaves()


@pytest.fixture
def in_the_database(live_database: str, django_db_blocker) -> Callable[[], AbstractContextManager[None]]:
    """Look into the copy, or prepare something in it: ``with in_the_database(): ...``."""

    @contextmanager
    def inside() -> Iterator[None]:
        with pointing_at(live_database), django_db_blocker.unblock():
            yield

    return inside


@pytest.fixture(scope="session")
def sessions() -> dict[str, list]:
    """Cookies of those of the cast who are signed in already; signing in anew for each page takes long."""
    return {}


@pytest.fixture(scope="session")
def names(live_database: str, django_db_blocker) -> list[str]:
    """The names of all people of the demonstration."""
    with pointing_at(live_database), django_db_blocker.unblock():
        return list(User.objects.values_list("name", flat=True))


@pytest.fixture
def cookies_of(somebody, staff_site: Site, in_the_database, sessions) -> Callable[[Place], list]:
    """The cookies of somebody who may open a place."""

    def found(place: Place) -> list:
        if place.member == NOBODY:
            return []
        if place.member in (GUARDED, FRESH):
            guarded = place.member == GUARDED
            with in_the_database():
                who = account("Guillemot Basalt" if guarded else "Fulmar Chalk", second_factor=guarded)
                return [{**session_of(who, second_factor=guarded), "url": staff_site.address}]
        if place.member not in sessions:
            sessions[place.member] = somebody(place.member).browser.cookies()
        return sessions[place.member]

    return found


@pytest.fixture
def visitor(somebody, in_the_database, cookies_of) -> Callable[..., Person]:
    """Makes somebody who may open a place: ``visitor(place, javascript=False)``."""

    def make(place: Place, **how) -> Person:
        if place.member == HALFWAY:
            return _gives_password(somebody(**how), in_the_database)
        cookies = cookies_of(place)
        person = somebody(**how)
        person.browser.add_cookies(cookies)
        return person

    return make


@pytest.fixture(scope="package")
def windows(browser: Browser) -> Iterator[dict[bool, Person]]:
    """Windows with and without scripts that stay open from test to test."""
    kept: dict[bool, Person] = {}
    yield kept
    for person in kept.values():
        person.leaves()


@pytest.fixture
def onlooker(
    browser: Browser, staff_site: Site, faults: Faults, windows, visitor, cookies_of, request
) -> Callable[..., Person]:
    """Somebody who may open a place and only looks: ``onlooker(place, javascript=False)``.

    She sits down at a window others had before her, since a new one costs as much as the page.
    """

    def make(place: Place, *, javascript: bool = True) -> Person:
        if place.member == HALFWAY:
            return visitor(place, javascript=javascript)
        cookies = cookies_of(place)
        if javascript not in windows:
            windows[javascript] = Person(browser, staff_site, faults, javascript=javascript)
        person = windows[javascript]
        person.comes_in(cookies, faults=faults)
        request.node.stash[EVERYBODY].append(person)
        return person

    return make


def _gives_password(person: Person, in_the_database) -> Person:
    with in_the_database():
        who = account("Guillemot Basalt", second_factor=True)
    person.opens("/sign-in/")
    person.types("Email address", who.email)
    person.types("Password", PASSWORD)
    person.presses("Sign in")
    return person
