"""react.pd in a real Pd with the built object, and an engine that sings sines: what its controls say, and that Pd has nothing to complain about."""

import shutil

import pytest

from tests.support.external_pd import HERE, Pd, tell
from tests.support.patience import until
from tests.support.ports import free_port

pytestmark = pytest.mark.pd
PATCHES = HERE.parent / "pd"
NUMBERS = range(1000, 1060)  # one of them is the patch's

# [react] as an abstraction, and what sends to any receiver.
STAGE = r"""#N canvas 0 0 400 200 10;
#X obj 20 20 react;
#X obj 20 60 netreceive -u {port};
#X obj 20 80 t a a;
#X obj 20 130 list split 1;
#X obj 120 130 list split 1;
#X obj 120 155 list trim;
#X obj 20 170 send;
#X connect 1 0 2 0;
#X connect 2 1 3 0;
#X connect 2 0 4 0;
#X connect 3 0 6 1;
#X connect 4 1 5 0;
#X connect 5 0 6 0;
"""


@pytest.fixture
def react(external, folder):
    """A Pd with react in it; what moves one of its controls, and what waits until the engine has heard something."""
    port = free_port()
    patch = folder / "stage.pd"
    patch.write_text(STAGE.format(port=port), encoding="utf-8")
    shutil.copy(PATCHES / "react.pd", folder)
    with Pd(patch, external) as pd:

        def move(control, value):
            for number in NUMBERS:
                tell(port, f"{number}-{control}-in {value}")

        def heard(*words):
            until(
                lambda: any(tuple(line[: len(words)]) == words for line in pd.engine_heard()),
                lambda: f"{words} was not heard in {[line for line in pd.engine_heard() if line[0] != '/signals'][-20:]}",
            )

        yield pd, move, heard


def test_what_the_controls_say(react):
    pd, move, heard = react
    heard("/signal", "s1", "onsets(low)", "|", "decay")
    heard("/signal", "s4", "centroid", "|", "normalise", "|", "ema")
    heard("/signals")
    move("gate", 1)
    heard("/gate", 1)
    move("source", 1)
    heard("/listen", "inlet")
    move("cell-1-2", 0.5)
    heard("/modulate", "edits.0:0:4", "signal(s2)", "@depth", 0.5, "@row", "s2")
    move("cell-8-4", 1)
    heard("/modulate", "pan:0:1", "signal(s4)", "@depth", 1, "@row", "s4")
    move("cell-1-2", 0)
    heard("/unmodulate", "edits.0", "@row", "s2")
    move("kind-3", 7)
    heard("/signal", "s3", "walk")
    move("time-1", 2)
    heard("/signal", "s1", "onsets(low)", "|", "decay", 2)
    assert not [line for line in pd.console() if "stage" not in line], pd.console()
