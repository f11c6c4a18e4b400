"""What keys and mouse of a window do to an engine's pictures."""

from ganspacesynth.engine.pictures.stage import PictureStage
from ganspacesynth.engine.voices.voice import new_seed

FAR = 3.0  # standard deviations at a window's edge


class PlayedByHand:
    """Another picture, two directions, psi; what the network cannot do is left."""

    def __init__(self, pictures: PictureStage) -> None:
        self._pictures = pictures

    def another(self) -> None:
        """Show the picture of a new seed."""
        live = self._pictures.live
        live.change(z=live.model.sample_z(1, seed=new_seed())[0])

    def push(self, right: float, up: float) -> None:
        """Move along the first two directions; both -1..1."""
        live = self._pictures.live
        count = live.directions.n_components if live.directions else 0
        live.change(edits=((FAR * right, FAR * up)[:count] + live.controls.edits[2:])[:count])

    def louder(self, more: float) -> None:
        """Make psi larger or smaller."""
        live = self._pictures.live
        live.change(psi=min(2.0, max(0.0, live.controls.psi + more)))
