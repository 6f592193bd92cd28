"""Splink 5 asked for one record at a time among many: trained as for a file, by the same rules.

Run in the peers' environment: ``python -m bench.peers.splink_lookups PEOPLE.csv ASKED.csv HOW_MANY``. The time of a
question runs from the tidied record to the likeliest pair; training is not timed.
"""

from __future__ import annotations

import json
import sys
import time

import duckdb
import splink
from splink import DuckDBAPI, Linker

from bench.peers.splink_linkage import MORE, TIDY, trained, tuned

_ASKED = ("given", "family", "both_names", "email")


def main(people: str, asked: str, many: int) -> dict[str, object]:
    """Train on what is held, and ask."""
    con = duckdb.connect()
    con.execute("CREATE TABLE tidy AS " + TIDY, [people])
    con.execute(f"CREATE TABLE input AS SELECT *, given || ' ' || family AS both_names FROM ({MORE})")
    con.execute("CREATE OR REPLACE TABLE tidy AS " + TIDY, [asked])
    con.execute(f"CREATE TABLE asked AS SELECT *, given || ' ' || family AS both_names FROM ({MORE})")
    con.execute("CREATE TABLE truth AS SELECT record, person FROM read_csv(?, all_varchar = true)", [people])
    truth = dict(con.execute("SELECT record, person FROM truth").fetchall())
    questions = con.execute(
        "SELECT record, person, known FROM read_csv(?, all_varchar = true) LIMIT ?", [asked, many]
    ).fetchall()
    api = DuckDBAPI(connection=con)
    held = api.register("input")
    linker = Linker(held, tuned(), log_level=40)
    trained(linker)
    for column in _ASKED:
        linker.table_management.compute_tf_table(column)
    times, right, false = [], 0, 0
    for number, (record, person, known) in enumerate(questions):
        con.execute(f"CREATE TABLE one_{number} AS SELECT * FROM asked WHERE unique_id = ?", [record])
        began = time.perf_counter()
        pairs = linker.inference.predict_between(held, api.register(f"one_{number}"), threshold_match_weight=0.0)
        found = con.execute(
            f"SELECT unique_id_l, unique_id_r FROM {pairs.physical_name} ORDER BY match_weight DESC LIMIT 1"
        ).fetchone()
        times.append(1000 * (time.perf_counter() - began))
        other = next((each for each in found if each != record), "") if found else ""
        right += known == "True" and truth.get(other) == person
        false += known != "True" and bool(other)
    told = sum(known == "True" for _record, _person, known in questions)
    times.sort()
    at = {name: times[min(int(share * len(times)), len(times) - 1)] for name, share in
          (("median", 0.5), ("p95", 0.95), ("p99", 0.99))}  # fmt: skip
    return {"program": f"Splink {splink.__version__}", "asked": len(questions), **at,
            "right": right / max(told, 1), "false": false / max(len(questions) - told, 1)}  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
