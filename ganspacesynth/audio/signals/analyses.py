"""All analyses of a whole sound by name: a wave in, one of its signals out; what several of them need is computed once.

onsets(low | mid | high | all, or from and to in Hz)   rms   lufs   centroid   flatness   pitch   chroma(C)   harmony
    tempo   beats   bars   sections
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ganspacesynth.audio import spectrum
from ganspacesynth.audio.signals import beats as beats_of
from ganspacesynth.audio.signals.bars import downbeats
from ganspacesynth.audio.signals.chroma import WINDOW_S, Chroma, pitch_class
from ganspacesynth.audio.signals.frame_features import BANDS, FLOOR, Block, Centroid, Feature, Flatness, Level, OnsetStrength, held_where, whole
from ganspacesynth.audio.signals.frame_rate import Framing
from ganspacesynth.audio.signals.lufs_curve import lufs_curve
from ganspacesynth.audio.signals.onsets import OVER, above_median, loudest, onset_times
from ganspacesynth.audio.signals.passage import Passage
from ganspacesynth.audio.signals.pitch_curve import PitchCurve
from ganspacesynth.audio.signals.sections import describe, section_times
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.motion.signal import Signal

SECTION_BANDS = 24
PULSE = (("all", 1.0), ("low", 1.0), ("mid", 0.5))  # what the beat is looked for in: kicks and snares count more than hats
LOWEST_HARMONY = 54.0
HELD_S = 2.0
ACCENT_S = 0.06  # around a beat
QUIET = 1e-3  # root mean square that counts as loud in what is quieter throughout
Words = Sequence[str | float]


@dataclass(frozen=True)
class Analysis:
    """A signal that any sound has.

    Attributes:
        low, high: its range.
        takes: what stands in brackets behind its name, for people.
        help: what it says.
        most: words in brackets, at most.
        least: and at least.
    """

    low: float
    high: float
    help: str
    takes: str = ""
    most: int = 0
    least: int = 0


ANALYSES = {
    "onsets": Analysis(0.0, 1.0, "how strongly notes and hits begin; 1 is the strongest", "low, mid, high, all, or 200 800 (Hz)", most=2),
    "rms": Analysis(0.0, 1.0, "level; 1 is the loudest"),
    "lufs": Analysis(-50.0, 0.0, "momentary loudness (0.4 s), LUFS"),
    "centroid": Analysis(200.0, 6000.0, "brightness: the middle of the spectrum, Hz"),
    "flatness": Analysis(0.0, 1.0, "0 for tones, towards 1 for noise"),
    "pitch": Analysis(36.0, 84.0, "pitch of the melody, MIDI numbers; the last one goes on where there is none"),
    "chroma": Analysis(0.0, 1.0, "how much of a pitch class is in the harmony", "C to B, or 0 to 11", most=1, least=1),
    "harmony": Analysis(54.0, 65.0, "strongest pitch class of each bar, as a MIDI number from F# to F"),
    "tempo": Analysis(48.0, 210.0, "beats a minute"),
    "beats": Analysis(0.0, 1.0, "1 at each beat"),
    "bars": Analysis(0.0, 1.0, "1 at the first beat of each bar"),
    "sections": Analysis(0.0, 1.0, "1 where a section begins"),
}


def band_of(words: Words) -> tuple[float, float]:
    """Return the band (Hz) that words in brackets say; raises InvalidInput for what is none."""
    if not words:
        return BANDS["all"]
    if len(words) == 1 and isinstance(words[0], str) and words[0] in BANDS:
        return BANDS[words[0]]
    if len(words) == 2 and all(isinstance(word, int | float) for word in words):
        return float(words[0]), float(words[1])
    raise InvalidInput(f"A band is {', '.join(BANDS)}, or from and to in Hz, as in onsets(200 800). Received: {brief(words)}.", rule="known-band")


def check_analysis(name: str, words: Words) -> Analysis:
    """Return an analysis, or raise InvalidInput for one that is not known, or with words it does not take."""
    if name not in ANALYSES:
        raise InvalidInput(f"A sound has the signals {', '.join(ANALYSES)}. Received: {brief(name)}.", rule="known-analysis")
    analysis = ANALYSES[name]
    if not analysis.least <= len(words) <= analysis.most:
        takes = analysis.takes or "nothing"
        raise InvalidInput(f"{name} takes {takes} in its brackets. Received: {brief(list(words))}.", rule="analysis-words")
    if name == "onsets":
        band_of(words)
    elif words:
        pitch_class(words[0])
    return analysis


class BandLevels:
    """Levels in mel bands, dB: what sections are told apart by."""

    width = SECTION_BANDS

    def __init__(self, frames: Framing) -> None:
        """Lay the bands over all that is heard."""
        low, high = BANDS["all"]
        self._matrix = spectrum.mel_bands(frames.size // 2 + 1, round(frames.sample_rate), SECTION_BANDS, low, min(high, frames.sample_rate / 2))

    def take(self, block: Block) -> np.ndarray:
        """Return float32 [frames, bands]."""
        return spectrum.power_db(block.power @ self._matrix, FLOOR).astype(np.float32)


class WholeSound:
    """A sound that is all there, and what is heard in it.

    Attributes:
        frames: how it is cut.
        passage: the sound, at the rate of the frames.
    """

    def __init__(self, wave: np.ndarray | Passage, frames: Framing) -> None:
        """Keep the wave, float [samples], or what it is made anew by; nothing is computed yet.

        Raises:
            InvalidInput: it is not mono, empty, or not finite.
        """
        self.frames = frames
        self.passage = wave if isinstance(wave, Passage) else Passage.of(_checked(np.asarray(wave, np.float32)))
        self._strengths: dict[tuple[float, float], np.ndarray] = {}

    @property
    def wave(self) -> np.ndarray:
        """The whole of it, float32 [samples]."""
        return self.passage.wave()

    @property
    def count(self) -> int:
        """How many frames it has."""
        return self.frames.count(self.passage.samples)

    @property
    def duration_s(self) -> float:
        """Seconds."""
        return self.passage.samples / self.frames.sample_rate

    def signal(self, name: str, words: Words = ()) -> Signal:
        """Return one of its signals.

        Args:
            name: one of `ANALYSES`.
            words: what stands in brackets behind it.

        Raises:
            InvalidInput: no such signal, or other words.
        """
        analysis = check_analysis(name, words)
        said = f"{name}({' '.join(str(word) for word in words)})" if words else name
        return Signal(said, self._values(name, words), self.frames.fps, analysis.low, analysis.high)

    def _values(self, name: str, words: Words) -> np.ndarray:
        count, fps = self.count, self.frames.fps
        makers: dict[str, Callable[[], np.ndarray]] = {
            "onsets": lambda: as_share(above_median(self.strength(*band_of(words)), fps), least=OVER),
            "rms": lambda: as_share(self._basic[0], least=QUIET),
            "lufs": lambda: lufs_curve(self.passage, self.frames),
            "centroid": lambda: self._basic[1],
            "flatness": lambda: self._basic[2],
            "pitch": lambda: self._alone(PitchCurve(self.frames)),
            "chroma": lambda: self.chroma[:, pitch_class(words[0])],
            "harmony": self._harmony,
            "tempo": lambda: beats_of.tempo_curve(self.beats_s, count, fps),
            "beats": lambda: beats_of.impulses(self.beats_s, count, fps),
            "bars": lambda: beats_of.impulses(self.bars_s, count, fps),
            "sections": lambda: beats_of.impulses(self.sections_s, count, fps),
        }
        return makers[name]()

    def strength(self, low_hz: float, high_hz: float) -> np.ndarray:
        """Return onset strength in a band, float32 [frames]; see `features.OnsetStrength`."""
        band = (float(low_hz), float(high_hz))
        if band not in self._strengths:
            # whoever asks for a preset will ask for others: they are heard in the same pass
            bands = [band, *(each for each in BANDS.values() if each != band)] if band in BANDS.values() else [band]
            self._strengths |= dict(zip(bands, whole(self.passage, self.frames, [OnsetStrength(self.frames, *each) for each in bands]), strict=True))
        return self._strengths[band]

    def onsets_s(self, low_hz: float = BANDS["all"][0], high_hz: float = BANDS["all"][1]) -> np.ndarray:
        """Return the moments of onsets in a band, float64 [onsets], seconds."""
        return onset_times(self.strength(low_hz, high_hz), self.frames)

    @functools.cached_property
    def chroma(self) -> np.ndarray:
        """Pitch classes from C up, float32 [frames, 12]; frames sum to 1, in silence to 0."""
        longer = self.frames.longer(WINDOW_S)
        return whole(self.passage, longer, [Chroma(longer)])[0]

    @functools.cached_property
    def beats_s(self) -> np.ndarray:
        """Moments of the beats, float64 [beats], seconds."""
        return beats_of.beat_times(self._pulse, self.frames)

    @functools.cached_property
    def bars_s(self) -> np.ndarray:
        """Moments of the first beats of bars, float64 [bars], seconds."""
        return self.beats_s[downbeats(self._accents())]

    @functools.cached_property
    def sections_s(self) -> np.ndarray:
        """Moments at which sections begin, float64 [sections], seconds; the first is 0."""
        return self.sections()

    def sections(self, count: int | None = None) -> np.ndarray:
        """Return where sections begin, as many as there shall be at most; see `sections.section_times`."""
        rows = describe(self._basic[3], self.chroma, self.duration_s)
        return section_times(rows, self.duration_s, count=count)

    @functools.cached_property
    def _basic(self) -> list[np.ndarray]:
        """Level, centroid, flatness, bands and the onsets of all presets, in one pass over the spectra."""
        presets = {band: OnsetStrength(self.frames, *band) for band in BANDS.values()}
        features: list[Feature] = [Level(), Centroid(self.frames), Flatness(), BandLevels(self.frames), *presets.values()]
        found = whole(self.passage, self.frames, features)
        self._strengths.update(zip(presets, found[4:], strict=True))
        return found[:4]

    @property
    def _pulse(self) -> np.ndarray:
        _ = self._basic
        return np.sum([share * self.strength(*BANDS[name]) for name, share in PULSE], axis=0)

    def _alone(self, feature: Feature) -> np.ndarray:
        return whole(self.passage, self.frames, [feature])[0]

    def _harmony(self) -> np.ndarray:
        """Return the strongest pitch class from bar to bar, or, where nothing beats, every two seconds; float32 [frames]."""
        fps = self.frames.fps
        edges = self.bars_s if len(self.bars_s) > 1 else np.arange(0.0, self.duration_s, HELD_S)
        places = np.unique(np.clip(np.round(np.append(0.0, edges) * fps).astype(int), 0, self.count - 1))
        sums = np.add.reduceat(self.chroma, places, axis=0)
        classes = held_where(sums.argmax(axis=1), sums.sum(axis=1) > 0.0, 0.0)
        return near_middle(np.repeat(classes, np.diff([*places, self.count])))

    def _accents(self) -> np.ndarray:
        """Return how much each beat sounds like the beginning of a bar, float64 [beats]: low onsets, and chords that change."""
        beats, fps = self.beats_s, self.frames.fps
        if len(beats) < 2:
            return np.zeros(len(beats))
        low, near = self.strength(*BANDS["low"]), max(1, round(ACCENT_S * fps))
        places = np.clip(np.round(beats * fps).astype(int), 0, self.count - 1)
        hits = np.array([low[max(0, place - near) : place + near + 1].max() for place in places])
        means = np.array([self.chroma[a : max(a + 1, b)].mean(axis=0) for a, b in zip(places, [*places[1:], self.count], strict=True)])
        changes = np.concatenate([[0.0], np.abs(np.diff(means, axis=0)).sum(axis=1)])
        return _unit(hits) + 2.0 * _unit(changes)


def _checked(wave: np.ndarray) -> np.ndarray:
    if wave.ndim != 1 or not len(wave):
        raise InvalidInput(f"A sound is analysed as one channel, [samples]. Received: shape {list(wave.shape)}.", rule="mono-wave")
    if not np.isfinite(wave).all():
        raise InvalidInput("Audio must be finite. Received: NaN or infinity. Export it again.", rule="finite-audio")
    return wave


def near_middle(classes: np.ndarray) -> np.ndarray:
    """Return pitch classes as the MIDI numbers from 54 to 65 that they have near to the middle C, float32."""
    return (LOWEST_HARMONY + np.mod(classes - LOWEST_HARMONY, 12.0)).astype(np.float32)


def as_share(values: np.ndarray, *, least: float) -> np.ndarray:
    """Return values as shares of the loudest of them, or of `least` where all are quieter; float32 0..1."""
    return np.clip(values / max(loudest(values), least), 0.0, 1.0).astype(np.float32)


def _unit(values: np.ndarray) -> np.ndarray:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 0.0 else np.zeros(len(values))
