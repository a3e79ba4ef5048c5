# Kartu's set-up and checks. `make help` lists them; CONTRIBUTING.md says when to use which.
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -p no:cacheprovider
LOCK := $(BIN)/python -m uv pip compile --no-config --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-header --quiet

.PHONY: help setup test check lint fast walkthrough lock clean
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: ## make .venv with everything pinned (instant and offline when nothing changed)
	@sh tools/setup.sh

test: setup ## set up, then every test
	@$(PYTEST)

check: setup lint fast ## linters, types, import contracts, house rules and the fast tests

lint:
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/python tools/budgets.py
	$(BIN)/python tools/leaks.py
	$(BIN)/lint-imports --no-cache | tail -n 3
	$(BIN)/mypy --no-error-summary

fast:
	@$(PYTEST) -q -m "not slow"

walkthrough: setup ## the whole job on a throw-away database: a roster in, a card out, lost, renewed
	@$(BIN)/kartu walkthrough

lock: setup ## pin requirements/*.in anew, with hashes and without addresses
	$(BIN)/python -m pip install --quiet uv
	$(LOCK) requirements/base.in --output-file requirements/base.txt
	$(LOCK) requirements/test.in --constraint requirements/base.txt --output-file requirements/test.txt

clean: ## remove what set-up and checks made; no data
	rm -rf .venv build kartu.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
