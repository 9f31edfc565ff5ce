# make run    notes in corpus/ -> results in reports/     make test   the fast tests
# Without make: the same commands stand in README.md.

VENV := .venv
BIN := $(VENV)/bin
CORPUS ?= corpus
REPORTS ?= reports
# The first interpreter that the package is made for.
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)

.PHONY: run test test-all test-torch lint lock clean
.DELETE_ON_ERROR:

run: $(VENV)/run.stamp
	$(BIN)/rusnlp run $(CORPUS)/ --out $(REPORTS)/

test: $(VENV)/test.stamp
	$(BIN)/python -m pytest -n auto -m "not slow"

test-all: $(VENV)/test.stamp
	$(BIN)/python -m pytest -n auto

# The embedder of sentence-transformers, on a model that the test builds itself.
test-torch: $(VENV)/torch.stamp
	$(BIN)/python -m pytest tests/test_embedders.py

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/python.stamp:
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 found; install one, or name it: make PYTHON=..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	touch $@

# --no-deps: the lock file names everything, and alone decides.
$(VENV)/run.stamp: $(VENV)/python.stamp requirements/run.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --no-deps -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/test.stamp: $(VENV)/python.stamp requirements/test.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --no-deps -r requirements/test.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@ $(VENV)/run.stamp

$(VENV)/torch.stamp: $(VENV)/test.stamp requirements/sentence-transformers.txt
	$(BIN)/python -m pip install --quiet --no-deps -r requirements/sentence-transformers.txt
	touch $@

# Needs uv. One version of each package for every Python and system; a line that holds nowhere is taken out.
COMPILE = uv pip compile --quiet --universal --upgrade --no-header --no-annotate --fork-strategy fewest \
	--python-version 3.11
STRIP = sed -i.bak "/sys_platform == 'never'/d"
lock:
	$(COMPILE) --override requirements/without-torch.txt pyproject.toml requirements/build.in \
		--extra topics --extra parquet --output-file requirements/run.txt
	$(COMPILE) --override requirements/without-torch.txt pyproject.toml requirements/build.in \
		--extra topics --extra parquet --extra dev --constraint requirements/run.txt --output-file requirements/test.txt
	$(STRIP) requirements/run.txt requirements/test.txt
	$(COMPILE) --override requirements/without-cuda.txt requirements/torch.in \
		--constraint requirements/test.txt --output-file requirements/sentence-transformers.txt
	$(STRIP) requirements/sentence-transformers.txt
	rm requirements/*.bak

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
