"""The pickle reader for untrusted files: numbers, strings, plain containers and NumPy arrays, and nothing else.

Python's own unpickler is a machine that calls whatever the file names. This one never looks a name up: it
knows the handful of names that NumPy writes, and each stands for a function here that checks all it is given. No
class is created, no method called, no attribute set. Sizes are bounded by the size of the file.
"""

import pickletools
from collections.abc import Callable
from typing import IO, Any, cast

import numpy as np

from ganspacesynth.core.untrusted.pickled_arrays import Global, PendingArray, PendingDType, PickleError, find_global

MAX_OPERATIONS = 100_000  # a directions file takes about a hundred
OLDEST_PROTOCOL, NEWEST_PROTOCOL = 0, 5


def read_pickle(file: IO[bytes], size: int) -> Any:
    """Read one pickle.

    Args:
        file: binary, at its start.
        size: bytes in it.

    Returns:
        what it holds: None, bool, int, float, str, bytes, list, tuple, dict with str keys, NumPy arrays and scalars of
        numbers.

    Raises:
        PickleError: anything else.
    """
    machine = _Machine(size)
    try:
        for count, (opcode, argument, _) in enumerate(pickletools.genops(cast(IO[bytes], _Bounded(file, size)))):
            if count > MAX_OPERATIONS:
                raise PickleError(f"more than {MAX_OPERATIONS} operations")
            machine.run(opcode.name, argument)
        return machine.result()
    except PickleError:
        raise
    except (ValueError, TypeError, IndexError, KeyError, OverflowError, MemoryError, EOFError, RecursionError, AttributeError, Warning) as e:
        if isinstance(e, KeyError):  # a byte that is no operation
            raise PickleError("it is no pickle") from e
        raise PickleError((str(e).splitlines() or [type(e).__name__])[0][:120]) from e


