"""What is measured: adopted, adapted or the partnership's own; kept comparable; ended and never deleted."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from cairn.domain.measures import library, testing
from cairn.domain.measures.errors import FiguresRefused
from cairn.domain.measures.models import Measure
from cairn.domain.measures.services import defining, figures, linking
from cairn.domain.measures.terms import Origin
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import system_actor
from cairn.kernel.observation_checks import Typed

WORDS = defining.Words(**testing.WORDS)
TAKEN = defining.Taken(indicator="felt-safer", digest="d" * 64, as_it_stands=True)


def define(world, *, taken=None, by="manager", terms=None, **changed):
    return defining.define_measure(
        by=world.acts(by),
        at=world.at,
        words=replace(WORDS, **changed),
        terms=terms or testing.terms_of(world),
        taken=taken,
    )


def change(world, measure, *, reason="Agreed by the board.", seen=None, terms=None, **changed):
    return defining.change_measure(
        by=world.acts("manager"), at=world.at, measure=measure, seen=seen or measure.version, reason=reason,
        words=replace(WORDS, **changed), terms=terms or testing.terms_of(world),
    )  # fmt: skip


def test_a_measure_of_ones_own_has_a_reference_and_a_submitter_of_its_agency(world, measure):
    assert measure.ref.startswith("M-") and measure.origin == Origin.OWN
    assert measure.submitter.agency_id == measure.agency_id
    assert measure.rows == [("", ""), ("sex", "Female"), ("sex", "Male"), ("sex", "Not known")]


def test_an_indicator_is_adopted_once_and_may_be_adapted_beside_it(world):
    adopted = define(world, taken=TAKEN)
    assert (adopted.origin, adopted.indicator) == (Origin.ADOPTED, "felt-safer")
    with pytest.raises(Refused, match="adopted already"):
        define(world, taken=TAKEN, name="Another name")
    adapted = define(world, taken=replace(TAKEN, as_it_stands=False), name="Felt safer, adults only")
    assert adapted.origin == Origin.ADAPTED


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "  "}, "name"), ({"name": "x" * 201}, "name"), ({"definition": ""}, "definition"),
        ({"unit": "furlongs"}, "unit"), ({"frequency": "day"}, "frequency"), ({"good": "sideways"}, "good"),
        ({"denominator": ""}, "denominator"), ({"unit": "count"}, "proportion"),
        ({"good": "band", "band_low": Decimal(5)}, "band_high"), ({"good": "band"}, "band_low"),
        ({"good": "band", "band_low": Decimal(5), "band_high": Decimal(4)}, "band_low"),
        ({"residents": "everybody"}, "residents"),
        ({"breakdowns": {"sex": []}}, "breakdowns"), ({"breakdowns": {"place": ["E05999999"]}}, "breakdowns"),
        ({"breakdowns": {"place": ["Workington"]}}, "breakdowns"),
    ],
)  # fmt: skip
def test_words_that_are_missing_or_contradict_each_other_are_refused_with_their_field(world, changed, field):
    with pytest.raises(Refused) as refusal:
        define(world, **changed)
    assert refusal.value.field == field and refusal.value.sentence.endswith(".")


def test_a_band_the_library_leaves_open_is_agreed_here_and_the_indicator_stays_as_it_stands(world):
    indicator = library.library().indicators["marac-repeats"]
    words = library.words_of(indicator, breakdowns={})
    assert library.asks_for_band(indicator) and words.rolling
    with pytest.raises(Refused, match="both ends"):
        defining.define_measure(by=world.acts("manager"), at=world.at, words=words, terms=testing.terms_of(world))
    agreed = replace(words, band_low=Decimal(28), band_high=Decimal(40))
    made = defining.define_measure(
        by=world.acts("manager"), at=world.at, words=agreed, terms=testing.terms_of(world),
        taken=library.taken_from(indicator, agreed),
    )  # fmt: skip
    assert (made.origin, made.rolling, library.differences(made)) == (Origin.ADOPTED, True, [])


def test_a_place_that_is_not_there_names_its_row_its_code_and_the_year(world):
    measure = define(world, breakdowns={"place": ["E05009438"]})
    rows = [testing.everyone(40, 50), Typed("place", "E05999999", "1", "2")]
    with pytest.raises(FiguresRefused) as refusal:
        figures.send_in(
            by=world.acts("police_worker"), at=world.at, submission=testing.a_draft(world, measure, rows=rows)
        )
    assert refusal.value.problems[0].sentence.startswith(
        "Place, E05999999: There is no ward E05999999 in the gazetteer of 2025."
    )


def test_a_place_of_the_gazetteer_can_be_a_group(world):
    assert define(world, breakdowns={"place": ["E06000063", "E05009438"]}).breakdowns["place"][0] == "E06000063"


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"submitter": "council_worker"}, "submitter"),
        ({"submitter": "board"}, "submitter"),  # works for the police, and only reads
        ({"agency": "dale-council", "submitter": "stranger"}, "agency"),
        ({"due_days": 4000}, "due_days"),
    ],
)
def test_the_submitter_works_for_the_agency_and_may_send_figures_in(world, terms, field):
    with pytest.raises(Refused) as refusal:
        define(world, terms=testing.terms_of(world, **terms))
    assert refusal.value.field == field


def test_only_the_manager_says_what_is_measured(world, measure):
    for who in ("council_lead", "police_worker", "analyst", "auditor", "board"):
        with pytest.raises(Forbidden):
            define(world, by=who, name="Another")


def test_a_change_needs_a_reason_and_is_refused_to_the_second_of_two(world, measure):
    with pytest.raises(Refused, match="Say why"):
        change(world, measure, reason=" ", name="Other")
    changed = change(world, measure, name="People who felt safer")
    assert (changed.name, changed.version) == ("People who felt safer", 2)
    with pytest.raises(Refused, match="Somebody else"):
        change(world, changed, seen=1, name="A third name")


def test_with_figures_there_what_they_are_in_cannot_change(world, measure):
    testing.a_draft(world, measure)
    for changed, field in (
        ({"unit": "per_1000"}, "unit"), ({"frequency": "quarter"}, "frequency"), ({"proportion": False}, "proportion"),
        ({"breakdowns": {}}, "breakdowns"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            change(world, measure, **changed)
        assert refusal.value.field == field
    assert change(world, measure, breakdowns={**WORDS.breakdowns, "rural-or-urban": ["Rural", "Urban"]}).version == 2


def test_a_measure_ends_with_a_reason_and_stays(world, measure):
    with pytest.raises(Refused, match="why it ends"):
        defining.end_measure(by=world.acts("manager"), at=world.at, measure=measure, reason="")
    defining.end_measure(by=world.acts("manager"), at=world.at, measure=measure, reason="Replaced by another.")
    with pytest.raises(Forbidden):
        change(world, measure, name="Other")
    with (
        pytest.raises(Exception, match="never deleted"),
        transaction.atomic(),
        command("test.delete", by=system_actor(world.partnership.pk), at=world.at),
    ):
        measure.delete()
    assert Measure.objects.filter(pk=measure.pk).exists()


def test_links_go_both_ways_and_are_let_go(world, measure):
    args = {"by": world.acts("manager"), "at": world.at, "measure": measure, "changes": []}
    both = [world.commitment("CP1"), world.commitment("CS1")]
    assert linking.set_links(commitments=both, **args)
    assert not linking.set_links(commitments=both, **args)
    assert linking.set_links(commitments=both[:1], **args)
    assert [row.measure_id for row in both[0].measured_by.all()] == [measure.pk] and not both[1].measured_by.exists()


def test_no_target_is_shipped_and_one_that_is_set_says_why_and_is_never_changed(world, measure):
    args = {"by": world.acts("manager"), "at": world.at, "measure": measure}
    assert linking.target_on(measure.targets.all(), world.today) is None
    with pytest.raises(Refused, match="who agreed it"):
        linking.set_target(value=Decimal(80), from_on=date(2026, 4, 1), why="", **args)
    with pytest.raises(Refused, match="could ever meet"):
        linking.set_target(value=Decimal(101), from_on=date(2026, 4, 1), why="x", **args)
    first = linking.set_target(value=Decimal(80), from_on=date(2026, 4, 1), why="The board, 3 March 2026.", **args)
    linking.set_target(value=Decimal(85), from_on=date(2027, 4, 1), why="The board.", **args)
    assert linking.target_on(measure.targets.all(), world.today).value == 80
    linking.set_target(value=None, from_on=date(2026, 10, 1), why="It misled.", **args)
    assert linking.target_on(measure.targets.all(), world.today) is None
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        command("test.change", by=system_actor(world.partnership.pk), at=world.at),
    ):
        first.value = Decimal(1)
        first.save()


def test_a_change_of_recording_stands_at_the_beginning_of_a_period_once(world, measure):
    args = {"by": world.acts("manager"), "at": world.at, "measure": measure}
    found = linking.record_break(on=date(2026, 6, 17), note="A new system counts people, not visits.", **args)
    assert found.on == date(2026, 6, 1)
    for on, words in ((date(2026, 6, 3), "there for that period already"), (date(2027, 6, 3), "not come yet")):
        with pytest.raises(Refused, match=words):
            linking.record_break(on=on, note="Again.", **args)
