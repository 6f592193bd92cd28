"""Notes and tasks: who writes them, who reads them, and that nothing said is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cairn.domain.cases.caring import look_again
from cairn.domain.cases.models import Note, Task
from cairn.domain.cases.queries.roles import roles_of, sections_to_give
from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.queries.task_choices import agencies_with, who_can_own
from cairn.domain.cases.queries.tasks import general_section, tasks_of, tasks_of_agency, tasks_open
from cairn.domain.cases.services import wall
from cairn.domain.cases.services.notes import write_note
from cairn.domain.cases.services.tasks import TaskMoved, change_task, end_task, give_task, note_overdue
from cairn.domain.cases.testing import a_case, a_share, submit
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.models import Entry
from cairn.foundation.files.uploads import Upload


@pytest.fixture
def case(world, now):
    """A referral of the health board, sent, and shared with the network."""
    nurse = world.acts("nurse")
    made = a_case(by=nurse, at=now)
    submit(by=nurse, at=now, case=made)
    world.acts("system")
    a_share(case=made, agency=world.agencies["fell-network"], at=now)
    return made


def a_note(world, case, now, *, who="nurse", **facts):
    facts = {"text": "She feels safer.", "happened_on": timezone.localdate(now), "section": "risk", **facts}
    return write_note(by=world.acts(who), at=now, case=case, **facts)


def a_task(world, case, now, *, who="coordinator", agency="fell-network", owner=None, days=7, **facts):
    by = world.acts(who)
    facts = {"title": "Ask about the locks", "due_on": timezone.localdate(now) + timedelta(days=days), **facts}
    owner_id = world.people[owner].pk if owner else None
    return give_task(by=by, at=now, case=case, agency_id=world.agencies[agency].pk, owner_id=owner_id, **facts)


def test_a_note_kept_to_its_agency_is_hidden_from_the_others_by_the_database(world, case, now):
    kept = a_note(world, case, now, only_agency=True)
    open_to_all = a_note(world, case, now)
    for who, seen in (("nurse_too", {kept.ref, open_to_all.ref}), ("coordinator", {open_to_all.ref}),
                      ("idva", {open_to_all.ref}), ("housing", set()), ("stranger", set())):  # fmt: skip
        world.acts(who)
        assert set(Note.objects.filter(case_id=case.pk).values_list("ref", flat=True)) == seen, who


def test_a_correction_is_a_further_note_kept_as_the_first_one_was(world, case, now):
    first = a_note(world, case, now, only_agency=True)
    second = a_note(
        world, case, now, who="nurse_too", text="She feels less safe.", corrects=first.ref, section="contact"
    )
    assert (second.corrects_id, second.section, second.only_agency) == (first.pk, "risk", True)
    assert Note.objects.filter(case=case).count() == 2
    shared = a_note(world, case, now)
    with pytest.raises(Refused, match="corrected by the agency that wrote it"):
        a_note(world, case, now, who="idva", corrects=shared.ref)
    with pytest.raises(Refused, match="corrected by the agency that wrote it"):
        a_note(world, case, now, who="idva", corrects=first.ref)


def test_a_note_stands_in_a_section_open_to_the_writer_and_is_about_a_day_that_came(world, case, now):
    with pytest.raises(Refused, match="section that is open to you"):
        a_note(world, case, now, section="contact")
    a_note(world, case, now, who="idva", section="contact")
    with pytest.raises(Refused, match="not come"):
        a_note(world, case, now, happened_on=timezone.localdate(now) + timedelta(days=1))
    with pytest.raises(Refused, match="Write the note"):
        a_note(world, case, now, text="  ")
    with pytest.raises(Forbidden):
        a_note(world, case, now, who="housing")
    world.acts("system")
    assert "feels safer" not in str([entry.changes for entry in Entry.objects.filter(action="cases.write_note")])


def test_words_are_looked_at_again_and_never_stand_in_the_way(world, case, now):
    text = "She failed to engage with us."
    assert [prompt.wording.key for prompt in look_again(text)] == ["failed_to_engage"]
    assert a_note(world, case, now, text=text).text == text


def test_a_task_is_given_to_an_agency_that_has_the_case_and_to_somebody_it_is_open_to(world, case, now):
    task = a_task(world, case, now, owner="idva")
    assert (task.agency.slug, task.owner.name, task.version) == ("fell-network", "Goldcrest Ghyll", 1)
    with pytest.raises(Refused, match="agency that has this case"):
        a_task(world, case, now, agency="fell-council")
    with pytest.raises(Refused, match="somebody of that agency"):
        a_task(world, case, now, owner="nurse")
    with pytest.raises(Refused, match="has passed"):
        a_task(world, case, now, days=-1)
    assert {name for _, name in agencies_with(case)} == {
        world.agencies[slug].name for slug in ("fell-health", "fell-network", "fell-police")
    }
    runs, day = world.acts("coordinator"), timezone.localdate(now)
    assert "Siskin Crag" not in {each.name for each in who_can_own(case, reader=runs, on=day)}


def test_nobody_learns_from_whom_a_task_can_be_given_to_that_a_colleague_is_shut_out(world, case, now):
    """The nurse's colleague is tied to somebody in the case; her name is missing from no list the nurse reads."""
    nurse, too, day = world.acts("nurse"), world.people["nurse_too"], timezone.localdate(now)
    before = who_can_own(case, reader=nurse, on=day)
    refusals = [refusal_of(world, case, now, owner=too.pk)]
    wall.decide(by=world.acts("coordinator"), at=now, case=case, account=too, shut_out=True, why="Her cousin.")
    assert who_can_own(case, reader=world.acts("nurse"), on=day) == before
    refusals.append(refusal_of(world, case, now, owner=too.pk))
    assert refusals[0] == refusals[1] and "take it yourself" in refusals[0]
    assert [each.name for each in before] == ["Plover Chalk"]
    mine = give_task(by=world.acts("nurse"), at=now, case=case, title="Call the school", owner_id=nurse.user_id,
                     agency_id=nurse.agency_id, due_on=day)  # fmt: skip
    assert mine.owner_id == nurse.user_id
    assert too.name not in {each.name for each in who_can_own(case, reader=world.acts("coordinator"), on=day)}


