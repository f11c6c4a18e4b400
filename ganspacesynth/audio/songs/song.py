"""Song: a sound file or an address in, what is heard in it and in its stems out, as signals; any part of it, listened to once."""

import dataclasses
import functools
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ganspacesynth.audio.chains.chain import Chain, nearest, read_chain
from ganspacesynth.audio.files.decode import open_sound
from ganspacesynth.audio.signals.analyses import BANDS, WholeSound, check_analysis
from ganspacesynth.audio.signals.frame_rate import FPS, Framing, framing
from ganspacesynth.audio.signals.passage import Passage
from ganspacesynth.audio.songs.analysis_cache import AnalysisCache
from ganspacesynth.audio.songs.separation import separated
from ganspacesynth.audio.songs.song_files import MAX_BYTES, SongFile, find_song
from ganspacesynth.audio.songs.song_moments import Moment, seconds_of
from ganspacesynth.audio.songs.song_part import part_pieces, read_part
from ganspacesynth.audio.songs.stems import ALSO_CALLED, OWN, SEPARATORS, Change, called, check_separator, find_stems, separate
from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.work.progress import Track, untracked

HELD_S = 300.0  # longer ones are decoded, and taken apart, again for each pass: memory does not grow with them
SHORTEST_S = 0.05
NOTHING_OVER = 0.9  # of half the file's rate

Words = tuple[str | float, ...]


