# Two doors: `make serve` runs the mocks, `make test` runs every check. Both start from Python 3.11 and make alone.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SERVE ?=

.DEFAULT_GOAL := help
.PHONY: help serve test check unit bench startup soak latency plugin docs console clean

help:
	@echo "make serve   serve the mocks on http://127.0.0.1:8080 (options: make serve SERVE='--port 9000')"
	@echo "make test    install what the tests need and run every check"
	@echo "make bench   measure speed against bare Flask and other servers, and print a table"
	@echo "make startup measure how soon the first request is answered, beside the smallest Flask app"
	@echo "make latency what 500 delayed requests cost everybody else"
	@echo "make console how soon the console's first page is there, and what 50 listeners on its events cost the vendors' callers"
	@echo "make soak    50,000 requests to one space, and print what they cost"
	@echo "make plugin  what the pytest plugin costs, and 1,000 tests in 8 workers on one server"
	@echo "make docs    build the documentation into site/"
	@echo "make clean   remove what make made"

serve: $(VENV)/.serve
	@exec $(BIN)/mockcc serve $(SERVE)

test: check unit

check: $(VENV)/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/mockcc lint

unit: $(VENV)/.test
	$(BIN)/python -m pytest -n 2 --dist loadgroup --cov --cov-report=term $(PYTEST)

bench: $(VENV)/.test
	tools/system-packages bench
	$(BIN)/python -m tests.heavy.bench

startup: $(VENV)/.test
	$(BIN)/python -m tests.heavy.startup

latency: $(VENV)/.test
	$(BIN)/python -m tests.heavy.latency

soak: $(VENV)/.test
	$(BIN)/python -m tests.heavy.soak

plugin: $(VENV)/.test
	$(BIN)/python -m tests.heavy.plugin_cost

docs: $(VENV)/.test
	$(BIN)/python -m mkdocs build --strict

console: $(VENV)/.test
	$(BIN)/python -m tests.heavy.console

clean:
	rm -rf $(VENV) build dist *.egg-info .coverage* htmlcov .mypy_cache .ruff_cache .pytest_cache .hypothesis tests/clients/node_modules

$(VENV)/bin/python:
	tools/system-packages python
	$(PYTHON) -m venv $(VENV)

$(VENV)/.serve: setup.cfg pyproject.toml $(VENV)/bin/python
	$(BIN)/pip install --quiet --editable .
	@touch $@

$(VENV)/.test: setup.cfg pyproject.toml tools/system-packages $(VENV)/bin/python
	tools/system-packages test
	$(BIN)/pip install --quiet --editable '.[test]'
	@touch $@
