"""New records find their people at once, as a full run would have it; and whether somebody is known, at intake."""

import pytest

from cairn.domain.hub.models import AgencyRecord, Link
from cairn.domain.hub.queries.known import is_known
from cairn.domain.hub.queries.newest import links_now
from cairn.domain.hub.queries.rows import rows_sharing
from cairn.domain.hub.queries.tables import digests
from cairn.domain.hub.services.joining import join_extract
from cairn.domain.hub.testing import linked, send_rows, world_records
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.audit.models import Entry
from cairn.kernel.actors import system_actor

KEPT_BACK = 60


def groups(world):
    """Each record's fellows, by the agencies' references."""
    found = list(links_now(world.partnership.pk).values_list("person", "record__key"))
    behind = {person: {key for each, key in found if each == person} for person, _ in found}
    return {key: behind[person] for person, key in found}


def test_new_records_join_whom_a_full_run_gives_them_in_one_act_with_one_entry(world):
    (police, health), _truth = world_records(250, seed=5, agencies=2)
    police_by, health_by = world.acts("police_lead"), world.acts("health_lead")
    send_rows(police, by=police_by, at=world.at, agency=world.agencies["fell-police"])
    send_rows(health[:-KEPT_BACK], by=health_by, at=world.at, agency=world.agencies["fell-health"])
    linked(world.partnership, at=world.at)
    late = health[-KEPT_BACK:]
    extract = send_rows(
        late, by=world.acts("health_lead"), at=world.at, agency=world.agencies["fell-health"], title="Late"
    )
    by = system_actor(world.partnership.pk)
    set_scope(by)
    before = Entry.objects.count()
    assert join_extract(by=by, at=world.at, extract=extract) == KEPT_BACK
    assert Entry.objects.count() == before + 1
    written = Link.objects.count(), AgencyRecord.objects.count()
    assert join_extract(by=by, at=world.at, extract=extract) == 0
    assert (Link.objects.count(), AgencyRecord.objects.count()) == written
    at_once = groups(world)
    run = linked(world.partnership, at=world.at)
    whole = groups(world)
    same = sum(at_once[row[0]] == whole[row[0]] for row in late)
    assert same >= 0.9 * KEPT_BACK
    assert run.report["links written"] <= 0.15 * len(whole)


def test_is_somebody_known_says_no_more_than_a_search_and_is_recorded(hub):
    asked = {"given": "Juniper", "family": "Slate", "born": "1980-06-14", "postcode": "CA99 1AA"}

    def ask(who, record=asked):
        return is_known(by=hub.acts(who), at=hub.at, partnership=hub.partnership, record=record)

    nurse, officer = ask("nurse"), ask("officer")
    assert [row.key for row in nurse.own] == ["H-1"] and [one.slug for one in nurse.elsewhere] == ["fell-police"]
    assert [row.key for row in officer.own] == ["P-1"] and officer.elsewhere == ()
    housing = ask("housing")
    assert housing.own == () and [one.slug for one in housing.elsewhere] == ["fell-police"]
    assert ask("nurse", {**asked, "given": "Saffron", "born": "1991-01-30"}) is None
    with pytest.raises(Forbidden):
        ask("manager")
    hub.acts("system")
    entries = Entry.objects.filter(action="hub.ask")
    assert entries.count() == 4 and not any("Slate" in str(entry.changes) + entry.reason for entry in entries)


def test_what_a_whole_office_shares_does_not_hide_who_shares_something_of_their_own(world):
    """More rows have the number than are read of one key, and whoever is looked up came last."""
    number, mail = "01768900100", "wren.tarn@example.test"
    office = [(f"O-{at}", f"Crag{at}", "Siskin", "", "", "", "", "", number, "") for at in range(20)]
    own = ("O-20", "Tarn", "Wren", "", "", "", "", "", number, mail)
    send_rows([*office, own], by=world.acts("police_lead"), at=world.at, agency=world.agencies["fell-police"])
    linked(world.partnership, at=world.at)
    asked = digests({"phone": number, "email": mail})
    assert own[0] in {row.key for row in rows_sharing(asked, most=1)}
    assert len(rows_sharing(digests({"phone": number}), most=2)) <= 2 * len(office)
