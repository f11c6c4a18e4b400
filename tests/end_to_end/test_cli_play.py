"""`play`, and `-o -`: sounds heard, or handed on through a pipe."""

import contextlib
import io
import json
import os
import signal
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.cli.main import main
from ganspacesynth.cli.sounds import play as playing
from ganspacesynth.networks import known_models
from tests.support import house
from tests.support.loudspeaker import Device
from tests.support.refused import reported

RATE, CLIP = 16000, 4000
SHORT = ("--spacing", 0.1, "--attack", 0.02, "--sustain", 0.1, "--release", 0.05, "--interp", 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny):
    with pytest.MonkeyPatch.context() as patch:
        house.open_models_once(patch)
        yield house.light(tmp_path_factory.mktemp("Bühne"), tiny)


@pytest.fixture
def stage(folder, tmp_path, monkeypatch):
    """A device, in an empty folder, with the small model known by its name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(known_models.PLACES, str(folder))
    monkeypatch.setenv("GANSPACESYNTH_HOME", str(tmp_path / "home"))
    return Device(monkeypatch)


@pytest.fixture
def run(stage, capsys):
    def run(*words, code=0, rule=None):
        with contextlib.nullcontext() if rule is None else reported(rule):
            assert main([*map(str, words)]) == code, capsys.readouterr().err
        printed = capsys.readouterr()
        return printed.err if code else printed.out

    return run


@pytest.fixture(scope="module")
def rendered():
    """The WAVs of seed 7 that tests have asked for, by the words that made them."""
    return {}


@pytest.fixture
def made(run, rendered):
    """Make a WAV of seed 7, once for all tests; returns its samples."""

    def made(name="a.wav", *words):
        if words not in rendered:
            run("generate", "--model", house.PITCHED, "--seed", 7, "-o", "new.wav", *words)
            rendered[words] = Path("new.wav").read_bytes()
            Path("new.wav").unlink()
        Path(name).write_bytes(rendered[words])
        return read_audio(name)[0]

    return made


def near(a, b):
    """The same but for the 24 bits of a file."""
    return len(a) == len(b) and np.allclose(a, b, atol=2e-7)


# --- play


def test_a_file_is_heard_as_it_is(run, stage, made):
    wave = made()
    assert "a.wav: 0.25 s" in run("play", "a.wav") and near(stage.wave, wave) and stage.rate == RATE


def test_a_seed_is_heard_as_generate_writes_it(run, stage, made):
    wave = made()
    assert "seed 7" in run("play", "--seed", 7, "--model", house.PITCHED, "--precision", "exact") and near(stage.wave, wave)


def test_a_new_seed_is_told(run, stage):
    number = run("play", "--model", house.PITCHED).split("seed ")[1].strip()
    heard = stage.wave
    stage.heard.clear()
    run("play", "--model", house.PITCHED, "--seed", number)
    assert np.array_equal(heard, stage.wave)


def test_edits_and_several_pitches(run, stage):
    words = ("--pitch", "50,D4", "--edits=1,-2", "--mode", "offset")
    run("play", "--seed", 7, *words, "--model", house.PITCHED, "--precision", "exact")
    run("generate", "--seed", 7, *words, "--model", house.PITCHED, "-o", "x.wav")
    assert near(stage.wave, np.concatenate([read_audio(f"x_{i}.wav")[0] for i in (1, 2)]))


def test_a_wav_at_another_pitch_and_a_point(run, stage, tmp_path, made):
    made()
    run("play", "a.wav", "--pitch", 62)
    assert near(stage.wave, made("b.wav", "--pitch", "62"))
    stage.heard.clear()
    made("n.wav", "--vibrato", "30", "--length", "0.5")  # an unbroken note
    run("play", "n.wav", "--pitch", "62")
    assert near(stage.wave, made("m.wav", "--vibrato", "30", "--length", "0.5", "--pitch", "62"))
    stage.heard.clear()
    (tmp_path / "p.json").write_text(json.dumps({"pitch": 60, "z": [0.1] * 32}))
    run("play", "p.json", "--model", house.PITCHED)
    assert len(stage.wave) == CLIP


def test_a_favourite_is_heard(run, stage, made):
    wave = made()
    run("favourites", "add", "Glocke", "a.wav")
    run("play", "glocke")
    assert near(stage.wave, wave)


def test_a_wide_sound_is_heard_wide(run, stage, made):
    made("w.wav", "--width", "0.5")
    wave = soundfile.read("w.wav", dtype="float32")[0]
    run("play", "w.wav")
    assert near(np.concatenate(stage.heard), wave) and np.abs(wave[:, 0] - wave[:, 1]).max() > 0.01
    run("favourites", "add", "Breit", "w.wav")
    stage.heard.clear()
    run("play", "Breit")
    assert near(np.concatenate(stage.heard), wave)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("a.wav", "--seed", 3), "sound-or-seed: has its own seed and edits"),
        (("--wander", 3), "wander-needs-live: Only a voice that goes on can wander"),
        (("--live", "--pitch", "60,62"), "one-live-pitch: begins at one pitch"),
        (("nothing",), "known-favourite: neither. There are no favourites yet"),
        (("nothing.wav",), "readable-file"),
        (("--pitch", 20, "--model", house.PITCHED), "pitch-range: The model plays the pitches"),
        (("--speaker", "Gong"), "known-speaker: on a device of this machine. Received: --speaker 'Gong'"),
        (("--live", "--wander", "nan", "--model", house.PITCHED), "seconds-range: wander_s must be"),
    ],
)
def test_wrong_words(run, stage, words, rule):
    assert run("play", *words, code=1, rule=rule).splitlines()[-1].startswith("ganspacesynth: ") and stage.heard == []


def test_without_a_device_one_line_says_so_before_a_model_is_opened(run, stage):
    stage.channels = 0
    err = run("play", "--seed", 1, "--model", "no such model", code=1, rule="output-device")
    assert err.count("\n") == 1 and "needs a device that plays sound. Received: none" in err


# --- live


@pytest.fixture
def ctrl_c(stage):
    """Press Ctrl-C after some blocks; the keyboard as in a terminal."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def after(blocks):
        stage.on_write = lambda count: signal.raise_signal(signal.SIGINT) if count in blocks else None

    yield after
    signal.signal(signal.SIGINT, before)


