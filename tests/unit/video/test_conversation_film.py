"""Conversations filmed: who is on which side, when units are seen, and lines to what was looked at."""

from fractions import Fraction

import numpy as np
import pytest

from ganspacesynth.bank.answering.conversation import Conversation, Said
from ganspacesynth.bank.answering.looking import Attention
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.work.progress import Cancelled
from ganspacesynth.video.conversation_film import ConversationScreen, save_conversation
from ganspacesynth.video.drawing.raster import MARKS
from ganspacesynth.video.soundtrack import soundtrack_of
from ganspacesynth.video.video_settings import VideoSettings
from tests.support.refused import refused

SMALL = VideoSettings(480, 270, Fraction(10))
LOOKED = Attention((0, 1), np.array([[[1.0, 0.0], [0.0, 1.0]]], np.float32))
TALK = Conversation((Said(0, 0.5, 0.4, 60.0), Said(1, 1.0, 0.4, None), Said(2, 2.0, 0.5, 67.0, LOOKED), Said(-1, 2.6, 0.2, 70.0, LOOKED)))


def halves(frame, ground):
    changed = np.abs(frame.astype(int) - ground.astype(int)).sum(axis=2)[40:] > 60
    return changed[:, :236], changed[:, 244:]


def test_the_musician_is_on_the_left_and_the_machine_on_the_right():
    screen = ConversationScreen(TALK, SMALL)
    ground = screen.frame(0.0)
    left, right = halves(screen.frame(0.6), ground)
    assert left.any() and not right.any()
    left, right = halves(screen.frame(4.0), ground)  # lines have faded
    assert left.any() and right.any()
    assert not any(half.any() for half in halves(screen.frame(60.0), ground))


def test_lines_go_to_what_was_looked_at_in_the_colours_of_heads():
    screen = ConversationScreen(TALK, SMALL)
    frame = screen.frame(2.02).astype(int)
    for colour in MARKS[:2]:
        assert np.count_nonzero(np.abs(frame[60:] - colour).sum(axis=2) < 90) > 40
    for number in range(60):  # no more is kept than that
        screen._layers[number] = screen._layers[next(iter(screen._layers))]
    screen.frame(2.7)
    assert len(screen._layers) <= 62


@pytest.mark.parametrize("name", ["talk.mp4", "talk.gif", "talk"])
def test_it_is_written(tmp_path, name):
    sound = soundtrack_of(np.zeros((16000 * 2, 2), np.float32), 16000)
    made = save_conversation(tmp_path / name, TALK, sound, VideoSettings(96, 64, Fraction(5)))
    assert made.frames == 10 and (tmp_path / name).exists()


def test_nothing_is_not_filmed_and_it_can_be_cancelled(tmp_path):
    sound = soundtrack_of(np.zeros(16000, np.float32), 16000)
    with refused("some-units-said", InvalidInput):
        save_conversation(tmp_path / "a.mp4", Conversation(()), sound, SMALL)

    def cancel(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        save_conversation(tmp_path / "a.mp4", TALK, sound, SMALL, progress=cancel)
    assert not list(tmp_path.iterdir())
