"""How published networks were trained: settings where a file says none, channels of blocks, and progress by images or by time."""

from collections.abc import Mapping


def num_filters(block: int, *, fmap_base: float, fmap_decay: float, fmap_max: float) -> int:
    """Channels of a block: min(base / 2^(block * decay), max)."""
    return int(min(fmap_base / 2.0 ** (block * fmap_decay), fmap_max))


def progress_at(image: int, *, stable: int, transition: int, num_blocks: int) -> float:
    """Progress of a network of `num_blocks` after `image` training images.

    Source: Karras et al. (2018), appendix A: stable and fading stages take turns.
    """
    last = num_blocks * stable + (num_blocks - 1) * transition - 1
    whole, rest = divmod(min(image, last), stable + transition)
    return whole + max(0, rest - stable) / max(1, transition)


def progress_at_time(seconds: float, *, time_limit: float, multiplier: float, num_resolutions: int, num_blocks: int) -> float:
    """Progress of a training run limited by time: stage i takes a share proportional to multiplier**i of the limit."""
    shares = [multiplier**i for i in range(2 * num_resolutions - 1)]
    ends, total = [], 0.0
    for share in shares:
        total += share
        ends.append(total * time_limit / sum(shares))
    fades = (min(1.0, max(0.0, (seconds - ends[i - 1]) / (ends[i] - ends[i - 1]))) for i in range(1, len(ends), 2))
    return min(sum(fades), float(num_blocks - 1))


LEGACY_DEFAULTS: Mapping[str, object] = {
    "data_type": "mel",
    "audio_length": 64000,
    "sample_rate": 16000,
    "data_normalizer": "specgrams_prespecified_normalizer",
    "mag_normalizer_a": 0.0661371661726,
    "mag_normalizer_b": 0.113718730221,
    "p_normalizer_a": 0.8,
    "p_normalizer_b": 0.0,
    "train_progressive": True,
    "stable_stage_num_images": 800_000,
    "transition_stage_num_images": 800_000,
    "train_time_limit": None,
    "train_time_stage_multiplier": 1.0,
    "fmap_base": 4096,
    "fmap_decay": 1.0,
    "fmap_max": 256,
    "latent_vector_size": 256,
    "kernel_size": 3,
    "scale_mode": "ALL",
    "scale_base": 2,
    "num_resolutions": 7,
    "start_height": 2,
    "start_width": 16,
    "simple_arch": False,
    "to_rgb_activation": "tanh",
}
