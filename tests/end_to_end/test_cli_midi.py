"""`ganspacesynth midi` on a conditioned model: families for the timbre, and velocities for the network instead of the gain."""

import mido
import numpy as np
import pytest

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.cli.main import main
from ganspacesynth.composition.recipe_sounds import make
from tests.support import conditioned, house

NOTES = [(0.0, 0.005, 48, 10), (0.1, 0.105, 50, 60), (0.2, 0.205, 52, 127)]  # start_s, end_s, pitch, velocity


@pytest.fixture(scope="module")
def model():
    return conditioned.model()


@pytest.fixture
def play(tmp_path, model, monkeypatch, capsys):
    """A function: play the notes with options; returns the clip and its recipe."""
    model.save(tmp_path / "Modell é", dtype="float32")
    monkeypatch.chdir(tmp_path)
    file = mido.MidiFile(house.melody(tmp_path / "Lied ö.mid", [note[:3] for note in NOTES]), ticks_per_beat=500)
    struck = iter(NOTES)
    file.tracks[0][:] = [m.copy(velocity=next(struck)[3]) if m.type == "note_on" else m for m in file.tracks[0]]
    file.save(tmp_path / "Lied ö.mid")

    def played(*words):
        arguments = ["midi", "Lied ö.mid", "--model", "Modell é", "--seed", "3", "-o", "a.wav", "--force", *words]
        code = main(arguments)
        return (read_audio("a.wav")[0], read_recipe("a.wav")) if code == 0 else capsys.readouterr().err

    return played


def test_a_note_is_struck_as_hard_as_its_velocity_says(play, model, monkeypatch):
    asked = []
    monkeypatch.setattr(type(model), "synthesize", _listening(type(model).synthesize, asked))
    clip, recipe = play()
    assert [conditions["velocity"] for conditions in asked[-3:]] == [25.0, 60.0, 127.0]  # 25 is the softest it knows
    assert all("velocity" not in point["traits"] and "family" in point["traits"] for point in recipe["timbre"]["points"])
    assert np.allclose(make(recipe, model), clip, atol=2**-23)  # written in 24 bits


def test_what_is_asked_for_stays(play, monkeypatch, model):
    asked = []
    monkeypatch.setattr(type(model), "synthesize", _listening(type(model).synthesize, asked))
    _, recipe = play("--family", "organ", "--velocity", "100", "--seconds-per-instrument", "0.1")
    points = recipe["timbre"]["points"]
    assert len(points) == 3 and all(point["traits"]["family"] == "organ" and point["traits"]["velocity"] == 100.0 for point in points)
    assert [conditions["velocity"] for conditions in asked[-3:]] == [100.0] * 3  # and the notes' own is gain
    assert "family must be among guitar, organ, reed. Received: family=vocal" in play("--family", "vocal")


def _listening(synthesize, asked):
    def listen(self, z, pitches, *, conditions=None, **options):
        asked.extend(conditions if isinstance(conditions, list) else [conditions])
        return synthesize(self, z, pitches, conditions=conditions, **options)

    return listen
