"""A file comes in as it is, once; its rows go in together or not at all, and none is lost on the way."""

import io

import openpyxl
import pytest

from cairn.domain.records.models import Extract, Incident, IncidentRole, SourceRecord
from cairn.domain.records.services import loading
from cairn.domain.records.services.arriving import give_up
from cairn.domain.records.services.meaning import propose_meanings
from cairn.domain.records.services.reading import file_parts
from cairn.domain.records.services.settling import is_long, send_file, settle_meanings, take_rows_in
from cairn.domain.records.testing import (
    INCIDENT_HEADS,
    INCIDENT_ROWS,
    INCIDENTS_MEAN,
    PEOPLE_HEADS,
    PEOPLE_MEAN,
    PEOPLE_ROWS,
    a_feed,
    an_extract,
    csv_of,
)
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.models import Entry
from cairn.foundation.files.terms import FileRefused

CONTENT = csv_of(PEOPLE_HEADS, PEOPLE_ROWS)


def send(world, feed, content=CONTENT, name="extract.csv", by="police_worker", **other):
    return send_file(by=world.acts(by), at=world.at, feed=feed, name=name, content=content, **other)


def settle(world, extract, mapping=PEOPLE_MEAN, by="police_worker", **orders):
    return settle_meanings(by=world.acts(by), at=world.at, extract=extract, mapping=mapping, orders=orders)


def test_people_are_kept_as_received_beside_what_is_understood(world, people):
    extract = send(world, people)
    assert extract.stage == "received" and b"".join(file_parts(extract)) == CONTENT
    settle(world, extract, born="day_first")
    assert extract.stage == "checked"
    assert (extract.counts["rows"], extract.counts["sound"], extract.counts["set_aside"]) == (3, 3, 0)
    take_rows_in(by=world.acts("police_worker"), at=world.at, extract=extract)
    first, second, third = SourceRecord.objects.filter(extract=extract).order_by("row")
    assert (first.given, first.family, first.postcode, first.phone) == ("juniper", "slate", "CA1 1AA", "+447700900123")
    assert first.received == dict(zip(PEOPLE_HEADS, PEOPLE_ROWS[0], strict=True)) and first.row == 2
    assert (second.born, second.born_precision) == (None, "unknown")
    assert third.received["Postcode"] == "not a postcode" and third.postcode == "" and third.family == ""
    assert {about for about, _rule in third.notes} == {"born", "family", "postcode"}


def test_the_whole_load_is_one_entry_with_digest_counts_and_rows_and_no_value(world, incidents):
    extract = an_extract(
        by=world.acts("police_worker"), at=world.at, feed=incidents, mapping=INCIDENTS_MEAN,
        content=csv_of(INCIDENT_HEADS, INCIDENT_ROWS),
    )  # fmt: skip
    [entry] = Entry.objects.filter(action="records.load", kind="bulk load")
    assert entry.changes["digest"] == extract.sha256 and entry.subject_ref == extract.ref
    assert (entry.changes["file_rows"], entry.changes["set_aside"]) == (3, 1)
    tables = entry.changes["tables"]
    assert {name: one["rows"] for name, one in tables.items()} == {
        "records_incident": 2, "records_source_record": 1, "records_incident_role": 4,
    }  # fmt: skip
    said = str(list(Entry.objects.filter(action__startswith="records.").values_list("changes", "reason")))
    for name in ("Juniper", "Heron", "granite", "07700", "I-1", "T-1", "555900"):
        assert name not in said


def test_incidents_have_people_in_roles_even_where_nobody_knows_who(world, incidents):
    an_extract(
        by=world.acts("police_worker"), at=world.at, feed=incidents, mapping=INCIDENTS_MEAN,
        content=csv_of(INCIDENT_HEADS, INCIDENT_ROWS),
    )  # fmt: skip
    first, second = Incident.objects.order_by("row")
    assert (first.group, first.harm, first.has_time, first.place_only) == (
        "violence_no_injury", "child_present", True, False,
    )  # fmt: skip
    assert abs(first.latitude - 54.893) < 0.01 and first.happened.isoformat().startswith("2026-10-13T22:15")
    roles = {(role.part, role.key, role.record is not None) for role in IncidentRole.objects.filter(incident=first)}
    assert roles == {("victim", "T-1", False), ("suspect", "", False)}
    suspect = IncidentRole.objects.get(incident=second, part="suspect").record
    assert (suspect.family, suspect.received) == ("granite", {"Suspect name": "Heron Granite"})


