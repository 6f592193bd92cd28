"""A strategy file is loaded whole or not at all, again without harm, and nothing promised is ever lost."""

from __future__ import annotations

import re

import pytest

from cairn.domain.strategies.models import (
    Activity,
    ActivityLink,
    Change,
    Commitment,
    Governance,
    MeasureLink,
    NamedMeasure,
    SamePromise,
    Source,
    Strategy,
    Theme,
)
from cairn.foundation.audit.models import Entry
from tests.domain.strategies.conftest import FULL

SLUG = "fellshire-2027-2030"
UNKNOWN = 'There is no agency "unknown" here. Add it first: cairn partnership load FILE'
MODELS = (Theme, Commitment, Change, Activity, ActivityLink, NamedMeasure, MeasureLink, Source, Governance)


def without(block: str, text: str = FULL) -> str:
    """The file without the table in which ``block`` stands."""
    tables = re.split(r"(?m)^(?=\[)", text)
    [gone] = [table for table in tables if block in table]
    return "".join(table for table in tables if table is not gone)


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.filter(strategy__slug=SLUG).count() for model in MODELS}


def commitment(code: str = "P1") -> Commitment:
    return Commitment.objects.get(strategy__slug=SLUG, code=code)


def test_everything_in_the_file_becomes_rows(load):
    assert load() == "Fellshire safety plan 2027 to 2030: loaded."
    assert counts() == {
        "Theme": 2, "Commitment": 2, "Change": 1, "Activity": 1, "ActivityLink": 2, "NamedMeasure": 1,
        "MeasureLink": 1, "Source": 2, "Governance": 1,
    }  # fmt: skip
    strategy = Strategy.objects.get(slug=SLUG)
    assert strategy.decision.decision == ["(a) To approve the plan"]
    assert {(row.agency.slug, row.part) for row in commitment().agencies.all()} == {
        ("fell-council", "responsible"),
        ("fell-police", "supporting"),
    }
    assert commitment("P2").owned_elsewhere.slug == "fell-police"
    assert [row.key for row in strategy.sources.filter(is_main=True)] == ["text"]
    assert Entry.objects.filter(action="strategies.load", subject_ref=SLUG).exists()


def test_the_same_file_again_changes_nothing(load):
    load()
    before, entries = counts(), Entry.objects.count()
    assert load() == "Fellshire safety plan 2027 to 2030: already as in the file."
    assert (counts(), Entry.objects.count()) == (before, entries)


def test_a_file_that_differs_only_in_a_remark_writes_only_that_it_was_loaded(load):
    load()
    entries = set(Entry.objects.values_list("pk", flat=True))
    assert load(FULL + "# Looked at again.\n").endswith("brought up to date.")
    new = Entry.objects.exclude(pk__in=entries)
    assert [(row.row_table, list(row.changes)) for row in new] == [("strategies_strategy", ["loaded_from"])]


def test_changed_words_are_updated_under_the_same_permanent_code(load):
    load()
    before = commitment().pk
    load(FULL.replace("Teach respect in every school.", "Teach respect in every school and college."))
    assert commitment().pk == before
    assert commitment().text == "Teach respect in every school and college."
    assert commitment("P2").text == "Train staff to ask."


def test_new_promises_are_added_and_who_is_responsible_follows_the_file(load):
    load()
    more = FULL.replace('supporting = ["fell-police"]\n', "").replace(
        "[[theme.change]]",
        '[[theme.commitment]]\nid = "P3"\ntext = "More."\nplain = "We will do more."\n'
        'responsible = ["fell-council"]\nresponsible_basis = "proposed"\n\n[[theme.change]]',
    )
    load(more)
    assert commitment("P3").text == "More."
    assert [row.agency.slug for row in commitment().agencies.all()] == ["fell-council"]


