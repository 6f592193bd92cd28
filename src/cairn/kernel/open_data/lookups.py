"""Look-ups: which area lies in which, what became of a code, and every authority there is or was."""

from __future__ import annotations

import re
from datetime import date
from math import inf

from cairn.kernel.open_data.codes import IN_USE, Kind, kind_of
from cairn.kernel.open_data.csv_rows import BadCell, Row, coded, heads_of, number, take, text_of
from cairn.kernel.open_data.facts import AreaFact, Contents, LinkFact, PostcodeFact
from cairn.kernel.records.contacts import read_postcode
from cairn.kernel.records.grids import LATITUDES, LONGITUDES

WITHIN, BEST_FIT, PART, BECAME = "within", "best fit", "part", "became"
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def read_lsoa_lookup(content: bytes) -> Contents:
    """LSOA 2021 to MSOA, ward (best fit), authority and former district, as the shared file has them."""
    found = Contents("lookup-lsoa-2021", unused=("points and square kilometres, which the boundaries give",))
    seen: set[tuple[str, int]] = set()

    def area(code: str, name: str, kind: Kind, year: int, authority: str) -> None:
        if (code, year) not in seen:
            seen.add((code, year))
            found.areas.append(AreaFact(code, name.strip(), kind, year, authority))

    def use(line: int, row: Row) -> None:
        lsoa, msoa = coded(row, "lsoa21_code", Kind.LSOA), coded(row, "msoa21_code", Kind.MSOA)
        ward, authority = coded(row, "ward25_bestfit_code", Kind.WARD), coded(row, "lad_code", Kind.AUTHORITY)
        share = _share(row, "ward25_bestfit_share")
        links = [
            LinkFact(lsoa, 2021, msoa, 2021, WITHIN, line=line),
            LinkFact(lsoa, 2021, ward, 2025, BEST_FIT, share, line),
            LinkFact(lsoa, 2021, authority, 2025, WITHIN, line=line),
        ]
        if district := row.get("former_district_code", "").strip():
            district = coded(row, "former_district_code", Kind.AUTHORITY)
            area(district, row["former_district"], Kind.AUTHORITY, 2022, "")
            links.append(LinkFact(lsoa, 2021, district, 2022, WITHIN, line=line))
        local = row.get("msoa21_local_name", "").strip()
        area(lsoa, row["lsoa21_name"], Kind.LSOA, 2021, authority)
        area(msoa, local or row["msoa21_name"], Kind.MSOA, 2021, authority)
        area(ward, row["ward25_bestfit_name"], Kind.WARD, 2025, authority)
        area(authority, row["lad_name"], Kind.AUTHORITY, 2025, authority)
        found.links.extend(links)

    found.rows = take(content, use, found.rejects)
    return found


def read_ons_lookup(content: bytes) -> Contents:
    """The ONS's own best fit of LSOAs 2021 to wards and authorities, as its geoportal heads it."""
    heads = heads_of(text_of(content))
    ward_head = next(head for head in heads if re.fullmatch(r"WD\d\dCD", head))
    lad_head = next(head for head in heads if re.fullmatch(r"LAD\d\dCD", head))
    year = 2000 + int(ward_head[2:4])
    found = Contents("lookup-lsoa-2021-ons")
    seen: set[str] = set()

    def use(line: int, row: Row) -> None:
        lsoa, ward = coded(row, "LSOA21CD", Kind.LSOA), coded(row, ward_head, Kind.WARD)
        authority = coded(row, lad_head, Kind.AUTHORITY)
        for code, kind, of, head in (
            (lsoa, Kind.LSOA, 2021, "LSOA21NM"),
            (ward, Kind.WARD, year, ward_head.replace("CD", "NM")),
            (authority, Kind.AUTHORITY, year, lad_head.replace("CD", "NM")),
        ):
            if code not in seen:
                seen.add(code)
                found.areas.append(AreaFact(code, row.get(head, "").strip() or code, kind, of, authority))
        found.links.append(LinkFact(lsoa, 2021, ward, year, BEST_FIT, line=line))
        found.links.append(LinkFact(lsoa, 2021, authority, year, WITHIN, line=line))

    found.rows = take(content, use, found.rejects)
    return found


def read_ward_shares(content: bytes) -> Contents:
    """How the postcodes of each LSOA 2021 lie in the wards of 2025; the shares of one LSOA make up 1."""
    found = Contents("lookup-lsoa-2021-ward-shares")

    def use(line: int, row: Row) -> None:
        lsoa, ward = coded(row, "lsoa21_code", Kind.LSOA), coded(row, "ward_code", Kind.WARD)
        found.links.append(LinkFact(lsoa, 2021, ward, 2025, PART, _share(row, "share"), line))

    found.rows = take(content, use, found.rejects)
    return found