def refusal_of(world, case, now, *, owner):
    with pytest.raises(Refused) as refused:
        give_task(by=world.acts("nurse"), at=now, case=case, title="Call the school", owner_id=owner,
                  agency_id=world.agencies["fell-health"].pk, due_on=timezone.localdate(now))  # fmt: skip
    return refused.value.sentence


def test_it_is_handed_on_and_of_two_who_change_it_at_once_the_second_sees_both(world, case, now):
    task = a_task(world, case, now)
    facts = {"title": task.title, "agency_id": world.agencies["fell-health"].pk, "due_on": task.due_on}
    changed = change_task(by=world.acts("coordinator"), at=now, task=task, seen=1,
                          owner_id=world.people["nurse"].pk, **facts)  # fmt: skip
    assert (changed.version, changed.owner.name) == (2, "Plover Chalk")
    with pytest.raises(TaskMoved) as moved:
        change_task(by=world.acts("deputy"), at=now, task=task, seen=1, **facts)
    assert moved.value.now.owner_id == world.people["nurse"].pk


def test_it_is_changed_by_who_has_it_leads_or_gave_it_and_by_nobody_else(world, case, now):
    task = a_task(world, case, now, who="nurse")
    facts = {"title": task.title, "agency_id": task.agency_id, "due_on": task.due_on}
    for seen, who in enumerate(("idva", "coordinator", "nurse"), start=1):
        change_task(by=world.acts(who), at=now, task=task, seen=seen, **facts)
    by = world.acts("nurse_too")
    with pytest.raises(Refused, match="changes it"):
        change_task(by=by, at=now, task=task, seen=4, **facts)
    # Handed on meanwhile: who had it when the page was read does not end it any more.
    by = world.acts("coordinator")
    change_task(by=by, at=now, task=task, seen=4, **{**facts, "agency_id": world.agencies["fell-health"].pk})
    by = world.acts("idva")
    with pytest.raises(Refused, match="The agency that has the task"):
        end_task(by=by, at=now, task=task, seen=5, outcome="Done.")


