# Two commands matter: `make demo` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3.11
PORT ?= 8000
SANDBOX_PORT ?= 8101
VAR ?= $(CURDIR)/var
export VAR SANDBOX_PORT
# Compiled once, not in each of the many processes.
export PYTHONDONTWRITEBYTECODE :=
RUN := .venv/bin/python
# PostgreSQL's tests run in their own process (0) beside two workers of SQLite: more on two cores cost more than they do.
WORKERS ?= 2
POSTGRES_WORKERS ?= 0
CHECKED ?=

SEEDS ?= 100

.PHONY: chaos help demo reset test lint types format migrations template test-sqlite test-postgres browser-ready screenshots audit

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

.venv/runtime: requirements.lock
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is missing: apt-get install python3.11 python3.11-venv"; exit 1; }
	@test -x $(RUN) || $(PYTHON) -m venv .venv || { echo "python3.11-venv is missing: apt-get install python3.11-venv"; exit 1; }
	@tools/install.sh requirements.lock
	@touch $@

.venv/dev: requirements-dev.lock .venv/runtime
	@tools/install.sh requirements-dev.lock
	@touch $@

messages: .venv/runtime
	@$(RUN) tools/compile_messages.py

demo: .venv/runtime messages ## the shop, its task consumer and the sandbox marketplaces on http://127.0.0.1:$(PORT)
	@$(RUN) -m shop run_demo --port $(PORT)

reset: ## forget the demo's data
	rm -rf $(VAR)

lint: .venv/dev ## style of Python and templates
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

types: .venv/dev ## mypy
	.venv/bin/mypy shop catalogue connectors

format: .venv/dev ## put style right
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

migrations: .venv/dev
	DJANGO_SETTINGS_MODULE=shop.settings.test $(RUN) -m shop makemigrations --check --dry-run

browser-ready:
	@tools/ensure_chromium.sh

template: .venv/runtime
	@$(RUN) tools/sqlite_template.py >/dev/null

test-sqlite: .venv/dev messages template browser-ready $(CHECKED)
	$(RUN) -m pytest -n $(WORKERS) --dist worksteal --shared-out

test-postgres: .venv/dev messages $(CHECKED)
	$(RUN) tools/postgres_tests.py -n $(POSTGRES_WORKERS) --dist worksteal --shared-out -m "not browser and not one_database"

chaos: .venv/dev messages ## the channels' simulation with SEEDS=100 seeds of ACTIONS=2000 acts; a failing one alone: CHAOS_SEED=n
	CHAOS_SEEDS=$(SEEDS) CHAOS_ACTIONS=$(or $(ACTIONS),2000) $(RUN) -m pytest tests/connectors/chaos -k truth -n $(WORKERS)

# Side by side, each as soon as it can: SQLite is migrated while the tools for development are installed, PostgreSQL
# while the tests on SQLite begin. No test runs before style, types and migrations are found right.
test: ## everything: style, types, migrations, tests on SQLite and PostgreSQL, Chromium
	@$(MAKE) --no-print-directory -j4 CHECKED="types lint migrations" test-sqlite test-postgres

screenshots: .venv/dev browser-ready ## main pages of the running demo, phone and desktop, into var/screenshots/
	$(RUN) tools/screenshots.py http://127.0.0.1:$(PORT)

audit: .venv/dev browser-ready ## Lighthouse (phone), axe and the Nu HTML Checker on the running demo; needs npm and Java
	@command -v npm >/dev/null && command -v java >/dev/null || { echo "npm or Java is missing: apt-get install npm default-jre-headless"; exit 1; }
	$(RUN) tools/audit.py http://127.0.0.1:$(PORT)