def read_postcodes(content: bytes) -> Contents:
    """Every live postcode with the point that stands for its addresses, in degrees of WGS84."""
    found = Contents("postcodes", unused=("areas and metres of the National Grid, which the point gives",))

    def use(line: int, row: Row) -> None:
        try:
            code = read_postcode(row["postcode"])
        except ValueError:
            code = ""
        if not code:
            raise BadCell(f"postcode: “{row['postcode'][:12]}” is not a postcode.")
        longitude, latitude = _degrees(row, "lon", LONGITUDES), _degrees(row, "lat", LATITUDES)
        found.postcodes.append(PostcodeFact(code, longitude, latitude, line))

    found.rows = take(content, use, found.rejects)
    return found


def _degrees(row: Row, column: str, within: tuple[float, float]) -> float:
    """Degrees that lie in or near Great Britain; west of Greenwich they are below zero."""
    try:
        degrees = float(row[column])
    except ValueError:
        degrees = inf
    if not within[0] <= degrees <= within[1]:
        raise BadCell(f"{column}: “{row[column][:20]}” is no place in Great Britain, in degrees.")
    return degrees


def read_lsoa_changes(content: bytes) -> Contents:
    """What each LSOA of 2011 became in 2021: unchanged, split or merged, with the share of its area."""
    found = Contents("lookup-lsoa-2011-2021")

    def use(line: int, row: Row) -> None:
        old, new = coded(row, "lsoa11_code", Kind.LSOA), coded(row, "lsoa21_code", Kind.LSOA)
        if (change := row["change"].strip()) not in ("U", "S", "M", "X"):
            raise BadCell(f"change: “{change[:20]}” is none of U, S, M and X.")
        found.links.append(LinkFact(old, 2011, new, 2021, BECAME, _share(row, "area_share_of_lsoa11"), line))

    found.rows = take(content, use, found.rejects)
    return found


def read_ward_codes(content: bytes) -> Contents:
    """Every code a ward has had, with the year of the list it stands in."""
    found = Contents("ward-codes")

    def use(_line: int, row: Row) -> None:
        code, year = coded(row, "WDCD", Kind.WARD), row["SOURCEFILE"].strip()
        if not re.fullmatch(r"20\d\d", year):
            raise BadCell(f"SOURCEFILE: “{year[:20]}” is not a year.")
        authority = row.get("LADCD_ACTIVE", "").strip() or row["LADCD"].strip()
        found.areas.append(AreaFact(code, row["WDNM"].strip(), Kind.WARD, int(year), authority))

    found.rows = take(content, use, found.rejects)
    return found


def read_authorities(content: bytes) -> Contents:
    """Every local authority of the United Kingdom that stands, and those that ended, with what they became."""
    found = Contents("uk-authorities", unused=("places without an ONS code, and all but codes, names and dates",))
    codes: dict[str, str] = {}
    ended: list[tuple[int, str, int, str]] = []

    def use(line: int, row: Row) -> None:
        code = row["gss-code"].strip()
        codes[row["local-authority-code"].strip()] = code
        if kind_of(code) is not Kind.AUTHORITY:
            return  # combined authorities, and those that ended before codes began
        over = _day(row["end-date"].strip())
        year = over.year - 1 if over else IN_USE[Kind.AUTHORITY]
        name = row["nice-name"].strip() or row["official-name"].strip()
        found.areas.append(AreaFact(code, name, Kind.AUTHORITY, year, "" if over else code, over))
        if over:
            ended.extend((line, code, year, successor.strip()) for successor in row["replaced-by"].split(","))

    found.rows = take(content, use, found.rejects)
    now = {area.code for area in found.areas if area.ended_on is None}
    found.links = [
        LinkFact(code, year, codes[successor], IN_USE[Kind.AUTHORITY], BECAME, line=line)
        for line, code, year, successor in ended
        if codes.get(successor) in now
    ]
    return found


def _share(row: Row, column: str) -> float:
    value = number(row, column)
    if not 0 <= value <= 1:
        raise BadCell(f"{column}: {value} is not between 0 and 1.")
    return value


def _day(cell: str) -> date | None:
    if not cell:
        return None
    found = _DAY.fullmatch(cell)
    if found is None:
        raise BadCell(f"end-date: “{cell[:20]}” is not a date such as 2023-04-01.")
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise BadCell(f"end-date: there is no day {cell}.") from None
