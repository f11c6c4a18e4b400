"""Evaluations of models whose faults are known: what should be high is high, and what is wrong is told."""

import json

import numpy as np
import pytest

from ganspacesynth.core.errors import DatasetError, InvalidInput
from ganspacesynth.evaluation import real
from ganspacesynth.evaluation.alarms import alarms
from ganspacesynth.evaluation.classifier import load_classifier
from ganspacesynth.evaluation.comparison import evaluate, measure_reference
from ganspacesynth.evaluation.metrics_table import FIGURES
from ganspacesynth.evaluation.report import number, write_report
from ganspacesynth.evaluation.sound_features import measure_sounds
from ganspacesynth.evaluation.statistics.interval import Estimate
from tests.support import tiny_orchestra
from tests.support.refused import refused
from tests.support.tiny_orchestra import PITCHES, Noise, OneNote, OneTimbre, Player, Sharp, Silent

COUNT = 30
UNSAID = {"treble", "consistency"}  # at 8 kHz there is nothing above 5.5, and a player draws nothing


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    return tiny_orchestra.save(tmp_path_factory.mktemp("an orchestra é") / "set")


@pytest.fixture(scope="module")
def comparison(notes):
    return measure_reference(real.gather(notes, PITCHES, COUNT), load_classifier())


@pytest.fixture(scope="module")
def judged(comparison):
    """{class of player: its evaluation}, each made once."""
    return {player: comparison.compare(player(), COUNT) for player in (Player, OneNote, OneTimbre, Noise, Sharp, Silent)}


def value(evaluation, name):
    return evaluation.figures[name][0].value


def test_a_good_player_scores_as_real_sounds(judged):
    good = judged[Player]
    assert good.alarms == () and good.sounds == COUNT and good.compared == 24 and good.training == 72
    assert "the valid split" in good.held_out
    for name in ("in_tune", "pitches_heard", "coherence", "diversity"):
        own, others = good.figures[name]
        assert own.value == pytest.approx(others.value, rel=0.35), name
    assert value(good, "in_tune") == 1.0 and value(good, "octave_off") == 0.0 and value(good, "different_kinds") < 0.15


def test_identical_sets_are_not_apart(comparison):
    """The real sounds held out, once more as if a model had made them."""
    sounds = comparison.real.held_out.floats()

    class Copy(Player):
        def sound(self, z, pitch):
            return next(sounds)

    same = comparison.compare(Copy(), len(comparison.held_out))
    for name, (own, others) in same.figures.items():
        assert own.value == pytest.approx(others.value, abs=1e-9, nan_ok=name in UNSAID), name


def test_one_note_alone_is_a_collapse(judged):
    one = judged[OneNote]
    assert value(one, "pitches_heard") == pytest.approx(1.0) and value(one, "diversity") == pytest.approx(0.0, abs=1e-6)
    assert value(one, "inception_pitch") == pytest.approx(1.0, abs=1e-3)
    assert value(one, "different_kinds") > 2 * value(judged[Player], "different_kinds")
    assert value(one, "frechet") > 3 * one.figures["frechet"][1].value
    said = " ".join(one.alarms)
    assert "It plays about 1.0 different notes where 1" in said and "At one pitch all sounds are the same" in said and "copies" in said


def test_one_timbre_at_every_pitch_is_told_from_many(judged):
    one = judged[OneTimbre]
    assert value(one, "in_tune") == 1.0 and value(one, "pitches_heard") > 9
    assert value(one, "diversity") == pytest.approx(0.0, abs=1e-6)
    assert any("At one pitch all sounds are the same" in text for text in one.alarms)


def test_noise_is_far_from_notes(judged):
    noise, good = judged[Noise], judged[Player]
    assert value(noise, "in_tune") < 0.15 and value(noise, "pitch_named") < 0.15
    assert value(noise, "coherence") < 0.5 < value(good, "coherence")
    assert value(noise, "frechet") > 3 * value(good, "frechet") and value(noise, "kernel") > 3 * abs(value(good, "kernel"))


def test_a_semitone_too_high_is_wrong(judged):
    sharp = judged[Sharp]
    assert value(sharp, "in_tune") == 0.0 and value(sharp, "octave_off") == 0.0
    assert value(sharp, "pitch_named") < 0.1 < value(judged[Player], "pitch_named")
    assert value(sharp, "pitches_heard") > 9


