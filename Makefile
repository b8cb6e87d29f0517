PYTHON ?= python3
CORES ?= $(shell nproc)
# One more: some tests wait, for a wire, a browser, a notebook.
WORKERS ?= $(shell expr $(CORES) + 1)

VENV := .venv
BIN := $(VENV)/bin
# What makes the lock and checks what is in it stands apart from what runs and tests the program.
SUPPLY := build/supply
# Everything that is installed is in requirements/ by version and hash; the checkout itself needs nothing besides.
LOCKED := install -q --require-hashes
CHECKOUT := install -q --no-index --no-deps --no-build-isolation
# One version of each for every Python from 3.11 on: what is found must not depend on it.
LOCK = $(SUPPLY)/bin/uv pip compile -q --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--custom-compile-command 'make lock' $(ARGS)
SCENARIOS := $(patsubst captures/%/expected.toml,%,$(wildcard captures/*/expected.toml))
# Scenarios mostly wait: several at once fit on two cores.
AT_ONCE ?= 6
VERSION = $(shell sed -n 's/^__version__ = "\(.*\)"/\1/p' arpwatch_k8s/__init__.py)
# What may be other than in the committed captures, from the command line or the environment.
VARIED := $(if $(NETWORK),--network $(NETWORK)) $(if $(NETWORK6),--network6 $(NETWORK6)) $(if $(NODES),--nodes $(NODES)) \
	$(if $(SEED),--seed $(SEED)) $(if $(RATE),--rate $(RATE))
# The tests that hold for a remake; the others count frames of the committed captures.
REMADE := expected staged served
# The rooms with compiled code: coverage cannot see into it, so their tests run once more without.
COMPILED := evidence wire savefile capture logs/scan correlator/connections

# Stretches of the list to each worker, which steals from another's when it is done: tests/conftest.py puts those of a
# scenario together.
PYTEST = $(BIN)/pytest -n $(WORKERS) --dist worksteal
# What `make coverage` adds: it costs a quarter of the time, also in each command that a test starts.
MEASURED :=

# Without bytecode every command that a test starts takes half a second to compile itself.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.DEFAULT_GOAL := help
# Two of these at once would fight over .venv and both cores.
.NOTPARALLEL:
.PHONY: help demo test quick lint types imports unit uncompiled coverage packages bench field benchmark verdicts metamorphic fuzz docs docs-figures lab live soak deaf storm dist wheel-check deb site lock sbom audit pin-base clean

help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 15

demo: $(VENV)/.runtime ## analyze the sample incident into build/demo, and a case that is text alone
	@$(BIN)/arpwatch-k8s analyze captures/service-not-programmed/proxy.pcapng -o build/demo --force
	@echo; echo "Of text alone, captures/text-only (all of it: arpwatch-k8s analyze captures/text-only):"; echo
	@$(BIN)/arpwatch-k8s analyze captures/text-only -q >build/demo/text-only.txt
	@sed -n '1,/^$$/p; /^Read /,$$p' build/demo/text-only.txt

test: packages lint types imports unit uncompiled ## all that checks; as root it installs the Debian packages it needs

quick: WORKERS = $(CORES)
quick: $(VENV)/.dev ## the tests that need nothing but Python: no tshark, namespaces, browser, notebooks
	$(PYTEST) -m 'not tshark and not lab and not browser and not notebook and not prometheus and not systemd and not long'

lint: $(VENV)/.dev ## ruff: rules and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.dev ## mypy, strict
	$(BIN)/mypy

imports: $(VENV)/.dev ## import-linter: rooms import downward only
	$(BIN)/lint-imports --no-logo

unit: $(VENV)/.dev ## all tests, compiled
	COVERAGE_FILE=.coverage.compiled $(PYTEST) $(MEASURED)

uncompiled: WORKERS = $(CORES)
uncompiled: $(VENV)/.dev ## the tests of the rooms with compiled code once more, uncompiled
	NUMBA_DISABLE_JIT=1 COVERAGE_FILE=.coverage.uncompiled $(PYTEST) $(MEASURED) -m 'not long' $(COMPILED:%=tests/%)

coverage: $(VENV)/.dev packages ## how much of the code all tests run, compiled and uncompiled together
	$(MAKE) unit uncompiled MEASURED="--cov --cov-report= --cov-fail-under=0"
	$(BIN)/coverage combine --quiet .coverage.compiled .coverage.uncompiled
	$(BIN)/coverage report

packages: ## install the Debian packages that the tests use, or say which are missing
	@.ci/debian-packages

bench: $(VENV)/.dev ## benchmarks, beside their peers
	$(BIN)/python -m tests.benchmarks $(ARGS)

field: $(VENV)/.dev ## what other tools say of every capture, beside ours, into docs/field.md (as root; it installs them)
	@.ci/field-packages
	$(BIN)/python -m tests.field $(ARGS)

benchmark: $(VENV)/.dev ## build the captures, their truth and a scorer as a release; STAGED=build/lab for a new withheld part
	$(BIN)/python -m tests.released $(if $(STAGED),--staged $(STAGED))

verdicts: $(VENV)/.dev ## what each rule says of each sample capture; how often it is right, into docs/calibration.md
	@$(BIN)/python -m tests.scenarios.verdicts
	@$(BIN)/python -m tests.metamorphic.calibration --workers $(WORKERS)

metamorphic: $(VENV)/.dev ## every labelled capture through every transform; `make test` has a sample of it
	ARPWATCH_METAMORPHIC=all $(BIN)/pytest tests/metamorphic -n $(WORKERS)

fuzz: $(VENV)/.dev ## feed what means harm to the command (ARGS="--minutes 20" for longer), and broken captures to the readers
	$(BIN)/python -m tests.fuzz $(ARGS)
	$(PYTEST) tests/fuzz

docs: $(VENV)/.dev ## write the parts of docs/ that are made: man pages, tables, checks, metrics, indexes
	$(BIN)/python -m arpwatch_k8s.cli.manual docs/man
	$(BIN)/python -m arpwatch_k8s.report.tables.all >docs/tables.md
	$(BIN)/python -m docs.make_checks
	$(BIN)/python -m docs.make_metrics
	$(BIN)/python -m docs.make_config
	$(BIN)/python -m docs.make_speakers
	$(BIN)/python -m docs.make_index

site: $(VENV)/.dev ## build the documentation as pages into build/site, strictly; SOURCE_URL=https://... leads to the code
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

docs-figures: $(VENV)/.dev ## draw the figures of the rules' pages from the scenarios' captures
	$(BIN)/python -m docs.make_figures

lab: $(VENV)/.dev packages ## stage all scenarios anew into build/lab (needs root) and check them; SCENARIOS="a b" for some, NETWORK= NODES= SEED= RATE= for others
	rm -rf build/lab
	printf '%s\n' $(SCENARIOS) | xargs -P $(AT_ONCE) -I{} $(BIN)/python -m captures.lab {} -o build/lab/{} $(VARIED)
	for scenario in $(SCENARIOS); do cp captures/$$scenario/expected.toml build/lab/$$scenario; done
	ARPWATCH_CAPTURES=build/lab $(PYTEST) $(patsubst %,tests/scenarios/test_%.py,$(REMADE))

live: $(VENV)/.dev packages ## play every scenario of the lab while watch listens (needs root)
	ARPWATCH_LIVE=all $(BIN)/pytest tests/live

soak: $(VENV)/.dev ## watch for twice ten minutes at 20,000 frames a second: its memory (needs root, tcpreplay)
	$(BIN)/python -m tests.benchmarks.live churn $(ARGS)
	$(BIN)/python -m tests.benchmarks.live soak $(ARGS)

deaf: $(VENV)/.dev ## watch for ten minutes while alerts and the disk do not take what it has: what is lost (needs root)
	$(BIN)/python -m tests.benchmarks.live deaf $(ARGS)

storm: $(VENV)/.dev ## 300,000 control frames a second beside tcpdump: what is lost (needs root, tcpreplay)
	$(BIN)/python -m tests.benchmarks.live storm $(ARGS)

dist: $(VENV)/.pip ## build dist/*.whl and dist/*.tar.gz
	$(BIN)/python -m hatchling build -d dist

wheel-check: dist ## build the wheel, install it where nothing else is, without extras, and run what it brought
	deploy/wheel-check $(PYTHON) dist/arpwatch_k8s-$(VERSION)-py3-none-any.whl

deb: $(VENV)/.pip ## build dist/*.deb for the Debian of this Python, and try it on a bare one (root, mmdebstrap, a mirror)
	package=$$(deploy/deb/build $(BIN)/python) && deploy/deb/check "$$package"

lock: $(SUPPLY)/.tools ## write requirements/ from pyproject.toml, keeping what fits; ARGS=--upgrade for the newest
	$(LOCK) pyproject.toml --extra watch -o requirements/runtime.txt
	$(LOCK) --group build -c requirements/runtime.txt -o requirements/build.txt
	$(LOCK) --group dev -c requirements/runtime.txt -c requirements/build.txt -o requirements/dev.txt
	$(LOCK) --group supply -o requirements/supply.txt

sbom: $(SUPPLY)/.tools ## list what the program runs with, from the lock, into build/sbom.cdx.json (CycloneDX)
	sed "s/^dynamic = .*/version = \"$(VERSION)\"/" pyproject.toml >build/sbom.toml
	$(SUPPLY)/bin/cyclonedx-py requirements --pyproject build/sbom.toml --output-reproducible --no-validate \
		-o build/sbom.cdx.json requirements/runtime.txt

audit: $(SUPPLY)/.tools ## ask PyPI whether anything locked is known to be vulnerable; ARGS="-s osv" asks osv.dev
	for part in runtime build dev supply; do \
		$(SUPPLY)/bin/pip-audit --strict --disable-pip --require-hashes -r requirements/$$part.txt $(ARGS) || exit; \
	done

pin-base: ## write the digest of the container's base image into deploy/Containerfile (needs skopeo and a network)
	@deploy/pin-base deploy/Containerfile

clean: ## remove all that make has made
	rm -rf $(VENV) build dist .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# Debian has venv in a package of its own. Its pip is good for getting a faster one.
$(VENV)/.pip: requirements/build.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON) is missing or older than 3.11: set PYTHON, or apt-get install python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "$(PYTHON) cannot make a virtual environment: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip $(LOCKED) -r requirements/build.txt
	@touch $@

$(VENV)/.runtime: pyproject.toml requirements/runtime.txt $(VENV)/.pip
	$(BIN)/python -m pip $(LOCKED) -r requirements/runtime.txt
	$(BIN)/python -m pip $(CHECKOUT) -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	$(BIN)/python -m pip $(LOCKED) -r requirements/dev.txt
	@touch $@

$(SUPPLY)/.tools: requirements/supply.txt
	$(PYTHON) -m venv $(SUPPLY)
	$(SUPPLY)/bin/python -m pip $(LOCKED) -r requirements/supply.txt
	@touch $@
