"""The ``cairn`` command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; 2 when the installation is not ready for it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cairn.settings.staff")
    parser = argparse.ArgumentParser(prog="cairn", description="Runs a community safety partnership's strategies.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    from cairn import commands as available

    available.add_all(commands)
    chosen = parser.parse_args(arguments)
    try:
        code = chosen.run(chosen) or 0
        sys.stdout.flush()  # so that what nobody reads any more is found out here
        return code
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130  # as a shell says of what was interrupted
    except BrokenPipeError:
        # Whoever read the output has gone, such as `head`; what is still to be flushed goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as problem:
        from cairn.commands.readiness import sentence

        if (says := sentence(problem)) is None:
            raise
        print(says, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
