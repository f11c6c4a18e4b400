"""Where a sound is in, pictures of another network out: one clock, two networks, and nothing is listened to.

By a fixed map, drawn from a seed: the sound's z becomes the picture's z for all rows of ws (a random matrix keeps it a draw from a normal
distribution), each edit moves the z of the middle rows, and the pitch that of the last ones, by a direction of its own. Bends move that of all rows,
each number of each layer by one of its own.
"""

import dataclasses
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.core.point import Point
from ganspacesynth.networks.prior import draw_z
from ganspacesynth.pictures.driving.look import Look, Painter
from ganspacesynth.pictures.png import to_bytes
from ganspacesynth.video.course import Course
from ganspacesynth.video.drawing.placed_picture import PlacedPicture
from ganspacesynth.video.drawing.raster import GROUND
from ganspacesynth.video.video_settings import VideoSettings
from ganspacesynth.video.writing.ahead import made_ahead
from ganspacesynth.video.writing.made_of import made_of

if TYPE_CHECKING:
    from ganspacesynth.networks.stylegan.picture_model import PictureModel

EDIT = 0.35  # how far an edit of one standard deviation moves z, in standard deviations of z
BEND = 0.5  # how far a bend of 1 from straight moves z, a little more being all
OCTAVE, MIDDLE = 0.7, 60.0  # how far an octave moves z, and the pitch that moves it nowhere
MOST_EDITS = 256
LOOKED_S, SAMPLED_S = 0.1, 6.4  # how often, and how much at once, looks are looked at that tell one film from another
LARGEST_BATCH, BATCH_PIXELS = 16, 1 << 18  # pictures that are made together: small ones in company are faster


