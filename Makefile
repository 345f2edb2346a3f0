# What you need: Python 3.11 or newer, make, and a package index. `make run` is enough to begin.

VENV := .venv
BIN := $(VENV)/bin
# The first of these that is new enough; `make PYTHON=/path/to/python install` chooses another.
PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,$(shell \
	command -v $(name) >/dev/null 2>&1 && \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
INSTALLED := $(VENV)/.installed
BENCHES := $(addprefix tests/bench/,main_job.py reading.py accuracy.py suggesting.py imports.py profiles.py prediction.py fairness.py week.py erased.py leaks.py rush.py speed.py footprint.py kills.py)

.PHONY: help install run test lint bench lock

# Three processes: with many bots to wait for, two cores are idle half of the time. A file's tests share a bot, and the
# people whom it has met, so they stay together.
PYTEST_ARGS ?= -n 3 --dist loadfile

help:
	@echo 'make run      the bot; without TRIAGE_BOT_TOKEN the sandbox, which needs no account'
	@echo 'make test     lint, types, import contracts and all tests'
	@echo 'make lint     the first three alone'
	@echo 'make bench    how fast it is on this machine'
	@echo 'make install  the environment in $(VENV); the others do this by themselves'
	@echo 'make lock     new versions into requirements.lock (needs uv)'

install: $(INSTALLED)

# The stamp makes a second `make run` instant; new requirements make it old.
$(INSTALLED): requirements.lock pyproject.toml
	@test -n '$(PYTHON)' || { echo 'Triage needs Python 3.11 or newer; install it, or name it: make PYTHON=/path/to/python'; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@if command -v uv >/dev/null 2>&1; then set -x; \
		uv pip install --python $(BIN)/python --require-hashes -r requirements.lock && \
		uv pip install --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else set -x; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
	@touch $@

run: $(INSTALLED)
	@$(BIN)/triage run --or-sandbox

test: lint
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(INSTALLED)
	@for each in $(BENCHES); do echo "== $$each"; $(BIN)/python $$each || exit 1; done

# Annotated with who needs what; no address of an index and no path of a machine may stand in it.
lock:
	uv pip compile pyproject.toml --extra dev --extra train --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --output-file requirements.lock
