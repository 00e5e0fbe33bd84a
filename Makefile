# make report            the bundled sample, analysed: opens as reports/index.html
# make report CORPUS=f   the same for your own file, folder or feed
# make test              the quick tests        make test-all   and the slow ones
# make lab               JupyterLab with the notebooks
# make check             format, lint, types, notebook hygiene
# make bench             stage times, memory; peers beside ours: speed, memory, quality, in bench/
# make bench-scale       a million documents made of the JSONL files in ANALYTICS_CORPORA
# make fuzz TARGET=feed SECONDS=600   coverage-guided fuzzing of a parser, or of all (needs atheris)
# make lock              write requirements.lock anew from pyproject.toml
# make licences          list the licences of all that is locked in docs/licences.md
# make audit             look up known vulnerabilities of all that is locked (asks the network)
# make sbom              write sbom.json, a CycloneDX list of all that is locked

PYTHON ?= python3
CORPUS ?=
OUT ?= reports
JOBS ?= 2

BIN := .venv/bin
READY := .venv/.ready

.PHONY: report test test-slow test-all lab check format bench bench-scale fuzz lock licences audit sbom screenshots clean
.DEFAULT_GOAL := report

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v < (3, 14) else f"Python 3.11 to 3.13 is needed; $(PYTHON) is {v[0]}.{v[1]}. Try: make PYTHON=python3.12")'
	@echo "Setting up .venv (once; a minute or two)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

report: $(READY)
	$(BIN)/analytics run --all $(if $(CORPUS),--corpus "$(CORPUS)") --out "$(OUT)" -j $(JOBS)
	@echo "Open $(OUT)/index.html"

test: $(READY)
	$(BIN)/python -m pytest -n 2 -m "not slow"

test-slow: $(READY)
	$(BIN)/python -m pytest -n 2 --dist loadfile -m slow

test-all: test test-slow

lab: $(READY)
	$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) --notebook-dir=. notebooks/00_tour.ipynb

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/nbstripout --verify notebooks/*.ipynb

format: $(READY)
	$(BIN)/nbstripout notebooks/*.ipynb
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	$(BIN)/python scripts/bench.py $(BENCH)
	$(BIN)/python scripts/bench_peers.py $(PEERS)

bench-scale: $(READY)
	$(BIN)/python scripts/bench_scale.py $(BENCH)

fuzz: $(READY)
	$(BIN)/python scripts/fuzz.py $(or $(TARGET),all) $(or $(SECONDS),600)

lock:
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
		--fork-strategy fewest --generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --quiet --output-file requirements.lock

licences: $(READY)
	$(BIN)/python scripts/licences.py

# A tool of its own, outside the environment it looks at; --strict: not to be looked up is no pass.
audit: $(READY)
	$(BIN)/uvx pip-audit@2.10.1 --strict --disable-pip --require-hashes --requirement requirements.lock

sbom: $(READY)
	$(BIN)/python scripts/sbom.py sbom.json

screenshots: $(READY)
	$(BIN)/python scripts/screenshots.py

clean:
	rm -rf .venv reports .analytics-cache build dist *.egg-info
