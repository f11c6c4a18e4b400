"""Heavy libraries imported with their C++ log messages held back, and shown when an import fails."""

import contextlib
import importlib
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from types import ModuleType
from typing import IO

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.extras import missing_from

# What the libraries print before anybody can ask them not to: absl's warning about itself, its log lines, and the second line of one of them.
CHATTER = re.compile(rb"WARNING: All log messages before absl|[IWE]\d{4} \d\d:\d\d:|[IWE]0000 00:00:|To enable the following instructions")
STDERR = 2

Announce = Callable[[str], AbstractContextManager[None]]

_verbose = False
_announce: Announce | None = None


def let_everything_through() -> None:
    """Turn this module off: whatever the libraries say is shown (`ganspacesynth --verbose`)."""
    global _verbose
    _verbose = True


def announce_with(announce: Announce | None) -> None:
    """Have it said that a library is being started, which takes seconds: `announce(name)` is held open meanwhile; None says nothing."""
    global _announce
    _announce = announce


def load(name: str) -> ModuleType:
    """Import tensorflow, keras, jax or onnxruntime and keep their chatter from the screen; anything else they say is passed on.

    Args:
        name: the module; imported before, it costs nothing.

    Raises:
        GanSpaceSynthError: it is not installed, and an extra brings it.
        ImportError: it is broken.
        InvalidInput: Keras is set to a backend that does not exist.
    """
    if name in sys.modules:
        return importlib.import_module(name)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        with _announced(name), contextlib.nullcontext() if _verbose else _filtered():
            return importlib.import_module(name)
    except ModuleNotFoundError as e:  # Keras is there, and what it runs on is not: that comes with the same extra
        if (told := missing_from(e)) is None:
            raise
        raise told from e
    except (ValueError, AssertionError) as e:
        raise InvalidInput(
            f"Keras must be set up with what it knows. Received: {e}. See KERAS_BACKEND and the file keras.json in ~/.keras.", rule="keras-setup"
        ) from e


def _announced(name: str) -> AbstractContextManager[None]:
    library = "JAX" if name == "jax" or (name == "keras" and os.environ.get("KERAS_BACKEND") == "jax") else "TensorFlow"
    started = "jax" if library == "JAX" else "tensorflow"
    return contextlib.nullcontext() if _announce is None or name == "onnxruntime" or started in sys.modules else _announce(library)


@contextlib.contextmanager
def _filtered() -> Iterator[None]:
    """Hold back what is written to file descriptor 2, from C++ too, and pass on what is not chatter."""
    try:
        screen = os.dup(STDERR)
    except OSError:  # a program without a stderr
        yield
        return
    with tempfile.TemporaryFile() as held:
        _flush()
        os.dup2(held.fileno(), STDERR)
        try:
            yield
        finally:
            _flush()
            os.dup2(screen, STDERR)
            os.close(screen)
            _pass_on(held)


def _pass_on(held: IO[bytes]) -> None:
    held.seek(0)
    said = b"".join(line for line in held if not CHATTER.match(line))
    if said and sys.stderr is not None:
        sys.stderr.write(said.decode("utf-8", "replace"))


def _flush() -> None:
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()
