"""Notes in, pictures and timbres out; presets and setups."""

import dataclasses

import numpy as np
import pytest
import soundfile

from ganspacesynth.core.errors import DatasetError, InvalidInput, ModelError, TrainingError
from ganspacesynth.data.dataset_building import build_dataset
from ganspacesynth.data.scan import scan_folders
from ganspacesynth.networks.gansynth.checkpoint import write_native
from ganspacesynth.networks.gansynth.decoder.spectral import waves_to_specgrams
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.gansynth.stored_model import StoredModel, model_id
from ganspacesynth.networks.prior import Prior
from ganspacesynth.training.adversarial import growth
from ganspacesynth.training.adversarial.gan_settings import GanSettings
from ganspacesynth.training.architectures import PRESETS, architecture, published_normalizer
from ganspacesynth.training.notes.corpus import load_corpus
from ganspacesynth.training.notes.pictures import Pictures, shrink, timbres_of
from ganspacesynth.training.setup import choose, finetune_setup, gan_setup, morph_setup
from tests.support import tiny_corpus
from tests.support.refused import refused

GAIN, SHIFT = published_normalizer()


def test_a_folder_and_the_data_set_built_of_it_are_the_same_notes(tmp_path):
    folder = tiny_corpus.save(tmp_path / "notes")
    build_dataset(scan_folders([folder]), tmp_path / "set", sample_rate=8000, audio_length=2000, valid_fraction=0.0)
    ours, built = load_corpus(folder), load_corpus(tmp_path / "set")
    assert (ours.name, built.name) == ("notes", "set")
    assert ours.sample_rate == built.sample_rate == 8000 and len(ours) == len(built) == 6
    rows = [list(zip(c.instruments, c.pitches.tolist(), strict=True)) for c in (ours, built)]
    order = [rows[1].index(key) for key in rows[0]]
    assert np.abs(ours.waves.astype(int) - built.waves[order]).max() <= 1
    assert np.abs(ours.floats([0, 1])).max() <= 1.0 and ours.floats([0]).dtype == np.float32


def test_a_corpus_has_a_digest_of_its_sound():
    notes = tiny_corpus.corpus()
    other = dataclasses.replace(notes, waves=notes.waves[::-1])
    assert notes.digest == tiny_corpus.corpus().digest != other.digest


def test_samples_of_several_rates_are_refused(tmp_path):
    folder = tiny_corpus.save(tmp_path / "notes")
    soundfile.write(folder / "z_0_60.wav", np.zeros(2000), 16000)
    with refused("one-rate", TrainingError, says="one rate, 8000 Hz here"):
        load_corpus(folder)
    soundfile.write(folder / "z_0_60.wav", np.zeros(1000), 8000)
    with refused("audio-length", DatasetError):
        load_corpus(folder)


def test_notes_are_chosen_by_pitch_and_instrument():
    notes = tiny_corpus.corpus()
    assert set(choose(notes, pitches=[57, 64]).pitches.tolist()) == {57, 64}
    some = choose(notes, instruments=["re*"])
    assert set(some.instruments) == {"reed"} and len(some) == len(some.waves) == 3
    assert choose(notes) is notes
    with refused("notes-at-pitches", TrainingError, says=r"none of \[30, 31\] in tiny"):
        choose(notes, pitches=[31, 30])
    with refused("known-instruments", TrainingError, says=r"'flute'. It has: organ, reed"):
        choose(notes, instruments=["flute"])


def test_pictures_are_normalized_specgrams_at_any_resolution():
    config, notes = tiny_corpus.config(), tiny_corpus.corpus()
    pictures = Pictures(config, notes, GAIN, SHIFT)
    expected = waves_to_specgrams(config, notes.floats([4, 1, 4])) * GAIN + SHIFT
    assert np.allclose(pictures.rows([4, 1, 4], 4), expected, atol=2e-3)
    small = pictures.rows([4, 1, 4], 2)
    assert small.shape == (3, 4, 64, 2) and small.dtype == np.float32
    assert np.allclose(small, np.stack([shrink(p, (4, 64)) for p in expected]), atol=2e-3)


def test_memory_changes_the_speed_and_nothing_else():
    config, notes = tiny_corpus.config(), tiny_corpus.corpus()
    kept, made = Pictures(config, notes, GAIN, SHIFT), Pictures(config, notes, GAIN, SHIFT, max_bytes=0)
    for blocks in (1, 4):
        for rows in ([0, 5], [5, 5, 2]):
            assert np.array_equal(kept.rows(rows, blocks), made.rows(rows, blocks))


def test_notes_must_fit_the_model():
    config = dataclasses.replace(tiny_corpus.config(), sample_rate=16000)
    with refused("audio-length", TrainingError, says=r"2000 samples at 16000 Hz. Received: 2000 at 8000 Hz"):
        Pictures(config, tiny_corpus.corpus(), GAIN, SHIFT)
    with refused("audio-fits-frames", ModelError):
        PRESETS["tiny"].config(pitches=(60,), sample_rate=16000, audio_length=64000)


