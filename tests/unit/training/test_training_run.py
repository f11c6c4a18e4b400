"""A run's folder: settings, model, auditions, collapse."""

import json

import numpy as np
import pytest

from ganspacesynth import load_model
from ganspacesynth.audio.effects.edges import levelled
from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.cli.main import main
from ganspacesynth.composition.point_arguments import read_point
from ganspacesynth.composition.recipes import check_recipe
from ganspacesynth.core.errors import OutputError, TrainingError
from ganspacesynth.networks.gansynth.checkpoint import read_model
from ganspacesynth.training import audition
from ganspacesynth.training.architectures import published_normalizer
from ganspacesynth.training.audition import AuditionFigures, check_collapse
from ganspacesynth.training.runs.run import Keeper, open_run, read_figures
from ganspacesynth.training.trainer import Checkpoint
from tests.conftest import GOLDEN
from tests.support import tiny_corpus
from tests.support.refused import refused

SETTINGS = {"method": "gan", "config": {"pitches": (57, 60), "latent_size": 8}, "seed": 0}


def test_a_run_goes_on_with_the_same_settings_only(tmp_path):
    folder = open_run(tmp_path / "run", SETTINGS)
    (folder / "state-000000008.npz").write_bytes(b"x")
    assert open_run(folder, SETTINGS) == folder
    other = {**SETTINGS, "config": {"pitches": [57], "latent_size": 8}}
    with refused("same-settings", TrainingError, says=r"Received: config.pitches=\[57\] \(was \[57, 60\]\) in"):
        open_run(folder, other)
    open_run(folder, other, force=True)
    assert [path.name for path in folder.iterdir()] == ["run.json"]


def test_what_a_killed_run_left_half_written_is_swept_away(tmp_path):
    folder = open_run(tmp_path / "run", SETTINGS)
    (folder / ".part-0123456789abcdef.npz").write_bytes(b"half")
    (folder / ".part-fedcba9876543210").mkdir()
    (folder / "state-000000008.npz").write_bytes(b"x")
    open_run(folder, SETTINGS)
    assert sorted(path.name for path in folder.iterdir()) == ["run.json", "state-000000008.npz"]


def test_who_is_killed_while_a_run_begins_can_begin_it_again(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / ".part-0123456789abcdef.json").write_text("{")
    assert [path.name for path in open_run(tmp_path / "run", SETTINGS).iterdir()] == ["run.json"]


def test_who_is_killed_while_an_old_run_is_cleared_can_still_begin_anew(tmp_path, monkeypatch):
    folder = open_run(tmp_path / "run", SETTINGS)
    for name in ("auditions", "model"):
        (folder / name).mkdir()
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("shutil.rmtree", lambda *args, **options: (_ for _ in ()).throw(KeyboardInterrupt))
        open_run(folder, {"rate": 5}, force=True)
    assert open_run(folder, {"rate": 5}, force=True) == folder and [path.name for path in folder.iterdir()] == ["run.json"]


def test_a_run_has_a_folder_of_its_own(tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "thesis.txt").write_text("precious")
    for force in (False, True):
        with refused("own-folder", OutputError, says="which holds something else"):
            open_run(tmp_path / "taken", SETTINGS, force=force)
        with refused("own-folder", OutputError):
            open_run(tmp_path / "taken" / "thesis.txt", SETTINGS, force=force)
    (tmp_path / "empty").mkdir()
    open_run(tmp_path / "empty", SETTINGS)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('{"format": "other"}', "document-format: says format='ganspacesynth-run'"),
        ("[]", "document-format"),
        ('{"format": "ganspacesynth-run", "version": 2, "settings": {}}', "document-version"),
        ('{"format": "ganspacesynth-run", "version": 1, "settings": 3}', "run-settings: A training run says its settings"),
        ('{"format": "ganspacesynth-run", "version": 1}', "run-settings"),
    ],
)
def test_a_foreign_run_file_is_an_error(tmp_path, text, rule):
    (tmp_path / "run.json").write_text(text)
    with refused(rule, TrainingError):
        open_run(tmp_path, SETTINGS)


def keeper(folder, **changes):
    gain, shift = published_normalizer()
    return Keeper(folder, tiny_corpus.gan_task(), gain, shift, {"data": "tiny"}, **{"sounds": 2, **changes})


def checkpoint(task, images=28, stage=3):
    return Checkpoint(task.enter(task.initial_state(), stage), images, stage, 1.25, {"critic": 2.0})


