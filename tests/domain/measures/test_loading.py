"""Many figures at once: a period comes in whole or not at all, and every row that does not says why."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cairn.domain.measures import testing
from cairn.domain.measures.models import Observation, Submission
from cairn.domain.measures.services.arriving import Row
from cairn.domain.measures.services.loading import load_figures
from cairn.domain.measures.terms import Source, State
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.models import Entry
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.observation_checks import Typed

DIGEST = "a" * 64


def load(world, rows, *, by="manager", **facts):
    return load_figures(by=world.acts(by), at=world.at, rows=rows, digest=DIGEST, **facts)


def row(measure, number, month, top, bottom="50", *, year=2026, dimension="", category="", **facts):
    typed = Typed(dimension, category, str(top), bottom)
    return Row(number, measure.ref, date(year, month, 1), typed, **facts)


def test_a_load_is_one_recorded_act_and_its_figures_wait_for_approval(world, measure):
    found = load(world, [row(measure, place, month, 40) for place, month in enumerate((4, 5, 6), start=2)])
    assert (found.figures, found.periods, found.rejects) == (3, 3, ())
    assert set(Submission.objects.values_list("state", "source", "counts")) == {(State.SUBMITTED, Source.FILE, False)}
    entries = Entry.objects.filter(action="measures.load")
    assert {entry.kind for entry in entries} == {EntryKind.BULK}
    assert {entry.changes["digest"] for entry in entries} == {DIGEST}


def test_a_preview_saves_nothing(world, measure):
    assert load(world, [row(measure, 2, 4, 40)], save=False).figures == 1
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"measure": "M-0000000"}, "no running measure M-0000000"),
        ({"start": date(2026, 4, 2)}, "begins on 1 April 2026"),
        ({"end": date(2026, 4, 29)}, "ends on 30 April 2026"),
        ({"start": date(2026, 11, 1)}, "not over yet"),
        ({"typed": Typed(numerator="51", denominator="50")}, "cannot be"),
        ({"typed": Typed("sex", "Female", "3", "5")}, "figure of everyone for April 2026 is missing"),
    ],
)
def test_a_row_that_is_not_loaded_says_why(world, measure, changed, words):
    facts = {
        "number": 7,
        "measure": measure.ref,
        "start": date(2026, 4, 1),
        "typed": testing.everyone(40, 50),
        **changed,
    }
    found = load(world, [Row(**facts)])
    assert found.figures == 0 and [reject.number for reject in found.rejects] == [7]
    assert words in found.rejects[0].sentence and found.rejects[0].sentence.endswith((".", "?"))


def test_a_period_comes_in_whole_or_not_at_all(world, measure):
    rows = [row(measure, 2, 4, 40), row(measure, 3, 4, 60, dimension="sex", category="Female"), row(measure, 4, 5, 41)]
    found = load(world, rows)
    assert found.periods == 1 and [reject.number for reject in found.rejects] == [2, 3]
    assert "not whole" in found.rejects[0].sentence and "cannot be" in found.rejects[1].sentence


def test_other_figures_where_some_are_in_need_a_reason_or_whoever_has_the_draft(world, measure):
    testing.approved(world, measure)
    testing.a_draft(world, measure, start=date(2026, 5, 1))
    testing.sent_in(world, measure, start=date(2026, 6, 1))
    found = load(world, [row(measure, 2, 4, 41), row(measure, 3, 5, 41), row(measure, 4, 6, 41)])
    words = ("approved already, and these differ", "as a draft of those who send them in", "wait for approval")
    assert found.periods == 0
    assert [said in reject.sentence for said, reject in zip(words, found.rejects, strict=True)] == [True] * 3


def test_the_same_figures_twice_change_nothing(world, measure):
    rows = [row(measure, 2, 4, 40), row(measure, 3, 4, 25, "30", dimension="sex", category="Female")]
    assert (load(world, rows, by="police_worker").periods, load(world, rows).unchanged) == (1, 1)
    testing.figures.approve(by=world.acts("manager"), at=world.at, submission=Submission.objects.get())
    again = load(world, rows, by="police_worker", reason="Not needed.")
    assert (again.periods, again.unchanged, again.rejects) == (0, 1, ())
    assert Submission.objects.count() == 1


def test_approved_figures_become_a_correction_with_its_reason_and_groups_left_out_keep_theirs(world, measure):
    parts = [testing.everyone(40, 50), Typed("sex", "Female", "25", "30"), Typed("sex", "Male", "15", "20")]
    before = testing.locked(world, measure, rows=parts, note="Counted by hand.")
    found = load(world, [row(measure, 2, 4, 41)], by="police_worker", reason="One form came late.")
    assert (found.periods, found.corrected) == (1, 1)
    now = Submission.objects.get(revision=2)
    assert (now.reason, now.state, now.note) == ("One form came late.", State.SUBMITTED, "Counted by hand.")
    assert [str(cell.numerator) for cell in now.observations.order_by("pk")] == ["41.0000", "25.0000", "15.0000"]
    before.refresh_from_db()
    assert before.counts and before.state == State.LOCKED


def test_figures_that_were_sent_back_are_filled_in_and_sent_in_again(world, measure):
    sent = testing.sent_in(world, measure)
    testing.figures.send_back(by=world.acts("manager"), at=world.at, submission=sent, note="Count again.")
    assert load(world, [row(measure, 2, 4, 39)], by="police_worker").periods == 1
    now = Submission.objects.get()
    assert (now.state, now.observations.get().numerator) == (State.SUBMITTED, 39)


def test_a_draft_that_comes_back_as_it_was_stays_a_draft_and_a_changed_one_is_sent_in(world, measure):
    testing.a_draft(world, measure)
    assert load(world, [row(measure, 2, 4, 40)], by="police_worker").unchanged == 1
    assert load(world, [row(measure, 2, 4, 40)]).unchanged == 1
    assert Submission.objects.get().state == State.DRAFT
    assert load(world, [row(measure, 2, 4, 41)], by="police_worker").periods == 1
    assert Submission.objects.get().state == State.SUBMITTED


def test_a_row_in_which_nothing_is_typed_says_nothing(world, measure):
    found = load(world, [row(measure, 2, 4, "", ""), row(measure, 3, 5, 40), row(measure, 4, 5, "", "", dimension="sex",
                 category="Male")])  # fmt: skip
    assert (found.periods, found.figures, found.rejects) == (1, 1, ())


def test_rows_of_measures_that_somebody_else_sends_in_are_given_back(world, measure):
    other = testing.a_measure(world, submitter="council_worker", agency="fell-council", name="Another measure")
    found = load(world, [row(measure, 2, 4, 40), row(other, 3, 4, 40)], by="police_worker")
    assert found.periods == 1 and [(one.number, one.field) for one in found.rejects] == [(3, "measure")]
    assert "only figures that you send in" in found.rejects[0].sentence


def test_what_looks_wrong_against_the_same_file_needs_a_note(world, measure):
    months = [row(measure, month, month, 40 + month % 3, year=2025) for month in range(1, 13)]
    found = load(world, [*months, row(measure, 20, 1, 5)])
    assert [reject.number for reject in found.rejects] == [20]
    assert load(world, [row(measure, 20, 1, 5, note="Most of the team was away.")]).periods == 1


def test_people_send_in_and_only_cairn_loads_what_was_settled_elsewhere(world, measure):
    with pytest.raises(Refused, match="somebody else approves"):
        load(world, [row(measure, 2, 4, 40)], state=State.LOCKED)
    with pytest.raises(Forbidden):
        load(world, [row(measure, 2, 4, 40)], by="board")
    found = load(world, [row(measure, 2, 4, 40)], by="system", state=State.LOCKED)
    assert found.figures == 1 and Submission.objects.get().counts


def test_the_queries_do_not_grow_with_the_file(world, measure):
    def queries(months):
        with CaptureQueriesContext(connection) as found:
            load(world, [row(measure, month, month, 40) for month in months], save=False)
        return len(found)

    assert queries([1]) == queries(range(1, 11))
    assert not Observation.objects.exists()
