# Kartu's set-up and checks. `make help` lists them; CONTRIBUTING.md says when to use which.
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -p no:cacheprovider
# A process a core, each with a PostgreSQL of its own.
ABREAST := -n logical --maxprocesses 4
LOCK := $(BIN)/python -m uv pip compile --no-config --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-header --quiet

PORT ?= 8000
DATA ?=

# Static files are packed once, for every data folder.
STATICS := env DJANGO_SETTINGS_MODULE=kartu.settings KARTU_STATIC="$(CURDIR)/build/static"

CASES ?= 10000

.PHONY: help setup demo test check lint fast prove journeys pages browser apache node walkthrough lock clean
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: ## make .venv with everything pinned (instant and offline when nothing changed)
	@sh tools/setup.sh

demo: setup node ## run everything with an invented fund: make demo [PORT=8000] [DATA=folder]
	@exec $(STATICS) $(BIN)/kartu demo --port "$(PORT)" $(if $(DATA),--data "$(DATA)")

test: setup browser apache ## set up, then every test
	@$(PYTEST) $(ABREAST)

check: setup lint fast ## linters, types, import contracts, house rules and the fast tests

lint:
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/python tools/budgets.py
	$(BIN)/python tools/leaks.py
	$(BIN)/lint-imports --no-cache | tail -n 3
	$(BIN)/mypy --no-error-summary

fast:
	@$(PYTEST) $(ABREAST) -q -m "not slow"

prove: setup ## what is proved by counting, at full length: make prove [CASES=10000]
	@KARTU_PROVE_CASES="$(CASES)" $(PYTEST) -s tests/prove

journeys: setup browser ## the guide's steps, walked in a real browser against a running demonstration
	@KARTU_JOURNEYS=all $(PYTEST) tests/browser/journeys

pages: setup browser ## pictures of every page and error state, in build/pages
	@KARTU_PAGES=all $(PYTEST) -q tests/browser --ignore=tests/browser/journeys
	@$(BIN)/python -m tools.pages

# Without a browser the tests that need one are skipped, and say so.
browser: node
	-@sh tools/browser.sh >/dev/null

# Without it the test of an Apache relying party is skipped, and says so.
apache:
	-@sh tools/apache.sh >/dev/null

node: setup
	@sh tools/node.sh || echo 'Without these packages the verifier reads codes only in browsers that can do so themselves.' >&2

walkthrough: setup ## the whole job on a throw-away database: a roster in, a card out, lost, renewed
	@$(BIN)/kartu walkthrough --out build/walkthrough

lock: setup ## pin requirements/*.in anew, with hashes and without addresses
	$(BIN)/python -m pip install --quiet uv
	$(LOCK) requirements/base.in --output-file requirements/base.txt
	$(LOCK) requirements/test.in --constraint requirements/base.txt --output-file requirements/test.txt
	$(LOCK) requirements/node.in --output-file requirements/node.txt

clean: ## remove what set-up and checks made; no data
	rm -rf .venv build kartu.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
