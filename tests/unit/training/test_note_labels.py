"""Labels of notes: what a model learns to tell apart, fake labels as they occur, and losses against closed forms."""

import dataclasses
import json
from collections import Counter

import numpy as np
import pytest

from ganspacesynth.cli.main import main
from ganspacesynth.core.errors import InvalidInput, TrainingError
from ganspacesynth.data.dataset_building import build_dataset
from ganspacesynth.data.scan import scan_folders
from ganspacesynth.networks.gansynth.gansynth import load_model
from ganspacesynth.training.adversarial import losses
from ganspacesynth.training.adversarial.gan_settings import GanSettings
from ganspacesynth.training.architectures import PRESETS
from ganspacesynth.training.notes.corpus import load_corpus
from ganspacesynth.training.notes.note_labels import conditions_of, labels_of
from ganspacesynth.training.setup import gan_setup, morph_setup
from ganspacesynth.training.warm_start.timbres import draw_targets, pictures_of
from tests.support import conditioned, tiny_corpus
from tests.support.refused import refused

KINDS = ("family", "source", "qualities", "velocity")


def config_of(notes, kinds=KINDS):
    return dataclasses.replace(tiny_corpus.config(), conditions=conditions_of(notes, kinds))


def test_a_model_learns_the_names_that_its_notes_have():
    notes = conditioned.notes()
    found = conditions_of(notes, KINDS)
    assert found.to_json() == {
        "source": ["acoustic", "electronic"],
        "family": ["organ", "reed"],
        "qualities": ["bright", "dark"],
        "velocity": [25, 100],
    }
    labels = labels_of(config_of(notes), notes)
    low_organ = int(np.flatnonzero((notes.conditions["family"] == 6) & (notes.pitches == 57))[0])
    np.testing.assert_allclose(labels.rows[low_organ], [1, 0, 0, 1, 0, 1, 0, 0, 0, 25 / 63.5 - 1], rtol=1e-6)
    assert labels.joint.counts.sum() == len(notes) and len(labels.joint.counts) == len(notes)
    assert labels_of(tiny_corpus.config(), notes).joint is None and labels_of(tiny_corpus.config(), notes).rows.shape == (12, 3)


@pytest.mark.parametrize(
    ("kinds", "notes", "error", "rule"),
    [
        (("colour",), conditioned.notes(), InvalidInput, "known-condition-kind: some of source, family, qualities, velocity. Received: 'colour'"),
        (("family",), tiny_corpus.corpus(), TrainingError, "telling-condition: family, and notes in tiny with 0 values of it. Leave family out"),
        (("velocity",), conditioned.notes((100,)), TrainingError, "telling-condition"),
        (("velocity",), conditioned.notes((-1, 100)), TrainingError, "telling-condition"),
    ],
)
def test_nothing_to_tell_apart(kinds, notes, error, rule):
    with refused(rule, error):
        conditions_of(notes, kinds)


def test_notes_must_be_what_the_model_knows():
    config, notes = config_of(conditioned.notes()), conditioned.notes()
    strange = dataclasses.replace(notes, conditions={**notes.conditions, "family": np.full(len(notes), 3)})
    with refused("known-condition", TrainingError, says=r"know the family of every note. Received: 12 notes with others than organ, reed"):
        labels_of(config, strange)
    with refused("known-condition", TrainingError):
        labels_of(config, dataclasses.replace(notes, conditions={**notes.conditions, "qualities": np.full(len(notes), 8)}))
    with refused("known-condition", TrainingError):
        labels_of(config, conditioned.notes((25, 127)))


def test_fake_labels_come_as_often_as_among_the_notes():
    """Chi-square over the label rows of 250 batches; none of them is a row that no note has."""
    from scipy.stats import chisquare

    notes = conditioned.notes()
    notes = notes.only([0, 0, 0, 1, 2, 2, 4, 5, 9, 9, 10, 11])  # uneven
    setup = gan_setup(notes, PRESETS["tiny"], GanSettings(batch_size=4), conditions=KINDS, stable_images=8, transition_images=8)
    rows = Counter(map(bytes, setup.task.rows))
    drawn = Counter()
    for i in range(250):
        batch = setup.task.draw(np.random.default_rng([1, i]), 0)
        drawn.update(map(bytes, batch["fake_labels"].reshape(8, -1)))
        assert batch["real_labels"].shape == (4, setup.task.config.label_size)
    assert set(drawn) <= set(rows)
    assert chisquare([drawn[row] for row in rows], [2000 * count / len(notes) for count in rows.values()]).pvalue > 0.001
    assert setup.joint.counts.sum() == len(notes) and "labels" in setup.settings


def test_both_networks_hear_of_every_kind():
    """The adversarial losses name each kind, and none of them is deaf to the labels."""
    from ganspacesynth.networks import backend

    settings = GanSettings(batch_size=4, penalty_every=2)
    task = gan_setup(conditioned.notes(), PRESETS["tiny"], settings, conditions=KINDS, stable_images=8, transition_images=8).task
    state, batch = backend.tensors(task.initial_state()), dict(task.draw(np.random.default_rng(0), 4))
    _, seen = task.generator_loss(state["generator"], state["critic"], backend.tensors(batch))
    _, measured = task.critic_loss(state["critic"], state["generator"], backend.tensors(batch))
    assert {f"fake_{kind}" for kind in ("pitch", *KINDS)} <= set(seen) and {f"real_{kind}" for kind in ("pitch", *KINDS)} <= set(measured)
    other = {**batch, "fake_labels": np.roll(batch["fake_labels"], 1, axis=1)}
    changed = task.generator_loss(state["generator"], state["critic"], backend.tensors(other))[1]
    assert all(float(changed[f"fake_{kind}"]) != float(seen[f"fake_{kind}"]) for kind in KINDS)


