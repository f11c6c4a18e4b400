# What one types, and what .ci/run runs. Everything happens in .venv, a Python environment of its own.
#
#   make demo    a hallucination from the embedded model: out/hallucination.wav and its picture
#   make test    all tests
#   make lint    ruff, mypy, and import-linter: which room may use which
#   make check   lint, then the tests that take no long time: before every commit
#   make docs    the pages of docs/ as a site: site/index.html
#   make external    [ganspacesynth~] for Pure Data: pd/external/
#   make deken   the package for Pd's package manager, in dist/
#   make clean   remove .venv and what tools leave behind; out/ stays
#
# PYTHON=/path/to/python chooses the interpreter; otherwise it is the first of these that is between 3.10 and 3.12.

PYTHON =
CANDIDATES = python3.12 python3.11 python3.10 python3 python
OUT = out
RUN = .venv/bin/python
PIP = $(RUN) -m pip --disable-pip-version-check --quiet

# A process of the tests that a library takes down fails the run at once: with another in its place the run would wait for ever at its end.
SIDE_BY_SIDE = -n 2 --dist loadgroup --max-worker-restart 0

.PHONY: help demo test lint check docs external deken clean

help:
	@sed -n 's/^#   //p' Makefile

demo: .venv/.stamp-play
	$(RUN) -m ganspacesynth hallucinate -o $(OUT)/hallucination.wav --picture $(OUT)/hallucination.png --force
	@echo
	@echo "Listen to  $(OUT)/hallucination.wav"
	@echo "Look at    $(OUT)/hallucination.png"

test: .venv/.stamp-test
	$(RUN) -m pytest $(SIDE_BY_SIDE) $(ARGS)

lint: .venv/.stamp-test
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	.venv/bin/lint-imports --no-logo --no-cache

check: lint
	$(RUN) -m pytest $(SIDE_BY_SIDE) -m "not slow and not pd" $(ARGS)

docs: .venv/.stamp-docs
	NO_MKDOCS_2_WARNING=1 $(RUN) -m mkdocs build --strict --quiet
	@echo "Look at    site/index.html"

external:
	@$(MAKE) --no-print-directory -C pd/external

# Needs nothing but a Python: it takes what is here, and [ganspacesynth~] with it when that has been built.
deken:
	@$(if $(wildcard $(RUN)),$(RUN),python3) pd/make_deken.py --out dist --force

clean:
	rm -rf .venv build dist site *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -f pd/external/*.o pd/external/*.pd_* pd/external/*.dll
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.stamp-play: .venv/.stamp-python setup.py pyproject.toml ganspacesynth/version.py
	@echo "Installing what plays and draws; the first time takes about a minute."
	$(PIP) install --editable '.[pictures,studio]'
	@touch $@

# tinysoundfont asks for pyaudio, which has to be compiled on most machines and which only playing aloud would need.
.venv/.stamp-test: .venv/.stamp-python setup.py pyproject.toml ganspacesynth/version.py
	@echo "Installing, with what trains; the first time takes some minutes (TensorFlow is large)."
	$(PIP) install --editable '.[test]'
	$(PIP) install --no-deps tinysoundfont
	@touch $@

.venv/.stamp-docs: .venv/.stamp-python setup.py pyproject.toml ganspacesynth/version.py
	@echo "Installing what makes the pages; the first time takes about a minute."
	$(PIP) install --editable '.[docs]'
	@touch $@

.venv/.stamp-python:
	@chosen=; \
	for candidate in "$(PYTHON)" $(CANDIDATES); do \
	  if test -n "$$candidate" && "$$candidate" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 13))' 2>/dev/null; \
	  then chosen="$$candidate"; break; fi; \
	done; \
	if test -z "$$chosen"; then \
	  echo "GANSpaceSynth needs Python 3.10, 3.11 or 3.12, and found none of them here."; \
	  echo "  Debian, Ubuntu:  sudo apt install python3 python3-venv   (when their python3 is one of these)"; \
	  echo "  macOS:           brew install python@3.12, or the installer of https://www.python.org"; \
	  echo "  elsewhere:       https://www.python.org, then  make PYTHON=/path/to/python3.12"; \
	  exit 1; \
	fi; \
	if ! "$$chosen" -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "$$chosen cannot make environments: a part of it is missing."; \
	  echo "  Debian, Ubuntu:  sudo apt install python3-venv"; \
	  exit 1; \
	fi; \
	echo "Using `"$$chosen" -c 'import sys; print(sys.executable, sys.version.split()[0])'`"; \
	rm -rf .venv && "$$chosen" -m venv .venv
	@touch $@
