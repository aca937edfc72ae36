# `make run` opens the dashboard, `make test` runs every test; both do their own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run test check bench bench-gpu docs format clean

run: $(VENV)/.runtime
	$(BIN)/python -m streamlit run app.py --server.port $(PORT)

# File by file on up to four processors at once. Browser tests are skipped where there is no Chromium, unless
# SIMLAB_REQUIRE_BROWSER=1 makes that a failure.
test: $(VENV)/.dev
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# Ratios, measured side by side in one run; see docs/benchmarks.md.
bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

# The same for what needs a CUDA device.
bench-gpu: $(VENV)/.dev
	$(BIN)/python -m benchmarks.gpu

# Screenshots of every page in light and dark, into docs/images/.
docs: $(VENV)/.dev
	$(BIN)/python -m docs.screenshots

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/.runtime: requirements.txt constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -r requirements.txt -c constraints.txt
	touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.txt
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt -c constraints.txt
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
