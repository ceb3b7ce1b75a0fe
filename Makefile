# Everything is done in .venv, which is made and filled when it is missing or when the lock has changed.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORKERS ?= 2
UNIT := not slow and not browser and not integration and not properties
# Where every test starts something, and a plugin that only they need: reading them takes seconds, for not one unit test.
UNREAD := -p no:schemathesis $(addprefix --ignore=tests/,faults kill sandbox sandbox_page story web/api/test_conformance.py)
NEW_ENOUGH := -c 'import sys; sys.exit(sys.version_info < (3, 11))'

# The first Python that is new enough; name another with `make run PYTHON=/path/to/python3.12`.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python3.14; do \
	if $$python $(NEW_ENOUGH) >/dev/null 2>&1; then echo $$python; break; fi; done)

.DEFAULT_GOAL := help
.PHONY: help run test unit lint format bench lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 14

run: $(STAMP) ## start Incidentbot: the sandbox, or the real Slack when its tokens are set
	@exec $(BIN)/python app.py $(ARGS)

test: lint ## everything: style, types, and all tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

unit: $(STAMP) ## the tests that take seconds
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m "$(UNIT)" $(UNREAD) $(ARGS)

lint: $(STAMP) ## style and types
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

format: $(STAMP) ## put the code into its usual form
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

bench: $(STAMP) ## print the figures that are promised
	@set -e; for benchmark in benchmarks/*.py; do $(BIN)/python $$benchmark; done

lock: $(STAMP) ## pin what pyproject.toml asks for; ARGS=--upgrade takes newer versions
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/python -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --all-extras \
		--generate-hashes --annotation-style line --custom-compile-command "make lock" -o requirements.lock $(ARGS)

clean: ## forget what was installed and what was cached
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): requirements.lock pyproject.toml
	@if $(BIN)/python $(NEW_ENOUGH) 2>/dev/null; then true; \
	elif $(or $(PYTHON),false) $(NEW_ENOUGH) 2>/dev/null; then $(PYTHON) -m venv --clear $(VENV); \
	else echo "Incidentbot needs Python 3.11 or newer; $(or $(PYTHON),python3) is $$($(or $(PYTHON),python3) --version 2>&1)." >&2; \
		echo "Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12" >&2; exit 2; fi
	@echo "Installing into $(VENV), once: half a minute or so, depending on the network."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)
