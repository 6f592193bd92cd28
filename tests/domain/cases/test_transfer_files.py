"""A case goes to another installation as a sealed file: its name says nothing, and it is taken in once."""

import re
from datetime import timedelta

import pytest

from cairn.domain.cases.models import Case, TransferIn, TransferOut
from cairn.domain.cases.services import transfers, transfers_in
from cairn.domain.cases.services.transfer_files import seal_transfer, take_in
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.models import Entry
from cairn.foundation.files.between_installations import new_seed, own_addresses
from tests.domain.cases.between import acts_there, at, next_door, referral, walk

HERE, THERE = new_seed(), new_seed()


@pytest.fixture
def case(world) -> Case:
    """Heard here; Daleshire stands for the other installation, with keys of its own."""
    next_door(world)
    made = referral(world, at("2026-01-12"))
    walk(world, made, at("2026-01-20"), to="heard")
    return made


def addresses(settings):
    """Of the installation here, and of the one there."""
    settings.TRANSFER_KEYS = [THERE]
    (there,) = own_addresses("daleshire")
    settings.TRANSFER_KEYS = [HERE]
    (here,) = own_addresses("fellshire")
    return here, there


def made(world, settings, now, case, **facts):
    _here, there = addresses(settings)
    facts = {"address": there.text, "fingerprint": there.fingerprint, "with_contact": True, "purpose": "plan", **facts}
    return seal_transfer(by=world.acts("coordinator"), at=now, case=case, **facts)


def test_it_is_sealed_taken_in_accepted_and_confirmed(world, settings, now, case):
    here, _there = addresses(settings)
    sent, name, content = made(world, settings, now, case)
    assert re.fullmatch(r"sealed-[0-9a-f]{8}\.bin", name) and b"Wren" not in content
    settings.TRANSFER_KEYS = [THERE]
    take_in(by=acts_there(world), at=now, content=content, fingerprint=here.fingerprint)
    acts_there(world)
    row = TransferIn.objects.get()
    there = transfers_in.accept_transfer(by=acts_there(world), at=now, transfer=row)
    assert there.state == "transferred_in"
    world.acts("coordinator")
    assert Case.objects.get(pk=case.pk).state == "heard"  # nothing comes back by itself
    with pytest.raises(Refused, match="must lie between"):
        transfers.confirm_received(by=world.acts("coordinator"), at=now, sent=sent, on=now.date() - timedelta(days=1))
    transfers.confirm_received(by=world.acts("coordinator"), at=now, sent=sent, on=now.date())
    world.acts("coordinator")
    assert Case.objects.get(pk=case.pk).state == "transferred_out"
    assert TransferOut.objects.get().answer == "accepted"
    world.acts("deputy")
    assert not TransferOut.objects.exists()
    world.acts("system")
    told = [str(value) for each in Entry.objects.filter(chain=world.partnership.pk).values() for value in each.values()]
    assert not any("daleshire" in text.casefold() for text in told)


def test_a_second_time_a_changed_file_a_late_one_and_other_digits_are_refused(world, settings, now, case):
    here, there = addresses(settings)
    _sent, _name, content = made(world, settings, now, case)
    settings.TRANSFER_KEYS = [THERE]

    def why(content=content, fingerprint=here.fingerprint, when=now) -> str:
        with pytest.raises(Refused) as found:
            take_in(by=acts_there(world), at=when, content=content, fingerprint=fingerprint)
        return found.value.sentence

    assert "not those of whoever sealed" in why(fingerprint=there.fingerprint)
    assert "changed on the way" in why(content[:-1] + bytes([content[-1] ^ 1]))
    assert "could be opened until 4 December 2026" in why(when=now + timedelta(days=15))
    acts_there(world)
    assert not TransferIn.objects.exists()
    take_in(by=acts_there(world), at=now, content=content, fingerprint=here.fingerprint)
    assert "taken in already" in why()
    acts_there(world)
    row = TransferIn.objects.get()
    transfers_in.return_transfer(by=acts_there(world), at=now, transfer=row, because="Not ours.")
    assert "taken in already" in why()  # nor after it was returned


def test_only_whoever_runs_a_kind_takes_one_in_and_a_wrong_place_is_told_so(world, settings, now, case):
    here, _there = addresses(settings)
    next_door(world, "dale_worker", "Wheatear Crag", runs=False)
    _sent, _name, content = made(world, settings, now, case)
    settings.TRANSFER_KEYS = [THERE]
    with pytest.raises(Forbidden):
        take_in(by=acts_there(world, "dale_worker"), at=now, content=content, fingerprint=here.fingerprint)
    with pytest.raises(Refused, match="not sealed to this partnership"):
        take_in(by=world.acts("coordinator"), at=now, content=content, fingerprint=here.fingerprint)


def test_an_address_is_compared_before_anything_is_sealed(world, settings, now, case):
    here, there = addresses(settings)
    for facts, says in (
        ({"fingerprint": here.fingerprint}, "not those of this address"),
        ({"address": there.text[:-4]}, "cut short|no address"),
        ({"address": here.text, "fingerprint": here.fingerprint}, "address of this installation"),
    ):
        with pytest.raises(Refused, match=says):
            made(world, settings, now, case, **facts)
    world.acts("system")
    assert not TransferOut.objects.exists() and not Entry.objects.filter(action="cases.read_contact").exists()


def test_who_may_be_tied_to_somebody_in_a_file_brings_it_and_never_sees_it(world, settings, now, case):
    here, _there = addresses(settings)
    next_door(world, "tied", "Buzzard Tor")
    _sent, _name, content = made(world, settings, now, case)
    settings.TRANSFER_KEYS = [THERE]
    take_in(by=acts_there(world, "tied"), at=now, content=content, fingerprint=here.fingerprint)
    acts_there(world, "tied")
    assert not TransferIn.objects.exists()
    acts_there(world)
    assert TransferIn.objects.exists()
