"""Conversations: what choices looked at, by numbers and as a picture."""

import numpy as np
import pytest
from PIL import Image

from ganspacesynth.bank.answering import conversation_picture
from ganspacesynth.bank.answering.choosing import ContinueSettings
from ganspacesynth.bank.answering.continuing import BankPlayer, continue_recording
from ganspacesynth.bank.answering.conversation import Conversation, Said, conversation_of
from ganspacesynth.bank.answering.conversation_picture import draw_conversation, pitch_span
from ganspacesynth.bank.answering.looking import Attention
from ganspacesynth.core.errors import InvalidInput, OutputError
from ganspacesynth.networks.continuation.continuation_files import load_continuation
from tests.conftest import GOLDEN
from tests.support.refused import refused
from tests.support.sound_language import language_bank, sentences, spoken


@pytest.fixture(scope="module")
def conversation(tmp_path_factory):
    bank = language_bank(tmp_path_factory.mktemp("talk"), seed=77, sentences=2, length=12)
    player = BankPlayer.of(bank, load_continuation(GOLDEN / "sound_language"))
    answer = continue_recording(player, spoken(sentences(8, 1, 10)[0], 5), 16000, ContinueSettings(length_s=2.0, seed=1))
    return conversation_of(answer, bank)


def test_an_answer_is_told_with_what_was_heard_before(conversation):
    heard, answered = ([unit for unit in conversation.units if unit.by_machine is mine] for mine in (False, True))
    assert len(heard) == 10 and len(answered) == 10
    assert [unit.number for unit in conversation.units] == list(range(20))
    assert min(unit.at_s for unit in answered) == pytest.approx(2.0, abs=0.01)
    assert conversation.duration_s == pytest.approx(4.0, abs=0.05)
    for unit in answered:
        assert unit.attention.units == tuple(range(unit.number))  # all before it, and nothing behind
        np.testing.assert_allclose(unit.attention.shares.sum(axis=-1), 1.0, atol=1e-5)
    assert 5 <= len(conversation.last(1.0).units) <= 6


def test_a_language_of_which_two_words_say_the_next_is_looked_at_there(conversation):
    """Most of the attention of its best head is on the last two words: the picture shows what was learnt."""
    shares = np.array([unit.attention.shares[..., -2:].sum(axis=-1).max() for unit in conversation.units if unit.by_machine])
    assert np.median(shares) > 0.5


def test_looks_are_the_clear_ones():
    seen = Attention((4, 5, 6), np.array([[[0.05, 0.15, 0.8], [0.95, 0.05, 0.0]]], np.float32))
    talk = Conversation((Said(4, 0.0, 0.1, 60.0), Said(7, 1.0, 0.5, None, seen)))
    assert [(head, number, round(share, 2)) for head, number, share in talk.looks(talk.units[1])] == [(0, 5, 0.15), (0, 6, 0.8), (1, 4, 0.95)]
    assert talk.looks(talk.units[0]) == [] and talk.duration_s == 1.5
    assert talk.looks(Said(0, 0.0, 1.0, None, Attention((), np.zeros((0, 2, 0), np.float32)))) == []


def test_it_is_drawn(conversation, tmp_path):
    path = draw_conversation(tmp_path / "talk.png", conversation, title="a $ title")
    picture = np.asarray(Image.open(path).convert("RGB"))
    for colour in ((0x33, 0x41, 0x4D), (0xC9, 0x77, 0x2B)):  # musician and machine are both seen
        assert np.count_nonzero(np.abs(picture.astype(int) - colour).sum(axis=2) < 12) > 500
    draw_conversation(tmp_path / "talk.svg", conversation, seconds=1.0)
    with refused("nothing-overwritten", OutputError):
        draw_conversation(path, conversation)
    with refused("file-ending", InvalidInput):
        draw_conversation(tmp_path / "talk.gif", conversation)
    with refused("some-choices", InvalidInput):
        draw_conversation(tmp_path / "none.png", Conversation(conversation.units[:5]))


def test_a_long_log_makes_no_larger_picture(conversation, tmp_path, monkeypatch):
    monkeypatch.setattr(conversation_picture, "MOST_DRAWN", 6)
    monkeypatch.setattr(conversation_picture, "MOST_COLUMNS", 4)
    draw_conversation(tmp_path / "few.png", conversation)
    monkeypatch.undo()
    draw_conversation(tmp_path / "all.png", conversation)
    with Image.open(tmp_path / "few.png") as few, Image.open(tmp_path / "all.png") as whole:
        assert few.size == whole.size
    assert conversation_picture.MOST_DRAWN <= 1024


def test_what_is_no_pitch_is_drawn_below(tmp_path):
    seen = Attention((0,), np.ones((1, 2, 1), np.float32))
    strange = Conversation((Said(0, 0.0, 0.5, 3e38), Said(1, 1.0, 0.5, -1e6, seen), Said(2, 2.0, 0.5, 60.0, seen)))
    assert [unit.pitch for unit in strange.units] == [None, None, 60.0] and pitch_span(strange) == (57.0, 60.0)
    draw_conversation(tmp_path / "strange.png", strange)


def test_choices_of_several_networks_are_not_drawn_together(tmp_path):
    said = [Said(k, float(k), 0.5, 60.0, Attention((0,), np.ones((k, 2, 1), np.float32))) for k in (1, 2)]
    with refused("same-heads", InvalidInput):
        draw_conversation(tmp_path / "both.png", Conversation(tuple(said)))
