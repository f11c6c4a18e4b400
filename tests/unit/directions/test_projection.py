"""Recordings and the points nearest to them: a model's own sounds are found again, others are told to be far."""

import json

import numpy as np
import pytest
import soundfile

from ganspacesynth import Point
from ganspacesynth.audio.descriptors import steps_apart
from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import read_audio, resample
from ganspacesynth.audio.similarity import in_words
from ganspacesynth.cli.directions.project_command import report
from ganspacesynth.cli.main import main
from ganspacesynth.core.errors import AudioError, DirectionsError, InvalidInput
from ganspacesynth.directions.project.projected_recording import prepare
from ganspacesynth.directions.project.projection import latent_basis, project
from ganspacesynth.directions.project.regressor import CoordinateRegressor, approach
from ganspacesynth.networks.gansynth import gansynth
from tests.support.refused import refused
from tests.support.tone_model import CONFIG, RATE, ToneModel, tone_directions

T = np.arange(RATE // 2) / RATE


def note(hertz=261.63, seconds=0.5, rate=RATE):
    """A decaying tone with overtones."""
    t = np.arange(round(seconds * rate)) / rate
    return 0.3 * np.exp(-12 * t) * sum(np.sin(2 * np.pi * hertz * k * t) / k for k in range(1, 6))


# --- the inverse


@pytest.mark.parametrize("bend", [0.0, 0.3])
def test_an_inverse_finds_what_was_put_in(rng, bend):
    matrix = rng.standard_normal((5, 40))
    truth = rng.standard_normal(5)

    def hear(coordinates):
        heard = np.sin(bend * coordinates @ matrix) / bend if bend else coordinates @ matrix
        return heard, np.abs(heard - wanted).mean(axis=1)

    wanted = np.zeros(40)
    wanted = hear(truth[None])[0][0]
    first = rng.standard_normal((60, 5))
    regressor = CoordinateRegressor(wanted, first, *hear(first))
    before = regressor.distance
    approach(regressor, hear, np.ones(5), 10, rng)
    assert regressor.distance < before / 8
    np.testing.assert_allclose(regressor.best, truth, atol=0.15)


def test_tries_that_all_sound_the_same_do_no_harm(rng):
    regressor = CoordinateRegressor(np.ones(4), rng.standard_normal((20, 3)), np.zeros((20, 4)), np.ones(20))
    approach(regressor, lambda c: (np.zeros((len(c), 4)), np.ones(len(c))), np.ones(3), 2, rng)
    assert np.isfinite(regressor.best).all()


# --- recordings


def test_a_recording_begins_at_its_onset():
    wave = np.concatenate([np.zeros(3000), note()])
    prepared = prepare(CONFIG, wave, RATE)
    assert abs(len(prepared.wave) - RATE // 2) < 200 and np.abs(prepared.wave[:200]).max() > 0.1
    assert prepared.pitch == 60 and not prepared.cut


@pytest.mark.parametrize("rate", [8000, 22050, 44100, 96000])
def test_any_rate(rate):
    prepared = prepare(CONFIG, note(rate=rate), rate)
    assert prepared.pitch == 60 and abs(len(prepared.wave) - RATE // 2) < 250


def test_notes_between_the_keys_are_tuned():
    from ganspacesynth.audio.pitch import note_pitch

    prepared = prepare(CONFIG, note(261.63 * 2 ** (0.35 / 12)), RATE)
    assert prepared.detected_pitch == pytest.approx(60.35, abs=0.03) and prepared.pitch == 60
    assert note_pitch(prepared.wave, RATE) == pytest.approx(60.0, abs=0.03)


def test_notes_out_of_range_are_moved_by_octaves():
    assert CONFIG.pitches[0] == 24 and CONFIG.pitches[-1] == 84
    assert prepare(CONFIG, note(1567.98), RATE).pitch == 79
    assert prepare(CONFIG, note(), RATE, 50).pitch == 50
    with refused("pitch-range", InvalidInput):
        prepare(CONFIG, note(), RATE, 5)


def test_sounds_without_pitch_go_to_middle_c(rng):
    prepared = prepare(CONFIG, 0.1 * rng.standard_normal(RATE), RATE)
    assert prepared.pitch == 60 and np.isnan(prepared.detected_pitch)


def test_what_stops_while_it_sounds_is_cut():
    steady = 0.3 * np.sin(2 * np.pi * 440 * T)
    assert prepare(CONFIG, steady[:4000], RATE).cut
    assert not prepare(CONFIG, np.concatenate([steady[:4000], np.zeros(2000)]), RATE).cut
    assert not prepare(CONFIG, np.tile(steady, 3), RATE).cut and len(prepare(CONFIG, np.tile(steady, 3), RATE).wave) == CONFIG.audio_length


def test_hours_are_not_worked_on():
    long = np.tile(note(), 400)
    assert len(prepare(CONFIG, long, RATE).wave) == CONFIG.audio_length


def test_what_is_no_recording_is_refused():
    with refused("audible-recording", AudioError, says=r"A recording must be heard\. Received: silence"):
        prepare(CONFIG, np.zeros(1000), RATE)
    for wave in (np.zeros((2, 9)), np.zeros(0), np.array([np.nan])):
        with refused("finite-wave", InvalidInput, says="A recording is finite"):
            prepare(CONFIG, wave, RATE)


# --- the search


def test_the_ways_of_z_are_those_that_matter():
    """And that random z spread by one along each, however narrow the model draws them."""

    class Narrow(ToneModel):
        def sample_z(self, n, *, seed=None, start=0):
            return 3.0 + super().sample_z(n, seed=seed, start=start) * np.array([0.02, 1, 2, 0], np.float32)

    basis = latent_basis(Narrow(), 60)
    assert basis.back.shape == (3, 4)
    np.testing.assert_allclose(basis.back @ basis.into, np.eye(3), atol=1e-9)
    z = Narrow().sample_z(4000, seed=1)
    coordinates = basis.coordinates(z)
    np.testing.assert_allclose(coordinates.mean(axis=0), 0, atol=0.1)
    np.testing.assert_allclose(np.cov(coordinates.T), np.eye(3), atol=0.1)
    np.testing.assert_allclose(basis.middle + coordinates @ basis.back, z, atol=0.01)
    assert np.abs(basis.back[0]).argmax() == 2


def test_a_models_own_sound_is_found_again():
    model = ToneModel()
    z = model.sample_z(1, seed=99)
    seen = []
    found = project(model, model.synthesize(z, [65])[0], RATE, tries=300, progress=lambda done, total: seen.append((done, total)))
    assert found.distance_db < 0.5 and found.typical_db > 2
    assert found.point.pitch == 65 and found.point.model == "tones" and found.point.edits == ()
    np.testing.assert_allclose(found.point.z[:2], z[0, :2], atol=0.2)  # brightness and attack; level is told by the gain
    assert np.nanmax(np.abs(steps_apart(*found.described))[1:]) < 1.0
    assert seen[-1][0] == seen[-1][1] == 300 and [s[0] for s in seen] == sorted(s[0] for s in seen)
    assert in_words(found.distance_db) == "hardly to be told apart"


def test_edits_reach_what_z_does_not():
    class Narrow(ToneModel):
        """Its z never get bright."""

        def sample_z(self, n, *, seed=None, start=0):
            return super().sample_z(n, seed=seed, start=start) * np.array([0.02, 1, 1, 1], np.float32)

    model = Narrow()
    bright = model.tone(2.0, 0.0, 0.0, 0.0, 60)
    plain = project(model, bright, RATE, tries=200)
    edited = project(model, bright, RATE, tries=300, directions=tone_directions())
    assert edited.distance_db < plain.distance_db - 1.0
    assert edited.point.edits[0] == pytest.approx(2.0, abs=0.4) and max(map(abs, edited.point.edits)) <= 3.0


def test_the_same_seed_finds_the_same():
    model = ToneModel()
    first, again = (project(model, note(), RATE, tries=64, seed=3) for _ in range(2))
    assert first.point == again.point and first.distance_db == again.distance_db


def test_noise_is_far(rng):
    found = project(ToneModel(), 0.1 * rng.standard_normal(RATE), RATE, tries=64, directions=tone_directions())
    assert in_words(found.distance_db).startswith("far")
    assert any(line.startswith("the recording is") and "noisier" in line for line in report(found))


def test_short_recordings_are_compared_as_far_as_they_go():
    model = ToneModel()
    wave = model.synthesize(model.sample_z(1, seed=99), [60])[0][:3000]
    found = project(model, wave, RATE, tries=128)
    assert found.recording.cut and found.distance_db < 1.5


def test_the_tiny_models_own_sound(tiny):
    """Random weights are the hardest: nothing in them was learnt."""
    wave = tiny.synthesize(tiny.sample_z(1, seed=99), 60)[0]
    found = project(tiny, wave / np.abs(wave).max(), tiny.config.sample_rate, pitch=60, tries=300)
    assert found.distance_db < 0.8 * found.typical_db


def test_what_cannot_be_is_told():
    with refused("tries-range", InvalidInput, says=r"tries must be in 64\.\.100000\. Received: tries=10"):
        project(ToneModel(), note(), RATE, tries=10)
    with refused("own-model", DirectionsError):
        project(ToneModel(), note(), RATE, directions=tone_directions(model_id="x"))


# --- in words


def test_the_report():
    model = ToneModel()
    sharp = resample(model.synthesize(model.sample_z(1, seed=99), [60])[0], RATE, RATE / 2 ** (0.3 / 12))
    lines = report(project(model, sharp, RATE, tries=128))
    assert lines[0] in ("pitch 60: heard in the recording, 30 cents sharp", "pitch 60: heard in the recording, 29 cents sharp")
    assert "dB is usual for a random sound" in lines[1]
    assert report(project(model, note(1567.98), RATE, tries=64))[0].startswith("pitch 79: the recording sounds at 91")


# --- the command


@pytest.fixture
def tones(monkeypatch, tmp_path):
    monkeypatch.setattr(gansynth, "load_model", lambda path=None, **options: ToneModel())
    monkeypatch.chdir(tmp_path)
    channels = np.stack([note(rate=44100), 0.5 * note(rate=44100)], axis=1)
    soundfile.write(tmp_path / "Aufnahme ü.flac", channels, 44100)


def test_the_command_writes_a_sound_and_its_point(tones, tmp_path, capsys):
    words = ["project", "Aufnahme ü.flac", "--tries=64", "--no-edits", "-o", "nah.wav"]
    assert main(words) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[:2] == ["nah.wav: 0.50 s", "nah.json: its point"] and out[2] == "pitch 60: heard in the recording"
    point = Point.from_json(json.loads((tmp_path / "nah.json").read_text(encoding="utf-8")))
    recipe = read_recipe(tmp_path / "nah.wav")
    assert recipe["kind"] == "clip" and Point.from_json(recipe["point"]) == point
    assert main(words) == 1 and "Nothing is overwritten unasked" in capsys.readouterr().err
    (tmp_path / "nah.wav").unlink()
    assert main(words) == 1 and "nah.json" in capsys.readouterr().err
    assert main([*words, "--force"]) == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["none.wav"], "none.wav"),
        (["Aufnahme ü.flac", "-o", "a.mp3"], "Sounds are written as WAV, FLAC or OGG"),
        (["Aufnahme ü.flac", "--tries=1"], "tries must be in 64"),
        (["Aufnahme ü.flac", "--pitch=3"], "The model plays the pitches"),
    ],
)
def test_what_is_wrong_is_told(tones, tmp_path, capsys, words, message):
    assert main(["project", "--no-edits", *words]) == 1
    assert message in capsys.readouterr().err and len(list(tmp_path.iterdir())) == 1


@pytest.mark.slow
def test_the_embedded_models_own_sound_is_found_again(tmp_path, capsys):
    """From the command line to a sound that can be made again, and marked."""
    sound = tmp_path / "own.wav"
    assert main(["generate", "--seed=6", "--pitch=48", "-o", str(sound)]) == 0
    found, again = tmp_path / "found.wav", tmp_path / "again.wav"
    assert main(["project", str(sound), "--tries=300", "--no-edits", "-o", str(found)]) == 0
    said = capsys.readouterr().out
    assert "pitch 48: heard in the recording" in said and ("hardly to be told apart" in said or ": near" in said)
    assert main(["show", str(found), "--render", str(again)]) == 0
    np.testing.assert_array_equal(read_audio(found)[0], read_audio(again)[0])
    assert main(["between", "--a", str(found), "--b", "1,2", "-o", str(tmp_path / "a.npz")]) == 0
