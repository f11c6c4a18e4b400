"""The pickle reader for untrusted files: numbers, strings, plain containers, NumPy arrays and what a dialect adds, and nothing else.

Python's own unpickler is a machine that calls whatever the file names. This one never looks a name up: it
knows the handful of names that NumPy writes and those of a dialect, and each stands for a function of ours that checks all it is given. No
class of the file's is created, no method called, no attribute set. Sizes are bounded by the size of the file.
"""

import pickletools
from collections.abc import Callable
from typing import IO, Any, cast

import numpy as np

from ganspacesynth.core.untrusted.pickled_arrays import Dialect, Global, PendingArray, PendingDType, PickleError
from ganspacesynth.core.untrusted.pickled_objects import Record

PLAIN = Dialect("directions")  # a file of them takes about a hundred operations
OLDEST_PROTOCOL, NEWEST_PROTOCOL = 0, 5


def read_pickle(file: IO[bytes], size: int, dialect: Dialect = PLAIN) -> Any:
    """Read one pickle; the file is right behind it then, since some hold several in a row.

    Args:
        file: binary, at the pickle's start.
        size: bytes in the file.
        dialect: what the pickle may hold beside plain data.

    Returns:
        what it holds: None, bool, int, float, str, bytes, list, tuple, dict with str keys, NumPy arrays and scalars of
        numbers; with a dialect of objects also keys that are whole numbers, sets, records, and whatever its functions make.

    Raises:
        PickleError: anything else.
    """
    machine = _Machine(size, dialect)
    try:
        for count, (opcode, argument, _) in enumerate(pickletools.genops(cast(IO[bytes], _Bounded(file, size)))):
            if count > dialect.operations:
                raise PickleError(f"more than {dialect.operations} operations")
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

    def __init__(self, budget: int, dialect: Dialect) -> None:
        self.dialect = dialect
        # Characters and bytes that may yet be decoded: each once, or a small file could fill the memory.
        self.text_budget = self.bytes_budget = budget
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
                raise PickleError(f"the operation {name} in it, which {self.dialect.what} never need")
            step(argument)

    def result(self) -> Any:
        if not self.done or len(self.stack) != 1:
            raise PickleError("it ends too early")
        return _finished(self.stack[0], {}, self.dialect.depth)

    def _spend(self, values: tuple[object, ...]) -> None:
        self.text_budget -= sum(len(v) for v in values if isinstance(v, str))
        self.bytes_budget -= sum(len(v) for v in values if isinstance(v, bytes | bytearray))
        if min(self.text_budget, self.bytes_budget) < 0:
            raise PickleError("the same text or bytes decoded over and over")

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
        if len(items) % 2 or not all(self._is_key(key) for key in items[::2]):
            raise PickleError("keys must be texts")
        target.update(zip(items[::2], items[1::2], strict=True))

    def _is_key(self, key: object) -> bool:
        """Whether something may be a key: numbers are small, or many that look alike to a dictionary could be made up."""
        return isinstance(key, str) or (self.dialect.objects and type(key) is int and 0 <= key < 1 << 31)

    def _do_empty_set(self, _: object) -> None:
        self._objects("EMPTY_SET")
        self.stack.append(set())

    def _do_additems(self, _: object) -> None:
        items = self._since_mark()
        if not all(self._is_key(item) for item in items):
            raise PickleError("a set of something else than texts")
        _of(set, self.stack[-1]).update(items)

    def _objects(self, name: str) -> None:
        if not self.dialect.objects:
            raise PickleError(f"the operation {name} in it, which {self.dialect.what} never need")

    def _do_binpersid(self, _: object) -> None:
        if self.dialect.refer is None:
            raise PickleError(f"the operation BINPERSID in it, which {self.dialect.what} never need")
        self.stack.append(self.dialect.refer(self.stack.pop()))

    def _do_newobj(self, _: object) -> None:
        self._objects("NEWOBJ")
        self._do_reduce(None)

    def _do_global(self, argument: str) -> None:
        module, _, name = argument.partition(" ")
        self.stack.append(self.dialect.find(module, name))

    def _do_stack_global(self, _: object) -> None:
        name, module = self.stack.pop(), self.stack.pop()
        self.stack.append(self.dialect.find(module, name))

    def _do_reduce(self, _: object) -> None:
        arguments, target = self.stack.pop(), self.stack.pop()
        if not isinstance(target, Global) or not isinstance(arguments, tuple):
            raise PickleError("a call of something that is no function")
        self._spend(arguments)
        self.stack.append(target.build(*arguments))

    def _do_build(self, _: object) -> None:
        state, target = self.stack.pop(), self.stack[-1]
        if self.dialect.objects and type(target) is dict and isinstance(state, dict):
            return  # attributes of an OrderedDict, such as the versions of a state's modules
        if not isinstance(target, PendingArray | PendingDType | Record):
            raise PickleError("state for something that has none")
        self._spend(state if isinstance(state, tuple) else ())
        target.set_state(state)


def _of(kind: type, value: object) -> Any:
    if type(value) is not kind:
        raise PickleError(f"a {kind.__name__} is missing")
    return value


def _finished(value: object, seen: dict[int, Any], depth: int) -> Any:
    """Replace the machine's own kinds by what they stand for, each value once however often it is referred to."""
    if depth < 0:
        raise PickleError("containers in containers in containers")
    if id(value) in seen:
        return seen[id(value)]
    result = value
    if isinstance(value, PendingArray):
        result = _of(np.ndarray, value.value)
    elif isinstance(value, dict):
        result = {key: _finished(v, seen, depth - 1) for key, v in value.items()}
    elif isinstance(value, list | tuple):
        result = type(value)(_finished(v, seen, depth - 1) for v in value)
    elif isinstance(value, Record):
        value.state = _finished(value.state, seen, depth - 1)
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
