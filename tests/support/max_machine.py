"""Runs the messages of Max patches without Max: boxes as the reference describes them, cords in Max's order (right to left), time as a number.

Sound is not made. What objects of sound are told is written down, so that tests can say when which player starts and which fader moves.
"""

import functools
import heapq
import itertools
import json
import re
from pathlib import Path

from tests.support.max_box import Box
from tests.support.max_boxes import KINDS

PACKAGE = Path(__file__).resolve().parents[2] / "max" / "ganspacesynth"
OURS = {path.stem for path in (PACKAGE / "patchers").glob("*.maxpat")}


class World:
    """Time, named cords, and what was told to objects that do something outside of the messages."""

    def __init__(self):
        self.now, self.told = 0.0, []
        self._due, self._count = [], itertools.count()
        self.named, self.numbers = {}, itertools.count(1001)
        self.chosen = "/chosen path"  # what every dialog is answered with

    def later(self, ms, do):
        """Have something done in some milliseconds; returns a list that is emptied to cancel it."""
        entry = [do]
        heapq.heappush(self._due, (self.now + ms, next(self._count), entry))
        return entry

    def run(self, ms):
        """Let time pass."""
        end = self.now + ms
        while self._due and self._due[0][0] <= end:
            self.now, _, entry = heapq.heappop(self._due)
            if entry:
                entry.pop()()
        self.now = end

    def tell(self, box, message):
        """Write down what an object was told."""
        self.told.append((self.now, box, message))

    def what(self, *kinds, within=None):
        """What objects of these kinds were told, in its order, as (path of the box, message)."""
        return [(box.path, message) for _, box, message in self.told if box.kind in kinds and (within is None or box.path.startswith(within))]


class Patch:
    """A patch that was loaded: boxes by their ids; `args` stand for #1, #2 … and a number of its own for #0."""

    def __init__(self, name, world=None, args=(), path="", folder="patchers", suffix=".maxpat"):
        self.world = world or World()
        self.path, self.args = path, (next(self.world.numbers), *args)
        self.sent = []  # what came out of the outlets, as (number, message)
        self.parent = None
        data = read(PACKAGE / folder / f"{name}{suffix}")
        self.boxes = {}
        for entry in data["boxes"]:
            self.boxes[entry["box"]["id"]] = make(self, entry["box"])
        for line in (entry["patchline"] for entry in data["lines"]):
            source, target = self.boxes[line["source"][0]], self.boxes[line["destination"][0]]
            source.cords.setdefault(line["source"][1], []).append((target, line["destination"][1]))
        for box in self.boxes.values():
            for cords in box.cords.values():
                cords.sort(key=lambda cord: (-cord[0].x, -cord[0].y))
        self.inlets = sorted((b for b in self.boxes.values() if b.kind == "inlet"), key=lambda b: b.x)
        self.outlets = sorted((b for b in self.boxes.values() if b.kind == "outlet"), key=lambda b: b.x)
        if not path:
            self.begin()

    def begin(self):
        """What happens when a patch was loaded."""
        for box in self.boxes.values():
            box.loaded()

    def put(self, *message, inlet=0):
        """Send a message into an inlet."""
        self.inlets[inlet].out(0, message)

    def leave(self, outlet, message):
        """A message comes out of an outlet."""
        self.sent.append((self.outlets.index(outlet), message))
        if self.parent:
            self.parent.out(self.outlets.index(outlet), message)

    def find(self, start, number=0):
        """The box whose text, name or kind begins so."""
        return [b for b in self.boxes.values() if b.text.startswith(start)][number]

    def taken(self):
        """What came out since the last time."""
        sent, self.sent = self.sent, []
        return sent


@functools.cache
def read(path):
    """A patch's file."""
    return json.loads(path.read_text(encoding="utf-8"))["patcher"]


def make(patch, data):
    """Return the box for an entry of a file."""
    arguments = patch.args
    text = re.sub(r"#(\d)", lambda m: str(arguments[int(m[1])]) if int(m[1]) < len(arguments) else "0", data.get("text", ""))
    name = text.split()[0] if data["maxclass"] == "newobj" else data["maxclass"]
    if name == "bpatcher" or name in OURS:
        return Inside(patch, data, text)
    return Poly(patch, data, text) if name == "poly~" else KINDS.get(name, Box)(patch, data, text)


class Inside(Box):
    """An abstraction, or a patch in a window."""

    def start(self):
        name = self.data.get("name", "").removesuffix(".maxpat") or self.kind
        self.text = self.data.get("text") or name
        self.path = f"{self.patch.path}/{self.text}"
        self.inner = Patch(name, self.world, self.data.get("args", self.args), self.path)
        self.inner.parent = self

    def loaded(self):
        self.inner.begin()

    def receive(self, inlet, message):
        self.inner.put(*message, inlet=inlet)


class Poly(Box):
    def start(self):
        name, count, _, *given = self.args
        self.voices = [Patch(name, self.world, given, f"{self.path}/{index + 1}") for index in range(count)]
        for index, voice in enumerate(self.voices):
            voice.find("thispoly~").value = index + 1
        self.target = 0

    def loaded(self):
        for voice in self.voices:
            voice.begin()

    def receive(self, inlet, message):
        if message[0] == "target":
            self.target = message[1]
            return
        for index, voice in enumerate(self.voices):
            if self.target in (0, index + 1):
                voice.find("in 1").out(0, message)
