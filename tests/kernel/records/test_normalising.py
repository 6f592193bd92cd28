"""What agencies write is understood, never guessed: names, births, postcodes, telephones, places and offences."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairn.kernel.records.contacts import plain_address, read_email, read_nhs, read_phone, read_postcode
from cairn.kernel.records.days import Decided, Order, Precision, decide_order, read_birth, read_date, read_moment
from cairn.kernel.records.grids import to_grid, to_wgs84
from cairn.kernel.records.incidents import counts_as, harm_flags, offence_group, relationship
from cairn.kernel.records.names import plain_name, plain_sex, whole_name

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("written", "decided"),
    [
        (["03/04/2026", "25/04/2026"], Decided.DAY_FIRST),
        (["03/04/2026", "04/25/2026"], Decided.MONTH_FIRST),
        (["03/04/2026", "05/06/2026"], Decided.ASK),
        (["25/04/2026", "04/25/2026"], Decided.MIXED),
        (["2026-04-03", "3 April 2026", "", "05/05/2026"], Decided.NOT_ASKED),
    ],
)
def test_the_order_of_a_column_is_decided_by_dates_that_can_be_read_one_way_only(written, decided):
    assert decide_order(written) == decided


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("03/04/2026", Order.DAY_FIRST, date(2026, 4, 3)), ("03/04/2026", Order.MONTH_FIRST, date(2026, 3, 4)),
        ("3 April 2026", Order.DAY_FIRST, date(2026, 4, 3)), ("2026-04-03", Order.MONTH_FIRST, date(2026, 4, 3)),
        ("20260403", Order.DAY_FIRST, date(2026, 4, 3)), ("46115", Order.DAY_FIRST, date(2026, 4, 3)),
        ("3-Apr-26", Order.DAY_FIRST, date(2026, 4, 3)), ("3.4.26", Order.DAY_FIRST, date(2026, 4, 3)),
    ],
)  # fmt: skip
def test_a_day_is_read_in_the_order_of_its_column(text, order, day):
    assert read_date(text, order) == (day, Precision.DAY)


@given(st.dates(date(1920, 1, 2), date(2026, 11, 19)))
def test_every_way_of_writing_a_day_gives_that_day(day):
    serial = (day - date(1899, 12, 30)).days
    for text in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d %B %Y}", f"{day:%Y%m%d}", str(serial)):
        assert read_date(text)[0] == day
    assert read_date(f"{day:%m/%d/%Y}", Order.MONTH_FIRST)[0] == day
    assert read_birth(f"{day:%d/%m/%Y} 00:00:00", on=TODAY).day == day


def test_a_moment_keeps_its_time_wherever_it_is_written():
    at = datetime(2026, 3, 1, 23, 15)  # noqa: DTZ001 (as written, local)
    for text, clock in (("01/03/2026 23:15", ""), ("2026-03-01T23:15:00Z", ""), ("01/03/2026 11:15 pm", ""),
                        ("01/03/2026", "23:15"), ("46082.96875", "")):  # fmt: skip
        assert read_moment(text, clock=clock) == (at, Precision.DAY, True), text
    assert read_moment("1 March 2026")[2] is False
    with pytest.raises(ValueError, match="not a real day"):
        read_moment("31/02/2026")
    with pytest.raises(ValueError, match="no month 25, read with the day first"):
        read_moment("3/25/2026", Order.DAY_FIRST)


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("01/01/1900", None, Precision.UNKNOWN), ("1", None, Precision.UNKNOWN), ("unknown", None, Precision.UNKNOWN),
        ("01/01/1980", date(1980, 1, 1), Precision.YEAR), ("1980", date(1980, 1, 1), Precision.YEAR),
        ("June 1980", date(1980, 6, 1), Precision.MONTH), ("04/06/1980", date(1980, 6, 4), Precision.DAY),
        ("04/06/38", date(1938, 6, 4), Precision.DAY), ("04/06/2031", None, Precision.UNKNOWN),
        ("1980-06-00", date(1980, 6, 1), Precision.MONTH), ("00/06/1980", date(1980, 6, 1), Precision.MONTH),
        ("06/1980", date(1980, 6, 1), Precision.MONTH), ("00/00/1980", date(1980, 1, 1), Precision.YEAR),
        ("19800600", date(1980, 6, 1), Precision.MONTH), ("c. 1980", date(1980, 1, 1), Precision.YEAR),
        ("June 14, 1980", date(1980, 6, 14), Precision.DAY), ("Sat 14 June 1980", date(1980, 6, 14), Precision.DAY),
        ("14-Jun-80", date(1980, 6, 14), Precision.DAY), ("14. June 1980", date(1980, 6, 14), Precision.DAY),
        ("14061980", date(1980, 6, 14), Precision.DAY), ("14/06/1980.", date(1980, 6, 14), Precision.DAY),
        ("1980 06 14", date(1980, 6, 14), Precision.DAY), ("0000-00-00", None, Precision.UNKNOWN),
        ("13/1980", None, Precision.UNKNOWN), ("00/14/1980", None, Precision.UNKNOWN),
        ("31/02/1980", None, Precision.UNKNOWN), ("12/08/1601", None, Precision.UNKNOWN), ("", None, Precision.UNKNOWN),
    ],
)  # fmt: skip
def test_a_birth_is_kept_as_exactly_as_it_is_known_and_no_more(text, day, precision):
    birth = read_birth(text, on=TODAY)
    assert (birth.day, birth.precision) == (day, precision)


def test_names_lose_titles_and_never_what_is_part_of_them():
    assert plain_name("Mrs.  JUNIPER ") == "juniper"
    assert plain_name("O’Slate-Marl") == "o'slate-marl"
    assert {plain_name(text) for text in ("Unknown", "N/K", "not known", "", "UNKNOWN MALE", "?", "Mr")} == {""}
    for text in ("Juniper Slate", "SLATE, Juniper", "SLATE Juniper", "Ms Juniper Slate", "Slate,Juniper"):
        assert (whole_name(text).given, whole_name(text).family) == ("juniper", "slate"), text
    assert whole_name("Heron van der Marl").family == "van der marl"
    assert (plain_sex("F"), plain_sex("Non-binary"), plain_sex("?")) == ("female", "other", "")
    assert plain_name("Unknown male") == plain_name("Female") == ""


@given(st.text(max_size=40))
def test_a_name_settled_once_is_settled(text):
    assert plain_name(plain_name(text)) == plain_name(text)
    parts = whole_name(text)
    assert parts.given == plain_name(parts.given) and parts.family == plain_name(parts.family)


def test_postcodes_are_written_as_the_post_writes_them():
    for text in ("ca11aa", "CA1 1AA", " CA 11AA ", "CA1 IAA", "CAI 1AA", "ca1-1aa"):
        assert read_postcode(text) == "CA1 1AA", text
    assert read_postcode("W1A 0AX") == "W1A 0AX" and read_postcode("SW1A 1AA") == "SW1A 1AA"
    assert read_postcode("ZZ99 3VZ") == read_postcode("unknown") == ""
    for text in ("CA1", "12345", "CARLISLE", "QQ1 1AA"):
        with pytest.raises(ValueError, match="is not a postcode"):
            read_postcode(text)


def test_telephones_addresses_and_numbers_have_one_form():
    for text in (
        "07700 900123",
        "+44 (0)7700 900123",
        "00447700900123",
        "7700900123",
        "447700900123",
        "+4407700900123",
        "44 07700 900123",
        "004407700900123",
        "7700900123.0",
    ):
        assert read_phone(text) == "+447700900123", text
    assert read_phone("n/a") == "" and read_email(" Heron@Example.Test ") == "heron@example.test"
    assert plain_address(("Flat 2,", "14 Fell Rd", "unknown")) == "flat 2 14 fell road"
    assert plain_address(("St Bees Rd",)) == "st bees road"
    assert read_nhs("943 476 5919") == "9434765919"
    for read, text in ((read_phone, "12"), (read_email, "at home"), (read_nhs, "9434765918")):
        with pytest.raises(ValueError):
            read(text)


def test_the_national_grid_and_wgs84_agree_with_the_surveys_own_points():
    """Ordnance Survey's worked example of a transformation (Caister water tower), to within its five metres."""
    east, north = to_grid(52.658007833, 1.716073973)
    assert abs(east - 651_409.8) < 6 and abs(north - 313_177.4) < 6
    latitude, longitude = to_wgs84(651_409.8, 313_177.4)
    assert abs(latitude - 52.658008) < 0.0001 and abs(longitude - 1.716074) < 0.0001
    with pytest.raises(ValueError, match="outside Great Britain"):
        to_wgs84(1, 9_999_999)
    for place in ((48.85, 2.35), (53.35, -6.26 - 4), (0.0, 0.0)):  # Paris, the sea west of Ireland, and no place
        with pytest.raises(ValueError, match="outside Great Britain"):
            to_grid(*place)


