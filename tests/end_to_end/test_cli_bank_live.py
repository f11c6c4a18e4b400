"""`ganspacesynth bank live` and `bank replay` from end to end: files in and out, logs, pictures, films, and what is wrong."""

import json
import sys

import numpy as np
import pytest

from ganspacesynth.audio.files.sound_files import read_audio, read_stereo
from ganspacesynth.cli.main import main
from tests.conftest import GOLDEN
from tests.support.loudspeaker import Device
from tests.support.refused import reported
from tests.support.sound_language import sentences, spoken
from tests.support.stage_musician import melody, quiet
from tests.support.tones import write

MODEL = str(GOLDEN / "sound_language")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with a bank, a recording, and what was played with it."""
    folder = tmp_path_factory.mktemp("lïve")
    for number, words in enumerate(sentences(3, 2, 12)):
        write(folder / "songs" / f"{number}.wav", spoken(words, number))
    write(folder / "played.wav", np.concatenate([quiet(0.3), melody(), quiet(1.0), melody(), quiet(0.2)]))
    assert main(["bank", "build", str(folder / "songs"), "-o", str(folder / "my.bank"), "--cut", "fixed", "--unit", "0.2"]) == 0
    files = ["--out", str(folder / "answer.wav"), "--log", str(folder / "live.jsonl"), "--record", str(folder / "both.wav")]
    assert live(folder, *files, "--attention", str(folder / "seen.png"), "--after", "2", "--seed", "4") == 0
    return folder


def live(folder, *more):
    return main(["bank", "live", "--in", str(folder / "played.wav"), "--bank", str(folder / "my.bank"), "--model", MODEL, *more])


def test_a_recording_is_answered_as_if_it_were_played(place, capsys):
    assert live(place, "--out", str(place / "again.wav"), "--after", "2", "--seed", "4") == 0
    told = capsys.readouterr().out
    assert (
        "call: 24 units at 16000 Hz, seed 4" in told
        and "a phrase begins" in told
        and "ms behind the phrase" in told
        and "heard     pitch 60.0" in told
    )
    np.testing.assert_array_equal(read_audio(place / "again.wav")[0], read_audio(place / "answer.wav")[0])
    both, rate = read_stereo(place / "both.wav")
    assert rate == 16000 and np.abs(both[:, 0]).max() > 0.2
    np.testing.assert_array_equal(both[:, 1], read_audio(place / "answer.wav")[0])
    assert (place / "seen.png").stat().st_size > 10_000


def test_a_log_is_replayed_drawn_and_filmed(place, tmp_path, capsys):
    assert main(["bank", "replay", str(place / "live.jsonl"), "--bank", str(place / "my.bank"), "-o", str(tmp_path / "laid.wav")]) == 0
    told = capsys.readouterr().out
    assert "2 answers" in told and "ms at most" in told
    laid, answer = read_audio(tmp_path / "laid.wav")[0], read_audio(place / "answer.wav")[0]
    np.testing.assert_allclose(laid[: len(answer)], answer[: len(laid)], atol=2e-4)
    words = ["bank", "replay", str(place / "live.jsonl"), "--attention", str(tmp_path / "a.png"), "--seconds", "3"]
    assert main([*words, "--video", str(tmp_path / "a.gif"), "--record", str(place / "both.wav"), "--preview"]) == 0
    assert (tmp_path / "a.png").exists() and (tmp_path / "a.gif").exists()
    with reported("answer-bank"):
        assert main(["bank", "replay", str(place / "live.jsonl"), "-o", str(tmp_path / "other.wav")]) == 1


def test_it_plays_on_a_loudspeaker_until_it_is_ended(place, monkeypatch, capsys):
    device = Device(monkeypatch)
    assert live(place, "--mode", "continue", "--seconds", "4", "--quiet", "--gain=-3") == 0
    assert "a phrase" not in capsys.readouterr().out
    assert device.latency < 0.05 and np.abs(device.wave).max() > 0.01
    assert len(device.wave) / device.rate == pytest.approx(4.0, abs=0.05)


def test_events_are_streamed(place, capsys):
    assert live(place, "--out", str(place / "streamed.wav"), "--stream", "0", "--quiet", "--after", "0") == 0
    assert "events: ws://127.0.0.1:" in capsys.readouterr().out


def test_what_is_wrong_is_said_in_a_line(place, tmp_path, monkeypatch):
    out = ["--out", str(tmp_path / "out.wav")]
    for words, rule in (
        (["--gate", "5"], "live-range"),
        (["--top-p", "7"], "continue-range"),
        (["--attention", "a.gif"], "file-ending"),
        (["--log", str(place / "live.jsonl")], "nothing-overwritten"),
        (["--record", str(tmp_path / "a.ogg")], "live-file-ending"),
        (["--bank", str(place)], "bank-folder"),
    ):
        with reported(rule):
            assert live(place, *words, *out) == 1
        assert not (tmp_path / "out.wav").exists()
    (tmp_path / "no.wav").write_bytes(b"no sound")
    with reported("readable-audio"):
        assert live(place, "--in", str(tmp_path / "no.wav"), *out) == 1
    with reported("existing-file"):
        assert live(place, "--in", str(tmp_path / "missing.flac"), *out) == 1
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with reported("sounddevice-installed"):
        assert live(place) == 1
    with reported("sounddevice-installed"):
        assert live(place, "--in", "Mikrofon", *out) == 1
    monkeypatch.setitem(sys.modules, "mido", None)
    with reported("midi-installed"):
        assert live(place, "--midi", *out, "--force") == 1


def test_nothing_is_listened_to(place, tmp_path):
    words = ["--in", "nothing", "--out", str(tmp_path / "o.wav"), "--seconds", "0.3", "--quiet"]
    assert live(place, *words) == 0 and len(read_audio(tmp_path / "o.wav")[0]) >= 0.3 * 16000


def test_silence_is_answered_by_a_picture_of_nothing(place, tmp_path, capsys):
    write(tmp_path / "quiet.wav", quiet(0.5))
    assert (
        live(place, "--in", str(tmp_path / "quiet.wav"), "--out", str(tmp_path / "o.wav"), "--after", "0", "--attention", str(tmp_path / "a.png"))
        == 0
    )
    assert "not drawn, since nothing was answered" in capsys.readouterr().out


def test_an_answer_of_continue_is_drawn(place, tmp_path):
    words = ["bank", "continue", str(place / "played.wav"), "--bank", str(place / "my.bank"), "--model", MODEL, "--length", "1", "--seed", "1"]
    assert main([*words, "-o", str(tmp_path / "a.wav"), "--attention", str(tmp_path / "a.png")]) == 0
    assert (tmp_path / "a.png").stat().st_size > 10_000
    with reported("nothing-overwritten"):
        assert main([*words, "-o", str(tmp_path / "b.wav"), "--attention", str(tmp_path / "a.png")]) == 1


def test_the_log_is_lines_of_json(place):
    lines = [json.loads(line) for line in (place / "live.jsonl").read_text(encoding="utf-8").splitlines()]
    assert lines[0]["format"] == "ganspacesynth-live-log" and lines[0]["live"]["mode"] == "call"
    assert {line["event"] for line in lines[1:]} >= {"heard", "chose", "turn"}
