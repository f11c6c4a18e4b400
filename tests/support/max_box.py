"""A box of a Max patch: its words as atoms, its cords, and what comes in and goes out."""

import functools
import re

BANG = ("bang",)


@functools.cache
def atoms(text):
    """Words of a box as atoms."""
    found = []
    for word in text.split():
        if re.fullmatch(r"-?\d+", word):
            found.append(int(word))
        elif re.fullmatch(r"-?\d+\.\d*|-?\.\d+", word):
            found.append(float(word))
        else:
            found.append(word)
    return tuple(found)


def number(message, default=0):
    """The first number of a message."""
    return message[0] if message and isinstance(message[0], int | float) else default


class Box:
    """A box; kinds override `receive`."""

    def __init__(self, patch, data, text):
        self.patch, self.world, self.data = patch, patch.world, data
        self.x, self.y = data["patching_rect"][:2]
        self.kind = text.split()[0] if data["maxclass"] == "newobj" else data["maxclass"]
        self.text = text or data.get("name", "") or self.kind
        self.args = atoms(text)[1:] if data["maxclass"] == "newobj" else ()
        self.path = f"{patch.path}/{self.text}"
        self.cords = {}
        self.value = number(self.args)
        self.start()

    def start(self):
        """Set up what the kind keeps."""

    def loaded(self):
        """The patch was loaded."""

    def receive(self, inlet, message):
        """A message comes in."""
        self.world.tell(self, message)

    def out(self, outlet, message):
        """Send a message out, to the rightmost box first."""
        for box, inlet in self.cords.get(outlet, ()):
            box.receive(inlet, tuple(message))
