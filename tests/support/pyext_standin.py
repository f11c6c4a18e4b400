"""A Pure Data with the py/pyext external, as far as Python sees them: for tests, since pyext is on no package registry.

It keeps to what was found out about pyext and flext:

- The module `pyext` exists inside Pd only: `_class`, `Buffer`, `Symbol`, `_send`. Symbols are no strings. A number that is whole comes as an int.
- A message `foo 1 2` into the second inlet calls `foo_1(1, 2)`, else `_anything_1(Symbol("foo"), 1, 2)`. The first inlet is pyext's own.
- `@detach 0` calls in Pd's thread, 1 in one thread that all objects share, 2 in a new thread each.
- `_outlet(1, [...])` sends `list ...`; a word sends `symbol word`; a pair of a word and a sequence sends a message with that word as selector.
- flext knows Pd's thread and those that it started. From the latter, what is sent out is queued for Pd's thread. A thread that Python started is
  taken for Pd's: what it sends goes straight into the patch, on the wrong thread. Here that is a fault.
- A Buffer shows an array's floats in cells of 8 bytes; once its array has been resized it is stale. Missing arrays make a Buffer of length 0.
"""

import math
import threading
import time
import types
import weakref
from collections import deque
from pathlib import Path

import numpy as np

from tests.support.patience import PATIENCE_S

POLL_S = 0.0005


class Pd:
    """A Pd whose thread is the one that made it; `run` lets time pass there.

    Attributes:
        arrays: name -> float32 array with a stride of 8 bytes.
        console: lines.
        faults: what only crashes a real Pd now and then.
        threaded: whether flext was built with threads.
        clocks: whether `pd open` works.
        busy: whether the thread of `@detach 1` has something to do.
    """

    def __init__(self, *, threaded=True, clocks=True):
        self.home, self.threaded, self.clocks = threading.get_ident(), threaded, clocks
        self.arrays, self.console, self.faults = {}, [], []
        self.receivers, self.metros, self.queue = {}, {}, deque()
        self.registered, self.shared, self.objects = set(), deque(), []
        self.opened = []
        self.module = make_module(self)
        self.busy, self._sharing = False, threading.Lock()

    def array(self, name, values):
        """Put an array into the patch."""
        self.arrays[name] = cells(np.asarray(values, np.float32))

    def create(self, cls, *atoms, detach=0, folder="."):
        """`[pyext. module class atoms… @detach N]`."""
        self.objects.append(Object(self, cls, atoms, detach, folder))
        return self.objects[-1]

    def run(self, seconds=0.0, until=None):
        """Let time pass; `until` ends it, and must come true."""
        end = time.monotonic() + (seconds if until is None else max(seconds, PATIENCE_S))
        while True:
            while self.queue:
                self.queue.popleft()()
            now = time.monotonic()
            for metro in list(self.metros.values()):
                metro.look(now)
            if until is not None and until():
                return True
            if now > end:
                assert until is None, f"it did not happen; console: {self.console}"
                return False
            time.sleep(POLL_S)

    def send(self, name, selector, atoms):
        """A message to a receiver, on Pd's thread."""
        if name == "pd" and selector == "open" and self.clocks:
            self.open(Path(atoms[1], atoms[0]))
        for receive in list(self.receivers.get(name, [])):
            receive(selector, atoms)

    def open(self, path):
        """Open a patch, of which only the hidden clock is understood."""
        lines = path.read_text(encoding="ascii").splitlines()
        self.opened.append(lines[-1])
        objects = {line.split()[4]: line.rstrip(";").split()[5:] for line in lines if line.startswith("#X obj")}
        metro = Metro(self, float(objects["metro"][0]), objects["s"][0])
        self.metros[objects["s"][0]] = metro
        self.receivers.setdefault(objects["r"][0], []).append(metro.message)

    def forward(self, do, what):
        """Do something in the patch, as flext does: at once, or queued for Pd's thread."""
        thread = threading.get_ident()
        if thread in self.registered:
            self.queue.append(do)
            return
        if thread != self.home:
            self.faults.append(f"{what} from a thread that flext does not know")
        do()

    def touch(self, what):
        """Complain about arrays used beside Pd's thread."""
        if threading.get_ident() != self.home:
            self.faults.append(f"{what} beside Pd's thread")

    def call(self, obj, function, arguments):
        """Call a method as `@detach` says."""
        if obj.detach == 0 or not self.threaded:
            guarded(self, function, arguments)
        elif obj.detach == 1:
            with self._sharing:
                self.shared.append((function, arguments))
                begin, self.busy = not self.busy, True
            if begin:
                self._launch(self._share)
        else:
            self._launch(lambda: guarded(self, function, arguments))

    def _share(self):
        while True:
            with self._sharing:
                if not self.shared:
                    self.busy = False
                    return
                function, arguments = self.shared.popleft()
            guarded(self, function, arguments)

    def _launch(self, do):
        def registered():
            self.registered.add(threading.get_ident())
            do()
            self.registered.discard(threading.get_ident())

        thread = threading.Thread(target=registered, daemon=True)
        thread.start()
        return thread


