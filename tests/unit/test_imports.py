"""Importing costs nothing, whatever the rooms import in turn; which room may use which, import-linter checks (pyproject.toml)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import ganspacesynth

PACKAGE = Path(ganspacesynth.__file__).parent
HEAVY = {"tensorflow", "keras", "jax", "scipy", "sklearn", "matplotlib", "soundfile", "soxr", "mido", "rich", "tinysoundfont", "ray"}
NETWORKS = {"tensorflow", "keras", "jax"}
MOST_MODULES = 10  # that `import ganspacesynth` adds to a bare Python

# Rooms that load no network library when they are imported, and of the others the files that do not either.
WITHOUT_NETWORKS = ["core", "audio", "composition", "data", "engine", "server", "client", "cli", "lineage"]
FILES_WITHOUT_NETWORKS = [
    "directions.directions",
    "directions.directions_files",
    "directions.annotations",
    "networks.prior",
    "networks.known_models",
    "pyext.halluseq_messages",
]


def modules(room):
    files = sorted((PACKAGE / room).rglob("*.py"))
    return [".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__") for file in files]


def loaded(*names):
    """Modules that a new Python has when it has imported these."""
    code = f"import importlib, json, sys\nfor name in {list(names)!r}: importlib.import_module(name)\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    return set(json.loads(done.stdout.splitlines()[-1]))


def libraries(names):
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("module", ["ganspacesynth", "ganspacesynth.cli.main", "ganspacesynth.core.point", "ganspacesynth.audio.files.sound_files"])
def test_importing_loads_nothing_heavy(module):
    assert libraries(loaded(module)) & HEAVY == set()


def test_importing_is_instant():
    """In modules, not in seconds, which depend on the machine."""
    more = loaded("ganspacesynth") - loaded()
    assert "ganspacesynth" in more and "numpy" not in more
    assert len(more) <= MOST_MODULES, sorted(more)


@pytest.mark.parametrize("room", WITHOUT_NETWORKS)
def test_these_rooms_load_no_network_library(room):
    names = modules(room)
    assert len(names) > 1
    assert libraries(loaded(*names)) & NETWORKS == set()


def test_these_files_load_no_network_library():
    assert libraries(loaded(*(f"ganspacesynth.{name}" for name in FILES_WITHOUT_NETWORKS))) & NETWORKS == set()


def test_the_public_table():
    names = set(ganspacesynth.__all__)
    assert names == {"__version__", *ganspacesynth._HOMES} and names <= set(dir(ganspacesynth))
    for name in names:
        assert getattr(ganspacesynth, name) is not None
    with pytest.raises(AttributeError, match=r"has no attribute 'nonsense'"):
        _ = ganspacesynth.nonsense
