"""Keys for systems on their screens: made by those who may, shown once, and revoked with a reason."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cairn.foundation.accounts.keys import digest_of
from cairn.foundation.accounts.models import ApiKey
from cairn.foundation.audit.models import Entry

pytestmark = pytest.mark.django_db


def at(name):
    return reverse(f"accounts:{name}", kwargs={"partnership": "fellshire"})


def test_the_administrator_and_the_manager_make_keys_and_nobody_else_does(browser, world, look):
    for who, sees, makes in (
        ("administrator", 200, 200), ("manager", 200, 200), ("auditor", 200, 403), ("police_lead", 403, 403),
        ("stranger", 404, 404),
    ):  # fmt: skip
        client = browser(who)
        assert (client.get(at("keys")).status_code, client.get(at("make_key")).status_code) == (sees, makes), who
    last = timezone.localdate() + timedelta(days=30)
    sent = {
        "agency": world.agencies["fell-police"].pk, "system": "Case system", "scopes": ["figures:write"],
        "expires_on_day": last.day, "expires_on_month": last.month, "expires_on_year": last.year,
    }  # fmt: skip
    client = browser("manager")
    page = client.post(at("make_key"), sent).content.decode()
    key = re.search(r'value="(cairn\.fellshire\.[\w-]{43})"', page)[1]
    look()
    row = ApiKey.objects.get()
    assert row.digest == digest_of(key) and key not in str(Entry.objects.values_list("changes", flat=True))
    assert key not in client.get(at("keys")).content.decode()
    assert "year from now" in client.post(at("make_key"), {**sent, "expires_on_year": last.year + 2}).content.decode()
    assert "Say why the key is revoked" in client.post(at("keys"), {"key": row.ref, "reason": ""}).content.decode()
    assert browser("auditor").post(at("keys"), {"key": row.ref, "reason": "No."}).status_code == 403
    page = client.post(at("keys"), {"key": row.ref, "reason": "It was seen."}, follow=True).content.decode()
    assert "is revoked" in page and "It was seen." in page
    look()
    row.refresh_from_db()
    assert row.revoked_at is not None
