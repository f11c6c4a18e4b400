"""The package as it is built and installed: what it asks for, what it brings along, and that both are true."""

import ast
import os
import re
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import ganspacesynth
from ganspacesynth.core.extras import EXTRAS
from tests.conftest import GOLDEN

HOME = Path(ganspacesynth.__file__).parents[1]
NAMES = {"PIL": "pillow", "sklearn": "scikit-learn", "pythonosc": "python-osc", "IPython": "ipython"}  # imported by one name, installed by another
NAMES |= {"syphon": "syphon-python", "cv2": "opencv-python-headless"}
ELSEWHERE = {"tinysoundfont"}  # optional, and asked for on Windows alone
PLAYED_WITH = {"onnxruntime", "numpy", "scipy", "soundfile", "soxr", "rich", "jinja2", "threadpoolctl", "tomli"}  # the last before Python 3.11 alone
UNTRAINED = {"av", "IPython", "cyndilib", "SpoutGL", "syphon", "pyvirtualcam", "cv2"}  # no training films anything, or writes notebooks
UNTRAINED |= {"starlette", "uvicorn", "websockets", "cryptography"}  # or is served

pytestmark = pytest.mark.skipif(not (HOME / "setup.py").exists(), reason="not a checkout")


@pytest.fixture(scope="module")
def said():
    """What pyproject.toml and setup.py tell setuptools: the distribution, before anything is built."""
    from importlib import import_module

    import_module("setuptools")  # which brings distutils along, also where Python has none any more
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(HOME)
        return import_module("distutils.core").run_setup("setup.py", stop_after="config")


def test_version(said):
    assert said.get_version() == ganspacesynth.__version__
    assert re.fullmatch(r"\d+\.\d+\.\d+", said.get_version())
    assert f"## {said.get_version()}" in (HOME / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_dependency_has_a_lower_bound(said):
    wanted = [*said.install_requires, *(line for extra in said.extras_require.values() for line in extra)]
    assert len(wanted) > 20 and all(re.match(r"[\w,\[\]-]+(<\d+,)?>=\d", line) for line in wanted), wanted
    assert {"train", "test", "all", "docs", "dev", "gpu", *(extra for _, extra in EXTRAS.values())} <= set(said.extras_require)
    assert str(said.python_requires) == "<3.13,>=3.10"


def test_what_is_imported_is_asked_for(said):
    asked = {re.split(r"[<>\[]", line)[0] for line in [*said.install_requires, *said.extras_require["train"], *said.extras_require["directions"]]}
    used = set()
    for file in (HOME / "ganspacesynth").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module] if isinstance(node, ast.ImportFrom) else []
            used |= {name.split(".")[0] for name in names}
    used -= {*sys.stdlib_module_names, "ganspacesynth", *ELSEWHERE}
    used -= {"pyext"}  # there inside Pd
    used -= {"ray", "av", "sounddevice", "usearch", "submitit", "demucs", "torch", "c2pa", "mido", *UNTRAINED}  # extras
    used -= {"google"}  # protobuf comes with TensorFlow, and is only imported where TensorFlow is
    assert {NAMES.get(name, name) for name in used} <= asked


def test_playing_asks_for_little(said):
    """Neither TensorFlow nor what only studies and draws: each comes with the extra that `core/extras.py` names, with `all`, and with `train`."""
    assert {re.split(r"[<>]", line)[0] for line in said.install_requires} == PLAYED_WITH
    for library, (_, extra) in EXTRAS.items():
        name = NAMES.get(library, library)
        for each in {extra, "train"} - ({"train"} if library in UNTRAINED else set()):
            assert any(line.startswith(f"{name}>=") for line in said.extras_require[each]), (library, each)
    assert "train" in re.split(r"[\[\],]", said.extras_require["all"][0]) and any("[train]" in line for line in said.extras_require["test"])


def test_every_room_is_packed(said):
    folders = {".".join(p.parent.relative_to(HOME).parts) for p in (HOME / "ganspacesynth").rglob("*.py")}
    assert set(said.packages) == {*folders, "ganspacesynth.models"}
    assert all((HOME / folder / "__init__.py").exists() for folder in (f.replace(".", "/") for f in folders))


