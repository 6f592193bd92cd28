"""What a column of an agency's extract may mean, with the words such columns are headed with.

The headings are those of common extracts of police, housing, health and support services, in our own selection.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from cairn.kernel.records.headings import FACTS, SIDES
from cairn.kernel.workbooks.fields import Field, Kind


class Holds(StrEnum):
    """What a feed is about."""

    PEOPLE = "people"
    INCIDENTS = "incidents"


PEOPLE_FIELDS: tuple[Field, ...] = (
    Field("key", "The agency's own reference of the person", Kind.REFERENCE,
          ("person id", "person reference", "person ref", "client id", "client reference", "record id", "record",
           "reference", "ref", "id", "unique id", "tenant id", "patient id", "nominal", "nominal ref", "urn",
           "local id", "uprn person")),
    Field("name", "Whole name", Kind.TEXT, ("name", "full name", "person name", "client name", "patient name",
                                            "tenant name", "nominal name")),
    Field("given", "Given name", Kind.TEXT,
          ("given name", "given", "first name", "forename", "forenames", "firstname", "forename 1", "first names",
           "christian name")),
    Field("family", "Family name", Kind.TEXT, ("family name", "family", "surname", "last name", "lastname")),
    Field("other_names", "Other names and aliases", Kind.TEXT,
          ("other names", "alias", "aliases", "known as", "aka", "middle name", "middle names", "forename 2",
           "maiden name", "previous name"), several=True),
    Field("born", "Date of birth", Kind.DAY, ("date of birth", "dob", "d o b", "birth date", "birthdate", "born",
                                              "dateofbirth")),
    Field("sex", "Sex or gender", Kind.TEXT, ("sex", "gender")),
    Field("postcode", "Postcode", Kind.TEXT, ("postcode", "post code", "home postcode", "current postcode", "pcode")),
    Field("address", "Address", Kind.TEXT,
          ("address", "home address", "current address", "address line 1", "address line 2", "address line 3",
           "address 1", "address 2", "address1", "address2", "street", "town", "full address"), several=True),
    Field("phone", "Telephone", Kind.TEXT,
          ("phone", "telephone", "mobile", "phone number", "telephone number", "mobile number", "tel", "contact no",
           "contact number", "home phone")),
    Field("email", "E-mail", Kind.TEXT, ("email", "e mail", "email address")),
    Field("nhs", "NHS number", Kind.TEXT, ("nhs number", "nhs no", "nhs")),
)  # fmt: skip


def _person(side: str, title: str) -> tuple[Field, ...]:
    """The columns of one person in an incident; ``headings.propose_people`` tells what a column of hers is about."""
    says = (
        ("key", "reference", Kind.REFERENCE), ("name", "whole name", Kind.TEXT), ("given", "given name", Kind.TEXT),
        ("family", "family name", Kind.TEXT), ("born", "date of birth", Kind.DAY),
        ("sex", "sex or gender", Kind.TEXT), ("postcode", "postcode", Kind.TEXT), ("address", "address", Kind.TEXT),
        ("phone", "telephone", Kind.TEXT),
    )  # fmt: skip
    return tuple(
        Field(f"{side}_{key}", f"{title}: {name}", kind, (
            *(f"{word} {fact}" for fact in FACTS[key] for word in SIDES[side]),
            *(SIDES[side] if key == "name" else ()),
        ))
        for key, name, kind in says
    )  # fmt: skip


INCIDENT_FIELDS: tuple[Field, ...] = (
    Field("key", "The agency's own reference of the incident", Kind.REFERENCE,
          ("incident id", "incident reference", "incident number", "incident ref", "incident no", "incident",
           "crime id", "event id", "event number", "log number", "occurrence number", "reference", "ref", "id",
           "urn", "unique id")),
    Field("crime_number", "Crime number, as other agencies know it", Kind.REFERENCE,
          ("crime number", "crime reference", "crime ref", "crime no", "police reference", "police ref",
           "shared reference")),
    Field("happened", "When it happened", Kind.DAY,
          ("happened", "date happened", "incident date", "date of incident", "event date", "offence date",
           "committed", "date committed", "committed from", "occurred", "date occurred", "occurrence date",
           "happened on", "date", "month", "date time", "datetime")),
    Field("happened_time", "The time it happened", Kind.TEXT,
          ("time happened", "incident time", "time of incident", "event time", "time", "committed time",
           "time committed", "time occurred")),
    Field("reported", "When it was reported", Kind.DAY,
          ("reported", "date reported", "reported date", "report date", "recorded", "date recorded", "created",
           "reported on", "date created", "recorded date")),
    Field("kind", "What kind it was", Kind.TEXT,
          ("offence", "offence type", "crime type", "incident type", "type", "kind", "offence group", "offence title",
           "category", "classification", "home office class", "crime", "description of offence", "qualifier")),
    Field("relationship", "How the two know each other", Kind.TEXT,
          ("relationship", "relationship to victim", "victim suspect relationship", "relationship to suspect",
           "suspect relationship", "victim offender relationship")),
    Field("harm", "Signs of harm and danger", Kind.TEXT,
          ("harm", "harm flags", "flags", "markers", "risk flags", "injury", "weapon", "injury level", "keywords",
           "warning markers", "alcohol", "drugs", "children present", "strangulation"), several=True),
    Field("counts_as", "What the agency counts it as", Kind.TEXT,
          ("counts as", "counted as", "hate strand", "hate strands", "hate crime", "hate crime strand",
           "hate crime type", "hate flag", "vawg", "vawg flag", "violence against women and girls",
           "safeguarding record", "ppn", "nte", "nte zone", "night time economy", "night time zone"), several=True),
    Field("postcode", "Postcode of the place", Kind.TEXT, ("postcode", "post code", "incident postcode",
                                                           "location postcode")),
    Field("address", "Place", Kind.TEXT, ("location", "place", "address", "incident location", "incident address",
                                          "street", "scene"), several=True),
    Field("easting", "Easting (British National Grid)", Kind.NUMBER, ("easting", "eastings", "x", "grid easting",
                                                                     "location easting")),
    Field("northing", "Northing (British National Grid)", Kind.NUMBER, ("northing", "northings", "y",
                                                                        "grid northing", "location northing")),
    Field("latitude", "Latitude (WGS84)", Kind.NUMBER, ("latitude", "lat")),
    Field("longitude", "Longitude (WGS84)", Kind.NUMBER, ("longitude", "lon", "long", "lng")),
    *_person("victim", "Person harmed"),
    *_person("suspect", "Suspect"),
)  # fmt: skip
FIELDS = {Holds.PEOPLE: PEOPLE_FIELDS, Holds.INCIDENTS: INCIDENT_FIELDS}
DAYS = frozenset(field.key for fields in FIELDS.values() for field in fields if field.kind is Kind.DAY)
ROLES = tuple(SIDES)
PEOPLE_IN_IT = frozenset(
    field.key for field in INCIDENT_FIELDS if field.key.startswith(tuple(f"{side}_" for side in ROLES))
)


def fields_of(holds: str, agreed: Iterable[str]) -> tuple[Field, ...]:
    """The fields of a kind of feed that its agreement names, in the order of the list."""
    wanted = set(agreed)
    return tuple(field for field in FIELDS[Holds(holds)] if field.key in wanted)


def lacking(holds: str, used: Iterable[str]) -> str:
    """The sentence about what no column is said to be though rows make no sense without it; "" where all is there."""
    found = set(used)
    if holds == Holds.INCIDENTS:
        if "happened" not in found:
            return "Say which column holds when it happened. Without it no incident can be counted."
        named = any(key.startswith((f"{ROLES[0]}_", f"{ROLES[1]}_")) for key in found)
        if named and not found & {"key", "crime_number"}:
            return "Say which column holds the agency's own reference of the incident."
        return ""
    if not found & {"key", "name", "family"}:
        return "Say which column holds the agency's own reference of the person, or the name."
    return ""
