"""The schedule of progressive growing: the number of blocks, and the fade-in of the last, after so many training images."""

from dataclasses import dataclass

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.networks.gansynth.published_training import progress_at


@dataclass(frozen=True)
class Schedule:
    """When the networks grow.

    Stage 0 trains one block; then a transition stage, in which one more block fades in, and a stable stage take turns.

    Attributes:
        num_resolutions: blocks of the finished network.
        stable_images: length of each stable stage.
        transition_images: length of each transition stage.
        progressive: off, the finished network is trained from the start.

    Source: Karras et al., Progressive growing of GANs (2018), appendix A.
    """

    num_resolutions: int
    stable_images: int = 800_000
    transition_images: int = 800_000
    progressive: bool = True

    def __post_init__(self) -> None:
        for name in ("num_resolutions", "stable_images", "transition_images"):
            if getattr(self, name) < 1:
                raise InvalidInput(
                    f"{name} must be 1 or more. Received: {name}={getattr(self, name)}. Use progressive=False to train at once.", rule="setting-range"
                )

    @property
    def last_stage(self) -> int:
        """The stage that lasts until the end."""
        return 2 * self.num_resolutions - 2

    def stage(self, images: int) -> int:
        """Return the stage that the step after `images` images belongs to: even ones are stable, odd ones transitions."""
        if not self.progressive:
            return self.last_stage
        pairs, rest = divmod(images, self.stable_images + self.transition_images)
        return min(2 * pairs + (rest >= self.stable_images), self.last_stage)

    def start(self, stage: int) -> int:
        """Return the images before a stage."""
        return (stage + 1) // 2 * self.stable_images + stage // 2 * self.transition_images if self.progressive else 0

    def blocks(self, stage: int) -> int:
        """Return the blocks that exist in a stage."""
        return (stage + 1) // 2 + 1

    def progress(self, images: int, blocks: int) -> float:
        """Return blocks - 2 … blocks - 1: how far the last of `blocks` blocks is faded in after `images` images."""
        if not self.progressive:
            return blocks - 1.0
        now = progress_at(images, stable=self.stable_images, transition=self.transition_images, num_blocks=blocks)
        return min(max(now, blocks - 2.0, 0.0), blocks - 1.0)