@dataclass(frozen=True)
class PictureDrive:
    """A picture network and how a sound moves it.

    Attributes:
        model: the network.
        seed: of the map.
        psi: of truncation: smaller ones look more usual.
    """

    model: "PictureModel"
    seed: int = 0
    psi: float = 0.7

    def ws(self, point: Point) -> np.ndarray:
        """Return ws of the picture of a point, float32 [1, num_ws, w_dim]; the same for the same point, network and seed."""
        config = self.model.config
        rows, size = config.num_ws, config.z_dim
        z = self._z(point.z, size) + BEND * self._bent(point, size)
        middle = z + EDIT * self._moved(np.array(point.edits[:MOST_EDITS], np.float32), size, 1)
        octaves = np.array([((point.pitch if "pitch" in point.conditions else MIDDLE) - MIDDLE) / 12.0], np.float32)
        last = middle + OCTAVE * self._moved(octaves, size, 2)
        ws = self.model.map(np.stack([z, middle, last]), psi=self.psi)
        made = ws[:1].copy()
        made[0, rows // 3 :] = ws[1, rows // 3 :]
        made[0, 2 * rows // 3 :] = ws[2, 2 * rows // 3 :]
        return made

    def _z(self, z: Sequence[float] | None, size: int) -> np.ndarray:
        """Return the picture's z for that of a sound; a sound without one has the picture of the seed."""
        if not z or not np.any(z):
            return draw_z(1, size, seed=self.seed)[0]
        sound = np.asarray(z, np.float32)
        return sound @ self._matrix(len(sound), size, 0) / np.float32(np.sqrt(len(sound)))

    def _bent(self, point: Point, size: int) -> np.ndarray:
        """Return how far bends move z; straight ones do not."""
        moved = np.zeros(size, np.float32)
        for layer, bends in point.bends.items():
            for place, bend in enumerate(bends):
                for name, amount in _from_straight(bend):
                    moved += np.float32(np.tanh(amount)) * _directions(self.seed, zlib.crc32(f"{layer} {place} {name}".encode()), 1, size)[0]
        return moved

    def _moved(self, amounts: np.ndarray, size: int, part: int) -> np.ndarray:
        return amounts @ self._matrix(len(amounts), size, part) if len(amounts) else np.zeros(size, np.float32)

    def _matrix(self, rows: int, columns: int, part: int) -> np.ndarray:
        """Return the fixed directions of a part of the map; row i is the same however many there are."""
        return _directions(self.seed, part, rows, columns)


def _from_straight(bend: object) -> Iterator[tuple[str, float]]:
    """Yield each number of a bend, by its kind and name, as far as it is from what changes nothing."""
    for field in dataclasses.fields(bend):  # type: ignore[arg-type]
        value, straight = getattr(bend, field.name), field.metadata.get("straight", getattr(bend, "straight", None))
        if isinstance(value, float) and isinstance(straight, float) and value != straight:
            yield f"{getattr(bend, 'kind', '')} {field.name}", value - straight


_known: dict[tuple[int, int, int, int], np.ndarray] = {}


def _directions(seed: int, part: int, rows: int, columns: int) -> np.ndarray:
    key = (seed, part, rows, columns)
    if key not in _known:
        if len(_known) >= 64:
            _known.clear()
        _known[key] = np.random.default_rng([seed, part]).standard_normal((rows, columns), dtype=np.float32)
    return _known[key]


@dataclass(frozen=True, eq=False)
class DrivenPictures:
    """Pictures over time, however they are driven.

    Attributes:
        model: the network.
        looks: moments in seconds in, a look for each out.
        painter: makes pictures of looks.
        document: what drives them, as JSON says it.
        size: width and height of what is painted; None: the network's.
    """

    model: "PictureModel"
    looks: Callable[[np.ndarray], list[Look]]
    painter: Painter
    document: Mapping[str, Any]
    size: tuple[int, int] | None = None

    def digest(self, duration_s: float) -> str:
        """Return the hex SHA-256 of all that makes pictures: network, shape, painter, and the looks of so many seconds, whatever they are of."""
        looks = (self.looks(np.arange(begin, min(duration_s, begin + SAMPLED_S), LOOKED_S)) for begin in np.arange(0.0, duration_s, SAMPLED_S))
        return made_of(self.model.config, self.model.weights, self.size, self.document, self.painter, [made_of(each) for each in looks])


def followed(drive: PictureDrive, courses: Sequence[Course]) -> DrivenPictures:
    """Return pictures that the first of some courses drives by a map.

    Raises:
        InvalidInput: a sound of which nobody knows where it is.
    """
    if not courses:
        raise InvalidInput(
            "Pictures follow a sound that says where it is in its network's space. Received: one without a recipe. "
            "Make it with generate, hallucinate, midi or react, as a .wav, or take another preset.",
            rule="pictures-need-recipe",
        )
    path = courses[0].path
    document = {"model": drive.model.id, "seed": drive.seed, "psi": drive.psi}
    return DrivenPictures(drive.model, lambda times_s: [Look(drive.ws(path.at(float(time)))[0]) for time in times_s], Painter(drive.model), document)


def filling(model: "PictureModel", settings: VideoSettings, fill: str) -> "PictureModel":
    """Return a network whose pictures have the shape of a frame; see `PictureModel.sized`.

    Args:
        model: the network.
        settings: of the video.
        fill: how it goes on at its sides, "mirror" or "pad".

    Raises:
        InvalidInput: no such fill, or a shape beyond what networks have.
    """
    config = model.config
    width = max(config.width, round(config.height * settings.width / settings.height))
    height = max(config.height, round(config.width * settings.height / settings.width))
    return model.sized(width, height, fill=fill)


class DrivenScreen:
    """Pictures that are driven, each as large as fits into the frame.

    Args:
        pictures: what drives them.
        settings: of the video.

    Attributes:
        at_once: pictures that are made together.
    """

    def __init__(self, pictures: DrivenPictures, settings: VideoSettings) -> None:
        self._pictures, self._settings = pictures, settings
        config = pictures.model.config
        wide, high = pictures.size or (config.width, config.height)
        scale = min(settings.width / wide, settings.height / high)
        width, height = (max(2, min(whole, round(edge * scale / 2) * 2)) for edge, whole in ((wide, settings.width), (high, settings.height)))
        self._box = (settings.height - height) // 4 * 2, (settings.width - width) // 4 * 2, height, width
        self.at_once = max(1, min(LARGEST_BATCH, BATCH_PIXELS // (config.drawn[0] * config.drawn[1])))

    def frames(self, first: int, behind: int) -> Iterator[PlacedPicture]:
        """Yield frames of some numbers."""
        for picture in made_ahead(self._painted(first, behind)):
            yield PlacedPicture(picture, (self._settings.height, self._settings.width), self._box)

    def _painted(self, first: int, behind: int) -> Iterator[np.ndarray]:
        """Yield pictures of the network's size; one that stands still is made once."""
        last: tuple[Look, np.ndarray] | None = None
        for start in range(first, behind, self.at_once):
            numbers = range(start, min(behind, start + self.at_once))
            looks = self._pictures.looks(np.array([float(number / self._settings.fps) for number in numbers]))
            before = [last[0] if last else None, *looks[:-1]]
            new = [look for look, other in zip(looks, before, strict=True) if not look.same_as(other)]
            made = iter(self._pictures.painter.paint(new) if new else ())
            for look, other in zip(looks, before, strict=True):
                if last is None or not look.same_as(other):
                    last = look, _opaque(next(made))
                yield last[1]


def _opaque(picture: np.ndarray) -> np.ndarray:
    """Return uint8 [h, w, 3] of a network's picture: gray in three channels, transparent ones before the ground."""
    channels = picture.shape[2]
    colours = to_bytes(picture[:, :, :3] if channels >= 3 else np.repeat(picture[:, :, :1], 3, axis=2))
    if channels not in (2, 4):
        return colours
    share = np.clip(0.5 * picture[:, :, -1:] + 0.5, 0.0, 1.0)
    return np.rint(share * colours + (1.0 - share) * np.array(GROUND)).astype(np.uint8)
