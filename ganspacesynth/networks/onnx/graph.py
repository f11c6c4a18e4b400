"""Operations in, an ONNX model as bytes out: a graph that is put together node by node.

    graph = Graph()
    x = graph.input("x", ("n", 16, "h", "w"))
    x = graph.node("Conv", x, graph.constant(kernel), pads=[1, 1, 1, 1])       # [n, 16, h, w] -> [n, out, h, w]
    graph.output("y", graph.node("LeakyRelu", x, alpha=0.2))
    y = Session(graph).run(x=array)["y"]

A value is known by its name, a word. Written here rather than by the `onnx` package, so that playing needs no more than a runtime; an ONNX
file is one message of the protocol buffers format (wire.py). Large constants are not copied into the bytes: a session is handed the arrays.

Source: ONNX, onnx.proto (IR version 8) and the operator sets.
"""

from collections.abc import Sequence

import numpy as np

from ganspacesynth.networks.onnx import wire

OPSET = 17
CONTRIB = "com.microsoft"  # operators that ONNX Runtime adds to the standard ones
IR_VERSION = 8
APART = 1024  # bytes from which on a constant stays an array
ELEMENTS = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7, "bool": 9, "float16": 10, "float64": 11}  # TensorProto.DataType

Attribute = float | int | str | Sequence[int] | Sequence[float]
Shape = Sequence[int | str]  # sizes, or words for those that differ from call to call


