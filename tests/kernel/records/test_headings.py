"""What a heading says of the people in an incident, in the words that practitioners use."""

import pytest

from cairn.kernel.records.headings import Heading, propose_people, read_heading
from cairn.kernel.records.meanings import PEOPLE_IN_IT

NAMES = ("Heron Granite", "SLATE, Juniper", "Unknown", "Linnet Marl", "")
REFERENCES = ("N-101", "N-102", "", "N-103", "N-104")


def proposed(title, values=NAMES, *, allowed=PEOPLE_IN_IT):
    return propose_people([title], {0: values}, allowed).get(0, ("not about one side", ""))[0]


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Suspect", "suspect_name"), ("Offender", "suspect_name"), ("Perpetrator", "suspect_name"),
        ("Alleged perpetrator", "suspect_name"), ("PERP", "suspect_name"), ("Named suspect", "suspect_name"),
        ("Accused", "suspect_name"), ("Defendant", "suspect_name"), ("Harmer", "suspect_name"),
        ("Person causing harm", "suspect_name"), ("Suspect 1", "suspect_name"), ("Suspect's name", "suspect_name"),
        ("Suspect name", "suspect_name"), ("Name of alleged perpetrator", "suspect_name"),
        ("Victim", "victim_name"), ("Complainant", "victim_name"), ("Aggrieved", "victim_name"), ("IP", "victim_name"),
        ("Injured party", "victim_name"), ("Victim/survivor", "victim_name"), ("Person at risk", "victim_name"),
        ("I.P. name", "victim_name"), ("IP name", "victim_name"), ("VIC_NAME", "victim_name"),
    ],
)  # fmt: skip
def test_a_column_of_whole_names_is_known_by_the_side_it_is_headed_with(title, field):
    assert proposed(title) == field


@pytest.mark.parametrize(
    ("title", "side", "fact"),
    [
        ("Suspect surname", "suspect", "family"), ("Surname of suspect", "suspect", "family"),
        ("SUSPECT_SURNAME", "suspect", "family"), ("suspectForename", "suspect", "given"),
        ("Offender: First name", "suspect", "given"), ("Forename (Perpetrator)", "suspect", "given"),
        ("Victim’s forenames", "victim", "given"), ("Aggrieved last name", "victim", "family"),
        ("IP Surname", "victim", "family"), ("Complainant DOB", "victim", "born"), ("VicDOB", "victim", "born"),
        ("Victim - date of birth", "victim", "born"), ("Injured party gender", "victim", "sex"),
        ("Alleged perpetrator home address", "suspect", "address"), ("Perp PNC ID", "suspect", None),
        ("Suspect nominal ref", "suspect", "key"), ("Victim ID", "victim", "key"), ("Victim No.", "victim", "key"),
        ("Victim 1 post code", "victim", "postcode"), ("Victim mobile no", "victim", "phone"),
        ("Victim ethnicity", "victim", None), ("Relationship of suspect to victim", "", None), ("DOB", "", "born"),
        ("Ship", "", None), ("Suspicious vehicle", "", None), ("Victimless", "", None),
    ],
)  # fmt: skip
def test_a_heading_says_whose_it_is_and_what(title, side, fact):
    assert read_heading(title) == Heading(side, 1, fact)


def test_what_stands_under_a_side_alone_tells_names_from_references_and_from_kinds_of_people():
    assert proposed("Suspect", REFERENCES) == "suspect_key"
    assert proposed("Victim", ("Yes", "No", "Yes")) == ""
    assert proposed("Victim", ("1", "2", "1")) == ""
    assert proposed("Suspect", ("Ex partner", "Current partner", "Other family")) == ""
    assert proposed("Suspect", ()) == ""


def test_names_are_never_taken_for_references_where_the_agreement_names_no_name():
    assert proposed("Suspect", NAMES, allowed={"suspect_key"}) == ""
    assert proposed("Suspect", REFERENCES, allowed={"suspect_name"}) == ""


def test_a_second_person_of_a_side_is_not_put_into_the_first():
    titles = ["Suspect 1 surname", "Suspect 2 surname", "Suspect"]
    values = {0: ("Marl", "Slate"), 1: ("Granite", ""), 2: NAMES}
    found = propose_people(titles, values, PEOPLE_IN_IT)
    assert [found[place][0] for place in range(3)] == ["suspect_family", "", "suspect_name"]


def test_a_heading_that_says_what_it_holds_comes_before_one_that_names_the_side_alone():
    found = propose_people(["Victim", "Victim name"], {0: NAMES, 1: NAMES}, PEOPLE_IN_IT)
    assert (found[0][0], found[1][0]) == ("", "victim_name")


def test_the_address_of_a_computer_is_nobodys_home():
    assert proposed("IP address", ("10.0.0.1", "192.168.1.77")) == ""
    assert proposed("IP address", ("1 Quarry Lane", "")) == "victim_address"
