"""One exception tree: whoever catches its root catches everything that is raised on purpose."""

import ast
import inspect
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ganspacesynth
from ganspacesynth.composition.steps.hallucination_settings import HallucinationSettings
from ganspacesynth.core import errors
from ganspacesynth.core.motion.curve import Curve
from ganspacesynth.core.point import Point
from ganspacesynth.data.schema import Label, label_wave
from ganspacesynth.networks.prior import Prior

PACKAGE = Path(ganspacesynth.__file__).parent
TREE = {name: value for name, value in vars(errors).items() if inspect.isclass(value) and issubclass(value, Exception)}
# What else may be raised: asked for by Python itself (AttributeError of a module), by argparse, or turned into one of ours at once.
OTHERS = {"AttributeError", "ArgumentTypeError", "OSError", "ValueError", "TypeError", "StopIteration", "KeyError", "EOFError", "ImportError"}


@pytest.mark.parametrize("error", TREE.values())
def test_one_tree(error):
    assert issubclass(error, errors.GanSpaceSynthError) and error.__doc__
    assert ganspacesynth.GanSpaceSynthError is errors.GanSpaceSynthError


def test_wrong_arguments_are_value_errors_too():
    assert issubclass(errors.InvalidInput, ValueError)


def raised():
    """Yield (file, line, name, has a cause) of each raise in the package, and whether it is inside an except block."""
    for file in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        handled = {id(inside) for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) for inside in ast.walk(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                name = getattr(node.exc.func, "id", getattr(node.exc.func, "attr", ""))
                yield f"{file.relative_to(PACKAGE)}:{node.lineno}", name, node.cause is not None, id(node) in handled


def local_errors():
    """Names of exception classes defined elsewhere in the package, each derived from one of Python's or ours."""
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "").endswith(("Error", "Exception")) for base in node.bases):
                yield node.name


def test_every_raise_is_of_the_tree():
    known = {*TREE, *OTHERS, "KeyboardInterrupt", *local_errors()}  # an interruption goes on, saying what is kept
    # A small letter begins a function that makes an error, or the class that a reader was told to raise.
    assert [(where, name) for where, name, _, _ in raised() if name not in known and not name.islower()] == []


def test_every_raise_in_an_except_block_says_from_what():
    assert [where for where, _, cause, handled in raised() if handled and not cause] == []


def test_no_assert_print_or_bare_except():
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            where = f"{file.name}:{getattr(node, 'lineno', 0)}"
            assert not isinstance(node, ast.Assert), where
            assert not (isinstance(node, ast.ExceptHandler) and node.type is None), where
            assert not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"), where


def test_a_value_in_an_error_is_short_whatever_it_is():
    deep = []
    for _ in range(5000):
        deep = [deep]

    class Odd:
        def __repr__(self):
            raise MemoryError

    assert errors.brief(10**5000) == "a number too long to write"
    for value in (deep, Odd(), "x" * 10**6, {"a": deep}):
        assert len(errors.brief(value)) <= 80


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.binary(max_size=5),
        lambda each: st.lists(each) | st.lists(each).map(tuple) | st.dictionaries(st.text(max_size=5), each) | st.sets(st.integers()),
    )
)
def test_a_value_in_an_error_is_written_as_python_writes_it(value):
    assert errors.brief(value) == " ".join(repr(value).split())[:80]


def test_defect_of_a_value_in_an_error_no_more_is_written_than_is_shown():
    """Lists within each other once filled all memory before they were cut to 80 letters."""
    written = []

    class Counted:
        def __repr__(self):
            written.append(self)
            return "x"

    value = Counted()
    for _ in range(60):
        value = {"a": value, "b": [value, (value,)]}
    assert errors.brief(value).startswith("{'a': {'a': {'a': ") and len(written) < 100
    assert errors.brief([Counted()] * 10**6) == ("[" + "x, " * 27)[:80] and len(written) < 200


def test_what_is_printed_steers_no_terminal():
    said = "é 音\u3000🎹\n\t" + "\x1b[2J\x07\r\x9b1m\u202e\x00\udc80\U000e0041"
    assert errors.plain(said) == "é 音\u3000🎹\n\t" + r"\u001b[2J\u0007\u000d\u009b1m\u202e\u0000\udc80\udb40\udc41"
    assert json.loads(errors.plain(json.dumps(said, ensure_ascii=False))) == said  # what is JSON stays the same JSON


@pytest.mark.parametrize(
    "make",
    [
        lambda words: Point(z=np.zeros(4), mode=words),
        lambda words: Curve((0.0,), (1.0,), shape=words),
        lambda words: Prior(kind=words),
        lambda words: HallucinationSettings(fade=words),
        lambda words: label_wave(Label(words, 60, 0), np.zeros(3), 4),
    ],
)
def test_words_from_files_are_short_in_errors(make):
    with pytest.raises(errors.GanSpaceSynthError) as caught:
        make("x" * 10**6)
    assert len(str(caught.value)) < 400
