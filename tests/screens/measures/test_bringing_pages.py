"""Figures go from a copy to what waits for approval on their screens, without script."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cairn.domain.measures.models import Submission
from tests.screens.measures.conftest import at
from tests.screens.measures.test_screens import words_of

pytestmark = pytest.mark.django_db


def test_a_copy_is_taken_filled_in_brought_back_looked_at_and_loaded(browser, world, measure, look):
    client = browser("police_worker")
    assert "Figures from a workbook" in words_of(client.get(at("measures")))
    taken = client.get(at("copy", form="xlsx"), {"show": "due", "measure": measure.ref})
    book = openpyxl.load_workbook(io.BytesIO(taken.content))
    columns = {cell.value: cell.column for cell in book.active[1]}
    book.active.cell(2, columns["Numerator"]).value, book.active.cell(2, columns["Denominator"]).value = 60, 50
    page = client.post(at("bring"), {"file": _file(book)}, follow=True)
    words = words_of(page)
    assert "What would be loaded" in words and "60 out of 50 cannot be" in words and "Load them" not in words
    given = client.get(at("given-back", form="csv")).content.decode("utf-8-sig")
    assert "Cannot be true" in given and measure.ref in given
    book.active.cell(2, columns["Numerator"]).value = 40
    page = client.post(at("bring"), {"file": _file(book)}, follow=True)
    assert "1 row for 1 period. 0 that cannot be loaded" in words_of(page)
    seen = re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]
    page = client.post(at("bring-rows"), {"seen": seen}, follow=True)
    words = words_of(page)
    assert "The figures are loaded" in words and "1 figure of 1 period" in words and "No row was left out" in words
    look()
    assert str(Submission.objects.get().observations.get().numerator) == "40.0000"


def test_a_table_of_somebody_else_asks_what_its_columns_are(browser, world, measure):
    client = browser("manager")
    file = SimpleUploadedFile("kpi.csv", b"Month,Count,Base\nApril 2026,40,50\n")
    page = client.post(at("bring"), {"file": file}, follow=True)
    assert "What the columns are" in words_of(page) and "The measure of every row" in words_of(page)
    sent = {"table": "0", "column_0": "starts_on", "column_1": "numerator", "column_2": "denominator"}
    assert "names the measure" in words_of(client.post(at("bring-columns"), sent))
    page = client.post(at("bring-columns"), {**sent, "measure": measure.ref}, follow=True)
    assert "1 row for 1 period" in words_of(page)
    assert "is forgotten" in words_of(client.post(at("bring"), {"give_up": "yes"}, follow=True))
    assert browser("board").get(at("bring")).status_code == 403


def _file(book) -> SimpleUploadedFile:
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("figures.xlsx", file.getvalue())