@given(st.floats(1, 699_999), st.floats(1, 1_299_999))
def test_there_and_back_is_the_same_place(easting, northing):
    east, north = to_grid(*to_wgs84(easting, northing))
    assert abs(east - easting) < 0.2 and abs(north - northing) < 0.2


@pytest.mark.parametrize(
    ("written", "means"),
    [
        *((word, "other_family") for word in ("stepfather", "Stepson", "step-mother", "step brother", "Mother-in-law")),
        *((word, "partner") for word in ("fiancé", "Fiancee", "Partner (not married)", "non-cohabiting partner",
                                         "partner, not living together", "Civil partner", "boyfriend")),
        *((word, "former_partner") for word in ("ex", "Ex-partner", "ex husband", "exwife", "former boyfriend",
                                                "separated", "no longer together", "previous relationship",
                                                "ex girl friend", "neighbour and ex-partner",
                                                "divorced, now neighbours")),
        *((word, "known_otherwise") for word in ("ex-neighbour", "ex-colleague", "former friend", "Not a partner",
                                                 "not partners", "business partner", "Former business partner",
                                                 "not related", "ex-landlord", "no longer friends")),
        ("former carer", "carer"), ("ex brother-in-law", "other_family"), ("parents", "parent"), ("sons", "child"),
        ("not known", "unknown"), ("relationship not known", "unknown"), ("not a stranger, brother", "sibling"),
    ],
)  # fmt: skip
def test_how_two_people_know_each_other_is_read_as_it_is_meant(written, means):
    assert relationship(written) == means


