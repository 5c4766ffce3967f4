# Two commands, each enough by itself: `make demo` shows it, `make test` proves it.
# Both set up all they need in .venv. Pass on options with ARGS: make demo ARGS=--no-browser

PYTHON ?= python3
BIN := .venv/bin
ARGS ?=
CONSOLE := $(shell find web_console -type f -not -path '*/node_modules/*' -not -name '*.tsbuildinfo' 2>/dev/null)
BUILT_FROM := pyproject.toml hatch_build.py controller/__init__.py $(CONSOLE)

.PHONY: help demo test check format clean
.DELETE_ON_ERROR:

help:
	@echo "make demo    play the demo show on simulated fixtures and open the console"
	@echo "make test    run every check and every test"
	@echo "make check   the checks without the tests: format, lint, types, imports, console"
	@echo "make format  put the sources into shape"
	@echo "make clean   remove what these commands made"

demo: .venv/.ready
	$(BIN)/kintsugi demo $(ARGS)

test: check
	$(BIN)/python -m pytest $(ARGS)

check: .venv/.ready-to-test
	$(BIN)/python tests/tools.py
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python hatch_build.py run check
	$(BIN)/python hatch_build.py test

format: .venv/.ready-to-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist
	rm -rf controller/web/console web_console/node_modules

.venv/.ready: $(BUILT_FROM) | $(BIN)/pip
	$(BIN)/pip install --quiet --editable .
	touch $@

.venv/.ready-to-test: $(BUILT_FROM) | $(BIN)/pip
	$(BIN)/pip install --quiet --editable '.[test]'
	touch .venv/.ready $@

# Debian keeps ensurepip, which a new environment needs, in a package of its own.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Kintsugi needs Python 3.11 or newer: install one and name it, as in make PYTHON=python3.12 demo" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
	  && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends python3-venv; } \
	  || { echo "This Python cannot make environments: run \`sudo apt-get install python3-venv\`, then the same command again." >&2; exit 1; }
	$(PYTHON) -m venv .venv
