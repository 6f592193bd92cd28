"""Screens of repeats, flags and transfers; whoever is kept out, or next door, learns nothing from an address."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cairn.domain.cases.models import Case, FileFlag, Repeat, TransferIn, TransferOut
from cairn.domain.cases.services import transfers, wall
from cairn.foundation.files.between_installations import new_seed, own_addresses
from tests.domain.cases.between import acts_there, next_door, referral, walk
from tests.screens.cases.conftest import at


def page_of(response) -> str:
    return response.content.decode()


def there(name, **kwargs):
    """The address of a screen in Daleshire."""
    return reverse(f"cases:{name}", kwargs={"partnership": "daleshire", **kwargs})


@pytest.fixture
def heard(world) -> Case:
    """A referral of ten days ago that was heard; Daleshire has a coordinator."""
    next_door(world)
    made = referral(world, world.at - timedelta(days=10))
    walk(world, made, world.at - timedelta(days=9), to="heard")
    return made


def test_a_repeat_is_shown_to_whoever_runs_the_kind_and_answered(world, heard, browser):
    again = referral(world, world.at - timedelta(days=1), by="housing")
    coordinator, housing = browser("coordinator"), browser("housing")
    assert f"Case {again.ref} may be a repeat" in page_of(coordinator.get(at("cases")))
    assert "This may be a repeat" in page_of(coordinator.get(at("case", ref=again.ref)))
    for page in (housing.get(at("cases")), housing.get(at("case", ref=again.ref))):
        assert page.status_code == 200 and "may be a repeat" not in page_of(page) and heard.ref not in page_of(page)
    assert housing.get(at("repeat", ref=again.ref)).status_code == 403
    assert housing.get(at("repeat", ref=heard.ref)).status_code == 404
    page = page_of(coordinator.get(at("repeat", ref=again.ref)))
    assert f"Case {heard.ref}" in page and "The names are the same." in page
    world.acts("system")
    row = Repeat.objects.get()
    typed = {"repeat": row.ref, "answer": "no", "why": ""}
    assert "Say why it is not a repeat" in page_of(coordinator.post(at("repeat", ref=again.ref), typed))
    done = page_of(coordinator.post(at("repeat", ref=again.ref), {**typed, "answer": "yes"}, follow=True))
    assert "It is a repeat." in done and "Curlew Beck" in done
    assert "Confirmed as a repeat" in page_of(coordinator.get(at("case", ref=again.ref)))
    told = page_of(housing.get(at("case", ref=again.ref)))
    assert "Confirmed as a repeat" not in told and "last referral of the same people" not in told


def test_an_agency_confirms_its_flag(world, heard, browser):
    nurse = browser("nurse")
    assert "(1 to confirm)" in page_of(nurse.get(at("cases")))
    world.acts("system")
    flag = FileFlag.objects.get(agency__slug="fell-health")
    day = {"on_day": str(world.today.day), "on_month": str(world.today.month), "on_year": str(world.today.year)}
    assert "Choose a file from the list" in page_of(nurse.post(at("file-flags"), day))
    assert "The flag is noted." in page_of(nurse.post(at("file-flags"), {"flag": flag.ref, **day}, follow=True))
    assert "Plover Chalk" in page_of(nurse.get(at("case", ref=heard.ref)))
    assert "Nothing is asked of your agency" in page_of(browser("housing").get(at("file-flags")))


def test_a_case_goes_next_door_and_only_its_sender_reads_where(world, heard, browser):
    coordinator, dale = browser("coordinator"), browser("dale")
    address = at("transfer", ref=heard.ref)
    assert "Choose a partnership" in page_of(coordinator.post(address, {"do": "send", "how": "here"}))
    typed = {"do": "send", "how": "here", "receiver": str(world.other.pk), "with_contact": "yes", "purpose": "plan"}
    page = page_of(coordinator.post(address, typed, follow=True))
    assert "Not answered yet" in page and world.other.name in page
    assert "(1 to answer)" in page_of(dale.get(there("cases")))
    acts_there(world)
    row = TransferIn.objects.get()
    page = page_of(dale.get(there("arrived", ref=row.ref)))
    assert "Wren Scar" in page and world.partnership.name in page and "Mornings" not in page
    page = page_of(dale.post(there("arrived", ref=row.ref), {"answer": "return", "because": ""}))
    assert "Say why it is returned" in page
    page = page_of(dale.post(there("arrived", ref=row.ref), {"answer": "accept"}, follow=True))
    assert "The case is opened here as" in page and "Received from another area" in page
    assert dale.get(there("arrived", ref=row.ref)).status_code == 404
    assert world.other.name in page_of(coordinator.get(address))
    for who in ("deputy", "nurse", "officer"):
        page = page_of(browser(who).get(at("case", ref=heard.ref)))
        assert "Transferred, area withheld" in page and "Daleshire" not in page
    page = page_of(browser("deputy").get(address))
    assert "Daleshire" not in page.replace("Sign", "") and "is not sent on" in page


def test_a_sealed_file_is_downloaded_under_a_name_that_says_nothing_and_taken_in(world, heard, browser, settings):
    here_key, there_key = new_seed(), new_seed()
    settings.TRANSFER_KEYS = [there_key]
    (to,) = own_addresses("daleshire")
    settings.TRANSFER_KEYS = [here_key]
    (sender,) = own_addresses("fellshire")
    coordinator, dale = browser("coordinator"), browser("dale")
    typed = {"do": "send", "how": "file", "address": to.text, "fingerprint": "1", "with_contact": "no"}
    address = at("transfer", ref=heard.ref)
    assert "not those of this address" in page_of(coordinator.post(address, typed))
    answer = coordinator.post(address, {**typed, "fingerprint": to.fingerprint})
    assert answer["Content-Disposition"].startswith('attachment; filename="sealed-')
    assert "They have it" in page_of(coordinator.get(address))
    settings.TRANSFER_KEYS = [there_key]
    file = SimpleUploadedFile("x.bin", answer.content)
    page = page_of(dale.post(there("incoming"), {"file": file, "fingerprint": sender.fingerprint}, follow=True))
    assert "The file is taken in." in page and "as a sealed file" in page and to.fingerprint in page
    file = SimpleUploadedFile("x.bin", answer.content)
    assert "taken in already" in page_of(
        dale.post(there("incoming"), {"file": file, "fingerprint": sender.fingerprint})
    )


def test_whoever_is_shut_out_or_next_door_gets_the_answer_of_what_is_not_there(world, heard, browser):
    next_door(world, "tied", "Buzzard Tor")
    transfers.send_transfer(by=world.acts("coordinator"), at=world.at, case=heard, receiver=world.other,
                            with_contact=False)  # fmt: skip
    acts_there(world)
    row = TransferIn.objects.get()
    for client, address in (
        (browser("tied"), there("arrived", ref=row.ref)),
        (browser("coordinator"), at("arrived", ref=row.ref)),
        (browser("nurse"), at("arrived", ref=row.ref)),
        (browser("dale"), there("transfer", ref=heard.ref)),
        (browser("dale"), there("repeat", ref=heard.ref)),
    ):
        assert client.get(address).status_code == 404, address
        assert client.post(address, {"answer": "accept", "do": "take_back"}).status_code == 404, address
    assert "to answer" not in page_of(browser("tied").get(there("cases")))
    assert browser("nurse").get(at("incoming")).status_code == 403
    wall.decide(by=world.acts("deputy"), at=world.at, case=heard, account=world.people["coordinator"], shut_out=True,
                why="Tie.")  # fmt: skip
    assert browser("coordinator").get(at("transfer", ref=heard.ref)).status_code == 404
    world.acts("system")
    assert TransferOut.objects.get().answer == "waits"


def test_what_the_wall_closes_while_it_is_answered_is_gone_from_her_list_and_not_only_refused(world, heard, browser):
    """Refused and still in her list, it would tell her that she is tied to somebody in it."""
    coordinator, dale = browser("coordinator"), browser("dale")
    typed = {"do": "send", "how": "here", "receiver": str(world.other.pk), "with_contact": "yes", "purpose": "plan"}
    coordinator.post(at("transfer", ref=heard.ref), typed)
    by = acts_there(world)
    ref = TransferIn.objects.get().ref
    wall.save_tie(by=by, at=world.at, tie="family", name="Wren Scar", born_on=date(1990, 3, 3))
    page = page_of(dale.post(there("arrived", ref=ref), {"answer": "accept"}, follow=True))
    assert ref not in page and "to answer" not in page_of(dale.get(there("cases")))
    assert dale.get(there("arrived", ref=ref)).status_code == 404
    acts_there(world, "system")
    assert TransferIn.objects.get().answer == "waits" and not Case.objects.filter(partnership=world.other).exists()


def test_the_step_that_ends_a_case_elsewhere_leads_to_where_it_is_sent_and_to_the_bare_step_from_there(
    world, heard, browser
):
    """By the bare step the case would end here, and nobody would have been sent anything."""
    coordinator = browser("coordinator")
    step = at("step", ref=heard.ref, step="transfer_out")
    assert step in page_of(coordinator.get(at("case", ref=heard.ref)))
    page = coordinator.get(step, follow=True)
    assert page.redirect_chain == [(at("transfer", ref=heard.ref), 302)]
    assert "An area that does not use Cairn" in page_of(page) and f"{step}?alone=1" in page_of(page)
    form = page_of(coordinator.get(f"{step}?alone=1"))
    assert "Day on which the receiving area confirmed it" in form
    day = {"receipt_confirmed_on_day": world.today.day, "receipt_confirmed_on_month": world.today.month,
           "receipt_confirmed_on_year": world.today.year}  # fmt: skip
    seen = Case.objects.get(pk=heard.pk).events_count if world.acts("coordinator") else 0
    done = page_of(coordinator.post(f"{step}?alone=1", {**day, "seen": seen}, follow=True))
    assert "Transferred, area withheld" in done


def test_no_way_to_reach_anybody_stands_in_why_a_repeat_was_refused_or_a_case_returned(world, heard, browser):
    again = referral(world, world.at - timedelta(days=1))
    world.acts("system")
    refused = {"repeat": Repeat.objects.get().ref, "answer": "no", "why": "Rang 07700 900123: it is her sister."}
    page = page_of(browser("coordinator").post(at("repeat", ref=again.ref), refused))
    assert "holds no address and no telephone number" in page and "it is her sister" in page
    transfers.send_transfer(by=world.acts("coordinator"), at=world.at, case=heard, receiver=world.other,
                            with_contact=False)  # fmt: skip
    acts_there(world)
    ref = TransferIn.objects.get().ref
    sent = {"answer": "return", "because": "She is at 12 Scar Lane, CA11 7AA."}
    page = page_of(browser("dale").post(there("arrived", ref=ref), sent))
    assert "holds no address and no telephone number" in page
    acts_there(world)
    assert TransferIn.objects.get().answer == "waits"