def test_the_same_file_twice_changes_nothing_and_says_so(world, people):
    first = send(world, people)
    with pytest.raises(Refused, match=f"This very file came on 20 November 2026, as {first.ref}. Nothing was changed."):
        settle(world, first, born="day_first")
        take_rows_in(by=world.acts("police_worker"), at=world.at, extract=first)
        send(world, people)
    assert Extract.objects.count() == 1 and SourceRecord.objects.count() == 3


def test_a_corrected_file_takes_the_place_of_the_first_and_both_stay(world, people):
    by = world.acts("police_worker")
    first = an_extract(by=by, at=world.at, feed=people, content=CONTENT, mapping=PEOPLE_MEAN,
                       orders={"born": "day_first"})  # fmt: skip
    better = csv_of(PEOPLE_HEADS, [*PEOPLE_ROWS[:2], ("T-3", "Shale", "Dunnock", "25/03/1990", "CA1 1AA", "")])
    second = send(world, people, better, corrects=first)
    assert second.stage == "checked"  # the same headings as the last time: nothing to ask
    take_rows_in(by=by, at=world.at, extract=second)
    first.refresh_from_db()
    assert (first.stage, first.replaced_by, second.stage) == ("replaced", second, "in_force")
    assert SourceRecord.objects.filter(extract=first).count() == 3
    assert [row.family for row in SourceRecord.objects.filter(extract__stage="in_force", key="T-3")] == ["shale"]


def test_where_each_file_is_the_whole_list_the_last_one_counts(world):
    by = world.acts("police_lead")
    feed = a_feed(by=by, at=world.at, agency=world.agencies["fell-police"], carries="whole")
    one = an_extract(by=by, at=world.at, feed=feed, content=CONTENT, mapping=PEOPLE_MEAN, orders={"born": "day_first"})
    two = an_extract(by=by, at=world.at, feed=feed, content=csv_of(PEOPLE_HEADS, PEOPLE_ROWS[:1]), mapping=None)
    one.refresh_from_db()
    assert (one.stage, two.stage) == ("replaced", "in_force")


def test_rows_that_cannot_go_in_come_back_as_a_file_with_the_reason(world, incidents):
    extract = send(world, incidents, csv_of(INCIDENT_HEADS, INCIDENT_ROWS))
    settle(world, extract, INCIDENTS_MEAN)
    text = b"".join(file_parts(extract, "given back")).decode("utf-8-sig")
    head, row = text.splitlines()
    assert head.startswith('"Row in the file","Why it did not go in","Incident number"')
    assert row.startswith('"4","The day it happened, “31/02/2026”, is not a real day."') and "Damage" in row
    with pytest.raises(Refused, match="1 row cannot go in"):
        take_rows_in(by=world.acts("police_worker"), at=world.at, extract=extract)
    assert Incident.objects.count() == 0


def test_nothing_is_half_loaded(world, incidents, monkeypatch):
    extract = send(world, incidents, csv_of(INCIDENT_HEADS, INCIDENT_ROWS))
    settle(world, extract, INCIDENTS_MEAN)

    def breaks(*_args, **_kwargs):
        raise OSError("the disk is full")

    monkeypatch.setattr(loading, "_add_people", breaks)
    with pytest.raises(OSError):
        take_rows_in(by=world.acts("police_worker"), at=world.at, extract=extract, leave_out=True)
    assert Incident.objects.count() == 0 and not Entry.objects.filter(action="records.load").exists()


def test_a_column_whose_dates_could_be_read_either_way_is_asked_about(world, people):
    rows = [("T-1", "Slate", "Juniper", "03/04/1980", "", ""), ("T-2", "Marl", "Linnet", "05/06/1981", "", "")]
    extract = send(world, people, csv_of(PEOPLE_HEADS, rows))
    with pytest.raises(Refused, match="either way") as refusal:
        settle(world, extract)
    assert refusal.value.field == "order_born"
    settle(world, extract, born="month_first")
    take_rows_in(by=world.acts("police_worker"), at=world.at, extract=extract)
    assert SourceRecord.objects.get(key="T-1").born.isoformat() == "1980-03-04"


