"""What a message may write: files of our kinds, into folders that are there, over nothing but files of the same kind."""

import os
from pathlib import Path

import numpy as np
import pytest

from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.composition.steps.step_sequence import StepSequence, save_sequence
from ganspacesynth.core.errors import InvalidInput, OutputError
from ganspacesynth.engine.written_files import check_live_log, check_matrix, check_sequence, check_sound
from tests.support.refused import refused

WAVE = np.zeros(100, np.float32)


@pytest.fixture
def place(tmp_path):
    """Files of a musician's."""
    (tmp_path / ".bashrc").write_text("export A=1\n", encoding="utf-8")
    (tmp_path / ".json").write_text("{}", encoding="utf-8")
    (tmp_path / "notes.json").write_text('{"my": "notes"}', encoding="utf-8")
    (tmp_path / "new.json").write_text('{"format": "ganspacesynth sequence", "version": 2}', encoding="utf-8")
    (tmp_path / "notes.jsonl").write_text('{"my": "notes"}\n', encoding="utf-8")
    (tmp_path / "live.jsonl").write_text('{"format":"ganspacesynth-live-log","version":1}\nand so on', encoding="utf-8")
    (tmp_path / "matrix.json").write_text('{"format": "ganspacesynth-modulations", "version": 1, "rows": []}', encoding="utf-8")
    (tmp_path / "text.wav").write_text("RIFF is a word\n", encoding="utf-8")
    (tmp_path / "folder.wav").mkdir()
    (tmp_path / "folder.json").mkdir()
    save_sequence(tmp_path / "steps.json", StepSequence(), HallucinationSettings())
    write_wave(tmp_path / "sound.wav", WAVE, 16000)
    return tmp_path


@pytest.mark.parametrize(("check", "good", "bad"), [(check_sequence, "steps.json", ".json"), (check_sound, "sound.wav", ".wav")])
def test_only_what_ends_as_its_kind_does_is_written(place, check, good, bad):
    for name in (bad, ".bashrc", "x", "x.txt", "x.json.bak", good + "/", "x" + bad + ".zip"):
        if name.rstrip("/") != good:
            with refused("file-ending", InvalidInput, says=rf"End the name in {bad}"):
                check(str(place / name), force=True)
    assert check(str(place / "é 音") + bad, force=False) == place / f"é 音{bad}"


def test_force_replaces_nothing_but_the_same_kind(place):
    assert check_sequence(str(place / "steps.json"), force=True) and check_sound(str(place / "sound.wav"), force=True)
    assert check_matrix(str(place / "matrix.json"), force=True) and check_live_log(str(place / "live.jsonl"), force=True)
    for check, name in (
        *((check_sequence, name) for name in ("notes.json", "new.json", "folder.json")),
        *((check_sound, name) for name in ("text.wav", "folder.wav")),
        *((check_matrix, name) for name in ("notes.json", "steps.json", "folder.json")),
        (check_live_log, "notes.jsonl"),
    ):
        with refused(
            "same-kind-replaced", OutputError, says=rf"Only a file of its own kind is overwritten. Received: .*{name}, which is something else"
        ):
            check(str(place / name), force=True)
    for check, name in ((check_sequence, "steps.json"), (check_sound, "sound.wav")):
        with refused("nothing-overwritten", OutputError):
            check(str(place / name), force=False)


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
def test_force_opens_no_pipe(place):
    os.mkfifo(place / "pipe.wav")
    os.mkfifo(place / "pipe.json")
    (place / "link.wav").symlink_to(place / "pipe.wav")
    for check, name in ((check_sound, "pipe.wav"), (check_sound, "link.wav"), (check_sequence, "pipe.json")):
        with refused("same-kind-replaced", OutputError):
            check(str(place / name), force=True)


def test_no_folders_are_made(place):
    for check, name in ((check_sequence, "new/steps.json"), (check_sound, "new/deep/sound.wav"), (check_sound, "sound.wav/x.wav")):
        with refused("existing-folder", OutputError, says=r"The folder must be there. Received: .*, which is not. Make it"):
            check(str(place / name), force=True)
    assert not (place / "new").exists()


def test_names_that_cannot_be(place):
    for name in ("~nobody-of-this-name/x.wav", "y" * 300 + "/x.wav"):
        with pytest.raises(OutputError):
            check_sound(str(place / name) if name[0] != "~" else name, force=True)
    assert Path(check_sound("~/x-that-nobody-has.wav", force=False)).is_absolute()
