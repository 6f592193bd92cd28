"""A row of an extract goes in, or says why it does not; what is odd about it is said and nothing of it is lost."""

from datetime import date

from cairn.kernel.records.guessing import guess
from cairn.kernel.records.meanings import fields_of, lacking
from cairn.kernel.records.reading import RowReader, identity

TODAY = date(2026, 11, 20)
PEOPLE = ("Ref", "Name", "DOB", "Postcode", "Phone")
PEOPLE_MEAN = {0: "key", 1: "name", 2: "born", 3: "postcode", 4: "phone"}
INCIDENTS = ("Ref", "When", "Reported", "Type", "X", "Y", "Victim", "Victim DOB", "Flags")
INCIDENTS_MEAN = {0: "key", 1: "happened", 2: "reported", 3: "kind", 4: "easting", 5: "northing", 6: "victim_name",
                  7: "victim_born", 8: "harm"}  # fmt: skip


def reader(holds, titles, mapping):
    return RowReader(holds=holds, titles=dict(enumerate(titles)), mapping=mapping, orders={}, on=TODAY)


def person(*cells):
    return reader("people", PEOPLE, PEOPLE_MEAN).read(cells)


def incident(*cells):
    return reader("incidents", INCIDENTS, INCIDENTS_MEAN).read(cells)


def test_a_person_is_understood_and_kept_as_received():
    found = person("T-1", "SLATE, Juniper", "04/06/1980", "ca11aa", "7700900123")
    assert found.received == {"Ref": "T-1", "Name": "SLATE, Juniper", "DOB": "04/06/1980", "Postcode": "ca11aa",
                              "Phone": "7700900123"}  # fmt: skip
    values = found.values
    assert (values["given"], values["family"], values["born"], values["postcode"], values["phone"]) == (
        "juniper", "slate", date(1980, 6, 4), "CA1 1AA", "+447700900123"
    )  # fmt: skip
    assert found.notes == [] and found.problems == []


def test_what_cannot_be_read_is_noted_and_the_person_goes_in_without_it():
    found = person("T-1", "Unknown", "01/01/1900", "nowhere", "1")
    assert found.problems == [] and {said.field for said in found.notes} == {"family", "born", "postcode", "phone"}
    assert found.values["born_precision"] == "unknown" and found.received["Postcode"] == "nowhere"
    assert all("nowhere" not in said.rule and "1900" not in said.rule for said in found.notes)


def test_a_row_that_names_nobody_does_not_go_in():
    [said] = person("", "unknown", "04/06/1980", "CA1 1AA", "").problems
    assert "names nobody" in said.sentence
    [said] = person("", "", "", "", "").problems
    assert "Nothing stands" in said.sentence
    [said] = person("T-1", "Slate", "", "", "", "what is this").problems
    assert "quotation marks" in said.sentence


def test_an_incident_has_its_moment_its_place_and_the_people_in_it():
    found = incident("I-1", "01/11/2026 23:15", "02/11/2026", "ABH", "339500", "555900", "Juniper Slate", "1980",
                     "knife")  # fmt: skip
    values = found.values
    assert values["happened"].isoformat() == "2026-11-01T23:15:00" and values["group"] == "violence_injury"
    assert values["harm"] == "weapon" and abs(values["latitude"] - 54.893) < 0.01
    assert found.people["victim"]["family"] == "slate" and found.people["victim"]["born_precision"] == "year"
    assert identity(found.people["victim"]).startswith("facts:") and found.problems == []


def test_an_incident_of_no_day_or_of_a_day_to_come_does_not_go_in():
    cells = ["I-1", "", "", "ABH", "", "", "", "", ""]
    for when, said in (("", "when it happened"), ("31/02/2026", "not a real day"), ("01/01/2027", "after the day")):
        cells[1] = when
        assert said in incident(*cells).problems[0].sentence
    cells[1], cells[2] = "10/11/2026", "09/11/2026"
    assert "before it happened" in incident(*cells).problems[0].sentence


def test_only_agreed_fields_can_be_meant_and_what_is_lacking_is_said():
    assert [field.key for field in fields_of("people", ["born", "key"])] == ["key", "born"]
    assert "when it happened" in lacking("incidents", ["key"])
    assert "reference" in lacking("people", ["born"]) and lacking("people", ["name"]) == ""


def test_a_word_that_is_no_name_is_an_answer_in_another_column():
    assert guess(["Male", "Female", "female"], {"sex"})[0] == "sex"
    found = reader("people", ("Name", "Sex"), {0: "name", 1: "sex"}).read(("Juniper Slate", "Female"))
    assert (found.filled, found.values["sex"]) == ({"name", "sex"}, "female")
    assert "name" not in reader("people", ("Name", "Sex"), {0: "name", 1: "sex"}).read(("Unknown male", "M")).filled


def test_words_that_say_nobody_is_known_are_no_name_in_two_columns_either():
    columns = ("Ref", "Forename", "Surname")
    read = reader("people", columns, {0: "key", 1: "given", 2: "family"}).read
    for given, family in (("Not", "Known"), ("UNKNOWN", "Male"), ("No", "Name"), ("Not", "recorded")):
        values = read(("T-1", given, family)).values
        assert (values["given"], values["family"]) == ("", ""), (given, family)
    assert read(("T-1", "Nora", "Known")).values["family"] == "known"
