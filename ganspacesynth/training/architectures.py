"""Architectures by name: the published one, one that two processor cores can train, and one for tests."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.networks import backend
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from ganspacesynth.networks.gansynth.published_training import LEGACY_DEFAULTS, num_filters


@dataclass(frozen=True)
class Architecture:
    """The shape of a network before its data are known; the defaults are the published `mel_prog_hires`.

    Attributes:
        data_type, latent_size, start_height, start_width, num_resolutions, scale_mode, kernel_size, simple_arch, to_rgb_activation: see
            `ModelConfig`.
        fmap_base, fmap_decay, fmap_max: filters of block b are min(fmap_base / 2^(b * fmap_decay), fmap_max).
    """

    data_type: str = "mel"
    latent_size: int = 256
    start_height: int = 2
    start_width: int = 16
    num_resolutions: int = 7
    scale_mode: str = "ALL"
    kernel_size: int = 3
    simple_arch: bool = False
    to_rgb_activation: str = "tanh"
    fmap_base: int = 4096
    fmap_decay: float = 1.0
    fmap_max: int = 256

    def filters(self, block: int) -> int:
        """Return the channels of a block; block 0 is the critic's last convolution."""
        return num_filters(block, fmap_base=self.fmap_base, fmap_decay=self.fmap_decay, fmap_max=self.fmap_max)

    def config(self, *, pitches: tuple[int, ...], sample_rate: int, audio_length: int) -> ModelConfig:
        """Return the finished network for some data; raises ModelError when the sounds do not fit."""
        taken = {key: getattr(self, key) for key in _SHARED}
        filters = tuple(self.filters(block) for block in range(1, self.num_resolutions + 1))
        return ModelConfig(
            **taken,
            pitches=pitches,
            sample_rate=sample_rate,
            audio_length=audio_length,
            num_blocks=self.num_resolutions,
            progress=self.num_resolutions - 1.0,
            filters=filters,
        )


_SHARED = tuple(key.name for key in dataclasses.fields(Architecture) if not key.name.startswith("fmap_"))

PRESETS: Mapping[str, Architecture] = {
    "full": Architecture(),
    "compact": Architecture(fmap_base=1024, fmap_max=64),
    "tiny": Architecture(latent_size=8, start_width=32, num_resolutions=4, fmap_base=64, fmap_max=8),
}


def architecture(preset: str, **changes: object) -> Architecture:
    """Return a preset with some settings changed; those given as None stay.

    Raises:
        InvalidInput: no such preset.
    """
    if preset not in PRESETS:
        raise InvalidInput(f"A preset is one of {', '.join(PRESETS)}. Received: {preset!r}.", rule="known-preset")
    given = {key: value for key, value in changes.items() if value is not None}
    return dataclasses.replace(PRESETS[preset], **given)  # type: ignore[arg-type]


def preset_of_machine() -> str:
    """Return the network that this machine can train in a day: "full" with a GPU, "compact" without."""
    return "full" if backend.has_gpu() else "compact"


def published_normalizer() -> tuple[np.ndarray, np.ndarray]:
    """Return gain and shift of picture = gain * specgram + shift, float32 [2] each (log magnitude, phase)."""
    values = [LEGACY_DEFAULTS[f"{channel}_normalizer_{part}"] for part in "ab" for channel in ("mag", "p")]
    columns = np.array(values, np.float32).reshape(2, 2)
    return columns[0], columns[1]
