# Needs python3 (3.11 or newer, with its venv module) and make; everything else goes into $(VENV).
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Schemathesis names all its tests alike, so several processes would take them for one.
ALONE := tests/test_schemathesis.py
TESTS := $(BIN)/python -m pytest -n 2 --dist loadfile --ignore tests/scale --ignore $(ALONE) && $(BIN)/python -m pytest $(ALONE)

.DEFAULT_GOAL := help
.PHONY: help serve test pure check differential sanitize scale recipes bench work train docs growth limits load memory fuzz audit lock clean

help: ## show the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: $(VENV)/.serve ## serve on 127.0.0.1:8000; PORT=9000 changes the port, CLEAN_... variables the rest
	@PORT=$(PORT) exec $(BIN)/python -m gunicorn --config python:page_cleaner.web.gunicorn_conf

test: check ## lint, check types and run the tests
	$(TESTS)

pure: $(VENV)/.test ## run the tests without the compiled core
	export PAGE_CLEANER_PURE=1; $(TESTS)

check: $(VENV)/.test ## lint, check types and who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

scale: $(VENV)-scale/.done ## test the steps for datatrove, with a run that is killed and resumed
	$(VENV)-scale/bin/python -m pytest -p no:cacheprovider tests/scale/test_datatrove.py tests/scale/test_datatrove_sites.py
	$(VENV)-scale/bin/python scripts/datatrove_resume.py
	$(VENV)-scale/bin/python scripts/datatrove_sites_resume.py

recipes: $(VENV)-recipes/.done ## test the recipes for Scrapy, Ray Data and Spark, which needs Java
	$(VENV)-recipes/bin/python -m pytest -p no:cacheprovider tests/scale/test_examples.py

bench: $(VENV)-bench/.done ## time the service beside its peers, in process and over HTTP; takes four minutes
	$(VENV)-bench/bin/python -m scripts.bench

work: $(VENV)/.test ## count the calls and instructions of cleaning against their budget; takes a minute
	$(BIN)/python -m scripts.work

SHARED ?= ../shared
train: $(VENV)-train/.done ## train the body model on the labelled pages in SHARED, then measure it by folds; takes five minutes
	$(VENV)-train/bin/python -m scripts.body $(SHARED)
	$(VENV)-train/bin/python -m scripts.body $(SHARED) --folds 8

docs: $(VENV)/.serve ## renew the reference of rules, and the samples and figures in the README
	$(BIN)/python -m scripts.docs

growth: $(VENV)/.test ## measure that time grows no faster than a page, on hostile pages and on every rule's examples
	$(BIN)/python scripts/growth.py --rules

limits: $(VENV)/.test ## check the table of bad input and its answers in docs/limits.md
	$(BIN)/python scripts/bad_input.py --check

load: $(VENV)/.test ## 64 clients for a minute, then again while a worker is killed every 5 seconds
	$(BIN)/python scripts/load.py
	$(BIN)/python scripts/load.py --kill 5

memory: $(VENV)/.test ## the memory of a worker over 20,000 pages and a batch of 2 GB; takes an hour
	$(BIN)/python scripts/memory.py

RUNS ?= 200000
fuzz: $(VENV)/.test requirements-fuzz.txt ## fuzz decoding, markup and cleaning; RUNS=1000 changes the number of runs
	$(PIP) install --requirement requirements-fuzz.txt
	@mkdir -p fuzz/found
	$(BIN)/python fuzz/fuzz_clean.py fuzz/found fuzz/corpus -dict=fuzz/words.dict -max_len=1000 -artifact_prefix=fuzz/ -runs=$(RUNS)

differential: $(VENV)/.test ## clean mutated pages with and without the compiled core and compare; RUNS=1000 changes the number of runs
	$(BIN)/python -m scripts.differential --runs $(RUNS)

SANITIZED := build/sanitized
SANITIZED_RUNS ?= 20000
sanitize: $(VENV)/.test ## the same with AddressSanitizer and UBSan, over the fuzz corpus and 20,000 mutated pages
	rm -rf $(SANITIZED) && mkdir -p $(SANITIZED) && cp -r service/page_cleaner $(SANITIZED) && rm -f $(SANITIZED)/page_cleaner/_core.*
	g++ -std=c++17 -g -O1 -fPIC -shared -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer core/*.cpp \
	  $$($(BIN)/python -c 'from sysconfig import *; print("-I" + get_path("include"), "-o $(SANITIZED)/page_cleaner/_core" + get_config_var("EXT_SUFFIX"))')
	LD_PRELOAD="$$(g++ -print-file-name=libasan.so) $$(g++ -print-file-name=libubsan.so)" ASAN_OPTIONS=detect_leaks=0 PYTHONMALLOC=malloc \
	  PYTHONPATH=$(SANITIZED) $(BIN)/python -m scripts.differential --runs $(SANITIZED_RUNS) --corpus fuzz/corpus

audit: ## look the pinned packages up among the known vulnerabilities; asks the package index
	$(PYTHON) -m venv $(VENV)-audit
	$(VENV)-audit/bin/python -m pip --disable-pip-version-check --quiet install pip-audit==2.10.1
	$(VENV)-audit/bin/pip-audit --disable-pip --no-deps --requirement requirements.txt --requirement requirements-dev.txt

lock: ## pin the newest versions that pyproject.toml allows
	$(PYTHON) scripts/lock.py

clean: ## remove the environment and every cache
	rm -rf $(VENV) $(VENV)-scale $(VENV)-recipes $(VENV)-bench $(VENV)-train $(VENV)-audit fuzz/found build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -f service/page_cleaner/_core.*.so
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with PYTHON=...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.serve: requirements.txt pyproject.toml setup.py $(wildcard core/*) | $(BIN)/python
	$(PIP) install --requirement requirements.txt
	$(PIP) install --no-deps --editable .
	@$(BIN)/python -c 'from page_cleaner import core; core.NAME == "python" and print("The core was not compiled (it takes g++ and the headers of Python), so cleaning runs in Python alone, at half the speed.")'
	@touch $@

$(VENV)-scale/.done: requirements.txt requirements-scale.txt requirements-dev.txt
	$(PYTHON) -m venv $(VENV)-scale
	$(VENV)-scale/bin/python -m pip --disable-pip-version-check --quiet install --requirement requirements-scale.txt --requirement requirements-dev.txt
	$(VENV)-scale/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --editable .
	@touch $@

$(VENV)-recipes/.done: requirements.txt requirements-recipes.txt requirements-dev.txt
	$(PYTHON) -m venv $(VENV)-recipes
	$(VENV)-recipes/bin/python -m pip --disable-pip-version-check --quiet install --requirement requirements-recipes.txt --requirement requirements-dev.txt
	$(VENV)-recipes/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --editable .
	@touch $@

# --no-deps: the file names all of them, and pip 23.2 breaks off at an extra of a pinned package.
$(VENV)-bench/.done: requirements.txt requirements-bench.txt
	$(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --requirement requirements-bench.txt
	$(VENV)-bench/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --editable .
	@touch $@

$(VENV)-train/.done: requirements.txt requirements-train.txt
	$(PYTHON) -m venv $(VENV)-train
	$(VENV)-train/bin/python -m pip --disable-pip-version-check --quiet install --requirement requirements-train.txt
	$(VENV)-train/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --editable .
	@touch $@

$(VENV)/.test: requirements-dev.txt $(VENV)/.serve
	$(PIP) install --requirement requirements-dev.txt
	@touch $@
