"""A score and what is heard in, pictures that are driven out: by a song, or by a timeline whose scenes have scores of their own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ganspacesynth.audio.chains.chain import read_chain
from ganspacesynth.audio.signals.analyses import check_analysis
from ganspacesynth.audio.signals.frame_rate import MAX_FPS
from ganspacesynth.audio.songs.song import Song
from ganspacesynth.composition.arranging.arrange import Arranged
from ganspacesynth.composition.arranging.scene_places import Place
from ganspacesynth.composition.arranging.scene_signals import Clockwork
from ganspacesynth.composition.arranging.timeline_words import within
from ganspacesynth.core.errors import SequenceError
from ganspacesynth.core.motion.signal import Signal
from ganspacesynth.core.motion.trajectory import Trajectory
from ganspacesynth.core.point import Draw
from ganspacesynth.networks.stylegan.picture_config import UpscaledShape
from ganspacesynth.pictures.driving.colours import ColourMatch
from ganspacesynth.pictures.driving.look import Look, Painter
from ganspacesynth.pictures.driving.picture_source import Heard
from ganspacesynth.pictures.driving.score import PictureScore
from ganspacesynth.pictures.driving.scored import ScoredPictures
from ganspacesynth.video.course import Course, courses_of
from ganspacesynth.video.driven_pictures import DrivenPictures, PictureDrive

if TYPE_CHECKING:
    from ganspacesynth.networks.stylegan.picture_model import PictureModel

FEWEST_FPS = 40.0  # of signals: a whole number of them to each frame, so that a hit is within one
OF_FILES = ("network", "axes", "like")  # words of a timeline's pictures that name files beside it
TIMED = ("beats", "bars", "tempo", "sections")  # what a timeline without a song knows of itself


def signal_fps(fps: Fraction) -> float:
    """Return how many frames a second signals should have for a film: a whole number to each of its frames."""
    times = 1
    while float(fps) * times < FEWEST_FPS:
        times += 1
    return min(MAX_FPS, round(float(fps) * times, 3))


def has_noise(model: "PictureModel") -> bool:
    """Whether a network has noise that could move."""
    return isinstance(model.config.synthesis, UpscaledShape)


def song_pictures(
    model: "PictureModel",
    song: Song,
    score: PictureScore,
    *,
    courses: Sequence[Course] = (),
    fps: Fraction = Fraction(30),
    match: ColourMatch | None = None,
) -> DrivenPictures:
    """Return pictures that follow a song, or any sound.

    Args:
        model: the picture network.
        score: what pictures do.
        song: what chains hear; best opened with `signal_fps(fps)` frames a second.
        courses: where the sound is in its own network, for the source "sound".
        fps: of the film.
        match: colours that all are brought to.

    Raises:
        InvalidInput, DirectionsError: see `ScoredPictures`.
    """
    followed = _followed(model, score, courses[0].path) if courses else None
    scored = ScoredPictures(model, score, song.signal, followed=followed, frame_s=float(1 / fps))
    document = {"model": model.id, "score": score.to_json(), "song": {"name": song.file.path.name, "sha256": song.file.sha256}}
    return DrivenPictures(model, scored.looks, Painter(model, score.noise, seed=score.seed, match=match), document)


def _followed(model: "PictureModel", score: PictureScore, path: Trajectory, start_s: float = 0.0) -> Callable[[float], np.ndarray]:
    drive = PictureDrive(model, seed=score.seed, psi=1.0)  # the score truncates
    return lambda time_s: drive.ws(path.at(time_s - start_s))


@dataclass(frozen=True)
class ScenesClock(Clockwork):
    """A timeline that nothing is known of but its tempo and its scenes, which are its sections.

    Attributes:
        sections_s: where scenes begin.
    """

    sections_s: tuple[float, ...] = ()

    def heard(self, name: str, words: tuple[str | float, ...] = (), stem: str | None = None) -> Signal:
        """Return beats, bars, tempo or sections; raises SequenceError for anything else."""
        if name != "sections" or stem is not None:
            return super().heard(name, words, stem)
        analysis = check_analysis(name, words)
        values = np.zeros(self.count)
        values[[round(moment * self.fps) for moment in self.sections_s if round(moment * self.fps) < self.count]] = 1.0
        return Signal(name, values, self.fps, analysis.low, analysis.high)


@dataclass(frozen=True, eq=False)
class _Shown:
    """A scene's pictures and when they are seen."""

    place: Place
    layer: int
    scored: ScoredPictures

    def covers(self, time_s: float) -> bool:
        return self.place.start_s <= time_s < self.place.end_s