@pytest.mark.parametrize(
    ("written", "flags"),
    [
        ("denies any strangulation", ()),
        ("Victim denied being strangled", ()),
        ("Suspect denies strangling her", ("strangulation",)),
        ("he denied having a knife", ("weapon",)),
        ("knife not used", ()),
        ("Knife was not produced; strangled", ("strangulation",)),
        ("nil weapons", ()),
        ("weapons: none, drunk", ("alcohol",)),
        ("injuries nil", ()),
        ("uninjured", ()),
        ("Victim was not injured but was strangled", ("strangulation",)),
        ("no weapon, knife or injury", ()),
        ("no weapon, drunk", ("alcohol",)),
        ("no weapons or injuries; suicidal", ("suicide",)),
        ("did not lose consciousness when strangled", ("strangulation",)),
        ("non-fatal strangulation", ("strangulation",)),
        ("not only strangled but stabbed with a knife", ("strangulation", "weapon")),
        ("no visible signs of injury", ()),
        ("knife - no injury", ("weapon",)),
        ("wasn't strangled", ()),
        ("no threats to kill", ()),
        ("no further details, threats to kill", ("threat_to_kill",)),
        ("no. of children 2", ("child_present",)),
        ("knife used, no children present", ("weapon",)),
    ],
)
def test_what_is_denied_is_no_sign_of_harm_and_what_a_suspect_denies_is(written, flags):
    assert harm_flags((("Flags", written),)) == flags


def test_what_is_published_of_places_and_rowdy_behaviour_are_no_offence_of_another_group():
    assert offence_group("Violence and sexual offences") == "other"
    assert offence_group("Sexual offences") == "sexual"
    assert offence_group("Rowdy or inconsiderate behaviour") == offence_group("Rowdy behaviour") == "antisocial"


def test_offences_relationships_and_signs_of_harm_are_put_into_few_groups():
    groups = {
        "Assault occasioning ABH": "violence_injury", "Common assault and battery": "violence_no_injury",
        "Violence without injury": "violence_no_injury", "Stalking involving fear": "stalking_harassment",
        "Controlling or coercive behaviour": "coercive_control", "Breach of non-molestation order": "breach_of_order",
        "Rape": "sexual", "Anti-social behaviour": "antisocial", "Domestic verbal argument": "domestic_not_crime",
        "unknown": "", "Something else": "other", "Threats to kill": "threats",
    }  # fmt: skip
    assert {text: offence_group(text) for text in groups} == groups
    kin = {"Ex-partner": "former_partner", "Husband": "partner", "Son": "child", "Step-father": "other_family",
           "Mother": "parent", "N/K": "unknown", "": "", "Neighbour": "known_otherwise"}  # fmt: skip
    assert {text: relationship(text) for text in kin} == kin
    assert harm_flags((("Weapon used", "Y"), ("Children present", "No"), ("Injury", "None"))) == ("weapon",)
    assert harm_flags((("Flags", "strangled; no weapon; drunk"),)) == ("strangulation", "alcohol")


