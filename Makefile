# `make` alone says what there is. Needed on the machine: python3 (3.11 or newer), git, make. Nothing else:
# Node, PostgreSQL and a browser for the tests come from packages where the machine has none.

SHELL  := bash
BIN    := .venv/bin
PYTHON := $(BIN)/python
NPM    := $(PYTHON) widget/hatch_build.py npm

TRANSLATIONS   := $(wildcard admin/translations/*/LC_MESSAGES/*.po)
WIDGET_SOURCES := $(shell find widget -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path 'widget/build/*' -not -path '*/__pycache__/*' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help setup demo dev test quick lint format bench references drawings build browser proxies lock clean

help: ## this list
	@echo "Winback: on-site retargeting and feedback on your own server."
	@echo
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

READY := .venv/installed .venv/translated

setup: $(READY) ## everything that is needed, in .venv and widget/node_modules
	@echo "Ready. Next: make demo, or make test."

demo: $(READY) ## the service and a demo shop, with 60 days of history: ARGS="--port 8000 --shop-port 8001"
	@$(BIN)/winback demo $(ARGS)

dev: $(READY) ## the service on port 8000, restarted when the code changes
	@$(BIN)/winback serve --reload $(ARGS)

test: $(READY) browser proxies ## every check and every test; ends with one plain sentence
	@$(PYTHON) -m tests.support.verdict

quick: $(READY) browser proxies ## the tests without the slow ones
	@$(PYTHON) -m pytest -n auto --dist worksteal -q -m "not slow"

lint: $(READY) ## style, types and the import rule
	@ok=0; \
	$(BIN)/ruff check --quiet . || ok=1; \
	$(BIN)/ruff format --check --quiet . || { echo "Not formatted: run 'make format'."; ok=1; }; \
	$(BIN)/mypy --no-error-summary || ok=1; \
	$(BIN)/lint-imports --no-logo >.cache/imports.txt || { cat .cache/imports.txt; ok=1; }; \
	$(NPM) run --silent check >.cache/widget-check.txt 2>&1 || { cat .cache/widget-check.txt; ok=1; }; \
	exit $$ok

format: $(READY) ## put the code into the common form
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .
	@$(NPM) exec -- biome check --write .

references: $(READY) browser ## draw the reference pictures of the templates anew, to be looked at and committed
	@$(PYTHON) -m tests.widget.gallery

drawings: $(READY) browser ## render the templates' own pictures anew, out of their SVG
	@$(PYTHON) -m tests.widget.gallery.drawings

bench: $(READY) ## how fast it is here
	@$(PYTHON) -m tests.benchmarks $(ARGS)

build: $(READY) ## the wheel and the sdist, in dist/
	@rm -rf dist
	@$(BIN)/uv build --quiet --no-build-isolation --python $(PYTHON)
	@ls -sh1 dist

browser: .venv/requirements ## a Chromium for the tests: the machine's, or one fetched into .cache
	@$(PYTHON) -m tests.support.browser

proxies: .venv/requirements ## an nginx and a Caddy for the tests: the machine's, or ones fetched into .cache
	@$(PYTHON) -m tests.support.nginx
	@$(PYTHON) -m tests.support.caddy

lock: .venv/requirements ## choose new versions for requirements-dev.txt
	@$(BIN)/uv pip compile pyproject.toml --quiet --upgrade --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --custom-compile-command "make lock" -o requirements-dev.txt

clean: ## remove what the tools made; your data stays
	@rm -rf .venv .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis dist widget/dist widget/build widget/node_modules admin/static/vendor

# ---- files ----

.venv/bin/uv:
	@.ci/venv

.venv/requirements: requirements-dev.txt .venv/bin/uv
	@echo "Installing the pinned packages into .venv …"
	@$(BIN)/uv pip install --quiet --python $(PYTHON) --require-hashes -r requirements-dev.txt
	@mkdir -p .cache && touch $@

widget/node_modules/.installed: widget/package.json widget/package-lock.json .venv/requirements
	@echo "Installing the widget's build tools …"
	@$(NPM) ci --loglevel=error --no-audit --no-fund >.cache/npm.txt 2>&1 || { cat .cache/npm.txt; exit 1; }
	@touch $@

widget/dist/loader.js: widget/node_modules/.installed $(WIDGET_SOURCES)
	@echo "Building the widget …"
	@$(NPM) run --silent build >.cache/widget-build.txt || { cat .cache/widget-build.txt; exit 1; }
	@touch $@

# After the widget: the package's own build hook then finds it built.
.venv/installed: pyproject.toml .venv/requirements widget/dist/loader.js
	@$(BIN)/uv pip install --quiet --python $(PYTHON) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/translated: $(TRANSLATIONS) .venv/requirements
	@$(PYTHON) widget/hatch_build.py translations
	@touch $@
