"""A DecentSampler preset: XML that says which sample answers which keys, with knobs for attack and release."""

from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree

from ganspacesynth.composition.samplers.sampled_note import SampledNote, SamplerSettings

SAMPLES = "samples"  # the folder
KNOBS = (("Attack", "ENV_ATTACK", 4.0, 300), ("Release", "ENV_RELEASE", 10.0, 420))  # label, parameter, largest value, place


def preset_text(name: str, notes: Sequence[SampledNote], settings: SamplerSettings) -> str:
    """Return the text of NAME.dspreset.

    Source: the DecentSampler developer guide, "The .dspreset file format": a loop's end is its last sample.
    """
    root = ElementTree.Element("DecentSampler", minVersion="1.0.0")
    tab = ElementTree.SubElement(ElementTree.SubElement(root, "ui", width="812", height="375"), "tab", name="main")
    values = {"ENV_ATTACK": settings.attack_s, "ENV_RELEASE": settings.release_s}
    for label, parameter, largest, x in KNOBS:
        said = {
            "x": str(x),
            "y": "120",
            "label": label,
            "type": "float",
            "minValue": "0.0",
            "maxValue": f"{largest:g}",
            "value": f"{values[parameter]:g}",
        }
        knob = ElementTree.SubElement(tab, "labeled-knob", said)
        ElementTree.SubElement(knob, "binding", type="amp", level="instrument", position="0", parameter=parameter)
    envelope = {"attack": f"{settings.attack_s:g}", "decay": "0", "sustain": "1", "release": f"{settings.release_s:g}"}
    groups = ElementTree.SubElement(root, "groups", envelope)
    for (turn, turns), layer in groupby(notes, key=lambda note: (note.turn, note.turns)):
        chosen = {"seqMode": "round_robin", "seqLength": str(turns), "seqPosition": str(turn)} if turns > 1 else {}
        group = ElementTree.SubElement(groups, "group", chosen)
        for note in layer:
            ElementTree.SubElement(group, "sample", _attributes(name, note))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _attributes(name: str, note: SampledNote) -> dict[str, str]:
    said = {
        "path": f"{SAMPLES}/{note.file_name(name)}",
        "rootNote": str(note.pitch),
        "loNote": str(note.keys[0]),
        "hiNote": str(note.keys[1]),
        "loVel": str(note.velocities[0]),
        "hiVel": str(note.velocities[1]),
    }
    if note.loop is None:
        return {**said, "loopEnabled": "false"}
    return {**said, "loopEnabled": "true", "loopStart": str(note.loop.start), "loopEnd": str(note.loop.end - 1)}