class Object:
    """A box with two inlets and an outlet."""

    def __init__(self, pd, cls, atoms, detach, folder):
        self.pd, self.detach, self.folder, self.sent, self.bound, self.exiting = pd, detach, folder, [], [], False
        self.instance = cls.__new__(cls)
        object.__setattr__(self.instance, "_this", self)
        self.instance.__init__(*[pd.module.atom(atom) for atom in atoms])
        assert (self.instance._inlets, self.instance._outlets) == (1, 1)

    def message(self, selector, *atoms):
        """A message into the second inlet; a word that is no selector is `symbol`."""
        atoms = [self.pd.module.atom(atom) for atom in atoms]
        for name, arguments in ((f"{selector}_1", atoms), ("_anything_1", [self.pd.module.Symbol(selector), *atoms])):
            method = getattr(self.instance, name, None)
            if method is not None:
                self.pd.call(self, method, arguments)
                return
        self.pd.console.append(f"pyext - no matching method found for '{selector}' into inlet 1")

    def wait(self, *words, count=1):
        """Let time pass until a list has been sent out that begins with these words; returns it."""
        self.pd.run(until=lambda: len(self.found(words)) >= count)
        return self.found(words)[-1]

    def found(self, words):
        """Lists sent out that begin with these words."""
        return [atoms for selector, atoms in self.sent if selector == "list" and tuple(atoms[: len(words)]) == words]

    def delete(self):
        """Take the box away; returns whether the instance is gone with it (pyext complains about one that is not)."""
        self.exiting = True
        while self.bound:
            name = self.bound[-1][0]
            self.pd.receivers[name].remove(self.bound.pop()[1])
        if hasattr(self.instance, "_del"):
            self.instance._del()
        object.__delattr__(self.instance, "_this")
        gone = weakref.ref(self.instance)
        self.instance = None
        self.pd.objects.remove(self)
        return gone() is None


class Metro:
    """What the hidden patch does: 0 stops it, another number is its new period, and it bangs at once."""

    def __init__(self, pd, period, to):
        self.pd, self.period, self.to, self.next = pd, period, to, None

    def message(self, selector, atoms):
        """Take a number."""
        self.pd.touch("a clock set")
        assert selector == "float"
        self.next = None if atoms[0] == 0 else -math.inf
        self.period = atoms[0] or self.period
        self.look(time.monotonic())

    def look(self, now):
        """Bang when it is time."""
        if self.next is not None and now >= self.next:
            self.next = now + self.period / 1000
            self.pd.send(self.to, "bang", [])


