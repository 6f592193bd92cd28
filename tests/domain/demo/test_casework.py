"""The generated cases of the demonstration: in every state, by legal steps, with what surrounds a case."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from cairn.demo import case_people
from cairn.demo.people import load_people, read_people
from cairn.demo.scale import words as others
from cairn.demo.scale.casework import loading, words
from cairn.demo.scale.casework.loading import WHOLE, by_hand, load_casework
from cairn.domain.cases.kinds import kind_of, kinds
from cairn.domain.cases.models import (
    BreakGlass,
    Case,
    CaseEvent,
    CasePerson,
    ChecklistSheet,
    Conflict,
    Person,
    Relationship,
    Share,
    Task,
)
from cairn.domain.cases.policies import VIEW
from cairn.domain.cases.queries.conflicts import likely_conflicts
from cairn.domain.cases.queries.standings import history_of, process_for, standing_of
from cairn.domain.cases.services.steps import is_stale
from cairn.domain.conferences.api import CaseItem, Conference
from cairn.domain.returns.queries.quarters import quarter_page
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.audit.models import Entry
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import system_actor
from cairn.kernel.periods import period_of, preceding
from cairn.kernel.processes.history import standing
from cairn.kernel.processes.steps import refusals

pytestmark = [pytest.mark.usefixtures("demo_database"), pytest.mark.django_db]
FEW = {"marac": 110, "asb_case_review": 52, "clares_law": 88}  # of three partnerships; the whole is for the demo


@pytest.fixture
def users():
    return load_people(timezone.now())


@pytest.fixture
def generated(users):
    """Few cases in one partnership; what was there before is told apart by its number."""
    now, here = timezone.now(), Partnership.objects.get(slug="cumberland")
    set_scope(system_actor(here.pk))
    before = set(Case.objects.values_list("pk", flat=True))
    said = list(load_casework(users=users, at=now, whole=FEW))
    set_scope(system_actor(here.pk))
    return here, list(Case.objects.filter(partnership=here).exclude(pk__in=before)), now, said


def test_a_year_of_cases_stands_in_every_state_by_steps_its_process_allows(generated, users):
    """One load looked at from all sides, since it takes seconds."""
    here, cases, now, said = generated
    assert len(said) == 3 and "generated cases" in said[0]
    states = Counter((case.kind, case.state) for case in cases)
    for key, kind in kinds().items():
        missing = {state for state in kind.newest.states if not states[key, state]}
        assert len(missing) <= 3, (key, missing)  # a weekend or a holiday may be in the way
    for case in cases[::3]:  # each step asks the whole history again
        process = process_for(case)
        events = history_of(process, case.events.all())
        for number, event in enumerate(events):
            before = standing(process, events[:number], at=event.at)
            assert not refusals(before, event), (case.ref, event.name)
        assert standing_of(case, at=now).state == case.state
        assert not is_stale(case, at=now)
        assert case.opened_at < now and events[-1].at < now
    assert max(case.opened_at for case in cases) > now - timedelta(days=8)
    assert min(case.opened_at for case in cases) < now - timedelta(days=300)
    _shares_and_people(cases)
    _wall_and_glass(here, cases, now)
    _record(here, cases)
    _says_the_same(here, cases, now)
    _doors(here, users, now)


def _shares_and_people(cases):
    shares = Share.objects.filter(case__in=cases)
    assert not shares.filter(purpose="", standing="partner").exists()
    assert {"accepted", "declined", "offered"} <= set(shares.values_list("answer", flat=True))
    assert shares.filter(ended_at__isnull=False).exists() and shares.filter(until_on__isnull=False).exists()
    steps = CaseEvent.objects.filter(case__in=cases).values_list("case", "agency", "at")
    had = {}
    for row in shares:
        had.setdefault((row.case_id, row.agency_id), []).append(row)
    for case, agency, at in steps:
        assert any(row.offered_at <= at for row in had[case, agency])
    assert CasePerson.objects.filter(case__in=cases).values("case").distinct().count() == len(cases)
    assert Relationship.objects.filter(case__in=cases, relation="parent").exists()
    tasks = Task.objects.filter(case__in=cases)
    assert tasks.filter(done_at__isnull=False).exists() and tasks.filter(done_at=None, overtaken_at=None).exists()


def _wall_and_glass(here, cases, now):
    rows = Conflict.objects.filter(case__in=cases)
    assert {(row.shut_out, row.decided_by_id is not None) for row in rows} == {
        (True, False),
        (True, True),
        (False, True),
    }
    assert BreakGlass.objects.filter(case__in=cases, reviewed_at__isnull=True).exists()
    used = CaseEvent.objects.filter(case__in=cases, name__in=("power_proposed", "power_used", "power_breached"))
    assert {event.name for event in used} == {"power_proposed", "power_used", "power_breached"}
    known = {(row.case_id, row.user_id) for row in rows}
    for case in cases[::4]:  # nobody else's name is in a case by chance, or the night would shut them out
        strong = {(case.pk, match.user.pk) for match in likely_conflicts(case, at=now) if match.strong}
        assert strong <= known


def _says_the_same(here, cases, now):
    """What stands on one page of a case is not denied on another."""
    heard = CaseEvent.objects.filter(case__partnership=here, case__kind="marac", name="hear")
    items = CaseItem.objects.filter(partnership=here)
    assert set(heard.values_list("case", flat=True)) == set(items.exclude(heard_at=None).values_list("case", flat=True))
    listed = Case.objects.filter(partnership=here, kind="marac", state="listed").values_list("pk", flat=True)
    assert set(listed) <= set(items.filter(taken_off_at=None).values_list("case", flat=True))
    group = Conference.objects.get(partnership=here, kind="marac").group
    sat = {timezone.localdate(one.starts_at) for one in group.meetings.filter(called=False, starts_at__lt=now)}
    quarter = period_of(timezone.localdate(now), "quarter")
    for _ in range(2):
        page = quarter_page(here, kind_of("marac"), quarter, exact=True, today=timezone.localdate(now))
        days = {day_in_words(day) for day in sat if quarter.start <= day <= quarter.end}
        assert set(page.columns[: page.meetings]) <= days
        quarter = preceding(quarter)
    assert all(glass.opened_at > glass.case.opened_at for glass in BreakGlass.objects.filter(case__in=cases))
    for event in CaseEvent.objects.filter(case__in=cases, name="risk_assessed"):
        assert "24 questions" in event.details["instrument"] and event.details["checklist_score"] <= 24
    assert all(sheet.score <= 14 for sheet in ChecklistSheet.objects.filter(case__in=cases))
    for case in (case for case in cases if case.kind == "clares_law"):
        said = case.events.first().details["relationship"]
        ties = Relationship.objects.filter(case=case).values_list("relation", flat=True)
        assert set(ties) & {"partner", "former_partner"} == {said.removesuffix("s")}


def _record(here, cases):
    """Each act is in the record as if it had been typed: who, when, and nothing of what was said."""
    said = Entry.objects.filter(chain=here.pk, subject_kind="case", subject_ref=cases[0].ref).order_by("at")
    assert said[0].action == "cases.open_case" and said[0].user_id == cases[0].opened_by_id
    assert said[0].at == cases[0].opened_at
    people = Person.objects.filter(first_case__in=cases).values_list("ref", "name")
    ref, name = people[0]
    assert name not in str(Entry.objects.get(subject_ref=ref, row_table="cases_person").changes)


def _doors(here, users, now):
    """Each partnership is worked by its own; loading again adds nothing."""
    assert list(load_casework(users=users, at=now, whole=FEW)) == []
    third = Partnership.objects.get(slug="herefordshire")
    with transaction.atomic():
        runs = actor_for(users["hfd-case-coordinator"], third, on=timezone.localdate())
        assert VIEW.rows(runs).exists()
        assert not VIEW.rows(runs).filter(partnership=here).exists()
    with transaction.atomic():
        assert actor_for(users["cum-case-former"], here, on=timezone.localdate()) is None
        officer = actor_for(users["cum-case-officer"], here, on=timezone.localdate())
        assert VIEW.rows(officer).exists()
        assert not Conflict.objects.filter(user=users["cum-case-officer"]).exists()  # the wall's rows are not for him


def test_the_whole_is_what_the_issue_asks_for():
    assert WHOLE == {"marac": 400, "asb_case_review": 60, "clares_law": 120}
    assert all(by_hand(kind) < number for kind, number in WHOLE.items())
    assert abs(sum(loading.WEIGHTS) - 1) < 1e-9


def test_people_of_generated_cases_share_no_name_with_the_staff_or_the_generated_partnerships():
    names = [row["name"].split() for row in read_people()]
    given, stones = {name[0] for name in names} | set(others.GIVEN), {name[-1] for name in names} | set(others.STONE)
    assert not given & set(words.GIVEN)
    assert not stones & {f"{land}{lie}" for land in words.LAND for lie in words.LIE}
    assert len(set(words.GIVEN)) == len(words.GIVEN)


def test_nobody_invented_for_a_case_has_a_family_name_of_the_staff():
    """The conflict wall would ask about each of them, and a load would stop there."""
    staff = {row["name"].split()[-1] for row in read_people()}
    assert staff.isdisjoint(case_people._FAMILY)
