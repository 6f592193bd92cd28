"""Inside the virtual environment: `python -m cairn.launcher demo | test | check | env | stop`."""

import argparse
import shlex
import sys

from cairn.launcher import postgres, testing, variables
from cairn.launcher.state import clone_root, default_base
from cairn.launcher.words import Refusal, say, warn


def main(arguments: list[str]) -> int:
    """Carry out one command; `dev.py` has checked the words already.

    Args:
        arguments: words of the command line.

    Returns:
        The exit status.
    """
    extra: list[str] = []
    if "--" in arguments:
        place = arguments.index("--")
        arguments, extra = arguments[:place], arguments[place + 1 :]
    parser = argparse.ArgumentParser(prog="python -m cairn.launcher")
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--public-port", type=int, default=8001)
    demo.add_argument("--intake-port", type=int)
    demo.add_argument("--scale", default="small")
    demo.add_argument("--no-browser", action="store_true")
    demo.add_argument("--fresh", action="store_true")
    commands.add_parser("test").add_argument("tier", choices=list(testing.TIERS))
    commands.add_parser("env").add_argument("profile", choices=list(postgres.PROFILES))
    commands.add_parser("check")
    commands.add_parser("stop")
    asked = parser.parse_args(arguments)
    try:
        return _act(asked, extra)
    except Refusal as refusal:
        warn(str(refusal))
        return 1
    except KeyboardInterrupt:
        return 130


def _act(asked: argparse.Namespace, extra: list[str]) -> int:
    clone = clone_root()
    if asked.command == "check":
        return testing.check(clone)
    base = default_base(clone)
    if asked.command == "test":
        return testing.test(clone, base, tier=asked.tier, extra=extra)
    if asked.command == "env":
        return _print_environment(asked.profile, base)
    if asked.command == "stop":
        for profile in postgres.PROFILES:
            if postgres.stop(profile, base):
                say(f"Stopped the {profile} database.")
        if postgres.stop("demo", base / "bench"):  # left behind by benchmarks that were killed
            say("Stopped the database of the benchmarks.")
        return 0
    from cairn.launcher import serve

    return serve.demo(
        port=asked.port,
        public_port=asked.public_port,
        intake_port=asked.intake_port,
        browser=not asked.no_browser,
        fresh=asked.fresh,
        scale=asked.scale,
    )


def _print_environment(profile: str, base) -> int:
    out, sys.stdout = sys.stdout, sys.stderr
    urls = postgres.ensure(profile, base)
    sys.stdout = out
    for name, value in variables.for_everything(profile, base, urls).items():
        say(f"export {name}={shlex.quote(value)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
