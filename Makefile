# Every target only calls dev.py, which also runs where make is missing.
PYTHON ?= python3

.PHONY: help setup demo test check lock stop bench

help:
	@$(PYTHON) dev.py --help

setup demo check lock stop bench:
	@$(PYTHON) dev.py $@

# One tier of tests: make test TIER=kernel
test:
	@$(PYTHON) dev.py test $(TIER)
