"""Settings in layers of files and words."""

from dataclasses import dataclass

import pytest

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.training.runs.layered_settings import layered
from tests.support.refused import refused


@dataclass(frozen=True)
class Asked:
    steps: int = 1
    rate: float = 0.5
    head: str = "one"
    loud: bool = False


@pytest.fixture
def files(tmp_path):
    (tmp_path / "base.toml").write_text('steps = 5\nrate = 1\nhead = "two"\n')
    (tmp_path / "run.toml").write_text("steps = 7\n")
    return [tmp_path / "base.toml", tmp_path / "run.toml"]


def test_a_later_layer_counts(files):
    assert layered(Asked, [], []) == {"": Asked()}
    assert layered(Asked, files, []) == {"": Asked(7, 1.0, "two")}
    assert layered(Asked, files, ["steps=9", "loud=true"]) == {"": Asked(9, 1.0, "two", True)}


def test_values_with_commas_are_a_sweep(files):
    found = layered(Asked, files, ["steps=1,2", "rate=0.1, 0.2", "head=x"])
    assert list(found) == ["steps=1,rate=0.1", "steps=1,rate=0.2", "steps=2,rate=0.1", "steps=2,rate=0.2"]
    assert found["steps=2,rate=0.1"] == Asked(2, 0.1, "x")


def test_what_is_no_setting_is_refused(tmp_path, files):
    for words in (["stepz=1"], ["steps"]):
        with refused("known-setting", InvalidInput, says="key=value"):
            layered(Asked, [], words)
    for words in (["steps=1.5"], ["rate=fast"], ["loud=maybe"]):
        with refused("setting-kind", InvalidInput, says="Received"):
            layered(Asked, [], words)
    (tmp_path / "wrong.toml").write_text("steps = true\n")
    with refused("setting-kind", InvalidInput, says="steps=True"):
        layered(Asked, [tmp_path / "wrong.toml"], [])
    (tmp_path / "wrong.toml").write_text("more = 1\n")
    with refused("known-setting", InvalidInput, says="'more' in"):
        layered(Asked, [tmp_path / "wrong.toml"], [])
    with refused("sweep-size", InvalidInput, says="1001"):
        layered(Asked, [], ["steps=" + ",".join(map(str, range(1001)))])


def test_what_is_no_file_of_settings_is_refused(tmp_path):
    (tmp_path / "bad.toml").write_text("= nothing")
    (tmp_path / "large.toml").write_text("#" * (1 << 20) + "\n#")
    for name in ("bad.toml", "large.toml", "none.toml"):
        with refused("settings-file", InvalidInput, says=name):
            layered(Asked, [tmp_path / name], [])
