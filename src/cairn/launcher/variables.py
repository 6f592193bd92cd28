"""The environment variables that the program reads: see docs/how-to/set-up.md for each."""

import os
from pathlib import Path

from cairn.launcher.binaries import find_browser
from cairn.launcher.postgres import Urls
from cairn.launcher.state import secret


def for_everything(mode: str, base: Path, urls: Urls) -> dict[str, str]:
    """Return what the command line and the tests need: every address and both keys.

    Args:
        mode: `demo` or `test`.
        base: state folder, which keeps the keys.
        urls: the database, by role.
    """
    return {
        **_shared(mode, base),
        **_keys(mode, base),
        "DJANGO_SETTINGS_MODULE": "cairn.settings.test" if mode == "test" else "cairn.settings.staff",
        "DATABASE_URL": urls.app,
        "CAIRN_OWNER_DATABASE_URL": urls.owner,
        "CAIRN_PUBLIC_DATABASE_URL": urls.public,
        "CAIRN_INTAKE_DATABASE_URL": urls.intake,
    }


def for_site(site: str, base: Path, urls: Urls) -> dict[str, str]:
    """Return what one process of the demonstration needs, and no more.

    No serving process is given the owner's address. The public ones are given their own and no key.

    Args:
        site: `staff`, `worker`, `public` or `intake`.
        base: state folder.
        urls: the database, by role.

    Returns:
        The variables; an empty one is to be taken away (`merged`).
    """
    outside = site in ("public", "intake")
    return {
        **_shared("demo", base),
        **{name: "" if outside else key for name, key in _keys("demo", base).items()},
        "DJANGO_SETTINGS_MODULE": f"cairn.settings.{site}" if outside else "cairn.settings.staff",
        "DATABASE_URL": "" if outside else urls.app,
        "CAIRN_PUBLIC_DATABASE_URL": urls.public if site == "public" else "",
        "CAIRN_INTAKE_DATABASE_URL": urls.intake if site == "intake" else "",
        "CAIRN_OWNER_DATABASE_URL": "",
    }


def _shared(mode: str, base: Path) -> dict[str, str]:
    static = base / "static"
    static.mkdir(exist_ok=True)  # the static file server warns of a folder that is not there
    return {
        "CAIRN_MODE": mode,
        "CAIRN_STATIC_ROOT": str(static),
        "CAIRN_CHROMIUM": find_browser() or "",
        "PYTHONUNBUFFERED": "1",
    }


def _keys(mode: str, base: Path) -> dict[str, str]:
    names = {"CAIRN_SECRET_KEY": f"{mode}_secret_key", "CAIRN_AUDIT_KEY": f"{mode}_audit_key"}
    return {name: secret(base, kept) for name, kept in names.items()}


def merged(extra: dict[str, str]) -> dict[str, str]:
    """Return this process's environment with `extra` over it; an empty value removes a variable."""
    whole = {**os.environ, **extra}
    return {name: value for name, value in whole.items() if value or name not in extra}
