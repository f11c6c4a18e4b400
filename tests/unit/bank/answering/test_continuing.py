"""Playing on: a language of sounds whose grammar is known, banks and recordings of every kind, and answers that can be laid again."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.bank.answering.answer_files import answer_recipe, lay_recipe, save_answer
from ganspacesynth.bank.answering.choosing import ContinueSettings
from ganspacesynth.bank.answering.continuation_recipe import ContinuationRecipe
from ganspacesynth.bank.answering.continuing import BankPlayer, continue_recording
from ganspacesynth.bank.answering.hearing import cut_settings, hear, key_mask
from ganspacesynth.bank.answering.joins import Placed
from ganspacesynth.bank.answering.trial import save_moments, summary, try_recordings
from ganspacesynth.bank.bank import Bank
from ganspacesynth.bank.building.bank_building import BankSettings, build_bank
from ganspacesynth.bank.units.cutting import CutSettings
from ganspacesynth.bank.units.unit_features import RATE, unit_features
from ganspacesynth.composition.recipes import check_recipe
from ganspacesynth.composition.sound import read_artifact
from ganspacesynth.core.artifact import Artifact
from ganspacesynth.core.errors import AudioError, BankError, ModelError, SequenceError
from ganspacesynth.networks.continuation.continuation_files import load_continuation
from tests.conftest import GOLDEN
from tests.support.refused import refused
from tests.support.sound_language import UNIT_S, grammar, language_bank, right_share, sentences, spoken, words_of
from tests.support.tones import phrase, tone, write


@pytest.fixture(scope="module")
def model():
    """Trained by `python -m tests.support.sound_language`."""
    return load_continuation(GOLDEN / "sound_language")


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    """A bank that the model never saw: other sentences, spoken anew."""
    return language_bank(tmp_path_factory.mktemp("language"), seed=77, sentences=4, length=30)


@pytest.fixture(scope="module")
def player(bank, model):
    return BankPlayer.of(bank, model)


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    said = sentences(8, 1, 12)[0]
    return write(tmp_path_factory.mktemp("recordings") / "said.wav", spoken(said, 5)), said


# --- the proof


def test_the_right_unit_comes_next_where_the_grammar_says_so(bank, model):
    """At least 95 %, and in a bank that it never saw at least 80 %: here both at once. The published model, authors say, had learnt nothing."""
    assert right_share(model, bank, sentences(50, 3, 30)) >= 0.95


def test_another_rate_changes_nothing_of_that(model, tmp_path):
    """The published player heard everything two octaves too high, since it took another rate for its own."""
    other = language_bank(tmp_path, seed=78, sentences=3, length=25, rate=22050)
    assert other.sample_rate == 22050 and right_share(model, other, sentences(51, 2, 25)) >= 0.8


def test_an_answer_goes_on_in_the_language(player, recording):
    """Its own answers enter what it hears: the second unit depends on the first."""
    wave, rate = read_audio(recording[0])
    settings = ContinueSettings(length_s=3.0, temperature=0.0, join=0.0)
    answer = continue_recording(replace(player), wave, rate, settings)
    words, rules = words_of(player.bank)[[each.unit for each in answer.placed]], grammar()
    before = [*recording[1][-2:], *words.tolist()]
    right = [word in rules[a, b] for a, b, word in zip(before, before[1:], before[2:], strict=False)]
    assert len(words) == 15 and np.mean(right) >= 0.9


def test_one_step_hears_what_it_chose(player):
    rng = np.random.default_rng(0)
    context = player.model.begin()
    unit, _, after = player.step(context, hear(spoken([0, 1], 1), RATE, player.bank).ending, np.ones(len(player.bank), bool), ContinueSettings(), rng)
    np.testing.assert_allclose(after.log_likelihoods(player.units), context.hear(player.units[unit]).log_likelihoods(player.units))


# --- answers


def test_the_same_seed_is_the_same_answer(player, recording):
    wave, rate = read_audio(recording[0])
    first, again, other = (continue_recording(player, wave, rate, ContinueSettings(2.0, seed=seed, temperature=2.0)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.wave, again.wave)
    assert first.placed != other.placed and len(first.probabilities) == len(first.placed)
    assert abs(first.likelihoods.sum() - 1.0) < 1e-4
    assert np.abs(first.wave).max() <= 1.0 and len(first.wave) / first.sample_rate >= 2.0


def test_density_leaves_rests(player, recording):
    wave, rate = read_audio(recording[0])
    sparse = continue_recording(player, wave, rate, ContinueSettings(10.0, seed=3, density=0.4))
    share = len(sparse.placed) * UNIT_S / 10.0
    assert 0.25 < share < 0.6 and sparse.placed[0].start == 0


def test_it_stays_in_the_key_that_it_heard(player):
    heard = hear(phrase([60, 62, 64, 65, 67, 69, 71, 72, 67, 64, 60], RATE, UNIT_S), RATE, player.bank)
    mask = key_mask(player.bank, heard.key)
    assert heard.key[0] == "C major" and 0 < mask.sum() < len(mask)
    wave = phrase([60, 62, 64, 65, 67, 69, 71, 72, 67, 64, 60], RATE, UNIT_S)
    answer = continue_recording(player, wave, RATE, ContinueSettings(6.0, temperature=3.0, top_k=0, top_p=1.0, stay_in_key=True))
    assert all(mask[each.unit] for each in answer.placed)
    assert key_mask(player.bank, None).all()


# --- recordings and banks of every kind


def test_silence_is_refused(player):
    for wave in (np.zeros(RATE, np.float32), np.zeros(0, np.float32), np.full(RATE, 1e-5, np.float32)):
        with refused("something-heard", AudioError, says="louder than -55 dB"):
            continue_recording(player, wave, RATE)


def test_a_recording_that_clips_is_heard_and_told(player, recording):
    wave, rate = read_audio(recording[0])
    clipped = continue_recording(player, np.clip(20.0 * wave, -1, 1), rate, ContinueSettings(1.0))
    assert "clips" in clipped.heard.remarks[0]
    assert not continue_recording(player, wave, rate, ContinueSettings(1.0)).heard.remarks


def test_a_bank_without_choice_is_refused(player, model, tmp_path):
    one = build_bank([write(tmp_path / "a.wav", tone(60))], tmp_path / "one", BankSettings(CutSettings("whole"))).bank
    with refused("some-units", BankError, says="two units or more"):
        BankPlayer.of(one, model)
    nothing = replace(one, **{name: getattr(one, name)[:0] for name in ("sounds", "starts", "lengths", "features", "source", "at_s", "phase")})
    with refused("some-units", BankError, says="Received: 0"):
        BankPlayer.of(nothing, model)


def test_a_model_of_another_vocabulary_is_refused(bank, model):
    with refused("own-bank", ModelError):
        BankPlayer.of(bank, replace(model, config=replace(model.config, head="units", vocabulary=5, bank="other")))


def test_a_strangers_bank_cannot_break_how_recordings_are_cut(bank):
    for said in (None, {"cut": 5}, {"cut": {"cut": "sideways"}}, {"cut": {"more": 1}}):
        assert cut_settings(replace(bank, settings=said or {})) == CutSettings()
    whole = replace(bank, settings={"cut": CutSettings("whole").to_json()})
    assert cut_settings(whole).cut == "onsets"


# --- recipes


@pytest.fixture
def recipe(player, recording):
    wave, rate = read_audio(recording[0])
    settings = ContinueSettings(1.0, seed=4)
    return answer_recipe(continue_recording(player, wave, rate, settings), player, settings, recording[0])


def test_an_answer_carries_its_recipe_and_lineage(player, recipe, tmp_path):
    wave = save_answer(tmp_path / "answer.wav", recipe, player.bank)
    stored = check_recipe(read_recipe(tmp_path / "answer.wav"))
    assert isinstance(stored, ContinuationRecipe) and stored == recipe and stored.version == 2
    np.testing.assert_array_equal(lay_recipe(stored, player.bank), wave)
    parents = {parent.kind: parent.digest for parent in read_artifact(tmp_path / "answer.wav").parents}
    assert parents["bank"] == player.bank.id and parents["model"] == player.model.id and len(parents["recording"]) == 64
    assert stored.settings["seed"] == 4 and stored.heard.path == "said.wav"


def test_an_answer_is_laid_again_with_its_own_bank_alone(recipe, bank):
    with refused("answer-bank", BankError, says="--bank"):
        lay_recipe(recipe, replace(bank, id="another"))


def test_damaged_recipes_are_refused(recipe):
    plain = recipe.to_json()
    for name, value, rule in (
        ("placed", [], "placed-units"),
        ("placed", [[0, -1]], "placed-units"),
        ("placed", [[True, 0]], "placed-units"),
        ("placed", [[0]], "whole-recipe"),
        ("bank", {"path": "x"}, "answer-sources"),
        ("heard", 5, "answer-sources"),
        ("settings", [], "answer-settings"),
        ("width", 0.5, "answer-finish"),
    ):
        with refused(rule, SequenceError):
            check_recipe({**plain, name: value})
    with refused("answer-sources", SequenceError, says="by digest and path"):
        replace(recipe, bank=Artifact("model", "abc"))


def test_no_model_of_sounds_plays_an_answer(recipe, tiny):
    from ganspacesynth.composition.recipe_sounds import make
    from ganspacesynth.composition.variation import with_points

    with refused("answer-by-bank", SequenceError, says="show --render"):
        make(recipe, tiny)
    with refused("answer-by-bank", SequenceError, says="no points"):
        with_points(recipe, lambda point: point)


# --- a run without a musician


def test_a_run_without_a_musician_tells_what_was_foreseen(player, recording, tmp_path):
    moments = list(try_recordings(player, [recording[0]], ContinueSettings(seed=1)))
    told = summary(moments, len(player.bank))
    assert len(moments) == 12 and moments[0].rank == 0 and told["nats"] < told["nats_of_chance"]
    assert told["median_rank"] < 0.5 * told["median_rank_of_chance"]
    save_moments(tmp_path / "log.jsonl", moments)
    assert len((tmp_path / "log.jsonl").read_text().splitlines()) == 12
    assert summary(moments[:1], 5) == {"moments": 1}


def test_features_are_those_of_the_bank(bank: Bank):
    """What is heard live and what is in a bank is measured by one function."""
    unit = bank.wave(3)[: int(bank.lengths[3])]
    np.testing.assert_allclose(unit_features(unit), bank.features[3], rtol=0.02, atol=0.3)  # 16 bits
    assert Placed(0, 0).unit == 0 and Path(GOLDEN).is_dir()
