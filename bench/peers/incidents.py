"""Polars and pandas count repeats and score harm: the same definitions, as somebody who knows them would write it."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas
import polars

BANDS = {
    "recency": ([30, 90, 180, 365], [5, 4, 3, 2, 1]),
    "frequency": ([1, 2, 4, 9], [1, 2, 3, 4, 5]),
    "gravity": ([1, 10, 100, 1000], [1, 2, 3, 4, 5]),
    "victims": ([1, 2], [1, 3, 5]),
}


def points(part: str, amounts: np.ndarray) -> np.ndarray:
    """Points of a part."""
    ends, values = BANDS[part]
    return np.array(values, dtype=float)[np.searchsorted(ends, amounts)]


class WithPandas:
    """Sorting and shifting in pandas."""

    def __init__(self, path: str) -> None:
        self.table = pandas.read_parquet(path, columns=["happened", "kind", "victim", "suspect"])
        self.table["happened"] = pandas.to_datetime(self.table["happened"])

    def repeats(self, as_of: date) -> list[int]:
        events = self.table.dropna(subset=["suspect"])[["victim", "suspect", "happened"]]
        events = events.drop_duplicates().sort_values(["victim", "suspect", "happened"])
        after = events.groupby(["victim", "suspect"])["happened"].shift(-1)
        complete = events["happened"] <= pandas.Timestamp(as_of - timedelta(days=30))
        soon = (after - events["happened"]) <= pandas.Timedelta(days=30)
        return [int((complete & soon).sum()), int(complete.sum())]

    def harm(self, start: date, as_of: date, values: dict[str, float]) -> list[float]:
        inside = self.table[self.table["happened"].between(pandas.Timestamp(start), pandas.Timestamp(as_of))]
        inside = inside.dropna(subset=["suspect"])
        inside = inside.assign(harm=inside["kind"].map(values).fillna(1.0))
        events = inside.groupby(["suspect", "victim", "happened"], sort=False)["harm"].max().reset_index()
        made = events.groupby("suspect", sort=False).agg(
            last=("happened", "max"),
            events=("happened", "size"),
            gravest=("harm", "max"),
            victims=("victim", "nunique"),
        )
        recency = (pandas.Timestamp(as_of) - made["last"]).dt.days.to_numpy()
        score = points("recency", recency) + points("frequency", made["events"].to_numpy())
        score += points("gravity", made["gravest"].to_numpy()) + points("victims", made["victims"].to_numpy())
        return [len(made), float(score.sum())]


class WithPolars:
    """Lazy frames in Polars."""

    def __init__(self, path: str) -> None:
        self.table = polars.read_parquet(path, columns=["happened", "kind", "victim", "suspect"])

    def repeats(self, as_of: date) -> list[int]:
        pair = ["victim", "suspect"]
        events = self.table.lazy().filter(polars.col("suspect").is_not_null()).select(*pair, "happened").unique()
        followed = events.sort(*pair, "happened").with_columns(
            after=polars.col("happened").shift(-1),
            same=(polars.col("victim") == polars.col("victim").shift(-1))
            & (polars.col("suspect") == polars.col("suspect").shift(-1)),
        )
        complete = polars.col("happened") <= as_of - timedelta(days=30)
        soon = polars.col("same") & (polars.col("after") - polars.col("happened") <= timedelta(days=30))
        found = followed.select(repeated=(complete & soon).sum(), indexes=complete.sum()).collect()
        return [int(found["repeated"][0]), int(found["indexes"][0])]

    def harm(self, start: date, as_of: date, values: dict[str, float]) -> list[float]:
        inside = self.table.lazy().filter(
            polars.col("happened").is_between(start, as_of) & polars.col("suspect").is_not_null()
        )
        harm = polars.col("kind").replace_strict(values, default=1.0, return_dtype=polars.Float64)
        events = inside.with_columns(harm=harm).group_by("suspect", "victim", "happened").agg(polars.col("harm").max())
        made = (
            events.group_by("suspect")
            .agg(
                last=polars.col("happened").max(),
                events=polars.len(),
                gravest=polars.col("harm").max(),
                victims=polars.col("victim").n_unique(),
            )
            .with_columns(days=(polars.lit(as_of) - polars.col("last")).dt.total_days())
            .collect()
        )
        score = points("recency", made["days"].to_numpy()) + points("frequency", made["events"].to_numpy())
        score += points("gravity", made["gravest"].to_numpy()) + points("victims", made["victims"].to_numpy())
        return [len(made), float(score.sum())]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """How long it takes, and what it gives."""
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def main(asked: dict[str, Any]) -> dict[str, Any]:
    """Do what is asked, step by step."""
    as_of, start = date.fromisoformat(asked["as_of"]), date.fromisoformat(asked["from"])
    kind = {"pandas": WithPandas, "Polars": WithPolars}[asked["peer"]]
    load, table = timed(lambda: kind(asked["path"]))
    repeats, counts = timed(lambda: table.repeats(as_of))
    harm, scores = timed(lambda: table.harm(start, as_of, asked["harm"]))
    return {"seconds": {"load": load, "repeats": repeats, "harm": harm}, "counts": [*counts, *scores]}


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
