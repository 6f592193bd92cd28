"""A file's name is for reading only, and cannot mislead whoever reads it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cairn.foundation.files.names import clean_name, ending_of
from cairn.foundation.files.terms import NAME_LENGTH


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Minutes 3.2.26.pdf", "Minutes 3.2.26.pdf"),
        ("C:\\Users\\linnet\\plan.pdf", "plan.pdf"),
        ("../../etc/plan.pdf", "plan.pdf"),
        ("plan.exe.pdf", "plan exe.pdf"),
        ("plan.tar.gz.pdf", "plan tar gz.pdf"),
        ("pla\u202efdp.exe.pdf", "plafdp exe.pdf"),
        ("plan\x00\r\n.pdf", "plan.pdf"),
        ('pl<a>n"|?*.pdf', "plan.pdf"),
        ("  plan   of  work .pdf", "plan of work.pdf"),
        ("...pdf", "file.pdf"),
        ("\u200b.pdf", "file.pdf"),
        ("PLAN.PDF", "PLAN.pdf"),
        ("cynllun t\u0177.pdf", "cynllun t\u0177.pdf"),
    ],
)
def test_a_name_is_shown_without_what_could_mislead(typed, shown):
    assert clean_name(typed, extension="pdf") == shown


def test_a_long_name_is_cut_and_keeps_its_ending():
    found = clean_name("a" * 400 + ".docx", extension="docx")
    assert len(found) == NAME_LENGTH
    assert found.endswith("a.docx")


@given(some.text(max_size=300))
def test_no_name_keeps_a_path_a_control_character_or_a_second_ending(typed):
    found = clean_name(typed, extension="pdf")
    assert 5 <= len(found) <= NAME_LENGTH
    assert not set(found) & set('/\\<>:"|?*')
    assert all(unicodedata.category(letter)[0] != "C" for letter in found)
    assert found.endswith(".pdf")
    assert not any(part[:1].isalpha() for part in found[:-4].split(".")[1:])


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.PDF", "pdf"),
        ("a.tar.gz", "gz"),
        (".pdf", ""),
        ("pdf", ""),
        ("a.pdf ", "pdf"),
        ("a.p\u200bdf", "pdf"),
    ],
)
def test_the_ending_is_read_as_a_person_sees_it(name, ending):
    assert ending_of(name) == ending