LOST = [
    ('id = "P2"', 'Commitment "P2" was promised and is missing here. Promises are never removed.'),
    ('key = "support"', 'Theme "support" was loaded before and is missing here.'),
    ('key = "lessons"', 'Activity "lessons" was loaded before and is missing here.'),
    ('key = "schools"', 'Measure "schools" was loaded before and is missing here.'),
    ('key = "minutes"', 'Source "minutes" was loaded before and is missing here.'),
    ("[decision]", "The decision was loaded before and is missing here."),
]


@pytest.mark.parametrize(("block", "says"), LOST, ids=[block for block, _ in LOST])
def test_what_was_published_is_never_removed_and_the_refusal_names_what_is_missing(load, refused, block, says):
    load()
    before, entries = counts(), Entry.objects.count()
    [(_, told)] = refused(without(block))
    assert told.startswith(says)
    assert (counts(), Entry.objects.count()) == (before, entries)


def test_a_change_that_is_missing_is_named_too(load, refused):
    load()
    file = without('key = "children-know"').replace('leads_to = ["children-know"]\n', "")
    [(_, told)] = refused(file)
    assert told.startswith('Change "children-know" was loaded before and is missing here.')


def test_a_code_that_is_renamed_counts_as_lost(load, refused):
    load()
    assert any('Commitment "P2" was promised' in told for _, told in refused(FULL.replace('id = "P2"', 'id = "P9"')))


def test_a_partnership_that_is_not_here_is_told_on_its_line(refused):
    told = refused(FULL.replace('partnership = "fellshire"', 'partnership = "nowhere"'))
    assert told == [
        ('partnership = "nowhere"', "There is no such partnership here. Add it first: cairn partnership load FILE")
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('body = "fell-council"', 'body = "unknown"'),
        ('supporting = ["fell-police"]', 'supporting = ["unknown"]'),
        ('responsible = ["fell-health"]', 'responsible = ["unknown"]'),
        ('owned_elsewhere = "fell-police"', 'owned_elsewhere = "unknown"'),
    ],
)
def test_an_agency_that_is_not_here_is_told_on_its_line_and_nothing_is_loaded(refused, old, new):
    assert refused(FULL.replace(old, new)) == [(new, UNKNOWN)]
    assert not Strategy.objects.filter(slug=SLUG).exists()


def test_all_unknown_agencies_are_told_at_once_in_the_order_of_the_file(refused):
    file = FULL.replace('body = "fell-council"', 'body = "one"').replace('["fell-health"]', '["two"]')
    assert ['"one"' in refused(file)[0][1], '"two"' in refused(file)[1][1]] == [True, True]


def test_a_file_the_check_refuses_is_not_loaded(refused):
    [(_, told)] = refused(FULL.replace('kind = "community_safety"', 'kind = "other"'))
    assert "one of domestic_abuse, community_safety" in told


def test_a_slug_of_another_partnerships_strategy_is_refused_in_words(refused):
    """Its row cannot be seen from here; only the database knows that the name is taken."""
    taken = FULL.replace(f'slug = "{SLUG}"', 'slug = "daleshire-2025-2030"')
    assert refused(taken) == [
        (
            'slug = "daleshire-2025-2030"',
            '"daleshire-2025-2030" is the name of another partnership\'s strategy. Choose another slug.',
        )
    ]


def test_the_same_promise_is_linked_once_whichever_file_says_so(world, load):
    load()
    [link] = SamePromise.objects.all()
    assert (link.this.code, link.other.code, link.note) == ("P1", "CP1", "Both teach children.")
    other = FULL.replace("fellshire-2027-2030", "fellshire-2031-2034").replace(
        "fellshire-2025-2030/CP1", "fellshire-2027-2030/P1"
    )
    load(other)
    assert SamePromise.objects.count() == 2
    back = FULL.replace("fellshire-2025-2030/CP1", "fellshire-2031-2034/P1")
    load(back)
    assert SamePromise.objects.count() == 2  # said from the other side already


def test_a_strategy_linked_to_before_it_is_loaded_is_left_for_later(load):
    load(FULL.replace("fellshire-2025-2030/CP1", "fellshire-2040-2045/CP1"))
    assert not SamePromise.objects.exists()
