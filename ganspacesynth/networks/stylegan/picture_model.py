"""PictureModel: pictures from z by way of ws, or from a layer's activation."""

import os
import pathlib
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.networks.known_models import picture_path
from ganspacesynth.networks.onnx.session import Session
from ganspacesynth.networks.prior import draw_z
from ganspacesynth.networks.stylegan import mapping, picture_arguments
from ganspacesynth.networks.stylegan.bent_layers import PictureBends, bent
from ganspacesynth.networks.stylegan.canvas import resized
from ganspacesynth.networks.stylegan.files.native_picture import write_native
from ganspacesynth.networks.stylegan.files.read import read_picture
from ganspacesynth.networks.stylegan.graphs.filtering import field_of_waves, filtering_graph
from ganspacesynth.networks.stylegan.graphs.upscaling import upscaling_graph
from ganspacesynth.networks.stylegan.graphs.wanted import Wanted
from ganspacesynth.networks.stylegan.noise import Noise, given_noise
from ganspacesynth.networks.stylegan.stored_picture import StoredPicture

PREPARED = 3  # graphs that are kept: each has the weights laid out for the processor
MEANS = 1024  # of w that are kept, as many as there are classes in the largest of usual networks
AT_ONCE = 1 << 20  # pixels of a batch that are computed together
CENTERS = ("file", "class")

Bends = PictureBends | Sequence[PictureBends]
Classes = int | Sequence[int] | np.ndarray | None


def load_picture_model(path: str | os.PathLike[str] | None = None) -> "PictureModel":
    """Open a picture network; nothing in the file is run, and no PyTorch is needed.

    Args:
        path: a pickle of stylegan2-ada-pytorch, stylegan3 or StyleGAN 2 of TensorFlow, a .pt of rosinality's stylegan2-pytorch, or a native folder.
            None, or the word "picture", is the network that comes along.

    Raises:
        ModelError: no such file, damaged, hostile, or another network; the sentence says which.
    """
    return PictureModel(read_picture(picture_path(path)))