def test_timbres_take_the_loudest_note_of_each_pitch():
    notes = tiny_corpus.corpus()
    soft = notes.waves // 4
    doubled = dataclasses.replace(
        notes, waves=np.concatenate([soft, notes.waves]), pitches=np.tile(notes.pitches, 2), instruments=notes.instruments * 2
    )
    config = tiny_corpus.config(pitches=(57, 64))
    timbres = timbres_of(config, doubled, GAIN, SHIFT)
    assert timbres.names == ("organ", "reed") and timbres.present.all() and timbres.pictures.shape == (2, 2, 16, 256, 2)
    expected = Pictures(dataclasses.replace(config, pitches=tiny_corpus.PITCHES), notes, GAIN, SHIFT).rows([3, 5], 4)
    assert np.array_equal(timbres.pictures[0].astype(np.float32), expected)
    with refused("picture-memory", TrainingError, says=r"2 timbres at 2 pitches.*or give more --memory"):
        timbres_of(config, doubled, GAIN, SHIFT, max_bytes=1000)


def test_the_full_preset_is_the_published_model():
    shape = architecture("full")
    config = shape.config(pitches=ModelConfig().pitches, sample_rate=16000, audio_length=64000)
    assert config == ModelConfig() and shape.filters(0) == 256
    compact = architecture("compact", latent_size=32, simple_arch=None)
    assert compact.config(pitches=(60,), sample_rate=16000, audio_length=64000).filters == (64, 64, 64, 64, 32, 16, 8)
    assert compact.latent_size == 32
    assert np.allclose(GAIN, [0.0661371661726, 0.8]) and np.allclose(SHIFT, [0.113718730221, 0.0])
    with refused("known-preset", InvalidInput, says="one of full, compact, tiny"):
        architecture("huge")


def test_a_gan_trains_the_pitches_of_its_data():
    setup = gan_setup(tiny_corpus.corpus((60, 57)), PRESETS["tiny"], GanSettings(), stable_images=16, transition_images=8)
    assert setup.task.config.pitches == (57, 60) and setup.task.labels.tolist() == [1, 0, 1, 0]
    assert setup.task.schedule.start(2) == 24 and setup.settings["schedule"]["stable_images"] == 16
    assert setup.settings["init"] is None and "total_images" not in setup.settings


def stored(config=None, **changes):
    config = config or tiny_corpus.config(**changes)
    weights = growth.new_generator(config, config.num_blocks, 0)
    weights |= {"normalizer/a": np.float32([0.1, 0.9]), "normalizer/b": np.float32([0.2, 0.0])}
    prior = Prior("codes", np.ones((2, config.latent_size), np.float32))
    weights |= {f"prior/{k}": v for k, v in prior.to_arrays().items()}
    return StoredModel(config, weights, model_id(config, weights), prior.to_json())


def test_finetuning_takes_over_weights_normalizer_and_prior(tmp_path):
    model = stored()
    write_native(tmp_path / "m", model, dtype="float32")
    setup = finetune_setup(tiny_corpus.corpus((57, 60)), tmp_path / "m", GanSettings(batch_size=4))
    assert np.array_equal(setup.gain, np.float32([0.1, 0.9])) and np.array_equal(setup.shift, np.float32([0.2, 0.0]))
    assert setup.prior.kind == "codes" and setup.settings["init"] == model.id
    state = setup.task.initial_state()
    assert all(np.array_equal(model.weights[name], value) for name, value in state["generator"].items())
    assert setup.task.stage(0) == setup.task.schedule.last_stage
    batch = setup.task.draw(np.random.default_rng(0), 0)
    assert batch["real"].shape == (4, 16, 256, 2) and float(batch["progress"]) == 3.0
    assert not batch["real_labels"][:, 2].any()


def test_finetuning_needs_a_finished_model_with_the_pitches_of_the_notes(tmp_path):
    write_native(tmp_path / "m", stored())
    with refused("notes-within-pitches", TrainingError, says=r"notes at 61, the model plays 57, 60, 64. Leave them out with --pitches"):
        finetune_setup(tiny_corpus.corpus((60, 61)), tmp_path / "m", GanSettings())
    growing = growth.partial_config(tiny_corpus.config(), 2, 0.5)
    write_native(tmp_path / "g", stored(growing))
    with refused("finished-network", TrainingError, says=r"Only a finished network.*at progress 0.5"):
        finetune_setup(tiny_corpus.corpus(), tmp_path / "g", GanSettings())


def test_the_warm_start_undoes_the_normalization_of_its_kind_of_picture():
    notes = tiny_corpus.corpus()
    mel = morph_setup(notes, PRESETS["tiny"]).task.log_magnitude_gain
    linear = morph_setup(notes, architecture("tiny", data_type="linear")).task.log_magnitude_gain
    assert linear == pytest.approx(2 * mel) and mel == pytest.approx(0.5 / 0.0661371661726)
