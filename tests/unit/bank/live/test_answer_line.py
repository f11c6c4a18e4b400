"""An answer as it sounds while it is chosen: the samples of `lay`, cuts and breaks without clicks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganspacesynth.bank.answering.joins import Placed, lay
from ganspacesynth.bank.live.line import AnswerLine
from tests.support.external_pd import corner


def rendered(line, count, block):
    return np.concatenate([line.render(min(block, count - done)) for done in range(0, count, block)])


@settings(max_examples=20, deadline=None)
@given(
    units=st.lists(st.integers(0, 59), min_size=1, max_size=6), gaps=st.lists(st.integers(0, 1), min_size=6, max_size=6), block=st.integers(7, 999)
)
def test_it_is_what_lay_makes(player, units, gaps, block):
    """Law: chosen one by one, and taken in blocks of any size, it is the same as laid at once."""
    bank, at, placed = player.bank, 100, []
    for unit, gap in zip(units, gaps, strict=False):
        placed.append(Placed(unit, at))
        at += int(bank.lengths[unit]) + 3000 * gap
    line, parts = AnswerLine(bank), []
    for number, each in enumerate(placed):
        line.place(each.unit, each.start)
        until = placed[number + 1].start if number + 1 < len(placed) else line.end
        parts.append(rendered(line, until - line.now, block))
    whole = lay(bank, placed)
    parts.append(rendered(line, len(whole) - line.now + 5, block))
    np.testing.assert_allclose(np.concatenate(parts)[: len(whole)], np.clip(whole, -1.0, 1.0), atol=1e-6)
    assert not line.sounding


def test_a_unit_ends_where_the_next_begins(player):
    """A shadow does not wait: the cut is joined as any other, and nothing clicks."""
    bank = player.bank
    sharpest = corner(bank.sounds.astype(np.float32) / 32768.0)
    line = AnswerLine(bank)
    line.place(3, 0)
    heard = [line.render(1600)]
    line.place(9, 1600)
    assert line.end == 1600 + bank.lengths[9]
    heard.append(line.render(8000))
    assert corner(np.concatenate(heard)) < 1.2 * sharpest and not heard[1][-1600:].any() and not line.sounding


def test_what_was_not_heard_of_yet_can_be_taken_back(player):
    line = AnswerLine(player.bank)
    line.place(3, 500)
    line.place(5, 400)
    heard = line.render(400 + int(player.bank.lengths[5]) + 400)
    alone = lay(player.bank, [Placed(5, 400)])
    np.testing.assert_allclose(heard[: len(alone)], alone[: len(heard)], atol=1e-6)


@pytest.mark.parametrize("at", [0, 1, 150, 1600, 3150, 3300])
def test_it_is_broken_off_anywhere_without_a_click(player, at):
    bank = player.bank
    line = AnswerLine(bank)
    line.place(3, 0)
    line.place(4, int(bank.lengths[3]))
    heard = [line.render(at)]
    assert line.stop() == at
    heard.append(line.render(4000))
    assert not heard[1][960:].any() and not line.sounding
    assert corner(np.concatenate(heard)) < 1.2 * corner(bank.sounds.astype(np.float32) / 32768.0)


def test_units_are_cut_short_and_not_shorter_than_a_fade(player):
    line = AnswerLine(player.bank)
    line.place(3, 0, 1000)
    assert line.end == 1000
    line.render(5000)
    line.place(4, 0, 1)  # and not in the past
    assert 5000 < line.end <= 5200