def timeline_pictures(
    model: "PictureModel",
    arranged: Arranged,
    words: Mapping[str, Any],
    sound: Song,
    draw: Draw,
    *,
    fps: Fraction = Fraction(30),
    match: ColourMatch | None = None,
) -> DrivenPictures:
    """Return pictures that follow a timeline; those of scenes cross-fade as their sounds do.

    Where scenes of several layers sound, the first layer's are seen.

    Args:
        model: the picture network.
        arranged: the timeline.
        words: what pictures do, over what the timeline itself says.
        sound: the timeline's own sound, which chains hear where there is no song under it.
        draw: a seed in, z of the sound's network out.
        fps: of the film.
        match: colours that all are brought to.

    Raises:
        SequenceError, InvalidInput, DirectionsError: see `PictureScore.read` and `ScoredPictures`; with the scene's place in the file.
    """
    laid, recipe = arranged.laid, arranged.recipe
    begin_s = recipe.part[0] if recipe.part else 0.0
    table = {**{name: said for name, said in laid.timeline.pictures.items() if name not in OF_FILES or name == "axes"}, **words}
    heard = _heard(arranged, sound, fps, begin_s)
    shown, scores, known = [], [], {}
    for number, (layer, places) in enumerate(zip(recipe.layers, laid.places.values(), strict=True)):
        for scene, place in zip(layer.scenes, places, strict=True):
            with within(place.scene.where):
                courses = courses_of(scene.recipe, draw)[:1]
                score = scene_score(table, place.scene.pictures, laid.timeline.folder, follows=bool(courses), moving_noise=has_noise(model))
                followed = _followed(model, score, courses[0].path, place.start_s) if courses and score.follows_sound else None
                key = (score, None if followed is None else id(followed))
                if key not in known:
                    known[key] = ScoredPictures(model, score, heard, followed=followed, frame_s=float(1 / fps))
            shown.append(_Shown(place, number, known[key]))
            scores.append({"scene": place.scene.name, "start_s": place.start_s, "score": score.to_json()})
    first = next(iter(known))[0]
    song = arranged.signals.song
    document = {"model": model.id, "scenes": scores, "song": None if song is None else {"name": song.file.path.name, "sha256": song.file.sha256}}
    painter = Painter(model, first.noise, seed=first.seed, match=match)
    return DrivenPictures(model, lambda times_s: _blended(shown, np.asarray(times_s) + begin_s), painter, document)


def scene_score(table: Mapping[str, Any], own: Mapping[str, Any], folder: Path, *, follows: bool, moving_noise: bool) -> PictureScore:
    """Return the score of a scene: what the timeline says, and over it what the scene says itself.

    Args:
        table: words of the timeline.
        own: words of the scene.
        folder: where the names of axes begin.
        follows: whether the scene's sound says where it is; then pictures follow it unless somebody says otherwise.
        moving_noise: whether the network has noise that could move.
    """
    usual = {} if any(name in each for each in (table, own) for name in ("preset", "sources")) or not follows else {"preset": "sound"}
    whole = PictureScore.read({**usual, **table}, moving_noise=moving_noise)
    score = PictureScore.read(own, whole, moving_noise=moving_noise) if own else whole
    return score if score.axes is None else replace(score, axes=str(folder / Path(score.axes).expanduser()))


def _heard(arranged: Arranged, sound: Song, fps: Fraction, begin_s: float) -> Heard:
    """Return what makes signals of chains, in the time of the whole timeline."""
    song, laid = arranged.signals.song, arranged.laid
    starts = sorted({place.start_s for places in laid.places.values() for place in places})
    clock = ScenesClock(laid.timeline.tempo, laid.duration_s, signal_fps(fps), tuple(starts))
    known: dict[str, Signal] = {}

    def heard(chain: str) -> Signal:
        if chain not in known:
            known[chain] = _signal(chain)
        return known[chain]

    def _signal(chain: str) -> Signal:
        read = read_chain(chain)
        if song is not None and read.listens:
            return song.signal(read)
        try:
            return read.of(clock)
        except SequenceError:
            made = sound.signal(read)
            before = np.full(round(begin_s * made.rate), made.values[0], np.float32)
            return replace(made, values=np.concatenate([before, made.values])) if len(before) else made

    return heard


def _blended(shown: Sequence[_Shown], times_s: np.ndarray) -> list[Look]:
    """Return the looks of some moments of a timeline."""
    seen = [_seen(shown, float(time)) for time in times_s]
    looks: dict[tuple[int, int], Look] = {}
    for index in {each for one in seen for each in one}:
        places = [place for place, one in enumerate(seen) if index in one]
        for place, look in zip(places, shown[index].scored.looks(times_s[places]), strict=True):
            looks[index, place] = look
    found = []
    for place, (one, time) in enumerate(zip(seen, times_s, strict=True)):
        look = looks[one[0], place]
        for index in one[1:]:
            scene = shown[index].place
            share = 1.0 if not scene.fade_in_s else min(1.0, (float(time) - scene.start_s) / scene.fade_in_s)
            look = look.toward(looks[index, place], 0.5 - 0.5 * float(np.cos(np.pi * share)))
        found.append(look)
    return found


def _seen(shown: Sequence[_Shown], time_s: float) -> list[int]:
    """Return which scenes are seen at a moment, in the order in which they begin; where none sounds, the one that was seen last."""
    active = [index for index, each in enumerate(shown) if each.covers(time_s)]
    if active:
        top = min(shown[index].layer for index in active)
        return sorted((index for index in active if shown[index].layer == top), key=lambda index: shown[index].place.start_s)
    before = [index for index, each in enumerate(shown) if each.place.start_s <= time_s]
    return [max(before, key=lambda index: shown[index].place.end_s)] if before else [0]
