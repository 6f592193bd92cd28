"""Links: who may read them, and which of them counts."""

from cairn.domain.hub.api import HubPerson, Link, person_of, records_of
from cairn.domain.hub.models import AgencyRecord
from cairn.domain.records.api import records_in_force
from cairn.domain.records.testing import PEOPLE_HEADS, PEOPLE_MEAN, PEOPLE_ROWS, a_feed, an_extract, csv_of
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import system_actor


def test_nobody_but_cairn_reads_a_link_and_an_agency_sees_its_own_records_and_their_people(world):
    by, system = world.acts("police_lead"), system_actor(world.partnership.pk)
    feed = a_feed(by=by, at=world.at, agency=world.agencies["fell-police"])
    an_extract(
        by=by,
        at=world.at,
        feed=feed,
        content=csv_of(PEOPLE_HEADS, PEOPLE_ROWS),
        mapping=PEOPLE_MEAN,
        orders={"born": "day_first"},
    )
    rows = list(records_in_force(system).order_by("pk"))
    set_scope(system)
    with command("hub.link", by=system, at=world.at):
        person = HubPerson(partnership=world.partnership, ref="PN-00000002", made_at=world.at)
        person.save()
        for row in rows[:2]:
            record = AgencyRecord(partnership=world.partnership, agency_id=row.agency_id, feed=feed, key=row.key)
            record.save()
            Link(
                partnership=world.partnership, record=record, person=person, standing="matched", made_at=world.at
            ).save()
    assert person_of(system, rows) == {rows[0].pk: person, rows[1].pk: person}
    assert [each.record for each in records_of(system, person)] == rows[:2]
    assert len({each.sure for each in records_of(system, person)}) == 2  # the matcher alone joined the other
    for key, sees in (("police_lead", 1), ("council_lead", 0), ("analyst", 0)):
        set_scope(world.acts(key))
        assert (HubPerson.objects.count(), Link.objects.count()) == (sees, 0), key
        assert len(records_of(world.acts(key), person)) == 2 * sees
