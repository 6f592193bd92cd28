"""Forms half filled in are hers who typed them, and nobody's else; people are named for roles that a kind has."""

from datetime import date, timedelta

import pytest

from cairn.domain.cases.models import HalfForm, Share
from cairn.domain.cases.queries.work_list import half_forms, work_list
from cairn.domain.cases.services.half_forms import MOST, drop_half_form, forget_half_forms, save_half_form
from cairn.domain.cases.services.posts import name_for_role
from cairn.domain.cases.testing import a_case
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command


def half(by, at, **facts):
    facts = {"kind": "marac", "form": "start_draft", "typed": {"wishes": ["To rest."]}, **facts}
    return save_half_form(by=by, at=at, **facts)


def test_a_half_form_is_seen_by_her_alone_and_saved_over(world, now):
    nurse = world.acts("nurse")
    first = half(nurse, now)
    again = half(nurse, now, typed={"wishes": ["To be safe."]}, half=first)
    assert again.pk == first.pk and [line.ref for line in half_forms(nurse)] == [first.ref]
    colleague = world.acts("nurse_too")
    assert half_forms(colleague) == () and not HalfForm.objects.exists()
    with pytest.raises(Refused, match="somebody else's"):
        drop_half_form(by=colleague, at=now, half=first, sent=False)
    drop_half_form(by=world.acts("nurse"), at=now, half=first, sent=True)
    assert half_forms(nurse) == ()


def test_a_half_form_stays_with_its_step_and_is_listed_while_its_case_is_open_to_her(world, now):
    nurse = world.acts("nurse")
    case = a_case(by=nurse, at=now)
    first = half(nurse, now, case=case, form="submit")
    for other in ({"form": "withdraw", "case": case}, {"form": "submit"}, {"kind": "clares_law", "case": case}):
        with pytest.raises(Refused, match="not the form you saved"):
            half(nurse, now, half=first, **{"form": "submit", **other})
    with pytest.raises(Refused, match="not the form you saved"):
        half(world.acts("nurse_too"), now, half=first, case=case, form="submit")
    nurse = world.acts("nurse")
    assert [line.ref for line in half_forms(nurse)] == [first.ref]
    share = Share.objects.get(case=case)
    with command("cases.end_share", by=world.acts("system"), at=now):
        share.ended_at, share.ended_because = now, "Over."
        share.save()
    assert half_forms(world.acts("nurse")) == ()


def test_it_is_thrown_away_thirty_days_after_it_was_last_saved(world, now):
    half(world.acts("nurse"), now)
    assert forget_half_forms(at=now + timedelta(days=30)) == 0
    assert forget_half_forms(at=now + timedelta(days=31)) == 1


def test_whoever_may_not_send_a_form_keeps_none_and_nobody_keeps_very_many(world, now):
    case = a_case(by=world.acts("nurse"), at=now)
    with pytest.raises(Forbidden):
        half(world.acts("manager"), now)
    with pytest.raises(Forbidden):
        half(world.acts("housing"), now, case=case)
    nurse = world.acts("nurse")
    for _ in range(MOST):
        half(nurse, now)
    with pytest.raises(Refused, match="Finish one"):
        half(nurse, now)


def test_the_list_holds_what_is_open_to_her_in_the_order_of_what_is_due(world, now, django_assert_max_num_queries):
    nurse = world.acts("nurse")
    cases = [a_case(by=nurse, at=now) for _ in range(3)]
    with django_assert_max_num_queries(5):
        found = work_list(nurse, today=now.date())
    assert {line.ref for line in found.lines} == {case.ref for case in cases}
    assert {line.lead for line in found.lines} == {"Health"}
    assert not work_list(nurse, today=now.date(), which="over").lines
    assert not work_list(nurse, today=now.date(), state="marac/heard").lines
    assert work_list(world.acts("coordinator"), today=now.date()).any is False


def test_somebody_is_named_for_a_role_of_the_kind_by_whoever_names_people(world, now):
    facts = {"at": now, "kind": "marac", "user": world.people["nurse"], "from_on": date(2026, 1, 1)}
    post = name_for_role(by=world.acts("system"), role="agency", **facts)
    assert post.audit_subject() == ("person", str(world.people["nurse"].pk))
    with pytest.raises(Refused, match="no such role"):
        name_for_role(by=world.acts("system"), role="king", **facts)
    with pytest.raises(Refused, match="Every practitioner"):
        name_for_role(by=world.acts("system"), role="referrer", **facts)
    with pytest.raises(Forbidden):
        name_for_role(by=world.acts("coordinator"), role="agency", **facts)
