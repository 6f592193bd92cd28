"""What is asked of every page: the accessibility rules, room on a narrow screen, its heading, title and source."""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser

from axe_playwright_python.sync_playwright import Axe

from tests.journeys.people import HEIGHT, NARROW, PHONE, WIDE, Person

# Web Content Accessibility Guidelines 2.2 at level AA hold all that came before them.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],  # of the others one example each is enough: nobody reads them
}
_RUN_RULES = "(options) => axe.run(document, options).then((found) => found.violations)"
SHOWN = 4  # places named for each rule that is broken

_TOO_WIDE = """() => {
    const root = document.documentElement, room = root.clientWidth;
    if (root.scrollWidth <= room) return null;
    const inside = (box) => box.closest('.cairn-scroll') !== null;
    const over = [...document.querySelectorAll('body *')].filter(
        (box) => box.getBoundingClientRect().right > room + 1 && !inside(box));
    const shown = over.slice(-3).map((box) => box.outerHTML.slice(0, 160));
    return `${root.scrollWidth} px wide in ${room}: ` + shown.join(' | ');
}"""
# What a person without scripts must find on the page, save what is folded away in a <details>, or asked in a
# <dialog> that only a script opens.
_OUT_OF_SIGHT = """() => [...document.querySelectorAll('form')].flatMap((form) => [...form.elements])
    .filter((part) => part.type !== 'hidden' && !part.hidden && part.tagName !== 'FIELDSET')
    .filter((part) => !part.closest('details:not([open]), dialog:not([open])') && !part.checkVisibility())
    .map((part) => part.name || part.outerHTML.slice(0, 120))"""


def unsound(person: Person, names: Iterable[str]) -> list[str]:
    """All that is asked of the page open now, with everything unfolded; the person's window is narrow afterwards.

    Args:
        person: with the page open.
        names: of people, none of whom a title may name.
    """
    found = wrong_heading_or_title(person, names)
    person.unfolds_everything()  # so that it is looked at too
    return found + broken_rules(person) + too_wide(person)


def broken_rules(person: Person) -> list[str]:
    """What axe finds on the page open now, one line for each rule and width."""
    found = []
    person.run(Axe().axe_script)
    for width in (WIDE, PHONE):
        person.page.set_viewport_size({"width": width, "height": HEIGHT})
        for broken in person.run(_RUN_RULES, RULES):
            places = " | ".join(node["html"][:200] for node in broken["nodes"][:SHOWN])
            found.append(f"axe at {width} px: {broken['id']}: {broken['help']}: {places}")
    return found


def too_wide(person: Person, *, widths: Iterable[int] = (PHONE, NARROW)) -> list[str]:
    """What makes the page open now scroll sideways on a phone and on the narrowest screen."""
    found = []
    for width in widths:
        person.page.set_viewport_size({"width": width, "height": HEIGHT})
        if words := person.run(_TOO_WIDE):
            found.append(f"scrolls sideways: {words}")
    return found


def wrong_heading_or_title(person: Person, names: Iterable[str]) -> list[str]:
    """One heading of the first level, and a title that names the page and nobody.

    Args:
        person: with the page open.
        names: of people, none of whom a title may name: titles stay in histories and on shared screens.
    """
    headings, title = person.the("h1").count(), person.page.title().strip()
    found = [] if headings == 1 else [f"has {headings} headings of the first level"]
    found += [] if title else ["has no title"]
    return found + [f"its title names somebody: {title}" for name in names if name in title]


def broken_skip_link(person: Person) -> list[str]:
    """The first stop of the Tab key leads past the menu, to the content."""
    person.page.keyboard.press("Tab")
    if not person.run("() => document.activeElement.matches('.govuk-skip-link')"):
        return ["the first stop of the Tab key is not the skip link"]
    person.page.keyboard.press("Enter")
    reached = person.run("() => document.activeElement.closest('main') !== null")
    return [] if reached else ["the skip link does not lead into the content"]


def broken_links_to_boxes(person: Person) -> list[str]:
    """Lines of the summary of errors that lead to no box."""
    lines = person.the(".govuk-error-summary__list a").evaluate_all(
        "(links) => links.map((link) => [link.textContent, Boolean(document.getElementById(link.hash.slice(1)))])"
    )
    return [f"the error “{words}” leads to no box" for words, found in lines if not found]


def out_of_sight(person: Person) -> list[str]:
    """Controls of forms that cannot be seen, though nothing hides them on purpose."""
    return [f"not to be seen without scripts: {words}" for words in person.run(_OUT_OF_SIGHT)]


def inline_code(source: str) -> list[str]:
    """Styles and scripts inside a page's own source, which the content security policy would refuse.

    Args:
        source: the page as the site sent it.
    """
    reader = _Inline()
    reader.feed(source)
    return reader.found


class _Inline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _value in attrs}
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(f"holds a <{tag}> of its own")
        for name in names:
            if name == "style" or name.startswith("on"):
                self.found.append(f"<{tag}> has an inline {name}")
