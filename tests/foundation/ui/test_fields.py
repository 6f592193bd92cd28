"""Fields render the GOV.UK way, and every error leads to a box that exists."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.template import Context, Template

from cairn.foundation.ui.errors import lines_of
from cairn.foundation.ui.forms import ChoiceCheckboxes, ChoiceRadios, DayField, LongTextField, PlainForm


class UpdateForm(PlainForm):
    done = LongTextField(label="What has been <done>", help_text="Do not name anyone.", max_length=600)
    status = forms.ChoiceField(
        label="Status",
        choices=[("on_track", "On track"), ("off_track", "Off track")],
        widget=ChoiceRadios(hints={"off_track": "You will say why."}, reveals={"off_track": "corrective"}),
    )
    corrective = forms.CharField(label="What you will do", required=False)
    due = DayField(label="Due date")
    helpers = forms.MultipleChoiceField(
        label="Helpers", choices=[("a", "A"), ("b", "B")], widget=ChoiceCheckboxes, required=False
    )
    people = forms.IntegerField(label="People", min_value=1, max_value=9)
    lead = forms.ChoiceField(label="Lead", choices=[("", "Choose"), ("a", "A")])
    sure = forms.BooleanField(label="Sure")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def shown(form: forms.Form, name: str, options: str = "") -> str:
    """One field as HTML."""
    template = Template("{% load cairn_ui %}{% field bound " + options + " %}")
    return template.render(Context({"bound": form[name]}))


def test_a_text_box_has_its_label_hint_and_count():
    html = shown(UpdateForm(), "done")
    assert '<label class="govuk-label" for="id_done">What has been &lt;done&gt;</label>' in html
    assert 'aria-describedby="id_done-info id_done_hint"' in html
    assert 'data-maxlength="600"' in html
    assert 'id="id_done-info"' in html


def test_the_browser_neither_cuts_text_nor_shows_its_own_bubbles():
    class Bare(forms.Form):
        title = forms.CharField(max_length=5)

    html = shown(Bare(), "title")
    assert "maxlength" not in html
    assert "required" not in html


def test_an_error_is_read_with_its_box():
    html = shown(UpdateForm({}), "done")
    assert 'aria-describedby="id_done-info id_done_hint id_done_error"' in html
    assert 'aria-invalid="true"' in html
    assert "govuk-textarea--error" in html
    assert "Say what has been &lt;done&gt;" in html


def test_a_limit_that_is_not_counted_is_not_read_with_its_box():
    html = shown(UpdateForm(), "done", "count=False")
    assert 'aria-describedby="id_done_hint"' in html
    assert "-info" not in html


def test_a_box_that_is_wrong_together_with_another_is_marked_and_points_to_its_words():
    form = UpdateForm()
    form.fields["corrective"].widget.attrs |= {"aria-invalid": "true", "aria-describedby": "id_done_error"}
    html = shown(form, "corrective")
    assert 'aria-invalid="true"' in html and 'aria-describedby="id_done_error"' in html
    assert "govuk-input--error" in html
    assert "govuk-error-message" not in html


def test_what_is_not_required_says_so_unless_the_form_or_page_says_otherwise():
    class Filter(PlainForm):
        mark_optional = False
        words = forms.CharField(required=False)

    assert "(optional)" in shown(UpdateForm(), "helpers")
    assert "(optional)" not in shown(UpdateForm(), "helpers", "optional=False")
    assert "(optional)" not in shown(Filter(), "words")


def test_radios_carry_hints_and_reveal_a_question():
    html = shown(UpdateForm({"status": "on_track"}), "status")
    assert 'aria-describedby="id_status_1_hint"' in html
    assert 'data-reveals="id_status_1_reveal"' in html
    assert 'class="govuk-radios__conditional govuk-radios__conditional--hidden" id="id_status_1_reveal"' in html
    assert 'id="id_corrective"' in html
    chosen = shown(UpdateForm({"status": "off_track"}), "status")
    assert "conditional--hidden" not in chosen


def test_a_day_keeps_what_was_typed_and_marks_only_the_wrong_box():
    html = shown(UpdateForm({"due_day": "3", "due_year": "2026"}), "due")
    boxes = dict(re.findall(r'<input class="([^"]*)" id="id_due_(\w+)"', html))
    wrong = [part for css, part in boxes.items() if "govuk-input--error" in css]
    assert wrong == ["month"]
    assert 'value="3"' in html
    assert 'value="2026"' in html


def test_a_number_is_a_text_box_without_a_spinner():
    html = shown(UpdateForm(), "people")
    assert 'type="text"' in html
    assert 'inputmode="numeric"' in html
    assert "max=" not in html


def test_a_password_can_be_shown_and_is_not_sent_back():
    class SignIn(PlainForm):
        password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))

    html = shown(SignIn({"password": "secret"}), "password")
    assert 'data-module="govuk-password-input"' in html
    assert 'aria-controls="id_password" aria-label="Show password" hidden' in html
    assert 'autocomplete="current-password"' in html
    assert "secret" not in html


def test_a_hidden_field_shows_nothing():
    assert shown(UpdateForm(), "token").startswith('<input type="hidden"')


def test_an_unknown_option_is_refused():
    with pytest.raises(TypeError, match="no option called colour"):
        shown(UpdateForm(), "done", 'colour="red"')


def test_every_error_leads_to_a_box_that_exists():
    form = UpdateForm({"due_day": "3"})
    html = "".join(shown(form, name) for name in form.fields)
    ids = set(re.findall(r'\bid="([^"]+)"', html))
    lines = lines_of(form)
    assert len(lines) == 6
    assert all(line.target in ids for line in lines)
    assert "id_due_month" in {line.target for line in lines}


def test_the_summary_gathers_forms_and_formsets_and_is_silent_when_nothing_is_wrong():
    formset = forms.formset_factory(UpdateForm, extra=0, min_num=1, validate_min=True)
    bound = formset({"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"})
    template = Template("{% load cairn_ui %}{% error_summary form formset %}")
    html = template.render(Context({"form": UpdateForm({}), "formset": bound}))
    assert "There is a problem" in html
    assert "Please submit at least 1 form" in html
    assert template.render(Context({"form": UpdateForm(), "formset": None})).strip() == ""


def test_ids_are_never_repeated_on_a_page():
    form = UpdateForm({})
    html = "".join(shown(form, name) for name in form.fields if name != "corrective")
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
