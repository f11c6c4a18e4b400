"""ModelConfig: the shape of a GANSynth, frozen; layer names, resolutions, pitches."""

import dataclasses
import math
import numbers
from dataclasses import dataclass
from functools import cached_property

from ganspacesynth.core.errors import InvalidInput, ModelError, brief
from ganspacesynth.networks.gansynth.condition_labels import ConditionNames

NSYNTH_PITCHES = tuple(range(24, 85))
DATA_TYPES = ("mel", "linear", "phase")
SCALE_MODES = ("ALL", "H")
RGB_ACTIVATIONS = ("tanh", "linear")
NO_CONDITIONS = ConditionNames()
CHANNELS = 2  # log magnitude, and instantaneous frequency or phase
MAX_SEMITONES = 12.0  # that a pitch of the model is played higher or lower
MAX_VALUES = 1 << 28  # no layer or kernel of a sane model holds more values than this
MAX_RESOLUTIONS = 16
MAX_BINS = 1 << 13
MAX_PIXELS = 1 << 25  # of a picture


@dataclass(frozen=True)
class ModelConfig:
    """What a generator is, whatever file it came from.

    Attributes:
        data_type: "mel", "linear" (both with instantaneous frequency) or "phase".
        sample_rate: Hz.
        audio_length: samples of one clip.
        pitches: MIDI numbers of the labels, ascending.
        latent_size: length of z.
        start_height, start_width: frames and bins of the first block.
        num_resolutions: blocks of the finished network.
        num_blocks: blocks that exist so far (smaller while training grows).
        progress: 0..num_blocks-1; a fraction means the last block is fading in.
        scale_base: upscaling between blocks, on both axes ("ALL") or on time only ("H").
        filters: channels of each existing block.
        kernel_size: of all convolutions but the first.
        simple_arch: the light variant (dense, transposed convolutions, no pixel norm).
        to_rgb_activation: "tanh" or "linear".
        conditions: what the label says beside the pitch; nothing in a published model.
    """

    data_type: str = "mel"
    sample_rate: int = 16000
    audio_length: int = 64000
    pitches: tuple[int, ...] = NSYNTH_PITCHES
    latent_size: int = 256
    start_height: int = 2
    start_width: int = 16
    num_resolutions: int = 7
    num_blocks: int = 7
    progress: float = 6.0
    scale_base: int = 2
    scale_mode: str = "ALL"
    filters: tuple[int, ...] = (256, 256, 256, 256, 128, 64, 32)
    kernel_size: int = 3
    simple_arch: bool = False
    to_rgb_activation: str = "tanh"
    conditions: ConditionNames = NO_CONDITIONS

    def __post_init__(self) -> None:
        object.__setattr__(self, "pitches", tuple(int(p) for p in self.pitches))
        object.__setattr__(self, "filters", tuple(int(f) for f in self.filters))
        object.__setattr__(self, "progress", float(self.progress))
        if not isinstance(self.simple_arch, bool):
            raise ModelError(
                f"simple_arch must be true or false. Received: simple_arch={brief(self.simple_arch)}. Check the model's settings.", rule="field-kinds"
            )
        _choice("data_type", self.data_type, DATA_TYPES)
        _choice("scale_mode", self.scale_mode, SCALE_MODES)
        _choice("to_rgb_activation", self.to_rgb_activation, RGB_ACTIVATIONS)
        for name, low, high in _BOUNDS:
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                raise ModelError(
                    f"{name} must be a whole number in {low}..{high}. Received: {name}={brief(value)}. Check the model's settings.",
                    rule="config-range",
                )
        if len(self.filters) != self.num_blocks or self.num_blocks > self.num_resolutions or min(self.filters) < 1:
            raise ModelError(
                f"Each of num_blocks={self.num_blocks} (of {self.num_resolutions}) needs its filters. Received: filters={brief(self.filters)}.",
                rule="filter-per-block",
            )
        if not self.pitches or list(self.pitches) != sorted(set(self.pitches)) or not 0 <= self.pitches[0] <= self.pitches[-1] <= 127:
            raise ModelError(f"pitches must be distinct MIDI numbers, ascending. Received: pitches={self.pitches[:8]}.", rule="ascending-pitches")
        if not 0.0 <= self.progress <= self.num_blocks - 1:
            raise ModelError(f"progress must be in 0..{self.num_blocks - 1}. Received: progress={self.progress}.", rule="progress-range")
        if self.bins & (self.bins - 1) or not 4 <= self.bins <= MAX_BINS:
            raise ModelError(
                f"A model has a power of two of frequency bins in 4..{MAX_BINS}. Received: {brief(self.bins)} (start_width={self.start_width}, "
                f"scale_base={self.scale_base}, num_resolutions={self.num_resolutions}).",
                rule="bin-count",
            )
        if self.frames * self.bins > MAX_PIXELS:
            raise ModelError(
                f"A picture may have at most {MAX_PIXELS} pixels. Received: {self.frames} frames of {self.bins} bins.", rule="picture-size"
            )
        if max(math.prod(shape) for shape in self.layers.values()) > MAX_VALUES:
            raise ModelError(f"A layer may hold at most {MAX_VALUES} values. Received: {brief(self.layers)}.", rule="layer-size")
        if self.padding < 0:
            raise ModelError(
                f"audio_length must fit into {self.frames} frames of hop {self.hop}. Received: audio_length={self.audio_length}, "
                f"at most {self.audio_length + self.padding}.",
                rule="audio-fits-frames",
            )

    @property
    def frames(self) -> int:
        """Spectrogram frames of one clip."""
        return self.start_height * self.scale_base ** (self.num_resolutions - 1)

    @property
    def bins(self) -> int:
        """Frequency bins of a frame."""
        return self.start_width * (self.scale_base ** (self.num_resolutions - 1) if self.scale_mode == "ALL" else 1)

    @property
    def n_fft(self) -> int:
        """Samples of one analysis window."""
        return 2 * self.bins

    @property
    def hop(self) -> int:
        """Samples between frames."""
        return self.n_fft // 4

    @property
    def padding(self) -> int:
        """Samples put in front of a clip before its analysis; all padding is there."""
        return self.hop * (self.frames - 1) + self.n_fft - self.audio_length

    @property
    def input_size(self) -> int:
        """Channels of the network's input: z and the label."""
        return self.latent_size + self.label_size

    @property
    def label_size(self) -> int:
        """Numbers in a label: the one-hot pitch, and what conditions add."""
        return len(self.pitches) + self.conditions.size

    @property
    def scales(self) -> tuple[int, int]:
        """Upscaling of (time, frequency) from one block to the next."""
        return self.scale_base, self.scale_base if self.scale_mode == "ALL" else 1

    @cached_property
    def layers(self) -> dict[str, tuple[int, int, int]]:
        """Hookable layers in the order they run: name -> [frames, bins, channels] at that depth."""
        shapes: dict[str, tuple[int, int, int]] = {}
        for block in range(1, self.num_blocks + 1):
            shape = (*self.resolution(block), self.filters[block - 1])
            for name in layer_names(block, simple=self.simple_arch):
                shapes[name] = shape
        return shapes

    def resolution(self, block: int) -> tuple[int, int]:
        """Frames and bins of block 1…num_blocks."""
        time, frequency = self.scales
        return self.start_height * time ** (block - 1), self.start_width * frequency ** (block - 1)

    def alpha(self, block: int) -> float:
        """Share of a block's output in the picture. Source: Karras et al., Progressive growing of GANs (2018), section 2."""
        return max(0.0, min(self.progress - (block - 2), block - self.progress))

    def check_layer(self, layer: str) -> str:
        """Return `layer`, or raise InvalidInput listing the layers there are."""
        if not isinstance(layer, str) or layer not in self.layers:
            raise InvalidInput(f"The layer must be one of {', '.join(self.layers)}. Received: layer={brief(layer)}.", rule="known-layer")
        return layer

    def label(self, pitch: float) -> int:
        """Class index of a MIDI pitch; raises InvalidInput saying which pitches exist."""
        if not isinstance(pitch, numbers.Real) or isinstance(pitch, bool) or pitch not in self._labels:
            raise InvalidInput(f"The model plays the pitches {describe_pitches(self.pitches)}. Received: pitch={brief(pitch)}.", rule="pitch-range")
        return self._labels[int(pitch)]

    def tuned(self, pitch: float) -> tuple[int, float]:
        """Return how any pitch in the model's range is played: the trained pitch that is nearest, and how many semitones higher it shall sound.

        Raises:
            InvalidInput: outside the range, or in a gap that no retuning bridges.
        """
        if isinstance(pitch, numbers.Real) and not isinstance(pitch, bool) and self.pitches[0] <= pitch <= self.pitches[-1]:
            nearest = self.nearest_pitch(float(pitch))
            if abs(pitch - nearest) <= MAX_SEMITONES:
                return nearest, float(pitch - nearest)
        raise InvalidInput(f"The model plays the pitches {describe_pitches(self.pitches)}. Received: pitch={brief(pitch)}.", rule="pitch-range")

    def within(self, pitch: float) -> float:
        """Return a pitch, or the end of the model's range that is nearer."""
        return min(max(pitch, float(self.pitches[0])), float(self.pitches[-1]))

    def nearest_pitch(self, pitch: float) -> int:
        """The trained pitch closest to any MIDI value."""
        return min(self.pitches, key=lambda p: abs(p - pitch))

    @cached_property
    def _labels(self) -> dict[int, int]:
        return {pitch: index for index, pitch in enumerate(self.pitches)}

    def to_json(self) -> dict:
        """Return a plain dict that `from_json` reads; a model of pitch alone says nothing of conditions, so that its id is what it always was."""
        plain = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        plain.pop("conditions")
        return {**plain, "conditions": self.conditions.to_json()} if self.conditions else plain

    @classmethod
    def from_json(cls, value: object) -> "ModelConfig":
        """Read what `to_json` wrote; unknown keys and wrong kinds are a ModelError."""
        known = {f.name for f in dataclasses.fields(cls)}
        if not isinstance(value, dict) or not set(value) <= known:
            raise ModelError(
                f"A model's config is a JSON object with the keys {', '.join(sorted(known))}. Received: {brief(value)}.", rule="known-fields"
            )
        for name in ("pitches", "filters"):
            numbers = value.get(name, ())
            if not isinstance(numbers, list | tuple) or any(type(number) is not int for number in numbers):
                raise ModelError(f"A model's {name} are a list of whole numbers. Received: {name}={brief(numbers)}.", rule="field-kinds")
        if type(value.get("progress", 0.0)) not in (int, float):
            raise ModelError(f"A model's progress is a number. Received: progress={brief(value['progress'])}.", rule="field-kinds")
        conditions = ConditionNames.from_json(value.get("conditions", {}))
        try:
            return cls(**{**value, "conditions": conditions})
        except (TypeError, ValueError, OverflowError) as e:
            raise ModelError(f"The values of a model's config must be of the right kind. Received: {brief(value)} ({e}).", rule="field-kinds") from e


