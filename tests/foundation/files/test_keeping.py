"""Files are kept whole or not at all, scanned where there is a scanner, and only ever downloaded."""

import hashlib
import json
import sys
from types import SimpleNamespace

import pytest
from django.db import ProgrammingError, connection, transaction
from django.http import Http404

from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.audit.models import Entry
from cairn.foundation.audit.terms import EntryKind
from cairn.foundation.files.models import ScanState, StoredFile
from cairn.foundation.files.services.keeping import keep_file
from cairn.foundation.files.serving import FileChanged, serve_file
from cairn.foundation.files.terms import FileRefused, Rule
from cairn.kernel.actors import system_actor
from tests.foundation.files.conftest import PDF

pytestmark = pytest.mark.django_db
NAME = "Linnet Marl notes.pdf"


def scanner(code):
    return f'"{sys.executable}" -c "import sys; sys.stdin.buffer.read(); sys.exit({code})"'


@pytest.fixture
def kept(world, now):
    return keep_file(by=world[1], at=now, name=NAME, content=PDF, only_agency=False)


def served(actor, stored, now):
    return serve_file(SimpleNamespace(actor=actor), stored, at=now, purpose="Opened evidence E-1")


def test_a_kept_file_is_whole_and_says_what_it_is(kept, world):
    found = StoredFile.objects.get(ref=kept.ref)
    assert bytes(found.content) == PDF
    assert (found.name, found.media_type, found.size) == (NAME, "application/pdf", len(PDF))
    assert found.sha256 == hashlib.sha256(PDF).hexdigest()
    assert found.ref.startswith("F-")
    assert (found.partnership_id, found.agency_id) == (world[0].pk, world[1].agency_id)


def test_a_refused_file_leaves_nothing_behind(world, now):
    with pytest.raises(FileRefused):
        keep_file(by=world[1], at=now, name="run.exe", content=b"MZ", only_agency=False)
    assert not StoredFile.objects.exists()
    assert not Entry.objects.filter(action="files.keep").exists()


def test_the_audit_knows_that_a_file_was_kept_and_neither_its_name_nor_its_contents(kept):
    entry = Entry.objects.get(action="files.keep")
    assert (entry.subject_kind, entry.subject_ref) == ("file", kept.ref)
    assert set(entry.changes["name"]) == {"salt", "digest"}
    assert entry.changes["content"] == {"changed": True}
    assert "Linnet" not in json.dumps(entry.changes)


def test_the_system_cannot_keep_a_file_because_it_works_for_no_agency(world, now):
    with pytest.raises(ValueError, match="agency"):
        keep_file(by=system_actor(world[0].pk), at=now, name="a.pdf", content=PDF, only_agency=False)


def test_a_file_kept_to_its_agency_is_out_of_reach_of_another_in_the_database_itself(world, now):
    _, mine, theirs = world
    keep_file(by=mine, at=now, name="a.pdf", content=PDF, only_agency=True)
    set_scope(theirs)
    assert not StoredFile.objects.exists()
    set_scope(mine)
    assert StoredFile.objects.count() == 1


def test_a_kept_file_is_never_changed(kept, world, now):
    with pytest.raises(ProgrammingError), transaction.atomic(), command("test.change", by=world[1], at=now):
        kept.name = "other.pdf"
        kept.save()


# ---- the scanner


def test_without_a_scanner_the_file_says_that_it_was_not_scanned(kept):
    assert kept.scan == ScanState.NOT_SCANNED


def test_a_file_in_which_the_scanner_finds_nothing_says_so(world, now, settings):
    settings.SCAN_COMMAND = scanner(0)
    assert keep_file(by=world[1], at=now, name="a.pdf", content=PDF, only_agency=False).scan == ScanState.CLEAN


