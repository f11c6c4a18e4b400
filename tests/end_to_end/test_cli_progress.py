"""What a command says while it works, with a clock that the test turns."""

import io
import sys
import types

import pytest

from ganspacesynth.cli import progress_bar as progress
from ganspacesynth.cli.main import run_subcommand
from ganspacesynth.cli.progress_bar import Log, counted, starting, track
from ganspacesynth.cli.training.train_progress import training_progress
from ganspacesynth.core import quiet_imports


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def lines():
    return []


@pytest.fixture
def log(clock, lines, monkeypatch):
    log = Log(lines.append, clock)
    monkeypatch.setattr(progress, "LOG", log)
    monkeypatch.setattr("ganspacesynth.cli.training.train_progress.LOG", log)
    return log


def test_a_line_at_the_start_and_every_30_s(log, clock, lines):
    for i in track(range(10), "Cutting"):
        clock.now += 10.0
        assert i < 10
    assert lines == ["Cutting: 0 of 10", "Cutting: 3 of 10, 0:01:10 left", "Cutting: 6 of 10, 0:00:40 left", "Cutting: 9 of 10, 0:00:10 left"]


def test_one_part_that_takes_long_is_seen_to_live(log, clock, lines):
    with counted("Playing", 2) as move:
        for _ in range(3):
            clock.now += 30.0
            log.beat()
        log.beat()
        move(1, 2)
    assert lines == ["Playing: 0 of 2"] * 4


def test_a_total_that_nobody_knows_is_no_question_mark(log, clock, lines):
    with counted("Playing") as move:
        clock.now += 30.0
        log.beat()
        move(4, None)
        clock.now += 31.0
        log.beat()
        move(5, 8)
        clock.now += 31.0
        log.beat()
    assert lines == ["Playing …", "Playing: 0:00:30 so far", "Playing: 4 done", "Playing: 5 of 8, 0:00:55 left"]


def test_between_stages_a_command_is_seen_to_live_too(log, clock, lines):
    with log.stage("Working", told=False):
        clock.now += 29.0
        log.beat()
        assert lines == []
        clock.now += 1.0
        log.beat()
        with log.stage("Playing", 3):
            pass
        clock.now += 30.0
        log.beat()
    log.beat()
    assert lines == ["Working: 0:00:30 so far", "Playing: 0 of 3", "Working: 0:01:00 so far"]


def test_training_says_what_it_always_said(log, clock, lines):
    with training_progress(100) as report:
        report(10, {"critic": 22.123}, 5.0)
        clock.now += 30.0
        report(20, {"critic": 21.0}, 5.0)
    assert lines == ["Training: 0 of 100", "Training: 20 of 100, 5.0/s, 0:00:16 left, critic 21"]


def test_the_log_is_looked_at_while_a_command_runs(log, clock, lines, monkeypatch):
    seen = progress.threading.Event()
    monkeypatch.setattr(progress, "LOOK_S", 0.001)
    monkeypatch.setattr(log, "beat", seen.set)
    with progress.alive():
        assert seen.wait(60.0)


def test_a_large_library_is_announced_before_it_is_there(log, lines, monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    monkeypatch.delitem(sys.modules, "tensorflow")
    quiet_imports.announce_with(starting)
    try:
        with quiet_imports._announced("tensorflow"):
            assert lines == ["Starting TensorFlow …"]
        monkeypatch.setitem(sys.modules, "tensorflow", sys)
        with quiet_imports._announced("tensorflow"):
            assert len(lines) == 1
    finally:
        quiet_imports.announce_with(None)


def test_on_a_terminal_the_announcement_goes_away(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with starting("TensorFlow"):
        assert terminal.getvalue() == "Starting TensorFlow …"
    assert terminal.getvalue().endswith("\r")


def test_a_reader_who_left_does_not_end_the_work(monkeypatch):
    class Gone(io.StringIO):
        def write(self, text):
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stderr", Gone())
    assert list(track([1, 2], "Counting")) == [1, 2]


def test_a_bar_is_gone_before_the_last_words(monkeypatch):
    """Ctrl-C while a bar is shown: the frame that holds it lives as long as the exception, and the line must not be wiped away after it."""

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    module = types.ModuleType("ganspacesynth.cli.stub", "`ganspacesynth stub`: do nothing.")
    module.add_arguments = lambda parser: None

    def run(args):
        for _ in track(range(3), "Counting"):
            raise KeyboardInterrupt

    module.run = run
    monkeypatch.setitem(sys.modules, "ganspacesynth.cli.stub", module)
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert run_subcommand("ganspacesynth.cli.stub", [], prog="ganspacesynth stub") == 130
    assert sys.stderr is terminal
    assert "Counting" in terminal.getvalue()
    assert terminal.getvalue().endswith("ganspacesynth: Stopped. Nothing was written; the same command begins anew.\n")
