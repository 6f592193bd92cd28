"""Sealed files from one installation of Cairn to another: only its receiver opens one, and knows who sealed it.

Each installation holds secret seeds in its environment, the newest first. From each seed come an X25519 key, to which
files are sealed, and an Ed25519 key, by which they are signed. What others need is one line of text, the address; two
people compare its fingerprint by telephone, and that is the whole of the trust.

The form ``cairn-sealed/1`` is described in docs/how-to/transfer-between-installations.md.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

MAGIC = b"cairn-sealed/1\n"
PREFIX = "cairn-address-1"
LARGEST = 5_000_000
_KEY, _CHECK, _NONCE = 32, 16, 12
_HEAD = len(MAGIC) + _KEY + _CHECK + _NONCE
_GROUPS, _DIGITS = 8, 5


class NotOpened(ValueError):
    """A file or an address that is refused, with the sentence for whoever brought it; nothing was taken in."""


@dataclass(frozen=True, slots=True)
class Address:
    """One place that files are sealed to and signed by.

    Args:
        place: the name of a partnership in its installation's addresses.
        seals: its X25519 key.
        signs: its Ed25519 key.
    """

    place: str
    seals: bytes
    signs: bytes

    @property
    def text(self) -> str:
        """The line that is handed to others; nothing in it is secret."""
        keys = base64.urlsafe_b64encode(self.seals + self.signs).decode().rstrip("=")
        return f"{PREFIX}.{self.place}.{keys}"

    @property
    def fingerprint(self) -> str:
        """Forty digits in eight groups, to be read out by telephone."""
        number = int.from_bytes(hashlib.sha256(self.text.encode()).digest()) % 10 ** (_GROUPS * _DIGITS)
        digits = f"{number:0{_GROUPS * _DIGITS}d}"
        return " ".join(digits[begin : begin + _DIGITS] for begin in range(0, len(digits), _DIGITS))


@dataclass(frozen=True, slots=True)
class Opened:
    """What a file held, and who sealed it."""

    id: str
    sender: Address
    holds: Mapping[str, Any]


def new_seed() -> str:
    """A fresh secret for ``CAIRN_TRANSFER_KEYS``."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_KEY)).decode()


def own_addresses(place: str) -> list[Address]:
    """The addresses of a place of this installation, the one in use first; none where no key is set."""
    return [
        Address(place, _seals(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw),
                _signs(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))
        for seed in _seeds()
    ]  # fmt: skip


def read_address(text: str) -> Address:
    """Read the line that another installation handed over.

    Raises:
        NotOpened: where it is no such line.
    """
    prefix, _, rest = "".join(text.split()).partition(".")
    place, _, keys = rest.partition(".")
    try:
        raw = base64.urlsafe_b64decode(keys + "=" * (-len(keys) % 4))
    except ValueError:
        raw = b""
    if prefix != PREFIX or not place or len(raw) != 2 * _KEY:
        raise NotOpened(f"This is no address for sealed files. It is one line that begins with {PREFIX}.")
    found = Address(place, raw[:_KEY], raw[_KEY:])
    if found.text != "".join(text.split()):
        raise NotOpened("This address was cut short or changed. Ask for the whole line again.")
    return found


def same_fingerprint(address: Address, heard: str) -> bool:
    """Whether the digits that were read out are those of an address, however they are spaced."""
    digits = "".join(each for each in heard if each.isdigit())
    return hmac.compare_digest(digits, address.fingerprint.replace(" ", ""))


def seal(holds: Mapping[str, Any], *, of: str, to: Address, id: str, expires_on: date) -> bytes:
    """One sealed file: encrypted to one address, signed by this installation; nothing outside tells of anybody.

    Args:
        holds: what JSON keeps.
        of: the place here that sends.
        id: of this file alone, so that it is taken in once.
        expires_on: the last day on which it is opened.

    Raises:
        NotOpened: where this installation has no key.
    """
    own = own_addresses(of)
    if not own:
        raise NotOpened("This installation has no keys for sealed files yet. Ask whoever runs it to make them.")
    once = X25519PrivateKey.generate()
    public = once.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    try:
        key, check = _shared(once.exchange(X25519PublicKey.from_public_bytes(to.seals)), public, to)
    except ValueError:
        raise NotOpened("This address cannot be sealed to. Ask for it again.") from None
    body = json.dumps(
        {"id": id, "expires_on": expires_on.isoformat(), "from": own[0].text, "to": to.text, "holds": holds},
        ensure_ascii=False,
    ).encode()
    signature = _signs(_seeds()[0]).sign(_signed(public, to, body))
    nonce = secrets.token_bytes(_NONCE)
    head = MAGIC + public + check + nonce
    return head + ChaCha20Poly1305(key).encrypt(nonce, signature + body, head)


