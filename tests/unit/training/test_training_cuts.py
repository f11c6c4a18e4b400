"""Cuts of recordings: where they begin, and which of them stand for all."""

import dataclasses

import numpy as np
import soundfile
from threadpoolctl import threadpool_limits

from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.data.chop import chop_files, cut_at_onsets
from ganspacesynth.training.from_sounds.cuts import choose_cuts, coarse_pictures, representatives, sounding
from ganspacesynth.training.notes.corpus import Corpus
from tests.support.refused import refused

RATE = 8000


def pluck(samples, at, frequency=300.0):
    wave, length = np.zeros(samples, np.float32), samples - at
    wave[at:] = 0.5 * np.sin(2 * np.pi * frequency / RATE * np.arange(length)) * np.exp(-np.arange(length) / 2000)
    return wave


def cuts(kinds, count, seed=0):
    """`count` noisy cuts of each of some frequencies."""
    rng = np.random.default_rng(seed)
    frequencies = [frequency for frequency in kinds for _ in range(count)]
    waves = np.stack([pluck(2000, 0, frequency) + 0.01 * rng.standard_normal(2000) for frequency in frequencies])
    return Corpus(
        "x", np.rint(waves * 20000).astype(np.int16), np.full(len(waves), 40), tuple("abcdefgh"[k // count] for k in range(len(waves))), RATE
    )


def test_pieces_begin_at_attacks_however_the_recording_is_read():
    wave = np.concatenate([pluck(4000, at) for at in (900, 2500, 1700)] + [np.zeros(4000, np.float32)])
    pieces = list(cut_at_onsets([wave], 2000, 4000, 160))
    assert len(pieces) == 3 and all(len(piece) == 2000 for piece in pieces)
    assert all(np.abs(piece[:150]).max() < 0.02 < np.abs(piece[:640]).max() for piece in pieces)
    again = list(cut_at_onsets(np.array_split(wave, 7), 2000, 4000, 160))
    assert all(np.array_equal(a, b) for a, b in zip(pieces, again, strict=True))


def test_chop_at_onsets_keeps_its_settings_apart(tmp_path):
    soundfile.write(tmp_path / "x.wav", np.concatenate([pluck(4000, 900)] * 3), RATE)
    shape = {"sample_rate": RATE, "audio_length": 2000, "pitch": 60, "hop_length": 4000}
    (report,) = chop_files([tmp_path / "x.wav"], tmp_path / "out", onsets=True, **shape)
    assert report.written == 2
    first = read_audio(tmp_path / "out" / "x_0_60.wav")[0]
    assert np.abs(first[:150]).max() < 0.02 < np.abs(first[:640]).max()
    (short,) = chop_files([tmp_path / "x.wav"], tmp_path / "long", onsets=True, **{**shape, "audio_length": 10000})
    assert "and the hop in which its attack is looked for, 1.75 s" in short.error


def test_all_kinds_are_among_the_chosen():
    corpus = cuts((200.0, 500.0, 1100.0, 2300.0), 5)
    chosen = choose_cuts(corpus, 8, pitch=60)
    assert {name[0] for name in chosen.instruments} == set("abcd") and len(set(chosen.instruments)) == len(chosen) <= 8
    assert set(chosen.pitches.tolist()) == {60} and chosen.waves.dtype == np.int16
    again = choose_cuts(corpus, 8, pitch=60)
    assert again.instruments == chosen.instruments and np.array_equal(again.waves, chosen.waves)
    assert len(choose_cuts(corpus, 100, pitch=60)) == len(corpus)
    with refused("cut-count", InvalidInput, says=r"At least one cut must be kept. Received: 0"):
        choose_cuts(corpus, 0, pitch=60)


def test_equal_cuts_are_one():
    assert representatives(np.zeros((5, 3), np.float32), 3, 0).tolist() == [0]


def test_the_chosen_are_cuts_and_those_nearest_to_their_groups(rng):
    """Fewer different ones than groups: each once, and no warning (which would be an error here)."""
    kinds = rng.standard_normal((3, 4)).astype(np.float32)
    points = np.repeat(kinds, 10, axis=0)
    chosen = representatives(points, 8, 0)
    assert sorted(row // 10 for row in chosen.tolist()) == [0, 1, 2]
    spread = points + 0.01 * rng.standard_normal(points.shape)
    nearest = [np.square(part - part.mean(axis=0)).sum(axis=1).argmin() + 10 * k for k, part in enumerate(np.split(spread, 3))]
    assert representatives(spread, 3, 0).tolist() == nearest


def test_the_choice_does_not_depend_on_the_number_of_threads(rng):
    points = rng.standard_normal((2000, 12))
    with threadpool_limits(1):
        alone = representatives(points, 20, 3)
    with threadpool_limits(4):
        assert np.array_equal(representatives(points, 20, 3), alone)


def test_coarse_pictures_of_silence_are_finite():
    corpus = Corpus("x", np.zeros((2, 2000), np.int16), np.full(2, 60), ("a", "b"), RATE)
    assert np.isfinite(coarse_pictures(corpus)).all()


def test_pauses_are_left_out(rng):
    """A cut that is nearly silent, or sounds for its last moment alone, teaches nobody anything."""
    noise = rng.standard_normal((6, 8000)).astype(np.float32)
    noise[1] *= 0.01
    noise[3, :7000] = 0.0
    noise[4, 3000:] = 0.0
    waves = np.rint(noise * 3000).astype(np.int16)
    corpus = Corpus("cuts", waves, np.full(6, 60), tuple("abcdef"), 8000)
    assert sounding(corpus).tolist() == [0, 2, 4, 5]
    assert all(name[0] not in "bd" for name in choose_cuts(corpus, 6, pitch=60).instruments)
    assert len(sounding(dataclasses.replace(corpus, waves=np.zeros_like(waves)))) == 6


def test_padded_sounds_are_no_pauses(rng):
    """Silence to the last bit behind a sound is padding; a cut that sounds for its last moment alone stays a pause."""
    noise = rng.standard_normal((4, 8000)).astype(np.float32)
    noise[1, 400:] = 0.0
    noise[2, :7600] = 0.0
    noise[3] *= 0.0
    corpus = Corpus("cuts", np.rint(noise * 3000).astype(np.int16), np.full(4, 60), tuple("abcd"), 8000)
    assert sounding(corpus).tolist() == [0, 1]
