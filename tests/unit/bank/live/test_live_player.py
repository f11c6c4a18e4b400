"""Playing with somebody, counted in samples: when answers begin and end, what they are chosen of, and that nothing stops them."""

from dataclasses import replace

import numpy as np
import pytest

from ganspacesynth.bank.answering.choosing import ContinueSettings
from ganspacesynth.bank.answering.continuing import BankPlayer
from ganspacesynth.bank.building.bank_building import BankSettings, build_bank
from ganspacesynth.bank.live.live_events import NOBODY
from ganspacesynth.bank.units.cutting import CutSettings
from ganspacesynth.core.errors import BankError, InvalidInput
from tests.support.external_pd import corner, sounding
from tests.support.refused import refused
from tests.support.stage_musician import MELODY, Duo, melody, quiet
from tests.support.tones import phrase, write

REACTION_S = 0.15


def test_a_phrase_is_answered_at_once_and_about_as_long_as_it_was(player):
    duo = Duo(player).play(np.concatenate([quiet(0.5), melody(), quiet(4.0)]))
    (over,) = [at for what, at in duo.turns if what == "over"]
    (answered,) = [at for what, at in duo.turns if what == "answered"]
    first = duo.chosen[0]
    assert abs(over - 32000) <= 800  # where the melody ended, and its level under the gate
    assert 0 < first.reaction == first.at - over < REACTION_S * 16000
    assert first.reaction <= 16 * (50 + 40 + 10)  # hold, wait, a frame
    assert not duo.answer[: first.at].any() and np.abs(duo.answer[first.at : first.at + 1600]).max() > 0.01
    assert 1.2 * 16000 < answered - first.at < 2.2 * 16000  # the phrase lasted 1.5 s
    assert not duo.answer[answered + 1600 :].any()


def test_units_are_heard_as_they_were_played(player):
    duo = Duo(player).play(np.concatenate([quiet(0.5), melody(seconds=0.3), quiet(0.5)]))
    assert player.bank.settings["cut"]["cut"] == "fixed"  # of 0.2 s
    assert [unit.number for unit in duo.heard] == list(range(len(duo.heard))) and abs(len(duo.heard) - 9) <= 1


