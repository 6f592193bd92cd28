"""People in a case: who they are in it, what they are to one another, and who finds whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cairn.domain.cases.models import CaseMember, Conflict, NameKey, Person
from cairn.domain.cases.queries.people import (
    PersonLine,
    TieLine,
    people_of,
    person_rows,
    person_search,
    same_people,
    ties_of,
)
from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.services.glass import break_glass
from cairn.domain.cases.services.people import add_person, change_person, relate, remove_person
from cairn.domain.cases.testing import a_case, a_post, a_share, submit
from cairn.domain.cases.web.people_drawing import drawing_of
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry
from cairn.kernel.same_person.finding import Born

HARMED, HARMER = "person_harmed", "person_causing_harm"

ASKED = {"safe_contact": "At work.", "trigger": "A remark.", "relationship": "partners", "asks_for": "themselves"}


@pytest.fixture
def case(world, now):
    """A referral the health board is writing."""
    return a_case(by=world.acts("nurse"), at=now)


@pytest.fixture
def wren(world, case, now):
    """The person harmed in it."""
    return add_person(by=world.acts("nurse"), at=now, case=case, party=HARMED, name="Wren Scar", born=(1990, 3, 3))


def people_in(actor, case):
    return people_of(actor, person_rows(case), process=process_for(case))


def refused(**facts) -> Refused:
    with pytest.raises(Refused) as found:
        add_person(**facts)
    return found.value


def test_a_person_is_written_down_with_names_birth_and_what_they_are_in_the_case(world, case, wren, now):
    row = wren
    assert len(row.person.ref) > 8 and row.person.first_case == case
    change_person(by=world.acts("nurse"), at=now, row=row, party=HARMED, name="Wren al-Scar", born=(1990, 3, None),
                  other_names=["Jenny Beck"], note="Prefers Jenny.", language="Welsh", interpreter=True)  # fmt: skip
    line = people_in(world.acts("nurse"), case)[0]
    assert (line.name, line.party, line.born) == ("Wren al-Scar", "Person harmed", "March 1990")
    assert (line.other_names, line.needs) == (("Jenny Beck",), "Welsh, needs an interpreter")
    words = set(NameKey.objects.filter(person=row.person).values_list("word", flat=True))
    pairs = {"+scar wren", "+alscar wren", "+alscar scar", "+beck jenny"}
    assert words == {"wren", "scar", "alscar", "jenny", "beck"} | pairs
    with pytest.raises(Refused, match="Nothing has been changed"):
        change_person(by=world.acts("nurse"), at=now, row=row, party=HARMED,
                      name="Wren al-Scar", born=(1990, 3, None), other_names=["Jenny Beck"],
                      note="Prefers Jenny.")  # fmt: skip


def test_what_cannot_be_is_refused_at_its_field(world, case, wren, now):
    facts = {"by": world.acts("nurse"), "at": now, "case": case}
    assert refused(**facts, party="landlord", name="Alder Crag").field == "party"
    filled = refused(**facts, party=HARMED, name="Alder Crag")
    assert filled.field == "party" and "already in this case as “Person harmed”" in filled.sentence
    assert refused(**facts, party="child", name="Alder Crag", born=(2027, None, None)).field == "born_year"
    assert refused(**facts, party="child", name=" . ").field == "name"
    assert Person.objects.count() == 1


def test_the_person_harmed_and_the_person_causing_harm_are_two_people(world, case, wren, now):
    facts = {"by": world.acts("nurse"), "at": now, "case": case, "party": HARMER}
    same = refused(**facts, name="Scar, Wren", born=(1990, 3, 3))
    assert "cannot be “Person harmed” and “Person causing harm”" in same.sentence and same.field == "name"
    assert refused(**facts, known=wren.person).field == "known"
    alike = refused(**facts, name="Wren Scar")
    assert alike.field == "somebody_else" and "tick the box" in alike.sentence
    assert add_person(**facts, name="Wren Scar", born=(1961, None, None)).person != wren.person
    assert add_person(**facts, name="Wren Scar", somebody_else=True).person != wren.person


def test_a_child_is_not_older_than_their_parent(world, case, wren, now):
    nurse = world.acts("nurse")
    grown = {"party": "other_adult", "name": "Linnet Scar"}
    child = add_person(by=nurse, at=now, case=case, born=(1989, None, None), **grown)
    with pytest.raises(Refused, match="cannot be older") as found:
        relate(by=nurse, at=now, case=case, first=wren.person, second=child.person, relation="parent")
    assert found.value.field == "relation"
    change_person(by=nurse, at=now, row=child, party="child", name="Linnet Scar", born=(2018, 5, None))
    relate(
        by=nurse, at=now, case=case, first=wren.person, second=child.person, relation="parent", note="Lives with her."
    )
    with pytest.raises(Refused, match="cannot be older"):
        change_person(by=nurse, at=now, row=child, born=(1970, None, None), **grown)
    with pytest.raises(Refused, match="recorded already"):
        relate(by=nurse, at=now, case=case, first=wren.person, second=child.person, relation="parent")
    (tie,) = ties_of(case)
    assert (tie.first, tie.relation, tie.second) == ("Wren Scar", "parent of", "Linnet Scar")
    drawn = drawing_of(people_in(nurse, case), ties_of(case))
    assert len(drawn.boxes) == 2 and [line.label for line in drawn.lines] == ["Wren: parent of"]
    with pytest.raises(Refused, match="Say why"):
        remove_person(by=nurse, at=now, row=child, why=" ")
    remove_person(by=nurse, at=now, row=child, why="Written down in the wrong case.")
    assert [line.name for line in people_in(nurse, case)] == ["Wren Scar"] and not ties_of(case)


def test_no_child_of_a_case_was_of_age_when_it_was_opened(world, case, now):
    """Children come first on agendas and are counted; 18 begins on the birthday itself."""
    nurse, today = world.acts("nurse"), timezone.localdate(now)
    with pytest.raises(Refused, match="no child in it") as found:
        add_person(
            by=nurse, at=now, case=case, party="child", name="Linnet Scar",
            born=(today.year - 18, today.month, today.day),
        )  # fmt: skip
    assert found.value.field == "born_year"
    younger = add_person(by=nurse, at=now, case=case, party="child", name="Linnet Scar", born=(today.year - 18, 12, 31))
    with pytest.raises(Refused, match="no child in it"):
        change_person(by=nurse, at=now, row=younger, party="child", name="Linnet Scar", born=(today.year - 19, 1, 1))
    grown = add_person(by=nurse, at=now, case=case, party="other_adult", name="Robin Scar", born=(1980, None, None))
    with pytest.raises(Refused, match="no child in it"):
        change_person(by=nurse, at=now, row=grown, party="child", name="Robin Scar", born=(1980, None, None))
    other = a_case(by=nurse, at=now)
    with pytest.raises(Refused, match="no child in it") as found:
        add_person(by=nurse, at=now, case=other, party="child", known=grown.person)
    assert found.value.field == "known"


def test_the_same_person_is_found_by_name_and_proposed_only_in_cases_that_are_open(world, case, wren, now):
    nurse = world.acts("nurse")
    other = a_case(by=nurse, at=now)
    assert [found.ref for found in person_search(nurse, "wre scar")] == [wren.person.ref]
    assert not person_search(nurse, "wren crag") and not person_search(nurse, " . ")
    (like,) = same_people(nurse, name="Scar, Wren", born=Born(1990, 3, 3))
    assert like.cases == (case.ref,) and "The date of birth is the same." in like.reasons
    add_person(by=nurse, at=now, case=other, party=HARMED, known=wren.person)
    twin = add_person(by=nurse, at=now, case=a_case(by=nurse, at=now), party=HARMED, name="Wren Scar")
    line = people_in(nurse, other)[0]
    assert [each.ref for each in line.like] == [twin.person.ref]
    # an officer elsewhere writes the same name down, and is shown nobody of the cases above
    idva = world.acts("idva")
    alone = a_case(by=idva, at=now)
    add_person(by=idva, at=now, case=alone, party=HARMER, name="Wren Scar", born=(1990, 3, 3))
    assert people_in(idva, alone)[0].like == ()
    assert refused(by=idva, at=now, case=alone, party=HARMED, known=wren.person).field == "known"


@pytest.mark.parametrize("who", ["idva", "housing", "officer", "manager", "analyst", "stranger"])
def test_nobody_without_the_case_finds_anybody(world, case, wren, now, who):
    actor = world.acts(who)
    assert not person_search(actor, "wren") and not same_people(actor, name="Wren Scar", born=None)
    assert not Person.objects.exists() and not NameKey.objects.exists()


def test_an_ended_share_the_wall_and_a_restricted_case_hide_the_people_too(world, now):
    nurse = world.acts("nurse")
    case = a_case(by=nurse, at=now)
    add_person(by=nurse, at=now, case=case, party=HARMED, name="Wren Scar")
    submit(by=nurse, at=now, case=case)
    share = a_share(case=case, agency=world.agencies["fell-network"], at=now)
    assert person_search(world.acts("idva"), "wren")
    with command("cases.end_share", by=world.acts("system"), at=now):
        share.ended_at, share.ended_because = now + timedelta(hours=1), "No longer needed."
        share.save()
    assert not person_search(world.acts("idva"), "wren") and not Person.objects.exists()

    assert person_search(world.acts("officer"), "wren")
    with command("cases.decide_conflict", by=world.acts("system"), at=now):
        Conflict(partnership_id=case.partnership_id, case=case, user=world.people["officer"], shut_out=True,
                 why="Her brother.", decided_at=now).save()  # fmt: skip
    assert not person_search(world.acts("officer"), "wren") and not Person.objects.exists()
    with pytest.raises(Forbidden):
        add_person(by=world.acts("officer"), at=now, case=case, party="child", name="Linnet Scar")

    kept = a_case(by=world.acts("nurse"), at=now, restricted=True)
    add_person(by=world.acts("nurse"), at=now, case=kept, party=HARMED, name="Dipper Tor")
    assert person_search(world.acts("nurse"), "dipper") and not person_search(world.acts("nurse_too"), "dipper")


def test_whom_a_case_is_kept_from_is_found_only_by_those_who_have_it(world, now):
    for place, (who, role) in enumerate((("officer", "intake"), ("deputy", "officer"), ("coordinator", "supervisor"))):
        a_post(partnership=world.partnership.pk, kind="clares_law", role=role, user=world.people[who],
               from_on=now.date() - timedelta(days=30 + place))  # fmt: skip
    officer = world.acts("officer")
    case = a_case(by=officer, at=now, kind="clares_law", move="apply_right_to_ask",
                  details=ASKED)  # fmt: skip
    add_person(by=officer, at=now, case=case, party="subject", name="Bracken Knott", born=(1985, None, None))
    assert person_search(world.acts("officer"), "bracken")
    for who in ("nurse", "idva", "housing", "manager", "stranger"):
        assert not person_search(world.acts(who), "bracken"), who


def test_the_audit_keeps_no_name_and_no_word_about_a_person(world, case, wren, now):
    nurse = world.acts("nurse")
    change_person(by=nurse, at=now, row=wren, party=HARMED, name="Jenny Scar", note="Deaf in one ear.")
    remove_person(by=nurse, at=now, row=wren, why="Entered for Robin by mistake.")
    world.acts("system")
    kept = list(Entry.objects.filter(action__startswith="cases."))
    assert {"cases.add_person", "cases.change_person", "cases.remove_person"} <= {entry.action for entry in kept}
    told = str([(entry.changes, entry.reason, entry.subject_ref) for entry in kept]).lower()
    assert not [word for word in ("wren", "scar", "jenny", "one ear", "robin") if word in told]


def test_a_partner_adds_people_and_neither_changes_nor_takes_out_whom_others_wrote_down(world, case, wren, now):
    """One click of a partner took the person at risk out of a case that another agency leads."""
    submit(by=world.acts("nurse"), at=now, case=case)
    a_share(case=case, agency=world.agencies["fell-network"], at=now)
    idva = world.acts("idva")
    add_person(by=idva, at=now, case=case, party="child", name="Linnet Scar")
    with pytest.raises(Forbidden, match="leads it or opened it"):
        remove_person(by=idva, at=now, row=wren, why="Wrong case.")
    with pytest.raises(Forbidden, match="leads it or opened it"):
        change_person(by=idva, at=now, row=wren, party=HARMED, name="Jenny Scar")
    for who in ("nurse", "coordinator", "officer"):  # who opened it, who runs it, and who leads it
        change_person(by=world.acts(who), at=now, row=wren, party=HARMED, name="Wren Scar", note=f"Seen by {who}.")
    remove_person(by=world.acts("nurse"), at=now, row=wren, why="Written down in the wrong case.")


def test_whoever_may_not_change_the_case_adds_nobody(world, case, now):
    with pytest.raises(Forbidden):
        add_person(by=world.acts("manager"), at=now, case=case, party="child", name="Linnet Scar")
    assert not CaseMember.objects.exists()


def test_who_broke_the_glass_carries_nobody_into_a_case_of_her_own(world, now):
    nurse = world.acts("nurse")
    sent = a_case(by=nurse, at=now)
    row = add_person(by=nurse, at=now, case=sent, party=HARMED, name="Wren Scar")
    idva = world.acts("idva")
    break_glass(by=idva, at=timezone.now(), ref=sent.ref, reason="She rang from the road.")
    own = a_case(by=idva, at=now)
    assert person_search(idva, "wren") and not same_people(idva, name="Wren Scar", born=None)
    assert refused(by=idva, at=now, case=own, party=HARMED, known=row.person).field == "known"


def test_only_who_has_the_first_case_takes_a_name_away(world, now):
    coordinator = world.acts("coordinator")
    first = a_case(by=coordinator, at=now)
    row = add_person(by=coordinator, at=now, case=first, party=HARMED, name="Wren Scar", other_names=["Jenny Beck"])
    second = a_case(by=world.acts("idva"), at=now)
    submit(by=world.acts("idva"), at=now, case=second)
    written = second.people.get()
    remove_person(by=world.acts("coordinator"), at=now, row=written, why="It is somebody we know.")
    there = add_person(by=world.acts("coordinator"), at=now, case=second, party=HARMED, known=row.person)
    idva, facts = world.acts("idva"), {"at": now, "party": HARMED}
    for names, field in (
        ({"name": "Robin Scar", "other_names": ["Jenny Beck"]}, "name"),
        ({"name": "Wren Scar"}, "other_names"),
    ):
        with pytest.raises(Refused, match="Keep every name") as found:
            change_person(by=idva, row=there, **names, **facts)
        assert found.value.field == field
    change_person(by=idva, row=there, name="Robin Scar", other_names=["Jenny Beck", "Wren Scar"], **facts)
    change_person(by=world.acts("coordinator"), row=row, name="Robin Scar", **facts)
    assert Person.objects.get(pk=row.person_id).other_names == []


def test_on_the_map_no_number_of_a_line_is_printed_over_another():
    people = [PersonLine(str(n), f"Wren {n}", (), "Child", True, False, "", "", "") for n in range(8)]
    ties = [
        TieLine(f"Wren {a}", "knows", f"Wren {b}", str(a), str(b), "", "knows", a * 10 + b)
        for a in range(8) for b in range(a + 1, 8)
    ]  # fmt: skip
    for count in range(2, 9):
        drawn = drawing_of(people[:count], ties)
        assert count > 2 or drawn.width < 320
        places = [(line.at_x, line.at_y) for line in drawn.lines]
        assert [line.number for line in drawn.lines] == list(range(1, len(places) + 1))
        for n, one in enumerate(places):
            for two in places[n + 1 :]:
                assert max(abs(one[0] - two[0]), abs(one[1] - two[1])) > 24, (count, one, two)
