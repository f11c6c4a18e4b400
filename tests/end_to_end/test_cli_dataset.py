"""`ganspacesynth dataset` as it is typed: what it prints, what it returns, what it leaves."""

import argparse
import io
import re
import sys

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth.cli.progress_bar import track
from ganspacesynth.cli.training import make_dataset
from ganspacesynth.core.errors import OutputError
from tests.support.refused import refused
from tests.support.tiny_soundfont import tiny_soundfont

FORMAT = ["--sample-rate", "8000", "--duration", "0.25"]


def run(*words):
    parser = argparse.ArgumentParser()
    make_dataset.add_arguments(parser)
    return make_dataset.run(parser.parse_args([str(word) for word in words]))


def save(path, samples=2000, frequency=440.0):
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, 0.5 * np.sin(2 * np.pi * frequency * np.arange(samples) / 8000), 8000)


def test_from_recordings_to_a_data_set(tmp_path, capsys):
    save(tmp_path / "in" / "lång ton.wav", 8000)
    save(tmp_path / "in" / "kort.wav", 1000, 220.0)
    (tmp_path / "in" / "junk.wav").write_bytes(b"junk")
    assert run("chop", tmp_path / "in", "-o", tmp_path / "cut", *FORMAT) == 0
    out = capsys.readouterr().out
    assert "lång ton.wav: 4 written\n" in out
    assert "junk.wav: left out. The file must be audio" in out
    assert "4 samples in" in out and "2 files could not be used" in out
    assert run("pad", tmp_path / "in" / "kort.wav", "-o", tmp_path / "pad", *FORMAT) == 0
    assert run("build", tmp_path / "cut", tmp_path / "pad", "-o", tmp_path / "set", "--valid", "0.5", *FORMAT) == 0
    out = capsys.readouterr().out
    assert "5 notes, pitches 57,69" in out
    assert run("info", tmp_path / "set", "--check") == 0
    out = capsys.readouterr().out
    assert "5 notes of 2000 samples (8000 Hz, 0.25 s), all whole" in out
    assert "of 1 instruments" in out and "pitches: 57,69" in out and "families: bass 5" in out and "sources: acoustic 5" in out


def test_chop_takes_its_settings(tmp_path, capsys):
    save(tmp_path / "x.wav", 4000)
    words = ["--hop", "0.125", "--pitch", "32", "--silence", "-40", "--fade", "0"]
    assert run("chop", tmp_path / "x.wav", "-o", tmp_path / "cut", *FORMAT, *words) == 0
    assert sorted(p.name for p in (tmp_path / "cut").glob("*.wav")) == ["x_0_32.wav", "x_1_32.wav", "x_2_32.wav"]
    assert run("chop", tmp_path / "x.wav", "-o", tmp_path / "cut", *FORMAT, *words) == 0
    assert "3 kept" in capsys.readouterr().out
    with refused("same-settings", OutputError):
        run("chop", tmp_path / "x.wav", "-o", tmp_path / "cut", *FORMAT)
    assert run("chop", tmp_path / "x.wav", "-o", tmp_path / "cut", *FORMAT, "--force") == 0


def test_no_sample_at_all_is_a_failure(tmp_path, capsys):
    save(tmp_path / "x.wav", 100)
    assert run("chop", tmp_path / "x.wav", "-o", tmp_path / "cut", *FORMAT) == 1
    assert "0 samples in" in capsys.readouterr().out


def test_soundfont_notes_as_files_and_as_a_data_set(tmp_path, capsys):
    pytest.importorskip("tinysoundfont")
    font = tmp_path / "tiny.sf2"
    font.write_bytes(tiny_soundfont({(0, 0): ("piano", 0), (0, 40): ("fiddle", 0)}))
    words = ["--soundfont", font, "--pitches", "60-62", "--velocities", "50,100", "--hold", "0.1-0.2", "--let-ring", *FORMAT]
    assert run("notes", "-o", tmp_path / "files", "--programs", "0", *words) == 0
    assert "tiny_keyboard_acoustic_000: 6 written\n6 samples in" in capsys.readouterr().out
    assert run("notes", "-o", tmp_path / "set", "--programs", "all", "--tfrecord", "--valid", "0.5", *words) == 0
    assert "12 notes, pitches 60-62\n  train: 6 notes of 1 instruments\n  valid: 6 notes of 1 instruments" in capsys.readouterr().out


def test_an_nsynth_folder(tmp_path, capsys):
    save(tmp_path / "nsynth" / "audio" / "flute-060.wav")
    (tmp_path / "nsynth" / "examples.json").write_text(
        '{"flute-060": {"pitch": 60, "instrument_family": 2}, "flute-061": {"pitch": 61, "instrument_family": 2}, "bass": {"pitch": 60}}'
    )
    assert run("nsynth", tmp_path / "nsynth", "-o", tmp_path / "set", "--families", "flute, reed", "--valid", "0", *FORMAT) == 0
    out = capsys.readouterr().out
    assert "flute-061: left out. The audio file must exist" in out
    assert "1 notes, pitches 60" in out and "1 samples could not be used" in out


@given(st.lists(st.integers(0, 127), min_size=1))
def test_numbers_are_read_as_they_are_printed(values):
    values = sorted(set(values))
    assert make_dataset.numbers(make_dataset._ranges(values)) == values


@pytest.mark.parametrize("words", ["", "x", "5-", "-5", "84-36", "1,,2", "128", "0-999999999999"])
def test_numbers_that_are_none_are_wrong_use(words, capsys):
    with pytest.raises(SystemExit) as exit_info:
        run("notes", "--soundfont", "x", "-o", "y", f"--pitches={words}")
    assert exit_info.value.code == 2
    assert re.search(r"argument --pitches: .*MIDI number.* such as 60", capsys.readouterr().err)


@pytest.mark.parametrize("words", [[], ["paint"], ["chop"], ["chop", "x"], ["chop", "x", "-o", "y", "--pitch", "high"], ["notes", "-o", "y"]])
def test_wrong_use_ends_with_two(words):
    with pytest.raises(SystemExit) as exit_info:
        run(*words)
    assert exit_info.value.code == 2


def test_every_task_explains_itself(capsys):
    for task in ("chop", "pad", "notes", "nsynth", "build", "info"):
        with pytest.raises(SystemExit) as exit_info:
            run(task, "--help")
        assert exit_info.value.code == 0
    assert "samples" in capsys.readouterr().out


def test_progress_is_a_line_in_a_pipe(capsys):
    assert list(track([1, 2, 3], "Counting")) == [1, 2, 3]
    assert capsys.readouterr().err == "Counting: 0 of 3\n"


def test_progress_is_shown_on_a_terminal(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    assert list(track(iter("abc"), "Counting", total=3)) == ["a", "b", "c"]
    assert list(track([1, 2], "Again")) == [1, 2]
    assert "Counting" in terminal.getvalue() and "3/3" in terminal.getvalue()