def make_module(pd):
    """Return what `import pyext` gives in this Pd."""
    module = types.ModuleType("pyext")

    class Symbol:
        __slots__ = ("_text",)

        def __init__(self, text):
            assert isinstance(text, str | Symbol)
            self._text = str(text)

        def __str__(self):
            return self._text

        def __repr__(self):
            return f"<Symbol {self._text}>"

        def __eq__(self, other):
            return self._text == other._text if isinstance(other, Symbol) else NotImplemented

        def __hash__(self):
            return hash(self._text) + 1

    def atom(value):
        if isinstance(value, str):
            return Symbol(value)
        value = float(np.float32(value))
        return int(value) if value.is_integer() else value

    def plain(value):
        if isinstance(value, str | Symbol):
            return str(value)
        assert type(value) in (int, float), f"pyext could not convert argument {type(value)}"
        return float(np.float32(value))

    def message_of(value):
        """A value as a message: (selector, atoms)."""
        if isinstance(value, str | Symbol):
            return "symbol", [str(value)]
        if isinstance(value, int | float):
            return "float", [plain(value)]
        if len(value) == 2 and isinstance(value[0], str | Symbol) and isinstance(value[1], list | tuple):
            return str(value[0]), [plain(one) for one in value[1]]
        return "list", [plain(one) for one in value]

    def send(name, *values):
        selector, atoms = message_of(values[0] if len(values) == 1 else values)
        pd.forward(lambda: pd.send(str(name), selector, atoms), f"_send to {name}")

    class Class:
        _inlets = _outlets = 1

        def __getattr__(self, name):
            this = self.__dict__.get("_this")
            if name == "_shouldexit":
                return True if this is None else this.exiting
            if name == "_isthreaded":
                return pd.threaded
            if name == "_canvas_dir":
                return this.folder
            raise AttributeError(name)

        def _outlet(self, outlet, *values):
            this = self.__dict__.get("_this")
            if this is None:
                raise RuntimeError("pyext - _outlet: instance not associated with pd object")
            assert outlet == 1
            sent = message_of(values[0] if len(values) == 1 else values)
            pd.forward(lambda: this.sent.append(sent), "_outlet")

        def _bind(self, name, function):
            pd.touch("_bind")

            def receive(selector, atoms):
                head = [] if selector in ("float", "symbol", "list") else [Symbol(selector)]
                guarded(pd, function, [*head, *map(atom, atoms)])

            pd.receivers.setdefault(str(name), []).append(receive)
            self._this.bound.append((str(name), receive))

    class Buffer:
        def __init__(self, name):
            pd.touch("an array")
            self._name = str(name)
            self._data = pd.arrays.get(self._name)
            if self._data is None:
                pd.console.append(f"buffer: no such array '{self._name}'")

        def _fresh(self):
            if self._data is not pd.arrays.get(self._name):
                pd.faults.append(f"a Buffer of {self._name} from before it was resized")

        def __len__(self):
            return 0 if self._data is None else len(self._data)

        def __getitem__(self, index):
            self._fresh()
            return None if self._data is None else self._data[index]

        def __setitem__(self, index, values):
            self._fresh()
            if self._data is None:
                raise ValueError("Buffer is not assigned")
            values = np.ascontiguousarray(values, np.float32)
            part = self._data[index]
            count = min(len(part), len(values))
            part[:count] = values[:count]

        def resize(self, frames, keep=1, zero=1):
            if self._data is None:
                raise RuntimeError("Invalid buffer")
            new = np.zeros(frames, np.float32)
            new[: min(frames, len(self._data))] = self._data[:frames]
            pd.arrays[self._name] = cells(new)
            return self

        def dirty(self):
            pass

    module._class, module.Buffer, module.Symbol, module._send, module.atom = Class, Buffer, Symbol, send, atom
    return module


def cells(values):
    """Return a copy of floats as Pd keeps them: each in a cell of 8 bytes."""
    memory = np.zeros(2 * len(values), np.float32)
    view = memory[::2]
    view[:] = values
    assert view.strides == (8,)
    return view


def guarded(pd, function, arguments):
    """Call into Python; what it raises goes to the console, and the world goes on."""
    try:
        function(*arguments)
    except Exception as e:  # noqa: BLE001
        pd.console.append(f"{type(e).__name__}: {e}")


class Console:
    """What pyext makes of sys.stderr: something with `write` alone."""

    def __init__(self, pd):
        self.pd = pd

    def write(self, text):
        self.pd.touch("the console")
        self.pd.console += text.splitlines()
