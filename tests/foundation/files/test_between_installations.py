"""Sealed files between installations: only the receiver opens one, and only as it was sealed."""

from datetime import date

import pytest

from cairn.foundation.files import between_installations as between
from cairn.foundation.files.between_installations import NotOpened, open_sealed, own_addresses, read_address, seal

HERE, THERE, NEXT = (between.new_seed() for _ in range(3))
LAST, HOLDS = date(2026, 12, 4), {"text": "Ünïcode, too."}


@pytest.fixture
def sealed(settings) -> bytes:
    """A file from Fellshire here to Daleshire there; afterwards this is the installation there."""
    settings.TRANSFER_KEYS = [THERE]
    (to,) = own_addresses("daleshire")
    settings.TRANSFER_KEYS = [HERE]
    content = seal(HOLDS, of="fellshire", to=read_address(f" {to.text} \n"), id="one", expires_on=LAST)
    settings.TRANSFER_KEYS = [THERE]
    return content


def why(content: bytes, place: str = "daleshire", on: date = LAST) -> str:
    with pytest.raises(NotOpened) as found:
        open_sealed(content, place=place, on=on)
    return str(found.value)


def test_its_receiver_opens_it_and_knows_who_sealed_it(sealed, settings):
    found = open_sealed(sealed, place="daleshire", on=LAST)
    settings.TRANSFER_KEYS = [HERE]
    assert (found.id, found.holds, found.sender) == ("one", HOLDS, own_addresses("fellshire")[0])


def test_nothing_outside_tells_of_anybody(sealed):
    for word in (b"fellshire", b"daleshire", b"one", b"text", own_addresses("daleshire")[0].seals):
        assert word not in sealed.removeprefix(between.MAGIC)


def test_every_changed_byte_is_refused(sealed):
    for place in range(len(sealed)):
        broken = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        assert why(broken)
    assert "changed on the way" in why(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    assert why(sealed[:-20]) and "cut short" in why(sealed[:40]) and "no sealed file" in why(b"%PDF-1.7")
    assert "newer form" in why(sealed.replace(b"cairn-sealed/1", b"cairn-sealed/2", 1))


def test_another_place_and_another_installation_do_not_open_it(sealed, settings):
    assert "not sealed to this partnership" in why(sealed, place="fellshire")
    settings.TRANSFER_KEYS = [NEXT]
    assert "not sealed to this partnership" in why(sealed)
    settings.TRANSFER_KEYS = []
    assert "not sealed to this partnership" in why(sealed)


def test_it_opens_until_its_last_day(sealed):
    assert "until 4 December 2026" in why(sealed, on=date(2026, 12, 5))


def test_a_key_that_was_replaced_still_opens_what_was_sealed_to_it(sealed, settings):
    settings.TRANSFER_KEYS = [NEXT, THERE]
    assert open_sealed(sealed, place="daleshire", on=LAST).holds == HOLDS
    newest, older = own_addresses("daleshire")
    assert newest.fingerprint != older.fingerprint


def test_nobody_seals_it_in_the_name_of_another(settings):
    """Whoever sits between changes who it says sent it: the signature is not theirs."""
    settings.TRANSFER_KEYS = [THERE]
    (to,) = own_addresses("daleshire")
    settings.TRANSFER_KEYS = [NEXT]
    own = between.own_addresses("elsewhere")[0]
    settings.TRANSFER_KEYS = [HERE]
    victim = own_addresses("fellshire")[0]
    settings.TRANSFER_KEYS = [NEXT]
    body = between.json.dumps
    content = {}

    def forged(told, **kwargs):
        content["from"] = told["from"]
        return body({**told, "from": victim.text}, **kwargs)

    between.json.dumps = forged
    try:
        file = seal(HOLDS, of="elsewhere", to=to, id="two", expires_on=LAST)
    finally:
        between.json.dumps = body
    settings.TRANSFER_KEYS = [THERE]
    assert content["from"] == own.text and "does not bear the signature" in why(file)


def test_a_fingerprint_is_forty_digits_and_an_address_that_was_cut_is_refused(settings):
    settings.TRANSFER_KEYS = [HERE]
    (address,) = own_addresses("fellshire")
    assert [len(group) for group in address.fingerprint.split()] == [5] * 8
    assert between.same_fingerprint(address, address.fingerprint.replace(" ", "-"))
    assert not between.same_fingerprint(address, address.fingerprint[:-1]) and not between.same_fingerprint(address, "")
    for wrong in ("", "hello", address.text[:-3], address.text.replace("cairn-address-1", "x"), address.text + "AAAA"):
        with pytest.raises(NotOpened):
            read_address(wrong)


def test_without_keys_nothing_is_sealed(settings):
    settings.TRANSFER_KEYS = [THERE]
    (to,) = own_addresses("daleshire")
    settings.TRANSFER_KEYS = []
    with pytest.raises(NotOpened, match="has no keys"):
        seal(HOLDS, of="fellshire", to=to, id="one", expires_on=LAST)
