"""Readers of sampler files by the formats' own rules, and a sampler that plays what they say; nothing of ours is used."""

import struct
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import soundfile

SFZ_OPCODES = {"lovel", "hivel", "lokey", "hikey", "pitch_keycenter", "loop_mode", "loop_start", "loop_end", "sample", "seq_length", "seq_position"}
SFZ_OPCODES |= {"ampeg_attack", "ampeg_release"}
SFZ_HEADERS = {"global", "group", "region"}
CHILDREN = {  # of DecentSampler's elements: which may be inside, and which attributes they may have
    "DecentSampler": ({"ui", "groups"}, {"minVersion"}),
    "ui": ({"tab"}, {"width", "height"}),
    "tab": ({"labeled-knob"}, {"name"}),
    "labeled-knob": ({"binding"}, {"x", "y", "label", "type", "minValue", "maxValue", "value"}),
    "binding": (set(), {"type", "level", "position", "parameter"}),
    "groups": ({"group"}, {"attack", "decay", "sustain", "release"}),
    "group": ({"sample"}, {"seqMode", "seqLength", "seqPosition"}),
    "sample": (set(), {"path", "rootNote", "loNote", "hiNote", "loVel", "hiVel", "loopEnabled", "loopStart", "loopEnd"}),
}


@dataclass(frozen=True)
class Region:
    """A sample as a sampler knows it; the loop's end is its last sample."""

    path: Path
    root: int
    keys: tuple[int, int]
    velocities: tuple[int, int]
    loop: tuple[int, int] | None
    turn: int = 1

    def wave(self):
        return soundfile.read(self.path, always_2d=True)

    def play(self, key, seconds):
        """Return mono samples of a held key, by linear interpolation, round and round the loop; at the sample's rate."""
        wave, rate = self.wave()
        at = np.arange(round(seconds * rate)) * 2.0 ** ((key - self.root) / 12.0)
        if self.loop is not None:
            first, size = self.loop[0], self.loop[1] + 1 - self.loop[0]
            at = np.where(at < first + size, at, first + (at - first) % size)
        left = np.floor(at).astype(int)
        share = at - left
        mono = wave.mean(axis=1)
        return (1 - share) * mono[left] + share * mono[left + 1], rate


def read_sfz(path):
    """Return (what holds for all, regions) of an SFZ file: headers in angle brackets, opcodes that hold for what is inside them."""
    whole, group, regions, current = {}, {}, [], None
    lines = [line.split("//")[0] for line in Path(path).read_text(encoding="utf-8").splitlines()]
    for word in " ".join(lines).split():
        if word.startswith("<"):
            header = word.strip("<>")
            assert header in SFZ_HEADERS, header
            current = whole if header == "global" else {}
            group = current if header == "group" else group
            if header == "region":
                current.update({**whole, **group})
                regions.append(current)
            continue
        name, _, value = word.partition("=")
        assert name in SFZ_OPCODES, name
        current[name] = value
    return whole, [_sfz_region(Path(path).parent, said) for said in regions]


def read_decent(path):
    """Return (the envelope, regions) of a DecentSampler preset, every element and attribute of it known."""
    root = ElementTree.parse(path).getroot()  # noqa: S314  a test's own file
    assert root.tag == "DecentSampler" and len(root.findall("groups")) == 1
    for element in root.iter():
        children, attributes = CHILDREN[element.tag]
        assert {child.tag for child in element} <= children and set(element.attrib) <= attributes, element.tag
    groups = root.find("groups")
    regions = []
    for group in groups:
        assert group.get("seqMode") in (None, "round_robin")
        for said in group:
            looped = said.get("loopEnabled") == "true"
            numbers = {name: int(value) for name, value in said.attrib.items() if name not in ("path", "loopEnabled")}
            keys, velocities = (numbers["loNote"], numbers["hiNote"]), (numbers["loVel"], numbers["hiVel"])
            loop = (numbers["loopStart"], numbers["loopEnd"]) if looped else None
            turn = int(group.get("seqPosition", 1))
            regions.append(Region(Path(path).parent / said.get("path"), numbers["rootNote"], keys, velocities, loop, turn))
    return {name: float(value) for name, value in groups.attrib.items()}, regions


def read_sampler_chunk(path):
    """Return (sample period in ns, MIDI note, loop or None) of a WAV's chunk `smpl`."""
    data = Path(path).read_bytes()
    assert data[:4] == b"RIFF" and data[8:12] == b"WAVE" and struct.unpack("<I", data[4:8])[0] == len(data) - 8
    at, found = 12, None
    while at < len(data):
        name, size = data[at : at + 4], struct.unpack("<I", data[at + 4 : at + 8])[0]
        if name == b"smpl":
            assert found is None
            words = struct.unpack(f"<{size // 4}I", data[at + 8 : at + 8 + size])
            loops = [words[9 + 6 * i : 15 + 6 * i] for i in range(words[7])]
            assert len(words) == 9 + 6 * len(loops) and words[8] == 0 and all(loop[1] == loop[5] == 0 for loop in loops)
            found = words[2], words[3], (loops[0][2], loops[0][3]) if loops else None
        at += 8 + size + size % 2
    assert at == len(data)
    return found


def riff_chunks(data):
    """Yield (name, bytes) of chunks that lie one behind the other."""
    at = 0
    while at < len(data):
        name, size = data[at : at + 4].decode("ascii"), struct.unpack("<I", data[at + 4 : at + 8])[0]
        assert at + 8 + size <= len(data)
        yield name, data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _sfz_region(folder, said):
    loop = (int(said["loop_start"]), int(said["loop_end"])) if said["loop_mode"] == "loop_continuous" else None
    assert loop or said["loop_mode"] == "no_loop"
    keys, velocities = (int(said["lokey"]), int(said["hikey"])), (int(said.get("lovel", 1)), int(said.get("hivel", 127)))
    return Region(folder / said["sample"], int(said["pitch_keycenter"]), keys, velocities, loop, int(said.get("seq_position", 1)))