class Graph:
    """A graph under construction.

    Attributes:
        inputs: names, in order.
        outputs: names, in order.
        arrays: the large constants by name, to be handed to the session.
    """

    def __init__(self, *, opset: int = OPSET) -> None:
        """Begin one; `opset` is the version of the standard operators that its nodes mean."""
        self.inputs: list[str] = []
        self.outputs: list[str] = []
        self.arrays: dict[str, np.ndarray] = {}
        self._opset = opset
        self._domains: set[str] = set()
        self._nodes: list[bytes] = []
        self._constants: list[bytes] = []
        self._known: dict[tuple, str] = {}  # small constants, each once
        self._values: list[bytes] = []  # inputs and outputs, as fields
        self._count = 0

    def input(self, name: str, shape: Shape, dtype: str = "float32") -> str:
        """Add an array that `Session.run` is given.

        Args:
            name: as it will be given.
            shape: sizes; a word, such as "n", for one that may differ from call to call.
            dtype: one of `ELEMENTS`.
        """
        self.inputs.append(name)
        sizes = (wire.message(1, wire.number(1, size) if isinstance(size, int) else wire.text(2, size)) for size in shape)
        self._values.append(wire.message(11, wire.text(1, name), wire.message(2, _tensor(dtype, wire.message(2, *sizes)))))
        return name

    def constant(self, array: np.ndarray | float | Sequence[int], name: str | None = None) -> str:
        """Add an array that is always the same.

        Args:
            array: of one of the types of `ELEMENTS`. A number means float32, a sequence of whole numbers int64, as shapes and axes are.
            name: of the value; None makes one up. It must be new.
        """
        value = np.asarray(array, np.float32 if isinstance(array, float | int) else None)
        key = (value.dtype.str, value.shape, value.tobytes()) if name is None and value.nbytes < APART else None
        if key is not None and key in self._known:
            return self._known[key]
        name = self._new("constant") if name is None else name
        if key is not None:
            self._known[key] = name
        fields = [wire.numbers(1, value.shape), wire.number(2, ELEMENTS[value.dtype.name]), wire.text(8, name)]
        if value.nbytes < APART:
            fields.append(wire.message(9, value.astype(value.dtype.newbyteorder("<")).tobytes()))
        else:
            fields += [wire.message(13, wire.text(1, "location"), wire.text(2, "arrays")), wire.number(14, 1)]
            self.arrays[name] = np.ascontiguousarray(value)
        self._constants.append(wire.message(5, *fields))
        return name

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: Attribute) -> str:
        """Add an operation with one result.

        Args:
            operator: its name in the operator set, such as "Conv".
            inputs: names of values; "" leaves an optional one out.
            domain: "" for the standard operators, or `CONTRIB`.
            attributes: by name; a list holds numbers of one type.

        Returns:
            The result's name.
        """
        return self.split(operator, *inputs, results=1, domain=domain, **attributes)[0]

    def split(self, operator: str, *inputs: str, results: int, domain: str = "", **attributes: Attribute) -> tuple[str, ...]:
        """Add an operation with several results, as `node` does; returns their names."""
        names = tuple(self._new(operator) for _ in range(results))
        self._domains.add(domain)
        fields = [
            *(wire.text(1, name) for name in inputs),
            *(wire.text(2, name) for name in names),
            wire.text(3, names[0]),
            wire.text(4, operator),
            *(_attribute(name, value) for name, value in attributes.items()),
        ]
        self._nodes.append(wire.message(1, *fields, *([wire.text(7, domain)] if domain else [])))
        return names

    def output(self, name: str, value: str, dtype: str = "float32") -> None:
        """Have a value returned by `Session.run`, under a name that no other value has."""
        self.outputs.append(name)
        self._nodes.append(wire.message(1, wire.text(1, value), wire.text(2, name), wire.text(4, "Identity")))
        self._values.append(wire.message(12, wire.text(1, name), wire.message(2, _tensor(dtype))))

    # Operations that are wanted everywhere and that take shapes or places as constants.

    def reshape(self, x: str, shape: Sequence[int]) -> str:
        """Give another shape; 0 keeps a size, and one may be -1, which is found out."""
        return self.node("Reshape", x, self.constant(_whole(shape)))

    def transpose(self, x: str, axes: Sequence[int]) -> str:
        """Reorder axes, as `numpy.transpose` does."""
        return self.node("Transpose", x, perm=list(axes))

    def cut(self, x: str, starts: Sequence[int], ends: Sequence[int], axes: Sequence[int]) -> str:
        """Return x[start:end] along some axes; an end may be negative, or `END`."""
        return self.node("Slice", x, *(self.constant(_whole(numbers)) for numbers in (starts, ends, axes)))

    def pad(self, x: str, before: Sequence[int], after: Sequence[int]) -> str:
        """Put zeros around x: how many before and after each axis."""
        return self.node("Pad", x, self.constant(_whole([*before, *after])))

    def to_bytes(self) -> bytes:
        """Return the model, an ONNX file but for the arrays that stay apart."""
        graph = wire.message(7, *self._nodes, wire.text(2, "network"), *self._constants, *self._values)
        opsets = [wire.message(8, wire.number(2, self._opset))]
        opsets += [wire.message(8, wire.text(1, domain), wire.number(2, 1)) for domain in sorted(self._domains - {""})]
        return wire.number(1, IR_VERSION) + graph + b"".join(opsets)

    def _new(self, kind: str) -> str:
        self._count += 1
        return f"{kind}_{self._count}"


END = (1 << 63) - 1  # behind the last of an axis, however long it is


def _whole(values: Sequence[int]) -> np.ndarray:
    return np.array(values, np.int64)


def _tensor(dtype: str, *shape: bytes) -> bytes:
    return wire.message(1, wire.number(1, ELEMENTS[dtype]), *shape)


def _attribute(name: str, value: Attribute) -> bytes:
    """Write a node's attribute: which field holds it, and its type, depend on the value's."""
    if isinstance(value, str):
        held, kind = wire.text(4, value), 3
    elif isinstance(value, int):
        held, kind = wire.number(3, value), 2
    elif isinstance(value, float):
        held, kind = wire.real(2, value), 1
    elif all(isinstance(one, int) for one in value):
        held, kind = wire.numbers(8, (int(one) for one in value)), 7
    else:
        held, kind = b"".join(wire.real(7, one) for one in value), 6
    return wire.message(5, wire.text(1, name), held, wire.number(20, kind))
