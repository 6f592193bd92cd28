"""What each process of the demonstration is told, and what people are told when it cannot run."""

import socket
import subprocess
import sys
import threading

import pytest

from cairn.launcher import processes, serve, variables
from cairn.launcher.postgres import Urls
from cairn.launcher.words import Refusal

URLS = Urls(owner="postgresql://o", app="postgresql://a", public="postgresql://p", intake="postgresql://i")


@pytest.mark.parametrize("site", ["staff", "worker", "public", "intake"])
def test_no_serving_process_is_given_the_owners_address(site, tmp_path, monkeypatch):
    monkeypatch.setenv("CAIRN_OWNER_DATABASE_URL", URLS.owner)
    told = variables.merged(variables.for_site(site, tmp_path, URLS))
    assert "CAIRN_OWNER_DATABASE_URL" not in told
    assert URLS.owner not in told.values()
    assert told["DJANGO_SETTINGS_MODULE"] == f"cairn.settings.{'staff' if site == 'worker' else site}"


@pytest.mark.parametrize("site", ["public", "intake"])
def test_a_process_for_residents_is_given_no_address_but_its_own_and_no_key(site, tmp_path, monkeypatch):
    keys = {name: "k" * 40 for name in ("CAIRN_SECRET_KEY", "CAIRN_AUDIT_KEY")}
    for name, key in {**keys, "DATABASE_URL": URLS.app}.items():
        monkeypatch.setenv(name, key)  # as in a shell that was made with `dev.py env`
    told = variables.merged(variables.for_site(site, tmp_path, URLS))
    assert not {"DATABASE_URL", *keys} & set(told)
    every = variables.for_everything("demo", tmp_path, URLS)
    others = {"public": URLS.intake, "intake": URLS.public}[site]
    assert not {URLS.app, URLS.owner, others, *(every[name] for name in keys)} & set(told.values())


def test_the_public_settings_need_no_key_and_make_one_that_nobody_knows(tmp_path):
    ask = "from django.conf import settings as s; print(s.SECRET_KEY, hasattr(s, 'AUDIT_KEY'))"
    told = variables.merged({**variables.for_site("public", tmp_path, URLS), "CAIRN_MODE": "production"})
    told["CAIRN_SECRET_KEY"] = "k" * 40
    said = [subprocess.check_output([sys.executable, "-c", ask], env=told, text=True).split() for _ in range(2)]
    assert [found for _, found in said] == ["False", "False"]
    assert len({key for key, _ in said} | {"k" * 40}) == 3 and all(len(key) > 50 for key, _ in said)


def test_the_worker_and_the_staff_site_are_given_the_same_keys(tmp_path):
    staff, worker = (variables.for_site(site, tmp_path, URLS) for site in ("staff", "worker"))
    assert staff["CAIRN_AUDIT_KEY"] == worker["CAIRN_AUDIT_KEY"] != ""
    assert staff["CAIRN_SECRET_KEY"] == worker["CAIRN_SECRET_KEY"] != ""
    assert URLS.public not in staff.values()


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


def test_one_port_for_both_sites_is_refused_before_anything_starts(tmp_path):
    with pytest.raises(Refusal, match="Port 8410 was given for both sites.*\n.*--port 8410 --public-port 8420"):
        serve.demo(port=8410, public_port=8410, browser=False, base=tmp_path)
    assert not any(tmp_path.iterdir())


def test_the_public_forms_take_the_next_port_that_is_free_and_not_that_of_another_site():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = serve._spare_port(after=port - 1, but=port + 1)
        assert found > port + 1


def test_a_start_that_loads_nothing_is_told_from_one_that_does(tmp_path, monkeypatch):
    """The launcher says that what was changed is kept only when nothing was made anew."""
    (tmp_path / "demo").mkdir()
    run = []
    monkeypatch.setattr(serve, "_has_tables", lambda urls: True)
    monkeypatch.setattr(serve, "_command", lambda base, urls, words, stop: run.append(words[0]))
    load = [serve._load(tmp_path, URLS, scale="small", stop=threading.Event()) for _ in range(2)]
    assert (load, run) == ([True, False], ["migrate", "demo-load"])
    assert "--fresh begins anew" in serve.KEPT


def test_the_demonstration_takes_open_data_from_beside_the_clone_or_from_where_it_is_named(tmp_path, monkeypatch):
    monkeypatch.delenv("CAIRN_OPEN_DATA", raising=False)
    clone, beside, named = tmp_path / "clone", tmp_path / "shared" / "data", tmp_path / "elsewhere"
    assert serve.shared_data(clone) is None and serve._looks(None) == "no open data"
    beside.mkdir(parents=True)
    assert serve.shared_data(clone) == beside.resolve()
    before = serve._looks(beside)
    (beside / "a.csv").write_text("a")
    assert serve._looks(beside) != before, "a file more is loaded at the next start"
    monkeypatch.setenv("CAIRN_OPEN_DATA", str(named))
    assert serve.shared_data(clone) is None
    named.mkdir()
    assert serve.shared_data(clone) == named.resolve()


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