def test_what_columns_mean_is_proposed_from_the_last_file_from_headings_and_from_values(world, people):
    extract = send(world, people)
    assert propose_meanings(extract).mapping == PEOPLE_MEAN
    settle(world, extract, {**PEOPLE_MEAN, 5: ""}, born="day_first")
    give_up(by=world.acts("police_worker"), at=world.at, extract=extract)
    heads = ("Client ID", "Surname", "Forename", "DOB", "Where", "Mobile")
    rows = [(f"N-{n}", "Marl", "Linnet", "14/06/1980", "CA1 1AA", "07700900123") for n in range(4)]
    changed = send(world, people, csv_of(heads, rows))
    assert changed.stage == "received"
    found = propose_meanings(changed)
    assert found.mapping == {0: "key", 1: "family", 2: "given", 3: "born", 4: "postcode", 5: ""}
    assert (found.added, found.missing) == (("Where",), ("Postcode",))
    assert found.because[0] == "As the last time." and "postcodes" in found.because[4]


EVENT = ("Incident no", "Date of incident", "Offence")
ONE_NAME = (*EVENT, "Complainant", "Alleged perpetrator", "Victim occupation", "Suspect postcode")
IN_PARTS = (*EVENT, "Aggrieved Surname", "Aggrieved Forename", "Aggrieved DOB", "Offender surname", "Offender forename",
            "Relationship of suspect to victim", "IP address")  # fmt: skip


@pytest.mark.parametrize(
    ("heads", "row", "means"),
    [
        (
            ONE_NAME,
            ("Linnet Marl", "GRANITE, Heron", "Baker", "CA1 1AA"),
            ("victim_name", "suspect_name", "", "suspect_postcode"),
        ),
        (
            IN_PARTS,
            ("Marl", "Linnet", "14/06/1980", "Granite", "Heron", "Ex partner", "10.1.2.3"),
            ("victim_family", "victim_given", "victim_born", "suspect_family", "suspect_given", "relationship", ""),
        ),
    ],
)
def test_the_people_of_an_incident_are_found_by_the_words_agencies_use(world, incidents, heads, row, means):
    rows = [(f"I-{n}", "20/10/2026", "Common assault", *row) for n in range(4)]
    extract = send(world, incidents, csv_of(heads, rows))
    assert propose_meanings(extract).mapping == dict(enumerate(("key", "happened", "kind", *means)))
    settle(world, extract, propose_meanings(extract).mapping)
    take_rows_in(by=world.acts("police_worker"), at=world.at, extract=extract)
    assert {(one.given, one.family) for one in SourceRecord.objects.all()} == {("linnet", "marl"), ("heron", "granite")}


def test_what_is_about_one_side_is_never_taken_for_the_event_where_nobody_may_be_named(world):
    feed = a_feed(
        by=world.acts("police_lead"), at=world.at, agency=world.agencies["fell-police"], holds="incidents",
        fields=["key", "happened", "postcode"],
    )  # fmt: skip
    heads = ("Incident no", "Victim postcode", "DOB", "Suspect", "Reported place")
    rows = [(f"I-{n}", "CA1 1AA", "14/06/1980", "Heron Granite", "CA2 5XX") for n in range(4)]
    found = propose_meanings(send(world, feed, csv_of(heads, rows))).mapping
    assert found == {0: "key", 1: "", 2: "", 3: "", 4: "postcode"}


