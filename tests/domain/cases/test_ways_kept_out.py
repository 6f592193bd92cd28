"""Where somebody is, and how they are reached, stands in no free text of a case that others read."""

from datetime import date, timedelta

import pytest

from cairn.domain.cases.errors import StepRefused
from cairn.domain.cases.kinds import kinds
from cairn.domain.cases.models import Case, CasePerson, Note
from cairn.domain.cases.queries.checklists import shipped
from cairn.domain.cases.services import sharing
from cairn.domain.cases.services.checklists import answer_checklist
from cairn.domain.cases.services.contact import change_address
from cairn.domain.cases.services.notes import write_note
from cairn.domain.cases.services.people import add_person, change_person, relate, remove_person
from cairn.domain.cases.services.steps import _ways, take_step
from cairn.domain.cases.services.tasks import change_task, end_task, give_task
from cairn.domain.cases.testing import REFERRAL, a_case, a_post, submit
from cairn.foundation.accounts.errors import Refused
from cairn.kernel.processes.history import Event
from cairn.kernel.processes.terms import FieldKind, Sensitivity
from tests.domain.cases.test_sharing import OFFERED

SHORT = ("12 Larch St", "7 The Green", "Rose Cottage, Caldbeck", "5 hidden row")
HELD = ("She is at 5 Hidden Row.", "Flat 2, 12 Larch Street now.", "Ring 07700 900123.", "Post to CA1 1AA.")
CHECKLIST = shipped()[0]
BELONGS = "under “How to reach them safely” of the person."


@pytest.fixture
def case(world, now) -> Case:
    """A referral that was sent, with two people; where the first lives is recorded."""
    nurse = world.acts("nurse")
    case = a_case(by=nurse, at=now)
    wren = add_person(by=nurse, at=now, case=case, party="person_harmed", name="Wren Scar")
    add_person(by=nurse, at=now, case=case, party="person_causing_harm", name="Tor Knott")
    change_address(by=nurse, at=now, case=case, person=wren.person, lines="5 Hidden Row")
    submit(by=nurse, at=now, case=case)
    return case


def _note(world, now, case, text, **facts):
    section = {"section": "referral", "happened_on": now.date(), **facts}
    return write_note(by=world.acts("coordinator"), at=now, case=case, text=text, **section)


def _task(world, now, case, title="Look at the door."):
    return give_task(
        by=world.acts("coordinator"), at=now, case=case, title=title, agency_id=world.agencies["fell-police"].pk,
        due_on=now.date() + timedelta(days=3),
    )  # fmt: skip


def _change_task(world, now, case, text):
    row = _task(world, now, case)
    change_task(by=world.acts("coordinator"), at=now, task=row, seen=row.version, title=text,
                agency_id=row.agency_id, due_on=row.due_on)  # fmt: skip


def _end_task(world, now, case, text):
    row = _task(world, now, case)
    end_task(by=world.acts("coordinator"), at=now, task=row, seen=row.version, outcome=text)


def _row(world, case, party="person_harmed"):
    world.acts("coordinator")
    return CasePerson.objects.select_related("case", "person").get(case=case, party=party)


def _change(world, now, case, text):
    row = _row(world, case)
    change_person(by=world.acts("coordinator"), at=now, row=row, party=row.party, name=row.person.name, note=text)


def _relate(world, now, case, text):
    one, two = (_row(world, case, party).person for party in ("person_harmed", "person_causing_harm"))
    relate(by=world.acts("coordinator"), at=now, case=case, first=one, second=two, relation="partner", note=text)


def _offer(world, now, case, text, name="purpose"):
    sharing.offer_share(by=world.acts("coordinator"), at=now, case=case, agency=world.agencies["fell-network"],
                        **{**OFFERED, name: text})  # fmt: skip


def _sheet(world, now, case, text, *, name="note"):
    answers = {CHECKLIST.questions[0].key: {"answer": "yes", "source": "", "note": "", name: text}}
    answer_checklist(by=world.acts("coordinator"), at=now, case=case, checklist=CHECKLIST, answers=answers)


def _judged(world, now, case, text):
    answers = {CHECKLIST.questions[0].key: {"answer": "yes", "source": "", "note": ""}}
    answer_checklist(by=world.acts("coordinator"), at=now, case=case, checklist=CHECKLIST, answers=answers,
                     judgement=text)  # fmt: skip


