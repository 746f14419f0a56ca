# Needs python3 (3.11 or newer, with its venv module) and make; everything else goes into $(VENV).
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help serve test check lock clean

help: ## show the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: $(VENV)/.serve ## serve on 127.0.0.1:8000; PORT=9000 changes the port, CLEAN_... variables the rest
	@PORT=$(PORT) exec $(BIN)/python -m gunicorn --config python:service.gunicorn_conf

test: check ## lint, check types and run the tests
	$(BIN)/python -m pytest

check: $(VENV)/.test ## lint and check types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lock: ## pin the newest versions that pyproject.toml allows
	$(PYTHON) scripts/lock.py

clean: ## remove the environment and every cache
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with PYTHON=...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.serve: requirements.txt | $(BIN)/python
	$(PIP) install --requirement requirements.txt
	@touch $@

$(VENV)/.test: requirements.txt requirements-dev.txt | $(BIN)/python
	$(PIP) install --requirement requirements-dev.txt
	@touch $@
