# A fresh clone needs Python 3.11 or newer and make; everything else goes into .venv.

PYTHON ?= python3
N ?= 10000
KILLS ?= 50
CASES ?= 60
MINUTES ?= 30
SIZE ?= 100
ROUNDS ?= 5
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test lint format campaign archive chaos mutants truncations fuzz bench profile fixtures clean

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

demo: .venv/.demo ## analyze a small incident: one controller missed that a scan finished
	$(BIN)/logscan analyze fixtures/lost-finish

test: .venv/.dev ## run every test, on all cores
	$(BIN)/pytest -n auto --dist worksteal

lint: .venv/.dev ## check style, formatting and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: .venv/.dev ## format the code and mend what ruff can mend
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

campaign: .venv/.dev ## hold the verdicts to the truth over N simulated histories
	$(BIN)/python tests/campaign.py $(N)

mutants: .venv/.dev ## break model/ and analysis/ on purpose; SAMPLE=500 tries so many
	$(BIN)/python tests/mutants.py $(if $(SAMPLE),--sample $(SAMPLE))

archive: CASES = 1000
archive: .venv/.dev ## analyze an archive with one process, two, and Dask; CASES=1000
	$(BIN)/python tests/archive.py $(CASES)

chaos: .venv/.dev ## kill batches and fill a disk; KILLS=50 CASES=60
	$(BIN)/python tests/chaos.py --kills $(KILLS) --cases $(CASES)

truncations: .venv/.dev ## cut small bundles of every format at every byte
	$(BIN)/python -m tests.hostile.truncate

fuzz: .venv/.dev ## feed mutated input to the readers for some MINUTES
	$(PIP) install atheris
	$(BIN)/python tests/hostile/fuzz.py $(MINUTES)

bench: .venv/.dev ## measure reading beside others, and judging: SIZE=100 (MB) ROUNDS=5
	$(PIP) install polars
	$(BIN)/python tests/benchmarks/run.py $(SIZE) $(ROUNDS)

profile: .venv/.dev ## show where the time goes while a log is read
	$(BIN)/python tests/benchmarks/hotspots.py

fixtures: .venv/.dev ## write fixtures/ anew
	names=$$($(BIN)/python fixtures/make.py) && for name in $$names; do \
	    $(BIN)/logscan analyze fixtures/$$name --json --pairs > fixtures/$$name.expected.json || exit; \
	done

clean: ## remove the venv, caches and builds
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist
	find logscan tests fixtures -name __pycache__ -prune -exec rm -rf {} +

# A stamp says which dependencies .venv holds; pyproject.toml says which they are.

.venv/.demo: pyproject.toml | $(BIN)/python
	$(PIP) install --editable .
	@touch $@

.venv/.dev: pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[dev]'
	@touch .venv/.demo $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else \
	    "logscan needs Python 3.11 or newer, and $(PYTHON) is older; try: make PYTHON=python3.11 $(MAKECMDGOALS)")'
	$(PYTHON) -m venv .venv
