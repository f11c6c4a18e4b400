"""An SFZ instrument: a text that says which sample answers which keys; the samples lie beside it."""

from collections.abc import Sequence
from itertools import groupby

from ganspacesynth.composition.samplers.sampled_note import SampledNote, SamplerSettings
from ganspacesynth.version import __version__

SAMPLES = "samples"  # the folder


def sfz_text(name: str, notes: Sequence[SampledNote], settings: SamplerSettings) -> str:
    """Return the text of NAME.sfz.

    Source: sfzformat.com, opcodes of SFZ 1: a loop's end is its last sample.
    """
    lines = [
        f"// {name}: made with GANSpaceSynth {__version__}",
        f"<global> ampeg_attack={settings.attack_s:g} ampeg_release={settings.release_s:g}",
    ]
    for (velocities, turn, turns), layer in groupby(notes, key=lambda note: (note.velocities, note.turn, note.turns)):
        chosen = f"seq_length={turns} seq_position={turn}" if turns > 1 else f"lovel={velocities[0]} hivel={velocities[1]}"
        lines += ["", f"<group> {chosen}"]
        lines += [_region(name, note) for note in layer]
    return "\n".join(lines) + "\n"


def _region(name: str, note: SampledNote) -> str:
    loop = "loop_mode=no_loop"
    if note.loop is not None:
        loop = f"loop_mode=loop_continuous loop_start={note.loop.start} loop_end={note.loop.end - 1}"
    low, high = note.keys
    return f"<region> lokey={low} hikey={high} pitch_keycenter={note.pitch} {loop} sample={SAMPLES}/{note.file_name(name)}"
