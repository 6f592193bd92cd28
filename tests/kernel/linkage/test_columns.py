"""What a column means is seen from its heading, in many languages, and from its values where these say otherwise."""

import pytest

from cairn.kernel import linkage
from cairn.kernel.linkage import Meaning, meaning_of, tidying, understood
from tests.kernel.linkage.other_files import people, products
from tests.kernel.linkage.test_linking import scores


def means(**table):
    return {column.name: column.meaning.value for column in understood(table, {}, "id")}


@pytest.mark.parametrize(
    "headings",
    [
        "forename surname dob postcode address",
        "Vorname Nachname Geburtsdatum PLZ Straße",
        "Prénom Nom_de_famille Date_de_naissance Code_postal Adresse",
        "Imię Nazwisko Data_urodzenia Kod_pocztowy Adres",
        "Nombre Primer_apellido Fecha_nac. Código_postal Domicilio",
        "Förnamn Efternamn Födelsedatum Postnummer Gatuadress",
        "Fornavn Etternavn Fødselsdato Postnr Adresse",
        "Etunimi Sukunimi Syntymäaika Postinumero Osoite",
        "Jméno Příjmení Datum_narození PSČ Adresa",
        "Prenume Nume Data_nașterii Cod_poștal Adresă",
        "Enw_cyntaf Cyfenw Dyddiad_geni Cod_post Cyfeiriad",
        "Имя Фамилия Дата_рождения Индекс Адрес",
        "Ім'я Прізвище Дата_народження Індекс Адреса",
        "Adı Soyadı Doğum_tarihi Posta_kodu Adres",
    ],
)
def test_headings_are_known_in_many_languages(headings):
    given, family, born, postcode, address = (meaning_of(each.replace("_", " ")) for each in headings.split())
    assert (given, family, born, postcode, address) == (
        Meaning.GIVEN, Meaning.FAMILY, Meaning.BORN, Meaning.POSTCODE, Meaning.ADDRESS,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [("Client Name", "full_name"), ("Date of Birth (dd/mm/yyyy)", "born"), ("Postal address", "address"),
     ("Last known address", "address"), ("Postal code", "postcode"), ("Victim Forename(s)", "given"),
     ("D.O.B.", "born"), ("ServiceUserName", "full_name"), ("Mobile No.", "phone"),
     ("fname_c1", "given"), ("lname_c1", "family"),
     ("midl_name", "other_names"), ("birth_dt", "born"), ("Address Line 1", "address"),
     ("first_and_surname", "full_name"), ("Forename(s) and surname", "full_name"), ("Surname, Forename", "full_name"),
     ("FirstNameLastName", "full_name"), ("other names", "other_names"), ("GIVN", "given"), ("SURN", "family")],
)  # fmt: skip
def test_headings_of_agencies_are_known(heading, meaning):
    assert meaning_of(heading) == meaning


@pytest.mark.parametrize(
    "heading", ["mother_name", "Mother's maiden name", "fathers_surname", "GP postcode", "spouse_dob", "Officer email"]
)
def test_what_is_said_of_somebody_beside_a_person_is_not_hers(heading):
    assert meaning_of(heading) == "attribute"


def test_a_whole_name_takes_no_place_of_the_family_name():
    """Splink's register of old births has both; its whole name was once taken for the family name."""
    names = {
        "first_and_surname": ["wren tarn", "mary fell"],
        "first_name": ["wren", "mary"],
        "surname": ["tarn", "fell"],
    }
    assert means(**names) == {"first_and_surname": "ignored", "first_name": "given", "surname": "family"}


@pytest.mark.parametrize("nothing", ["NA", "\\N", "-", "#N/A", "(null)", "<NA>"])
def test_what_says_that_nothing_is_known_says_nothing_of_a_column(nothing):
    table = {"by": ["1980", "1975", nothing] * 9, "bm": ["6", nothing, "12"] * 9, "bd": [nothing, "14", "30"] * 9,
             "line": ["07700 900123", "07700900124", nothing] * 9, "x": [nothing] * 27}  # fmt: skip
    assert means(**table) == {
        "by": "born_year", "bm": "born_month", "bd": "born_day", "line": "phone", "x": "ignored",
    }  # fmt: skip


