"""An instrument on stage: open in a real Pd, ready to play, with a stand-in for the engine."""

import pytest

from tests.support.pd_engine import FakeEngine
from tests.support.pd_harness import PATCHES, Pd


class Stage:
    """One instrument in Pd, ready to play, and the engine it plays with."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.engine = FakeEngine(folder / "sounds")
        self.pd = Pd(folder / "harness", PATCHES / f"{name}.pd", engine=self.engine)
        self.number = self.pd.ready(name)
        self.rest(0.4)
        self.engine.calls.clear()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.pd.close()
        self.engine.close()

    def press(self, control, *values):
        """Send to a control of the patch."""
        self.pd.send(f"{self.number}-{control}", *(values or ("bang",)))

    def after(self, control, *values, pause=0.3):
        """Press, and return what the engine was asked for, as (address, arguments, options without the voice).

        Of what patches do by the clock nothing is returned: pings, and steps that are kept a while after they were changed.
        """
        self.engine.calls.clear()
        self.press(control, *values)
        self.pd.pause(pause)
        calls = [call for call in self.engine.calls if call.address != "/ping" and "-autosave-" not in str(call.arguments.get("path"))]
        return [(c.address, tuple(c.arguments.values()), {k: v for k, v in c.options.items() if k != "voice"}) for c in calls]

    def rest(self, pause=1.0):
        """Wait until the patch has asked for nothing throughout a time of Pd's."""
        before = -1
        while before != self.engine.count:
            before = self.engine.count
            self.pd.pause(pause)

    def said(self):
        """What the status line says, as (level, words)."""
        message = self.pd.last(f"{self.number}-say")
        return message[1], " ".join(f"{word:g}" if isinstance(word, float) else word for word in message[2:])


def on_stage(folder, name):
    """Yield a stage with an instrument; afterwards neither Pd nor the engine must have had anything to complain about."""
    with Stage(folder, name) as stage:
        yield stage
        assert stage.pd.complaints() == []
        assert stage.engine.wrong == []


def plays(name):
    """Mark a test as one of this instrument."""
    return pytest.mark.parametrize("stage", [name], indirect=True)
