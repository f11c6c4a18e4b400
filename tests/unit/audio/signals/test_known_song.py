"""What is heard in a song of which all is known: onsets, beats, bars, tempi, chords and sections, whole and as it comes in."""

import numpy as np
import pytest

from ganspacesynth.audio.files.sound_files import resample
from ganspacesynth.audio.signals.analyses import WholeSound
from ganspacesynth.audio.signals.beats import local_tempi
from ganspacesynth.audio.signals.frame_features import BANDS, Causal, OnsetStrength
from ganspacesynth.audio.signals.frame_rate import framing
from ganspacesynth.audio.signals.live_analyses import live_signal
from ganspacesynth.audio.signals.onsets import OnsetDetector, early_s
from tests.support.synthetic_song import matched


@pytest.mark.parametrize("fps", [24, 50, 100])
def test_onsets_are_found_within_50_ms(known, fps):
    there = framing(fps)
    found = WholeSound(resample(known.wave, known.rate, there.sample_rate), there).onsets_s()
    assert matched(found, known.onsets) >= 0.95
    near = [found[np.abs(found - onset).argmin()] - onset for onset in known.onsets]
    assert abs(np.mean(near)) < 0.006


def test_onsets_are_found_as_they_come_in(known, wave, frames, in_pieces):
    strength = in_pieces(Causal(frames, OnsetStrength(frames, *BANDS["all"])), wave)
    told = (np.flatnonzero(OnsetDetector(frames).push(strength)) + 1) / frames.fps
    latency_s = frames.latency_s - early_s(frames) + OnsetDetector.late / frames.fps  # what the docs say
    assert matched(told - latency_s, known.onsets) >= 0.9
    assert latency_s < 0.1 and matched(told, known.onsets, 0.1) >= 0.9


def test_every_kick_is_among_the_low_onsets(known, heard):
    found = heard.onsets_s(*BANDS["low"])
    assert all(np.abs(found - kick).min() < 0.05 for kick in known.kicks)
    assert len(found) < 0.6 * len(known.onsets)


def test_chroma_is_that_of_the_chords(known, heard):
    fps = heard.frames.fps
    for start, end, notes in known.chords:
        mean = heard.chroma[round((start + 0.2) * fps) : round((end - 0.2) * fps)].mean(axis=0)
        chord = np.zeros(12)
        chord[list(notes)] = 1.0
        assert mean @ chord / np.linalg.norm(mean) / np.linalg.norm(chord) >= 0.95


def test_tempo_is_right_within_a_hundredth_in_every_part(known, heard):
    tempo = heard.signal("tempo")
    for start, end, there in known.tempi:
        inside = tempo.sampled(np.arange(start + 1.0, end - 1.0, 0.1))
        assert np.mean(np.abs(inside / there - 1.0) < 0.01) > 0.95 and abs(np.median(inside) / there - 1.0) < 0.001


def test_beats_and_bars_fall_where_they_are(known, heard):
    assert matched(heard.beats_s, known.beats) >= 0.95 and matched(heard.bars_s, known.bars) >= 0.9


def test_sections_begin_where_they_begin(known, heard):
    found = heard.sections_s
    assert len(found) == len(known.sections) and found[0] == 0.0
    assert np.abs(found[1:] - known.sections[1:]).max() < 1.0
    assert len(heard.sections(2)) == 2 and list(heard.sections(1)) == [0.0]


def test_beats_and_sections_of_a_sound_that_comes_in(known, wave, frames, in_pieces):
    beats = (np.flatnonzero(in_pieces(live_signal("beats", frames), wave)) + 1) / frames.fps
    for start, end, _ in known.tempi:  # a new tempo is taken within some seconds
        assert matched([b for b in beats if start + 9 < b < end], [b for b in known.beats if start + 9 < b < end]) >= 0.9
    sections = live_signal("sections", frames)
    told = (np.flatnonzero(in_pieces(sections, wave)) + 1) / frames.fps
    assert len(told) == 2 and np.abs(told - sections.latency_s - known.sections[1:]).max() < 1.5


def test_a_tempo_that_changes_at_once_is_said_to_change_at_once():
    beats = np.concatenate([np.arange(20) * 0.5, 10.0 + np.arange(20) * 0.4])
    assert np.allclose(local_tempi(beats), [120.0] * 21 + [150.0] * 19) and np.isnan(local_tempi(beats[:1])).all()


# --- sounds in which there is little to hear


SILENT = {"onsets": 0, "rms": 0, "lufs": -70, "centroid": 0, "flatness": 0, "pitch": 60, "chroma": 0, "tempo": 0, "beats": 0, "bars": 0}


@pytest.mark.parametrize("name", SILENT)
@pytest.mark.parametrize("samples", [1, 100, 60_000])
def test_silence_has_every_signal(name, samples, frames):
    words = ["C"] if name == "chroma" else []
    values = WholeSound(np.zeros(samples), frames).signal(name, words).values
    assert len(values) == frames.count(samples) and set(values) == {SILENT[name]}
    assert np.isfinite(live_signal(name, frames, words).push(np.zeros(samples))).all()


def test_silence_has_one_section_and_no_onsets(frames):
    heard = WholeSound(np.zeros(60 * 25_600), frames)
    assert list(heard.sections_s) == [0.0] and not len(heard.onsets_s()) and heard.signal("sections").values.sum() == 1.0


@pytest.mark.parametrize("at", [0, 25_600, 51_199])
def test_one_click_is_one_onset(frames, at):
    wave = np.zeros(51_200, np.float32)
    wave[at] = 0.9
    heard = WholeSound(wave, frames)
    assert np.allclose(heard.onsets_s(), [at / 25_600], atol=0.03)
    assert len(heard.beats_s) <= 1 and np.isfinite(heard.signal("tempo").values).all()


def test_a_steady_tone_and_steady_noise_have_no_onsets_but_their_first(frames, rng):
    t = np.arange(6 * 25_600) / 25_600
    for wave in (0.3 * np.sin(2 * np.pi * 440 * t), 0.1 * rng.standard_normal(len(t))):
        found = WholeSound(wave, frames).onsets_s()
        assert len([moment for moment in found if 0.2 < moment < 5.8]) <= 1
