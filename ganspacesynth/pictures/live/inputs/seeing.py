"""What is seen in pictures that come in: frame after frame in, numbers out; live, or of a whole film as signals."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.motion.signal import MAX_FRAMES, Signal
from ganspacesynth.pictures.live.inputs.flow import movement, optical_flow

EDGE = 64  # pixels across and down, to which pictures are averaged before they are looked at
GRAY = np.array([0.299, 0.587, 0.114], np.float32)
MOVED = 0.02  # of brightness: less change is a camera's noise
FAST = 1.0  # widths of the picture a second that are a flow of 1


@dataclass(frozen=True)
class Seen:
    """What a frame looks like beside the one before.

    Attributes:
        brightness: 0 black, 1 white.
        motion: share of the picture that changes, 0..1.
        right, down: where it moves as a whole, -1..1, in widths and heights a second.
        larger: how fast it comes nearer, -1..1, in times a second.
        turn: how fast it turns to the right, -1..1, in radians a second.
    """

    brightness: float
    motion: float = 0.0
    right: float = 0.0
    down: float = 0.0
    larger: float = 0.0
    turn: float = 0.0


NAMES = tuple(field.name for field in fields(Seen))


class Eye:
    """Looks at frames, one after the other."""

    def __init__(self) -> None:
        self._before: np.ndarray | None = None

    def look(self, picture: np.ndarray, step_s: float) -> Seen:
        """Return what is seen.

        Args:
            picture: uint8 [height, width, 3].
            step_s: seconds since the frame before, above 0.
        """
        gray = shrunk(picture, EDGE) @ GRAY
        before, self._before = self._before, gray
        brightness = float(gray.mean())
        if before is None:
            return Seen(brightness)
        motion = float(np.mean(np.abs(gray - before) > MOVED))
        values = np.array(movement(optical_flow(before, gray), EDGE, EDGE)) / max(step_s, 1e-3) / FAST
        right, down, larger, turn = (float(each) for each in np.clip(values, -1.0, 1.0))
        return Seen(brightness, motion, right, down, larger, turn)


def seen_signals(frames: Iterable[np.ndarray], fps: float) -> dict[str, Signal]:
    """Return what is seen in a film, as signals by name: `brightness` and `motion` from 0 to 1, the others from -1 to 1.

    Args:
        frames: uint8 [height, width, 3], one at least.
        fps: frames a second.

    Raises:
        InvalidInput: no frames, or more than a signal holds.
    """
    eye, rows = Eye(), []
    for frame in frames:
        rows.append(astuple(eye.look(frame, 1.0 / fps)))
        if len(rows) > MAX_FRAMES:
            break
    if not 0 < len(rows) <= MAX_FRAMES:
        raise InvalidInput(f"A film of 1 to {MAX_FRAMES} frames can be looked at. Received: {len(rows)}. Cut it.", rule="film-length")
    values = np.array(rows, np.float32).T
    return {name: Signal(name, each, fps, low=0.0 if name in NAMES[:2] else -1.0) for name, each in zip(NAMES, values, strict=True)}


def shrunk(picture: np.ndarray, edge: int) -> np.ndarray:
    """Return a picture's middle square as float32 [edge, edge, 3] of 0..1, each pixel the mean of those it covers."""
    side = min(picture.shape[:2])
    top, left = (picture.shape[0] - side) // 2, (picture.shape[1] - side) // 2
    square = picture[top : top + side, left : left + side]
    if side < edge:
        index = (np.arange(edge) * side) // edge
        return np.asarray(square[index][:, index], np.float32) / np.float32(255.0)
    cuts = (np.arange(edge + 1) * side) // edge
    rows = np.add.reduceat(square, cuts[:-1], axis=0, dtype=np.float32)
    sums = np.add.reduceat(rows, cuts[:-1], axis=1)
    counts = np.diff(cuts).astype(np.float32)
    return np.asarray(sums / (255.0 * counts[:, None, None] * counts[None, :, None]), np.float32)
