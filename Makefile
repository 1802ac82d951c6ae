# make run | test | check | bench | screens | lock | messages | clean
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.PHONY: run build test test-tools check bench screens lock messages clean

PY := .venv/bin/python
STATIC := zhike/doors/web/static/zhike
BROWSER_SOURCES := $(shell find frontend zhike -type f \( -path 'frontend/*' -o -name '*.html' \) -not -path '*/node_modules/*' 2>/dev/null)
BROWSER_SETTINGS := $(wildcard package.json vite.config.mjs tsconfig.json)
TRANSLATIONS := $(shell find zhike -name '*.po' 2>/dev/null)
PIP := $(PY) -m pip install -qq --disable-pip-version-check --no-input
# What the checks and tests write stays in the tree, away from the data of the person who runs them.
APART := ZHIKE_HOME=$(CURDIR)/build/check-home ZHIKE_SECRET_KEY=only-for-checks-and-never-for-serving-anybody

run: build
	@exec $(PY) -m zhike serve

build: .venv/.run build/.browser build/.messages zhike/kernel/regions/data/regions.json

.venv/bin/python:
	@echo "Making .venv"
	@python="$$(tools/python.sh)" && "$$python" -m venv .venv

.venv/.run: requirements.lock | .venv/bin/python
	@echo "Installing what Zhike needs"
	@$(PIP) --require-hashes --no-deps -r requirements.lock
	@$(PY) tools/own_package.py
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	@echo "Installing what the tests need"
	@$(PIP) --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

node_modules/.installed: package-lock.json package.json | .venv/.run
	@echo "Installing what builds the pages"
	@tools/node.sh npm ci --no-progress --loglevel error
	@touch $@

build/.browser: node_modules/.installed $(BROWSER_SOURCES) $(BROWSER_SETTINGS)
	@echo "Building what the browser loads"
	@tools/node.sh npm run --silent build -- --logLevel warn
	@$(PY) -m whitenoise.compress --quiet $(STATIC)
	@mkdir -p build && touch $@

zhike/kernel/regions/data/regions.json: node_modules/.installed zhike/kernel/regions/areas.py zhike/kernel/regions/build.py
	@$(PY) -m zhike.kernel.regions.build

build/.messages: $(TRANSLATIONS) | .venv/.run
	@$(PY) -m zhike.config.translations
	@mkdir -p build && touch $@

messages: .venv/.run
	$(PY) -m zhike.config.translations

test-tools: .venv/.dev build
	@tools/browser.sh

test: test-tools
	@exec $(PY) -m pytest -n auto --dist loadgroup $(ARGS)

check: .venv/.dev build
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(APART) $(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m djlint --check --lint --quiet zhike
	tools/node.sh npm run --silent types
	tools/node.sh npm run --silent lint

bench: .venv/.dev build
	@exec $(PY) -m bench $(ARGS)

screens: test-tools
	@exec $(PY) -m tests.screens $(ARGS)

# The locks name versions and hashes for every system, and no address: pip takes the files from wherever it is set to.
COMPILE := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links
lock: .venv/.dev
	$(COMPILE) $(UPGRADE) requirements.in -o requirements.lock
	$(COMPILE) $(UPGRADE) -c requirements.lock requirements-dev.in -o requirements-dev.lock
	$(COMPILE) $(UPGRADE) requirements-node.in -o requirements-node.lock

clean:
	rm -rf build $(STATIC) node_modules .venv
