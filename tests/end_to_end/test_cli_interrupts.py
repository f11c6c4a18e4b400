"""Ctrl-C that a library or Python itself makes something else of: it is still an interrupt, said in one line."""

import os
import signal
import sys
import types

import pytest

from ganspacesynth.cli.main import INTERRUPTED, run_subcommand

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are others there")


@pytest.fixture(autouse=True)
def keyboard():
    """Ctrl-C as in a terminal; a program started in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def stub(monkeypatch):
    module = types.ModuleType("ganspacesynth.cli.stub", "`ganspacesynth stub`: do something.")
    module.add_arguments = lambda parser: None
    monkeypatch.setitem(sys.modules, "ganspacesynth.cli.stub", module)
    return module


def test_an_interrupt_that_a_library_calls_an_import_error_is_an_interrupt(stub, capsys):
    def run(args):
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise ImportError("this is unlikely to be our fault") from None

    stub.run = run
    assert run_subcommand("ganspacesynth.cli.stub", [], prog="ganspacesynth stub") == INTERRUPTED
    assert capsys.readouterr().err == "ganspacesynth: Stopped. Nothing was written; the same command begins anew.\n"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_interrupt_that_python_drops_is_an_interrupt(stub, capsys):
    """As in the callbacks that an import leaves behind."""

    def drops():
        class Dropping:
            def __del__(self):
                signal.raise_signal(signal.SIGINT)

        Dropping()

    stub.add_arguments = lambda parser: drops()
    stub.run = lambda args: pytest.fail("it went on")
    assert run_subcommand("ganspacesynth.cli.stub", [], prog="ganspacesynth stub") == INTERRUPTED
    assert capsys.readouterr().err == "ganspacesynth: Stopped. Nothing was written; the same command begins anew.\n"


def test_an_import_error_is_one_without(stub, capsys):
    def run(args):
        raise ImportError("no such part")

    stub.run = run
    assert run_subcommand("ganspacesynth.cli.stub", [], prog="ganspacesynth stub") == 1
    assert "All parts must be installed. Received: no such part." in capsys.readouterr().err


def test_whoever_listens_to_interrupts_goes_on_listening(stub):
    heard = []
    stub.run = lambda args: signal.raise_signal(signal.SIGINT) or 0
    before = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        assert run_subcommand("ganspacesynth.cli.stub", [], prog="ganspacesynth stub") == 0
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == [signal.SIGINT]