def test_the_programs_exist(said):
    from importlib import import_module

    for line in said.entry_points["console_scripts"]:
        _, module, function = re.fullmatch(r"(\w+) = ([\w.]+):(\w+)", line).groups()
        assert callable(getattr(import_module(module), function))


def test_nobody_relies_on_a_file_that_git_does_not_have():
    if not (HOME / ".git").exists():
        pytest.skip("not a clone")
    listed = subprocess.run(["git", "ls-files"], cwd=HOME, capture_output=True, text=True, check=True).stdout.splitlines()
    for name in ("setup.py", "pyproject.toml", "LICENSE", "README.md", "CHANGELOG.md", "Makefile", ".ci/run", "MANIFEST.in", "models/README.md"):
        assert name in listed
    sizes = [(HOME / name).stat().st_size for name in listed if name.startswith("models/") and (HOME / name).exists()]
    assert sum(sizes) <= 30_000_000


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such bit")
def test_ci_can_be_run():
    assert (HOME / ".ci" / "run").stat().st_mode & stat.S_IXUSR
    assert subprocess.run(["bash", "-n", ".ci/run"], cwd=HOME, check=False).returncode == 0


def test_workflows_and_hooks_run_what_make_runs():
    """They name no command that the Makefile or pyproject.toml have not, and no newer Python than the package."""
    check = (HOME / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
    hooks = (HOME / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    makefile = (HOME / "Makefile").read_text(encoding="utf-8")
    for tool in ("ruff check", "ruff format --check", "mypy"):
        assert f"python -m {tool}" in check and f"python -m {tool}" in hooks and f"$(RUN) -m {tool}" in makefile
    assert {"3.10", "3.11", "3.12"} == set(re.findall(r'"(3\.\d+)"', check))
    marks = re.search(r'-m "(.+?)"', makefile)[1]
    assert f'-m "{marks}"' in check and f'-m "{marks}"' in (HOME / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_make_says_what_it_can_do():
    text = (HOME / "Makefile").read_text(encoding="utf-8")
    for target in ("demo", "test", "lint", "check", "docs", "clean"):
        assert f"#   make {target}" in text and re.search(rf"^{target}:", text, re.MULTILINE)


def build(source, target):
    """Build a wheel with the setuptools at hand, off line."""
    code = f"from setuptools import build_meta; build_meta.build_wheel({str(target)!r})"
    done = subprocess.run([sys.executable, "-c", code], cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return next(target.glob("*.whl"))


@pytest.mark.slow
def test_a_wheel_has_everything_and_plays(tmp_path):
    """The wheel, unpacked somewhere else, opens its embedded model: here, a small one in the place of the real one."""
    import shutil

    from ganspacesynth.networks.gansynth.checkpoint import read_model, write_native

    source = tmp_path / "a source é"
    names = ("ganspacesynth", "models", "setup.py", "pyproject.toml", "README.md", "LICENSE", "MANIFEST.in")
    for name in names:
        copy = shutil.copytree if (HOME / name).is_dir() else shutil.copy
        source.mkdir(exist_ok=True)
        copy(HOME / name, source / name)
    shutil.rmtree(source / "models" / "default", ignore_errors=True)
    stored = read_model(GOLDEN / "tiny_mel")
    write_native(source / "models" / "default", stored)
    (tmp_path / "wheel").mkdir()
    wheel = build(source, tmp_path / "wheel")
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
        archive.extractall(tmp_path / "site")
    files = [p for p in (HOME / "ganspacesynth").rglob("*") if p.is_file() and "__pycache__" not in p.parts]  # modules, and what they read
    assert {p.relative_to(HOME).as_posix() for p in files} <= packed
    assert {f"ganspacesynth/models/default/{n}" for n in ("model.json", "weights.npz")} <= packed
    assert not [name for name in packed if name.startswith(("tests", "models/", "docs"))]
    code = "import ganspacesynth; print(ganspacesynth.__file__); print(ganspacesynth.load_model().id)"
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    where, found = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=True).stdout.splitlines()
    assert Path(where).is_relative_to(tmp_path / "site") and found == stored.id
