"""What is shipped is what was built, holds nothing it may not, and misses no file."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

import cairn.foundation.ui

APP = Path(cairn.foundation.ui.__file__).parent
MANIFEST = json.loads((APP / "manifest.json").read_text(encoding="utf-8"))
BUILT = [APP / "static/cairn/cairn.css", APP / "static/cairn/cairn.js"]


def test_every_shipped_file_is_the_one_that_was_built():
    shipped = {
        str(path.relative_to(APP)).replace("\\", "/"): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("static/cairn", "fonts")
        for path in (APP / folder).rglob("*")
        if path.is_file()
    }
    assert shipped == MANIFEST["sha256"]


def test_the_manifest_names_upstream_versions_and_there_is_a_licence_for_each():
    assert {one["name"] for one in MANIFEST["upstream"]} == {
        "govuk-frontend",
        "@ministryofjustice/frontend",
        "@fontsource/source-sans-3",
    }
    assert all(one["version"] and one["integrity"].startswith("sha512-") for one in MANIFEST["upstream"])
    licences = {path.name: path.read_text(encoding="utf-8") for path in (APP / "licences").iterdir()}
    assert set(licences) == {"govuk-frontend.txt", "moj-frontend.txt", "source-sans-3.txt"}
    assert "Reserved Font Name" in licences["source-sans-3.txt"]


@pytest.mark.parametrize("path", BUILT, ids=lambda path: path.name)
@pytest.mark.parametrize(
    "mark",
    [
        r"gds[ -]?transport",
        r"crown",
        r"crest",
        r"@import",
        r"sourceMappingURL",
        r"url\(\s*[\"']?(https?:)?//",
    ],
)
def test_nothing_kept_for_govuk_and_no_other_site_is_named(path, mark):
    assert not re.search(mark, path.read_text(encoding="utf-8"), re.IGNORECASE)


def test_every_file_the_stylesheet_names_is_there():
    css = BUILT[0].read_text(encoding="utf-8")
    for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", css):
        assert address.startswith("data:") or (BUILT[0].parent / address).is_file(), address


def test_the_script_writes_no_inline_style_and_runs_no_text():
    script = BUILT[1].read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function|\.style\.|cssText|setAttribute\(\"style\"", script)


def test_svg_files_are_safe_to_place_in_a_page():
    for path in [*(APP / "static").rglob("*.svg"), *(APP / "templates").rglob("*.svg")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script|\bon\w+=|style=|<foreignObject|<style", text), path.name
