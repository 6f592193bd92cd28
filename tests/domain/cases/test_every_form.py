"""Whatever the examples of a kind give with a step can be typed into the form of that step, and means the same."""

from datetime import datetime
from pathlib import Path

import pytest

from cairn.domain.cases.kinds import kinds
from cairn.domain.cases.web import step_forms
from cairn.domain.cases.web.step_forms import TIME, StepForm
from cairn.kernel.processes.examples_file import read_examples
from cairn.kernel.processes.history import standing
from cairn.kernel.processes.process import BUILT_IN
from cairn.kernel.processes.steps import refusals
from cairn.kernel.processes.terms import FieldKind
from cairn.kernel.uk_time import day_of, local

YES = {True: "yes", False: "no"}
EXAMPLES = Path(step_forms.__file__).parents[3] / "content" / "casetypes"


def steps_of(kind):
    """Each step of the examples that goes ahead: what the case holds before it, and what is given with it."""
    process = kinds()[kind].newest
    for example in read_examples((EXAMPLES / kind / "examples.toml").read_text()).examples():
        history = []
        for step in example.steps:
            event = step.event
            case = standing(process, history, at=event.at, calendar=example.calendar)
            if step.refused is not None or refusals(case, event):
                continue
            asked = process.happenings.get(event.name) or process.move(event.name, case.state)
            if event.name not in BUILT_IN and asked is not None:
                yield process, case, asked, event
            history.append(event)


def typed(process, details):
    """The boxes as somebody fills them in."""
    found = {}
    for name, value in details.items():
        kind = process.details[name].kind
        if kind in (FieldKind.DATE, FieldKind.MOMENT):
            day = local(value) if isinstance(value, datetime) else value
            found |= {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
            if kind is FieldKind.MOMENT:
                found[name + TIME] = f"{day:%H:%M}" if isinstance(day, datetime) else "00:00"
        elif kind is FieldKind.CHOICES:
            found[name] = list(value)
        else:
            found[name] = YES[value] if isinstance(value, bool) else str(value)
    return found


def same(value):
    """A value as it counts, however it was written."""
    if isinstance(value, bool):
        return YES[value]
    return local(value) if isinstance(value, datetime) else list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("kind", ["asb_case_review", "clares_law", "marac"])
def test_what_examples_give_with_a_step_can_be_typed_into_its_form(kind, monkeypatch):
    seen = set()
    for process, case, asked, event in steps_of(kind):
        monkeypatch.setattr(step_forms.timezone, "localdate", lambda at=event.at: day_of(at))
        agencies = {value: value for name, value in event.details.items() if process.details[name].kind == "agency"}
        form = StepForm(
            typed(process, event.details), process=process, requires=asked.requires, accepts=asked.accepts,
            known=case.details, agencies=agencies,
        )  # fmt: skip
        assert form.is_valid(), (event.name, form.errors)
        assert {name: same(value) for name, value in form.details().items()} == {
            name: same(value) for name, value in event.details.items()
        }, event.name
        seen.add(event.name)
    process = kinds()[kind].newest
    assert seen >= set(process.move_keys)  # no move is without an example