def test_a_voice_sounds_until_ctrl_c_and_dies_away(run, stage, ctrl_c):
    ctrl_c([30])
    out = run("play", "--live", "--seed", 7, "--wander", 0.5, "--pitch", 64, "--model", house.PITCHED)
    assert "Ctrl-C ends it." in out and "pitch 64" in out
    before, after = np.concatenate(stage.heard[:30])[:, 0], np.concatenate(stage.heard[30:])[:, 0]
    assert len(after) == pytest.approx(0.5 * RATE, abs=0.1 * RATE) and not stage.aborted
    assert np.abs(before[-2000:]).max() > 0.01 and np.abs(after[-50:]).max() < 0.1 * np.abs(before).max()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_twice_ends_it_at_once(stage, ctrl_c, capsys):
    ctrl_c([10, 11])
    assert main(["play", "--live", "--edits=2", "--mode", "replace", "--model", house.PITCHED]) == 130
    assert stage.aborted and "Stopped. Nothing was written" in capsys.readouterr().err


def test_a_favourite_becomes_a_voice(run, stage, ctrl_c, made):
    made()
    run("favourites", "add", "Glocke", "a.wav")
    ctrl_c([5])
    run("play", "Glocke", "--live")
    assert len(stage.heard) > 5


def test_a_hallucination_is_no_voice(run, stage):
    run("hallucinate", "-n", 2, *SHORT, "--seed", 1, "--model", house.PITCHED, "-o", "h.wav")
    assert "Received: h.wav, a hallucination" in run("play", "h.wav", "--live", code=1, rule="single-point")


