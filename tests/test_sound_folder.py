"""The engine's temporary folder: private, bounded, and gone afterwards, also after a crash."""

import os
import subprocess
import sys

import numpy as np
import pytest

from ganspacesynth.audio import read_audio, read_recipe
from ganspacesynth.engine import sounds
from ganspacesynth.engine.sounds import SoundFolder, memory_folder, sweep
from ganspacesynth.errors import OutputError

WAVE = np.linspace(-0.5, 0.5, 1000, dtype=np.float32)


def test_a_sound_comes_back_to_the_last_bit_with_its_recipe(tmp_path):
    folder = SoundFolder(tmp_path)
    path = folder.write(WAVE, 16000, {"kind": "clip"})
    assert np.array_equal(read_audio(path)[0], WAVE) and read_recipe(path) == {"kind": "clip"}
    folder.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("bounds", [{"max_files": 3}, {"max_bytes": 3 * 5000}])
def test_the_oldest_sounds_go(tmp_path, bounds):
    folder = SoundFolder(tmp_path, **bounds)
    paths = [folder.write(WAVE, 16000, None) for _ in range(6)]
    assert [p.exists() for p in paths] == [False] * 3 + [True] * 3
    folder.close()


def test_a_sound_larger_than_all_the_room_is_kept_until_the_next(tmp_path):
    folder = SoundFolder(tmp_path, max_bytes=10)
    first, second = (folder.write(WAVE, 16000, None) for _ in range(2))
    assert second.exists() and not first.exists()
    folder.close()


@pytest.mark.skipif(os.name == "nt", reason="folders of users have no mode there")
def test_nobody_else_can_look_into_it(tmp_path):
    folder = SoundFolder(tmp_path)
    assert folder.path.stat().st_mode & 0o077 == 0
    folder.close()


def test_what_a_killed_engine_left_is_removed_and_nothing_else(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    alive = SoundFolder(tmp_path)
    stale, strange, other = tmp_path / f"ganspacesynth-{gone.pid}-abc", tmp_path / "ganspacesynth-mine-x", tmp_path / "music"
    for folder in (stale, strange, other):
        folder.mkdir()
    (tmp_path / f"ganspacesynth-{gone.pid}-link").symlink_to(other, target_is_directory=True)
    sweep(tmp_path)
    assert not stale.exists() and strange.exists() and other.exists() and alive.path.exists()
    alive.close()


def test_a_folder_that_cannot_be(tmp_path):
    with pytest.raises(OutputError, match=r"needs a folder for its sounds. Received: .*nowhere \(No such file.*--temp"):
        SoundFolder(tmp_path / "nowhere")


def test_without_memory_the_systems_folder_is_taken(monkeypatch, tmp_path):
    monkeypatch.setattr(sounds, "MEMORY", tmp_path / "none")
    assert memory_folder().is_dir()
