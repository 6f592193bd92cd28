"""`python -m bench [name ...] [--quick]`: run benchmarks, keep what they found, write the report."""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from datetime import UTC, datetime
from typing import Any

from bench import machine, report
from bench.place import Place, here
from cairn.launcher.words import Refusal, say, warn


def main(arguments: list[str]) -> int:
    """Run the benchmarks that were named, or all.

    Args:
        arguments: words of the command line.

    Returns:
        The exit status.
    """
    parser = argparse.ArgumentParser(prog="dev.py bench", description=report.__doc__)
    parser.add_argument("name", nargs="*", choices=[[], *report.BENCHMARKS], help="which; all if left out")
    parser.add_argument("--quick", action="store_true", help="few measurements, printed and not kept")
    asked = parser.parse_args(arguments)
    place = here(quick=asked.quick)
    try:
        for name in asked.name or report.BENCHMARKS:
            _one(place, name)
    except Refusal as refusal:
        warn(str(refusal))
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        place.stop()
    if not asked.quick:
        report.write(place.clone)
        say(f"Wrote {report.PAGE}.")
    return 0


def _one(place: Place, name: str) -> None:
    module = importlib.import_module(report.BENCHMARKS[name])
    say(f"-- {name}: {module.TITLE}")
    began, before, load = time.monotonic(), machine.fixed_work(), machine.load()
    found = module.run(place)
    kept: dict[str, Any] = {
        "name": name,
        "taken_on": datetime.now(UTC).date().isoformat(),
        "commit": machine.commit(place.clone),
        "machine": machine.facts(),
        "load_at_start": load,
        "noise": list(machine.noise(before, machine.fixed_work()).values),
        "minutes": round((time.monotonic() - began) / 60, 1),
        "found": found,
    }
    if place.quick:
        say(report.part(kept))
        return
    report.keep(place.clone, kept)
    say(f"  kept in {report.RESULTS}/{name}.json")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
