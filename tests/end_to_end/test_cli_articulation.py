"""`generate` and `midi` with articulation, channels and controllers, end to end; what is wrong is said in one line."""

import json

import mido
import numpy as np
import pytest

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.cli.main import main
from ganspacesynth.networks import known_models
from tests.support import house
from tests.support.refused import reported

RATE = 16000


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny):
    with pytest.MonkeyPatch.context() as patch:
        house.open_models_once(patch)
        folder = house.build(tmp_path_factory.mktemp("Klänge"), tiny)
        band(folder / "Band.mid")
        yield folder


@pytest.fixture
def play(folder, tmp_path, monkeypatch, capsys):
    """Run a command on the tiny model; returns what it printed, the error line if it failed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(known_models.PLACES, str(folder))

    def play(*words, code=0):
        assert main([*map(str, words), "--model", str(folder / house.PITCHED), "--force"]) == code
        printed = capsys.readouterr()
        return printed.err if code else printed.out

    return play


def band(path):
    """Three channels; the second has its modulation wheel turned while its note sounds, and a bend behind that."""
    file = mido.MidiFile(ticks_per_beat=500)
    for channel, program in ((0, 5), (1, 40), (4, 99)):
        track = mido.MidiTrack([mido.Message("program_change", program=program, channel=channel)])
        track.append(mido.Message("note_on", note=60 + channel, velocity=90, channel=channel))
        if channel == 1:
            track += [mido.Message("control_change", control=1, value=v, channel=1, time=20) for v in (40, 80, 127)]
            track.append(mido.Message("pitchwheel", pitch=8191, channel=1, time=20))
        track.append(mido.Message("note_off", note=60 + channel, channel=channel, time=120 if channel == 1 else 200))
        file.tracks.append(track)
    file.save(path)


def sound(name="a.wav"):
    return read_audio(name)[0]


def recipe(name="a.wav"):
    return read_recipe(name)


# --- generate


def test_a_generated_note_has_its_length_decay_and_vibrato(play):
    play("generate", "--seed", 1, "--length", 0.1, "--release", 0.05, "--decay", 2, "--vibrato", "30,6,0.1", "--velocity", 80, "-o", "a.wav")
    assert len(sound()) == round(0.15 * RATE) and recipe()["version"] == 2
    vibrato = {"depth_cents": 30.0, "rate_hz": 6.0, "onset_s": 0.1}
    assert recipe()["articulation"] == {"length_s": 0.1, "release_s": 0.05, "decay_s": 2.0, "velocity": 80.0, "vibrato": vibrato}
    play("show", "a.wav", "--render", "b.wav")
    assert np.array_equal(sound(), sound("b.wav"))
    play("generate", "--seed", 1, "--length", 1.0, "-o", "long.wav")
    assert len(sound("long.wav")) == round(1.3 * RATE) and recipe("long.wav")["kind"] == "continuous"
    play("generate", "--seed", 1, "-o", "plain.wav")
    assert recipe("plain.wav")["version"] == 2 and "articulation" not in recipe("plain.wav")


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("--decay", "-1"), "articulation-range: A note's decay_s is in 0.01..3600 seconds. Received: -1.0."),
        (("--length", "nan"), "articulation-range: A note's length_s is in 0.001..3600 seconds. Received: nan."),
        (("--vibrato", "5000"), "articulation-range: A vibrato's depth_cents is in 0..1200 cents. Received: 5000.0."),
        (("--vibrato", "1,2,3,4"), "vibrato-numbers: Received: 4 numbers."),
        (("--velocity", "300"), "articulation-range: A note's velocity is in 1..127 as MIDI counts. Received: 300.0."),
        (("--release", "1"), "release-needs-length: A release begins where a note's length ends. Received: --release without --length."),
    ],
)
def test_bad_articulation_is_said_in_a_line(play, words, rule, tmp_path):
    with reported(rule):
        told = play("generate", *words, code=1)
    assert told.count("\n") == 1 and not list(tmp_path.iterdir())


def test_a_vibrato_in_words_is_wrong_use(play):
    told = play("generate", "--vibrato", "much", code=2)
    assert "a vibrato is DEPTH, DEPTH,RATE or DEPTH,RATE,ONSET, such as 30,5,0.3 (not 'much')" in told


# --- midi


def test_each_channel_travels_through_timbres_of_its_own(play, folder):
    play("midi", folder / "Band.mid", "--seed", 5)
    parts = [recipe("midi.wav")["timbre"], *(recipe("midi.wav")["timbres"][channel] for channel in ("1", "4"))]
    assert len({str(part["points"][0]["z"]) for part in parts}) == 3
    play("generate", "--seed", 5, "-o", "a.wav")
    assert parts[0]["points"][0]["z"] == recipe()["point"]["z"], "channel 1 begins with the sound of the seed"
    first = sound("midi.wav")
    play("midi", folder / "Band.mid", "--seed", 5)
    assert np.array_equal(first, sound("midi.wav"))
    play("midi", folder / "Band.mid", "--seed", 5, "--one-timbre")
    assert "timbres" not in recipe("midi.wav") and recipe("midi.wav")["timbre"] == parts[0]
    play("show", "midi.wav", "--render", "b.wav")
    assert np.array_equal(sound("b.wav"), sound("midi.wav"))


def test_a_channel_plays_a_sound_that_was_chosen(play, folder):
    play("generate", "--seed", 9, "-o", "glocke.wav")
    play("midi", folder / "Band.mid", "--seed", 5, "--channel", "2=seed:7", "--channel", "5=glocke.wav")
    play("generate", "--seed", 7, "-o", "a.wav")
    timbres = recipe("midi.wav")["timbres"]
    assert timbres["1"]["points"][0]["z"] == recipe()["point"]["z"] and timbres["4"]["points"][0]["z"] == recipe("glocke.wav")["point"]["z"]


def test_points_in_files_are_chosen_too_but_not_those_of_other_models(play, folder, tmp_path, tiny):
    z = tiny.sample_z(1, seed=4)[0].tolist()
    (tmp_path / "p.json").write_text(json.dumps({"pitch": 40, "z": z}))
    play("midi", folder / "Band.mid", "--seed", 5, "--channel", "2=p.json")
    assert recipe("midi.wav")["timbres"]["1"]["points"][0]["z"] == pytest.approx(z)
    (tmp_path / "q.json").write_text(json.dumps({"pitch": 40, "z": z, "model": "other"}))
    with reported("own-model: A point plays on the model it was made on. Received: 'q.json' of other"):
        play("midi", folder / "Band.mid", "--channel", "2=q.json", code=1)


def test_a_sound_for_a_channel_without_notes_is_said(play, folder, capsys):
    assert main(["midi", str(folder / "Band.mid"), "--model", str(folder / house.PITCHED), "--channel", "8=seed:7"]) == 0
    assert "Channels without a note to play keep silent: 8." in capsys.readouterr().err


def test_controllers_move_edits_while_a_note_sounds(play, folder):
    play("midi", folder / "Band.mid", "--seed", 5, "-o", "still.wav")
    play("midi", folder / "Band.mid", "--seed", 5, "--cc", "1=edits.0:0:3", "-o", "a.wav")
    expressions = recipe()["expressions"]
    assert set(expressions) == {"1"} and expressions["1"]["edits"]["0"][1][-1] == 3.0 and expressions["1"]["bend"][1][-1] == 2.0
    assert len(sound()) == len(sound("still.wav")) and not np.allclose(sound(), sound("still.wav"), atol=1e-3)
    play("show", "a.wav", "--render", "b.wav")
    assert np.array_equal(sound(), sound("b.wav"))
    play("midi", folder / "Band.mid", "--seed", 5, "--cc", "1=vibrato", "--no-bends", "--legato", "-o", "a.wav")
    assert set(recipe()["expressions"]["1"]) == {"vibrato"}


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("--cc", "200=edits.0"), "controller-range: Controllers have the numbers 0..119, or are called pressure. Received: 200."),
        (("--cc", "1=nothing"), "known-control-target: A controller moves edits.N, vibrato or level"),
        (("--cc", "1=edits.9"), "edit-count: These directions are edits.0 to edits.2. Received: edits.9."),
        (("--channel", "17=seed:1"), "midi-channel: MIDI channels are counted from 1 to 16. Received: '17=seed:1'."),
        (("--channel", "0=seed:1"), "midi-channel: MIDI channels are counted from 1 to 16."),
        (("--channel", "seed:1"), "channel-sound: A channel's sound is chosen by 2=seed:7, 2=sound.wav or 2=point.json. Received: 'seed:1'."),
        (("--channel", "2=seed:x"), "seed-range: A seed is a whole number in 0..16777216, as in seed:7. Received: 'seed:x'."),
        (("--channel", "2=seed:99999999"), "seed-range: A seed is a whole number in 0..16777216"),
        (("--channel", "2=seed:1", "--channel", "2=seed:3"), "one-channel-sound: A channel has one sound. Received: two for channel 2."),
        (("--channel", "2=fehlt.wav"), "readable-file: fehlt.wav"),
        (("--legato", "--length", "1"), "legato-lines: Legato notes hold and decay as one line."),
        (("--legato", "--decay", "1"), "legato-lines: Legato notes hold and decay as one line."),
        (("--decay", "nan"), "articulation-range: A note's decay_s is in"),
    ],
)
def test_bad_words_are_said_in_a_line(play, folder, words, rule, tmp_path):
    with reported(rule):
        told = play("midi", folder / "Band.mid", *words, code=1)
    assert told.count("\n") == 1 and not list(tmp_path.iterdir())
