"""``cairn transfer``: the keys of this installation for sealed transfers to and from others."""

from __future__ import annotations

import argparse


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``transfer keys`` and ``transfer new-key``."""
    transfer = commands.add_parser("transfer", help="keys for sealed transfers between installations")
    what = transfer.add_subparsers(dest="what", required=True, metavar="WHAT")
    keys = what.add_parser("keys", help="the addresses of this installation, with their fingerprints")
    keys.set_defaults(run=run_keys)
    new = what.add_parser("new-key", help="make a secret for CAIRN_TRANSFER_KEYS; nothing is saved")
    new.set_defaults(run=run_new_key)


def run_keys(chosen: argparse.Namespace) -> int:
    """Print every partnership's addresses: the one in use, then those that still open files."""
    from cairn.commands import start_django

    start_django()
    from cairn.foundation.agencies.models import Partnership
    from cairn.foundation.files.between_installations import own_addresses

    found = False
    for partnership in Partnership.objects.order_by("name"):
        for place, address in enumerate(own_addresses(partnership.slug)):
            found = True
            print(f"{partnership.name}: {'older, still opens files' if place else 'in use'}")
            print(f"  address      {address.text}")
            print(f"  fingerprint  {address.fingerprint}")
    if not found:
        print("No keys are set. Make one with: cairn transfer new-key")
    return 0


def run_new_key(chosen: argparse.Namespace) -> int:
    """Print a fresh secret, and what to do with it."""
    from cairn.commands import start_django

    start_django()
    from cairn.foundation.files.between_installations import new_seed

    print(new_seed())
    print("Keep it secret. Put it first in CAIRN_TRANSFER_KEYS, with a comma before any older key, and start again.")
    print("Then hand on the new address, which `cairn transfer keys` prints, and compare its fingerprint by telephone.")
    return 0
