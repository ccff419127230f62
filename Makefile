# Every command of a developer; `.ci/run` calls the same names.
.PHONY: setup check test matrix crash bench journeys fmt lock
BIN = .venv/bin
CODE = src tests $(wildcard bench)
UV = $(shell command -v uv || echo .bening/uv/bin/uv)
PIP_COMPILE = $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

setup:  ## lay the developers' environment
	./bening setup

check: setup  ## everything that can be said without running a test
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/djlint --quiet --lint src
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bening manage check --fail-level WARNING
	$(BIN)/bening manage makemigrations --check --dry-run

test:  ## the whole suite
	./bening test

matrix: setup  ## every address by everybody with every method, on both engines
	$(BIN)/python -m pytest -n 2 tests/matrix
	BENING_TEST_ENGINE=postgres $(BIN)/python -m pytest -n 2 tests/matrix

journeys: setup  ## whole stories in a real browser
	$(BIN)/python -m pytest -m browser tests/journeys

bench: setup  ## speed, as JSON, each figure beside its raw limit
	@$(BIN)/python -m bench

ROUNDS ?= 1000
crash: setup  ## kill -9 at random moments, as many ROUNDS as wanted, in a folder of its own
	@folder=$$(mktemp -d); export BENING_ENV_FILE=/dev/null BENING_DATA_DIR=$$folder PYTHONPATH=src:.; \
	$(BIN)/bening manage migrate -v0 && $(BIN)/python -m tests.faults.crash --rounds $(ROUNDS) --seed $$(date +%s); \
	status=$$?; rm -rf $$folder; exit $$status

fmt: setup
	$(BIN)/ruff check --fix-only --quiet $(CODE)
	$(BIN)/ruff format $(CODE)

lock:  ## after a change of dependencies in pyproject.toml
	$(PIP_COMPILE) pyproject.toml -o requirements.lock
	$(PIP_COMPILE) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
