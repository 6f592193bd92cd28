"""The guide for analysts says what the screens say."""

from pathlib import Path

from cairn.domain.analysis.queries.tables import WITHOUT_PLACE
from cairn.domain.analysis.sources import SOURCES
from cairn.domain.analysis.terms import MOST_MONTHS, PROVISIONAL, RULE, By
from cairn.domain.analysis.web.forms import DescribeForm, QuestionForm, ShareForm

ROOT = Path(__file__).parents[3]
GUIDE = " ".join((ROOT / "docs/how-to/make-a-needs-assessment.md").read_text(encoding="utf-8").split())
PAGES = "".join(
    path.read_text(encoding="utf-8") for path in (ROOT / "src/cairn/domain/analysis/templates").rglob("*.html")
) + (ROOT / "src/cairn/domain/analysis/web/making.py").read_text(encoding="utf-8")


def test_the_guide_names_the_links_and_boxes_of_the_pages():
    for words in ("Make an analysis", "What exactly each of them counts", "Save and take the figures",
                  "See exactly what was counted", "Say what the figures say", "Take the figures again",
                  "Change what is counted", "Share this analysis"):  # fmt: skip
        assert f"**{words}**" in GUIDE and words in PAGES, words
    fields = {**QuestionForm.base_fields, **DescribeForm.base_fields, **ShareForm.base_fields}
    for name in ("counts", "first", "last", "place", "by", "also_by"):
        assert f"**{fields[name].label}**" in GUIDE, name
    assert "**Nobody else**" in GUIDE and "Nobody else" in dict(ShareForm.base_fields["shared"].choices).values()


def test_the_guide_names_every_source_and_the_numbers_that_hold():
    for source in SOURCES.values():
        assert source.title[1:] in GUIDE.replace("domestic abuse incidents", "Domestic abuse incidents"), source.title
    assert (RULE.threshold, RULE.round_to) == (8, 5) and "1 to 7 are withheld" in GUIDE and "nearest 5" in GUIDE
    assert f"{MOST_MONTHS} at most" in GUIDE and f"less than {PROVISIONAL.days} days" in GUIDE


def test_the_guide_names_what_can_be_counted_by_place_as_the_pages_do():
    placed = [one.key for one in SOURCES.values() if By.WARD in one.by]
    assert placed == ["incidents", "harmed", "suspects"]
    for words in (By.WARD.label, By.DISTRICT.label, *WITHOUT_PLACE.values()):
        assert f"**{words}**" in GUIDE, words
