"""What is written for people leads where it says: every link of the documents, and every how-to from their index."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOW_TO = ROOT / "docs" / "how-to"
PAGES = [
    *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md"), *(ROOT / "bench").rglob("*.md"),
]  # fmt: skip


def without_code(page):
    return re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors_of(page):
    """The anchors that a page is read with: of each heading, its words in small letters with hyphens between."""
    headings = re.findall(r"^#+ (.*)$", without_code(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def leads_nowhere(page, link):
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return not target.exists() or bool(anchor) and anchor not in anchors_of(target)


def test_every_link_of_the_documents_leads_somewhere():
    links = [
        (page, link)
        for page in PAGES
        for link in re.findall(r"\]\(([^)\s]+)\)", without_code(page))
        if not link.startswith(("http:", "https:", "mailto:"))
    ]
    assert len(links) > 100
    assert [f"{page.relative_to(ROOT)}: {link}" for page, link in links if leads_nowhere(page, link)] == []


def test_every_how_to_stands_in_their_index_and_the_readme_leads_there():
    """The one on the 30-day watch stood nowhere."""
    index = (HOW_TO / "README.md").read_text(encoding="utf-8")
    assert {page.name for page in HOW_TO.glob("*.md") if f"({page.name})" not in index} == {"README.md"}
    assert "(docs/how-to/README.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
