"""Songs that are too long to be held: the same signals, and no more of them in memory than a piece."""

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.signals import passage
from ganspacesynth.audio.signals.frame_rate import framing
from ganspacesynth.audio.signals.passage import Passage
from ganspacesynth.audio.songs import song as songs
from ganspacesynth.audio.songs.separation import STEMS, separate, separated
from ganspacesynth.audio.songs.song import open_song
from tests.support import synthetic_song

CHAINS = ("rms", "lufs", "sections", "chroma(C)", "drums.onsets(low) | peaks", "drums.onsets(high)", "melody.rms", "beats")


@pytest.fixture(scope="module")
def wave():
    return np.random.default_rng(3).standard_normal(60_001).astype(np.float32) * 0.1


def in_pieces(wave, size):
    return Passage(lambda: (wave[begin : begin + size] for begin in range(0, len(wave), size)))


@pytest.mark.parametrize("size", [777, 20_000, 90_000])
def test_stems_are_the_same_in_pieces(wave, size):
    whole = separate(wave, framing())
    for name in STEMS:
        found = np.concatenate([pieces[name] for pieces in separated(in_pieces(wave, size), framing(), (name,))])
        np.testing.assert_allclose(found, whole[name], atol=1e-6)


def test_a_passage_is_counted_cut_and_filled(wave):
    made = in_pieces(wave, 5000)
    assert made.samples == made.samples == len(wave) and not made.held and Passage.of(wave).held
    np.testing.assert_array_equal(made.wave(), wave)
    assert [len(piece) for piece in made.even(25_000)] == [25_000, 25_000, 10_001]
    np.testing.assert_array_equal(made.fitted(7000).wave(), wave[:7000])
    np.testing.assert_array_equal(made.fitted(70_000).wave(), np.pad(wave, (0, 9999)))


def test_a_long_song_is_heard_as_a_short_one_and_never_held(tmp_path, monkeypatch):
    known = synthetic_song.song(((120.0, 4, ("C", "G"), {"kick", "snare", "hat", "pad", "bass"}),))
    path = tmp_path / "a.wav"
    soundfile.write(path, known.wave, known.rate, subtype="FLOAT")
    short = open_song(path, cached=False)
    held = {chain: short.signal(chain).values for chain in CHAINS}
    monkeypatch.setattr(songs, "HELD_S", 1.0)
    monkeypatch.setattr(Passage, "wave", lambda self: pytest.fail("held whole"))
    monkeypatch.setattr(passage, "PIECE", 1000)
    monkeypatch.setattr(songs, "separate", lambda *_: pytest.fail("stems held whole"))
    long = open_song(path, cached=False)
    assert not long._passage.held
    for chain, values in held.items():
        np.testing.assert_allclose(long.signal(chain).values, values, atol=1e-4)


def test_stems_of_a_players_own_are_as_long_as_a_long_song(tmp_path, monkeypatch):
    noise = np.random.default_rng(0).standard_normal(8000 * 3).astype(np.float32) * 0.1
    soundfile.write(tmp_path / "a.wav", noise, 8000)
    soundfile.write(tmp_path / "drums.wav", noise[:9000], 8000)
    monkeypatch.setattr(songs, "HELD_S", 0.5)
    song = open_song(tmp_path / "a.wav", stems={"drums": tmp_path / "drums.wav"}, cached=False)
    assert len(song.signal("drums.rms")) == len(song.signal("rms")) == song.count
