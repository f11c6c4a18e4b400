"""Timbres of MIDI channels: a journey of its own for each, drawn by one seed, or a sound that was chosen."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from ganspacesynth.composition.midi.midi_controls import CHANNELS
from ganspacesynth.composition.midi.midi_notes import MidiNote
from ganspacesynth.composition.midi.note_points import n_timbres, timbre_path
from ganspacesynth.composition.point_arguments import read_point
from ganspacesynth.core.errors import SequenceError, brief
from ganspacesynth.core.motion.trajectory import PointPath
from ganspacesynth.core.point import Point
from ganspacesynth.networks.prior import MAX_SEED

if TYPE_CHECKING:
    from ganspacesynth.composition.instrument import Instrument
    from ganspacesynth.networks.gansynth.gansynth import GANSynth

ROWS = 1 << 20  # of a seed's endless list of z that belong to one channel: channel 1 has the first, whichever channels a file has
SEED = "seed:"


def channel_timbres(
    model: "GANSynth", notes: Sequence[MidiNote], channels: Iterable[int], *, seed: int, seconds_per_instrument: float, velocity: bool = False
) -> dict[int, PointPath]:
    """Draw the timbre of each channel: from one random sound to the next, as long as the piece.

    Args:
        model: with conditions fixed as they were asked for.
        notes: of the whole piece.
        channels: 0..15.
        seed: of all of them: channel by channel it is the same in every file.
        seconds_per_instrument: from one sound to the next.
        velocity: keep that of the sounds, instead of those of the notes.
    """
    count = n_timbres(notes, seconds_per_instrument=seconds_per_instrument)
    drawn = {}
    for channel in channels:
        z, conditions = model.sample_z(count, seed=seed, start=channel * ROWS), model.sample_conditions(count, seed=seed, start=channel * ROWS)
        if not velocity:  # each note has its own
            conditions = [{kind: value for kind, value in each.items() if kind != "velocity"} for each in conditions]
        drawn[channel] = timbre_path(z, seconds_per_instrument=seconds_per_instrument, model=model.id, conditions=conditions)
    return drawn


def chosen_timbres(words: Iterable[str], opened: "Instrument", model: "GANSynth") -> dict[int, PointPath]:
    """Return the timbres that words choose for channels, such as "2=seed:7", "3=bell.wav" or "4=bell.json".

    Args:
        words: see above; channels are counted from 1.
        opened: the model, and the directions that edits of files count along.
        model: the same model, with conditions fixed as they were asked for.

    Raises:
        SequenceError: words that choose nothing, or two for one channel.
        AudioError, SequenceError, DirectionsError: a file that holds no such point.
    """
    chosen: dict[int, PointPath] = {}
    for word in words:
        channel, sound = _split(word)
        if channel in chosen:
            raise SequenceError(f"A channel has one sound. Received: two for channel {channel + 1}. Leave one out.", rule="one-channel-sound")
        chosen[channel] = PointPath((0.0,), (_point(sound, opened, model),))
    return chosen


def joined(timbres: Mapping[int, PointPath], channels: Iterable[int]) -> tuple[PointPath, dict[int, PointPath] | None]:
    """Return the timbre of the first channel, and those of the channels that have another; None where all share it."""
    own = {channel: timbres[channel] for channel in channels}
    first = own[min(own)]
    return first, {channel: path for channel, path in own.items() if path != first} or None


def _split(word: str) -> tuple[int, str]:
    number, equals, sound = word.partition("=")
    if not equals or not sound.strip() or not number.strip().isascii() or not number.strip().isdigit():
        raise SequenceError(f"A channel's sound is chosen by 2=seed:7, 2=sound.wav or 2=point.json. Received: {brief(word)}.", rule="channel-sound")
    if not 1 <= int(number[:9]) <= CHANNELS:
        raise SequenceError(f"MIDI channels are counted from 1 to {CHANNELS}. Received: {brief(word)}.", rule="midi-channel")
    return int(number) - 1, sound.strip()


def _point(sound: str, opened: "Instrument", model: "GANSynth") -> Point:
    if not sound.startswith(SEED):
        point = read_point(sound, opened)
        if point.model not in (None, model.id):
            raise SequenceError(
                f"A point plays on the model it was made on. Received: {brief(sound)} of {point.model}, model {model.id}.", rule="own-model"
            )
        return point.replace(pitch=60.0, conditions={kind: value for kind, value in point.timbre.items() if kind != "velocity"})
    digits = sound.removeprefix(SEED).strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9 or int(digits) > MAX_SEED:
        raise SequenceError(f"A seed is a whole number in 0..{MAX_SEED}, as in seed:7. Received: {brief(sound)}.", rule="seed-range")
    seed = int(digits)
    asked = {kind: value for kind, value in model.sample_conditions(1, seed=seed)[0].items() if kind != "velocity"}
    return Point(60.0, z=tuple(model.sample_z(1, seed=seed)[0].tolist()), model=model.id, conditions=asked)
