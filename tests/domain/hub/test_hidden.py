"""Who is hidden is the same whether names are compared all at once or one after another."""

from datetime import date
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from cairn.domain.hub.queries import hidden as hiding
from cairn.kernel.same_person.finding import Born, Known, strongly_alike

GIVEN = st.sampled_from(("Elizabeth", "Liz", "Elisabeth", "E", "Juniper", "Juniper May", "Junpier", "", "Merlin"))
FAMILY = st.sampled_from(
    ("Tarn", "Slate", "Slater", "Travertine", "Travertin", "Al Hassan", "Hassan", "Slate-Tarn", "T", "")
)
OTHER = st.sampled_from(("", "", "Beth Tarn", "Slate Juniper", "Liz"))
BORN = st.one_of(st.none(), st.builds(date, st.sampled_from((1980, 1981)), st.integers(1, 4), st.integers(1, 4)))
ROWS = st.lists(st.builds(SimpleNamespace, given=GIVEN, family=FAMILY, other_names=OTHER, born=BORN), max_size=8)
KNOWN_BORN = st.one_of(
    st.none(),
    BORN.map(lambda born: Born.on(born) if born else Born(1980)),
    st.builds(Born, st.just(1981), st.integers(1, 3)),
)
NAMES = st.lists(st.builds("{} {}".format, GIVEN, FAMILY), min_size=1, max_size=3).map(tuple)
HIDDEN = st.lists(st.builds(Known, st.just(""), NAMES, KNOWN_BORN), max_size=12)


@given(ROWS, HIDDEN)
def test_just_those_may_be_hidden_who_are_strongly_alike_to_somebody_who_is(rows, hidden):
    one_by_one = [any(strongly_alike(hiding._known(row), each)[0] for each in hidden) for row in rows]
    assert hiding.which_may_be_hidden(rows, hidden) == one_by_one
    assert [hiding.may_be_hidden(row, hidden) for row in rows] == one_by_one
    assert hiding.hides(rows, hidden) is any(one_by_one)