def test_what_is_typed_moves_the_voice(stage, ctrl_c, monkeypatch, capsys):
    """Keys come from the terminal, in a thread, while it sounds: after each line this waits until it has been obeyed."""
    reader, writer = os.pipe()
    lines, said, obeyed = [b"C5\n", b"s9\n", b"\n", b"nonsense\n"], [], threading.Semaphore(0)

    def obey(voice, line, real=playing.obey):
        said.append(real(voice, line))
        obeyed.release()
        return said[-1]

    def typed(count):
        if count % 10 == 0 and lines:
            os.write(writer, lines.pop(0))
            assert obeyed.acquire(timeout=60)
        if count == 60:
            signal.raise_signal(signal.SIGINT)

    with os.fdopen(reader) as terminal:
        monkeypatch.setattr(playing, "_at_keys", lambda: True)
        monkeypatch.setattr("sys.stdin", terminal)
        monkeypatch.setattr(playing, "obey", obey)
        stage.on_write = typed
        assert main(["play", "--live", "--seed", "7", "--model", house.PITCHED]) == 0
        os.close(writer)
        for thread in threading.enumerate():
            if thread.name == "keys":
                thread.join(60)
    assert said[:2] == ["pitch 72", "seed 9"] and said[2].startswith("seed ") and "a pitch is" in said[3]
    assert "Type a note" in capsys.readouterr().out


# --- a pipe


@pytest.fixture
def piped(stage, capsysbinary):
    def piped(*words, code=0, rule=None):
        with contextlib.nullcontext() if rule is None else reported(rule):
            assert main([*map(str, words), "--model", house.PITCHED, "-o", "-"]) == code
        return capsysbinary.readouterr()

    return piped


def test_generate_hallucinate_and_midi_write_a_sound_and_nothing_else(piped, folder, tmp_path, capsysbinary):
    tasks = {
        "generate": ("--format", "flac", "--width", 0.5, "--seed", 7, "--picture", "generate.png"),
        "hallucinate": ("-n", 2, *SHORT, "--seed", 7, "--save-steps", "steps.json"),
        "midi": (folder / "Lied ö.mid", "--seed", 7),
    }
    for name, words in tasks.items():
        out, err = piped(name, *words)
        wave, rate = soundfile.read(io.BytesIO(out), dtype="float32")
        assert b"seed 7" in err and (b"its spectrogram" in err and (tmp_path / "generate.png").is_file()) == (name == "generate") and rate == RATE
        words = words[: words.index(7) + 1]
        file = f"{name}.flac" if "flac" in words else f"{name}.wav"
        assert main([name, *map(str, words), "--model", house.PITCHED, "-o", file]) == 0 and capsysbinary.readouterr().out
        assert out == (tmp_path / file).read_bytes() and len(wave)
    assert not (tmp_path / "-").exists()


def test_a_pipe_takes_one_sound(piped):
    out, err = piped("generate", "--pitch", "60,62", code=1, rule="one-sound-a-file: A pipe takes one sound")
    assert out == b"" and b"Received: 2" in err


def test_a_terminal_is_not_written_to(piped, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    for name, words in {"generate": (), "hallucinate": (), "midi": ("x.mid",)}.items():
        out, err = piped(name, *words, code=1, rule="sound-off-terminal: A sound is nothing to read")
        assert out == b"" and b"Received: -o - on a terminal" in err


def test_elsewhere_a_dash_is_a_name(run, made):
    made()
    assert "Received: -." in run("show", "a.wav", "--render", "-", code=1, rule="file-ending: Sounds are written as WAV, FLAC or OGG")


def test_a_timeline_is_heard_while_it_is_made(stage, run):
    scenes = '[[scenes]]\nkind = "walk"\nlasts = 0.6\n[[scenes]]\nname = "two"\nkind = "interpolation"\nseeds = [1, 2]\nlasts = 0.5\n'
    Path("stück.toml").write_text(f'format = "ganspacesynth-timeline"\nversion = 1\n{scenes}', encoding="utf-8")
    assert "1.10 s" in run("play", "stück.toml", "--model", house.PITCHED)
    assert sum(map(len, stage.heard)) == round(1.1 * RATE) and max(np.abs(block).max() for block in stage.heard) > 0.05
    stage.heard.clear()
    assert "0.50 s, from 0.60 s on" in run("play", "stück.toml", "--from", "two", "--model", house.PITCHED)
    assert sum(map(len, stage.heard)) == round(0.5 * RATE)
    run("play", "--from", "two", code=1, rule="moment-needs-timeline")
