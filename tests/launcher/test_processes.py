"""What each process of the demonstration is told, and what people are told when it cannot run."""

import socket
import subprocess
import sys
import threading

import pytest

from cairn.launcher import processes, serve, variables
from cairn.launcher.postgres import Urls
from cairn.launcher.words import Refusal

URLS = Urls(owner="postgresql://o", app="postgresql://a", public="postgresql://p")


@pytest.mark.parametrize("site", ["staff", "worker", "public"])
def test_no_serving_process_is_given_the_owners_address(site, tmp_path, monkeypatch):
    monkeypatch.setenv("CAIRN_OWNER_DATABASE_URL", URLS.owner)
    told = variables.merged(variables.for_site(site, tmp_path, URLS))
    assert "CAIRN_OWNER_DATABASE_URL" not in told
    assert URLS.owner not in told.values()
    assert told["CAIRN_SITE"] == site


def test_the_public_process_is_given_no_address_but_its_own(tmp_path):
    told = variables.for_site("public", tmp_path, URLS)
    assert URLS.app not in told.values()
    assert told["DJANGO_SETTINGS_MODULE"] == "cairn.settings.public"


def test_keys_are_made_once_and_kept(tmp_path):
    first = variables.for_everything("demo", tmp_path, URLS)
    again = variables.for_everything("demo", tmp_path, URLS)
    assert first == again
    assert len(first["CAIRN_SECRET_KEY"]) >= 32
    assert first["CAIRN_SECRET_KEY"] != first["CAIRN_AUDIT_KEY"]


def test_a_taken_port_is_named_with_the_option_that_chooses_another():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refusal, match=f"Port {port} cannot be used.*\n.*--public-port"):
            serve.free_port(port, option="--public-port")


def test_an_impossible_port_is_named():
    with pytest.raises(Refusal, match="Port 70000 cannot be used"):
        serve.free_port(70_000, option="--port")


def test_a_process_that_dies_ends_the_wait_and_shows_its_last_words(tmp_path, capfd):
    part = serve.Part(
        name="worker",
        command=[sys.executable, "-c", "print('the reason'); raise SystemExit(3)"],
        environment={},
        log=tmp_path / "worker.log",
    )
    silent = serve.Part(name="staff", command=[], environment={}, log=tmp_path / "s", health="http://127.0.0.1:1/")
    part.start()
    part.running.wait(20)
    assert serve._wait_for_health([part, silent], threading.Event()) is False
    assert serve._died([part, silent]) == 1
    said = capfd.readouterr().err
    assert "worker process ended with status 3" in said
    assert "the reason" in said


def test_a_zombie_counts_as_gone():
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    while processes.command_of(child.pid) is not None:
        pass
    assert processes.command_of(child.pid) is None


def test_a_living_process_is_known_by_its_command():
    with subprocess.Popen([sys.executable, "-c", "input()", "a-mark"], stdin=subprocess.PIPE) as child:
        assert "a-mark" in processes.command_of(child.pid)
        assert processes.end(child.pid, patience=10)


def test_the_end_of_a_log_is_shown(tmp_path):
    log = tmp_path / "log"
    log.write_text("".join(f"line {number}\n" for number in range(100)))
    assert processes.tail(log, 2) == "line 98\nline 99"
    assert processes.tail(tmp_path / "absent", 2) == ""