def test_a_heading_that_says_nothing_is_no_meaning():
    assert [meaning_of(each) for each in ("shoe", "", "Größe", "名", "x1")] == [None] * 5


@pytest.mark.parametrize(
    "heading", ["Town", "suburb", "home_city", "Wohnort", "ville", "Localidad", "woonplaats", "Miasto"]
)
def test_a_column_of_towns_is_a_place(heading):
    assert meaning_of(heading) is Meaning.PLACE


@pytest.mark.parametrize("heading", ["birth_place", "town_of_birth", "hometown_team", "statement"])
def test_where_somebody_was_born_is_no_place_of_a_home(heading):
    assert meaning_of(heading) is not Meaning.PLACE


@pytest.mark.parametrize(
    ("texts", "meaning"),
    [
        (["Mary Smith, John Brown", "John Hall, Ann Cole"], "attribute"),
        (["M. Smith; J. Brown", "J. Hall; A. Cole"], "attribute"),
        (["Mary Smith and John Brown", "John Hall"], "attribute"),
        (["García López, María José", "Núñez Gil, Ana María"], "full_name"),
        (["Ramón y Cajal, Santiago", "Ortega y Gasset, José"], "full_name"),
        (["SMITH, John", "HALL, Ann"], "full_name"),
        (["Smith, John, Mr", "Hall, Ann, Mrs"], "full_name"),
    ],
)
def test_who_lists_several_people_is_no_person(texts, meaning):
    assert means(name=texts * 20) == {"name": meaning}


def test_a_label_of_words_is_no_number_of_a_group():
    assert means(label=["Monte Rosa", "Lago d'Orta", "Domodossola"], cluster=["17", "4", "17"]) == {
        "label": "attribute", "cluster": "ignored",
    }  # fmt: skip


def test_things_under_the_heading_name_are_no_people():
    """A list of products links the same whatever its column of titles is called."""
    file = products(500, 3)
    table = {"name" if name == "title" else name: cells for name, cells in file.table.items()}
    found = linkage.link(table, key="id", source=file.source)
    assert found.report["columns"]["name"] == {
        "used as": "attribute", "why": "its name says names of people, but figures stand in its values",
    }  # fmt: skip
    precision, recall = scores(found.cluster, file.truth)
    assert 2 * precision * recall / (precision + recall) > 0.86


def test_long_texts_under_the_heading_name_are_no_people():
    titles = [f"the history of the {each} and its people in the north" for each in ("fell", "beck", "tarn", "crag")]
    assert means(name=titles) == {"name": "attribute"}
    assert means(name=["Maria de los Angeles Garcia Lopez", "John Paul van der Berg Smith"] * 9) == {
        "name": "full_name"
    }


def test_a_name_beside_a_part_of_a_name_is_the_other_part():
    assert means(name=["Wren", "Mary"], surname=["Tarn", "Fell"]) == {"name": "given", "surname": "family"}
    assert means(Name=["Tarn", "Fell"], Vorname=["Wren", "Mary"]) == {"Name": "family", "Vorname": "given"}
    assert means(name=["Wren Tarn", "Mary Fell"], surname=["Tarn", "Fell"])["name"] == "full_name"
    assert means(name=["Wren Tarn"], given=["Wren"], family=["Tarn"])["name"] == "ignored"


@pytest.mark.parametrize("parts", [True, False])
def test_people_under_the_heading_name_are_still_people(parts):
    file = people(600, 51)
    table = dict(file.table)
    table["name"] = [" ".join(both) for both in zip(table.pop("given"), table["family"], strict=True)]
    if not parts:
        del table["family"]
    found = linkage.link(table, key="id")
    assert found.report["columns"]["name"]["used as"] == "full_name"
    assert min(scores(found.cluster, file.truth)) > (0.9 if not parts else 0.85)


def in_parts(births):
    """Year, month and day in columns of their own."""
    return {name: [birth[cut].lstrip("0") for birth in births] for name, cut in
            (("by", slice(0, 4)), ("bm", slice(5, 7)), ("bd", slice(8, 10)))}  # fmt: skip


