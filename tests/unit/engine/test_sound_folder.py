"""The engine's temporary folder: private, bounded, and gone afterwards, also after a crash; and nothing of anybody's goes with it."""

import os
import subprocess
import sys

import numpy as np
import pytest

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.core.errors import OutputError
from ganspacesynth.engine import claim, sound_folder
from ganspacesynth.engine.claim import MARK, TEXT
from ganspacesynth.engine.sound_folder import OWN, SoundFolder, memory_folder
from tests.support.refused import refused

WAVE = np.linspace(-0.5, 0.5, 1000, dtype=np.float32)
KILLED = """
import os, pathlib, sys
from ganspacesynth.engine.sound_folder import SoundFolder
folder = SoundFolder(sys.argv[1])
for name in ("sound-000001.wav", "voice-12.ring", ".part-0123456789abcdef.wav"):
    (folder.path / name).write_bytes(b"ours")
print(folder.path, flush=True)
os._exit(9)
"""


def killed_in(place):
    """Return the folder of an engine that was killed."""
    said = subprocess.run([sys.executable, "-c", KILLED, str(place)], stdout=subprocess.PIPE, text=True, check=False)
    return place / OWN / os.path.basename(said.stdout.strip())


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


def test_what_a_killed_engine_left_is_removed(tmp_path):
    alive, stale = SoundFolder(tmp_path), killed_in(tmp_path)
    assert (stale / "sound-000001.wav").exists()
    another = SoundFolder(tmp_path)
    assert not stale.exists() and alive.path.exists() and another.path.exists()
    another.close()
    assert alive.path.exists()
    alive.close()
    assert list(tmp_path.iterdir()) == []


def test_no_folder_of_a_musician_goes_whatever_its_name_or_its_files(tmp_path):
    """Names that engines once used, the numbers of processes that have ended, copies of a mark, links: all are somebody's."""
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    places = [tmp_path / name for name in ("ganspacesynth-2026-album", f"ganspacesynth-{gone.pid}-abc", "ganspacesynth-", "music")]
    places += [tmp_path / OWN / name for name in ("ganspacesynth-2026-album", "mine", "ganspacesynth-3-x")]
    for place in places:
        place.mkdir(parents=True)
        (place / "sound-000001.wav").write_bytes(b"my mix")
    (tmp_path / OWN / "ganspacesynth-3-x" / MARK).write_bytes(b"another program's")
    (tmp_path / OWN / "ganspacesynth-link").symlink_to(tmp_path / "music", target_is_directory=True)
    (tmp_path / "music" / MARK).write_bytes(TEXT)
    (tmp_path / "ganspacesynth-" / MARK).write_bytes(TEXT)  # beside our folder nothing is looked at
    SoundFolder(tmp_path).close()
    assert all((place / "sound-000001.wav").read_bytes() == b"my mix" for place in places)


def test_what_somebody_put_into_our_folder_stays_there(tmp_path):
    stale = killed_in(tmp_path)
    for name in ("mix.wav", "sound-of-rain.wav", "sound-1.wav"):
        (stale / name).write_bytes(b"mine")
    (stale / "sound-000009.wav").mkdir()
    folder = SoundFolder(tmp_path)
    (folder.path / "mix.wav").write_bytes(b"mine")
    folder.write(WAVE, 16000, None)
    folder.close()
    assert sorted(p.name for p in stale.iterdir()) == [MARK, "mix.wav", "sound-000009.wav", "sound-1.wav", "sound-of-rain.wav"]
    assert sorted(p.name for p in folder.path.iterdir()) == [MARK, "mix.wav"]


def test_without_memory_the_systems_folder_is_taken_and_nothing_unmarked_goes(monkeypatch, tmp_path):
    monkeypatch.setattr(sound_folder, "MEMORY", tmp_path / "none")
    assert memory_folder().is_dir()
    monkeypatch.setattr(sound_folder.tempfile, "gettempdir", lambda: str(tmp_path))
    theirs = tmp_path / "ganspacesynth-99999999-mine"
    theirs.mkdir()
    (theirs / "mix.wav").write_bytes(b"mine")
    folder = SoundFolder()
    assert folder.path.parent == tmp_path
    folder.close()
    assert [p.name for p in tmp_path.iterdir()] == [theirs.name] and (theirs / "mix.wav").exists()


def test_a_folder_that_is_swept_while_it_is_made_is_made_again(monkeypatch, tmp_path):
    """Between making the mark and locking it, it looks like a killed engine's."""
    lock, begun = claim.lock, []

    def slow(file):
        if not begun:
            begun.append(True)
            claim.sweep(tmp_path, "ganspacesynth-", sound_folder.OURS)
        return lock(file)

    monkeypatch.setattr(claim, "lock", slow)
    made = claim.Claim(tmp_path, "ganspacesynth-", sound_folder.OURS)
    assert (made.path / MARK).exists() and list(tmp_path.iterdir()) == [made.path]
    made.release()
    monkeypatch.setattr(claim, "lock", lambda file: False)
    with refused("sound-folder", OutputError, says=r"needs a folder for its sounds. Received: .*could be locked.*--temp"):
        SoundFolder(tmp_path)


def test_a_folder_that_cannot_be(tmp_path):
    with refused("sound-folder", OutputError):
        SoundFolder(tmp_path / "nowhere")
    (tmp_path / "file").write_bytes(b"")
    with refused("sound-folder", OutputError):
        SoundFolder(tmp_path / "file")
