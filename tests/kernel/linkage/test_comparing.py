"""What is alike but for its numbers is told apart by them; agreeing numbers leave it alike."""

import numpy as np
import pytest

from cairn.kernel.linkage.columns import understood
from cairn.kernel.linkage.comparing import compare
from cairn.kernel.linkage.reading import read


def says(column, one, other, told=None, more=()):
    """In words, how two values of a column stand to each other."""
    table = {"id": [str(at) for at in range(2 + len(more))], column: [one, other, *more]}
    columns = understood(table, told or {}, "id")
    (found,) = compare(read(table, columns), np.array([0]), np.array([1]))
    return found.levels[int(found.found[0])].says


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("1 Marsh Street, Aldermere", "2 Marsh Street, Aldermere", "the addresses are alike, with other numbers"),
        ("Flat 3, 12 Mrsh Street, Aldermere", "Flat 3, 12 Marsh Street, Aldermere", "the addresses are very alike"),
        ("12 Marsh Street", "12 Marsh St, Aldermere", "number and street are the same"),
    ],
)
def test_the_next_house_is_another_home(one, other, how):
    assert says("address", one, other) == how


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("wren.tarn82@mail.example", "wren.tarn519@mail.example", "are alike, with other numbers"),
        ("wren.tarn82@mail.example", "wrem.tarn82@mail.example", "are very alike"),
        ("wren.tarn82@mail.example", "wren.tarn82@post.example", "are the same before the @"),
        ("wren.tarn@mail.example", "wrem.tarn@mail.example", "are very alike"),
    ],
)
def test_namesakes_are_told_apart_by_the_numbers_of_their_e_mail_addresses(one, other, how):
    assert says("email", one, other) == f"the e-mail addresses {how}"


def test_another_model_of_one_maker_is_another_thing():
    rest = [f"{maker} {kind} {number}" for maker in ("plover", "siskin") for kind in ("lamp oak", "chair elm")
            for number in range(10, 20)]  # fmt: skip
    title = "plover lamp oak long {} white"
    assert says("title", title.format("KX6378"), title.format("KX6379"), more=rest).endswith("with other numbers")
    assert says("title", title.format("KX6378"), title.format("KX-6378"), more=rest) == "the title is nearly the same"


def test_companies_of_one_group_each_have_a_word_of_their_own():
    rest = [f"{base} {kind} ltd" for base in ("tarn", "fell", "beck") for kind in ("foods", "media", "travel", "care")]

    def how(one, other):
        names = [one, other, *rest]
        table = {"id": [str(at) for at in range(len(names))], "company": names, "town": ["Kendal", "Wigton"] * 7}
        company = compare(read(table, understood(table, {}, "id")), np.array([0]), np.array([1]))[0]
        return company.levels[int(company.found[0])].says

    assert how("Wren Dale Foods Ltd", "Wren Dale Media Ltd").endswith("has a word of its own")
    for slip in ("Wren Dale Fods Ltd", "Wrendale Foods Ltd", "Wren Dale Foods Limited"):
        assert not how("Wren Dale Foods Ltd", slip).endswith("has a word of its own")
