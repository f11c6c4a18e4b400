"""A timeline and an instrument in, the recipe of its sound out."""

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ganspacesynth.audio.files.decode import open_sound
from ganspacesynth.audio.songs.song import Song, open_song
from ganspacesynth.audio.songs.song_part import read_part
from ganspacesynth.composition.arranging.scene_paths import MIDDLE_PITCH, exploration, interpolation, walk
from ganspacesynth.composition.arranging.scene_places import Laid, Place, lay_out
from ganspacesynth.composition.arranging.scene_signals import Clockwork, Signals, kept, matrix
from ganspacesynth.composition.arranging.timeline import Scene, Timeline
from ganspacesynth.composition.arranging.timeline_words import within
from ganspacesynth.composition.placing import slots
from ganspacesynth.composition.reaction.react import ReactSettings, check_rows, moved_layer, react
from ganspacesynth.composition.reaction.reaction_recipe import ReactionRecipe
from ganspacesynth.composition.recipes import HallucinationRecipe, continuous_recipe, hallucination_recipe
from ganspacesynth.composition.steps.step_sequence import load_sequence
from ganspacesynth.composition.styles.compose import compose
from ganspacesynth.composition.styles.style_files import ENDING, load_style
from ganspacesynth.composition.timelines.placed_scene import MAX_S, PlacedScene, TimelineLayer
from ganspacesynth.composition.timelines.recording import Recording
from ganspacesynth.composition.timelines.timeline_recipe import TimelineRecipe
from ganspacesynth.core.errors import SequenceError
from ganspacesynth.core.motion.modulation import HEARD_AFTER, Modulation
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.output.levels import LEVELS, Level
from ganspacesynth.core.recipe import TAIL, ContinuousRecipe, Recipe
from ganspacesynth.networks.gansynth.gansynth_arguments import check_bends
from ganspacesynth.networks.prior import MAX_SEED

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument

ASKED = ("scale", "root", "bpm", "density")  # of a style


def arrange(
    timeline: Timeline, instrument: "Instrument", *, seed: int = 0, level: Level | None = LEVELS[0], begin: Any = None, end: Any = None
) -> TimelineRecipe:
    """Return the recipe of a timeline's sound.

    Args:
        timeline: from `load_timeline`.
        instrument: what it is played with.
        seed: scene number i takes seed + i where it says none.
        level: of the sound, see `TimelineRecipe`.
        begin, end: of a part: 8, "0:30", "bar 5", a marker or a scene; None for the whole.

    Raises:
        SequenceError, InvalidInput: a scene that cannot be made, with its place in the file.
        AudioError: a song or a recording that cannot be read.
    """
    return arranged(timeline, instrument, seed=seed, level=level, begin=begin, end=end).recipe


@dataclass(frozen=True, eq=False)
class Arranged:
    """A timeline arranged, for who needs more of it than its sound.

    Attributes:
        recipe: of the sound.
        laid: its scenes at their places, in the order of the recipe's.
        signals: what chains hear in it.
    """

    recipe: TimelineRecipe
    laid: Laid
    signals: Signals


def arranged(
    timeline: Timeline, instrument: "Instrument", *, seed: int = 0, level: Level | None = LEVELS[0], begin: Any = None, end: Any = None
) -> Arranged:
    """Return a timeline arranged; see `arrange`."""
    arranger = _Arranger(timeline, instrument, seed)
    return Arranged(arranger.recipe(level, begin, end), arranger.laid, arranger.signals)


def laid_out(timeline: Timeline, instrument: "Instrument") -> Laid:
    """Return the scenes of a timeline at their places, and no sound of them yet; raises as `arrange` does for what is wrong without listening."""
    return _Arranger(timeline, instrument, 0).laid


