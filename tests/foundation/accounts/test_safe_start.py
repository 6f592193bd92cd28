"""Demonstration and production never meet: tried from outside, as a server would start."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from cairn.foundation.accounts.safe_start import unsafe

PRODUCTION = {
    "CAIRN_MODE": "production",
    "CAIRN_HOSTS": "cairn.example.test",
    "CAIRN_SECRET_KEY": "a-long-random-text-for-this-test-only-0123456789-abcdefghij",
    "CAIRN_AUDIT_KEY": "another-long-random-text-for-this-test-9876543210-zyxwvut",
    "DATABASE_URL": "postgresql://cairn_app:x@localhost/cairn",
    "CAIRN_PUBLIC_DATABASE_URL": "postgresql://cairn_public:x@localhost/cairn",
    "DJANGO_SETTINGS_MODULE": "cairn.settings.staff",
}
SAYS = "import django; django.setup(); "
HAS_DEMO = SAYS + (
    "from django.conf import settings as s; from django.urls import resolve, Resolver404\n"
    "try: found = resolve('/demo/sign-in/').view_name\n"
    "except Resolver404: found = 'none'\n"
    "print(s.MODE, 'cairn.demo' in s.INSTALLED_APPS, found)"
)


def start(code=HAS_DEMO, *arguments, **changes):
    """Run Python as a fresh process would, with this environment and nothing of ours."""
    wanted = {**PRODUCTION, **changes}
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CAIRN_", "DJANGO_"))}
    environment |= {name: value for name, value in wanted.items() if value is not None}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_in_production_there_is_no_demonstration():
    assert start().stdout.split() == ["production", "False", "none"]


def test_forgetting_to_say_the_mode_means_production():
    assert start(CAIRN_MODE=None).stdout.split() == ["production", "False", "none"]


def test_on_this_machine_the_demonstration_starts():
    assert start(CAIRN_MODE="demo", CAIRN_HOSTS="localhost,127.0.0.1").stdout.split() == [
        "demo",
        "True",
        "demo:sign_in",
    ]


@pytest.mark.parametrize("mode", ["demo", "test"])
@pytest.mark.parametrize(
    "hosts", ["cairn.example.test", "localhost,cairn.example.test", "*", "0.0.0.0", ".example.test"]
)
def test_where_anyone_may_sign_in_as_anyone_no_real_host_is_served(mode, hosts):
    refused = start(CAIRN_MODE=mode, CAIRN_HOSTS=hosts)
    assert refused.returncode != 0
    assert "CAIRN_HOSTS names a real host" in refused.stderr


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"CAIRN_DEMO_SIGN_IN": "1"}, "Demo sign-in was asked for together with production"),
        ({"CAIRN_MODE": "debug"}, "it must be one of"),
        ({"CAIRN_SECRET_KEY": "short"}, "CAIRN_SECRET_KEY must be set"),
        ({"CAIRN_AUDIT_KEY": None}, "CAIRN_AUDIT_KEY must be set"),
    ],
)
def test_a_start_that_is_not_safe_is_refused_in_a_sentence(changes, sentence):
    refused = start(**changes)
    assert refused.returncode != 0 and sentence in refused.stderr


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ("DEBUG = True", "DEBUG is on"),
        ("INSTALLED_APPS = [*INSTALLED_APPS, 'cairn.demo']", "The demonstration"),
        ("ROOT_URLCONF = 'cairn.demo.urls'", "The demonstration"),
        ("ALLOWED_HOSTS = ['*']", "ALLOWED_HOSTS holds *"),
    ],
)
def test_a_settings_module_of_ones_own_cannot_undo_the_refusal(tmp_path, changed, sentence):
    (tmp_path / "own_settings.py").write_text(f"from cairn.settings.staff import *\n{changed}\n")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {SAYS} print('started')"
    refused = start(code, DJANGO_SETTINGS_MODULE="own_settings")
    assert "started" not in refused.stdout
    assert sentence in refused.stderr and "Cairn will not start." in refused.stderr


@pytest.mark.parametrize(
    ("mode", "hosts", "debug", "count"),
    [
        ("demo", ["localhost", "127.0.0.1", "[::1]", "testserver"], False, 0),
        ("demo", ["localhost", "cairn.example.test"], False, 1),
        ("test", ["testserver"], True, 1),
        ("production", ["cairn.example.test"], False, 0),
        ("production", ["cairn.example.test", "*"], True, 2),
    ],
)
def test_every_reason_is_told(mode, hosts, debug, count):
    found = SimpleNamespace(
        MODE=mode, ALLOWED_HOSTS=hosts, DEBUG=debug, INSTALLED_APPS=["cairn.web"], ROOT_URLCONF="cairn.web.urls"
    )
    assert len(list(unsafe(found))) == count


def test_the_deployment_check_finds_nothing_with_production_settings():
    checked = start("from django.core.management import execute_from_command_line as run; import sys; run(sys.argv)",
                    "check", "--deploy", "--fail-level", "WARNING")  # fmt: skip
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout + checked.stderr


def test_in_production_cookies_travel_encrypted_only():
    shown = start(
        SAYS + "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.DEBUG)"
    )
    assert shown.stdout.split() == ["True", "True", "True", "63072000", "False"]
