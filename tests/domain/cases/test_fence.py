"""What the database itself shows of cases, to querysets that ask no policy."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, ProgrammingError, connection
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from cairn.domain.cases.models import (
    Address,
    BreakGlass,
    Case,
    CaseEvent,
    CaseFile,
    CaseMember,
    CasePerson,
    Conflict,
    DeclaredTie,
    HalfForm,
    NameKey,
    Note,
    Person,
    Share,
)
from cairn.domain.cases.queries.named import begun, people_named
from cairn.domain.cases.testing import a_case, a_share, submit
from cairn.foundation.access.references import new_reference
from cairn.foundation.audit.commands import NothingRecorded, command

TODAY = date.today()  # noqa: DTZ011 (the fence asks the database's own day)
OF_CASE = (CaseEvent, CaseFile, CaseMember, CasePerson, Note)


def filled(world, now, case, name):
    """A case with a row in every table that belongs to one."""
    system = world.acts("system")
    here = {"partnership_id": case.partnership_id}
    nurse, agency = world.people["nurse"], world.agencies["fell-health"]
    with command("cases.test", by=system, at=now):
        person = Person(**here, ref=new_reference("U", taken=Person, long=True), first_case=case, entered_at=now,
                        name=name)  # fmt: skip
        person.save()
        for word in name.lower().split():
            NameKey(**here, person=person, word=word).save()
        CasePerson(**here, case=case, person=person, party="person_harmed", added_at=now).save()
        Note(**here, case=case, ref=new_reference("O", taken=Note, long=True), at=now, happened_on=now.date(),
             by=nurse, agency=agency, section="referral", text="Seen today.").save()  # fmt: skip
        CaseFile(**here, case=case, ref=new_reference("F", taken=CaseFile), agency=agency, name="a.txt", size=1,
                 media_type="text/plain", sha256="", content=b"1", scan="clean").save()  # fmt: skip
        CaseMember(**here, case=case, user=nurse, from_on=now.date()).save()
        BreakGlass(**here, case=case, ref=new_reference("B", taken=BreakGlass, long=True), user=nurse, reason="Now.",
                   opened_at=now - timedelta(days=9), until_at=now - timedelta(days=8)).save()  # fmt: skip
    return person


def named(*words):
    """Keys of people whom a search by these words finds before it asks any policy."""
    return people_named([begun(words)], most=None)


@pytest.fixture
def cases(world, now):
    """One case that housing has nothing of, one it has a share of; both full."""
    nurse = world.acts("nurse")
    made = []
    for name in ("Wren Gabbro", "Robin Chert"):
        nurse = world.acts("nurse")
        case = a_case(by=nurse, at=now)
        made.append((case, filled(world, now, case, name)))
        submit(by=world.acts("nurse"), at=now, case=case)
    a_share(case=made[1][0], agency=world.agencies["fell-council"], at=now)
    return made


def test_a_share_of_another_case_opens_no_row_of_this_one(world, cases):
    (kept, hidden), (shared, known) = cases
    world.acts("housing")
    assert [case.pk for case in Case.objects.all()] == [shared.pk]
    for model in OF_CASE:
        assert {row.case_id for row in model.objects.all()} <= {shared.pk}, model
        assert not model.objects.filter(case=kept.pk).exists(), model
        assert not model.objects.filter(case__ref=kept.ref).exists(), model
    assert {share.case_id for share in Share.objects.all()} == {shared.pk}
    assert [person.pk for person in Person.objects.all()] == [known.pk]
    assert set(NameKey.objects.values_list("word", flat=True)) == {"robin", "chert"}
    assert not NameKey.objects.filter(person_id=hidden.pk).exists()
    assert named("gabbro") == named("wren", "gabbro") == named("gabb") == []
    assert named("chert") == named("chert", "robin") == named("rob", "chert") == [known.pk]
    assert named("chert", "wren") == []


def test_neither_counts_nor_joins_nor_subqueries_say_that_there_is_more(world, cases):
    (kept, hidden), (shared, known) = cases
    world.acts("housing")
    assert CaseEvent.objects.count() == shared.events_count == CaseEvent.objects.aggregate(n=Count("pk"))["n"]
    assert list(CaseEvent.objects.values_list("case").annotate(n=Count("pk")).order_by()) == [(shared.pk, 2)]
    inner = CasePerson.objects.filter(person=OuterRef("pk"))
    assert [row.pk for row in Person.objects.filter(Exists(inner))] == [known.pk]
    # A bare column inside a subquery would be that of the table looked into, and let every row through.
    assert not Case.objects.filter(pk__in=Share.objects.filter(agency=world.agencies["fell-police"]).values("case"))\
        .exclude(pk=shared.pk).exists()  # fmt: skip
    assert not Person.objects.filter(keys__word="gabbro").exists()
    assert not Person.objects.filter(in_cases__case__shares__isnull=False).exclude(pk=known.pk).exists()
    assert not Person.objects.filter(first_case_id=kept.pk).exists() and hidden.pk != known.pk


@pytest.mark.parametrize("model", [CaseMember, CasePerson, Share, BreakGlass])
def test_no_row_is_moved_from_one_case_to_another_even_by_somebody_who_has_both(world, now, cases, model):
    (mine, _), (other, _) = cases
    nurse = world.acts("nurse")
    row = model.objects.filter(case=mine).first()
    row.case = other
    with pytest.raises(DatabaseError, match="stays where it is"), command("cases.test", by=nurse, at=now):
        row.save()


def test_a_share_that_ended_was_declined_or_ran_out_opens_nothing(world, now, cases):
    shared = cases[1][0]
    share = None
    for changes in (
        {"ended_at": now, "ended_because": "No longer needed."},
        {"answer": "declined", "declined_because": "Not ours."},
        {"answer": "offered"},
        {"until_on": TODAY - timedelta(days=1)},
    ):
        system = world.acts("system")
        share = Share.objects.get(case=shared, agency=world.agencies["fell-council"])
        before = {name: getattr(share, name) for name in changes}
        with command("cases.test", by=system, at=now):
            for name, value in changes.items():
                setattr(share, name, value)
            share.save()
        world.acts("housing")
        for model in (Case, Person, NameKey, *OF_CASE):
            assert not model.objects.exists(), (changes, model)
        assert not named("robin"), changes
        system = world.acts("system")
        with command("cases.test", by=system, at=now):
            for name, value in before.items():
                setattr(share, name, value)
            share.save()
    world.acts("housing")
    assert Case.objects.get().pk == shared.pk and share is not None


def test_somebody_the_wall_shuts_out_learns_nothing_although_her_agency_leads(world, now, cases):
    kept = cases[0][0]
    system = world.acts("system")
    with command("cases.test", by=system, at=now):
        Conflict(partnership_id=kept.partnership_id, case=kept, user=world.people["officer"], shut_out=True,
                 tie="family", why="A brother.", decided_at=now).save()  # fmt: skip
    world.acts("officer")
    for model in (Share, *OF_CASE, BreakGlass):
        assert model.objects.exists() and not model.objects.filter(case=kept.pk).exists(), model
    assert not Case.objects.filter(ref=kept.ref).exists() and not NameKey.objects.filter(word="gabbro").exists()
    assert not named("gabbro") and not named("wren", "gabbro")
    assert not Conflict.objects.exists()
    world.acts("deputy")
    assert Case.objects.filter(ref=kept.ref).exists() and Conflict.objects.filter(case=kept.pk).exists()


def test_broken_glass_lets_read_and_the_database_itself_lets_nothing_be_written(world, now, cases):
    kept, idva = cases[0][0], world.people["idva"]
    here = {"partnership_id": kept.partnership_id, "case": kept}
    with command("cases.test", by=world.acts("system"), at=now):
        BreakGlass(**here, ref=new_reference("B", taken=BreakGlass, long=True), user=idva, reason="Now.",
                   opened_at=timezone.now(), until_at=timezone.now() + timedelta(hours=3)).save()  # fmt: skip
    by = world.acts("idva")
    assert Case.objects.get().pk == kept.pk and Note.objects.filter(case=kept).exists()
    note = Note(**here, ref=new_reference("O", taken=Note, long=True), at=now, happened_on=now.date(), by=idva,
                agency=world.agencies["fell-network"], section="referral", text="Hers.")  # fmt: skip
    for row in (note, CaseMember(**here, user=idva, from_on=now.date())):
        with pytest.raises(ProgrammingError, match="row-level security"), command("cases.test", by=by, at=now):
            row.save()
    with pytest.raises(DatabaseError), command("cases.test", by=by, at=now):
        Case.objects.get().save()
    assert not Case.objects.select_for_update().exists()


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Share, "UPDATE cases_share SET purpose = 'Mine'"), (Conflict, "UPDATE cases_conflict SET shut_out = false"),
        (BreakGlass, "UPDATE cases_break_glass SET until_at = now() + interval '1 day'"),
        (Person, "UPDATE cases_person SET name = 'Somebody'"), (Address, "UPDATE cases_address SET lines = '2'"),
        (NameKey, "DELETE FROM cases_name_key"), (HalfForm, "DELETE FROM cases_half_form"),
        (DeclaredTie, "DELETE FROM cases_declared_tie"),
    ],
)  # fmt: skip
def test_a_statement_that_forgets_every_condition_reaches_no_row_that_is_closed(world, now, cases, model, change):
    """The database asks one without a condition only what may be written, and not what may be read."""
    (closed, person), _ = cases
    nurse, here = world.people["nurse"], {"partnership_id": closed.partnership_id}
    with command("cases.test", by=world.acts("system"), at=now):
        for user in (world.people["housing"], nurse):
            Conflict(**here, case=closed, user=user, shut_out=True, why="Kin.", decided_at=now).save()
        Address(**here, person=person, case=closed, ref=new_reference("J", taken=Address, long=True), lines="1 Row",
                recorded_at=now).save()  # fmt: skip
        HalfForm(**here, user=nurse, ref=new_reference("D", taken=HalfForm, long=True), saved_at=now).save()
        DeclaredTie(**here, user=nurse, tie="other", name="Wren Scar", declared_at=now).save()
    there = model.objects.count()
    by = world.acts("housing")
    open_to_her = model.objects.count()
    with pytest.raises(NothingRecorded), command("cases.test", by=by, at=now), connection.cursor() as cursor:
        cursor.execute(change)
        reached = cursor.rowcount
    assert reached == open_to_her < there


def test_nobody_opens_a_case_for_an_agency_without_having_it_or_lets_a_wall_down(world, now, cases):
    (closed, _person), _ = cases
    here = {"partnership_id": closed.partnership_id, "case": closed}
    offered = Share(**here, ref=new_reference("H", taken=Share, long=True), agency=world.agencies["fell-network"],
                    sections=["referral"], purpose="Hers.", offered_at=now)  # fmt: skip
    cleared = Conflict(**here, user=world.people["idva"], shut_out=False, why="Mine to say.", decided_at=now)
    for row in (offered, cleared):
        by = world.acts("housing")
        with pytest.raises(ProgrammingError, match="row-level security"), command("cases.test", by=by, at=now):
            row.save()
