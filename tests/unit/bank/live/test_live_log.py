"""Logs of playing live: written as it goes, read as a stranger's, laid again."""

import json
from dataclasses import replace

import numpy as np
import pytest

from ganspacesynth.bank.answering.choosing import ContinueSettings
from ganspacesynth.bank.answering.looking import Attention
from ganspacesynth.bank.live.concert.concert import TellAll
from ganspacesynth.bank.live.live_events import AnswerUnit, HeardUnit, Remark, Turn, read_event
from ganspacesynth.bank.live.live_log import LiveLogWriter, lay_log, read_live_log
from ganspacesynth.bank.live.live_settings import LiveAnswering, with_setting
from ganspacesynth.core.errors import BankError, InvalidInput, OutputError
from tests.support.refused import refused
from tests.support.stage_musician import Duo, melody, quiet


@pytest.fixture(scope="module")
def played(player, tmp_path_factory):
    """A log, and who played."""
    path = tmp_path_factory.mktemp("log") / "live.jsonl"
    duo = Duo(player, mode="continue")
    log = LiveLogWriter(path, player, duo.machine.live, duo.machine.choosing)
    duo.machine._tell = TellAll([duo.events.append, log.tell])
    duo.play(np.concatenate([quiet(0.3), melody(), quiet(2.0), melody(), quiet(2.0)]))
    duo.machine.remark("a remark")
    log.close()
    return path, duo


def test_what_was_chosen_sounds_again(player, played):
    path, duo = played
    log = read_live_log(path)
    assert (log.bank, log.model, log.rate, log.cut_short) == (player.bank.id, player.model.id, 16000, False)
    assert len(log.events) == len(duo.events) and log.samples > 0
    wave, answer = lay_log(log, player.bank), duo.answer
    np.testing.assert_allclose(wave[: len(answer)], answer[: len(wave)], atol=1e-6)


def test_events_read_back_as_they_were(played):
    path, duo = played
    for before, after in zip(duo.events, read_live_log(path).events, strict=True):
        assert type(before) is type(after) and before.to_json() == after.to_json()
    heard = [event for event in read_live_log(path).events if isinstance(event, HeardUnit)]
    np.testing.assert_array_equal(heard[0].features, duo.heard[0].features)
    assert isinstance(read_live_log(path).events[-1], Remark)


def test_a_last_line_that_is_not_whole_is_left_out(played, tmp_path):
    path, duo = played
    whole = path.read_bytes()
    (tmp_path / "cut.jsonl").write_bytes(whole[:-5])
    log = read_live_log(tmp_path / "cut.jsonl")
    assert log.cut_short and len(log.events) == len(duo.events) - 1


def test_a_damaged_log_is_refused(player, played, tmp_path):
    lines = played[0].read_text(encoding="utf-8").splitlines(keepends=True)

    def read(text):
        (tmp_path / "log.jsonl").write_text(text, encoding="utf-8")
        return read_live_log(tmp_path / "log.jsonl")

    with refused("live-log-line", InvalidInput):
        read(lines[0] + "no json\n" + lines[1])
    with refused("live-log-line", InvalidInput):
        read(lines[0] + "[" * 100_000 + "\n")
    with refused("document-format"):
        read("{}\n")
    with refused("live-log-head", InvalidInput):
        read(json.dumps({**json.loads(lines[0]), "rate": 0}) + "\n")
    with refused("live-log-readable", InvalidInput):
        read_live_log(tmp_path)
    with refused("live-log-size", InvalidInput, says="A line"):
        read(lines[0] + " " * (1 << 20) + "\n")
    with refused("answer-bank", BankError):
        lay_log(replace(read_live_log(played[0]), bank="other"), player.bank)
    far = replace(played[1].chosen[0], unit=10**6)
    with refused("live-log-size", InvalidInput, says="At most 4 hours"):
        lay_log(replace(read_live_log(played[0]), events=(far,)), player.bank)
    with refused("live-log-size", InvalidInput):
        lay_log(replace(read_live_log(played[0]), events=(replace(far, unit=0, at=10**10),)), player.bank)


