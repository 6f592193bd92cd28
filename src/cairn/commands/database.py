"""``cairn migrate``: bring the database up to date and raise the fences."""

from __future__ import annotations

import argparse
import sys


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``migrate``."""
    migrate = commands.add_parser(
        "migrate", help="bring the database up to date and raise the row-level security fences"
    )
    migrate.set_defaults(run=run_migrate)


def run_migrate(chosen: argparse.Namespace) -> int:
    """Migrate as the owner, then raise the fences for the roles that serve people."""
    from cairn.commands import start_django

    start_django()
    from django.conf import settings
    from django.core.management import call_command

    from cairn.foundation.access.fences import raise_fences, role_faults

    if "owner" not in settings.DATABASES:
        print("Set CAIRN_OWNER_DATABASE_URL: the serving role may not change tables.", file=sys.stderr)
        return 2
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    raise_fences()
    if faults := role_faults():
        print("The serving role is not safe: " + "; ".join(faults) + ".", file=sys.stderr)
        return 1
    print("The database is up to date and fenced.")
    return 0