def test_a_checkpoint_becomes_a_model_that_plays(tmp_path):
    keep = keeper(tmp_path)
    at = checkpoint(keep.task)
    assert not keep.is_current(at)
    keep(at)
    assert keep.is_current(at)
    model = load_model(tmp_path / "model")
    assert model.config.num_blocks == 3 and model.config.progress == 1.5
    assert model.about["images"] == 28 and model.about["data"] == "tiny" and model.about["losses"] == {"critic": 2.0}
    assert model.about["figures"]["diversity"] > 0.0
    files = sorted(path.name for path in (tmp_path / "auditions" / "000000028").iterdir())
    assert files == ["01_pitch57.wav", "02_pitch64.wav", "specgrams.png"]
    sound = tmp_path / "auditions" / "000000028" / "02_pitch64.wav"
    point = read_point(sound)
    assert point.pitch == 64 and point.model == model.id and check_recipe(read_recipe(sound)).model.path == str(tmp_path / "model")
    assert np.allclose(point.z, model.sample_z(2, seed=0)[1])
    wave, _ = read_audio(tmp_path / "auditions" / "000000028" / "02_pitch64.wav")
    assert np.allclose(wave, levelled(model.synthesize(point.z, 64)[0], None, model.config.sample_rate), atol=1e-3)
    again = tmp_path / "again.wav"
    assert main(["show", str(sound), "--render", str(again), "--model", str(tmp_path / "model")]) == 0
    assert np.allclose(read_audio(again)[0], wave, atol=1e-3)
    keep(at)
    assert [figures.images for figures in read_figures(tmp_path)] == [28]
    keeper(tmp_path, sounds=1)(at)  # one that is made again, with fewer sounds
    assert len(list((tmp_path / "auditions" / "000000028").glob("*.wav"))) == 1


def test_without_sounds_there_is_only_the_model(tmp_path):
    keep = keeper(tmp_path, sounds=0)
    keep(checkpoint(keep.task))
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_collapsed_training_stops_and_its_model_is_kept(tmp_path):
    keep = keeper(tmp_path, patience=2)
    at = checkpoint(keep.task)
    average = {name: np.zeros_like(value) for name, value in at.state["average"].items()}
    flat = Checkpoint({**at.state, "average": average}, 28, 3, 1.0, {})
    keep(flat)
    with refused("diverse-sounds", TrainingError, says=r"Different z must make different sounds.*at the last 2 checkpoints"):
        keep(Checkpoint(flat.state, 32, 3, 1.0, {}))
    assert keep.is_current(Checkpoint(flat.state, 32, 3, 1.0, {}))


def test_collapse_needs_patience():
    good, same, silent = AuditionFigures(0, 1.0, 0.5, 0.1), AuditionFigures(0, 1.0, 0.5, 1e-4), AuditionFigures(0, 0.0, 1e-6, 0.1)
    check_collapse([same, same, good], 2)
    check_collapse([same], 2)
    check_collapse([same] * 9, 0)
    check_collapse([same, silent], 2)
    with refused("model-sounds", TrainingError, says="A model must sound"):
        check_collapse([good, silent, silent], 2)


def test_figures_of_known_sounds():
    config = tiny_corpus.config()
    waves = np.stack([tiny_corpus.note(60), tiny_corpus.note(60.4), tiny_corpus.note(61), np.zeros(2000)])
    assert audition.in_tune(config, waves, [60, 60, 60, 60]) == 0.5
    assert audition.diversity(np.ones((4, 2, 3, 2))) == 0.0
    assert audition.diversity(np.stack([np.zeros((2, 3, 2)), np.ones((2, 3, 2))])) == 0.5
    assert audition.spread((57, 60, 64), 2) == [57, 64] and audition.spread((60,), 3) == [60, 60, 60]


def test_a_damaged_log_of_auditions_is_told(tmp_path):
    (tmp_path / "auditions.jsonl").write_text(json.dumps({"images": 8}) + "\n")
    with refused("whole-log", TrainingError, says="log of auditions must be whole"):
        read_figures(tmp_path)


def test_one_audition_tells_of_diversity_too(tmp_path):
    """A single sound differs from nothing; it once made every healthy run look collapsed."""
    stored = read_model(GOLDEN / "tiny_mel")
    figures = audition.audition(stored, tmp_path / "one", images=8, count=1, seed=0)
    assert figures.diversity > audition.SAME
    assert len(list((tmp_path / "one").glob("*.wav"))) == 1