class _Bounded:
    """The reading half of a file, refusing to ask for more than is left (a length in a pickle is only a claim)."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._size = file, size

    def read(self, count: int) -> bytes:
        if count > self._size - self._file.tell():
            raise PickleError("it ends too early")
        return self._file.read(count)

    def readline(self) -> bytes:
        return self._file.readline()

    def tell(self) -> int:
        return self._file.tell()


_MARK = object()


class _Machine:
    """A stack, a memo, and what each operation does to them. Source: CPython, Lib/pickletools.py (the description of the format)."""

    def __init__(self, text_budget: int) -> None:
        self.text_budget = text_budget  # characters that may yet become bytes: each text once, or a small file could fill the memory
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}
        self.done = False

    def run(self, name: str, argument: Any) -> None:
        if name in _VALUES:
            self.stack.append(argument)
        elif name in _CONSTANTS:
            self.stack.append(_CONSTANTS[name]())
        elif name in ("PUT", "BINPUT", "LONG_BINPUT", "MEMOIZE"):
            self.memo[len(self.memo) if argument is None else argument] = self.stack[-1]
        elif name in ("GET", "BINGET", "LONG_BINGET"):
            self.stack.append(self.memo[argument])
        elif name == "PROTO" and not OLDEST_PROTOCOL <= argument <= NEWEST_PROTOCOL:
            raise PickleError(f"pickle protocol {argument}")
        elif name in ("PROTO", "FRAME"):
            pass
        elif name == "STOP":
            self.done = True
        else:
            step = getattr(self, f"_do_{name.lower()}", None)
            if step is None:
                raise PickleError(f"the operation {name} in it, which directions never need")
            step(argument)

    def result(self) -> Any:
        if not self.done or len(self.stack) != 1:
            raise PickleError("it ends too early")
        return _finished(self.stack[0], {})

    def _spend(self, values: tuple[object, ...]) -> None:
        self.text_budget -= sum(len(v) for v in values if isinstance(v, str))
        if self.text_budget < 0:
            raise PickleError("the same text decoded over and over")

    def _since_mark(self) -> list[Any]:
        for i in range(len(self.stack) - 1, -1, -1):
            if self.stack[i] is _MARK:
                items = self.stack[i + 1 :]
                del self.stack[i:]
                return items
        raise PickleError("a mark is missing")

    def _do_mark(self, _: object) -> None:
        self.stack.append(_MARK)

    def _do_append(self, _: object) -> None:
        item = self.stack.pop()
        _of(list, self.stack[-1]).append(item)

    def _do_appends(self, _: object) -> None:
        items = self._since_mark()
        _of(list, self.stack[-1]).extend(items)

    def _do_list(self, _: object) -> None:
        self.stack.append(self._since_mark())

    def _do_tuple(self, _: object) -> None:
        self.stack.append(tuple(self._since_mark()))

    def _do_tuple1(self, _: object) -> None:
        self._tuple(1)

    def _do_tuple2(self, _: object) -> None:
        self._tuple(2)

    def _do_tuple3(self, _: object) -> None:
        self._tuple(3)

    def _tuple(self, count: int) -> None:
        if len(self.stack) < count:
            raise PickleError("a value is missing")
        self.stack[-count:] = [tuple(self.stack[-count:])]

    def _do_dict(self, _: object) -> None:
        items = self._since_mark()
        self.stack.append({})
        self._set_items(items)

    def _do_setitem(self, _: object) -> None:
        value, key = self.stack.pop(), self.stack.pop()
        self._set_items([key, value])

    def _do_setitems(self, _: object) -> None:
        items = self._since_mark()
        self._set_items(items)

    def _set_items(self, items: list[Any]) -> None:
        target = _of(dict, self.stack[-1])
        if len(items) % 2 or not all(isinstance(key, str) for key in items[::2]):
            raise PickleError("keys must be texts")
        target.update(zip(items[::2], items[1::2], strict=True))

    def _do_global(self, argument: str) -> None:
        module, _, name = argument.partition(" ")
        self.stack.append(find_global(module, name))

    def _do_stack_global(self, _: object) -> None:
        name, module = self.stack.pop(), self.stack.pop()
        self.stack.append(find_global(module, name))

    def _do_reduce(self, _: object) -> None:
        arguments, target = self.stack.pop(), self.stack.pop()
        if not isinstance(target, Global) or not isinstance(arguments, tuple):
            raise PickleError("a call of something that is no function")
        self._spend(arguments)
        self.stack.append(target.build(*arguments))

    def _do_build(self, _: object) -> None:
        state, target = self.stack.pop(), self.stack[-1]
        if not isinstance(target, PendingArray | PendingDType):
            raise PickleError("state for something that has none")
        self._spend(state if isinstance(state, tuple) else ())
        target.set_state(state)


def _of(kind: type, value: object) -> Any:
    if type(value) is not kind:
        raise PickleError(f"a {kind.__name__} is missing")
    return value


def _finished(value: object, seen: dict[int, Any], depth: int = 0) -> Any:
    """Replace the machine's own kinds by what they stand for, each value once however often it is referred to."""
    if depth > 4:
        raise PickleError("containers in containers in containers")
    if id(value) in seen:
        return seen[id(value)]
    result = value
    if isinstance(value, PendingArray):
        result = _of(np.ndarray, value.value)
    elif isinstance(value, dict):
        result = {key: _finished(v, seen, depth + 1) for key, v in value.items()}
    elif isinstance(value, list | tuple):
        result = type(value)(_finished(v, seen, depth + 1) for v in value)
    elif isinstance(value, Global | PendingDType) or value is _MARK:
        raise PickleError("a name where a value should be")
    seen[id(value)] = result
    return result


_NUMBERS = ("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT")
_TEXTS = ("STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8")
_BYTES = ("BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8")
_VALUES = frozenset((*_NUMBERS, *_TEXTS, *_BYTES))
_CONSTANTS: dict[str, Callable[[], Any]] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_LIST": list,
    "EMPTY_TUPLE": tuple,
    "EMPTY_DICT": dict,
}
