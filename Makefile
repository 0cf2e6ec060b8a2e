# The two commands: `make pipeline` and `make test`. No target holds logic.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORPUS ?=
OPTIONS := $(if $(CORPUS),--corpus "$(CORPUS)")

.DEFAULT_GOAL := help
.PHONY: help pipeline check test report explore benchmark lint lock clean

help:  ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

pipeline: $(VENV)/.ready  ## Install what is missing and go from transcripts to reports (CORPUS=folder)
	$(BIN)/route run $(OPTIONS)

check: $(VENV)/.ready  ## Check settings, codebook, registers and transcripts
	$(BIN)/route check $(OPTIONS)

test: $(VENV)/.ready  ## Run the tests
	$(BIN)/python -m pytest

report: $(VENV)/.ready  ## Write only the reports
	$(BIN)/route report $(OPTIONS)

explore: $(VENV)/.ready  ## Open JupyterLab on verkennen.ipynb
	$(BIN)/jupyter lab notebooks/verkennen.ipynb

benchmark: $(VENV)/.ready  ## Measure speed and memory
	$(BIN)/python -m benchmarks

lint: $(VENV)/.ready  ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check pipeline tests benchmarks
	$(BIN)/mypy

lock:  ## Make requirements.lock again from pyproject.toml
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/pip install --quiet uv
	$(VENV)-lock/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--no-emit-index-url --no-annotate --upgrade --quiet --custom-compile-command "make lock" \
		--output-file requirements.lock
	rm -rf $(VENV)-lock

clean:  ## Remove what was made from the transcripts, and the caches
	rm -rf data/processed reports .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Installed once, and again when the lock or the project changes.
$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/route prepare
	touch $@
