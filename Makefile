# Every command of the project: `make` lists them. Nothing to configure first.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

HOST ?= 127.0.0.1
PORT ?= 8000
ARGS ?=
ACTS ?= 10000
SEED ?= 12
ROUNDS ?= 10
COVERAGE ?=
WORKERS ?= 2

BIN := .venv/bin
PY := $(BIN)/python
MANAGE := $(PY) manage.py
# Without bytecode on the disk, each process of the suite compiles the project again.
PYTEST := PYTHONDONTWRITEBYTECODE= VAR_DIR=$(CURDIR)/var/test $(PY) -m pytest
APPS := site offers contributions moderation search
SCRIPTS := scripts/services scripts/servers scripts/screenshots scripts/check_messages scripts/check_tree scripts/serving.py scripts/browsing.py scripts/bench scripts/benches scripts/bench_import scripts/bench_search scripts/bench_edit scripts/bench_queue scripts/bench_live scripts/bench_page
LOCALES := --no-obsolete --no-wrap --add-location file --ignore '.venv/*' --ignore 'var/*' --ignore 'tests/*'
COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url

.PHONY: help setup demo serve test e2e services services-stop services-test soak check fix lock messages bench bench-hello bench-places bench-suggest bench-import bench-search bench-edit bench-queue bench-live bench-page clean compose-up

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.installed ## .venv with uv and the locked packages; instant when nothing changed
	@:

.venv/.installed: scripts/setup requirements/uv.txt requirements/dev.txt pyproject.toml
	@scripts/setup

demo: setup ## a running site with demonstration data (HOST=, PORT=)
	@$(MANAGE) demo $(HOST):$(PORT) $(ARGS)

serve: setup ## the site as it stands, with its outbox, tasks and clock on SQLite (HOST=, PORT=)
	@$(MANAGE) serve $(HOST):$(PORT) $(ARGS)

test: setup ## the fast suite (ARGS="tests/offers -k slug"; LONG=1 adds the long ones, COVERAGE=1 measures branches)
	@$(PYTEST) -n $(WORKERS) --dist worksteal -m "not e2e and not services$(if $(LONG),, and not long)" $(if $(COVERAGE),--cov --cov-report= --cov-fail-under=0) $(ARGS)

e2e: setup ## the journeys in a real Chromium
	@command -v chromium >/dev/null || { \
		echo "Chromium is missing: apt-get install chromium fonts-dejavu-core (as root)." >&2; exit 1; }
	@$(PYTEST) -m e2e -p tests.plugins.nothing_skipped --allow-hosts=127.0.0.1,localhost,::1 $(ARGS)

services-test: setup ## the tests that need real servers: PostgreSQL, Redis, Elasticsearch; stops what it started (COVERAGE=1 adds to what the fast ones covered, and judges)
	@VAR_DIR=$(CURDIR)/var/test $(PY) scripts/services run -- $(PY) -m pytest -m services -p tests.plugins.nothing_skipped \
		--create-db --allow-hosts=127.0.0.1 $(if $(COVERAGE),--cov --cov-append --cov-report=term) $(ARGS)

soak: setup ## 10,000 random acts of people at once, each fault ten times, and what must hold afterwards (ACTS=, SEED=, ROUNDS=)
	@VAR_DIR=$(CURDIR)/var/test SOAK_ACTS=$(ACTS) SOAK_SEED=$(SEED) FAULT_ROUNDS=$(ROUNDS) $(PY) scripts/services run -- $(PY) -m pytest -m services -p tests.plugins.nothing_skipped \
		--create-db --allow-hosts=127.0.0.1 --timeout=7200 tests/contributions/test_many_acts.py tests/faults $(ARGS)

compose-up: ## the whole site in containers, seeded (docs/how-to/deploy-with-compose.md)
	@deploy/make-secrets
	docker compose up --build --detach --wait

services: setup ## starts PostgreSQL, Redis and Elasticsearch on private ports
	@$(PY) scripts/services start

services-stop: setup ## stops those that `make services` started
	@$(PY) scripts/services stop

check: setup ## what the tests cannot see: style, types, imports, templates, migrations, translations, production settings
	@scripts/check

fix: setup ## mends what tools can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	git ls-files 'templates/*.html' | xargs -r $(BIN)/djade --target-version 5.2 || git diff --stat -- templates

lock: setup ## locks package versions with their hashes (ARGS=--upgrade takes newer ones)
	$(COMPILE) $(ARGS) pyproject.toml -o requirements/base.txt
	$(COMPILE) $(ARGS) --extra dev --extra semantic --extra redis -c requirements/base.txt pyproject.toml \
		-o requirements/dev.txt
	$(COMPILE) $(ARGS) --extra redis --extra live -c requirements/dev.txt pyproject.toml -o requirements/production.txt
	awk 'NR <= 2 || /^uv==/ {print; keep = /^uv==/; next} /^ +--hash/ {if (keep) print; next} {keep = 0}' \
		requirements/dev.txt > requirements/uv.txt

messages: setup ## gathers the texts to translate, then compiles what is translated
	@command -v msgfmt >/dev/null || { echo "gettext is missing: apt-get install gettext (as root)." >&2; exit 1; }
	$(MANAGE) makemessages --locale fr $(LOCALES)
	$(MANAGE) compilemessages --ignore '.venv/*' --ignore 'var/*'

bench: setup ## the site on SQLite, PostgreSQL and Elasticsearch: speed and memory, into docs (ARGS="--sets" first: half an hour)
	@$(PY) scripts/bench $(ARGS)

bench-hello: setup ## the cost of an empty answer here: the base of every ratio we quote
	@$(MANAGE) bench hello $(ARGS)

bench-places: setup ## finding places over the whole tables: run it on a site that has them (make demo)
	@$(MANAGE) bench places $(ARGS)

bench-suggest: setup ## what the problem box proposes at each key, on a site with ten thousand offers or more
	@$(MANAGE) bench suggest $(ARGS)

bench-import: setup ## 100,000 offers into an empty database, twice (ARGS="--services 10000 --structures 2500")
	@$(PY) scripts/bench_import $(ARGS)

bench-search: setup ## whole searches over HTTP among 100,000 offers, by hello (ARGS="--services 10000")
	@$(PY) scripts/bench_search $(ARGS)

bench-edit: setup ## a proposal and its acceptance over HTTP, by hello (on PostgreSQL: scripts/services run -- make bench-edit)
	@$(PY) scripts/bench_edit $(ARGS)

bench-queue: setup ## the queue with 20,000 open proposals and decisions over HTTP, by hello (on PostgreSQL: as bench-edit)
	@$(PY) scripts/bench_queue $(ARGS)

bench-page: setup ## the page of an offer, drawn and kept, by hello (on PostgreSQL: scripts/services run -- make bench-page)
	@$(PY) scripts/bench_page $(ARGS)

bench-live: setup ## how long a hint takes to reach 200 open queues (with Redis: scripts/services run -- make bench-live)
	@$(PY) scripts/bench_live $(ARGS)

clean: ## forgets caches and the test database; keeps .venv and the demo
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov var/test var/check