def test_a_date_of_birth_in_three_columns_is_one_date():
    """As in files of research, whose headings are by, bm and bd."""
    file = people(800, 52)
    births = [f"{year}-{month:02}-{day:02}" if year else ""
              for year, month, day in map(tidying.read_date, file.table["born"])]  # fmt: skip
    whole = {"id": file.table["id"], "given": file.table["given"], "family": file.table["family"], "born": births}
    parts = {name: cells for name, cells in whole.items() if name != "born"} | in_parts(births)
    one, other = linkage.link(whole, key="id"), linkage.link(parts, key="id")
    assert (one.cluster == other.cluster).all()
    used = {name: each["used as"] for name, each in other.report["columns"].items()}
    assert used == {"given": "given", "family": "family", "by": "born_year", "bm": "born_month", "bd": "born_day"}


def test_parts_of_a_birth_count_only_without_the_whole_and_with_the_year():
    parts = in_parts(["1980-06-14", "1975-12-30"])
    assert means(dob=["1980-06-14", "1975-12-30"], **parts)["by"] == "attribute"
    assert means(by=parts["by"], x=["a", "b"])["by"] == "born"
    assert means(bd=parts["bd"], x=["a", "b"])["bd"] == "attribute"
    assert means(by=["A. Jones", "B. Smith"])["by"] == "attribute"
    assert means(birthday=["14/06/1980", "30/12/1975"])["birthday"] == "born"


def test_what_is_headed_like_sexes_or_numbers_is_judged_by_its_values():
    assert means(genre=["jazz", "folk"]) == {"genre": "attribute"}
    assert means(sexe=["M", "F", "inconnu"]) == {"sexe": "sex"}
    assert means(sex=["1", "2"]) == {"sex": "sex"}
    assert means(Mob=["07700 900123", "07700 900124"]) == {"Mob": "phone"}


NUMBERS = ["943 476 5919", "450 557 7104", "401 023 2137"]
GIVEN = ["Mary", "John", "Ann", "James", "Sarah", "David", "Jane", "Peter", "Susan", "Paul", "Emma", "Mark", "Ian",
         "Helen", "Alan", "Laura"]  # fmt: skip
DIALLED = ["07700 900123", "07700 900124", "(01768) 900126"]


@pytest.mark.parametrize("heading", ["nhs_no", "Pupil No", "insurance_no", "uuid", "ISBN", "account number"])
def test_what_numbers_one_person_is_no_telephone_of_a_home(heading):
    assert means(**{heading: NUMBERS}) == {heading: "attribute"}
    assert means(**{heading: DIALLED}) == {heading: "attribute"}


def test_what_looks_dialled_is_a_telephone_number_whatever_its_heading():
    assert means(col4=DIALLED) == {"col4": "phone"}
    assert means(col4=["213001234", "312009876", "419005555"]) == {"col4": "attribute"}
    assert means(**{"Cep Telefonu": ["5321234567", "5327654321"]}) == {"Cep Telefonu": "phone"}


def test_a_long_number_is_the_same_with_spaces_and_without():
    assert tidying.general("943 476 5919") == tidying.general("943-476-5919") == "9434765919"
    assert tidying.general("203-210") == "203 210"


def test_families_before_a_comma_are_known_by_the_given_names_behind_it():
    people = [f"{family.upper()}, {each}" for each in GIVEN for family in ("Tarn", "Fell")]
    assert means(defendant=people, aka=["Wren Tarn"]) == {"defendant": "full_name", "aka": "other_names"}


def test_who_made_what_has_a_title_is_not_whom_a_file_is_of():
    authors = [f"{each} Tarn" for each in GIVEN]
    assert means(author=authors, title=[f"on {each}" for each in authors])["author"] == "attribute"
    assert means(author=authors, affiliation=["Fell College"] * 16)["author"] == "full_name"


def test_people_under_headings_that_say_nothing_are_still_people():
    births = [f"{1930 + 7 * at % 75}-03-{1 + at:02}" for at in range(16)]
    families = [f"Tarn{chr(97 + at % 26)}{chr(97 + at // 26)}" for at in range(32)]
    given = [*GIVEN, *GIVEN]
    found = means(col1=families, col2=given, col3=births * 2, col4=["Kendal", "Penrith"] * 16)
    assert found == {"col1": "family", "col2": "given", "col3": "born", "col4": "attribute"}
    assert means(col1=families, col2=given, joined=births * 2)["joined"] == "attribute"
    assert means(col1=["a1", "b2"] * 16, col3=births * 2)["col3"] == "attribute"
