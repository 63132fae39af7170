# `make run` and `make test` need nothing before them but Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help install install-dev run test lint format lock clean

help:
	@echo 'make run       set up and run Qiao: on Discord with DISCORD_TOKEN, else in the sandbox'
	@echo 'make test      set up and run the linters, the type checker and the tests'
	@echo 'make install   make .venv with what running needs'
	@echo 'make lint      ruff, mypy and import-linter alone'
	@echo 'make format    let ruff format and mend'
	@echo 'make lock      resolve the dependencies anew into the lock files'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else f"Qiao needs Python 3.11 or newer, $(PYTHON) is {v[0]}.{v[1]}: say make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo 'Installing what Qiao needs into $(VENV) (once, about a minute) ...'
	$(PIP) install -r requirements.lock
	$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock $(VENV)/installed
	@echo 'Installing what its tests need ...'
	$(PIP) install -r requirements-dev.lock
	@touch $@

install: $(VENV)/installed

install-dev: $(VENV)/installed-dev

run: install
	@$(BIN)/python -m bot run

test: install-dev lint
	$(BIN)/python -m pytest

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: install-dev
	$(PIP) install uv
	$(BIN)/uv pip compile pyproject.toml --universal --upgrade --no-emit-index-url --no-header -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra dev --constraint requirements.lock --universal --upgrade --no-emit-index-url --no-header -q -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
