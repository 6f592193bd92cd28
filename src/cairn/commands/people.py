"""``cairn create-admin``: the first administrator of a partnership; ``cairn start-code``: a new code for anybody;
``cairn confirm-roles``: what waits for a second person, where a partnership has none yet.

They are run at the server by the people who run the installation. The first two print a one-time start code;
nothing is sent, and the code is kept as a digest only.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

REASON = "At the server, by the people who run this installation."
LOAD_FIRST = "A new one comes from a file: cairn partnership load FILE."


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``create-admin``, ``start-code`` and ``confirm-roles``."""
    create = commands.add_parser("create-admin", help="make the administrator of a partnership; prints a start code")
    create.add_argument("--partnership", required=True, metavar="SLUG", help="such as cumberland")
    create.add_argument("--agency", required=True, metavar="SLUG", help="whom the person works for")
    create.add_argument("--name", required=True, help="given name and surname")
    create.add_argument("--email", required=True, help="work address, to sign in with")
    create.set_defaults(run=run_create)
    code = commands.add_parser("start-code", help="give a person a new start code")
    code.add_argument("--email", required=True, help="the address of the account")
    code.add_argument(
        "--lost-second-factor",
        action="store_true",
        help="take the authenticator app and the recovery codes away too",
    )
    code.set_defaults(run=run_code)
    confirm = commands.add_parser(
        "confirm-roles", help="confirm the roles somebody was given, where nobody in the partnership can yet"
    )
    confirm.add_argument("--partnership", required=True, metavar="SLUG", help="such as cumberland")
    confirm.add_argument("--email", required=True, help="the address of the account")
    confirm.set_defaults(run=run_confirm)


def run_create(chosen: argparse.Namespace) -> int:
    """Make an administrator, or make an existing person one; safe to run again for a new code."""
    return _told(lambda: _create(chosen))


def run_code(chosen: argparse.Namespace) -> int:
    """Give a start code for any account, which no administrator of one partnership could."""
    return _told(lambda: _give_code(chosen))


def run_confirm(chosen: argparse.Namespace) -> int:
    """Confirm what waits for one person in one partnership."""
    return _told(lambda: _confirm(chosen))


def _told(work: Callable[[], None]) -> int:
    """Do it; print a refusal as a sentence and return 1."""
    from cairn.commands import start_django

    start_django()
    from django.core.exceptions import ValidationError

    from cairn.foundation.accounts.errors import Refused

    try:
        work()
    except Refused as refusal:
        print(refusal.sentence, file=sys.stderr)
    except ValidationError as error:
        print(" ".join(error.messages), file=sys.stderr)
    else:
        return 0
    return 1


def _create(chosen: argparse.Namespace) -> None:
    from django.core.validators import EmailValidator
    from django.db import transaction
    from django.utils import timezone

    from cairn.foundation.accounts.models import User
    from cairn.foundation.accounts.services.people import acting, add_person, holds_role
    from cairn.foundation.accounts.services.start_codes import issue_start_code
    from cairn.foundation.accounts.terms import Role
    from cairn.kernel.actors import system_actor

    EmailValidator("That is not an email address, like name@example.org.")(chosen.email)
    at = timezone.now()
    partnership, agency = _partnership(chosen.partnership, at), _agency(chosen.agency)
    by = system_actor(partnership.pk)
    with transaction.atomic(), acting(by):
        person = User.objects.filter(email__iexact=chosen.email.strip()).first()
        if person is None or not holds_role(person=person, role=Role.ADMINISTRATOR, by=by, at=at):
            person = add_person(
                by=by, at=at, name=chosen.name, email=chosen.email, agency=agency, roles=(Role.ADMINISTRATOR,),
                reason=REASON,
            ).person  # fmt: skip
        code = issue_start_code(by=by, at=at, person=person, reason=REASON)
    print(f"{person.name} is an administrator of {partnership.name}.")
    _print_code(code)


def _give_code(chosen: argparse.Namespace) -> None:
    from django.utils import timezone

    from cairn.foundation.accounts.errors import Refused
    from cairn.foundation.accounts.models import User
    from cairn.foundation.accounts.services.start_codes import issue_start_code
    from cairn.kernel.actors import system_actor

    person = User.objects.filter(email__iexact=chosen.email.strip()).first()
    if person is None:
        raise Refused("There is no account with that address.")
    code = issue_start_code(
        by=system_actor(),
        at=timezone.now(),
        person=person,
        reason=REASON,
        take_second_factor=chosen.lost_second_factor,
    )
    _print_code(code)


def _confirm(chosen: argparse.Namespace) -> None:
    from django.utils import timezone

    from cairn.foundation.accounts.errors import Refused
    from cairn.foundation.accounts.models import User
    from cairn.foundation.accounts.services.confirming import confirm_at_the_server

    at = timezone.now()
    partnership = _partnership(chosen.partnership, at)
    person = User.objects.filter(email__iexact=chosen.email.strip()).first()
    if person is None:
        raise Refused("There is no account with that address.")
    count = confirm_at_the_server(person=person, partnership_id=partnership.pk, at=at)
    if not count:
        raise Refused(f"Nothing waits to be confirmed for {person.name} in {partnership.name}.")
    print(f"Confirmed for {person.name} in {partnership.name}: {count} role{'' if count == 1 else 's'}.")


def _partnership(slug, at):
    """The partnership; on an empty installation those that come with the project are loaded if it is one of them."""
    from importlib.resources import files

    from cairn.foundation.accounts.errors import Refused
    from cairn.foundation.agencies.models import Partnership
    from cairn.foundation.agencies.services.loading import load_partnerships
    from cairn.kernel.partnership_file import read_partnership_file

    text = (files("cairn") / "content" / "partnerships.toml").read_text(encoding="utf-8")
    shipped = {row["slug"] for row in read_partnership_file(text).rows("partnership")}
    if slug in shipped and not Partnership.objects.exists():
        print(f"No partnership was here yet. {load_partnerships(text=text, at=at)}")
    found = Partnership.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Partnership.objects.order_by("slug").values_list("slug", flat=True))
        raise Refused(f'There is no partnership "{slug}" here. There are: {known or "none"}. {LOAD_FIRST}')
    return found


def _agency(slug):
    from cairn.foundation.accounts.errors import Refused
    from cairn.foundation.agencies.models import Agency

    found = Agency.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Agency.objects.order_by("slug").values_list("slug", flat=True))
        raise Refused(f'There is no agency "{slug}" here. There are: {known}. {LOAD_FIRST}')
    return found


def _print_code(code: str) -> None:
    from django.conf import settings
    from django.urls import reverse

    host = next((name for name in settings.ALLOWED_HOSTS if name != "testserver"), "localhost")
    scheme = "https" if settings.MODE == "production" else "http"
    print(f"Start code, shown once, good for 24 hours: {code}")
    print(f"Address to use it at: {scheme}://{host}{reverse('accounts:start')}")
    if scheme == "http":
        print("(Add the port that the site runs on.)")
