"""What the boxes of Max do with messages, as the reference describes them."""

import re

from tests.support.max_box import BANG, Box, atoms, number


class Inlet(Box):
    def receive(self, inlet, message):
        self.out(0, message)


class Outlet(Box):
    def receive(self, inlet, message):
        self.patch.leave(self, message)


class Message(Box):
    def receive(self, inlet, message):
        given = () if message == BANG else message
        for part in self.text.split(","):
            words = re.sub(r"\$(\d)", lambda m: f"\0{m[1]}", part)
            self.out(
                0, [(given[int(w[1]) - 1] if int(w[1]) <= len(given) else 0) if isinstance(w, str) and w[0] == "\0" else w for w in atoms(words)]
            )


class Trigger(Box):
    def receive(self, inlet, message):
        for index in reversed(range(len(self.args))):
            kind = self.args[index]
            value = {"b": BANG, "l": message if message != BANG else (0,), "i": (int(number(message)),), "f": (float(number(message)),)}
            self.out(index, value.get(kind, (kind,)))


class Select(Box):
    def receive(self, inlet, message):
        for index, wanted in enumerate(self.args):
            if len(message) == 1 and message[0] == wanted:
                return self.out(index, BANG)
        return self.out(len(self.args), message)


class Route(Box):
    def receive(self, inlet, message):
        for index, wanted in enumerate(self.args):
            if message[0] == wanted:
                return self.out(index, message[1:] or BANG)
        return self.out(len(self.args), message)


class Gate(Box):
    def start(self):
        self.value = self.args[1] if len(self.args) > 1 else 0

    def receive(self, inlet, message):
        if inlet == 0:
            self.value = int(number(message))
        elif self.value:
            self.out(self.value - 1, message)


class Store(Box):
    """i and f."""

    def receive(self, inlet, message):
        if message != BANG:
            self.value = (int if self.kind == "i" else float)(number(message))
        if inlet == 0:
            self.out(0, (self.value,))


SUMS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "==": lambda a, b: int(a == b),
    "maximum": max,
    "minimum": min,
}


class Sum(Box):
    """Two numbers become one; whole numbers unless the argument has a point."""

    def receive(self, inlet, message):
        kind = float if isinstance(self.args[0], float) else int
        if inlet:
            self.value = number(message)
        else:
            self.out(0, (kind(SUMS[self.kind](kind(number(message)), kind(self.value))),))


class Expression(Box):
    def start(self):
        self.formula = re.sub(r"\$([if])(\d)", r"\1\2", self.text.split(" ", 1)[1])
        self.values = [0] * 9

    def receive(self, inlet, message):
        self.values[inlet] = number(message)
        if inlet == 0:
            for index, value in enumerate(message[1:], 1):
                self.values[index] = value
            names = {f"i{n + 1}": int(v) for n, v in enumerate(self.values)} | {f"f{n + 1}": float(v) for n, v in enumerate(self.values)}
            self.out(0, (eval(self.formula, {"__builtins__": {"int": int}}, names) + 0,))  # noqa: S307  our own formulas


class Pack(Box):
    def start(self):
        self.values = [{"i": 0, "f": 0.0, "s": ""}.get(a, a) for a in self.args]

    def receive(self, inlet, message):
        if message != BANG:
            for index, value in enumerate(message[: len(self.values) - inlet]):
                self.values[inlet + index] = value
        if inlet == 0 or self.kind == "pak":
            self.out(0, self.values)


class Unpack(Box):
    def receive(self, inlet, message):
        for index in reversed(range(min(len(self.args), len(message)))):
            value = message[index]
            self.out(index, ({"i": lambda v: int(v), "f": lambda v: float(v)}.get(self.args[index], lambda v: v)(value),))


class Join(Box):
    """prepend and append."""

    def start(self):
        self.words = self.args

    def receive(self, inlet, message):
        if message[0] == "set":
            self.words = message[1:]
        elif self.kind == "prepend":
            self.out(0, (*self.words, *message))
        else:
            self.out(0, (*message, *self.words))


class Lists(Box):
    """The zl family."""

    def start(self):
        self.kept = ()

    def receive(self, inlet, message):
        if self.kind == "zl.reg":
            self.kept = message if message != BANG else self.kept
            if inlet == 0 and self.kept:
                self.out(0, self.kept)
        elif self.kind == "zl.group":
            flushed, self.kept = (self.kept, ()) if message == BANG else ((), (*self.kept, *message))
            if flushed:
                self.out(0, flushed)
        elif self.kind == "zl.nth":
            if self.value <= len(message):
                self.out(0, (message[self.value - 1],))
        else:
            if message[self.value :]:
                self.out(1, message[self.value :])
            self.out(0, message[: self.value])


class Delay(Box):
    def start(self):
        self.waiting = []

    def receive(self, inlet, message):
        self.waiting.clear()
        if message[0] == "stop":
            return
        self.value = number(message, self.value)
        self.waiting = self.world.later(self.value, lambda: self.out(0, BANG))


class SpeedLimit(Box):
    def start(self):
        self.free, self.held = 0.0, []

    def receive(self, inlet, message):
        self.held = [message]
        if self.world.now >= self.free:
            self.release()

    def release(self):
        if self.held:
            self.free = self.world.now + self.value
            self.world.later(self.value, self.release)
            self.out(0, self.held.pop())


