"""Where the scenes of a timeline lie, for a page that draws them: seconds of each, keypoints, bars and markers; and the wave of a sound."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ganspacesynth.audio.files.decode import open_sound
from ganspacesynth.composition.arranging.arrange import laid_out
from ganspacesynth.composition.arranging.scene_paths import exploration, interpolation, walk
from ganspacesynth.composition.arranging.scene_places import Place
from ganspacesynth.composition.arranging.timeline import Timeline
from ganspacesynth.composition.arranging.timeline_tempo import TempoMap
from ganspacesynth.composition.arranging.timeline_words import within

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument

ROOM_S, MOST_BEATS, MOST_KEYPOINTS = 32.0, 6000, 200
COLUMNS, FEW = 1200, 64  # samples of which the highest is enough


def laid_view(timeline: Timeline, instrument: "Instrument") -> dict[str, Any]:
    """Return {duration, layers, scenes: [{number, layer, start, duration, fade_in, fade_out, keypoints}], beats: [[second, bar, beat]], markers}.

    Scenes are in the order of the file, each once; beats go on for some time behind the end, so that a scene can be moved there.

    Raises:
        SequenceError, InvalidInput, AudioError: what cannot be played, with the scene that it is about.
    """
    laid = laid_out(timeline, instrument)
    placed = {place.scene.number: place for places in laid.places.values() for place in places}
    scenes = [_scene(placed[number], instrument, timeline.tempo) for number in sorted(placed)]
    beats = beats_of(timeline.tempo, laid.duration_s + ROOM_S)
    return {"duration": laid.duration_s, "layers": list(laid.places), "scenes": scenes, "beats": beats, "markers": dict(laid.markers)}


def beats_of(tempo: TempoMap, until_s: float) -> list[list[float]]:
    """Return [second, bar, beat] of the beats up to a moment, bars and beats counted from 1."""
    found: list[list[float]] = []
    bar = 1
    while len(found) < MOST_BEATS and tempo.second_of(bar) <= until_s:
        beats = tempo.change_at(bar).beats
        found += [[round(tempo.second_of(bar + beat / beats), 6), bar, beat + 1] for beat in range(beats)]
        bar += 1
    return found


def wave_of(path: Path) -> dict[str, Any]:
    """Return {duration, peaks}: seconds, and the peaks of a sound in columns of even length, 0..1; raises AudioError when it cannot be read."""
    sound, few, samples = open_sound(path), [np.zeros(0, np.float32)], 0
    for block in sound.both():
        samples += len(block)
        few.append(np.maximum.reduceat(np.abs(block).max(axis=1), np.arange(0, len(block), FEW)) if len(block) else few[0])
    peaks = np.concatenate(few)
    edges = np.unique(np.linspace(0, len(peaks), COLUMNS + 1).astype(int)[:-1])
    highest = np.maximum.reduceat(peaks, edges)
    return {"duration": samples / sound.sample_rate, "peaks": (highest / max(float(highest.max()), 1e-9)).round(3).tolist()}


def _scene(place: Place, instrument: "Instrument", tempo: TempoMap) -> dict[str, Any]:
    with within(place.scene.where):
        keypoints = _keypoints_s(place, instrument, tempo)
    return {
        "number": place.scene.number,
        "layer": place.scene.layer,
        "start": place.start_s,
        "duration": place.duration_s,
        "fade_in": place.fade_in_s,
        "fade_out": place.fade_out_s,
        "keypoints": keypoints[:MOST_KEYPOINTS],
    }


def _keypoints_s(place: Place, instrument: "Instrument", tempo: TempoMap) -> list[float]:
    """Return when the keypoints of an unbroken scene are passed, in seconds from its beginning."""
    match place.scene.kind:
        case "walk":
            path = walk(place, instrument, tempo, 0)
        case "interpolation":
            path = interpolation(place, instrument)
        case "exploration":
            path = exploration(place, instrument, 0)
        case _:
            return []
    return [round(time_s, 4) for time_s in path.times_s]