@pytest.mark.parametrize(("code", "rule"), [(1, Rule.FOUND_BY_SCANNER), (2, Rule.NOT_SCANNED), (137, Rule.NOT_SCANNED)])
def test_a_find_or_a_failure_of_the_scanner_keeps_nothing(world, now, settings, code, rule):
    settings.SCAN_COMMAND = scanner(code)
    with pytest.raises(FileRefused) as caught:
        keep_file(by=world[1], at=now, name="a.pdf", content=PDF, only_agency=False)
    assert caught.value.rule is rule
    assert not StoredFile.objects.exists()


def test_a_scanner_that_is_not_there_refuses_the_file(world, now, settings):
    settings.SCAN_COMMAND = "/nowhere/scanner --stdin"
    with pytest.raises(FileRefused, match="could not be checked for viruses") as caught:
        keep_file(by=world[1], at=now, name="a.pdf", content=PDF, only_agency=False)
    assert caught.value.rule is Rule.NOT_SCANNED


def test_a_scanner_that_takes_too_long_refuses_the_file(world, now, settings, monkeypatch):
    monkeypatch.setattr("cairn.foundation.files.scanning.SECONDS", 0.2)
    settings.SCAN_COMMAND = f'"{sys.executable}" -c "import time; time.sleep(5)"'
    with pytest.raises(FileRefused) as caught:
        keep_file(by=world[1], at=now, name="a.pdf", content=PDF, only_agency=False)
    assert caught.value.rule is Rule.NOT_SCANNED


def test_the_scanner_gets_the_whole_file_and_none_of_our_keys(world, now, settings, tmp_path, monkeypatch):
    monkeypatch.setenv("CAIRN_SECRET_KEY_FOR_TEST", "secret")
    seen = tmp_path / "seen"
    script = tmp_path / "scan.py"
    script.write_text(
        "import hashlib, os, pathlib, sys\n"
        f"pathlib.Path({str(seen)!r}).write_text(hashlib.sha256(sys.stdin.buffer.read()).hexdigest() + ' '"
        " + ' '.join(os.environ))\n"
    )
    settings.SCAN_COMMAND = f'"{sys.executable}" "{script}"'
    keep_file(by=world[1], at=now, name="a.pdf", content=PDF, only_agency=False)
    digest, *environment = seen.read_text().split()
    assert digest == hashlib.sha256(PDF).hexdigest()
    assert not [name for name in environment if "CAIRN" in name or "DATABASE" in name]


# ---- handing it out again


def test_a_download_is_only_ever_saved_under_a_name_that_says_nothing(kept, world, now):
    response = served(world[2], kept, now)
    assert response.content == PDF
    assert response["Content-Disposition"] == f'attachment; filename="{kept.ref}.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert "Linnet" not in str(response.headers)


def test_a_download_is_recorded_as_a_read_with_its_purpose(kept, world, now):
    served(world[2], kept, now)
    entry = Entry.objects.get(kind=EntryKind.READ)
    assert (entry.action, entry.subject_ref, entry.reason) == (
        "files.download",
        kept.ref,
        "Opened evidence E-1",
    )
    assert entry.user_id == world[2].user_id


def test_a_file_kept_to_one_agency_is_not_handed_to_another_even_when_it_was_fetched(world, now):
    _, mine, theirs = world
    kept = keep_file(by=mine, at=now, name="a.pdf", content=PDF, only_agency=True)
    with pytest.raises(Http404):
        served(theirs, kept, now)
    assert served(mine, kept, now).content == PDF


def test_a_file_of_another_partnership_is_not_handed_out(kept, world, now):
    from dataclasses import replace

    with pytest.raises(Http404):
        served(replace(world[1], partnership_id=world[0].pk + 1), kept, now)


def test_a_file_that_changed_since_it_was_kept_is_not_handed_out(kept, world, now):
    kept.content = PDF + b"more"
    with pytest.raises(FileChanged):
        served(world[1], kept, now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry WHERE kind = 'read'")
        assert cursor.fetchone() == (0,)
