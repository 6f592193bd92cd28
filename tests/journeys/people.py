"""Somebody with a browser of her own, and what must never happen in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, Request, expect

from tests.journeys.sites import Site
from tests.public.serving import Site as PublicSite

PATIENCE = 20_000  # milliseconds; the machine may be busy
SHOWN = 3_000  # characters of a page that a failure shows
WIDE, PHONE, NARROW = 1280, 375, 320  # CSS pixels
HEIGHT = 800
expect.set_options(timeout=PATIENCE)


@dataclass
class Faults:
    """What went wrong in any browser during a test; a test with one fails.

    Args:
        hosts: the only hosts a page may ask, with their ports.
    """

    hosts: frozenset[str]
    found: list[str] = field(default_factory=list)

    def asked(self, request: Request) -> None:
        """Note a request to any other host. (It is also kept from leaving: see the browser's arguments.)"""
        where = urlsplit(request.url)
        if where.scheme in ("http", "https", "ws", "wss") and where.netloc not in self.hosts:
            self.found.append(f"asked another host: {request.url}")

    def failed(self, words: str) -> None:
        """Note anything else."""
        self.found.append(words)


class Person:
    """One person in one browser: opens pages, reads, clicks and types.

    Args:
        browser: of this worker.
        site: where she begins.
        faults: where to note what must not happen.
        javascript: off for somebody whose browser runs none.
        width: of the window, in CSS pixels.
    """

    def __init__(
        self, browser: Browser, site: Site | PublicSite, faults: Faults, *, javascript: bool = True, width: int = WIDE
    ) -> None:
        self.site, self.faults = site, faults
        self._refusals: set[int] = set()
        self.browser = browser.new_context(
            base_url=site.address,
            java_script_enabled=javascript,
            viewport={"width": width, "height": HEIGHT},
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        self.browser.set_default_timeout(PATIENCE)
        self.browser.on("request", lambda request: self.faults.asked(request))
        self.page: Page = self.browser.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.failed(f"script failed at {self.page.url}: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        """Errors and warnings of the console; what breaks the content security policy is one of them."""
        if message.type not in ("error", "warning"):
            return
        if any(f"status of {status} " in message.text for status in self._refusals):
            return  # the browser says of a refused page, too, that it failed to load
        self.faults.failed(f"console at {self.page.url}: {message.text}")

    # ---- going somewhere

    def comes_in(self, cookies: Sequence[dict[str, Any]], *, faults: Faults) -> None:
        """Somebody else sits down at this window: nothing of who was there before is kept but files of the site.

        Args:
            cookies: of the one who sits down.
            faults: where to note from now on what must not happen.
        """
        self.faults = faults
        self._refusals.clear()
        self.browser.clear_cookies()
        if cookies:
            self.browser.add_cookies(cookies)
        self.page.set_viewport_size({"width": WIDE, "height": HEIGHT})

    def opens(self, address: str, *, status: int = 200) -> None:
        """Open an address; another status than expected fails at once."""
        if status >= 400:
            self.expects_refusal(status)
        answer = self.page.goto(address)
        found = answer.status if answer else None
        words = self.site.last_words() if found == 500 and isinstance(self.site, Site) else ""
        assert found == status, f"{address} answered {found}\n{words}"

    def signs_in_as(self, member: str, *, onward: str = "/") -> None:
        """Sign in as one of the demonstration's cast, and go on."""
        self.opens(f"/demo/sign-in/?next={onward}")
        self.goes_on_by(self.page.locator(f'button[name="member"][value="{member}"]'))

    def is_at(self, path: str) -> bool:
        """Whether the page open now has this path."""
        return urlsplit(self.page.url).path == path

    @property
    def path(self) -> str:
        """The path of the page open now."""
        return urlsplit(self.page.url).path

    # ---- looking

    def sees(self, words: str) -> None:
        """Some visible text holds these words."""
        expect(self.page.get_by_text(words).filter(visible=True).first).to_be_visible()

    def does_not_see(self, words: str) -> None:
        """No visible text holds these words."""
        expect(self.page.get_by_text(words).filter(visible=True)).to_have_count(0)

    def sees_heading(self, words: str) -> None:
        """The page's own heading holds these words."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def sees_message(self, words: str) -> None:
        """A banner tells that something was done."""
        expect(self.page.locator(".govuk-notification-banner")).to_contain_text(words)

    def sees_error(self, words: str) -> None:
        """The summary of errors lists this one, and links to its box."""
        summary = self.page.locator(".govuk-error-summary")
        expect(summary).to_contain_text("There is a problem")
        line = summary.get_by_role("link", name=words)
        target = (line.get_attribute("href") or "").removeprefix("#")
        assert target and self.page.locator(f'[id="{target}"]').count() == 1, f"“{words}” points nowhere"

    def has_the_focus(self, selector: str) -> None:
        """This part of the page has the focus."""
        expect(self.page.locator(selector)).to_be_focused()

    def the(self, selector: str) -> Locator:
        """A part of the page."""
        return self.page.locator(selector)

    def box(self, label: str) -> Locator:
        """The box with this label."""
        return self.page.get_by_label(label, exact=True)

    def shown(self) -> str:
        """The address open now and the words on it, for the message of a failed test."""
        try:
            return f"{self.page.url}\n{self.page.locator('body').inner_text(timeout=1_000)[:SHOWN]}"
        except Error as problem:  # the page may be gone
            return f"{self.page.url}\n{problem}"

    # ---- doing

    def link(self, words: str) -> Locator:
        """The links with these words, those that only a screen reader reads among them."""
        return self.page.get_by_role("link").filter(has_text=words)

    def follows(self, words: str) -> None:
        """Click the one link with these words, whether it leads to another page or to a part of this one."""
        link = self.link(words)
        if (link.get_attribute("href") or "").startswith("#"):
            link.click()
        else:
            self.goes_on_by(link)

    def presses(self, words: str) -> None:
        """Click a button by its words; one that sends a form leads to the next page."""
        button = self.page.get_by_role("button", name=words, exact=True)
        if button.evaluate("button => button.form !== null && button.type === 'submit'"):
            self.goes_on_by(button)
        else:
            button.click()

    def goes_on_by(self, part: Locator) -> None:
        """Click, and look at nothing before the next page is there.

        A click may come back while the page before is still shown; whoever then asks for all boxes at
        once, or for the address, would be told of that one.
        """
        with self.page.expect_navigation():
            part.click()

    def chooses(self, label: str) -> None:
        """Choose one of several, or tick a box."""
        self.page.get_by_label(label, exact=True).check()

    def picks(self, label: str, words: str) -> None:
        """Pick from a list by the beginning of its words."""
        box = self.box(label)
        choice = box.locator("option").filter(has_text=words).first
        box.select_option(value=choice.get_attribute("value"))

    def types(self, label: str, words: str) -> None:
        """Replace what stands in a box."""
        self.box(label).fill(words)

    def types_day(self, legend: str, day: int, month: int, year: int) -> None:
        """Fill in the three boxes of a date."""
        group = self.page.get_by_role("group", name=legend)
        for label, value in (("Day", day), ("Month", month), ("Year", year)):
            group.get_by_label(label, exact=True).fill(str(value))

    def unfolds(self, words: str) -> None:
        """Open a part that is folded away."""
        self.page.locator("summary", has_text=words).click()

    def unfolds_everything(self) -> None:
        """Open all that is folded away on this page."""
        self.run("() => document.querySelectorAll('details').forEach((part) => { part.open = true; })")

    def expects_refusal(self, status: int) -> None:
        """From here on an answer with this status is no fault."""
        self._refusals.add(status)

    def run(self, script: str, argument: Any = None) -> Any:
        """Ask the page itself, in its own language."""
        return self.page.evaluate(script, argument)

    def leaves(self) -> None:
        """Close the browser."""
        self.browser.close()
