"""An instrument in a Max of ours, whose engine is there: what it says to the script, and what its buffers read."""

from ganspacesynth.engine.commands.table import parse
from tests.support.max_machine import Patch


def reads(world):
    """Which buffer read which file."""
    return [(box.path.split("/")[-2], message[1]) for _, box, message in world.told if box.kind == "buffer~"]


def starts(world):
    """Which player began where, and when: (time, side, message)."""
    return [(now, box.path.split("/")[-2], message) for now, box, message in world.told if box.kind == "play~" and message[0] == "start"]


class Instrument:
    """An instrument whose engine is there."""

    def __init__(self, name):
        self.patch = Patch(name)
        self.world = self.patch.world
        self.script = self.patch.find("gss.engine").inner.find("node.script")
        self.hear("status", "ready", "Ready")

    def hear(self, *message):
        """The script says something."""
        self.script.out(0, message)

    def sent(self):
        """Messages for the engine since the last time; all of them are in the table."""
        messages = [message[1:] for _, message in self.world.what("node.script")]
        self.world.told.clear()
        for address, *values in messages:
            parse(address, values)
        return messages

    def click(self, label):
        next(box for box in self.patch.boxes.values() if box.data.get("text") == label and box.kind == "textbutton").click()
