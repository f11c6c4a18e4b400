"""Importing is instant, and imports point one way: whoever breaks the house's law learns it here."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import ganspacesynth

PACKAGE = Path(ganspacesynth.__file__).parent
HEAVY = {"tensorflow", "keras", "jax", "scipy", "sklearn", "matplotlib", "soundfile", "soxr", "mido", "rich", "tinysoundfont", "jinja2", "av"}
MODULES = 60  # that importing the package loads beyond a bare Python: half of them, today

# A room may use those before it, and itself. Not listed: `cli`, which may use all and which nothing uses.
ROOMS = ["ground", "model", "space", "sequence", "engine", "hosts"]
GROUND = ["version", "errors", "files", "npz", "interpolate", "traits", "point", "generator", "loudness", "spectrum", "onsets", "pitch"]
GROUND += ["quiet", "mp3", "foreign", "decode", "audio", "picture", "template", "backend"]
SIDE_ROOMS = {  # they use the model; nothing of the house uses them
    "data": {"ground"},
    "evaluation": {"ground", "model", "space", "data"},
    "training": {"ground", "model", "space", "data", "evaluation"},
}
NUMPY_ENGINE = [f"engine/{name}.py" for name in ("commands", "jobs", "ring", "motion", "clips", "sounds")]
NUMPY_ONLY = [
    "directions/directions.py",
    "directions/latent_paths.py",
    "networks/prior.py",
    "sequence",
    *NUMPY_ENGINE,
    *(f"{name}.py" for name in GROUND[:-1]),
]


def modules():
    return sorted(PACKAGE.rglob("*.py"))


def imports(file, *, top_only=False):
    """Names of the modules a file imports; `if TYPE_CHECKING` does not count, since nothing is imported there."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    skipped = {
        id(inside) for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test) for inside in ast.walk(node)
    }
    for node in tree.body if top_only else ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if _exists(name) else node.module for name in whole)


def room(name):
    """The room of a module's dotted name, or None when it is not ours."""
    parts = name.split(".")
    if parts[0] != "ganspacesynth":
        return None
    if len(parts) == 1 or parts[1] in ("__main__",):
        return "cli"
    return "ground" if parts[1] in GROUND else parts[1]


def _exists(name):
    path = PACKAGE.parent.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def _dotted(file):
    return ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


def allowed(here):
    if here in SIDE_ROOMS:
        return {here, *SIDE_ROOMS[here]}
    if here == "cli":
        return {*ROOMS, *SIDE_ROOMS, "cli"}
    return set(ROOMS[: ROOMS.index(here) + 1])


def test_the_heavy_libraries_come_through_the_backend():
    """Which loads them quietly, in whatever order modules are imported. The doctor wants to see how they fail."""
    allowed = {"backend.py", "cli/models/doctor_probe.py"}
    direct = {file for file in modules() for name in imports(file) if name.split(".")[0] in ("tensorflow", "keras")}
    assert {file.relative_to(PACKAGE).as_posix() for file in direct} == allowed


def test_every_module_has_a_room():
    for file in modules():
        here = room(_dotted(file))
        assert here in {*ROOMS, *SIDE_ROOMS, "cli"}, f"{file} is in no room of the house; say which in ROOMS"


@pytest.mark.parametrize("file", modules(), ids=lambda f: str(f.relative_to(PACKAGE)))
def test_imports_point_one_way(file):
    here = room(_dotted(file))
    wrong = [name for name in imports(file) if room(name) and room(name) not in allowed(here)]
    assert not wrong, f"{_dotted(file)} may use {sorted(allowed(here))} only"


def test_the_ground_is_ordered():
    for name in GROUND:
        used = {n.split(".")[1] for n in imports(PACKAGE / f"{name}.py") if n.startswith("ganspacesynth.")}
        assert used <= set(GROUND[: GROUND.index(name)]), name


@pytest.mark.parametrize("place", NUMPY_ONLY)
def test_these_rooms_never_touch_a_network_library(place):
    """Neither by themselves nor through what they import when they are imported."""
    files = sorted((PACKAGE / place).rglob("*.py")) if not place.endswith(".py") else [PACKAGE / place]
    assert files and all(file.exists() for file in files)
    for file in files:
        seen, todo = set(), [_dotted(file)]
        while todo:
            name = todo.pop()
            if name.split(".")[0] in ("tensorflow", "keras", "jax") or name == "ganspacesynth.networks.backend":
                pytest.fail(f"{_dotted(file)} reaches {name}")
            path = PACKAGE.parent.joinpath(*name.split("."))
            path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
            if name.startswith("ganspacesynth") and name not in seen and path.exists():
                todo += imports(path, top_only=True)
            seen.add(name)


def test_top_level_imports_of_heavy_libraries():
    """Only model and training, which are useless without, import such libraries at their top; nobody else imports anything slow there."""
    for file in modules():
        heavy = {name.split(".")[0] for name in imports(file, top_only=True)} & HEAVY
        network = {"keras", "jax", "tensorflow", "scipy"} if room(_dotted(file)) in ("model", "training") else set()
        assert heavy <= network, f"{_dotted(file)} imports {heavy} at the top; import it where it is used"


@pytest.mark.parametrize(
    "module", ["ganspacesynth", "ganspacesynth.cli.main", "ganspacesynth.core.point", "ganspacesynth.core.files", "ganspacesynth.audio.files"]
)
def test_importing_loads_nothing_heavy(module):
    code = f"import sys, json, {module}; print(json.dumps(sorted(sys.modules)))"
    loaded = json.loads(_python(code))
    assert {name.split(".")[0] for name in loaded} & HEAVY == set()
    if module == "ganspacesynth":
        assert "numpy" not in loaded


def test_importing_loads_little():
    def loaded(code):
        return int(_python(f"{code}\nimport sys; print(len(sys.modules))"))

    assert loaded("import ganspacesynth") - loaded("pass") < MODULES


def test_the_public_table():
    names = set(ganspacesynth.__all__)
    assert names == {"__version__", *ganspacesynth._HOMES} and names <= set(dir(ganspacesynth))
    for name in names:
        assert getattr(ganspacesynth, name) is not None
    with pytest.raises(AttributeError, match=r"has no attribute 'nonsense'"):
        _ = ganspacesynth.nonsense


def _python(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent).stdout
