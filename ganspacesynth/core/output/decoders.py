"""The names of the ways from a spectrogram to a wave; networks/gansynth/decoder/ does it."""

from ganspacesynth.core.errors import InvalidInput, brief

LOCKED = "locked"  # phases made anew, locked to the peaks of the magnitudes
PUBLISHED = "published"  # the picture's own phases, as the published systems decode
DECODERS = (LOCKED, PUBLISHED)


def check_decoder(decoder: object) -> str:
    """Return a decoder's name; raises InvalidInput for anything else."""
    if not isinstance(decoder, str) or decoder not in DECODERS:
        raise InvalidInput(f"decoder must be one of {', '.join(DECODERS)}. Received: decoder={brief(decoder)}.", rule="known-decoder")
    return decoder
