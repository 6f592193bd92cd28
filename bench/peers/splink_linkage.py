"""Splink 5 on a file of records, tuned for people of the United Kingdom.

Run in the peers' environment: ``python -m bench.peers.splink_linkage RECORDS.csv TRUTH.csv OUT.json``. The time
runs from the loaded table to the scored pairs; the sweep of thresholds, which needs the truth, is not timed.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import splink
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

CAP = 1e6  # pairs in each training; without it, a million records take 21 GB
FLOOR = -4.0

_DATES = "'%d/%m/%Y', '%Y-%m-%d', '%Y%m%d', '%d %b %Y', '%d-%m-%Y'"
# What somebody who knows the tool does before linking: one way of writing, empty cells as missing, defaults dropped.
TIDY = f"""
SELECT record AS unique_id, nullif(lower(trim(given)), '') AS given, nullif(lower(trim(family)), '') AS family,
    CAST(nullif(CAST(try_strptime(born, [{_DATES}]) AS DATE), DATE '1900-01-01') AS VARCHAR) AS born,
    nullif(lower(left(sex, 1)), '') AS sex,
    nullif(lower(regexp_replace(address, '[ ,.]+', ' ', 'g')), '') AS address,
    nullif(upper(replace(postcode, ' ', '')), '') AS code,
    nullif(regexp_replace(phone, '[^0-9]', '', 'g'), '') AS phone,
    nullif(lower(trim(email)), '') AS email
FROM read_csv(?, all_varchar = true)
"""
MORE = """
SELECT *, left(born, 4) AS born_year, right(born, 5) AS born_day, left(family, 3) AS family_start,
    left(given, 1) AS initial, CASE WHEN code IS NOT NULL THEN left(code, len(code) - 3) || ' ' || right(code, 3) END
    AS postcode FROM tidy
"""
RULES = (
    ("given", "family", "born_year"),
    ("family", "born"),
    ("given", "born"),
    ("born", "postcode"),
    ("family", "postcode", "initial"),
    ("given", "postcode"),
    ("phone",),
    ("email",),
    ("given", "family", "born_day"),
    ("given", "address"),
    ("initial", "family_start", "born"),
)


def tuned() -> SettingsCreator:
    """Joint names, levels of the date, address, postcode, sex, telephone and e-mail; eleven rules."""
    address = cl.CustomComparison(
        output_column_name="address",
        comparison_levels=[
            cll.NullLevel("address"),
            cll.ExactMatchLevel("address"),
            cll.CustomLevel("starts_with(address_l, address_r) OR starts_with(address_r, address_l)", "begins"),
            cll.JaroWinklerLevel("address", 0.92),
            cll.JaroWinklerLevel("address", 0.85),
            cll.ElseLevel(),
        ],
    )
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.ForenameSurnameComparison(
                "given", "family", jaro_winkler_thresholds=[0.92, 0.85], forename_surname_concat_col_name="both_names"
            ),
            cl.DateOfBirthComparison("born", input_is_string=True),
            cl.PostcodeComparison("postcode").configure(term_frequency_adjustments=False),
            address,
            cl.ExactMatch("sex"),
            cl.LevenshteinAtThresholds("phone", [1, 2]),
            cl.EmailComparison("email"),
        ],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in RULES],
        retain_matching_columns=False,
    )


def trained(linker: Linker) -> None:
    """Let it learn, with as many pairs in each training as fit into memory."""
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("given", "family", "born"), block_on("email", "family"), block_on("phone", "given")], recall=0.6
    )
    training.estimate_u_using_random_sampling(max_pairs=CAP * 5, seed=1)
    for rule in (("given", "family"), ("born", "sex"), ("postcode", "initial")):
        training.estimate_parameters_using_expectation_maximisation(block_on(*rule), max_pairs=CAP)


def people(path: str, truth: str) -> tuple[Any, np.ndarray, dict[str, float]]:
    """Scored pairs of the generated records, the true person of each, and the seconds of each step."""
    con = duckdb.connect()
    con.execute("CREATE TABLE tidy AS " + TIDY, [path])
    con.execute(f"CREATE TABLE input AS SELECT *, given || ' ' || family AS both_names FROM ({MORE})")
    began = time.perf_counter()
    api = DuckDBAPI(connection=con)
    linker = Linker(api.register("input"), tuned(), log_level=40)
    trained(linker)
    learned = time.perf_counter()
    edges = linker.inference.predict(threshold_match_weight=FLOOR)
    done = time.perf_counter()
    table = con.execute(
        f"SELECT unique_id_l AS one, unique_id_r AS other, match_weight AS weight FROM {edges.physical_name}"
    ).fetchnumpy()
    true = con.execute(
        "SELECT record, person FROM read_csv(?, all_varchar = true) ORDER BY record", [truth]
    ).fetchnumpy()
    place = {record: at for at, record in enumerate(true["record"])}
    pairs = [np.fromiter((place[each] for each in table[side]), dtype=np.int64) for side in ("one", "other")]
    person = np.unique(true["person"].astype(str), return_inverse=True)[1]
    return (*pairs, table["weight"]), person, {"training": learned - began, "all": done - began}


def pairs_within(labels: np.ndarray) -> int:
    """How many pairs a grouping joins."""
    sizes = np.bincount(labels).astype(np.int64)
    return int((sizes * (sizes - 1) // 2).sum())


def scores(labels: np.ndarray, person: np.ndarray) -> dict[str, float]:
    """Precision, recall and F1 over pairs of the groups against the truth."""
    both = np.unique(labels.astype(np.int64) * (int(person.max()) + 1) + person, return_inverse=True)[1]
    right, said, true = pairs_within(both), pairs_within(labels), pairs_within(person)
    return {"precision": right / max(said, 1), "recall": right / max(true, 1), "f1": 2 * right / max(said + true, 1)}


def sweep(edges: Any, person: np.ndarray) -> list[dict[str, float]]:
    """Connected components at each threshold, and what the bare pairs score."""
    one, other, weight = edges
    found, size = [], len(person)
    for threshold in np.arange(FLOOR, 26, 1.0):
        keep = weight >= threshold
        graph = coo_matrix((np.ones(int(keep.sum())), (one[keep], other[keep])), shape=(size, size))
        found.append({"threshold": float(threshold), **scores(connected_components(graph, directed=False)[1], person)})
    return found


def main(path: str, truth: str, out: str) -> None:
    """Link, sweep, write what was found."""
    edges, person, seconds = people(path, truth)
    found = sweep(edges, person)
    best = max(found, key=lambda one: one["f1"])
    right = person[edges[0]] == person[edges[1]]
    result = {
        "program": f"Splink {splink.__version__}",
        "records": len(person),
        "pairs": len(right),
        "reached": float(right.sum() / max(pairs_within(person), 1)),
        "best": best,
        "sweep": found,
        "seconds": seconds,
        "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
    }
    Path(out).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:4])