class PictureModel:
    """A loaded picture network.

    Attributes:
        config: z_dim, w_dim, num_ws, c_dim, width, height, channels, layers in order, …
        id: names the network in points and directions; the same for a file and its conversion.
        about: where it is from, its licence, its card, as JSON.
    """

    def __init__(self, stored: StoredPicture) -> None:
        self.config, self.id, self.about = stored.config, stored.id, stored.about
        self._stored = stored
        self._sessions: OrderedDict[Wanted, Session] = OrderedDict()
        self._centers: dict[bytes, np.ndarray] = {}
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        c = self.config
        return f"PictureModel(id={self.id!r}, {c.family}, {c.width} x {c.height} pixels, {c.channels} channels, {c.c_dim} classes)"

    def __reduce__(self) -> tuple:
        """Travel to another process as weights; graphs are prepared there."""
        return type(self), (self._stored,)

    @property
    def weights(self) -> Mapping[str, np.ndarray]:
        """What the network computes with; see stored_picture.py."""
        return self._stored.weights

    @property
    def center(self) -> np.ndarray:
        """The file's mean of w, float32 [w_dim]."""
        return self._stored.weights["mapping.w_avg"]

    def save(self, path: str | os.PathLike[str], *, dtype: str = "float16", card: str | None = None, force: bool = False) -> pathlib.Path:
        """Write the native form, see `files.native.write_native`."""
        return write_native(path, self._stored, dtype=dtype, card=card, force=force)

    def sized(self, width: int, height: int, *, fill: str = "mirror") -> "PictureModel":
        """Return the same network with another size of picture, at least as large: the constant or the field it begins with goes on at its sides.

        Args:
            width: pixels.
            height: likewise.
            fill: how StyleGAN 2's constant goes on: "mirror", or "pad", with nothing.

        Raises:
            InvalidInput: smaller than the network's own, too large, or no such fill.
        """
        return PictureModel(resized(self._stored, width, height, fill))

    def sample_z(self, n: int, *, seed: int | np.random.Generator | None = None, start: int = 0) -> np.ndarray:
        """Draw z, float32 [n, z_dim]; row i depends on (seed, start + i) alone."""
        return draw_z(n, self.config.z_dim, seed=seed, start=start)

    def map(self, z: np.ndarray, c: Classes = None, psi: float = 1.0, cutoff: int | None = None, *, center: str | np.ndarray = "file") -> np.ndarray:
        """Turn z into ws; a row depends on nothing but its z and class.

        Args:
            z: [n, z_dim] or [z_dim].
            c: for a network with classes, the number of one for all, of one for each, or amounts of them [n, c_dim]. None takes the first class.
            psi: 1 leaves w as it is, 0 makes all the same; smaller ones look more usual and vary less.
            cutoff: only so many rows, from the first on, are truncated; None for all.
            center: what is truncated toward: "file", the file's mean of w; "class", the mean of the asked class; or a w of one's own [w_dim].

        Returns:
            float32 [n, num_ws, w_dim].

        Raises:
            InvalidInput: another shape, NaN or infinity, no such class or center.
        """
        config = self.config
        rows = picture_arguments.checked_rows("z", z, config.z_dim)
        classes = picture_arguments.checked_classes(config, c, len(rows))
        psi, cutoff = picture_arguments.checked_truncation(psi, cutoff, config.num_ws)
        # Row by row, so that each is the same to the last rounding whatever else is asked for with it.
        w = [mapping.mapped(config, self.weights, rows[k : k + 1], None if classes is None else classes[k : k + 1]) for k in range(len(rows))]
        ws = np.repeat(np.concatenate(w)[:, None], config.num_ws, axis=1)
        return ws if psi == 1.0 else mapping.truncated(ws, self._center(center, classes), psi, cutoff)

    def truncate(self, ws: np.ndarray, psi: float, cutoff: int | None = None, *, c: Classes = None, center: str | np.ndarray = "file") -> np.ndarray:
        """Draw ws toward a center, as `map` does with those it makes.

        Raises:
            InvalidInput: as `map`.
        """
        rows = picture_arguments.checked_ws(self.config, ws)
        psi, cutoff = picture_arguments.checked_truncation(psi, cutoff, self.config.num_ws)
        classes = picture_arguments.checked_classes(self.config, c, len(rows))
        return rows if psi == 1.0 else mapping.truncated(rows, self._center(center, classes), psi, cutoff)

    def synthesize(self, ws: np.ndarray, *, noise: Noise = "const", bends: Bends | None = None, transform: np.ndarray | None = None) -> np.ndarray:
        """Make pictures.

        Args:
            ws: [n, num_ws, w_dim], [num_ws, w_dim], or w for all rows: [n, w_dim].
            noise: of StyleGAN 2: "const" is the file's own, "none" none, "random" new each time, a seed always the same; or fields of one's own,
                {layer: [height, width], or one for each picture}, see `pictures.driving.moving_noise`.
            bends: {layer: what is done to its activation, in order}, such as {"b16.conv1": (Scale(1.5), LayerBend(zoom=1.2))}; the layer "picture"
                is what comes out. An offset is one number, or float [n, height, width, channels] or [height, width, channels]. Or as many of
                these as pictures, of `LayerBend` alone.
            transform: of StyleGAN 3: where each place is looked up, [3, 3] or [n, 3, 3], see `transform.moved`.

        Returns:
            float32 [n, height, width, channels], about -1..1.

        Raises:
            InvalidInput: another shape, an unknown layer, NaN or infinity.
        """
        return self._pictures(self._rows(ws), {}, Wanted(), noise, bends, transform)

    def synthesize_from(
        self,
        layer: str,
        activation: np.ndarray,
        ws: np.ndarray,
        *,
        noise: Noise = "const",
        bends: Bends | None = None,
        transform: np.ndarray | None = None,
    ) -> np.ndarray:
        """Make pictures of what a layer shall hold; nothing before it is computed but what earlier blocks add to the picture.

        Args:
            layer: its name.
            activation: [n, height, width, channels], or without n.
            ws: for what lies behind the layer, as for `synthesize`; one for all, or one for each.
            noise: as for `synthesize`, as are the others.
            bends: likewise.
            transform: likewise.

        Raises:
            InvalidInput: as `synthesize`.
        """
        held = picture_arguments.checked_activation(self.config, layer, activation)
        rows = self._rows(ws)
        if len(held) not in (1, len(rows)) and len(rows) != 1:
            raise InvalidInput(f"There must be one activation, or one for each ws. Received: {len(held)} for {len(rows)} ws.", rule="one-per-picture")
        count = max(len(held), len(rows))
        rows, held = (np.ascontiguousarray(np.broadcast_to(each, (count, *each.shape[1:]))) for each in (rows, held))
        return self._pictures(rows, {"held": held}, Wanted(replaced=layer), noise, bends, transform)

    def activations(
        self, ws: np.ndarray, layers: Sequence[str], *, noise: Noise = "const", transform: np.ndarray | None = None
    ) -> dict[str, np.ndarray]:
        """Return {layer: what it holds, float32 [n, height, width, channels]}, computing nothing behind the deepest of them."""
        kept = tuple(layer for layer in self.config.layers if layer in {self.config.check_layer(name) for name in layers})
        if not kept:
            raise InvalidInput("activations needs the name of a layer or more. Received: layers=[].", rule="some-layers")
        found = self._run(self._rows(ws), {}, Wanted(kept=kept), noise, None, transform)
        return {layer: found[f"act/{layer}"] for layer in kept}

    def _rows(self, ws: np.ndarray) -> np.ndarray:
        return picture_arguments.checked_ws(self.config, ws)

    def _center(self, center: str | np.ndarray, classes: np.ndarray | None) -> np.ndarray:
        if isinstance(center, np.ndarray):
            return picture_arguments.checked_rows("center", center, self.config.w_dim)[0]
        if center not in CENTERS:
            raise InvalidInput(f"center is one of {', '.join(CENTERS)}, or a w. Received: center={brief(center)}.", rule="known-center")
        if center == "file" or classes is None:
            return self.center
        return np.stack([self._center_of(row) for row in classes])

    def _center_of(self, row: np.ndarray) -> np.ndarray:
        """Return the mean of w of a class, or of amounts of several, which may move from picture to picture."""
        with self._lock:
            found = self._centers.get(row.tobytes())
        if found is None:
            found = mapping.mean_w(self.config, self.weights, row)
            with self._lock:
                self._centers[row.tobytes()] = found
                while len(self._centers) > MEANS:
                    del self._centers[next(iter(self._centers))]
        return found

    def _pictures(
        self, ws: np.ndarray, given: dict[str, np.ndarray], wanted: Wanted, noise: Noise, bends: Bends | None, transform: Any
    ) -> np.ndarray:
        pictures = self._run(ws, given, wanted, noise, bends, transform)["picture"]
        height, width = pictures.shape[1:3]
        top, left = (height - self.config.height) // 2, (width - self.config.width) // 2
        pictures = pictures[:, top : top + self.config.height, left : left + self.config.width]
        if not np.isfinite(pictures).all():
            raise InvalidInput(
                "A picture must stay finite. Received: ws, a bend or an activation that make it overflow. Use smaller ones.", rule="no-overflow"
            )
        return pictures

    def _run(
        self, ws: np.ndarray, given: dict[str, np.ndarray], wanted: Wanted, noise: Noise, bends: Bends | None, transform: Any
    ) -> dict[str, np.ndarray]:
        """Run the graph that is wanted, some pictures at a time."""
        wanted, more = bent(self.config, wanted, bends, len(ws))
        wanted, fields = given_noise(self.config, wanted, noise, len(ws))
        if self.config.family == "stylegan3":
            turned = picture_arguments.checked_transform(transform, len(ws))
            if wanted.replaced is None:
                fields = {"field": field_of_waves(self.config, dict(self.weights), ws[:, 0], turned)}
        elif transform is not None:
            raise InvalidInput(
                "Only StyleGAN 3 moves its picture by a transform. Received: one for a StyleGAN 2. Leave it out.", rule="stylegan3-only"
            )
        arrays = {"ws": ws, **given, **more, **fields}
        session = self._session(wanted)
        step = max(1, AT_ONCE // (self.config.drawn[0] * self.config.drawn[1]))
        parts = [session.run(**_part(arrays, len(ws), start, start + step)) for start in range(0, len(ws), step)]
        return parts[0] if len(parts) == 1 else {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def _session(self, wanted: Wanted) -> Session:
        with self._lock:
            if wanted not in self._sessions:
                build = upscaling_graph if self.config.family == "stylegan2" else filtering_graph
                self._sessions[wanted] = Session(build(self.config, dict(self.weights), wanted))
            self._sessions.move_to_end(wanted)
            if len(self._sessions) > PREPARED:
                self._sessions.popitem(last=False)
            return self._sessions[wanted]


def _part(arrays: Mapping[str, np.ndarray], count: int, start: int, stop: int) -> dict[str, np.ndarray]:
    """Rows of what there is one of for each picture; what there is one of for all stays."""
    return {name: value[start:stop] if count > 1 and len(value) == count else value for name, value in arrays.items()}
