"""Dates, names, numbers and addresses are read however agencies write them."""

import pytest

from cairn.kernel.linkage import tidying


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("31/12/1980", (1980, 12, 31)),
        ("1980-12-31", (1980, 12, 31)),
        ("19801231", (1980, 12, 31)),
        ("31 Dec 1980", (1980, 12, 31)),
        ("Dec 31, 1980", (1980, 12, 31)),
        ("1980-12-31 00:00:00", (1980, 12, 31)),
        ("29586", (1980, 12, 31)),
        ("31/12/80", (1980, 12, 31)),
        ("1980", (1980, 0, 0)),
        ("12/1980", (1980, 12, 0)),
        ("1980-06-00", (1980, 6, 0)),
        ("00/06/1980", (1980, 6, 0)),
        ("Saturday, June 14, 1980", (1980, 6, 14)),
        ("Sat 14 Jun 1980", (1980, 6, 14)),
        ("circa 1980", (1980, 0, 0)),
        ("c.1980", (1980, 0, 0)),
        ("01/01/1900", (0, 0, 0)),
        ("unknown", (0, 0, 0)),
        ("", (0, 0, 0)),
    ],
)
def test_a_date_is_read_however_it_is_written(written, read):
    assert tidying.read_date(written) == read


def test_a_file_that_puts_the_month_first_is_seen():
    assert tidying.dates(["12/31/1980", "02/03/1981"]).month.tolist() == [12, 2]
    assert tidying.dates(["31/12/1980", "02/03/1981"]).month.tolist() == [12, 3]


@pytest.mark.parametrize(
    ("reading", "written", "read"),
    [
        (tidying.name, "Mrs  Zoë O'Brien-Łukasz", "zoe obrien lukasz"),
        (tidying.name, "UNKNOWN", ""),
        (tidying.phone, "+44 (0)7035 569342", "7035569342"),
        (tidying.phone, "07035 569342", "7035569342"),
        (tidying.phone, "000000", ""),
        (tidying.phone, "447035569342", "7035569342"),
        (tidying.phone, "+4407035569342", "7035569342"),
        (tidying.phone, "44 (0)7035 569342", "7035569342"),
        (tidying.phone, "4470355693", "4470355693"),
        (tidying.phone, "7035569342.0", "7035569342"),
        (tidying.phone, "07035 569342 / 01768 900123", "7035569342"),
        (tidying.phone, "01768/900123", "1768900123"),
        (tidying.phone, "01768 900123 ext 12", "1768900123"),
        (tidying.address, "Flat 2, 12 High St.", "flat 2 12 high street"),
        (tidying.address, "No fixed abode", ""),
        (tidying.postcode, "qx1 2ab", "QX12AB"),
        (tidying.sex, "Female", "f"),
        (tidying.house, "flat 2 12 high street wrenstone", "2 12 high"),
        (tidying.house, "4 high street leeds ls1 4ab", "4 high"),
        (tidying.house, "106 windsor lane flat 2", "106 2 windsor"),
        (tidying.house, "karl marx strasse 12", "12 karlma"),
    ],
)
def test_values_are_tidied(reading, written, read):
    assert reading(written) == read


def test_spellings_of_one_sound_are_found_together():
    assert tidying.sounds("mohammed") == tidying.sounds("muhamad")
    assert tidying.sounds("phillips") == tidying.sounds("filips")


def test_a_postcode_of_nine_digits_is_its_first_five():
    assert tidying.postcode("62701-1234") == tidying.postcode("62701") == "62701"
