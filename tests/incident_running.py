"""A few incidents for ``cairn analyse repeats | survival | harm``, and what a run of it left behind."""

import csv
import json

HEADS = "incident,happened,victim,suspect\n"
ROWS = (
    "I1,2025-01-01,Wren Slate,Ash Flint\n"
    "I2,2025-01-31,Wren Slate,Ash Flint\n"
    "I3,2025-03-31,Robin Marl,unknown\n"
    "I4,2025-06-30,Robin Marl,Rowan Chert\n"
)


class Written:
    """What a run left behind."""

    def __init__(self, folder, stem):
        self.folder, self.stem = folder, stem

    def rows(self, name=None):
        path = self.folder / (name or f"{self.stem}.csv")
        return list(csv.DictReader(path.open(encoding="utf-8"))) if path.exists() else None

    @property
    def rejects(self):
        return self.rows(f"{self.stem}.rejects.csv")

    @property
    def report(self):
        return json.loads((self.folder / f"{self.stem}.report.json").read_text(encoding="utf-8"))

    def figure(self, measure, area="all"):
        row = next(row for row in self.rows() if (row["measure"], row["area"]) == (measure, area))
        return int(row["numerator"]), int(row["denominator"])
