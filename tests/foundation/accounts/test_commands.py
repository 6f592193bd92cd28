"""``cairn create-admin`` and ``cairn start-code``: the way into an installation with nobody in it."""

import re

import pytest

from cairn.cli import main
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.accounts.services.start_codes import start_with_code
from cairn.foundation.accounts.testing import PASSWORD, a_person, factors_of, give_second_factor
from cairn.foundation.agencies.models import Partnership

pytestmark = pytest.mark.django_db
CODE = re.compile(r"\b(\w{4}-\w{4}-\w{4}-\w{4})\b")


def create(**changed):
    facts = {
        "partnership": "cumberland", "agency": "cumberland-council", "name": "Sorrel Flagstone",
        "email": "sorrel.flagstone@example.test", **changed,
    }  # fmt: skip
    return main(["create-admin", *[word for name, value in facts.items() for word in (f"--{name}", value)]])


def test_on_an_empty_installation_it_makes_an_administrator_who_can_start(capsys, at, today):
    assert create() == 0
    told = capsys.readouterr().out
    assert "No partnership was here yet." in told
    assert "Sorrel Flagstone is an administrator of Cumberland Community Safety Partnership." in told
    assert "http://localhost/account/start/" in told
    code = CODE.search(told)[1]
    person = start_with_code(email="sorrel.flagstone@example.test", code=code, password=PASSWORD, at=at)
    assert actor_for(person, Partnership.objects.get(slug="cumberland"), on=today).roles == {"administrator"}


def test_running_it_again_gives_a_new_code_and_no_second_role(capsys):
    assert create() == create() == 0
    codes = CODE.findall(capsys.readouterr().out)
    assert len(set(codes)) == 2
    assert User.objects.count() == 1


def test_it_is_recorded_as_the_systems_own_act(capsys, recorded):
    create()
    chain = Partnership.objects.get(slug="cumberland").pk
    entry = recorded("accounts.grant_role", chain=chain)[0]
    assert (entry.user_id, entry.roles) == (None, "system")
    assert entry.reason == "At the server, by the people who run this installation."


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"partnership": "nowhere"},
            'no partnership "nowhere" here. There are: none. A new one comes from a file: cairn',
        ),
        ({"agency": "nowhere"}, 'There is no agency "nowhere" here.'),
        ({"agency": "herefordshire-council"}, "not a partner here today"),
        ({"email": "not an address"}, "not an email address"),
        ({"name": " "}, "Enter the person's name"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(capsys, changed, sentence):
    assert create(**changed) == 1
    assert sentence in capsys.readouterr().err
    assert User.objects.count() == 0


def test_the_partnerships_that_come_with_the_project_are_not_loaded_for_another(capsys):
    assert create(partnership="nowhere") == 1
    assert not Partnership.objects.exists()


def test_a_code_can_be_given_to_anybody_and_a_lost_second_factor_taken_away(capsys, here, at):
    person = a_person(here, at=at)
    give_second_factor(person)
    assert main(["start-code", "--email", person.email]) == 0
    assert factors_of(person)
    assert main(["start-code", "--email", person.email, "--lost-second-factor"]) == 0
    assert not factors_of(person)
    assert len(CODE.findall(capsys.readouterr().out)) == 2


def test_a_code_for_nobody_is_refused(capsys, here):
    assert main(["start-code", "--email", "nobody@example.test"]) == 1
    assert "There is no account with that address." in capsys.readouterr().err
