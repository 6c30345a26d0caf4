# `make report` and `make test` do everything from a bare checkout: Python 3.11 or later with venv, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SCENARIO ?= deepseek-640

.PHONY: report test check bench worked-year system clean
report: $(VENV)/installed  ## write out/deepseek-640.xlsx and .html
	$(BIN)/tco report $(SCENARIO)

test: $(VENV)/developed system  ## lint, types and tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses auto

check: $(VENV)/installed  ## validate prices, models, scenarios and reports
	$(BIN)/tco check

bench: $(VENV)/developed  ## measured ratios, see benchmarks/
	$(BIN)/python -m benchmarks

worked-year: $(VENV)/developed  ## rebuild the worked year and refresh its page, see examples/
	$(BIN)/python tests/worked_year.py

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/developed: $(VENV)/installed
	$(BIN)/pip install --quiet --group dev
	touch $@

# Some tests want a browser and LibreOffice. Where they cannot be installed those tests are skipped, and counted.
system:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  missing=; \
	  command -v chromium >/dev/null && command -v chromedriver >/dev/null || missing="chromium chromium-driver"; \
	  command -v soffice >/dev/null || missing="$$missing libreoffice-calc-nogui"; \
	  if [ -n "$$missing" ]; then \
	    (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing) \
	      >/dev/null 2>&1 || echo "could not install:$$missing; the tests that need them will be skipped" >&2; \
	  fi; \
	fi

clean:
	rm -rf $(VENV) out build dist
