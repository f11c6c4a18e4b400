"""Where an answer goes as it is played: loudspeakers, which may be unplugged, and files, which grow; blocks in."""

import contextlib
import os
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from ganspacesynth.audio.files.sound_formats import sound_format
from ganspacesynth.audio.loudspeaker import Loudspeaker, open_loudspeaker
from ganspacesynth.core.errors import AudioError, GanSpaceSynthError, InvalidInput, OutputError, brief
from ganspacesynth.core.files import check_output

LATENCY_S = 0.03
RETRY_S = 2.0


class LiveSpeaker:
    """A device that the answer is heard on; while it is away time goes on without it, and it is tried again.

    Attributes:
        paces: always.
    """

    paces = True

    def __init__(
        self,
        rate: int,
        device: str | None,
        say: Callable[[str], None],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Open it.

        Args:
            rate: Hz of the answer.
            device: its number, or a part of its name; None: the one that the system has chosen.
            say: told in a sentence when it goes away, and when it is back.
            clock, sleep: of tests.

        Raises:
            AudioError, InvalidInput: as `open_loudspeaker`.
        """
        self._rate, self._device, self._say, self._clock, self._sleep = rate, device, say, clock, sleep
        self._stack = contextlib.ExitStack()
        self._open: Loudspeaker | None = self._stack.enter_context(open_loudspeaker(rate, device, latency_s=LATENCY_S))
        self._due_s = self._again_s = 0.0

    def write(self, answer: np.ndarray, heard: np.ndarray) -> None:
        """Play samples; returns when there is room for more, or when they would have been heard."""
        if self._open is not None:
            try:
                self._open.write(answer)
                return
            except Exception as e:  # noqa: BLE001  PortAudio's own, of whatever kind: the music goes on
                self._gone(e)
        self._due_s = max(self._due_s, self._clock() - 1.0) + len(answer) / self._rate
        self._sleep(max(0.0, self._due_s - self._clock()))
        if self._clock() >= self._again_s:
            self._try()

    def close(self) -> None:
        """Let go of it; what waits is heard."""
        stack, self._stack, self._open = self._stack, contextlib.ExitStack(), None
        with contextlib.suppress(GanSpaceSynthError):
            stack.close()

    def _gone(self, error: Exception) -> None:
        self._say(f"the loudspeaker has gone away ({(str(error).strip().splitlines() or [type(error).__name__])[0][:120]}); playing on without it")
        self.close()
        self._due_s = self._clock()
        self._again_s = self._clock() + RETRY_S

    def _try(self) -> None:
        self._again_s = self._clock() + RETRY_S
        try:
            self._open = self._stack.enter_context(open_loudspeaker(self._rate, self._device, latency_s=LATENCY_S))
        except (AudioError, InvalidInput):
            return
        self._say("the loudspeaker is back")


class LiveFile:
    """A sound file that grows with the music: the answer, or what was heard on the left and the answer on the right.

    Attributes:
        paces: never.
    """

    paces = False

    def __init__(self, path: str | os.PathLike[str], rate: int, *, both: bool = False, force: bool = False) -> None:
        """Begin a file.

        Args:
            path: .wav or .flac.
            rate: Hz.
            both: whether what was heard is kept, too.
            force: overwrite what is there.

        Raises:
            InvalidInput: another ending.
            OutputError: the file exists, or its folder cannot be written.
        """
        kind = sound_format(path)
        if kind.name not in ("WAV", "FLAC"):
            raise InvalidInput(
                f"What is played live is kept as .wav or .flac. Received: {brief(str(path))}. Choose another ending.", rule="live-file-ending"
            )
        self.path, self._rate, self._kind, self._both = check_output(path, force=force), rate, kind.name, both
        self._file: Any = None

    def write(self, answer: np.ndarray, heard: np.ndarray) -> None:
        """Append samples; raises OutputError when the file cannot be written."""
        if self._file is None:  # not before there is something: where another file is refused, nothing is left of this one
            self._file = self._begun()
        self._file.write(np.stack([np.clip(heard, -1.0, 1.0), answer], axis=1) if self._both else answer)

    def close(self) -> None:
        """End the file."""
        if self._file is not None:
            self._file.close()

    def _begun(self) -> Any:
        import soundfile

        try:
            return soundfile.SoundFile(self.path, "w", self._rate, 2 if self._both else 1, "PCM_16", format=self._kind)
        except (OSError, soundfile.SoundFileError) as e:
            raise OutputError(
                f"A sound file must be one that can be written. Received: {self.path} ({e}). Choose another place.", rule="live-file"
            ) from e
