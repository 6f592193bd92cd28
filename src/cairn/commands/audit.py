"""``cairn audit seal | verify``: close the chain, and prove that nothing in it changed."""

from __future__ import annotations

import argparse


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``audit`` and its words."""
    audit = commands.add_parser("audit", help="seal and verify the audit")
    words = audit.add_subparsers(dest="word", required=True, metavar="WORD")
    words.add_parser("seal", help="seal what is waiting (the worker does this each minute)").set_defaults(run=run_seal)
    verify = words.add_parser("verify", help="check every sealed entry; exit code 1 when any was changed")
    verify.set_defaults(run=run_verify)


def run_seal(chosen: argparse.Namespace) -> int:
    """Seal everything that waits."""
    from cairn.commands import start_django

    start_django()
    from cairn.foundation.audit.chain import seal_everything

    print(f"Sealed {seal_everything():,} entries.")
    return 0


def run_verify(chosen: argparse.Namespace) -> int:
    """Walk every chain and say where it does not hold."""
    from cairn.commands import start_django

    start_django()
    from django.conf import settings

    from cairn.foundation.audit.chain import verify_everything

    using = "owner" if "owner" in settings.DATABASES else "default"
    total = faults = waiting = 0
    for finding in verify_everything(using):
        total += finding.length
        waiting += finding.waiting
        faults += len(finding.faults)
        for fault in finding.faults:
            print(f"Chain {finding.chain}, place {fault.place}, entry {fault.entry_id}: {fault.what}.")
    print(f"{total:,} sealed entries checked, {waiting:,} waiting to be sealed, {faults:,} faults.")
    return 1 if faults else 0