@pytest.mark.parametrize(
    ("heading", "written", "counts"),
    [
        ("Hate strand", "Racial; Transphobic", ("hate_race", "hate_transgender")),
        ("Hate crime: disability", "Y", ("hate_disability",)), ("Hate crime: disability", "N", ()),
        ("Hate crime", "Yes", ("hate_no_strand",)), ("Markers", "Hate crime", ("hate_no_strand",)),
        ("Hate crime", "Age", ()), ("Markers", "Disabled person", ()),
        ("Markers", "Hate: anti-Semitic", ("hate_religion",)),
        ("VAWG flag", "1", ("vawg",)), ("Counted as", "VAWG; NTE", ("vawg", "night_zone")),
        ("PPN", "yes", ("safeguarding",)), ("Hate crime", "N/K", ()), ("Hate strand", "not racial", ()),
        # Yes, under whatever heading about hate.
        *((heading, "Y", ("hate_no_strand",)) for heading in
          ("Hate crime flag", "Hate crime marker", "Hate strand", "Is hate crime", "HATE_CRIME_FLAG", "Hate (Yes/No)")),
        ("Hate crime flag", "Yes - reviewed", ("hate_no_strand",)), ("Hate crime flag", "Yes: racial", ("hate_race",)),
        ("Markers", "Hate crime flag", ("hate_no_strand",)), ("VAWG_FLAG", "Y", ("vawg",)), ("Stranded", "Y", ()),
        ("Hate strand", "Transgender or non-binary", ("hate_transgender",)), ("No. of PPNs", "2", ("safeguarding",)),
        # Whatever is denied, in whatever words.
        *((heading, written, ()) for heading in ("Markers", "Hate crime") for written in
          ("Not a hate crime", "No hate crime", "Non-hate", "Non-crime hate incident: race", "Race, but excluded",
           "Isn’t a hate crime", "N - hate crime considered")),
        ("VAWG", "Non-VAWG", ()), ("Counted as", "Outside NTE", ()), ("Counted as", "Not VAWG or NTE", ()),
        ("PPN", "PPN not submitted", ()), ("PPN", "No PPN", ()), ("Non-VAWG", "Y", ()), ("Outside NTE", "Yes", ()),
        ("Counted as", "Not a hate crime; VAWG", ("vawg",)), ("Markers", "Hate: race | no PPN", ("hate_race",)),
        ("Counted as", "VAWG: non-fatal strangulation", ("vawg",)), ("Counted as", "VAWG, without injury", ("vawg",)),
        # Whom a notice is about, and that it is about domestic abuse.
        ("PPN", "Child", ("safeguarding",)), ("PPN type", "Adult at risk", ("safeguarding",)), ("PPN", "Pending", ()),
        *((heading, written, ("safeguarding", "domestic_abuse")) for heading, written in
          (("PPN", "DA"), ("PPN", "Domestic abuse"), ("Markers", "DA PPN"), ("Domestic abuse PPN", "Y"),
           ("Markers", "PPN; DASH done"))),
        ("DA flag", "Y", ("domestic_abuse",)), ("DA flag", "N", ()), ("PPN", "Non-domestic", ()),
        # The name of a zone, where the heading is about zones.
        ("NTE zone", "Botchergate", ("night_zone",)), ("Night-time economy area", "Zone 2", ("night_zone",)),
        ("nte_zone", "3", ("night_zone",)), ("NTE", "Botchergate", ()), ("Zone", "Botchergate", ()),
        *(("NTE zone", written, ()) for written in
          ("No.", "00", "Outside", "Not in a zone", "None", "N/A", "-", "0", "Elsewhere", "Other", "Unknown area")),
    ],
)  # fmt: skip
def test_what_an_agency_counts_it_as_is_read_from_its_heading_and_words(heading, written, counts):
    assert counts_as(((heading, written),)) == counts


def test_a_safeguarding_record_is_no_offence():
    for text in (
        "Safeguarding record (domestic abuse)", "PPN", "PPN: rape", "- Public protection notice, assault", "Child PPN",
        "Domestic abuse PPN", "Vulnerable adult safeguarding incident", "Concern for safety - PPN",
    ):  # fmt: skip
        assert offence_group(text) == "safeguarding_record", text


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Rape - safeguarding referral made", "sexual"),
        ("Assault occasioning ABH (safeguarding concern)", "violence_injury"),
        ("Domestic incident - PPN submitted", "domestic_not_crime"),
        ("Incident: PPN submitted", "domestic_not_crime"), ("Noise nuisance, PPN sent", "antisocial"),
        ("Breach of non-molestation order; PPN", "breach_of_order"),
    ],
)  # fmt: skip
def test_what_happened_is_not_lost_where_a_notice_is_told_of_beside_it(text, group):
    assert offence_group(text) == group


def test_nobody_is_born_after_the_file_came():
    tomorrow = TODAY + timedelta(days=1)
    assert read_birth(tomorrow.isoformat(), on=TODAY).day is None
    assert read_birth(TODAY.isoformat(), on=TODAY).day == TODAY
