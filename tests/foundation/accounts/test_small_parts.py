"""Passwords, sealing, and the words for a browser."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.sealed import keyed, seal, unseal
from cairn.foundation.accounts.web.library_forms import password_hint
from cairn.foundation.accounts.web.library_views import browser_in_words

LINNET = User(name="Linnet Marl", email="linnet.marl@example.test")


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("elevenchars", "Password must be 12 characters or more"),
        ("x" * 257, "Password must be 256 characters or fewer"),
        ("1234567890123456", None),
        ("linnet.marl.2026", "Password must not be like your name or your email address"),
        ("qwerty123456", "Choose a password that is harder to guess: this one is often used"),
        ("tarn lantern ledger", None),
    ],
)
def test_a_password_is_refused_in_plain_words(password, sentence):
    if sentence is None:
        validate_password(password, LINNET)
        return
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, LINNET)
    assert sentence in refusal.value.messages


def test_the_rule_is_said_before_anything_is_typed():
    assert password_hint() == (
        "Use 12 characters or more. Three words that do not belong together make a good one."
        " Do not use your name or your email address."
    )


def test_what_is_sealed_can_be_read_back_for_the_same_purpose_only():
    sealed = seal("what was typed", purpose="one")
    assert "typed" not in sealed
    assert unseal(sealed, purpose="one") == "what was typed"
    assert unseal(sealed, purpose="two") is None


def test_what_was_changed_or_made_up_is_not_read():
    sealed = seal("what was typed", purpose="one")
    other = "B" if sealed[20] == "A" else "A"
    for forged in (sealed[:-2], sealed[:20] + other + sealed[21:], "", "nonsense", "ü"):
        assert unseal(forged, purpose="one") is None


def test_what_is_too_old_is_not_read():
    sealed = seal("what was typed", purpose="one")
    soon, late = datetime.now(UTC) + timedelta(minutes=59), datetime.now(UTC) + timedelta(minutes=61)
    assert unseal(sealed, purpose="one", at=soon, longest=timedelta(hours=1)) == "what was typed"
    assert unseal(sealed, purpose="one", at=late, longest=timedelta(hours=1)) is None


def test_a_changed_key_still_reads_what_the_old_one_sealed_while_the_old_one_is_named(settings):
    sealed = seal("what was typed", purpose="one")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "n" * 50
    assert unseal(sealed, purpose="one") is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unseal(sealed, purpose="one") == "what was typed"


def test_a_keyed_digest_depends_on_key_and_purpose(settings):
    first = keyed("a", purpose="one")
    assert first == keyed("a", purpose="one") != keyed("a", purpose="two")
    settings.SECRET_KEY = "n" * 50
    assert keyed("a", purpose="one") != first


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1", "Safari on an iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("curl/8.0", "A browser"),
    ],
)  # fmt: skip
def test_a_device_is_named_as_people_know_it(agent, words):
    assert browser_in_words(agent) == words
