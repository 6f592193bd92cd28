"""A form that takes a file says what is wrong with it, and never fills the memory."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from cairn.foundation.files.uploads import BoundedUploads, KeptFileField
from tests.foundation.files.conftest import PDF


class OneFile(forms.Form):
    file = KeptFileField()


def form_of(files):
    """The files as a browser posts them, through the handler."""
    request = RequestFactory().post("/", files)
    request.upload_handlers = [BoundedUploads(request)]
    return request.FILES


def test_a_sound_file_is_ready_to_be_kept():
    form = OneFile({}, form_of({"file": SimpleUploadedFile("a.pdf", PDF)}))
    assert form.is_valid()
    assert (form.cleaned_data["file"].name, form.cleaned_data["file"].content) == ("a.pdf", PDF)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"", "The file is empty. The file was not kept."),
        ("a.exe", b"MZ", "Choose a PDF, DOCX, XLSX, ODT, ODS, CSV, TXT, PNG or JPG."),
    ],
)
def test_the_error_is_the_sentence_of_the_rule(name, content, words):
    form = OneFile({}, {"file": SimpleUploadedFile(name, content)})
    assert not form.is_valid()
    assert words in form.errors["file"][0]


def test_a_file_that_is_far_too_large_is_told_its_size_and_only_its_beginning_is_held(settings):
    settings.FILE_SIZE_LIMIT = 100_000
    files = form_of({"file": SimpleUploadedFile("a.txt", b"a" * 3_000_000)})
    assert len(files["file"].read()) == 100_001
    files["file"].seek(0)
    form = OneFile({}, files)
    assert not form.is_valid()
    assert "The file is 2.9 MB. The most that can be kept is 97 KB" in form.errors["file"][0]


def test_files_that_are_too_large_together_are_refused_and_never_kept_cut_short(settings):
    settings.FILE_SIZE_LIMIT = 100_000

    class TwoFiles(forms.Form):
        one = KeptFileField()
        two = KeptFileField()

    form = TwoFiles({}, form_of({name: SimpleUploadedFile("a.txt", b"a" * 60_000) for name in ("one", "two")}))
    assert not form.is_valid()
    assert list(form.errors) == ["two"]
    assert "Together the files are over 97 KB" in form.errors["two"][0]


def test_a_file_may_be_left_out_where_it_is_not_needed():
    class MaybeFile(forms.Form):
        file = KeptFileField(required=False)

    form = MaybeFile({}, {})
    assert form.is_valid()
    assert form.cleaned_data["file"] is None


def test_the_field_says_which_files_it_takes():
    field = OneFile()["file"]
    assert field.help_text == "PDF, DOCX, XLSX, ODT, ODS, CSV, TXT, PNG or JPG, up to 10 MB."
    assert 'accept=".pdf,.docx,.xlsx,.odt,.ods,.csv,.txt,.png,.jpg,.jpeg"' in str(field)
