"""Benchmarks: Cairn beside named peers on the same work, and its own pages and start, in one report.

`python3 dev.py bench` runs all of them and writes docs/reference/benchmarks.md. See README.md here.
"""
