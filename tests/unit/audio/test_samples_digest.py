"""The digest of a sound is that of its samples, whenever and however they were written."""

import numpy as np
import soundfile

from ganspacesynth.audio.files.samples_digest import samples_sha256
from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.core.errors import AudioError
from ganspacesynth.core.files import sha256
from tests.support.refused import refused

WAVE = np.round(0.9 * np.sin(np.arange(100_000) / 7) * 2**15).astype(np.float32) / 2**15  # whole in every format


def test_the_time_of_writing_does_not_matter(tmp_path):
    one, two = tmp_path / "a.wav", tmp_path / "b.wav"
    write_wave(one, WAVE, 16000, subtype="FLOAT")
    data = bytearray(one.read_bytes())
    at = data.index(b"PEAK") + 12  # behind name, size and version: the seconds of now
    data[at : at + 4] = b"\1\2\3\4"
    two.write_bytes(data)
    assert sha256(one) != sha256(two) and samples_sha256(one) == samples_sha256(two)


def test_the_format_does_not_matter_where_it_holds_the_same(tmp_path):
    found = set()
    for subtype in ("PCM_16", "PCM_24", "PCM_32", "FLOAT"):
        write_wave(tmp_path / "a.wav", WAVE, 16000, subtype=subtype, recipe={"a": subtype}, force=True)
        found.add(samples_sha256(tmp_path / "a.wav"))
    assert len(found) == 1


def test_samples_rate_and_channels_do(tmp_path):
    other = WAVE.copy()
    other[99_999] += 2.0**-15
    sounds = [(WAVE, 16000), (other, 16000), (WAVE, 8000), (WAVE[:-1], 16000), (WAVE.reshape(-1, 2), 16000)]
    found = []
    for wave, rate in sounds:
        write_wave(tmp_path / "a.wav", wave, rate, force=True)
        found.append(samples_sha256(tmp_path / "a.wav"))
    assert len(set(found)) == len(sounds)


def test_zeros_are_one(tmp_path):
    for name, zero in (("a.wav", 0.0), ("b.wav", -0.0)):
        write_wave(tmp_path / name, np.full(9, zero, np.float32), 16000, subtype="FLOAT")
    assert samples_sha256(tmp_path / "a.wav") == samples_sha256(tmp_path / "b.wav")


def test_what_has_none(tmp_path):
    soundfile.write(tmp_path / "a.aiff", WAVE, 16000)
    with refused("digest-format", AudioError, says=r"Only the sound of a WAV, FLAC or OGG has a digest\. Received: .*a\.aiff, AIFF"):
        samples_sha256(tmp_path / "a.aiff")
    (tmp_path / "b.wav").write_bytes(b"no sound")
    for wrong in (tmp_path / "b.wav", tmp_path / "none.wav", tmp_path):
        with refused("readable-file", AudioError, says="The sound file must be readable"):
            samples_sha256(wrong)
