"""What tests of places share: the real shared data loaded once a test, and small files of our own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cairn.domain.places.api import Outcome, load_file
from cairn.kernel.actors import system_actor
from tests.parts import shared_data

BY = system_actor()

LOOKUP = """lsoa21_code,lsoa21_name,msoa21_code,msoa21_name,msoa21_local_name,ward25_bestfit_code,ward25_bestfit_name,\
ward25_bestfit_share,former_district_code,former_district,lad_code,lad_name,lat,lon,area_km2
E01000001,Fell 001A,E02000001,Fell 001,Fell Town,E05000001,Fell Town,1.0,,,E06000001,Fellshire,54.1,-3.1,1.0
E01000002,Fell 001B,E02000001,Fell 001,Fell Town,E05000001,Fell Town,0.6,,,E06000001,Fellshire,54.2,-3.2,1.0
E01000003,Fell 002A,E02000002,Fell 002,Tarn,E05000002,Tarn,1.0,,,E06000001,Fellshire,54.3,-3.3,1.0
"""
CENSUS = """lsoa21_code,lad_code,usual_residents,disabled_equality_act,eth_white
E01000001,E06000001,1000,100,900
E01000002,E06000001,2000,200,1800
E01000003,E06000001,3000,300,2700
"""
POLICE_HEADS = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context\r\n"
)


@pytest.fixture
def load(db, now) -> Callable[..., Outcome]:
    """Load a text as a file of some name."""

    def loaded(name: str, text: str | bytes) -> Outcome:
        content = text if isinstance(text, bytes) else text.encode()
        return load_file(by=BY, at=now, name=name, content=content)

    return loaded


@pytest.fixture
def fellshire(load) -> None:
    """Three invented LSOAs in two wards, and who lives there."""
    load("lookup.csv", LOOKUP)
    load("census.csv", CENSUS)


def police_file(*rows: str) -> str:
    """A street-level file with these rows."""
    return POLICE_HEADS + "".join(f"{row}\r\n" for row in rows)


def file_of(*parts: str) -> Path:
    """A file of the shared data."""
    return shared_data(parts[0]).joinpath(*parts[1:])
