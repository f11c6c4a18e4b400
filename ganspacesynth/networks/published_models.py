"""Checkpoints that were published for everybody: where they are, who made them, and what is said of their licence."""

from dataclasses import dataclass

MAGENTA = "https://storage.googleapis.com/magentadata/models/gansynth/"
ABOUT_MAGENTA = "code Apache-2.0; its publisher names no licence for the weights"  # neither in the README that offers them


@dataclass(frozen=True)
class PublishedModel:
    """A checkpoint as it can be fetched.

    Attributes:
        name: by which it is asked for.
        url: of a zip.
        title: for its card.
        licence: as far as its publisher says.
        source: the paper, or the page.
    """

    name: str
    url: str
    title: str
    licence: str
    source: str


PAPER = "Engel et al., GANSynth: Adversarial Neural Audio Synthesis (ICLR 2019)"
PUBLISHED = {
    model.name: model
    for model in (
        PublishedModel("all_instruments", f"{MAGENTA}all_instruments.zip", "Magenta's GANSynth: all instruments of NSynth", ABOUT_MAGENTA, PAPER),
        PublishedModel(
            "acoustic_only", f"{MAGENTA}acoustic_only.zip", "Magenta's GANSynth: the acoustic instruments of NSynth", ABOUT_MAGENTA, PAPER
        ),
    )
}
