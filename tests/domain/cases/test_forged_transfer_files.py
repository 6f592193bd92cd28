"""Whoever knows the published form writes files of her own: what does not fit is refused whole, and nothing stays."""

import json
from datetime import timedelta
from functools import partial

import pytest

from cairn.domain.cases.models import Case, TransferIn
from cairn.domain.cases.queries.transfers import arrived_one
from cairn.domain.cases.services import transfers_in
from cairn.domain.cases.services.transfer_files import ANOTHER_VERSION, ONCE_ONLY, take_in
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.files import between_installations
from cairn.foundation.files.between_installations import NotOpened, new_seed, open_sealed, own_addresses, seal
from tests.domain.cases.between import acts_there, next_door

HERE, THERE = new_seed(), new_seed()
PERSON = {
    "key": "1", "party": "person_harmed", "name": "Wren Scar", "other_names": [], "born": [1990, 3, None], "note": "",
    "facts": {"sex": "", "ethnicity": "", "disability": "", "orientation": "", "language": "", "interpreter": False},
}  # fmt: skip
HARMER = {**PERSON, "key": "2", "party": "person_causing_harm", "name": "Buzzard Tor"}
PLAN = {
    "safe": "yes", "ways": {}, "times": [], "never_leave_message": True, "code_word": "", "phones": [], "e_mails": [],
    "note": "", "unsafe_people": [],
}  # fmt: skip
ADDRESS = {
    "lines": "1 Cairn Row", "postcode": "", "letters": "no", "is_refuge": False, "from_on": None, "lived_in_by": [],
    "safe_from": [],
}  # fmt: skip
DETAILS = {"consent": "given", "safe_contact": "Ring the school."}
TEXT = {"section": "referral", "title": "Referral", "text": "What was said."}
TIE = {"first": "1", "second": "2", "relation": "partner", "note": ""}


def holds(**changed):
    """What a sound file holds, by the published form, with something in its place."""
    pack = {
        "form": "cairn-transfer-pack/1", "kind": "marac", "last_on": "2026-01-12", "state": "Heard",
        "restricted": False, "details": {}, "people": [PERSON, HARMER], "ties": [TIE], "texts": [TEXT],
    }  # fmt: skip
    outside = {name: changed.pop(name) for name in ("sender", "contact", "pack") if name in changed}
    return {"pack": {**pack, **changed}, "contact": {}, "sender": "Fellshire", **outside}


@pytest.fixture
def there(world, settings, monkeypatch):
    """Daleshire stands for the other installation; seals to it with the keys of Fellshire, by a program of her own."""
    written = partial(json.dumps, ensure_ascii=True)
    next_door(world)
    settings.TRANSFER_KEYS = [THERE]
    (receives,) = own_addresses("daleshire")
    settings.TRANSFER_KEYS = [HERE]
    (sends,) = own_addresses("fellshire")

    def make(what, now, *, id="0123456789abcdef" * 2, inside=""):
        settings.TRANSFER_KEYS = [HERE]
        with monkeypatch.context() as by_hand:
            by_hand.setattr(between_installations.json, "dumps", lambda whole, **_more: inside or written(whole))
            content = seal(what, of="fellshire", to=receives, id=id, expires_on=now.date() + timedelta(days=3))
        settings.TRANSFER_KEYS = [THERE]
        return {"content": content, "fingerprint": sends.fingerprint}

    return make


def reached(**changed):
    """How somebody is reached, as a file tells it."""
    return {"details": {}, "people": {"1": {"plan": PLAN, "addresses": [ADDRESS], **changed}}}


def test_a_file_by_the_published_form_is_taken_in_read_and_accepted(world, there, now):
    take_in(by=acts_there(world), at=now, **there(holds(details=DETAILS, contact=reached()), now))
    acts_there(world)
    row = TransferIn.objects.get()
    assert arrived_one(row).people[0][0] == "Wren Scar"
    made = transfers_in.accept_transfer(by=acts_there(world), at=now, transfer=row)
    assert Case.objects.get(pk=made.pk).state == "transferred_in"


