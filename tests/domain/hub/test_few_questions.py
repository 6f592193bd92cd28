"""How many questions a look-up asks of the database does not grow with what is found, and names reach their index."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cairn.domain.cases.services.people import add_person as add_to_case
from cairn.domain.cases.testing import a_case
from cairn.domain.hub.queries.behind import records_of, records_of_people
from cairn.domain.hub.queries.hidden import hidden_from, hides
from cairn.domain.hub.queries.known import is_known
from cairn.domain.hub.queries.newest import links_now
from cairn.domain.hub.queries.people import _own, person_page, search
from cairn.domain.hub.queries.rows import rows_behind, rows_sharing
from cairn.domain.hub.queries.tables import digests
from cairn.domain.records.api import SourceRecord
from cairn.foundation.audit.commands import set_scope

JUNIPER = {"given": "Juniper", "family": "Slate", "born": "1980-06-14", "postcode": "CA99 1AA"}


def asked(act):
    with CaptureQueriesContext(connection) as questions:
        found = act()
    return found, len(questions)


def test_a_search_that_finds_twenty_asks_no_more_than_one_that_finds_one(hub):
    nurse, today = hub.acts("nurse"), hub.at.date()
    search(nurse, JUNIPER, on=today)
    one, questions = asked(lambda: search(nurse, {"family": "slate", "given": "juniper"}, on=today))
    many, more = asked(lambda: search(nurse, {"family": "b"}, on=today))
    assert len(one.found) == 1 and len(many.found) > 5
    assert more <= questions + 1  # it may begin by asking who leads an agency


def test_whether_somebody_is_known_is_asked_in_a_handful_of_questions(hub):
    nurse = hub.acts("nurse")

    def ask():
        return is_known(by=nurse, at=hub.at, partnership=hub.partnership, record=JUNIPER)

    ask()
    found, questions = asked(ask)
    assert found is not None and questions <= 18


def test_what_is_typed_may_reach_an_index_through_the_fence(hub):
    # PostgreSQL asks a condition before the fence, as an index must, only where its operator tells nothing on.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(p.proleakproof), count(*) FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode"
            " WHERE o.oid IN ('>=(text,text)'::regoperator, '<(text,text)'::regoperator, '=(text,text)'::regoperator,"
            " '=(date,date)'::regoperator)"
        )
        assert cursor.fetchone() == (True, 4)
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'records_source_record'")
        indexes = dict(cursor.fetchall())
    asked = str(_own(hub.acts("nurse"), {"family": "sla", "given": "jun"}, "").query)
    for name, columns in (("record_by_family", ("family", "given")), ("record_by_given", ("given", "family"))):
        first, second = (f'{column} COLLATE "C"' for column in columns)
        assert indexes[name].endswith(f"USING btree (agency_id, {first}, {second}, id)"), indexes[name]
        for part in (f'"{columns[0]}" COLLATE "C") >=', f'"{columns[0]}" COLLATE "C") <'):
            assert part in asked.replace('COLLATE "C" >=', 'COLLATE "C") >=').replace('COLLATE "C" <', 'COLLATE "C") <')
    assert indexes["record_by_birth"].endswith("(agency_id, born)")
    assert indexes["record_by_postcode"].endswith("(agency_id, postcode)")


def test_a_name_is_found_as_records_keep_it_and_signs_mean_themselves(hub):
    nurse, today = hub.acts("nurse"), hub.at.date()
    for typed in ("SLA", "slate", "Slate ", "Mrs Slate"):
        found = search(nurse, {"family": typed}, on=today).found
        assert "H-1" in [row.key for one in found for row in one.rows], typed
    for typed in ("%", "sl_te", "Slate Slate"):
        assert search(nurse, {"family": typed}, on=today).found == (), typed


def test_the_database_gives_all_rows_of_people_to_cairn_alone(hub):
    system = hub.acts("system")
    people = set(links_now(hub.partnership.pk).values_list("person", flat=True))
    keys = digests(JUNIPER)
    assert {row.person_id for row in rows_behind(people)} == people
    assert {"P-1", "H-1"} <= {row.key for row in rows_sharing(keys, most=24)}
    assert system.is_system
    for who in ("nurse", "officer", "analyst", "police_lead", "manager", "stranger"):
        hub.acts(who)
        assert rows_behind(people) == [] and rows_sharing(keys, most=24) == []


def test_many_peoples_records_are_those_of_each(hub):
    system = hub.acts("system")
    people = [link.person for link in links_now(hub.partnership.pk).select_related("person")]
    together = records_of_people(hub.partnership.pk, people)
    some = sorted(together, key=lambda key: -len(together[key]))[:5]
    for person in {person.pk: person for person in people if person.pk in some}.values():
        assert records_of(system, person) == together[person.pk]
        for one in (each.record for each in together[person.pk]):
            whole = SourceRecord.objects.get(pk=one.pk)
            assert {name: getattr(whole, name) for name in one._loaded} == one._loaded and one.agency == whole.agency


def test_a_persons_page_asks_a_bounded_number(hub):
    nurse, today = hub.acts("nurse"), hub.at.date()
    ref = search(nurse, JUNIPER, on=today).found[0].person.ref
    _page, questions = asked(lambda: person_page(nurse, ref, on=today))
    assert questions <= 45


BIRTHS = ((1980, 6, 14), (1980, 6, 2), (1980, 9, 14), (1971, 6, 14), (1980, 12, 6), (1970, 2, 3), (1980, None, None),
          (1981, None, None), (1983, None, None), (1980, 7, None), (None, None, None))  # fmt: skip


def test_whoever_is_strongly_alike_is_among_those_asked_for_by_birth(hub):
    nurse, officer = hub.acts("nurse"), hub.acts("officer")
    case = a_case(by=nurse, at=hub.at, restricted=True)
    for born in BIRTHS:
        facts = {"born": born} if born[0] else {}
        add_to_case(
            by=nurse, at=hub.at, case=case, party="other_adult", name="Juniper Slate", somebody_else=True, **facts
        )
    set_scope(hub.acts("system"))
    row = rows_behind(links_now(hub.partnership.pk).filter(record__key="P-1").values_list("person", flat=True))[0]
    every = hidden_from(officer)
    assert len(every) == len(BIRTHS)
    for born in (date(1980, 6, 14), date(1980, 12, 6), None):
        record = row._replace(born=born)
        some = hidden_from(officer, [record])
        assert [each for each in every if hides([record], [each])] == [each for each in some if hides([record], [each])]
        assert len(some) < len(every) or born is None
