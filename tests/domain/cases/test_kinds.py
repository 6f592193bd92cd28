"""Kinds are folders of files: an unsound one stops the start-up, a fourth one made only of files is worked by."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.apps import apps

from cairn.domain.cases.errors import StepRefused
from cairn.domain.cases.kinds import UnsoundKind, kind_of, kinds
from cairn.domain.cases.models import Case
from cairn.domain.cases.policies import VIEW
from cairn.domain.cases.queries.standings import standing_of
from cairn.domain.cases.services.steps import take_step
from cairn.domain.cases.testing import a_case, a_post
from cairn.domain.cases.web.step_forms import StepForm
from cairn.kernel.processes.clocks import newest
from cairn.kernel.processes.process_file import read_process
from cairn.kernel.processes.terms import Status

FILES = Path(__file__).parents[2] / "kernel" / "processes" / "kinds"
FRIDAY_NIGHT = datetime(2026, 11, 20, 22, 10, tzinfo=UTC)


def start_up():
    """What Django does with the context when a process begins."""
    apps.get_app_config("cases").ready()


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('lead_role = "sender"', 'lead_role = "nobody"', "nobody"),
        ('ends = true', 'ends = "perhaps"', "line"),
        ('kind = "school_notice"', "", "kind"),
    ],
)  # fmt: skip
def test_a_process_that_is_not_sound_stops_the_start_up_in_plain_words(settings, tmp_path, was, becomes, says):
    folder = tmp_path / "school_notice"
    folder.mkdir()
    text = (FILES / "school_notice" / "process.toml").read_text()
    assert was in text
    (folder / "process.toml").write_text(text.replace(was, becomes, 1))
    settings.CASE_KINDS = [str(tmp_path)]
    with pytest.raises(UnsoundKind) as stopped:
        start_up()
    sentence = str(stopped.value)
    assert sentence.startswith("school_notice/process.toml cannot be worked by. line ") and says in sentence
    assert "Traceback" not in sentence and str(tmp_path) not in sentence


def test_two_versions_that_are_valid_on_one_day_stop_it_too(settings, tmp_path):
    folder = tmp_path / "school_notice"
    folder.mkdir()
    text = (FILES / "school_notice" / "process.toml").read_text()
    (folder / "process.toml").write_text(text)
    (folder / "process.2026.toml").write_text(text.replace("2025-11-07", "2026-01-01"))
    settings.CASE_KINDS = [str(tmp_path)]
    with pytest.raises(UnsoundKind, match="The versions of school_notice do not fit"):
        start_up()


def test_a_kind_made_only_of_files_is_worked_from_its_first_step_to_its_end(world, settings):
    settings.CASE_KINDS = [str(FILES)]
    start_up()
    assert set(kinds()) == {"asb_case_review", "clares_law", "marac", "school_notice"}
    here, since = world.partnership.pk, date(2026, 1, 5)
    a_post(partnership=here, kind="school_notice", role="sender", user=world.people["coordinator"], from_on=since)
    a_post(partnership=here, kind="school_notice", role="school", user=world.people["housing"], from_on=since)
    desk = world.acts("coordinator")
    with pytest.raises(StepRefused, match="This is for: sender"):
        a_case(by=world.acts("nurse"), at=FRIDAY_NIGHT, kind="school_notice", move="note", details={"present": "yes"})
    case = a_case(
        by=world.acts("coordinator"), at=FRIDAY_NIGHT, kind="school_notice", move="note", details={"present": "yes"}
    )
    assert (case.state, case.version_from) == ("noted", kind_of("school_notice").newest.valid_from)
    assert (case.due_clock, case.due_on) == ("next_school_day", date(2026, 11, 23))
    told = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    take_step(by=desk, at=told, case=case, name="tell")
    found = VIEW.one(world.acts("coordinator"), ref=case.ref)
    assert found.state == "told"
    assert newest(standing_of(found, at=told))["next_school_day", ""].status is Status.MET
    assert not Case.objects.filter(ref=case.ref).exclude(pk=case.pk).exists()
    assert not VIEW.rows(world.acts("nurse")).exists()


def test_a_time_that_no_clock_ever_showed_is_refused_beside_its_box():
    process = read_process((FILES / "school_notice" / "process.toml").read_text()).process
    typed = {"visit_on_day": "30", "visit_on_month": "3", "visit_on_year": "2025", "visit_on_time": "01:30"}
    form = StepForm(typed, process=process, requires=["visit_on"])
    assert "no such time" in str(form.errors["visit_on_time"])
    assert StepForm({**typed, "visit_on_time": "02:30"}, process=process, requires=["visit_on"]).is_valid()