_BOUNDS = (
    ("sample_rate", 1000, 384_000),
    ("audio_length", 1, 1 << 26),
    ("latent_size", 1, 1 << 13),
    ("start_height", 1, 4096),
    ("start_width", 1, 4096),
    ("num_resolutions", 1, MAX_RESOLUTIONS),
    ("num_blocks", 1, MAX_RESOLUTIONS),
    ("scale_base", 2, 8),
    ("kernel_size", 1, 31),
)


def layer_names(block: int, *, simple: bool = False) -> tuple[str, ...]:
    """Names of a block's hookable layers, in order."""
    if simple:
        return ("dense",) if block == 1 else (f"conv2d_transpose_{block}",)
    suffix = "" if block == 1 else f"_{block}"
    return f"conv0{suffix}", f"conv1{suffix}"


def describe_pitches(pitches: tuple[int, ...]) -> str:
    """Write pitches as short ranges: "24-84" or "32, 36, 48-50"."""
    runs: list[list[int]] = []
    for pitch in pitches:
        if runs and pitch == runs[-1][1] + 1:
            runs[-1][1] = pitch
        else:
            runs.append([pitch, pitch])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def _choice(name: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ModelError(f"{name} must be one of {', '.join(allowed)}. Received: {name}={brief(value)}.", rule="known-choice")
