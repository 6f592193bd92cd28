"""The demonstration loads published figures about its areas where they are there, and does without where not."""

from __future__ import annotations

import pytest

from cairn.demo.loading import load_demo
from cairn.domain.places.api import in_force, population
from tests.parts import shared_data

pytestmark = [pytest.mark.usefixtures("demo_database"), pytest.mark.django_db]
AUTHORITIES = "lad_code,lad_name,total_population,total_females,total_males\nE06000063,Cumberland,10,6,4\n"
NAMES = (
    "local-authority-code,official-name,nice-name,gss-code,end-date,replaced-by\n"
    "CBD,Cumberland,Cumberland,E06000063,,\n"
)


def test_a_folder_of_published_files_is_loaded_beside_the_demonstration(tmp_path):
    (tmp_path / "authorities.csv").write_text(NAMES, encoding="utf-8")
    (tmp_path / "population.csv").write_text(AUTHORITIES, encoding="utf-8")
    said = list(load_demo(scale="tiny", open_data=tmp_path))
    assert "Open data: 2 rows from 2 published files are loaded." in said
    assert population(["E06000063"]).count == 10


def test_a_file_that_cannot_be_used_is_said_and_stops_nothing(tmp_path):
    (tmp_path / "population.csv").write_text(AUTHORITIES, encoding="utf-8")
    [said] = [line for line in load_demo(scale="tiny", open_data=tmp_path) if line.startswith("Open data")]
    assert "0 rows from 0 published files" in said and "No local authorities of 2025 are loaded" in said


def test_without_a_folder_nothing_is_loaded_and_the_gazetteer_serves():
    assert not any(line.startswith("Open data") for line in load_demo(scale="tiny"))
    assert not in_force().exists() and population(["E06000063"]).dataset == "gazetteer"


def test_where_boundaries_are_there_somebody_has_counted_by_ward_and_once():
    said = list(load_demo(scale="tiny", open_data=shared_data()))
    assert "Cumberland: 1 analysis by ward." in said
    assert not any("by ward" in line for line in load_demo(scale="tiny", open_data=shared_data()))
