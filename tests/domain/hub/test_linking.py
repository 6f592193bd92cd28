"""Linking all records in force: people found anew, who keep their references and every decision."""

from collections import Counter, defaultdict

from django.db import connection

from cairn.domain.hub.api import is_known
from cairn.domain.hub.models import (
    AgencyRecord,
    Doubt,
    HubPerson,
    LearnedModel,
    Link,
    LinkingRun,
    PairDecision,
    RecordKeys,
)
from cairn.domain.hub.queries.newest import doubts_now, links_now
from cairn.domain.hub.queries.tables import as_record, digests
from cairn.domain.hub.services import keeping, linking
from cairn.domain.hub.testing import linked
from cairn.domain.records.models import SourceRecord
from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.audit.models import Entry
from cairn.kernel.actors import system_actor
from cairn.kernel.linkage import METHOD, looking


def people_now(world):
    """Key of each agency record to the person it is linked to."""
    found = links_now(world.partnership.pk).values_list("record__key", "person__ref", "standing")
    return {key: (person, standing) for key, person, standing in found}


def counts():
    return [model.objects.count() for model in (AgencyRecord, HubPerson, Link, Doubt, LinkingRun, RecordKeys)]


def test_every_record_finds_its_person_in_one_act_with_one_entry_and_the_same_again_writes_nothing(world, truth):
    before = Entry.objects.count()
    run = linked(world.partnership, at=world.at)
    found = people_now(world)
    assert set(found) == {*truth, "P-1", "P-2", "H-1"}
    assert Entry.objects.count() == before + 1
    behind = defaultdict(set)
    for key, (person, _standing) in found.items():
        behind[person].add(truth.get(key, key[-2:]))
    assert sum(len(true) == 1 for true in behind.values()) > 0.95 * len(behind)
    pairs = Counter(truth.values())
    assert len(behind) < 1.2 * len(pairs) + 2
    assert found["P-1"][0] == found["H-1"][0] != found["P-2"][0]
    assert run.report["people"] == len(behind)
    sizes = Counter(person for person, _ in found.values())
    assert {standing for person, standing in found.values() if sizes[person] == 1} == {"alone"}
    assert LearnedModel.objects.get().values["model"]
    there = counts()
    assert linked(world.partnership, at=world.at) is None
    again = linked(world.partnership, at=world.at, seed=1)  # as other data would: another digest, the same people
    assert again.report["links written"] == 0
    assert counts()[:4] == there[:4]


def test_what_was_kept_apart_stays_apart_and_people_keep_their_references(world, truth):
    linked(world.partnership, at=world.at)
    before = people_now(world)
    sizes = Counter(person for person, _ in before.values())
    person = sizes.most_common(1)[0][0]
    mine = list(links_now(world.partnership.pk).filter(person__ref=person).values_list("record", flat=True))
    by = system_actor(world.partnership.pk)
    with command("hub.decide", by=by, at=world.at):
        PairDecision(
            partnership=world.partnership, first_id=mine[0], second_id=mine[1], says="apart", why="Twins.", at=world.at
        ).save()  # fmt: skip
    linked(world.partnership, at=world.at)
    now = people_now(world)
    whose = dict(links_now(world.partnership.pk).values_list("record", "person"))
    assert whose[mine[0]] != whose[mine[1]]
    same = sum(before[key][0] == now[key][0] for key in before)
    assert same >= len(before) - len(mine)
    assert person in {found for found, _ in now.values()}


def test_the_queue_holds_what_is_uncertain_and_nothing_that_is_decided(world, truth):
    linked(world.partnership, at=world.at)
    waiting = list(doubts_now(world.partnership.pk))
    assert waiting
    assert all(row.sentence and row.reasons for row in waiting)
    set_scope(system_actor(world.partnership.pk))
    with command("hub.decide", by=system_actor(world.partnership.pk), at=world.at):
        PairDecision(
            partnership=world.partnership, first=waiting[0].first, second=waiting[0].second, says="same",
            why="The same tenancy.", at=world.at,
        ).save()  # fmt: skip
    linked(world.partnership, at=world.at)
    assert waiting[0].pk not in {row.pk for row in doubts_now(world.partnership.pk)}
    whose = dict(links_now(world.partnership.pk).values_list("record", "person"))
    standing = dict(links_now(world.partnership.pk).values_list("record", "standing"))
    assert whose[waiting[0].first_id] == whose[waiting[0].second_id]
    assert standing[waiting[0].first_id] == "confirmed"


def by_an_older_method(partnership, monkeypatch, at):
    """All records linked by a method that finds by the number, the telephone and the birth alone."""
    older = (("nhs",), ("phone",), ("born", "family start"))
    with monkeypatch.context() as patched:
        patched.setattr(looking, "_KEYS", older)
        for module in (linking, keeping):
            patched.setattr(module, "METHOD", METHOD - 1)
        linked(partnership, at=at)


def keys_now():
    return {row: (set(keys), method) for row, keys, method in RecordKeys.objects.values_list("row", "keys", "method")}


def test_keys_that_an_older_method_made_are_made_anew_in_the_run_and_the_next_run_writes_none(
    world, truth, monkeypatch
):  # fmt: skip
    by_an_older_method(world.partnership, monkeypatch, world.at)
    before = keys_now()
    assert {method for _keys, method in before.values()} == {METHOD - 1}
    monkeypatch.setattr(keeping, "_AT_ONCE", 50)
    entries = Entry.objects.count()
    linked(world.partnership, at=world.at)
    assert Entry.objects.count() == entries + 1
    now = keys_now()
    assert set(now) == set(before)
    rows = {row.pk: set(digests(as_record(row))) for row in SourceRecord.objects.all()}
    assert now == {row: (keys, METHOD) for row, keys in rows.items()}
    assert all(keys <= now[row][0] for row, (keys, _method) in before.items())
    written = set(RecordKeys.objects.values_list("pk", flat=True))
    assert linked(world.partnership, at=world.at) is None
    linked(world.partnership, at=world.at, seed=1)
    assert set(RecordKeys.objects.values_list("pk", flat=True)) == written


def test_until_keys_are_made_anew_a_look_up_finds_by_those_that_are_there(world, truth, monkeypatch):
    by_an_older_method(world.partnership, monkeypatch, world.at)

    def knows(**typed):
        found = is_known(by=world.acts("officer"), at=world.at, partnership=world.partnership, record=typed)
        return bool(found)

    by_telephone = {"given": "Dunlin", "family": "Travertine", "phone": "07700900456"}
    by_home = {"given": "Dunlin", "family": "Travertine", "address": "9 Fell Row", "postcode": "CA99 7ZZ"}
    assert knows(**by_telephone) and not knows(**by_home)
    linked(world.partnership, at=world.at)
    assert knows(**by_telephone) and knows(**by_home)


def test_nobody_but_cairn_itself_takes_keys_away(hub):
    hub.acts("officer")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('cairn.command', 'x', true)")
        cursor.execute("SELECT * FROM cairn_hub_keys_over(%s, 0, 1000)", [METHOD + 1])
        assert cursor.fetchall() == []
    hub.acts("system")
    assert RecordKeys.objects.exists()