def test_only_what_was_agreed_can_be_taken_in(world):
    feed = a_feed(
        by=world.acts("police_lead"),
        at=world.at,
        agency=world.agencies["fell-police"],
        fields=["key", "family", "born"],
    )
    extract = send(world, feed)
    assert set(propose_meanings(extract).mapping.values()) == {"key", "family", "born", ""}
    with pytest.raises(Refused, match="Choose from the list"):
        settle(world, extract)
    settle(world, extract, {0: "key", 1: "family"})
    take_rows_in(by=world.acts("police_worker"), at=world.at, extract=extract)
    assert SourceRecord.objects.get(key="T-1").received == {"Client ID": "T-1", "Surname": "SLATE"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"Client ID,Surname,DOB\r\n", "There are headings, and no row stands under them"),
        (b"just some words\r\nand more\r\n", "No row of headings was found"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 locked", "locked with a password"),
        ("Client ID,Surname,DOB\r\nT-1,Slate,1980\r\n".encode("utf-16")[:-1], "Save it again as CSV in UTF-8"),
        ("Client ID,Surname,DOB\r\nT-1,Sl\x01ate,1980\r\n".encode("utf-16"), "Open the file, save it again"),
        ("Client ID,Surname,DOB\r\nT-1,Slate,1980\r\n".encode("utf-16-le"), "Open the file, save it again"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_to_do(world, people, content, says):
    with pytest.raises((Refused, FileRefused), match=says):
        send(world, people, content)
    assert Extract.objects.count() == 0


def test_other_kinds_are_refused_by_name(world, people):
    for name, says in (("extract.parquet", "damaged, or is none"), ("extract.xls", "old format"),
                       ("extract.pdf", "Choose an Excel workbook")):  # fmt: skip
        with pytest.raises(FileRefused, match=says):
            send(world, people, b"PAR1 something", name=name)


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(";", "utf-8-sig"), (",", "cp1252"), ("\t", "utf-8"), ("|", "utf-8"), ("\t", "utf-16"), (",", "utf-16")],
)
def test_any_sign_between_columns_and_any_encoding_is_read(world, people, delimiter, encoding):
    rows = [("T-1", "Slaté", "Zoë", "14/06/1980", "", "")]
    extract = send(world, people, csv_of(PEOPLE_HEADS, rows, delimiter=delimiter, encoding=encoding))
    settle(world, extract)
    take_rows_in(by=world.acts("police_worker"), at=world.at, extract=extract)
    assert SourceRecord.objects.get().family == "slaté"


def test_title_rows_two_heading_rows_merged_cells_and_real_days_of_a_workbook_are_read(world, people):
    import datetime

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Fellshire Constabulary: people, November 2026"])
    sheet.append([])
    sheet.append(["Client ID", "Person", None, None, "Where", None])
    sheet.append([None, "Surname", "Forename", "DOB", "Postcode", "Mobile"])
    sheet.merge_cells("B3:D3")
    sheet.merge_cells("E3:F3")
    sheet.merge_cells("A3:A4")
    sheet.append(["T-1", "Slate", "Juniper", datetime.date(1980, 6, 14), "CA1 1AA", 7700900123])
    sheet.append(["T-2", "Slate", "Heron", 29386, None, None])
    sheet.merge_cells("E5:E6")
    held = io.BytesIO()
    book.save(held)
    extract = send(world, people, held.getvalue(), name="people.xlsx")
    assert extract.layout["heading_rows"] == [3, 4]
    assert propose_meanings(extract).mapping == PEOPLE_MEAN
    settle(world, extract)
    take_rows_in(by=world.acts("police_worker"), at=world.at, extract=extract)
    first, second = SourceRecord.objects.order_by("row")
    assert (first.row, first.born.isoformat(), first.phone) == (5, "1980-06-14", "+447700900123")
    assert (second.born.isoformat(), second.postcode) == ("1980-06-14", "CA1 1AA")


@pytest.mark.parametrize("groups", [("Incident", "Victim", "Suspect"), ("What", "Victim", "Alleged")])
def test_two_heading_rows_of_a_text_file_are_joined_though_nothing_says_how_far_each_reaches(world, incidents, groups):
    what, victim, suspect = groups
    rows = [
        ["Fellshire Constabulary: extract of November"], [],
        [what, "", "", "", victim, "", "", suspect, "", ""],
        ["Crime number", "Date", "Offence", "Relationship", "Forename", "Surname", "DOB", "Forename", "Surname", "DOB"],
        ["C-1", "14/09/2026", "Common assault", "Ex-partner", "Juniper", "Slate", "14/06/1980", "Heron", "Slate", ""],
    ]  # fmt: skip
    extract = send(world, incidents, "\n".join(",".join(row) for row in rows).encode())
    assert extract.layout["heading_rows"] == [3, 4]
    titles = [title for _place, title in extract.layout["columns"]]
    assert titles[0] == f"{what}: Crime number" and titles[5] == f"{victim}: Surname"
    found = propose_meanings(extract).mapping
    assert (found[0], found[2], found[4], found[6]) == ("crime_number", "kind", "victim_given", "victim_born")
    assert suspect != "Suspect" or found[8] == "suspect_family"