@dataclass(frozen=True, eq=False)
class Song:
    """A song, or a part of one. Nothing is read before something is asked.

    Attributes:
        file: where it lies.
        frames: how it is cut into frames.
        start_s, stop_s: the part of the file that is meant; None for its end.
        stems: files that the player has.
        separator: what makes the other stems: "own" or "demucs".
        changes: {stem: what is done to it before it is listened to}.
        cache: what was heard already.
    """

    file: SongFile
    frames: Framing
    start_s: float = 0.0
    stop_s: float | None = None
    stems: Mapping[str, SongFile] = field(default_factory=dict)
    separator: str = OWN
    changes: Mapping[str, Change] = field(default_factory=dict)
    cache: AnalysisCache = field(default_factory=lambda: AnalysisCache(None))

    def cut(self, start: Moment, stop: Moment | None = None) -> "Song":
        """Return a part of the song, its stems cut alike.

        Args:
            start, stop: 10, "0:10" or "bar 5", counted from the beginning of this part; None for the end.

        Raises:
            InvalidInput: moments that are none, or not one behind the other.
        """
        first = seconds_of(start, self.bars_s)
        last = None if stop is None else seconds_of(stop, self.bars_s)
        if last is not None and last - first < SHORTEST_S:
            raise InvalidInput(
                f"A part of a song lasts {SHORTEST_S:g} s at least. Received: {first:g}..{last:g} s. Say its end behind its beginning.",
                rule="song-part",
            )
        end = self.stop_s if last is None else self.start_s + last
        end = end if self.stop_s is None else min(self.stop_s, end or self.stop_s)
        return self._with(start_s=self.start_s + first, stop_s=end)

    def with_filter(self, stem: str, low_hz: float | None = None, high_hz: float | None = None) -> "Song":
        """Return the song with frequencies of a stem alone, such as a kick drum: `with_filter("drums", high_hz=100)`."""
        return self._with(changes={**self.changes, stem: dataclasses.replace(self.changes.get(stem, Change()), low_hz=low_hz, high_hz=high_hz)})

    def with_mask(self, stem: str, mask: Signal) -> "Song":
        """Return the song with a stem at a level that moves over the seconds of the file: 0 takes it out, 1 leaves it."""
        return self._with(changes={**self.changes, stem: dataclasses.replace(self.changes.get(stem, Change()), mask=mask)})

    def _with(self, **changes: Any) -> "Song":
        return dataclasses.replace(self, **changes)

    # --- what is heard

    def signal(self, chain: str | Chain) -> Signal:
        """Return the signal of a chain, such as "drums.onsets(high) | peaks | decay 0.4"; see docs/listening.md.

        Raises:
            InvalidInput: no chain, or a stem that there is none of.
            AudioError: the file cannot be read.
        """
        return (read_chain(chain) if isinstance(chain, str) else chain).of(self)

    def heard(self, name: str, words: Words = (), stem: str | None = None) -> Signal:
        """Return an analysis of the whole or of a stem, see `audio/signals/analyses.py`; what was heard before is not listened to again."""
        analysis = check_analysis(name, words)
        said = f"{name}({' '.join(str(word) for word in words)})" if words else name
        values = self._kept(stem, ["signal", name, *words], lambda sound: sound.signal(name, words).values)
        return Signal(said if stem is None else f"{stem}.{said}", values, self.fps, analysis.low, analysis.high)

    def onsets_s(self, low_hz: float = BANDS["all"][0], high_hz: float = BANDS["all"][1], stem: str | None = None) -> np.ndarray:
        """Return the moments of onsets in a band, float64 [onsets], seconds."""
        return self._kept(stem, ["onsets_s", low_hz, high_hz], lambda sound: sound.onsets_s(low_hz, high_hz))

    def beats_s(self) -> np.ndarray:
        """Return the moments of the beats, float64 [beats], seconds."""
        return self._kept(None, ["beats_s"], lambda sound: sound.beats_s)

    def bars_s(self) -> np.ndarray:
        """Return the moments of the first beats of bars, float64 [bars], seconds."""
        return self._kept(None, ["bars_s"], lambda sound: sound.bars_s)

    def sections_s(self, count: int | None = None) -> np.ndarray:
        """Return where sections begin, float64 [sections], seconds; as many as there shall be at most."""
        return self._kept(None, ["sections_s", count], lambda sound: sound.sections(count))

    @property
    def fps(self) -> float:
        """Frames a second."""
        return self.frames.fps

    @functools.cached_property
    def count(self) -> int:
        """Frames."""
        return int(self._kept(None, ["count"], lambda sound: np.array([float(sound.count)]))[0])

    @functools.cached_property
    def duration_s(self) -> float:
        """Seconds."""
        return float(self._kept(None, ["duration_s"], lambda sound: np.array([sound.duration_s]))[0])

    def stem_names(self) -> tuple[str, ...]:
        """Return the stems that there are: the player's, or those that are made."""
        return tuple(self.stems) if self.stems else SEPARATORS[self.separator]

    def _kept(self, stem: str | None, asked: list[Any], compute: Any) -> np.ndarray:
        found = None if stem is None else self._stem(stem)
        change = self.changes.get(stem or "", self.changes.get(found or ""))
        source = self.file if found is None or not self.stems else self.stems[found]
        told = {
            "song": source.sha256,
            "part": [self.start_s, self.stop_s],
            "fps": self.fps,
            "stem": None if found is None else ["given"] if self.stems else [self.separator, found],
            "change": None if change is None else change.key(),
            "asked": asked,
        }
        return self.cache.get(told, lambda: compute(self._sound(found, change)))

    # --- what is listened to

    @functools.cached_property
    def wave(self) -> np.ndarray:
        """The part that is meant, mono, float32 [samples], at the frames' rate."""
        return self._passage.wave()

    def audio(self, sample_rate: float) -> np.ndarray:
        """Return the part that is meant for two ears, float32 [samples, 2], at a rate (Hz)."""
        return read_part(open_sound(self.file.path), sample_rate, self.start_s, self.stop_s, ears=2)

    def stem(self, name: str) -> np.ndarray:
        """Return a stem, float32 [samples], at the frames' rate, filtered and masked as was asked.

        Raises:
            InvalidInput: there is none of that name.
        """
        found = self._stem(name)
        change = self.changes.get(name, self.changes.get(found))
        return self._sound(found, change).wave

    def _stem(self, name: str) -> str:
        there = self.stem_names()
        found = called(name, there)
        if found is None:
            known = [*there, *(other for other in ALSO_CALLED if called(other, there) and other not in there)]
            raise InvalidInput(f"The song has the stems {', '.join(there)}. Received: {name}. {nearest(name, known)}", rule="known-stem")
        return found

    def _sound(self, stem: str | None, change: Change | None) -> WholeSound:
        known = self._sounds
        key = (stem, change)
        if key not in known:
            passage = self._passage if stem is None else self._stem_passage(stem)
            changed = passage if change is None else change.of(passage.wave(), self.frames.sample_rate, self.start_s)
            known[key] = WholeSound(changed, self.frames)
        return known[key]

    @functools.cached_property
    def _passage(self) -> Passage:
        """The part that is meant, as `wave`: held where it is short, and decoded anew each time where it is long."""
        return self._decoded(self.file)

    def _stem_passage(self, stem: str) -> Passage:
        if self.stems:
            return self._decoded(self.stems[stem]).fitted(self._passage.samples)
        if self._passage.held or self.separator != OWN:
            return Passage.of(self._made_stems[stem])
        return Passage(lambda: (pieces[stem] for pieces in separated(self._passage, self.frames, (stem,))))

    def _decoded(self, file: SongFile) -> Passage:
        rate = self.frames.sample_rate

        def pieces() -> Iterator[np.ndarray]:
            return part_pieces(open_sound(file.path), rate, self.start_s, self.stop_s)

        found, total = list[np.ndarray](), 0
        for piece in pieces():
            found.append(piece)
            total += len(piece)
            if total > HELD_S * rate:
                return Passage(pieces)
        return Passage.of(np.concatenate(found))

    @functools.cached_property
    def _made_stems(self) -> dict[str, np.ndarray]:
        return separate(self.wave, self.frames, self.separator)

    @functools.cached_property
    def _sounds(self) -> dict[Any, WholeSound]:
        return {}

    def remarks(self) -> list[str]:
        """Return what should be said of the file, or the part of it, before somebody wonders."""
        rate = open_sound(self.file.path).sample_rate
        lacking = [name for name, (low_hz, _) in BANDS.items() if low_hz >= NOTHING_OVER * rate / 2]
        said = [f"it has nothing over {rate / 2:g} Hz: onsets({name}) are silent" for name in lacking]
        return ["it is silent: nothing is heard in it, and its signals move nothing", *said] if not self.heard("rms").values.any() else said


def open_song(
    where: str | os.PathLike[str],
    *,
    fps: float = FPS,
    stems: Mapping[str, str | os.PathLike[str]] | str | os.PathLike[str] | None = None,
    separator: str = OWN,
    cached: bool = True,
    max_bytes: int = MAX_BYTES,
    track: Track = untracked,
) -> Song:
    """Open a song.

    Args:
        where: a sound file of any kind that can be read here, or an https address of one, which is fetched once.
        fps: frames a second of its signals.
        stems: {name: file} or a folder, of those that the player has; None makes them when they are asked for.
        separator: what makes stems: "own" (harmonic, percussive, low), or "demucs" where it is installed.
        cached: keep what is heard in a folder `.ganspacesynth` beside the song.
        max_bytes: that a fetched song may have.
        track: shows how much of it has come.

    Raises:
        AudioError: it cannot be read.
        DownloadError: it cannot be fetched.
        InvalidInput: settings that no song has.
    """
    frames, separator = framing(fps), check_separator(separator)
    file = find_song(where, max_bytes=max_bytes, track=track)
    return Song(file, frames, stems=find_stems(stems), separator=separator, cache=AnalysisCache(file.path if cached else None))