@pytest.mark.parametrize("rate", [16000, 44100, 48000, 8000])
def test_onsets_cut_at_any_rate(player, rate):
    onsets = BankPlayer(replace(player.bank, settings={}), player.model, player.units)
    duo = Duo(onsets).play(np.concatenate([quiet(0.5, rate), melody(rate), quiet(1.0, rate)]), rate, rate // 100)
    assert [round(unit.pitch) for unit in duo.heard] == list(MELODY)
    begins = np.array([unit.at / 16000 for unit in duo.heard])
    assert np.abs(begins - (0.5 + 0.25 * np.arange(6))).max() < 0.03
    assert duo.chosen[0].reaction < REACTION_S * 16000


def test_continue_goes_on_until_somebody_plays_again(player):
    duo = Duo(player, mode="continue").play(np.concatenate([quiet(0.5), melody(), quiet(12.0), melody(), quiet(0.2)]))
    begun = [at for what, at in duo.turns if what == "playing"]
    (broken,) = [at for what, at in duo.turns if what == "broken"]
    first, second = sounding(duo.answer, gap=1600)  # without a pause, for 12 s
    assert first[1] - first[0] > 11.9 * 16000 and first[1] < second[0]
    assert 0 <= broken - begun[1] < 0.06 * 16000
    assert not duo.answer[broken + 1000 : broken + 16000].any()


def test_a_shadow_plays_along_and_does_not_enter_the_context(player):
    duo = Duo(player, mode="shadow").play(np.concatenate([quiet(0.5), melody(), quiet(2.0)]))
    assert len(duo.chosen) == len(duo.heard) > 5
    assert {unit.number for unit in duo.chosen} == {NOBODY}
    assert np.abs(duo.answer[16000:32000]).max() > 0.05  # while the musician plays
    assert not duo.answer[-16000:].any()


def test_what_was_answered_is_looked_at(player):
    duo = Duo(player).play(np.concatenate([quiet(0.5), melody(), quiet(4.0)]))
    heard, last = len(duo.heard), duo.chosen[-1]
    assert [unit.number for unit in duo.chosen] == list(range(heard, heard + len(duo.chosen)))
    assert last.attention.units[-1] == last.number - 1 >= heard
    config = player.model.config
    assert last.attention.shares.shape == (config.layers, config.attention_heads, min(config.reach, last.number))
    np.testing.assert_allclose(last.attention.shares.sum(axis=-1), 1.0, atol=1e-5)


def test_the_same_seed_answers_the_same_and_blocks_make_no_difference_to_what_is_heard(player):
    wave = np.concatenate([quiet(0.5), melody(), quiet(3.0)])
    first, again, other = (Duo(player, seed=seed).play(wave) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.answer, again.answer)
    assert [unit.unit for unit in first.chosen] != [unit.unit for unit in other.chosen]
    large = Duo(player).play(wave, block=1000)
    assert [np.array_equal(a.features, b.features) for a, b in zip(first.heard, large.heard, strict=True)] == [True] * len(first.heard)


def test_it_never_clicks(player):
    """No corner in an answer is sharper than those in the sounds of its bank, nor where it is broken off."""
    sharpest = corner(player.bank.sounds.astype(np.float32) / 32768.0)
    wave = np.concatenate([quiet(0.3), melody(), quiet(1.0), melody(), quiet(0.7), melody(), quiet(2.0)])
    for mode in ("call", "continue", "shadow"):
        duo = Duo(player, mode=mode).play(wave)
        assert corner(duo.answer) < 1.2 * sharpest, mode
        assert np.abs(duo.answer).max() <= 1.0


def test_it_plays_on_where_nothing_comes_in(player):
    duo = Duo(player, mode="continue").play(np.concatenate([quiet(0.5), melody()])).alone(6.0)
    assert [text for text in duo.remarks if text.startswith("nothing comes in any more")] and ("over" in dict(duo.turns))
    assert len(sounding(duo.answer[: 16000 * 7], gap=1600)) == 1 and len(duo.chosen) > 10
    duo.play(quiet(0.2))
    assert duo.remarks[-1] == "the input is back"


def test_notes_of_a_keyboard_are_units(player):
    duo = Duo(player)
    duo.play(quiet(0.5))
    for pitch in (60, 67, 72):
        duo.machine.note(pitch, 100)
        duo.play(quiet(0.25))
        duo.machine.note(pitch, 0)
    duo.play(quiet(2.0))
    assert [unit.pitch for unit in duo.heard] == [60.0, 67.0, 72.0]
    assert np.allclose([unit.length / 16000 for unit in duo.heard], 0.25, atol=0.02)
    (over,) = [at for what, at in duo.turns if what == "over"]
    assert duo.chosen and 0 < duo.chosen[0].at - over < REACTION_S * 16000
    louder = Duo(player)
    louder.machine.note(60, 127)
    louder.play(quiet(0.2))
    louder.machine.note(60, 0)
    louder.play(quiet(0.1))
    assert louder.heard[0].loudness > duo.heard[0].loudness


def test_a_chord_is_its_highest_note(player):
    duo = Duo(player)
    for pitch in (60, 67, 64):
        duo.machine.note(pitch, 90)
    duo.play(quiet(0.3))
    for pitch in (60, 67, 64):
        duo.machine.note(pitch, 0)
    duo.play(quiet(0.3))
    assert [unit.pitch for unit in duo.heard] == [67.0]


def test_the_beat_is_kept(player):
    """A quarter of an hour of eighths is no matter of luck: behind 8 s of them all units of the answer begin on sixteenths."""
    onsets = BankPlayer(replace(player.bank, settings={}), player.model, player.units)
    played = melody(pitches=MELODY * 6)  # 120 beats a minute, two notes each
    duo = Duo(onsets, wait_s=0.2).play(np.concatenate([quiet(0.5), played, quiet(5.0)]))
    assert abs(duo.machine.ear.beat.tempo - 120.0) < 3.0
    begins = np.array([unit.at / 16000 for unit in duo.chosen[1:]])
    off = np.abs((begins - 0.5) / 0.125 - np.round((begins - 0.5) / 0.125)) * 0.125
    assert len(begins) > 8 and off.max() < 0.03, off


def test_a_deaf_machine_does_not_hear_itself(player):
    """A loudspeaker near the microphone: the answer comes in again."""
    for deaf, phrases in ((True, 1), (False, 2)):
        duo = Duo(player, mode="continue", deaf=deaf)
        duo.play(np.concatenate([quiet(0.5), melody(), quiet(0.2)]))
        duo.play(0.5 * melody())
        assert len([what for what, _ in duo.turns if what == "playing"]) == phrases


def test_silence_clipping_and_no_numbers_are_told_of_and_it_goes_on(player):
    duo = Duo(player).play(quiet(10.5), block=1600)
    assert any("nothing louder than the gate, -50 dB" in text for text in duo.remarks)
    duo.play(np.clip(20.0 * melody(), -1.0, 1.0))
    assert any("clips" in text for text in duo.remarks)
    broken = melody()
    broken[100:200], broken[300], broken[400] = np.nan, np.inf, 1e30
    duo.play(np.concatenate([broken, quiet(1.0)]))
    assert any("NaN" in text for text in duo.remarks) and np.isfinite(duo.answer).all()
    assert len(duo.chosen) > 1


def test_settings_change_while_it_plays(player):
    duo = Duo(player).play(np.concatenate([quiet(0.3), melody(), quiet(0.3)]))
    duo.machine.change_one("gain", -20.0)
    duo.machine.change_one("temperature", 0.0)
    soft = len(duo.answer)
    duo.play(quiet(0.5))
    assert np.abs(duo.answer[soft:]).max() < 0.1
    duo.machine.stop()
    duo.play(quiet(0.3))
    assert not duo.answer[-1600:].any() and duo.turns[-1][0] == "broken"
    with refused("known-live-setting", InvalidInput):
        duo.machine.change_one("volume", 1.0)


def test_rests_and_keys_are_kept(player):
    thin = Duo(player, choosing=ContinueSettings(seed=1, density=0.2, stay_in_key=True), mode="continue")
    thin.play(np.concatenate([quiet(0.3), melody(), quiet(5.0)]))
    assert 1 <= len(thin.chosen) < 14 and len(sounding(thin.answer, gap=800)) > 1


def test_banks_of_other_rates_and_small_ones(player, tmp_path):
    write(tmp_path / "one.wav", phrase((60, 64), 44100), 44100)
    bank = build_bank([tmp_path], tmp_path / "bank", BankSettings(CutSettings("fixed", unit_s=0.25))).bank
    duo = Duo(BankPlayer.of(bank, player.model)).play(np.concatenate([quiet(0.3), melody(), quiet(1.0)]))
    assert duo.machine.rate == 44100 and len(duo.answer) == pytest.approx(44100 * 2.8, abs=2) and duo.chosen
    one = replace(bank, starts=bank.starts[:1], lengths=bank.lengths[:1], features=bank.features[:1], source=bank.source[:1])
    none = replace(one, starts=bank.starts[:0], lengths=bank.lengths[:0])
    for small in (one, none):
        with refused("some-units", BankError):
            BankPlayer.of(small, player.model)


def test_five_minutes_without_an_underrun_and_without_growing(player):
    """A clock that counts: hearing a unit costs 25 ms, choosing one 5 ms, a block 1 ms; 50 ms lie ready in the ring."""
    piece = np.concatenate([melody(), quiet(1.5), melody(pitches=(62, 65, 69)), quiet(2.0)])
    duo = Duo(player, mode="continue")
    ready_ms, missed, kept = 50.0, 0, []
    block = 800  # 50 ms
    for number in range(300 * 16000 // block):
        before = len(duo.events)
        at = number * block % len(piece)
        duo.play(np.take(piece, np.arange(at, at + block), mode="wrap"), block=block)
        new = duo.events[before:]
        spent = 1.0 + 25.0 * sum(hasattr(event, "features") for event in new) + 5.0 * sum(hasattr(event, "unit") for event in new)
        ready_ms = min(50.0, ready_ms + 50.0 - spent)
        missed += ready_ms < 0.0
        if number in (600, 5900):
            machine = duo.machine
            kept.append((len(machine.ear._wave) // 16000, len(machine.line._parts), len(machine._memory._numbers), len(machine._memory._notes)))
        duo._parts.clear()
    assert missed == 0
    assert len(duo.chosen) > 200 and len(duo.heard) > 300
    assert all(small < 20 or small == 64 for entry in kept for small in entry[:2]) and kept[0][2:] == kept[1][2:]
    reactions = [unit.reaction for unit in duo.chosen if unit.reaction is not None]
    assert len(reactions) > 60 and max(reactions) < REACTION_S * 16000
