"""Listening without looking ahead: phrases, pieces, and the beat."""

import numpy as np
import pytest

from ganspacesynth.bank.live.phrase_ear import Phrase, PhraseEar, Piece
from ganspacesynth.bank.units.cutting import CutSettings, cut_wave
from tests.support.stage_musician import MELODY, melody, quiet


def listened(wave, cut=None, block=160, gate_db=-50.0):
    ear, found = PhraseEar(cut or CutSettings(), gate_db, 0.05), []
    for begin in range(0, len(wave), block):
        found += ear.push(wave[begin : begin + block])
    return found, ear


def pieces(found):
    return [(piece.start, piece.stop) for piece in found if isinstance(piece, Piece)]


def test_it_hears_what_a_recording_is_cut_into():
    wave = np.concatenate([quiet(0.5), melody(), quiet(0.5)])
    found, _ = listened(wave)
    spans = [span for span in cut_wave(wave, 16000, CutSettings()) if span.stop - span.start > 1600]
    starts = [start for start, _ in pieces(found)]
    assert len(starts) == len(MELODY)
    for start in starts[1:]:
        assert min(abs(start - span.start) for span in spans) < 480  # 30 ms


def test_it_never_looks_ahead():
    """Law: whatever comes later changes nothing that was told before."""
    wave, other = np.concatenate([quiet(0.3), melody(), quiet(0.4)]), np.random.default_rng(1).standard_normal(24000).astype(np.float32)
    for at in (8000, 17040, 30000):
        ear, changed = (PhraseEar(CutSettings(), -50.0, 0.05) for _ in range(2))
        told = [[*one.push(wave[:at])] for one in (ear, changed)]
        assert len(told[0]) == len(told[1])
        list(changed.push(other))
        before, _ = listened(wave[:at], block=at)
        assert [(type(a), getattr(a, "at", None), getattr(a, "start", None)) for a in before] == [
            (type(a), getattr(a, "at", None), getattr(a, "start", None)) for a in told[0]
        ]


@pytest.mark.parametrize("block", [1, 37, 160, 4000])
def test_blocks_make_no_difference(block):
    wave = np.concatenate([quiet(0.2), melody(pitches=(60, 67)), quiet(0.3)])
    found, _ = listened(wave, block=block)
    whole, _ = listened(wave)
    assert pieces(found) == pieces(whole)
    for a, b in zip([each for each in found if isinstance(each, Piece)], [each for each in whole if isinstance(each, Piece)], strict=True):
        np.testing.assert_array_equal(a.wave, b.wave)


def test_pieces_are_the_samples_that_were_played():
    wave = np.concatenate([quiet(0.2), melody(pitches=(60, 67)), quiet(0.3)])
    found, _ = listened(wave)
    for piece in (each for each in found if isinstance(each, Piece)):
        np.testing.assert_array_equal(piece.wave, wave[piece.start : piece.stop])


def test_silence_and_what_is_under_the_gate_are_nothing():
    assert listened(quiet(2.0))[0] == []
    assert listened(np.concatenate([quiet(0.2), np.float32(0.001) * melody()]))[0] == []
    assert pieces(listened(np.concatenate([quiet(0.2), np.float32(0.001) * melody(), quiet(0.2)]), gate_db=-90.0)[0])


def test_a_phrase_is_over_when_it_has_been_quiet_and_ends_where_it_became_so():
    wave = np.concatenate([quiet(0.5), melody(pitches=(60,)), quiet(0.03), melody(pitches=(64,)), quiet(0.5)])
    phrases = [each for each in listened(wave)[0] if isinstance(each, Phrase)]
    assert [each.begins for each in phrases] == [True, False]  # 30 ms are no end
    assert abs(phrases[1].at - (len(wave) - 8000)) <= 480


def test_a_held_sound_is_cut_as_units_of_the_bank_are():
    t = np.arange(16000 * 3) / 16000
    held = np.concatenate([quiet(0.1), (0.3 * np.sin(2 * np.pi * 220 * t)).astype(np.float32), quiet(0.3)])
    for cut in (CutSettings(unit_s=0.5), CutSettings("fixed", unit_s=0.5)):
        lengths = [stop - start for start, stop in pieces(listened(held, cut)[0])]
        assert lengths[0] == 8000 and max(lengths) <= 8800 and 5 <= len(lengths) <= 7


def test_beats_cut_where_the_bank_was_cut_at_beats():
    wave = np.concatenate([quiet(0.5), melody(pitches=MELODY * 8), quiet(0.3)])
    found, ear = listened(wave, CutSettings("beats", unit_s=1.0))
    assert abs(ear.beat.tempo - 120.0) < 3.0
    lengths = [stop - start for start, stop in pieces(found)]
    assert sum(abs(length - 8000) < 500 for length in lengths[-8:]) >= 6


def test_the_beat_is_none_without_music_and_stays_through_a_pause():
    _, ear = listened(quiet(3.0))
    assert not ear.beat.clear and ear.beat.tempo == 0.0 and np.isnan(ear.beat.phase(100)) and ear.beat.next_place(77.0, 4) == 77.0
    _, ear = listened(np.concatenate([quiet(0.5), melody(pitches=MELODY * 6), quiet(4.0)]))
    assert ear.beat.clear and abs(ear.beat.tempo - 120.0) < 3.0
    place = ear.beat.next_place(float(ear.heard), 4)
    assert 0 <= place - ear.heard <= 2001 and abs(ear.beat.phase(place) * 4 - round(ear.beat.phase(place) * 4)) < 0.01
    assert ear.beat.next_place(77.0, 0) == 77.0


def test_it_keeps_no_more_than_it_needs():
    ear = PhraseEar(CutSettings(), -50.0, 0.05)
    loud = np.random.default_rng(1).standard_normal(16000).astype(np.float32) * np.float32(0.2)
    for _ in range(30):
        list(ear.push(loud))
        assert len(ear._wave) < 3 * 16000
    for _ in range(5):
        list(ear.push(quiet(1.0)))
    assert len(ear._wave) < 16000