def test_it_ends_done_with_evidence_or_overtaken_with_a_reason_and_only_once(world, case, now):
    idva = "idva"
    task = a_task(world, case, now)
    with pytest.raises(Refused, match="what came of it"):
        end_task(by=world.acts(idva), at=now, task=task, seen=1, outcome=" ")
    with pytest.raises(Refused, match="The agency that has the task"):
        end_task(by=world.acts("nurse"), at=now, task=task, seen=1, outcome="Done.")
    done = end_task(by=world.acts(idva), at=now, task=task, seen=1, outcome="New locks.", file=Upload("a.txt", b"ok"))
    assert done.done_at == now and done.file.ref.startswith("F-")
    with pytest.raises(Refused, match="has ended"):
        end_task(by=world.acts(idva), at=now, task=task, seen=2, outcome="Again.")
    other = a_task(world, case, now)
    ended = end_task(by=world.acts("coordinator"), at=now, task=other, seen=1, outcome="She moved.", overtaken=True)
    assert (ended.done_at, ended.overtaken_at) == (None, now)
    assert {line.ended for line in tasks_of(Task.objects.filter(case=case), at=now)} == {"done", "overtaken"}


def test_tasks_of_an_agency_stand_in_the_order_of_their_days_and_overdue_ones_are_noted_once(world, case, now):
    later, sooner = a_task(world, case, now, days=9), a_task(world, case, now, days=1)
    a_task(world, case, now, agency="fell-health")
    assert list(tasks_of_agency(world.acts("idva"), at=now)) == [sooner, later]
    assert not tasks_of_agency(world.acts("housing"), at=now).exists()
    then = now + timedelta(days=3)
    assert (note_overdue(at=then), note_overdue(at=then)) == (1, 0)
    idva = world.acts("idva")
    found = Task.objects.get(pk=sooner.pk)
    assert found.noted_overdue_at == then and found.version == 1
    assert [line.overdue for line in tasks_of(Task.objects.filter(case=case), at=then)][0]
    again = change_task(by=idva, at=then, task=found, seen=1, title=found.title, agency_id=found.agency_id,
                        due_on=timezone.localdate(then))  # fmt: skip
    assert again.noted_overdue_at is None


def test_a_task_is_read_by_agencies_that_have_its_part_of_the_case_and_by_the_one_that_does_it(world, now, case):
    process = process_for(case)
    a_share(case=case, agency=world.agencies["fell-council"], at=now, sections=["risk"])
    police, council = world.agencies["fell-police"].pk, world.agencies["fell-council"].pk

    def give(title, agency, section):
        return give_task(by=world.acts("coordinator"), at=now, case=case, title=title, agency_id=agency,
                         due_on=world.day(3), section=section)  # fmt: skip

    give("Look at the locks", police, "")
    give("Ask the nurse again", police, "risk")
    with pytest.raises(Refused, match="not shared with this agency") as refused:
        give("Write to the school", council, "referral")
    assert refused.value.field == "section"

    def read(who):
        actor = world.acts(who)
        had = sections_to_give(actor, case, process, roles=roles_of(actor, process))
        return {task.title for task in tasks_open(actor, case, process, sections=had)}

    assert read("housing") == {"Ask the nurse again"}
    assert read("coordinator") == read("nurse") == {"Look at the locks", "Ask the nurse again"}
    assert {task.section for task in Task.objects.filter(case=case)} == {general_section(process), "risk"}
