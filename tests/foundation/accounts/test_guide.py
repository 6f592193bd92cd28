"""The guide for letting people in says what the screens say, and who the policies let confirm what."""

import argparse
from pathlib import Path

from cairn.commands import people
from cairn.foundation.accounts import directory, policies, waiting
from cairn.foundation.accounts.terms import CONFIRMED_ROLES, LEADS_CONFIRM, Role
from cairn.foundation.accounts.web.confirming import ConfirmForm

ROOT = Path(__file__).parents[3]
GUIDE = " ".join((ROOT / "docs/how-to/let-people-in.md").read_text(encoding="utf-8").split())
PAGES = "".join(
    page.read_text(encoding="utf-8")
    for page in (ROOT / "src/cairn/foundation/accounts/templates/accounts").glob("*.html")
)


def test_the_guide_tells_who_confirms_which_role():
    rows = {line.split("|")[1].strip(): line for line in GUIDE.replace("| |", "|\n|").splitlines()}
    assert rows.keys() >= {Role(role).label for role in CONFIRMED_ROLES}
    for role in CONFIRMED_ROLES:
        assert ("lead of the agency" in rows[role.label]) == (role in LEADS_CONFIRM)
        assert "information governance officer |" in rows[role.label]


def test_the_guide_names_what_stands_on_the_screens():
    for words in ("Add a person", "Give a role", "Confirm or decline", "Roles to confirm"):
        assert f"**{words}**" in GUIDE and words in PAGES, words
    shown = {words for _key, words, _row in directory.SHOWN} | {
        words for _, words in ConfirmForm().fields["answer"].choices
    }
    for words in ("A role waits to be confirmed", "Yes, I know them and their work", "No"):
        assert f"“{words}”" in GUIDE and words in shown, words
    assert f"“{directory.WAITS_FOR_THE_WALL}”" in GUIDE
    assert f"last {waiting.LATELY.days} days" in GUIDE and f"last {policies._AGES_OF_CODES.days} days" in GUIDE


def test_the_command_of_the_guide_is_one():
    parser = argparse.ArgumentParser()
    people.add(parser.add_subparsers())
    command = GUIDE.partition("cairn confirm-roles")[2].split()
    chosen = parser.parse_args(["confirm-roles", *command[:4]])
    assert (chosen.partnership, chosen.email, chosen.run) == ("dale", "sorrel@example.org", people.run_confirm)