@pytest.mark.parametrize(
    "what",
    [
        None, [], {}, holds(pack=None), holds(kind=["marac"]), holds(kind="no_kind"),
        holds(last_on=None), holds(last_on="yesterday"), holds(state=None), holds(state={"a": "b"}),
        holds(restricted="no"), holds(restricted=None), holds(details=[]),
        holds(details={"consent": 7}), holds(details={"consent": {"a": []}}), holds(details={"no_detail": "x"}),
        holds(people=None), holds(people=["1"]), holds(people=[PERSON, PERSON]),
        holds(people=[{**PERSON, "born": []}]), holds(people=[{**PERSON, "born": ["1990", 3, 3]}]),
        holds(people=[{**PERSON, "born": [10**9, 3, 3]}]), holds(people=[{**PERSON, "born": [1990, 2, 30]}]),
        holds(people=[{**PERSON, "name": ""}]), holds(people=[{**PERSON, "name": "Wren " * 100}]),
        holds(people=[{**PERSON, "name": "Wren\0Scar"}]), holds(people=[{**PERSON, "name": "Wren \ud800"}]),
        holds(people=[{**PERSON, "other_names": "Wren"}]), holds(people=[{**PERSON, "other_names": [None]}]),
        holds(people=[{**PERSON, "facts": {**PERSON["facts"], "known": "U-1"}}]),
        holds(people=[{**PERSON, "facts": {**PERSON["facts"], "interpreter": "yes"}}]),
        holds(people=[{**PERSON, "facts": {}}]), holds(people=[PERSON]), holds(ties=[{**TIE, "relation": "owner"}]),
        holds(ties=[{"first": "1", "second": "2"}]), holds(texts=[{"section": "referral"}]),
        holds(texts=[{**TEXT, "text": None}]), holds(texts=[{**TEXT, "section": "transfer"}]),
        holds(contact=[]), holds(contact={"people": {}}), holds(contact={"details": {}, "people": {"9": {}}}),
        holds(contact=reached(plan={**PLAN, "phones": None})), holds(contact=reached(plan={**PLAN, "seen": 1})),
        holds(contact=reached(plan={**PLAN, "phones": ["0" * 99]})), holds(contact=reached(plan={"safe": "yes"})),
        holds(contact=reached(plan={**PLAN, "ways": {"pigeon": "yes"}})),
        holds(contact=reached(plan={**PLAN, "times": [{"days": [9], "begins": "09:00", "ends": "10:00"}]})),
        holds(contact=reached(plan={**PLAN, "times": [{"days": [0], "begins": "99:00", "ends": "99:30"}]})),
        holds(contact=reached(plan={**PLAN, "unsafe_people": ["9"]})),
        holds(contact=reached(addresses=[{**ADDRESS, "left": "J-1"}])),
        holds(contact=reached(addresses=[{**ADDRESS, "from_on": "soon"}])),
        holds(contact=reached(addresses=[{**ADDRESS, "safe_from": ["9"]}])), holds(contact=reached(addresses=None)),
        holds(sender=None), holds(sender=["Fellshire"]),
    ],
)  # fmt: skip
def test_a_signed_file_that_does_not_fit_is_refused_whole(world, there, now, what):
    with pytest.raises(Refused) as found:
        take_in(by=acts_there(world), at=now, **there(what, now))
    assert found.value.sentence == ANOTHER_VERSION
    acts_there(world, "system")
    assert not TransferIn.objects.exists()


def test_a_name_that_no_file_bears_is_refused(world, there, now):
    for id in ("", "0", "G" * 32, "0123456789abcdef" * 2 + "\n"):
        with pytest.raises(Refused):
            take_in(by=acts_there(world), at=now, **there(holds(), now, id=id))


@pytest.mark.parametrize(
    "inside",
    ["[" * 100_000, "null", "[]", '{"from": 5}', '{"from": {"a": 1}}', '{"from": "cairn-address-1.x."}', "\xff"],
)  # fmt: skip
def test_anybody_who_knows_an_address_can_seal_anything_to_it_and_it_is_refused_in_words(world, there, now, inside):
    """Sealing asks for the receiver's address alone, so what is inside is read before it is known from whom it is."""
    content = there(None, now, inside=inside)["content"]
    with pytest.raises(NotOpened):
        open_sealed(content, place="daleshire", on=now.date())


def test_of_two_who_take_in_one_file_at_once_the_second_is_told(world, there, now, monkeypatch):
    """The first is not seen by the second yet: as if nothing were known, the database alone says so."""
    file = there(holds(), now)
    take_in(by=acts_there(world), at=now, **file)
    monkeypatch.setattr(TransferIn.objects, "filter", lambda **_facts: TransferIn.objects.none())
    with pytest.raises(Refused) as found:
        take_in(by=acts_there(world), at=now, **file)
    assert found.value.sentence == ONCE_ONLY