def test_the_critic_has_a_logit_for_each_number_of_the_label():
    from ganspacesynth.networks.gansynth.discriminator import discriminator_shapes

    config = config_of(conditioned.notes())
    assert discriminator_shapes(config, 8)["classes/kernel"] == (8, config.label_size)
    assert discriminator_shapes(tiny_corpus.config(), 8)["classes/kernel"] == (8, 3)


def test_losses_are_those_of_their_kind(rng):
    config = config_of(conditioned.notes())
    logits = rng.standard_normal((5, config.label_size)).astype(np.float32)
    labels = labels_of(config, conditioned.notes()).rows[[0, 3, 5, 7, 11]]
    found = {kind: float(loss) for kind, loss in losses.label_losses(config, logits, labels).items()}
    said, right = np.float64(logits), np.float64(labels)

    def softmax(place):
        shares = np.exp(said[:, place]) / np.exp(said[:, place]).sum(axis=1, keepdims=True)
        return -np.mean(np.log((shares * right[:, place]).sum(axis=1)))

    yes = 1.0 / (1.0 + np.exp(-said[:, 7:9]))
    sigmoid = -np.mean(right[:, 7:9] * np.log(yes) + (1 - right[:, 7:9]) * np.log(1 - yes))
    square = np.mean((said[:, 9] - right[:, 9]) ** 2)
    expected = {
        "pitch": softmax(slice(0, 3)),
        "source": softmax(slice(3, 5)),
        "family": softmax(slice(5, 7)),
        "qualities": sigmoid,
        "velocity": square,
    }
    assert found == pytest.approx(expected, rel=1e-5)
    assert float(losses.label_loss(found)) == pytest.approx(sum(expected.values()) + sigmoid + 3 * square, rel=1e-5)


def test_of_pitch_alone_the_loss_is_the_published_one(rng):
    logits, labels = rng.standard_normal((4, 3)).astype(np.float32), np.eye(3, dtype=np.float32)[[0, 2, 1, 1]]
    parts = losses.label_losses(tiny_corpus.config(), logits, labels)
    assert list(parts) == ["pitch"] and float(losses.label_loss(parts)) == float(losses.cross_entropy(logits, labels))


def test_the_warm_start_draws_what_occurs_and_one_z_plays_in_every_family(rng):
    setup = morph_setup(conditioned.notes(), PRESETS["tiny"], conditions=("family", "velocity"))
    task = setup.task
    assert task.timbres.voices == 1 and len(task.timbres.names) == 4 and sorted(task.timbres.groups) == [0, 1, 2, 3]
    rows = {bytes(row) for row in labels_of(task.config, conditioned.notes()).rows}
    targets = draw_targets(rng, task.timbres, task.vectors, 30, purity=1.0, sharpness=4.0)
    assert {bytes(row) for row in targets.labels} <= rows
    for label, picture in zip(targets.labels, pictures_of(task.timbres, targets, 7.5), strict=True):
        same = int(np.flatnonzero((task.timbres.conditions == label[3:]).all(axis=1))[0])
        np.testing.assert_allclose(picture, task.timbres.pictures[same, label[:3].argmax()], atol=1e-3)


def test_from_a_data_set_to_a_sound_of_the_family_asked_for(tmp_path, capsys):
    """The whole way through the command line: build, train with conditions, info, generate."""
    folder, data = tiny_corpus.save(tmp_path / "notés"), tmp_path / "data"
    notes = conditioned.notes((100,))
    assert notes.conditions["family"].tolist() == [7] * 3 + [6] * 3
    meta = {}
    for name, pitch, family in zip(notes.instruments, notes.pitches.tolist(), notes.conditions["family"].tolist(), strict=True):
        meta[f"{name}_0_{pitch}"] = {"pitch": pitch, "instrument_str": name, "instrument_family": family, "velocity": 25 if pitch == 57 else 100}
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    build_dataset(scan_folders([folder]), data, sample_rate=8000, audio_length=2000, valid_fraction=0.0)
    assert load_corpus(data).conditions["family"].tolist().count(6) == 3
    assert sorted(load_corpus(folder).conditions["velocity"].tolist()) == [25, 25, 100, 100, 100, 100]
    run, learning = tmp_path / "run", ["--condition", "family,velocity", "--images", "4", "--window", "0", "--audition", "2"]
    assert main(["train", str(data), "-o", str(run), "--method", "morph", "--preset", "tiny", *learning]) == 0
    model = load_model(run / "model")
    assert model.config.conditions.to_json() == {"family": ["organ", "reed"], "velocity": [25, 100]}
    assert main(["info", str(run / "model")]) == 0
    assert "  family      organ, reed\n  velocity    25, 100\n" in capsys.readouterr().out
    sound = str(tmp_path / "sound.wav")
    assert main(["generate", "--model", str(run / "model"), "--pitch", "60", "--family", "organ", "-o", sound, "--seed", "1"]) == 0
    assert main(["show", sound]) == 0
    assert "organ" in capsys.readouterr().out
    assert main(["generate", "--model", str(run / "model"), "--pitch", "60", "--family", "kazoo", "-o", sound, "--force"]) == 1
    assert "family must be among organ, reed" in capsys.readouterr().err
