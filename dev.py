#!/usr/bin/env python3
"""Sets Cairn up, starts it and tests it: `python3 dev.py demo`, `python3 dev.py test`.

This file is plain enough for an old Python to read, so that it can say which one it needs.
The work is done in src/cairn/launcher, which needs nothing but the standard library.
"""

import os
import subprocess
import sys

NEEDED = (3, 11)
HERE = os.path.dirname(os.path.abspath(__file__))


def newer_python():
    """Return the name of a Python on this machine that is new enough, or None."""
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    for name in ("python3.13", "python3.12", "python3.11"):
        try:
            with open(os.devnull, "w") as nowhere:
                if subprocess.call([name, "-c", check], stdout=nowhere, stderr=nowhere) == 0:
                    return name
        except OSError:
            pass
    return None


def main():
    """Check the Python and the system, then hand over."""
    if os.name == "nt":
        sys.exit("Cairn's set-up runs on Linux and macOS. On Windows, run it inside WSL 2.")
    if sys.version_info < NEEDED:
        name = newer_python()
        if name is None:
            sys.exit(
                "Cairn needs Python 3.11 or newer; this is %d.%d.\n"
                "Install one (Debian: apt install python3.11 python3.11-venv;\n"
                "macOS: brew install python@3.13) and run it by name:\n"
                "python3.11 dev.py ..." % sys.version_info[:2]
            )
        os.execvp(name, [name, os.path.join(HERE, "dev.py")] + sys.argv[1:])
    sys.dont_write_bytecode = True
    sys.path.insert(0, os.path.join(HERE, "src"))
    from cairn.launcher.developer import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