def wants_directions(timeline: Timeline) -> bool:
    """Tell whether a timeline needs directions, as far as it says so itself."""
    rows = [*timeline.modulations, *(row for scene in timeline.scenes for row in scene.modulations)]
    kinds = {scene.kind for scene in timeline.scenes}
    brighten = any(scene.given.get("preset") == "brighten" for scene in timeline.scenes)
    return "exploration" in kinds or brighten or any(row.target == "edits" for row in rows)


@dataclass
class _Arranger:
    """Makes the recipe of each scene, and keeps what several of them need."""

    timeline: Timeline
    instrument: "Instrument"
    seed: int
    recordings: dict[str, Recording] = field(default_factory=dict)

    def __post_init__(self) -> None:
        timeline = self.timeline
        self.song = None if timeline.song is None else open_song(timeline.file(timeline.song))
        check_rows(timeline.modulations, self.instrument)
        for scene in timeline.scenes:
            with within(scene.where):
                check_rows(scene.modulations, self.instrument)
        self.laid = lay_out(timeline, self._length)
        self.signals = Signals(Clockwork(timeline.tempo, self.laid.duration_s), self.song)

    def recipe(self, level: Level | None, begin: Any, end: Any) -> TimelineRecipe:
        """Return the recipe of all."""
        laid, timeline = self.laid, self.timeline
        layers = tuple(
            TimelineLayer(name=name, scenes=tuple(map(self._scene, places)), level_db=timeline.layers.get(name, 0.0))
            for name, places in laid.places.items()
        )
        heard = [(self.signals.whole(row.chain), row) for row in timeline.modulations if row.target in HEARD_AFTER]
        whole = TimelineRecipe(
            title=timeline.title,
            layers=layers,
            duration_s=laid.duration_s,
            rows=kept(heard),
            recordings=self.recordings,
            markers=laid.markers,
            level=level,
        )
        return whole if begin is None and end is None else replace(whole, part=part_of(laid, begin, end))

    def _length(self, scene: Scene, start_s: float) -> float | None:
        """Return how long a scene lasts that does not say so."""
        match scene.kind:
            case "steps":
                sequence, settings = load_sequence(self.timeline.file(scene.given["file"]))
                clip_s = self.instrument.model.config.audio_length / self.instrument.model.config.sample_rate
                return max(slot.start_s + min(slot.envelope.duration_s, clip_s) for slot in slots(sequence, settings))
            case "audio":
                sound = open_sound(self.timeline.file(scene.given["file"]))
                return None if sound.frames is None else min(MAX_S, sound.frames / sound.sample_rate) - self._from_s(scene)
            case "reaction":
                return self._needed_song().duration_s - start_s
        return None

    def _scene(self, place: Place) -> PlacedScene:
        with within(place.scene.where):
            return self._made(place)

    def _made(self, place: Place) -> PlacedScene:
        scene = place.scene
        recording = self._recording(place) if scene.kind == "audio" else None
        heard = [(self._own(row, place), row) for row in scene.modulations if row.target in HEARD_AFTER]
        return PlacedScene(
            name=scene.name,
            kind=scene.kind,
            start_s=place.start_s,
            duration_s=place.duration_s,
            fade_in_s=place.fade_in_s,
            fade_out_s=place.fade_out_s,
            level_db=scene.level_db,
            recipe=self._sound(place),
            recording=recording,
            rows=kept(heard),
        )

    def _sound(self, place: Place) -> Recipe | None:
        scene, instrument, tempo = place.scene, self.instrument, self.timeline.tempo
        seed = self._seed(scene)
        match scene.kind:
            case "walk":
                return self._moving(walk(place, instrument, tempo, seed), place)
            case "interpolation":
                return self._moving(interpolation(place, instrument), place)
            case "exploration":
                return self._moving(exploration(place, instrument, seed), place)
            case "reaction":
                return self._reaction(place, seed)
            case "style":
                return self._composed(place, seed)
            case "steps":
                return hallucination_recipe(*load_sequence(self.timeline.file(scene.given["file"])))
        return None

    def _moving(self, path: PointPath, place: Place) -> ContinuousRecipe | ReactionRecipe:
        """Return the unbroken sound along a path, moved by signals where there are any."""
        rows, config = self._network_rows(place), self.instrument.model.config
        bends = place.scene.given.get("bends", {})
        check_bends(config, bends)
        path = replace(path, points=tuple(point.replace(bends=bends) for point in path.points)) if bends else path
        if not rows:
            return continuous_recipe(path, place.duration_s)
        signals, modulations = matrix(rows)
        layer = moved_layer(config, rows, path, self.instrument.directions)
        return ReactionRecipe(path=path, duration_s=place.duration_s, signals=signals, modulations=modulations, layer=layer, tail=TAIL)

    def _reaction(self, place: Place, seed: int) -> ReactionRecipe:
        given, song = place.scene.given, self._needed_song()
        preset = given.get("preset", "morph")
        spacing_s = self.timeline.tempo.length_s(given.get("spacing", 8.0), place.start_s, what="spacing")
        pitch = given.get("pitch", (MIDDLE_PITCH,))[0]
        settings = ReactSettings(None if preset == "none" else preset, (), seed, pitch, spacing_s, level=None, bends=given.get("bends", {}))
        made = react(song.cut(place.start_s, place.end_s), self.instrument, settings)
        signals, rows = matrix([*made.rows(), *self._network_rows(place)])
        whole = replace(made, signals=signals, modulations=rows, level=None)
        return replace(whole, layer=moved_layer(self.instrument.model.config, whole.rows(), whole.path, self.instrument.directions))

    def _composed(self, place: Place, seed: int) -> HallucinationRecipe:
        given = place.scene.given
        named = given["style"]
        style = load_style(self.timeline.file(named) if named.lower().endswith(ENDING) else named)
        style = style.asked(duration_s=place.duration_s, **{name: given[name] for name in ASKED if name in given})
        return hallucination_recipe(*compose(style, self.instrument.model, seed))

    def _recording(self, place: Place) -> str:
        scene, rate = place.scene, self.instrument.model.config.sample_rate
        sound, start_s = open_sound(self.timeline.file(scene.given["file"])), self._from_s(scene)
        wave = read_part(sound, rate, start_s, start_s + place.duration_s, ears=2 if sound.channels == 2 else 1)
        recording = Recording.of(wave, rate)
        name = f"{Path(scene.given['file']).name[:60]} {hashlib.sha256(recording.pcm16.encode('ascii')).hexdigest()[:12]}"
        self.recordings[name] = recording
        return name

    def _network_rows(self, place: Place) -> list[Any]:
        """Return what moves a scene's points: rows of all, and then its own."""
        rows: list[tuple[Any, Modulation]] = []
        for row in self.timeline.modulations:
            if row.target not in HEARD_AFTER:
                rows.append((self.signals.part(row.chain, place.start_s, place.duration_s), row))
        return rows + [(self._own(row, place), row) for row in place.scene.modulations if row.target not in HEARD_AFTER]

    def _own(self, row: Modulation, place: Place) -> Any:
        return self.signals.own(row.chain, place.start_s, place.duration_s)

    def _needed_song(self) -> Song:
        if self.song is None:
            raise SequenceError(
                'A reaction follows the song of its timeline. Received: a timeline without one. Write song = "song.flac".', rule="timeline-song"
            )
        return self.song

    def _from_s(self, scene: Scene) -> float:
        return self.timeline.tempo.length_s(scene.given.get("from", 0.0), 0.0, what="from")

    def _seed(self, scene: Scene) -> int:
        given: int | None = scene.given.get("seed")
        return (self.seed + scene.number) % (MAX_SEED + 1) if given is None else given


def part_of(laid: Laid, begin: Any, end: Any) -> tuple[float, float]:
    """Return a part of a timeline in seconds; raises SequenceError for what is none."""
    first = 0.0 if begin is None else laid.moment_s(begin)
    last = laid.duration_s if end is None else min(laid.moment_s(end), laid.duration_s)
    return first, last
