"""Pitches as musicians write them."""

import argparse

import pytest

from ganspacesynth.cli.pitches import pitch, pitches, whole_pitch
from ganspacesynth.cli.training.make_dataset import note_numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [("60", 60), ("60.5", 60.5), ("C4", 60), ("c4", 60), (" F#3 ", 54), ("Bb2", 46), ("b2", 47), ("bb2", 46), ("B♭2", 46), ("C-1", 0), ("G9", 127)],
)
def test_one_pitch(text, number):
    assert pitch(text) == number


@pytest.mark.parametrize("text", ["H4", "C", "C4x", "", "nan", "inf", "-1", "128", "G#9", "Cb-1", "0x20", "4C", "C#b4"])
def test_what_is_no_pitch(text):
    with pytest.raises(argparse.ArgumentTypeError, match=r"such as 60, C4 \(middle C\), F#3 or Bb2; received"):
        pitch(text)


def test_a_chord_where_one_pitch_fits():
    with pytest.raises(argparse.ArgumentTypeError, match="Only one fits here"):
        pitch("60,64")


def test_whole_pitches_stay_whole():
    assert whole_pitch("A4") == 69 and type(whole_pitch("69.0")) is int
    with pytest.raises(argparse.ArgumentTypeError, match=r"whole MIDI numbers; received '60.5', try 60"):
        whole_pitch("60.5")


def test_chords():
    assert pitches("60") == (60,) and pitches("60,64.5,67") == (60, 64.5, 67) and pitches("C4, Eb4,G4") == (60, 63, 67)
    for text in ("", ",", " , "):
        with pytest.raises(argparse.ArgumentTypeError, match="several have commas between them"):
            pitches(text)


def test_ranges_of_notes():
    assert note_numbers("C2-E2,60") == [36, 37, 38, 39, 40, 60]
