"""A run cut into parts and put together again: the same bytes, or a plain word about which part is wrong."""

import argparse
import json

import numpy as np
import pytest

from ganspacesynth.cli.training import split_checkpoint
from ganspacesynth.core.errors import InvalidInput, OutputError, TrainingError
from ganspacesynth.core.work.progress import Cancelled
from ganspacesynth.training.runs.run import open_run
from ganspacesynth.training.runs.split_run import join_run, split_run
from ganspacesynth.training.state import load_state, save_state
from tests.support.counted import Stages
from tests.support.refused import refused


@pytest.fixture
def run(tmp_path):
    folder = open_run(tmp_path / "läuft schon", {"method": "gan"})
    for images in (8, 16):
        save_state(folder, {"generator": {"w": np.arange(5000.0) + images}}, {"images": images, "seed": 0, "seconds": 1.0})
    (folder / "losses.jsonl").write_text('{"images": 8}\n{"images": 16}\n')
    (folder / "auditions.jsonl").write_text("")
    (folder / "model").mkdir()
    (folder / "model" / "weights.npz").write_bytes(b"not carried")
    return folder


@pytest.fixture
def parts(run, tmp_path):
    split_run(run, tmp_path / "parts", part_bytes=10_000)
    return tmp_path / "parts"


def test_a_run_comes_back_to_the_byte(run, parts, tmp_path):
    assert all(path.stat().st_size <= 10_000 for path in parts.iterdir())
    assert len(list(parts.glob("state-000000016.npz.part-*"))) == 5 and not list(parts.glob("state-000000008*"))
    join_run(parts, tmp_path / "again")
    names = {path.name for path in (tmp_path / "again").iterdir()}
    assert names == {"run.json", "state-000000016.npz", "losses.jsonl", "auditions.jsonl"}
    assert all((tmp_path / "again" / name).read_bytes() == (run / name).read_bytes() for name in names)
    assert load_state(tmp_path / "again")[1]["images"] == 16
    assert open_run(tmp_path / "again", {"method": "gan"}) == tmp_path / "again"


def test_a_damaged_newest_state_is_not_what_is_carried(run, tmp_path):
    (run / "state-000000016.npz").write_bytes(b"half")
    assert [whole.name for whole in split_run(run, tmp_path / "parts")][1] == "state-000000008.npz"
    (run / "state-000000008.npz").unlink()
    with refused("saved-state", TrainingError, says=r"which has no whole one. Train until it is saved"):
        split_run(run, tmp_path / "other")


def test_what_is_missing_or_damaged_is_named_all_at_once(parts, tmp_path):
    (parts / "state-000000016.npz.part-001").unlink()
    (parts / "state-000000016.npz.part-003").unlink()
    damaged = parts / "state-000000016.npz.part-002"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"x")
    (parts / "losses.jsonl.part-000").write_bytes(b"short")
    message = r"Received: 2 missing \(state-\S+part-001, \S+part-003\) and 2 damaged \(\S+part-002, losses\S+\) in .*Fetch these again"
    with refused("whole-parts", TrainingError, says=message):
        join_run(parts, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_parts_that_are_whole_but_of_another_file(parts, tmp_path):
    change(parts, lambda said: said["files"][1].update(sha256="0" * 64))
    with refused("joined-whole", TrainingError, says=r"another state-000000016.npz"):
        join_run(parts, tmp_path / "again")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["läuft schon", "parts"]  # nothing half made is left


def change(parts, edit):
    said = json.loads((parts / "parts.json").read_text())
    edit(said)
    (parts / "parts.json").write_text(json.dumps(said))


@pytest.mark.parametrize(
    ("edit", "rule"),
    [
        (lambda said: said.update(version=2), "document-version"),
        (lambda said: said.update(format="other"), "document-format: The list of a run's parts says format='ganspacesynth-parts'"),
        (lambda said: said.pop("files"), "parts-list: must list files and their parts"),
        (lambda said: said.update(files=[]), "parts-list: 0 files"),
        (lambda said: said["files"][0].update(name="../run.json"), "parts-list: a file named '../run.json'"),
        (lambda said: said["files"][0]["parts"][0].update(name="../secret"), "parts-list: parts of run.json under other names"),
        (lambda said: said["files"][0].update(parts=[]), "parts-list"),
        (lambda said: said.update(files=said["files"] * 5), "parts-list: 17 files"),
        (lambda said: said["files"].pop(0), "parts-of-a-run: Parts of a run hold its run.json"),
    ],
)
def test_a_list_of_parts_is_not_trusted(parts, tmp_path, edit, rule):
    change(parts, edit)
    with refused(rule, TrainingError):
        join_run(parts, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_what_is_there_stays(run, parts, tmp_path):
    with refused("nothing-overwritten", OutputError):
        join_run(parts, run)
    with refused("nothing-overwritten", OutputError):
        split_run(run, parts)
    split_run(run, parts, part_bytes=1_000_000, force=True)
    assert len(list(parts.iterdir())) == 5
    join_run(parts, run, force=True)
    assert not (run / "model").exists() and load_state(run)[1]["images"] == 16
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "song.wav").write_bytes(b"")
    with refused("nothing-else-lost", OutputError):
        join_run(parts, tmp_path / "mine", force=True)


def test_wrong_folders_and_sizes_are_told(run, tmp_path):
    with refused("parts-folder", TrainingError, says=r"Parts lie in a folder with parts.json"):
        join_run(run, tmp_path / "again")
    with refused("run-folder", TrainingError, says=r"A run is a folder with run.json"):
        split_run(tmp_path, tmp_path / "parts")
    with refused("part-size", InvalidInput, says=r"1000 bytes or more. Received: part_bytes=10"):
        split_run(run, tmp_path / "parts", part_bytes=10)
    save_state(run, {"w": np.zeros(1_300_000)}, {"images": 24})
    with refused("part-count", TrainingError, says="at most 10000 parts"):
        split_run(run, tmp_path / "parts", part_bytes=1000)


def test_as_it_is_typed(run, tmp_path, capsys):
    assert typed("split", run, "-o", tmp_path / "parts", "--megabytes", "0.01") == 0
    said = capsys.readouterr().out
    assert "parts of at most 0.0 MB" in said and "checkpoint join" in said
    assert typed("join", tmp_path / "parts", "-o", tmp_path / "again") == 0
    assert "every byte as it was" in capsys.readouterr().out
    with refused("part-size", InvalidInput, says=r"0.001 megabytes or more. Received: --megabytes 0.0"):
        typed("split", run, "-o", tmp_path / "more", "--megabytes", "0")


def typed(*words):
    parser = argparse.ArgumentParser()
    split_checkpoint.add_arguments(parser)
    return split_checkpoint.run(parser.parse_args([str(word) for word in words]))


def test_splitting_and_joining_are_counted_and_cancelled(run, tmp_path):
    for cancel in ("Splitting", "Joining"):
        stages = Stages(cancel=cancel)
        with pytest.raises(Cancelled):
            split_run(run, tmp_path / f"parts {cancel}", part_bytes=10_000, track=stages)
            join_run(tmp_path / f"parts {cancel}", tmp_path / "again", track=stages)
        assert stages.seen["Splitting"] == ((1, 4) if cancel == "Splitting" else (4, 4))
    assert stages.seen["Joining"] == (1, 1) and not (tmp_path / "parts Splitting").exists() and not (tmp_path / "again").exists()
