"""Whatever reads a file that people or strangers name refuses a pipe at once, which would keep it waiting for ever.

No pipe is opened here, so that a check that is missing fails instead of waiting; and whoever asks `is_file` is told that it is one, since it may have
been when it was asked.
"""

import builtins
import io
import json
import os
from pathlib import Path

import pytest
import soundfile

from ganspacesynth.audio.files import mp3
from ganspacesynth.core import files
from ganspacesynth.core.errors import AudioError, DatasetError, OutputError, TrainingError
from ganspacesynth.data import dataset_building, tfrecord
from ganspacesynth.data.meta import read_meta
from ganspacesynth.data.sample_folder import is_sample
from ganspacesynth.data.soundfonts import soundfont_notes
from ganspacesynth.networks.gansynth import model_facts
from ganspacesynth.training import checkup, run_log, state
from ganspacesynth.training.from_sounds import result
from ganspacesynth.training.runs import run, split_run
from tests.support.refused import refused

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are of Unix")
FRAMES = mp3.Frames(1152, 44100, 0, bytes([0xFF, 0xFB, 0x90, 0x00]), False)


@pytest.fixture
def pipe(tmp_path, monkeypatch):
    """Return a function that makes a pipe of a name; opening it by any means raises at once."""
    pipes = set()

    def make(name):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(path)
        pipes.add(str(path))
        return path

    def guarded(function):
        def opened(file, *words, **options):
            if isinstance(file, str | os.PathLike) and Path(file).is_fifo():
                pytest.fail(f"{file} was opened, which would wait for ever")
            return function(file, *words, **options)

        return opened

    for place in (builtins, io, os):
        monkeypatch.setattr(place, "open", guarded(place.open))
    monkeypatch.setattr(soundfile, "info", guarded(soundfile.info))
    monkeypatch.setattr(dataset_building, "read_records", guarded(dataset_building.read_records))  # TensorFlow opens what it reads itself
    is_file = Path.is_file
    monkeypatch.setattr(Path, "is_file", lambda self: str(self) in pipes or is_file(self))
    return make


def test_the_guard_notices(pipe):
    path = pipe("x")
    for opens in (open, Path.read_bytes, Path.read_text, soundfile.info):
        with pytest.raises(pytest.fail.Exception, match="would wait"):
            opens(path)
    assert path.is_file()


def test_kinds(pipe):
    assert files.kind_of(pipe("x")) is None and files.wrong_kind(pipe("y")) == ""


@pytest.mark.parametrize(
    ("read", "error"),
    [
        (read_meta, DatasetError),
        (lambda path: soundfont_notes._open(path, 8000), DatasetError),
        (lambda path: run.read_figures(path.parent), TrainingError),
        (lambda path: checkup.read_checkups(path.parent), TrainingError),
        (files.open_file, OSError),
        (tfrecord.count_records, OSError),
        (dataset_building._GrowingFile, OSError),
        (lambda path: run_log.trim_log(path, 1), OSError),
        (lambda path: mp3.with_index(path, FRAMES), OSError),
        (lambda path: split_run._cut(path, path.parent, 1000), OSError),
    ],
    ids=["meta", "soundfont", "auditions", "checkups", "any", "records", "growing", "log", "index", "split"],
)
def test_readers_that_say_so(pipe, read, error, request):
    if "soundfont" in request.node.name:
        pytest.importorskip("tinysoundfont")
    names = {"auditions": run.AUDITION_LOG, "checkups": checkup.LOG}
    with pytest.raises(error, match=r"something else than a file|which is something else"):
        read(pipe(names.get(request.node.callspec.id, "x.wav")))


def test_readers_that_do_without(pipe, tmp_path):
    assert not is_sample(pipe("a.wav"), 8000, 100)
    assert mp3.count_frames(pipe("a.mp3")) is None
    assert model_facts._heading(pipe("m/README.md").parent) == ""
    pipe("made/model.json")
    assert not result.Result(tmp_path, 0.0, 0.0)._is_at(tmp_path / "made")
    assert state.read_state(pipe("state-1.npz")) is None


def test_an_unfinished_data_set_with_a_pipe_in_it_is_begun_anew(pipe, tmp_path):
    recorded = pipe(f"set.partial/{dataset_building.SETTINGS_FILE}")
    dataset_building._begin(tmp_path / "set.partial", {"a": 1})
    assert not recorded.is_fifo() and json.loads(recorded.read_bytes()) == {"a": 1}


def test_a_run_is_not_joined_out_of_pipes(pipe, tmp_path, monkeypatch):
    pipe("parts/run.json.part-000")
    whole = split_run.Whole("run.json", 0, "", (("run.json.part-000", 0, ""),))
    monkeypatch.setattr(split_run, "read_parts", lambda _: [whole])
    with pytest.raises((TrainingError, OSError)):
        split_run.join_run(tmp_path / "parts", tmp_path / "run")
    monkeypatch.setattr(split_run, "_check", lambda *_: None)  # it became one behind the check
    with refused("writable-output", OutputError):
        split_run.join_run(tmp_path / "parts", tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_sounds_are_files(pipe, monkeypatch):
    from ganspacesynth.audio.files.decode import open_sound

    path = pipe("a.wav")
    monkeypatch.undo()
    with refused("existing-file", AudioError):
        open_sound(path)
