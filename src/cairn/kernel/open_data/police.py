"""Street-level crime of data.police.uk: any force, any month.

Source: the columns as data.police.uk/about describes them. Rows that are exactly alike are kept, since
antisocial behaviour carries no identifier and several incidents can share a snapped point. The stated
LSOA is trusted before the point, which police.uk moves to the middle of a street.
"""

from __future__ import annotations

import re
from datetime import date

from cairn.kernel.open_data.codes import Kind, kind_of
from cairn.kernel.open_data.csv_rows import BadCell, Row, heads_of, take, text_of
from cairn.kernel.open_data.facts import Contents, CrimeFact, NotReadable

KEY = "street-crime"
HEADS = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code",
    "LSOA name", "Crime type", "Last outcome category", "Context",
)  # fmt: skip
CATEGORIES = (
    "Anti-social behaviour", "Bicycle theft", "Burglary", "Criminal damage and arson", "Drugs", "Other crime",
    "Other theft", "Possession of weapons", "Public order", "Robbery", "Shoplifting", "Theft from the person",
    "Vehicle crime", "Violence and sexual offences",
)  # fmt: skip
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_POINT = re.compile(r"-?\d{1,2}\.\d+|-?\d{1,2}")
_LONGEST = {"Crime ID": 64, "Reported by": 80, "Falls within": 80, "Location": 200, "Crime type": 60,
            "Last outcome category": 120}  # fmt: skip
# A box round the United Kingdom, in degrees: whatever lies outside it was not read as it was meant.
_WEST, _EAST, _SOUTH, _NORTH = -9.0, 2.5, 49.0, 61.5


def header_problem(heads: tuple[str, ...]) -> str:
    """What is wrong with the heads of a street-level file; "" when they are all there."""
    if missing := [head for head in HEADS[:-1] if head not in heads]:
        return f"The heads of a street-level file are not all there. Missing: {', '.join(missing)}."
    return ""


def read_street_crime(content: bytes) -> Contents:
    """Read one file of one force and one month.

    Args:
        content: the CSV as published.

    Returns:
        The rows, in the order of the file. A row of another month or force than the first is rejected.

    Raises:
        NotReadable: the heads are not those of such a file, or there are no rows.
    """
    if problem := header_problem(heads_of(text_of(content))):
        raise NotReadable(problem)
    found = Contents(KEY)
    seen: dict[str, str] = {}

    def use(_line: int, row: Row) -> None:
        fact = _crime(row)
        for column in ("Month", "Reported by"):
            stated = row[column].strip()
            first = seen.setdefault(column, stated)
            if stated != first:
                raise BadCell(f"{column} is “{stated}”, but this file is of “{first}”. Each has a file of its own.")
        found.crimes.append(fact)

    found.rows = take(content, use, found.rejects)
    if not seen:
        raise NotReadable(f"No row can be used. Line {found.rejects[0].line}: {found.rejects[0].says}")
    found.part, found.vintage = seen["Reported by"], seen["Month"]
    return found


def _crime(row: Row) -> CrimeFact:
    month = _MONTH.fullmatch(row["Month"].strip())
    if month is None:
        raise BadCell(f"Month: “{row['Month'][:20]}” is not a month such as 2024-03.")
    reported_by, category = row["Reported by"].strip(), row["Crime type"].strip()
    if not reported_by:
        raise BadCell("Reported by is empty, so nobody can say whose figure this is.")
    if not category:
        raise BadCell("Crime type is empty.")
    for column, most in _LONGEST.items():
        if len(row[column]) > most:
            raise BadCell(f"{column} is longer than {most} letters, which no published row is.")
    longitude, latitude = _point(row)
    code = row["LSOA code"].strip()
    if code and kind_of(code) is not Kind.LSOA and not code.startswith("95"):  # Northern Ireland counts otherwise
        raise BadCell(f"LSOA code: “{code[:20]}” is not the code of an LSOA.")
    return CrimeFact(
        month=date(int(month[1]), int(month[2]), 1),
        crime_id=row["Crime ID"].strip(),
        reported_by=reported_by,
        falls_within=row["Falls within"].strip(),
        longitude=longitude,
        latitude=latitude,
        location=row["Location"].strip(),
        lsoa_code=code,
        category=category,
        outcome=row["Last outcome category"].strip(),
    )


def _point(row: Row) -> tuple[float | None, float | None]:
    east, north = row["Longitude"].strip(), row["Latitude"].strip()
    if not east and not north:
        return None, None
    if not (_POINT.fullmatch(east) and _POINT.fullmatch(north)):
        raise BadCell(f"Longitude and Latitude: “{east[:20]}” and “{north[:20]}” are not a point.")
    longitude, latitude = float(east), float(north)
    if not (_WEST <= longitude <= _EAST and _SOUTH <= latitude <= _NORTH):
        raise BadCell(f"The point {east}, {north} lies outside the United Kingdom. Are the two swapped?")
    return longitude, latitude