def open_sealed(content: bytes, *, place: str, on: date) -> Opened:
    """Open a file that was sealed to a place of this installation.

    Raises:
        NotOpened: where it is no such file, was sealed to another, was changed, is of somebody else, or is too old.
    """
    if not content.startswith(MAGIC):
        known = content.startswith(MAGIC.split(b"/")[0] + b"/")
        raise NotOpened(
            "This file is of a newer form than this installation reads. Update it first."
            if known
            else "This is no sealed file of Cairn."
        )
    if not _HEAD < len(content) <= LARGEST:
        raise NotOpened("This file was cut short or is too large. Ask for it again.")
    public = content[len(MAGIC) : len(MAGIC) + _KEY]
    check = content[len(MAGIC) + _KEY : len(MAGIC) + _KEY + _CHECK]
    for seed, own in zip(_seeds(), own_addresses(place), strict=True):
        try:
            key, expected = _shared(_seals(seed).exchange(X25519PublicKey.from_public_bytes(public)), public, own)
        except ValueError:
            continue
        if hmac.compare_digest(check, expected):
            return _opened(content, key, public, own, on=on)
    raise NotOpened(
        "This file was not sealed to this partnership, or its beginning was changed on the way. Compare the "
        "fingerprint of your address with whoever sent it."
    )


def _opened(content: bytes, key: bytes, public: bytes, own: Address, *, on: date) -> Opened:
    changed = NotOpened("This file was changed on the way, so it is not opened. Ask for it again.")
    head = content[:_HEAD]
    try:
        plain = ChaCha20Poly1305(key).decrypt(head[-_NONCE:], content[_HEAD:], head)
    except InvalidTag:
        raise changed from None
    signature, body = plain[:64], plain[64:]
    try:
        told = json.loads(body)
        sender = read_address(str(told["from"]))
        Ed25519PublicKey.from_public_bytes(sender.signs).verify(signature, _signed(public, own, body))
        expires_on = date.fromisoformat(told["expires_on"])
        found = Opened(str(told["id"]), sender, told["holds"])
    except (InvalidSignature, ValueError, KeyError, TypeError, RecursionError):  # of whatever was written inside
        raise NotOpened("This file does not bear the signature of whoever it says sent it.") from None
    if told["to"] != own.text:
        raise changed
    if on > expires_on:
        raise NotOpened(f"This file could be opened until {expires_on.day} {expires_on:%B %Y}. Ask for a new one.")
    return found


def _shared(secret: bytes, public: bytes, to: Address) -> tuple[bytes, bytes]:
    """The key of one file, and a check that tells its receiver, and nobody else, that it is for them."""
    info = MAGIC + public + to.text.encode()
    both = HKDF(algorithm=SHA256(), length=_KEY + _CHECK, salt=None, info=info).derive(secret)
    return both[:_KEY], both[_KEY:]


def _signed(public: bytes, to: Address, body: bytes) -> bytes:
    """What is signed: also for whom, so that nobody seals it on to another in the sender's name."""
    return MAGIC + public + hashlib.sha256(to.text.encode()).digest() + body


def _seeds() -> list[bytes]:
    return [_seed(each) for each in settings.TRANSFER_KEYS]


@cache
def _seed(text: str) -> bytes:
    return base64.urlsafe_b64decode(text)


def _derived(seed: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY, salt=None, info=f"cairn.transfer.{purpose}".encode()).derive(seed)


def _seals(seed: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(_derived(seed, "seals"))


def _signs(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_derived(seed, "signs"))
