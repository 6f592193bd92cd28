"""Somebody is pointed to by her home only where it is the very same one, to the house and the flat."""

from types import SimpleNamespace

import pytest

from cairn.domain.hub.queries.nearest import means_one_person
from cairn.domain.hub.queries.tables import COLUMNS

NAME = {"given": "Dunlin", "family": "Travertine"}


def one_home(first, second, *, postcode="CA99 7ZZ"):
    """Whether a name and a first address mean whoever is known at a second one, and the other way round."""
    found = []
    for typed, known in ((first, second), (second, first)):
        row = SimpleNamespace(**{**dict.fromkeys(COLUMNS, ""), "address": known, "postcode": "CA99 7ZZ"})
        found.append(means_one_person({**NAME, "address": typed, "postcode": postcode}, [row]))
    assert found[0] is found[1]
    return found[0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Flat 2, 10 High Street", "Flat 2, 12 High Street"),
        ("Flat 2, 10 High Street", "2 High Street"),
        ("Flat 2, 10 High Street", "10 High Street"),
        ("Flat B2, 10 High Street", "Flat C2, 10 High Street"),
        ("Flat A, 10 High Street", "Flat B, 10 High Street"),
        ("Apartment A, 10 High Street", "10 High Street"),
        ("Flat 2, 10 High Street", "Flat 10, 2 High Street"),
        ("10 High Street", "10a High Street"),
        ("Flat A, Fell House", "Flat A, Scar House"),
        ("High Street", "10 High Street"),
        ("CA99 7ZZ", "CA99 7ZZ"),
    ],
)
def test_another_number_or_flat_and_a_postcode_alone_are_no_one_home(first, second):
    assert not one_home(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("10 High Street", "10, High St."),
        ("Flat 2, 10 High Street", "flat 2 10 Hihg Street, Stonebeck"),
        ("Apt 2, 10 High Street", "Flat 2, 10 High St"),
        ("10 High Street", "10 High Street, Stonebeck, CA99 7ZZ"),
        ("10 High Street", "10 High Street, Stonebeck, ca997zz"),
        ("10 High Street", "10 High Street, Stonebeck CA99"),
        ("Fell House, Scar Lane", "Fell House, Scar Lane, CA99 7ZZ"),
    ],
)
def test_one_home_however_it_is_spelt(first, second):
    assert one_home(first, second)
    assert not one_home(first, second, postcode="CA99 7ZX")
