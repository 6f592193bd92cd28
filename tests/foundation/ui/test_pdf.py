"""The plan on a page as a PDF a screen reader can follow."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from cairn.foundation.ui.pdf import PdfError, render_pdf
from cairn.foundation.ui.statuses import STATUSES, UnknownStatus
from tests.parts import missing

AMBER_TINT = b"0.99215686 0.94509804 0.8627451 scn"  # the band behind the change we will see
WHEN = datetime(2026, 11, 20, tzinfo=UTC)


def plan(*, commitments: int = 6, words: int = 8, themes: int = 3, **extra) -> dict:
    """A plan with as many promises as asked for, each of so many words."""
    sentence = " ".join(["promise"] * words)
    keys = [status.key for status in STATUSES]
    return {
        "title": "Our promises",
        "period": "2025 to 2030",
        "area": "Cumberland",
        "vision": "Everyone is safe.",
        "statement": "By 2030 this has changed.",
        "as_at": date(2026, 11, 20),
        "themes": [
            {
                "title": f"Theme {theme}",
                "commitments": [
                    {"id": f"C{theme}{number}", "text": sentence, "status": keys[number % len(keys)]}
                    for number in range(commitments)
                ],
                "activities": [{"text": "An activity"}] * 7,
                "changes": [{"text": "A change"}] * 4,
            }
            for theme in range(themes)
        ],
        "marks": {"demo": True},
        **extra,
    }


def drawn(data: dict, title: str = "Plan on a page") -> bytes:
    """The plan as a file."""
    return render_pdf(template="plan_on_a_page", data=data, title=title, at=WHEN)


def pages(pdf: bytes) -> int:
    """How many sheets."""
    return len(re.findall(rb"/Type ?/Page\b", pdf))


def heard(pdf: bytes, folder: Path) -> str:
    """What its structure holds, in the order a screen reader meets it; read with poppler."""
    program = shutil.which("pdfinfo") or missing("There is no pdfinfo; it is in Debian's poppler-utils.")
    file = folder / "plan.pdf"
    file.write_bytes(pdf)
    return subprocess.run([program, "-struct-text", file], capture_output=True, check=True).stdout.decode()


def painted(pdf: bytes) -> bytes:
    """The instructions that draw it."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return b"".join(zlib.decompress(one) for one in streams if one[:1] == b"x")


def test_it_is_tagged_english_and_declares_the_standard():
    pdf = drawn(plan())
    assert pdf.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang(en-GB)" in pdf
    assert b"pdfuaid:part>1<" in pdf


def test_a_promises_code_its_words_and_its_status_do_not_run_together(tmp_path):
    lines = re.findall(r'^ +"(.*)"$', heard(drawn(plan(commitments=1, themes=1)), tmp_path), re.MULTILINE)
    said = "".join(lines[lines.index("C00") : lines.index("What we do")])
    assert said == f"C00 {'promise ' * 8}Complete"


def test_what_is_invented_is_said_at_the_head_and_the_foot_in_the_words_of_the_screens(tmp_path):
    """The promises are real: "Demonstration: invented" at the foot said of them, too, that they are not."""
    banner = re.sub(r"<[^>]+>", "", render_to_string("ui/demo_banner.html"))
    sentence = " ".join(banner.split()).removeprefix("Demonstration ")
    program = shutil.which("pdftotext") or missing("There is no pdftotext; it is in Debian's poppler-utils.")
    file = tmp_path / "plan.pdf"
    file.write_bytes(drawn(plan()))
    words = " ".join(subprocess.run([program, file, "-"], capture_output=True, check=True).stdout.decode().split())
    assert words.count(f"Demonstration {sentence}") == 1
    assert f"Demonstration. {sentence}" in words
    assert "Demonstration: invented" not in words
    file.write_bytes(drawn(plan(marks={"demo": False})))
    assert "nvented" not in subprocess.run([program, file, "-"], capture_output=True, check=True).stdout.decode()


def test_the_key_is_a_list(tmp_path):
    text = heard(drawn(plan(commitments=6, themes=1)), tmp_path)
    key = text[text.index('"Key:"') : text.index('H2 "Theme 0"')]
    assert len(re.findall(r"^ +L \(", key, re.MULTILINE)) == 1
    assert len(re.findall(r"^ +LI \(", key, re.MULTILINE)) == 6
    assert re.findall(r'^ +"(.*)"$', key, re.MULTILINE) == [status.word for status in STATUSES[:6]]


def test_a_key_too_long_for_one_line_takes_another():
    narrow = [{"status": status.key, "status_word": status.word * 2} for status in STATUSES]
    assert pages(drawn(plan(paper="a4", legend=narrow))) == 1


@pytest.mark.parametrize(
    ("title", "shown"),
    [("A strategy", "A strategy, plan on a page"), ("Plan on a page: Cumberland", "Plan on a page: Cumberland")],
)
def test_its_title_says_once_that_it_is_a_plan_on_a_page(title, shown):
    assert f'<rdf:li xml:lang="x-default">{shown}</rdf:li>'.encode() in drawn(plan(), title=title)


def test_an_arrow_that_leads_to_no_change_is_not_drawn():
    """Cumberland's strategies name none: a band with an arrow stood there, empty."""
    whole, bare = plan(), plan()
    for theme in bare["themes"]:
        theme["changes"] = []
    assert [AMBER_TINT in painted(drawn(one)) for one in (whole, bare)] == [True, False]


@pytest.mark.parametrize("paper", ["a3", "a4"])
@pytest.mark.parametrize("commitments", [1, 6, 9])
def test_a_plan_of_usual_size_stands_on_one_sheet(paper, commitments):
    assert pages(drawn(plan(commitments=commitments, paper=paper))) == 1


def test_a_plan_too_large_for_a_sheet_runs_on():
    assert pages(drawn(plan(commitments=30, words=40))) > 1


def test_only_the_packaged_typeface_is_used_for_ordinary_words():
    fonts = set(re.findall(rb"/FontName ?/[A-Z]{6}\+([\w-]+)", drawn(plan())))
    assert fonts == {b"CairnSans-Regular", b"CairnSans-Bold"}


def test_the_same_data_give_the_same_file():
    assert drawn(plan()) == drawn(plan())


def test_text_is_shown_never_run_and_odd_characters_do_not_stop_it():
    odd = '#panic("run") *b* $x$ → ≥ Łukasz Ŵŷ Жук 漢字 😀 \x07\ufeff'
    assert drawn(plan(vision=odd), title=odd).startswith(b"%PDF-")


def test_a_theme_without_activities_or_changes_is_drawn():
    data = plan()
    data["themes"][1] = {"title": "Empty theme"}
    assert pages(drawn(data)) == 1


def test_what_cannot_be_drawn_is_refused_in_words():
    with pytest.raises(LookupError, match="no PDF layout called “../cairn”"):
        render_pdf(template="../cairn", data=plan(), title="x")
    with pytest.raises(PdfError, match="missing document title"):
        drawn(plan(), title="")
    with pytest.raises(PdfError, match="needs at least one theme"):
        drawn(plan(themes=0))
    broken = plan()
    broken["themes"][0]["commitments"][0]["status"] = "nearly"
    with pytest.raises(UnknownStatus):
        drawn(broken)
