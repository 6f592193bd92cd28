"""A consultation says what was asked, who answered, and what came of each theme; nobody can be worked out from it."""

import pytest
from django.db import IntegrityError, transaction

from cairn.domain.consultations import counting, policies, queries, services
from cairn.domain.consultations.models import Consultation, ConsultationTheme
from cairn.domain.consultations.web.forms import read_lines
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused, SavedMeanwhile
from cairn.foundation.audit.commands import command
from cairn.kernel.disclosure import Audience
from tests.review_making import a_consultation, a_theme

AGES = {"Under 25": 3, "25 to 64": 60, "65 and over": 37}


def count(world, consultation, *, answered=104, version=1, **groups):
    groups = groups or {"age": AGES}
    return services.save_answers(
        by=world.acts("manager"), at=world.at, consultation=consultation, version=version, answered=answered,
        groups=groups,
    )  # fmt: skip


def test_the_team_sees_every_number_and_whoever_did_not_say_is_worked_out(world, consultation):
    consultation = count(world, consultation)
    page = queries.consultation_page(world.acts("analyst"), consultation)
    assert page.exact and page.told.answered.total.value == 104
    [group] = page.told.answered.groups
    assert [(name, shown.value) for name, shown in group.rows] == [*AGES.items(), ("Did not say", 4)]


def test_beyond_the_team_a_small_group_is_withheld_and_cannot_be_worked_out(world, consultation):
    consultation = count(world, consultation, age={"Under 25": 3, "25 to 64": 101})
    page = queries.consultation_page(world.acts("board"), consultation)
    assert not page.exact
    [group] = page.told.answered.groups
    assert [shown.value for _, shown in group.rows] == [None, None], "the other one would give it away"
    assert page.told.answered.total.value == 104 and page.told.answered.withheld


def test_a_total_that_another_table_shows_protects_nobody(world, consultation):
    """Withheld in one table, it could be read off the other."""
    age, sex = {"Under 25": 3, "Over 25": 17}, {"Women": 12, "Men": 8}
    found = counting.answered(20, {"age": age, "sex": sex}, Audience.PARTNERS)
    assert found.total.value == 20
    by_name = {group.name: [shown.value for _, shown in group.rows] for group in found.groups}
    assert by_name == {"Age": [None, None], "Sex": [12, 8]}


def test_the_public_copy_is_rounded_and_few_answers_are_not_counted_out(world, consultation):
    a_theme(world, consultation, mentions=None)
    count(world, consultation, answered=103, age={"Under 25": 12, "25 and over": 91})
    [told] = queries.consultations_of(world.strategy)
    assert told.answered.total.value == 105
    assert [shown.value for _, shown in told.answered.groups[0].rows] == [10, 90]
    assert counting.answered(5, {"age": {"Under 25": 5}}, Audience.PUBLIC).total.value is None
    assert counting.mentioned(19, 20, Audience.PUBLIC).value is None, "one who did not say so would be told"
    assert counting.mentioned(40, 100, Audience.PUBLIC).value == 40


def test_groups_never_come_to_more_than_answered(world, consultation):
    with pytest.raises(Refused, match="Age: the groups come to 100, more than the 99") as refused:
        count(world, consultation, answered=99)
    assert refused.value.field == "age"
    with pytest.raises(Refused, match="worked out"):
        count(world, consultation, age={"Did not say": 3})


def test_a_theme_says_what_changed_and_in_which_commitment_or_why_nothing_did(world, consultation):
    for wrong, field in (({"because": ""}, "because"), ({"commitments": []}, "commitments"), ({"said": " "}, "said")):
        with pytest.raises(Refused) as refused:
            a_theme(world, consultation, **wrong)
        assert refused.value.field == field
    theme = a_theme(world, consultation)
    cp1 = world.commitment("CP1")
    [because] = queries.because_of(world.acts("board"), [cp1.pk])[cp1.pk]
    assert (because.ref, because.theme, because.because) == (
        consultation.ref,
        "Start earlier",
        "Lessons begin in year 7.",
    )
    assert a_theme(world, consultation) == theme, "sent twice, it is one"
    with pytest.raises(Refused, match="of that name already"):
        a_theme(world, consultation, said="Something else.")
    silently = command("test.close", by=world.acts("manager"), at=world.at)
    with pytest.raises(IntegrityError, match="theme_outcome_says_why"), transaction.atomic(), silently:
        theme.because = ""
        theme.save()


def test_of_two_who_change_at_once_the_second_sees_the_first(world, consultation):
    by = world.acts("manager")
    first = services.ConsultationFacts(
        title="Safe in Fellshire", asked="Where?", of_whom="All", how="meeting", opens_on=consultation.opens_on,
        closes_on=consultation.closes_on,
    )  # fmt: skip
    services.change_consultation(by=by, at=world.at, consultation=consultation, version=1, facts=first)
    second = services.ConsultationFacts(**{**first.__dict__, "title": "Safer"})
    with pytest.raises(SavedMeanwhile) as conflict:
        services.change_consultation(by=by, at=world.at, consultation=consultation, version=1, facts=second)
    assert ("Name", "Safe in Fellshire") in conflict.value.theirs and conflict.value.version == 2
    theme = a_theme(world, consultation)
    call = {"by": by, "at": world.at, "consultation": consultation, "theme": theme}
    services.save_theme(**call, version=1, facts=services.ThemeFacts(title="Start early", said="Earlier."))
    with pytest.raises(SavedMeanwhile):
        services.save_theme(**call, version=1, facts=services.ThemeFacts(title="Begin early", said="Earlier."))
    assert ConsultationTheme.objects.get().title == "Start early"


def test_what_is_missing_is_named_and_sent_twice_it_is_one(world, consultation):
    for wrong, field in (({"title": ""}, "title"), ({"closes_on": world.day(-60)}, "closes_on"), ({"how": "x"}, "how")):
        with pytest.raises(Refused) as refused:
            a_consultation(world, **wrong)
        assert refused.value.field == field
    assert a_consultation(world) == consultation and Consultation.objects.count() == 1


def test_lines_pasted_from_a_spreadsheet_are_read_and_a_wrong_one_is_named():
    assert read_lines("Under 25\t3\n\n25 to 64, 1,060\nOver 64: 7") == {"Under 25": 3, "25 to 64": 1060, "Over 64": 7}
    for text, words in (("Women", "Line 1, “Women”"), ("a 1\na 2", "Line 2: “a” stands there twice")):
        with pytest.raises(ValueError, match=words):
            read_lines(text)


@pytest.mark.parametrize(
    ("who", "sees", "counts", "changes"),
    [
        ("manager", True, True, True), ("analyst", True, True, False), ("council_lead", True, False, False),
        ("board", True, False, False), ("auditor", True, False, False), ("administrator", False, False, False),
        ("stranger", False, False, False),
    ],
)  # fmt: skip
def test_who_may_do_what(world, consultation, who, sees, counts, changes):
    actor = world.acts(who)
    assert policies.VIEW.decide(actor, consultation).allowed is sees
    assert policies.COUNT.decide(actor, consultation).allowed is counts
    assert policies.CHANGE.decide(actor, consultation).allowed is changes
    assert policies.ADD.decide(actor, world.partnership).allowed is changes
    if not changes:
        with pytest.raises(Forbidden):
            services.save_theme(by=actor, at=world.at, consultation=consultation, facts=services.ThemeFacts("T", "S"))
