"""The guide for practitioners says what the screens say."""

from pathlib import Path

from cairn.domain.watch.queries.lines import WHICH
from cairn.domain.watch.web.views import DOING
from cairn.kernel.repeats.watch import WatchRules

ROOT = Path(__file__).parents[3]
GUIDE = " ".join((ROOT / "docs/how-to/use-the-30-day-watch.md").read_text(encoding="utf-8").split())
PAGE = (ROOT / "src/cairn/domain/watch/templates/watch/row.html").read_text(encoding="utf-8")


def test_the_guide_names_the_links_of_the_page_and_the_rules_cairn_brings_along():
    for words in ("Record a contact", "Say who leads", "Ask another agency to lead", "Say who they are in cases",
                  "Close the row", "Decide about the contested roles", "Take the request back"):  # fmt: skip
        assert f"**{words}**" in GUIDE and words in PAGE, words
    assert {"contact", "lead", "hand-over", "take-back", "roles", "referral", "person", "close"} == set(DOING)
    assert {"mine", "agency", "nobody", "contested", "late", "closed"} <= dict(WHICH).keys()
    rules = WatchRules()
    assert (rules.window, rules.try_again_after, rules.incidents) == (30, 3, 3)
    assert "open for 30 days" in GUIDE and "three days later" in GUIDE and "After three days with" in GUIDE


def test_the_guide_says_that_one_event_of_several_agencies_is_asked_about_once():
    again = (ROOT / "src/cairn/domain/watch/templates/watch/again.html").read_text(encoding="utf-8")
    assert "**Also reported by** names the others" in GUIDE and "Also reported by" in again
    assert "open **Repeats** in the menu" in GUIDE