def test_a_log_too_large_is_not_read(played, monkeypatch):
    monkeypatch.setattr("ganspacesynth.bank.live.live_log.MOST_BYTES", 10)
    with refused("live-log-size", InvalidInput, says="A live log has at most"):
        read_live_log(played[0])


def test_nothing_is_overwritten_and_what_cannot_be_written_is_said(player, played, tmp_path):
    with refused("nothing-overwritten", OutputError):
        LiveLogWriter(played[0], player, LiveAnswering(), ContinueSettings())
    with refused("live-log-file", OutputError):
        LiveLogWriter(tmp_path, player, LiveAnswering(), ContinueSettings(), force=True)


@pytest.mark.parametrize(
    "change",
    [
        {"event": "nothing"},
        {"at": -1},
        {"at": True},
        {"at": 1 << 60},
        {"features": "AAAA"},
        {"features": "?"},
        {"features": 5},
        {"number": "1"},
    ],
)
def test_a_strange_event_is_refused(change):
    good = HeardUnit(0, 5, 100, np.zeros(176, np.float32)).to_json()
    assert isinstance(read_event(good), HeardUnit)
    with refused("live-event", InvalidInput):
        read_event({**good, **change})


@pytest.mark.parametrize(
    "change",
    [
        {"attention": None},
        {"attention": {"units": [1], "shares": [[["x"]]]}},
        {"attention": {"units": [1], "shares": [[[1], [1, 2]]]}},
        {"attention": {"units": [-1], "shares": [[[1]]]}},
        {"attention": {"units": [1, 2], "shares": [[[1]]]}},
        {"attention": {"units": [0] * 2000, "shares": [[[1] * 2000]]}},
        {"probability": None},
        {"pitch": "high"},
        {"unit": None},
        {"reaction": -1},
    ],
)
def test_a_strange_choice_is_refused(change):
    seen = Attention((0, 1), np.array([[[0.25, 0.75]]], np.float32))
    good = AnswerUnit(2, 7, 5, 100, 0.5, 60.0, seen, 800).to_json()
    np.testing.assert_allclose(read_event(good).attention.shares, seen.shares)
    with refused("live-event", InvalidInput):
        read_event({**good, **change})
    for other in ({"event": "turn", "what": "mine", "at": 0}, {"event": "remark", "at": 0}, [], None):
        with refused("live-event", InvalidInput):
            read_event(other)
    assert read_event({"event": "turn", "what": "over", "at": 0}) == Turn("over", 0)


@pytest.mark.parametrize(
    "changes", [{"gate_db": 1.0}, {"hold_s": 0.0}, {"wait_s": float("nan")}, {"places": 1.5}, {"places": True}, {"gain_db": 99.0}, {"deaf": 1}]
)
def test_settings_out_of_range_are_refused(changes):
    with refused("live-range", InvalidInput):
        LiveAnswering(**changes)
    with refused("known-mode", InvalidInput):
        LiveAnswering(mode="solo")


def test_settings_are_changed_by_name():
    live, choosing = LiveAnswering(), ContinueSettings()
    for name, value, read in (
        ("gate", -40, lambda live, choosing: live.gate_db),
        ("places", 2, lambda live, choosing: live.places),
        ("deaf", 1, lambda live, choosing: live.deaf),
        ("length", 3, lambda live, choosing: choosing.length_s),
        ("top_k", 5, lambda live, choosing: choosing.top_k),
        ("stay_in_key", 1, lambda live, choosing: choosing.stay_in_key),
    ):
        assert read(*with_setting(live, choosing, name, value)) == value
    for name, value, rule in (
        ("mode", 1, "known-live-setting"),
        ("deaf", 2, "live-range"),
        ("places", 1.5, "live-range"),
        ("top_p", 5, "continue-range"),
    ):
        with refused(rule, InvalidInput):
            with_setting(live, choosing, name, value)
