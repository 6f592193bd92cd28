"""The guide to repeats says what the page says."""

from pathlib import Path

from cairn.domain.measures.queries.repeats_page import SMALL_SAYS
from cairn.domain.measures.services.repeats import MOST_MONTHS, STANDING, WINDOWS
from cairn.kernel.repeats.definitions import repeat_by_dyad, repeat_people, serial

ROOT = Path(__file__).parents[3]
GUIDE = " ".join((ROOT / "docs/how-to/read-repeats.md").read_text(encoding="utf-8").split())
PAGE = (ROOT / "src/cairn/domain/measures/templates/measures/repeats.html").read_text(encoding="utf-8")


def test_the_guide_names_what_the_page_holds_and_the_numbers_it_goes_by():
    for words in ("Other months, or another meaning of serial", "It is being counted", "What it opens to",
                  "Month by month", "Time to a further incident", "Take the figures"):  # fmt: skip
        assert f"**{words}**" in GUIDE and words in PAGE, words
    assert f"**{repeat_by_dyad(30).name}**" in GUIDE
    for measure in (repeat_people("victim", 365), repeat_people("suspect", 365), serial(*STANDING)):
        assert f"**{measure.name.split(',')[0].split(':')[0]}**" in GUIDE, measure.name
    assert WINDOWS[STANDING[1]] == "3 years" and "two or more people harmed in three years" in GUIDE
    assert "Counts of 1 to 4" in GUIDE and "Counts of 1 to 4" in SMALL_SAYS
    assert MOST_MONTHS == 12 and "a year at most" in GUIDE
