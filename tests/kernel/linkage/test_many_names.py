"""Names compared all at once are alike just where they are alike one by one."""

from hypothesis import example, given
from hypothesis import strategies as st

from cairn.kernel.linkage.many_names import alike
from cairn.kernel.same_person.known_names import FORMS
from cairn.kernel.same_person.names import Likeness, likeness, read_name

WORDS = st.sampled_from((
    *sorted(FORMS)[:40], "elizabeth", "liz", "beth", "william", "bill", "L", "E.", "Dr", "Mrs", "al", "Hassan",
    "alhassan", "Mc", "Donald", "McDonald", "O'Brien", "obrien", "van", "der", "Berg", "Tarn", "Tran", "Tarne",
    "Scree", "Screes", "Travertine", "Travertin", "Tarvertine", "Travretnie", "Sikorska", "Sikorski", "de", "la",
    "Cruz", "X", "-", "", "ß", "José", "Jose", "Ødegård", "odegard",
))  # fmt: skip
TYPED = st.text(alphabet="abeilnorst' -,.é", max_size=24)
NAME = st.one_of(
    st.lists(WORDS, max_size=4).map(" ".join),
    st.lists(WORDS, min_size=2, max_size=3).map(lambda words: f"{words[-1]}, {' '.join(words[:-1])}"),
    TYPED,
)
PEOPLE = st.lists(st.lists(NAME, min_size=1, max_size=3), max_size=9)


def one_by_one(some, many):
    """The plain way: whether any of one's names is alike to any of the other's."""
    return [
        [
            max(likeness(read_name(one), read_name(other)) for one in names for other in others) >= Likeness.INITIAL
            for others in many
        ]
        for names in some
    ]


def once_wrong(name):
    """The same name with a letter left out, doubled or swapped with the next, somewhere."""

    def slip(at, how):
        return name[:at] + {"out": "", "twice": name[at : at + 1] * 2, "swap": name[at : at + 2][::-1]}[how] + name[
            at + (2 if how == "swap" else 1) :
        ]  # fmt: skip

    return st.builds(slip, st.integers(0, max(len(name) - 1, 0)), st.sampled_from(("out", "twice", "swap")))


@given(PEOPLE, PEOPLE)
@example([], [["Liz Tarn"]])
@example([["Liz Tarn"]], [])
@example([["", "Liz Tarn"]], [[""], ["E Tarn", "x"]])
def test_names_are_alike_all_at_once_as_they_are_one_by_one(some, many):
    assert alike(some, many).tolist() == one_by_one(some, many)


@given(
    NAME.flatmap(
        lambda name: st.tuples(st.just(name), st.one_of(once_wrong(name), once_wrong(name).flatmap(once_wrong)))
    )
)
def test_slips_of_the_pen_are_seen_as_one_by_one(pair):
    one, other = [[pair[0]]], [[pair[1]]]
    assert alike(one, other).tolist() == one_by_one(one, other) and alike(other, one).tolist() == one_by_one(other, one)


def test_more_names_than_are_looked_at_together_are_each_compared():
    some = [[f"Wren{number} Scree"] for number in range(300)]
    assert alike(some, [["Alder Fell"], ["Wren299 Scree", "Wren7 Scree"]])[:, 1].nonzero()[0].tolist() == [
        number for number in range(300) if one_by_one([some[number]], [["Wren299 Scree", "Wren7 Scree"]])[0][0]
    ]