class Timer(Box):
    def receive(self, inlet, message):
        if inlet:
            self.out(0, (float(self.world.now - self.value),))
        else:
            self.value = self.world.now


class Uzi(Box):
    def receive(self, inlet, message):
        for index in range(1, self.value + 1):
            self.out(2, (index,))
            self.out(0, BANG)
        self.out(1, BANG)


class Split(Box):
    def start(self):
        self.limits = list(self.args)

    def receive(self, inlet, message):
        if inlet:
            self.limits[inlet - 1] = number(message)
        else:
            self.out(int(not self.limits[0] <= number(message) <= self.limits[1]), message)


class LoadMessage(Box):
    def loaded(self):
        self.out(0, self.args)


class Print(Box):
    """sprintf."""

    def start(self):
        self.values = [0, 0]

    def receive(self, inlet, message):
        self.values[inlet] = number(message)
        if inlet == 0:
            self.out(0, atoms(self.text.split(" ", 1)[1].replace("%ld", "%d") % tuple(self.values)))


class Note(Box):
    """sustain (without its pedal) and makenote."""

    def start(self):
        self.velocity = self.args[0] if self.args else 0

    def receive(self, inlet, message):
        if inlet:
            self.velocity = number(message)
            return
        pitch = number(message)
        self.say(pitch, self.velocity)
        if self.kind == "makenote":
            self.world.later(self.args[1], lambda: self.say(pitch, 0))

    def say(self, pitch, velocity):
        self.out(1, (velocity,))
        self.out(0, (pitch,))


class Named(Box):
    """s and r."""

    def start(self):
        if self.kind == "r":
            self.world.named.setdefault(self.args[0], []).append(self)

    def receive(self, inlet, message):
        for box in self.world.named.get(self.args[0], ()):
            box.out(0, message)


class ThisPoly(Box):
    def receive(self, inlet, message):
        if message == BANG:
            self.out(0, (self.value,))
        else:
            self.world.tell(self, message)


class Buffer(Box):
    """Reading a file takes ten milliseconds."""

    def receive(self, inlet, message):
        self.world.tell(self, message)
        self.world.later(10, lambda: self.out(1, BANG))


class Play(Box):
    """Plays four seconds, or until it is stopped; says so when it ends."""

    def start(self):
        self.ending = []

    def receive(self, inlet, message):
        self.world.tell(self, message)
        if message[0] == "start":
            self.ending.clear()
            self.ending = self.world.later(4000 - message[1], lambda: self.out(1, BANG))
        elif message[0] == "stop" and self.ending:
            self.ending.clear()
            self.out(1, BANG)


class Dialog(Box):
    def receive(self, inlet, message):
        self.out(0, (self.world.chosen,))


class Control(Box):
    """number, flonum, kslider, multislider, umenu, textbutton: show what they are told, say what is done with them."""

    def start(self):
        self.value, self.shown = 0, None

    def receive(self, inlet, message):
        if message[0] in ("set", "setsymbol"):
            self.value = self.shown = message[-1]
        elif message[0] in ("setminmax", "setlist", "size"):
            self.shown = message
        elif message == BANG:
            self.click(1 - self.value) if self.data.get("mode") else self.click()
        else:
            self.click(*message)

    def click(self, *values):
        """What a hand does: a number, or a click on a button."""
        if self.kind == "textbutton" and not self.data.get("mode"):
            return self.out(0, BANG)
        self.value = values[0]
        if self.kind == "umenu":
            self.out(1, ([item for item in self.data["items"] if item != ","][int(self.value)],))
        if self.kind == "kslider":
            self.out(1, (64,))
        return self.out(0, (self.value,))


class Square(Box):
    """pictslider: says where its knob was moved to, from above first."""

    def click(self, x, y):
        self.out(1, (y,))
        self.out(0, (x,))


class Comment(Box):
    def receive(self, inlet, message):
        self.shown = " ".join(map(str, message[1:]))


KINDS = {
    **dict.fromkeys(("number", "flonum", "kslider", "multislider", "umenu", "textbutton"), Control),
    "pictslider": Square,
    **dict.fromkeys(("i", "f"), Store),
    **dict.fromkeys(SUMS, Sum),
    **dict.fromkeys(("pack", "pak"), Pack),
    **dict.fromkeys(("prepend", "append"), Join),
    **dict.fromkeys(("zl.reg", "zl.group", "zl.nth", "zl.slice"), Lists),
    **dict.fromkeys(("sustain", "makenote"), Note),
    **dict.fromkeys(("s", "r"), Named),
    **dict.fromkeys(("savedialog", "opendialog"), Dialog),
    **{"inlet": Inlet, "outlet": Outlet, "message": Message, "t": Trigger, "sel": Select, "route": Route, "gate": Gate, "expr": Expression},
    **{"unpack": Unpack, "delay": Delay, "speedlim": SpeedLimit, "timer": Timer, "uzi": Uzi, "split": Split, "loadmess": LoadMessage},
    **{"sprintf": Print, "thispoly~": ThisPoly, "buffer~": Buffer, "play~": Play, "comment": Comment},
}
