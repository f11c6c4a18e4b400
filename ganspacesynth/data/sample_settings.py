"""What may be chosen where samples and data sets are made; durations in seconds."""

from dataclasses import dataclass
from typing import Any

from ganspacesynth.data.schema import FAMILIES, SOURCES

PITCHES = tuple(range(24, 85))


@dataclass(frozen=True)
class SampleFormat:
    """What all samples of a folder or a data set have in common.

    Attributes:
        sample_rate: Hz.
        duration_s: seconds of each.
    """

    sample_rate: int = 16000
    duration_s: float = 4.0

    @property
    def shape(self) -> dict[str, Any]:
        """Rate and length in samples; whoever makes samples checks their range."""
        return {"sample_rate": self.sample_rate, "audio_length": round(self.duration_s * self.sample_rate)}


@dataclass(frozen=True)
class Split:
    """Which instruments are held back for validation: a share of them, chosen by a seed."""

    valid: float = 0.1
    seed: int = 0


@dataclass(frozen=True)
class ChopSettings:
    """How recordings are cut; see `chop_files`.

    Attributes:
        form: of the samples.
        hop_s: seconds from one start to the next, less than the duration overlaps; None is the duration.
        onsets: begin each piece at the strongest attack within the next hop.
        silence_db: leave out pieces quieter than this.
        fade_s: seconds faded at both ends.
        pitch: MIDI number of all samples, None to find that of each.
    """

    form: SampleFormat = SampleFormat()
    hop_s: float | None = None
    onsets: bool = False
    silence_db: float = -60.0
    fade_s: float = 0.005
    pitch: int | None = None


@dataclass(frozen=True)
class PadSettings:
    """How short sounds are brought to one length; see `pad_files`.

    Attributes:
        form: of the samples.
        fade_s: seconds faded at the end of each sound.
        pitch: MIDI number of sounds not named NAME_INDEX_PITCH, None to find that of each.
    """

    form: SampleFormat = SampleFormat()
    fade_s: float = 0.01
    pitch: int | None = None


@dataclass(frozen=True)
class NotesSettings:
    """Which notes of soundfonts are rendered; see `render_folder`.

    Attributes:
        form: of the samples.
        programs: General MIDI numbers from 0, None for all tuned ones.
        pitches: MIDI numbers.
        velocities: MIDI velocities.
        hold_s: seconds until the key is released; of two, each preset has its own time between them.
        bank: of the soundfont.
        let_ring: never release struck and plucked presets.
    """

    form: SampleFormat = SampleFormat()
    programs: tuple[int, ...] | None = None
    pitches: tuple[int, ...] = PITCHES
    velocities: tuple[int, ...] = (100,)
    hold_s: float | tuple[float, float] = 3.0
    bank: int = 0
    let_ring: bool = False

    @property
    def keys(self) -> tuple[tuple[int, ...] | None, tuple[int, ...], tuple[int, ...]]:
        """Programs, pitches and velocities."""
        return self.programs, self.pitches, self.velocities

    @property
    def options(self) -> dict[str, Any]:
        """The rest of it."""
        return {"hold_s": self.hold_s, "let_ring": self.let_ring, "bank": self.bank, **self.form.shape}


@dataclass(frozen=True)
class NsynthSettings:
    """Which notes of an NSynth folder become a data set.

    Attributes:
        form: of the samples.
        pitches: MIDI numbers to keep, None for all.
        families, sources: names to keep, None for all.
        split: what is held back.
    """

    form: SampleFormat = SampleFormat()
    pitches: tuple[int, ...] | None = PITCHES
    families: tuple[str, ...] | None = None
    sources: tuple[str, ...] | None = None
    split: Split = Split()


@dataclass(frozen=True)
class BuildSettings:
    """Which samples of folders become a data set.

    Attributes:
        form: of the samples.
        pitches: MIDI numbers to keep, None for all.
        family, source: of samples that no table labels.
        split: what is held back.
    """

    form: SampleFormat = SampleFormat()
    pitches: tuple[int, ...] | None = None
    family: str = FAMILIES[0]
    source: str = SOURCES[0]
    split: Split = Split()
