"""Keys for systems on their screens: made by those who may, shown once, and revoked with a reason."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.keys import digest_of
from cairn.foundation.accounts.models import ApiKey
from cairn.foundation.accounts.services.keys import make_key
from cairn.foundation.audit.models import Entry

pytestmark = pytest.mark.django_db


def at(name):
    return reverse(f"accounts:{name}", kwargs={"partnership": "fellshire"})


def test_the_manager_and_agency_leads_make_keys_and_nobody_else_does(browser, world, look):
    for who, sees, makes in (
        ("administrator", 200, 403), ("manager", 200, 200), ("auditor", 200, 403), ("police_lead", 200, 200),
        ("police_worker", 403, 403), ("stranger", 404, 404),
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


def test_nobody_gives_a_key_that_opens_more_than_she_may_open_herself(browser, world, look):
    """A key that sends files reads the rows that are given back, and what it sends counts as the agency's word."""
    police, council = (world.agencies[slug].pk for slug in ("fell-police", "fell-council"))
    last = timezone.localdate() + timedelta(days=30)
    sent = {"system": "Case system", "expires_on_day": last.day, "expires_on_month": last.month,
            "expires_on_year": last.year}  # fmt: skip
    page = browser("manager").get(at("make_key")).content.decode()
    assert "figures:write" in page and "records:send" not in page
    for who, agency in (("manager", police), ("manager", council), ("police_lead", council)):
        for scopes in (["records:send"], ["figures:read", "records:send"]):
            browser(who).post(at("make_key"), {**sent, "agency": agency, "scopes": scopes})
    browser("police_lead").post(at("make_key"), {**sent, "agency": council, "scopes": ["figures:read"]})
    look()
    assert not ApiKey.objects.exists()
    for scopes in (["records:send"], ["figures:read"]):
        with pytest.raises((Refused, Forbidden)):
            make_key(by=world.acts("administrator"), at=timezone.now(), agency=world.agencies["fell-police"],
                     system="Case system", scopes=scopes, expires_on=last)  # fmt: skip
    with pytest.raises(Refused, match="Only the lead of that agency"):
        make_key(by=world.acts("manager"), at=timezone.now(), agency=world.agencies["fell-police"],
                 system="Case system", scopes=["records:send"], expires_on=last)  # fmt: skip
    made = browser("police_lead").post(at("make_key"), {**sent, "agency": police, "scopes": ["records:send"]})
    assert "cairn.fellshire." in made.content.decode()
    look()
    key = ApiKey.objects.get()
    refused = browser("council_lead").post(at("keys"), {"key": key.ref, "reason": "No."})
    assert (
        refused.status_code == 403
        and f'value="{key.ref}"' not in browser("council_lead").get(at("keys")).content.decode()
    )
    done = browser("administrator").post(at("keys"), {"key": key.ref, "reason": "She left."}, follow=True)
    assert "is revoked" in done.content.decode()