def test_a_few_cells_beside_the_table_are_no_column_and_their_rows_come_back(world, people):
    rows = [*PEOPLE_ROWS[:2], (*PEOPLE_ROWS[2], "moved", "here")]
    content = csv_of(PEOPLE_HEADS, rows)
    extract = send(world, people, content)
    assert [title for _place, title in extract.layout["columns"]] == list(PEOPLE_HEADS)
    settle(world, extract, born="day_first")
    assert (extract.counts["sound"], extract.counts["set_aside"]) == (2, 1)


def test_street_level_files_of_police_uk_come_in_as_places_alone(world, incidents):
    heads = ("Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "Crime type")
    rows = [
        (
            "ab" * 32,
            "2026-09",
            "Fellshire Constabulary",
            "Fellshire",
            "-2.935",
            "54.893",
            "On or near Fell Road",
            "Drugs",
        ),
        ("", "2026-09", "Fellshire Constabulary", "Fellshire", "", "", "No Location", "Anti-social behaviour"),
    ]
    extract = send(world, incidents, csv_of(heads, rows))
    mapping = propose_meanings(extract).mapping
    assert {about for about in mapping.values() if about} == {
        "key", "happened", "longitude", "latitude", "address", "kind",
    }  # fmt: skip
    settle(world, extract, mapping)
    take_rows_in(by=world.acts("police_worker"), at=world.at, extract=extract)
    first, second = Incident.objects.order_by("row")
    assert first.place_only and second.place_only and not IncidentRole.objects.exists()
    assert (first.group, second.group, first.happened_precision) == ("drugs", "antisocial", "month")
    assert abs(first.easting - 340_100) < 300 and second.easting is None


def test_a_quotation_mark_that_is_never_closed_is_said_with_its_row(world, people):
    rows = "".join(f"T-{n},Slate,Juniper,14/06/1980,,\r\n" for n in range(300))
    content = ("Client ID,Surname,Forename,DOB,Postcode,Mobile\r\n" + rows + 'T-9,"Slate,' + "x" * 140_000).encode()
    extract = send(world, people, content)
    with_problem = settle(world, extract)
    assert with_problem.stage == "received" and with_problem.problem.endswith("A quotation mark may be missing there.")
    assert "from row 302 on" in with_problem.problem


def test_a_quotation_mark_left_open_near_the_end_swallows_no_row_silently(world, people):
    rows = [f"T-{n},Slate,Juniper,14/06/1980,CA1 1AA,\r\n" for n in range(9)]
    rows[5] = 'T-5,"Slate,Juniper,14/06/1980,CA1 1AA,\r\n'
    content = ("Client ID,Surname,Forename,DOB,Postcode,Mobile\r\n" + "".join(rows)).encode()
    with pytest.raises(FileRefused, match="from row 7 on. A quotation mark may be missing"):
        send(world, people, content)
    closed = content.replace(b'"Slate,J', b'"Slate",J')
    assert settle(world, send(world, people, closed)).counts["sound"] == 9


def test_a_parquet_file_comes_in_with_its_real_days_and_numbers(world, incidents, tmp_path):
    import duckdb

    path = tmp_path / "incidents.parquet"
    duckdb.sql(f"""COPY (SELECT * FROM (VALUES
        ('I-1', TIMESTAMP '2026-10-13 23:15:00', DATE '2026-10-14', 'Common assault', 'T-1', 339500.0, 555900),
        ('I-2', TIMESTAMP '2026-10-20 00:00:00', NULL, 'Stalking', 'T-1', NULL, NULL))
        rows(reference, happened, reported, offence, victim_id, easting, northing)) TO '{path}'""")
    extract = send(world, incidents, path.read_bytes(), name="incidents.parquet")
    mapping = dict(enumerate(("key", "happened", "reported", "kind", "victim_key", "easting", "northing")))
    settle_meanings(by=world.acts("police_worker"), at=world.at, extract=extract, mapping=mapping, orders={})
    take_rows_in(by=world.acts("police_worker"), at=world.at, extract=extract)
    first, second = Incident.objects.order_by("row")
    assert (first.row, first.has_time, first.easting, second.has_time, second.reported) == (
        2,
        True,
        339500,
        False,
        None,
    )
    assert first.received["happened"] == "2026-10-13 23:15:00"


def test_a_parquet_file_may_say_no_more_than_it_is(world, incidents, tmp_path):
    import duckdb

    path = tmp_path / "none.parquet"
    duckdb.sql(f"COPY (SELECT 'I-1' AS reference WHERE false) TO '{path}'")
    with pytest.raises(FileRefused, match="no rows"):
        send(world, incidents, path.read_bytes(), name="none.parquet")
    duckdb.sql(f"COPY (SELECT range AS reference FROM range(300)) TO '{path}'")
    content = path.read_bytes()
    with pytest.raises(FileRefused, match="damaged"):
        send(world, incidents, content[:40] + bytes(len(content) - 44) + b"PAR1", name="x.parquet")
    duckdb.sql(f"COPY (SELECT 'I-1' AS reference, [1, 2] AS \"Who was there\") TO '{path}'")
    with pytest.raises(FileRefused, match="“Who was there” holds lists or parts"):
        send(world, incidents, path.read_bytes(), name="lists.parquet")
    # Each is a few kilobytes, and would be gigabytes once it is read.
    duckdb.sql(f"COPY (SELECT repeat('x', 300000) AS reference FROM range(9000)) TO '{path}'")
    assert path.stat().st_size < 100_000
    with pytest.raises(FileRefused, match="A row may hold 200,000 characters"):
        send(world, incidents, path.read_bytes(), name="long.parquet")
    columns = ", ".join(f"1 AS c{number}" for number in range(300))
    duckdb.sql(f"COPY (SELECT {columns} FROM range(1000001)) TO '{path}' (COMPRESSION zstd)")
    with pytest.raises(FileRefused, match="300,000,000 cells in 300 columns"):
        send(world, incidents, path.read_bytes(), name="wide.parquet")


def test_a_small_parquet_file_with_many_rows_is_a_jobs(world, incidents, tmp_path):
    import duckdb

    path = tmp_path / "many.parquet"
    duckdb.sql(f"COPY (SELECT 'I-' || range AS reference, DATE '2026-10-14' AS happened FROM range(30000)) TO '{path}'")
    extract = send(world, incidents, path.read_bytes(), name="many.parquet")
    assert extract.size < 400_000 and is_long(extract)


def test_rows_swallowed_by_an_open_quotation_mark_are_not_lost_in_silence(world, people):
    rows = "".join(f"T-{n},Slate,Juniper,14/06/1980,,\r\n" for n in range(40))
    content = 'Client ID,Surname,Forename,DOB,Postcode,Mobile\r\nT-9,Marl,"Linnet,14/06/1980,,\r\n' + rows
    extract = settle(world, send(world, people, content.encode()))
    assert extract.counts["problems"] == [["many lines in one cell", 1]]


def test_a_folder_of_files_comes_in_by_the_command_line(world, people, tmp_path, capsys):
    from cairn.cli import main

    first, second = tmp_path / "october.csv", tmp_path / "november.csv"
    first.write_bytes(CONTENT)
    assert main(["records", "bring", people.ref, str(first)]) == 1  # nobody has said yet what its columns mean
    settle(world, Extract.objects.get(), by="police_lead", born="day_first")  # nobody of hers sent it
    take_rows_in(by=world.acts("police_lead"), at=world.at, extract=Extract.objects.get())
    second.write_bytes(csv_of(PEOPLE_HEADS, [("T-7", "Marl", "Linnet", "14/06/1981", "CA1 1AA", "")]))
    assert main(["records", "bring", people.ref, str(first), str(second), "--take-in"]) == 0
    said = capsys.readouterr().out
    assert "This very file came" in said and "Its rows are in. 1 rows are sound" in said
    world.acts("system")
    assert SourceRecord.objects.filter(key="T-7").count() == 1
    assert main(["records", "bring", "FE-NONE", str(first)]) == 2
