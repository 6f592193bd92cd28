"""Who might be the same person is found by names and variants, dates, numbers and addresses, each with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cairn.kernel.same_person.finding import Born, Known, candidates, compared
from cairn.kernel.same_person.names import LONGEST_KEY, Likeness, keys_of, likeness, pair_of, read_name
from cairn.kernel.same_person.reaching import address, e_mail, phone, postcode, same_address


def alike(first: str, second: str) -> Likeness:
    """How alike two names are, the same from both sides."""
    found = likeness(read_name(first), read_name(second))
    assert found is likeness(read_name(second), read_name(first))
    return found


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Heather Scree", "HEATHER  SCREE", Likeness.SAME),
        ("Mrs Heather Scree", "Heather Scree", Likeness.SAME),
        ("Scree, Heather", "Heather Scree", Likeness.SAME),
        ("Siân Tarn", "Sian Tarn", Likeness.SAME),
        ("Łucja Kamień", "Lucja Kamien", Likeness.SAME),
        ("Ayesha al-Hassan", "Ayesha Al Hassan", Likeness.SAME),
        ("Ayesha Alhassan", "Ayesha al Hassan", Likeness.SAME),
        ("Rowan Mc Donald", "Rowan McDonald", Likeness.SAME),
        ("Bryony O'Fell", "Bryony OFell", Likeness.SAME),
        ("Mary Anne Fell", "Maryanne Fell", Likeness.SPACING),
        ("Scree Heather", "Heather Scree", Likeness.OTHER_ORDER),
        ("Heather Jane Scree", "Heather Scree", Likeness.OTHER_ORDER),
        ("Bill Crag", "William Crag", Likeness.SHORT_FORM),
        ("Crag Bill", "William Crag", Likeness.SHORT_FORM),
        ("Mohammed Al Rashid", "Muhammad Alrashid", Likeness.SHORT_FORM),
        ("Liz Tarn", "Beth Tarn", Likeness.SHORT_FORM),
        ("H Scree", "Heather Scree", Likeness.INITIAL),
        ("Heather Pennine", "Heather Penine", Likeness.ONE_LETTER),
        ("Heathre Scree", "Heather Scree", Likeness.ONE_LETTER),
        ("Heather Scree", "Rowan Scree", Likeness.FAMILY_NAME_ONLY),
        ("Heather Scree", "Heather Fell", Likeness.NONE),
        ("Anne Fell", "Anna Bell", Likeness.NONE),
        ("", "Heather Scree", Likeness.NONE),
    ],
)
def test_names_are_compared_as_people_write_them(first, second, expected):
    assert alike(first, second) is expected


def test_a_name_is_kept_by_its_words_and_by_each_two_of_them_whichever_comes_first():
    assert keys_of("Wren al-Scar") == {"wren", "scar", "alscar", "+scar wren", "+alscar wren", "+alscar scar"}
    assert keys_of("Wren Slate") == keys_of("Slate, Wren") == {"wren", "slate", pair_of("slate", "wren")}
    assert keys_of("Wren") == {"wren"} and keys_of("") == set()
    assert max(map(len, keys_of("a" * 90 + " " + "b" * 90))) == LONGEST_KEY


@given(some.text(max_size=30), some.text(max_size=30))
def test_any_text_may_be_a_name(first, second):
    alike(first, second)
    assert likeness(read_name(first), read_name(first)) in (Likeness.SAME, Likeness.NONE)


@pytest.mark.parametrize(
    "text", ["01632 960123", "+44 1632 960123", "+44 (0)1632 960 123", "0044 1632 960123", "01632-960123 ext 4"]
)
def test_a_number_has_one_form(text):
    assert phone(text) == "441632960123"


def test_what_is_no_number_or_mail_address_matches_nothing():
    assert (phone("none"), phone("999"), e_mail("none"), e_mail("a@b")) == ("", "", "", "")
    assert e_mail(" Heather+Work@Example.org ") == "heather@example.org"
    nobody = Known("a", ("Heather Scree",), phones=("none",), e_mails=("-",))
    assert compared(nobody, Known("b", ("Rowan Fell",), phones=("n/a",), e_mails=("-",))) == (0, ())


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("12A High St., Stonebeck CA99 9ZZ", "12a High Street, Stonebeck, CA999ZZ", True),
        ("Flat 2, 12 High Street CA99 9ZZ", "Apt 2 12 High St CA99 9ZZ", True),
        ("Flat 2, 12 High Street CA99 9ZZ", "Flat 3, 12 High Street CA99 9ZZ", False),
        ("12 High Street, Stonebeck", "12 High Street Stonebeck, Fellshire", True),
        ("12 High Street CA99 9ZZ", "12 High Street CA99 9ZY", False),
        ("High Street", "High Street", False),
    ],
)
def test_an_address_has_one_form(first, second, same):
    assert same_address(first, second) is same
    assert same_address(second, first) is same


def test_a_postcode_is_found_and_written_one_way():
    assert (postcode("High Street, ca999zz"), postcode("nowhere")) == ("CA99 9ZZ", "")
    assert address("12 a, High St CA99 9ZZ")[0] == "12a"


@pytest.mark.parametrize(
    ("first", "second", "points"),
    [
        (Born(1980, 3, 4), Born(1980, 3, 4), 40),
        (Born(1980, 3, 4), Born(1980, 4, 3), 25),
        (Born(1980, 3, 4), Born(1980, 3), 20),
        (Born(1980, 3, 4), Born(1980), 6),
        (Born(1980, 3, 4), Born(1981, 3, 4), 10),
        (Born(1980, 3, 4), Born(1975, 8, 9), -10),
        (Born(1980), Born(1981), 0),
        (Born(1980, 3), Born(1980, 5), -10),
        (None, Born(1980), 0),
    ],
)
def test_dates_of_birth_are_as_exact_as_they_are_known(first, second, points):
    same, reasons = compared(Known("a", ("Heather Scree",), first), Known("b", ("Heather Scree",), second))
    assert same - Likeness.SAME == points
    _, reasons = compared(Known("a", ("A B",), first), Known("b", ("C D",), second))
    assert bool(reasons) is bool(points)


STAFF = [
    Known("same", ("Liz Tarn", "Elizabeth Beck"), Born(1984, 6, 2), phones=("07700 900123",)),
    Known("partner", ("Rowan Scree",), Born(1982, 1, 1), addresses=("12 High Street, Stonebeck CA99 9ZZ",)),
    Known("namesake", ("Elizabeth Tarn",), Born(1950, 9, 9)),
    Known("stranger", ("Alder Fell",), Born(1990, 1, 1), phones=("07700 900999",)),
    Known("neighbour", ("Alder Crag",), addresses=("14 High Street, Stonebeck CA99 9ZZ",)),
]
HER = Known(
    "her", ("Elizabeth Tarn",), Born(1984, 6, 2), ("+44 7700 900123",), (), ("12 High St, Stonebeck CA99 9ZZ",)
)  # fmt: skip


def test_everybody_worth_asking_about_is_found_with_reasons_and_nobody_else():
    found = {match.ref: match for match in candidates(HER, STAFF)}
    assert list(found) == ["same", "partner", "namesake"]
    assert found["same"].reasons == (
        "One given name is a short form, or another spelling, of the other.",
        "The date of birth is the same.",
        "They share a telephone number.",
    )
    assert "They share an address." in found["partner"].reasons


def test_nobody_is_compared_with_themselves_and_the_bar_can_be_moved():
    assert candidates(HER, [HER]) == []
    assert [match.ref for match in candidates(HER, STAFF, at_least=10)] == ["same", "partner", "namesake", "neighbour"]