WRITERS = {
    "text": _note,
    "title": _task,
    "title ": _change_task,
    "outcome": _end_task,
    "note": lambda world, now, case, text: add_person(
        by=world.acts("coordinator"), at=now, case=case, party="child", name="Linnet Scar", note=text
    ),
    "note ": _change,
    "note  ": _relate,
    "why": lambda world, now, case, text: remove_person(
        by=world.acts("coordinator"), at=now, row=_row(world, case), why=text
    ),
    "purpose": _offer,
    "judgement": _judged,
}


@pytest.mark.parametrize("field", WRITERS)
def test_what_others_read_holds_no_way_to_reach_anybody(world, now, case, field):
    for text in (*HELD, *SHORT):
        with pytest.raises(Refused) as refused:
            WRITERS[field](world, now, case, text)
        assert refused.value.field == field.strip()
        assert refused.value.sentence.endswith(BELONGS)


def test_the_note_of_a_question_is_named_by_its_own_box(world, now, case):
    with pytest.raises(Refused) as refused:
        _sheet(world, now, case, HELD[0])
    assert refused.value.field == f"{CHECKLIST.questions[0].key}-note"


def test_a_step_refuses_it_in_free_text_and_in_its_reason_and_keeps_the_way_made_for_it(world, now):
    nurse = world.acts("nurse")
    case = a_case(by=nurse, at=now)
    add_person(by=nurse, at=now, case=case, party="person_harmed", name="Wren Scar")
    with pytest.raises(StepRefused) as refused:
        take_step(by=nurse, at=now, case=case, name="submit", details={**REFERRAL, "wishes": HELD[1]})
    assert [one.of for one in refused.value.refusals] == ["wishes"]
    assert "12 Larch Street" in refused.value.refusals[0].says
    safely = {**REFERRAL, "safe_contact": "Mornings, on 07700 900123."}
    take_step(by=nurse, at=now, case=case, name="submit", details=safely)
    with pytest.raises(StepRefused) as refused:
        take_step(by=world.acts("coordinator"), at=now, case=case, name="return_incomplete", reason=HELD[0])
    assert "reason" in [one.of for one in refused.value.refusals]


def test_every_text_of_a_step_refuses_it_but_those_that_are_made_for_it(world, now):
    """Plans and recommendations are for the partnership and stand in letters."""
    for role in ("coordinator", "chair", "body"):
        a_post(partnership=world.partnership.pk, kind="asb_case_review", role=role, user=world.people["housing"],
               from_on=date(2026, 1, 5))  # fmt: skip
    case = a_case(by=world.acts("housing"), at=now, kind="asb_case_review", move="apply",
                  details={"asked_by": "person_harmed"})  # fmt: skip
    gathered = {"behaviour_on": now.date(), "reported_on": now.date(), "incident": "music at 5 Hidden Row"}
    with pytest.raises(StepRefused) as refused:
        take_step(by=world.acts("housing"), at=now, case=case, name="report_gathered", details=gathered)
    assert [one.of for one in refused.value.refusals] == ["incident"]
    open_to_anybody = (Sensitivity.CONTACT, Sensitivity.ADDRESS, Sensitivity.LOCATION)
    for kind in kinds().values():
        for detail in kind.newest.details.values():
            event = Event(at=now, name="x", details={detail.key: HELD[0]})
            if detail.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT):
                refused = list(_ways(kind.newest, event, by=world.acts("housing")))
                assert bool(refused) is (detail.sensitivity not in open_to_anybody), detail.key


def test_what_no_address_is_like_is_kept_and_an_agency_keeps_to_itself_what_it_likes(world, now, case):
    _note(world, now, case, "She moved on 3 March 2026, after 12 years, and rang 101. See case AB1234.")
    _note(world, now, case, HELD[0], only_agency=True)
    assert Note.objects.filter(case=case).count() == 2


def test_an_address_that_nobody_recorded_is_refused_in_the_same_words_as_one_that_is(world, now, case):
    said = []
    for text in ("At 5 Hidden Row.", "At 6 Hidden Row."):
        with pytest.raises(Refused) as refused:
            _note(world, now, case, text)
        said.append(refused.value.sentence.replace("6", "5"))
    assert said[0] == said[1]
