"""How a time is shared: training, checkpoints, directions and listening come out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth.training.from_sounds.budget import ENDING_SHARE, LISTENING, SAVES, SAVING_SHARE, Budget, Speed, share


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_time_goes_by():
    budget = Budget(60.0, clock=(clock := Clock()))
    clock.now += 10.0
    assert (budget.spent_s, budget.left_s) == (10.0, 50.0)
    budget.count_earlier(45.0)
    assert (budget.spent_s, budget.left_s) == (55.0, 5.0)
    clock.now += 10.0
    assert budget.left_s == -5.0
    assert Budget(60.0, spent_s=20.0, clock=clock).left_s == 40.0


@given(left_s=st.floats(-10, 1e5), rate=st.floats(0.01, 1e4), compile_s=st.floats(0, 100), labelled=st.integers(1, 64), batch=st.integers(1, 64))
def test_the_shares_fit_into_the_time(left_s, rate, compile_s, labelled, batch):
    shares = share(left_s, Speed(rate, compile_s), labelled=labelled, batch=batch)
    assert shares.images >= batch and shares.images % batch == 0 and 1 <= shares.saves <= SAVES
    assert 0.0 <= shares.ending_s <= ENDING_SHARE * max(left_s, 0.0)
    assert shares.ending_s + shares.train_s == pytest.approx(max(left_s, 0.0))
    assert shares.images == batch or shares.images / rate <= shares.train_s


def test_an_hour_goes_to_training_and_three_minutes_are_shared():
    speed = Speed(10.0, 15.0)
    hour, short = share(3600.0, speed, labelled=12, batch=4), share(180.0, speed, labelled=12, batch=4)
    assert hour.saves == SAVES and hour.images > 0.9 * 10.0 * 3400
    assert short.saves == 1 and short.ending_s > 80.0 and short.images > 0.4 * (1 - SAVING_SHARE) * 1800


def test_listening_ends_when_the_time_is_up_but_never_before_the_first():
    budget = Budget(10.0, clock=(clock := Clock()))

    def heard(count):
        for number in range(count):
            clock.now += 4.0
            yield number

    tracked = budget.track(lambda items, description, total: items)
    assert list(tracked(heard(8), LISTENING, 8)) == [0, 1, 2]
    assert list(tracked(heard(8), LISTENING, 8)) == [0]
    assert list(tracked(heard(8), "Listening to conv0", 8)) == list(range(8))
