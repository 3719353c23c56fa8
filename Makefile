# One command each; CI calls the same ones. `make help` lists them.
PYTHON ?= $(shell for p in python3.11 python3.12 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null && { command -v $$p; exit; }; done; echo python3.11)
BIN := .venv/bin
export PYTHONUNBUFFERED = 1

.DEFAULT_GOAL := help
.PHONY: help setup run services stop status unit test check lint types suites format train bench lock clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Make both Python environments (again only when their lists change)
	@$(PYTHON) bot/stack/environments.py

run: setup ## Start everything with the demo shop, print the address; Ctrl-C stops it
	@exec $(BIN)/python -m bot.stack run

services: setup ## Start Elasticsearch and the catalogue worker in the background
	@$(BIN)/python -m bot.stack services

stop: ## Stop what `make run` or `make services` started
	@$(BIN)/python -m bot.stack stop

status: ## Say which parts are up and healthy
	@$(BIN)/python -m bot.stack status

unit: setup ## The unit tests: seconds
	@$(BIN)/pytest tests/unit

test: setup lint ## Everything: unit, contract, integration and end-to-end on real servers
	@$(MAKE) --no-print-directory --jobs=2 types suites

check: lint types ## Linter, formatter, import rules, types

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

types: setup
	@$(BIN)/mypy

suites: setup
	@tests/system-packages.sh
	@$(BIN)/pytest

bench: setup ## Measure it, figures to var/bench; make bench ARGS="--only identity", ARGS=--help
	@$(BIN)/python -m tests.bench $(ARGS)

format: setup ## Format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: ## Compile requirements.txt from pyproject.toml
	@$(BIN)/uv pip compile --quiet --python-version 3.11 --group dev --no-header --no-annotate --no-emit-index-url \
		--custom-compile-command "make lock" pyproject.toml --output-file requirements.txt

clean: stop ## Remove what was built and all local state
	@rm -rf .venv .venv-rasa var