def test_silence_is_told(judged):
    silent = judged[Silent]
    assert "100 % of the sounds are silent." in silent.alarms
    assert np.isnan(value(silent, "coherence")) and value(silent, "in_tune") == 0.0 and silent.pairs == ()
    assert silent.to_json()["figures"]["coherence"]["value"] is None
    assert "cannot be said" in write_report(silent, title="x", dataset="y")


def test_an_evaluation_is_the_same_twice(notes, judged):
    assert evaluate(Player(), notes, count=COUNT).to_json() == judged[Player].to_json()


def test_json_says_all(judged):
    told = json.loads(json.dumps(judged[Player].to_json(), allow_nan=False))
    assert told["format"] == "ganspacesynth-evaluation" and list(told["figures"]) == list(FIGURES)
    assert {name for name, row in told["figures"].items() if row["value"] is None} == UNSAID
    for row in (row for name, row in told["figures"].items() if name not in UNSAID):
        assert row["low"] <= row["value"] <= row["high"] and row["real"]["low"] <= row["real"]["value"] <= row["real"]["high"]
    assert [pair["apart_db"] for pair in told["nearest"]] == sorted(pair["apart_db"] for pair in told["nearest"])


# --- other data sets, and none


def test_without_a_valid_split_notes_are_kept_aside(tmp_path):
    path = tiny_orchestra.save(tmp_path / "set", valid=0, instruments=5)
    found = real.gather(path, PITCHES, 25)
    assert found.how == real.HALVES and len(found.held_out) == 25 and len(found.training) == 35
    assert not set(found.held_out.names) & set(found.training.names)


def test_notes_that_the_model_does_not_play_are_left_out(notes):
    found = real.gather(notes, (*range(50, 65), 90), 500)
    assert set(found.training.pitches) == set(range(55, 65)) and len(found.held_out) == 20
    with refused("real-sound-count", DatasetError, says=r"at least, at pitches that the model plays \(20 to 30\)\. Received: 0 in"):
        evaluate(Player(pitches=tuple(range(20, 31))), notes, count=COUNT)


def test_large_data_sets_are_sampled_evenly(notes, monkeypatch):
    monkeypatch.setattr(real, "MOST", 40)
    found = real.gather(notes, PITCHES, COUNT)
    assert len(found.training) == 40 and len({name.split("_")[0] for name in found.training.names}) >= 6
    assert found.training.names == real.gather(notes, PITCHES, COUNT).training.names
    assert found.training.names != real.gather(notes, PITCHES, COUNT, seed=1).training.names


def test_a_model_of_another_rate_is_judged_too(comparison):
    """Its 8000 samples, said to be a second's, are heard at the rate that it says: an octave and more too high."""
    double = comparison.compare(Player(rate=16000), len(comparison.held_out))
    assert value(double, "in_tune") == 0.0 and value(double, "octave_off") == 1.0


@pytest.mark.parametrize("count", [0, 19, 10_001])
def test_too_few_or_too_many_sounds(notes, count):
    with refused("sound-count", InvalidInput, says=rf"An evaluation needs 20 to 10000 sounds\. Received: {count}\."):
        evaluate(Player(), notes, count=count)


def test_no_data_set(tmp_path):
    with refused("existing-file", DatasetError):
        evaluate(Player(), tmp_path / "none", count=COUNT)


# --- words


def test_alarms_judge_what_is_known_only():
    assert list(alarms({}, silent=0.0, asked=10.0)) == []
    same = {"nearest_real": (Estimate(1.0, 1.0, 1.0), Estimate(9.0, 9.0, 9.0))}
    assert list(alarms(same, silent=0.5, asked=1.0)) == [
        "50 % of the sounds are silent.",
        "Its sounds are copies: 1.0 dB from the nearest training sound, real ones 9.0 dB.",
    ]


def test_numbers_are_read_easily():
    assert [number(*each) for each in ((0.98, "%"), (9.61, "dB"), (-0.0212, ""), (131.4, ""), (float("nan"), "dB"))] == [
        "98.0 %", "9.61 dB", "−0.0212", "131", "–"]  # fmt: skip


def test_sounds_may_be_heard_without_their_pitch():
    sounds = measure_sounds([tiny_orchestra.play(60, 0)] * 2, tiny_orchestra.RATE, [60, 61], "ab", load_classifier(), alone=False)
    assert np.isnan(sounds.found).all() and not sounds.in_tune.any() and not sounds.octave_off.any()
