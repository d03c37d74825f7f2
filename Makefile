# Floorline's commands. Each does its own set-up first; with nothing to do that takes a fraction of a second.

BIN := .venv/bin
# Of the product's packages, those that are there.
PACKAGES := $(patsubst %/__init__.py,%,$(wildcard $(addsuffix /__init__.py,assistant actions voice channels console demo speech_data floorline)))
SCRIPTS := deploy/setup.sh deploy/rasa/bootstrap.sh deploy/rasa/adapt.sh deploy/rasa/adapt_ear.sh .ci/run .ci/part
WORKERS ?= 2
ARGS ?=
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11

.DEFAULT_GOAL := help
.PHONY: help setup setup-python setup-tests demo run train adapt adapt-ear test live chaos lint format docs lock clean

help:
	@echo "make demo    three incidents from spoken words to filed report, on real audio"
	@echo "make run     everything up; Ctrl-C takes it down"
	@echo "make test    every check and test"
	@echo "make train   train the language model, if what it learns from has changed"
	@echo "make adapt   teach the sentence encoder and the ear for duress anew (half an hour; their results are in git)"
	@echo "make adapt-ear  teach the recogniser the speech of shops anew (an hour and a half; its result is in git)"
	@echo "make live    two headsets on a sound server of their own, in real time"
	@echo "make chaos   a thousand incidents through everything that can go wrong, counted"
	@echo "make lint    the checks without the tests; make format puts right what can be"
	@echo "make docs    write docs/ from the code again"
	@echo "make lock    resolve the lock files again; make lock ARGS=--upgrade takes newer versions"
	@echo "make clean   remove what set-up and runs made, except the data folder"
	@echo "ARGS=… is handed on: make demo ARGS=--help, make test ARGS='-k duress'"

setup:
	@deploy/setup.sh

setup-python:
	@deploy/setup.sh python

# Tests fetch nothing themselves: the satellite's environment is made here.
setup-tests: setup-python
	@deploy/setup.sh tests
	@$(BIN)/python -m tests.acceptance.satellite_environment

demo: setup
	@$(BIN)/floorline demo $(ARGS)

run: setup
	@$(BIN)/floorline run $(ARGS)

train: setup
	@$(BIN)/floorline train $(ARGS)

adapt: setup
	@deploy/rasa/adapt.sh $(ARGS)

adapt-ear: setup
	@deploy/rasa/adapt_ear.sh $(ARGS)

lint: setup-python
	@.ci/part "ruff check" $(BIN)/ruff check --quiet --output-format concise .
	@.ci/part "ruff format" $(BIN)/ruff format --check --quiet .
	@.ci/part "mypy" $(BIN)/mypy $(PACKAGES)
	@if command -v shellcheck >/dev/null; then .ci/part "shellcheck" shellcheck $(SCRIPTS); \
		else echo "shellcheck: not installed, left out"; fi

# Whole runs (tests/acceptance) go last and one after the other, see tests/conftest.py; the rest side by side.
test: setup setup-tests lint
	@.ci/part "pytest" $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --no-loadscope-reorder $(ARGS)

live: setup setup-tests
	@$(BIN)/python -m pytest -p no:randomly -rA tests/acceptance/test_live_headsets.py $(ARGS)

chaos: setup-python
	@$(BIN)/python -m tests.acceptance.chaos.storm $(ARGS)

format: setup-python
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

docs: setup-python
	@$(BIN)/python -m assistant.docs docs

lock: setup-python
	@.ci/part "requirements.lock" $(UV_COMPILE) $(ARGS) -o requirements.lock pyproject.toml
	@.ci/part "requirements-dev.lock" $(UV_COMPILE) $(ARGS) --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

clean:
	rm -rf .venv .rasa-venv .python .setup models .rasa demo-output build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
