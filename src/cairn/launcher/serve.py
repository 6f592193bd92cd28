"""The demonstration: a database with invented people, the sites and the worker, until Ctrl-C."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from dataclasses import dataclass, field
from pathlib import Path

import cairn
from cairn.launcher import postgres, processes, variables
from cairn.launcher.state import clone_root, default_base, locked, open_folder, read_notes, write_private
from cairn.launcher.words import Refusal, in_ci, say, warn

PACKAGE = Path(cairn.__file__).parent
HOST = "127.0.0.1"
PATIENCE = 60.0  # seconds the sites may take to answer
FAREWELL = 10.0  # seconds a process may take to end
THREADS = "4"  # of a site's process: more than cores, since answers about people wait until their beat (access.evenly)
KEPT = "What was changed before is kept; --fresh begins anew."
_STEPS = {"migrate": "Preparing the tables ...", "demo-load": "Loading invented people and plans ..."}


@dataclass
class Part:
    """One process of the demonstration.

    Attributes:
        name: what people call it.
        command: words to start it.
        environment: variables beside those of the terminal.
        log: where its words go.
        health: address that answers when it is up; none for the worker.
    """

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    health: str = ""
    running: subprocess.Popen | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it, away from the terminal's Ctrl-C, which this launcher passes on."""
        with open(self.log, "wb") as log:
            self.running = subprocess.Popen(
                self.command,
                env=variables.merged(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def ended(self) -> bool:
        """True when it was started and is no longer running."""
        return self.running is not None and self.running.poll() is not None


def demo(
    *,
    port: int = 8000,
    public_port: int = 8001,
    intake_port: int | None = None,
    browser: bool = True,
    fresh: bool = False,
    scale: str = "small",
    base: Path | None = None,
) -> int:
    """Start the demonstration and stay until it is told to stop.

    Args:
        port: of the staff site.
        public_port: of the public site.
        intake_port: of the public forms; the next free one after that of the public site if not given.
        browser: open one when the sites answer.
        fresh: drop the demonstration's data first.
        scale: `small` or `full`.
        base: state folder; that of this clone if not given.

    Returns:
        0 after Ctrl-C or SIGTERM; 1 when a process died.

    Raises:
        Refusal: a port is taken, or two sites were given the same, the database will not start, or the data
            will not load.
    """
    if intake_port is None:
        intake_port = _spare_port(after=public_port, but=port)
    ports = {"--port": port, "--public-port": public_port, "--intake-port": intake_port}
    for option, number in ports.items():
        if list(ports.values()).count(number) > 1 and option != "--port":
            raise Refusal(
                f"Port {number} was given for both sites, and each needs its own.",
                f"Choose another for one of them: dev.py demo --port {port} {option} {_other(number)}",
            )
    base = base or default_base(clone_root())
    home = base / "demo"
    open_folder(home)
    stop = _stop_signal()
    with locked(home / "serving.lock", wait=0, busy=_busy(home)):
        _end_leftovers(home)
        for option, number in ports.items():
            free_port(number, option=option)
        if fresh:
            postgres.start_over(base)
        was_up = postgres.running("demo", base)
        try:
            urls = postgres.ensure("demo", base)
            loaded = _load(base, urls, scale=scale, stop=stop)
            if stop.is_set():
                return 0
            if not loaded:
                say(KEPT)
            return _serve(base, urls, ports=(port, public_port, intake_port), browser=browser, stop=stop)
        finally:
            if not was_up:
                postgres.stop("demo", base)


def _busy(home: Path) -> str:
    staff = read_notes(home / "serving.json").get("staff")
    return "The demonstration of this clone is running already" + (f": {staff}" if staff else ".")


def _stop_signal() -> threading.Event:
    """Return an event that Ctrl-C, SIGTERM and a closed terminal set."""
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: stop.set())
    return stop


def free_port(port: int, *, option: str) -> None:
    """See that nothing listens on a port.

    Args:
        port: number.
        option: the option that chooses another.

    Raises:
        Refusal: the port is taken, or may not be used.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as problem:
            reason = getattr(problem, "strerror", None) or str(problem)
            raise Refusal(
                f"Port {port} cannot be used: {reason}.", f"Choose another: dev.py demo {option} {_other(port)}"
            ) from None


def _spare_port(*, after: int, but: int) -> int:
    """The next port on which nothing listens; the very next one where none is free, which is then refused by name."""
    for port in (number for number in range(after + 1, after + 50) if number != but):
        try:
            free_port(port, option="--intake-port")
        except Refusal:
            continue
        return port
    return after + 1


def _other(port: int) -> int:
    return port + 10 if port < 65_000 else 8010


# ---- data


def _load(base: Path, urls: postgres.Urls, *, scale: str, stop: threading.Event) -> bool:
    """Bring tables and data up to date, where a stamp does not say that they are; True when anything was done."""
    note = base / "demo" / "loaded.json"
    done = read_notes(note)
    data = shared_data(clone_root())
    steps = {
        "migrate": (["migrate"], f"{_digest('**/migrations/*.py')} {urls.owner}"),
        "demo-load": (
            ["demo-load", "--scale", scale, *(["--open-data", str(data)] if data else [])],
            f"{scale} {_digest('content/**/*', 'demo/**/*')} {urls.owner} {_looks(data)}",
        ),
    }
    stale, loaded = not _has_tables(urls), False
    for name, (words, mark) in steps.items():
        stamp = hashlib.sha256(mark.encode()).hexdigest()
        if not stale and done.get(name) == stamp:
            continue
        stale = loaded = True
        say(_STEPS[name])
        began = time.monotonic()
        _command(base, urls, words, stop)
        if stop.is_set():
            return loaded
        done = {**done, name: stamp}
        write_private(note, json.dumps(done) + "\n")
        say(f"  done in {time.monotonic() - began:.1f} s")
    return loaded


def shared_data(clone: Path) -> Path | None:
    """Return the folder of published open data: the one CAIRN_OPEN_DATA names, or `../shared/data`; else None."""
    named = os.environ.get("CAIRN_OPEN_DATA")
    found = Path(named) if named else clone.parent / "shared" / "data"
    return found.resolve() if found.is_dir() else None


def _looks(folder: Path | None) -> str:
    """Return what tells one state of a folder from another, without reading its files."""
    if folder is None:
        return "no open data"
    files = [path.stat() for path in sorted(folder.rglob("*")) if path.is_file()]
    return f"{folder} {[(file.st_size, int(file.st_mtime)) for file in files]}"


def _digest(*patterns: str) -> str:
    """Return a digest of what the program makes its tables and data from."""
    digest = hashlib.sha256(cairn.__version__.encode())
    digest.update((clone_root() / "requirements.lock").read_bytes())  # libraries bring tables too
    for pattern in patterns:
        for path in sorted(PACKAGE.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(PACKAGE)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _has_tables(urls: postgres.Urls) -> bool:
    """True when migrations were run on this very database: a stamp may be of one since dropped."""
    import psycopg

    with psycopg.connect(urls.owner, connect_timeout=10) as connection:
        return connection.execute("SELECT to_regclass('django_migrations')").fetchone()[0] is not None


def _command(base: Path, urls: postgres.Urls, words: list[str], stop: threading.Event) -> None:
    environment = variables.merged(variables.for_everything("demo", base, urls))
    # Away from the terminal's Ctrl-C: it ends here, not in the middle of a traceback.
    command = [sys.executable, "-m", "cairn.cli", *words]
    running = subprocess.Popen(command, env=environment, start_new_session=True)
    while running.poll() is None:
        if stop.wait(0.05):
            running.terminate()
            running.wait()
            return
    if running.returncode:
        raise Refusal(f"`cairn {' '.join(words)}` failed; its own words are above.")


# ---- processes


def _serve(
    base: Path, urls: postgres.Urls, *, ports: tuple[int, int, int], browser: bool, stop: threading.Event
) -> int:
    parts = parts_of(base, urls, port=ports[0], public_port=ports[1], intake_port=ports[2])
    staff, public, intake = (f"http://localhost:{port}" for port in ports)
    home = base / "demo"
    try:
        for part in parts:
            part.start()
        pids = {f"pid_{part.name}": str(part.running.pid) for part in parts}
        write_private(home / "serving.json", json.dumps({"staff": staff, "public": public, **pids}) + "\n")
        if not _wait_for_health(parts, stop):
            return 0 if stop.is_set() else _died(parts)
        say(
            "",
            "Cairn is running, with invented people. For demonstration only: anyone may sign in as anyone.",
            f"  Staff site    {staff}/",
            f"  Sign in as    {staff}/demo/sign-in/",
            f"  Public site   {public}/",
            *([f"  Public forms  {intake}/"] if urls.intake else []),
            f"  Logs          {home / 'logs'}",
            "Ctrl-C stops it.",
        )
        if browser:
            _open_browser(f"{staff}/demo/sign-in/")
        while not stop.wait(0.5):
            if any(part.ended() for part in parts):
                return _died(parts)
        say("", "Stopping ...")
        return 0
    finally:
        end(parts)
        (home / "serving.json").unlink(missing_ok=True)


def parts_of(base: Path, urls: postgres.Urls, *, port: int, public_port: int, intake_port: int = 0) -> list[Part]:
    """Return the demonstration's processes, not yet started: the sites and the worker.

    Args:
        base: state folder.
        urls: the database, by role.
        port: of the staff site.
        public_port: of the public site.
        intake_port: of the public forms; 0 for none of them.
    """
    logs = base / "demo" / "logs"
    logs.mkdir(exist_ok=True)
    address = {"CAIRN_PUBLIC_ADDRESS": f"http://localhost:{public_port}"}

    def site(name: str, application: str, where: int, workers: int) -> Part:
        command = [sys.executable, "-m", "gunicorn", application, "--bind", f"{HOST}:{where}"]
        command += ["--worker-class", "gthread", "--workers", str(workers), "--threads", THREADS]
        command += ["--graceful-timeout", "5", "--no-control-socket"]
        return Part(
            name=name,
            command=command,
            environment={**variables.for_site(name, base, urls), **address},
            log=logs / f"{name}.log",
            health=f"http://{HOST}:{where}/healthz",
        )

    worker = Part(
        name="worker",
        command=[sys.executable, "-m", "cairn.cli", "worker"],
        environment={**variables.for_site("worker", base, urls), **address},
        log=logs / "worker.log",
    )
    forms = [site("intake", "cairn.intake.wsgi:application", intake_port, 1)] if intake_port and urls.intake else []
    return [
        site("staff", "cairn.web.wsgi:application", port, 2),
        site("public", "cairn.public.wsgi:application", public_port, 1),
        *forms,
        worker,
    ]


def _wait_for_health(parts: list[Part], stop: threading.Event) -> bool:
    """Wait until each site answers; False when told to stop or when a process ended."""
    waiting = [part for part in parts if part.health]
    deadline = time.monotonic() + PATIENCE
    while waiting:
        if stop.wait(0.1) or any(part.ended() for part in parts):
            return False
        waiting = [part for part in waiting if not _answers(part.health)]
        if waiting and time.monotonic() > deadline:
            late = waiting[0]
            raise Refusal(
                f"The {late.name} site did not answer within {PATIENCE:.0f} seconds. The end of {late.log}:",
                processes.tail(late.log, 20),
            )
    return True


def _answers(address: str) -> bool:
    # A proxy named in the environment knows nothing of this machine's own addresses.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(address, timeout=5) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False


def _died(parts: list[Part]) -> int:
    for part in parts:
        if part.ended():
            status = part.running.returncode
            warn(
                f"The {part.name} process ended with status {status}. The end of {part.log}:",
                processes.tail(part.log, 20),
            )
    return 1


def end(parts: list[Part]) -> None:
    """End processes that were started, and wait until they are gone."""
    going = [part.running for part in parts if part.running and part.running.poll() is None]
    for process in going:
        process.terminate()
    deadline = time.monotonic() + FAREWELL
    for process in going:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _end_leftovers(home: Path) -> None:
    """End what a launcher that was killed outright left behind. We hold its lock, so it is gone."""
    for name, pid in read_notes(home / "serving.json").items():
        if not name.startswith("pid_"):
            continue
        command = processes.command_of(int(pid)) or ""
        if "cairn." in command and sys.prefix in command:
            processes.end(int(pid), patience=FAREWELL)
    (home / "serving.json").unlink(missing_ok=True)


def _open_browser(address: str) -> None:
    """Open a browser where there is a screen; never a text browser in the terminal."""
    screen = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if screen and not in_ci():
        webbrowser.open(address)
