# `make run` and `make test` need only make and Python 3.11 or newer; they set up everything else.
PYTHON ?= python3
BENCH ?= reply
FUZZ ?= markup
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST := $(BIN)/$(if $(COVERAGE),coverage run --parallel-mode,python) -m pytest

.DEFAULT_GOAL := help
.PHONY: help run test coverage lint format docs bench fuzz install install-dev lock audit clean

help:
	@echo 'make run          set up and run Qiao until Ctrl+C: on Discord if DISCORD_TOKEN is set, otherwise in the sandbox'
	@echo 'make test         set up and run the linters, the type checker and the tests'
	@echo 'make coverage     the same, and fail if the tests cover too little of bot/'
	@echo 'make lint         run ruff, mypy and import-linter'
	@echo 'make format       fix what ruff can fix and format the code'
	@echo 'make docs         check that the documentation matches the code'
	@echo 'make bench        measure a reply on this machine; BENCH=engine, live, surge or soak measures something else'
	@echo 'make fuzz         throw arbitrary input at a parser for a minute; FUZZ=placeholder, digest, ... chooses another'
	@echo 'make install      create .venv with what Qiao needs to run'
	@echo 'make install-dev  add what the tests, the linters and the type checker need'
	@echo 'make lock         update the lock files to the latest versions'
	@echo 'make audit        look for known vulnerabilities in what the lock files name'
	@echo 'make clean        remove .venv and all caches'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else f"Qiao needs Python 3.11 or newer, but $(PYTHON) is {v[0]}.{v[1]}. If a newer one is installed, name it: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo 'Installing what Qiao needs into $(VENV) (once, about a minute and 460 MB) ...'
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock $(VENV)/installed
	@echo 'Installing what the tests need ...'
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

install: $(VENV)/installed

install-dev: $(VENV)/installed-dev

run: install
	@$(BIN)/python -m bot run

# Half of the tests drive whole bots: they run beside the others, and what they print follows.
test: install-dev lint
	@log=$$(mktemp); $(PYTEST) tests/chat tests/sandbox >$$log 2>&1 & pid=$$!; \
	$(PYTEST) --ignore tests/chat --ignore tests/sandbox; others=$$?; \
	wait $$pid; bots=$$?; cat $$log; rm -f $$log; exit $$((others + bots))
ifdef COVERAGE
	@$(BIN)/coverage combine --quiet
	$(BIN)/coverage report
endif

coverage: install-dev
	@$(BIN)/coverage erase
	@$(MAKE) --no-print-directory test COVERAGE=1

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: install-dev
	$(BIN)/python -m pytest tests/test_documents.py

bench: install
	@$(BIN)/python -m bot bench $(BENCH)
	@echo 'Other benchmarks: make bench BENCH=engine (or live, surge, soak). Options: $(BIN)/python -m bot bench engine --help' >&2

fuzz: install-dev
	@$(BIN)/python -m tests.fuzz $(FUZZ)
	@echo 'Others: make fuzz FUZZ=placeholder. Options: $(BIN)/python -m tests.fuzz --help' >&2

lock: install-dev
	$(PIP) install uv
	$(BIN)/uv pip compile pyproject.toml --universal --upgrade --generate-hashes --no-emit-index-url --no-header -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --constraint requirements.lock --universal --upgrade --generate-hashes --no-emit-index-url --no-header -q -o requirements-dev.lock

# In an environment of its own, so that what it needs does not change what is tested.
$(VENV)/audit/bin/pip-audit: pyproject.toml | $(BIN)/python
	$(BIN)/python -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip --disable-pip-version-check --quiet install "$$($(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["audit"])')"
	@touch $@

audit: $(VENV)/audit/bin/pip-audit
	@$(BIN)/python .ci/audit.py $< requirements.lock requirements-dev.lock

clean:
	rm -rf $(VENV) .coverage .grimp_cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
