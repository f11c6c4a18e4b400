"""Words of the command table in, what a message may carry out: arguments in their order, and options by name."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Argument:
    """A name and a type; how often: "" once, "?" at most once, "*" any number."""

    name: str
    type: str
    often: str = ""

    def __str__(self) -> str:
        return f"{self.name}:{self.type}{self.often}"


def read_argument(text: str) -> Argument:
    """Return the argument that a word of the table names, such as "pitch:f?"."""
    name, kind, often = re.fullmatch(r"(\w+):([ifsb])([?*]?)", text).groups()  # type: ignore[union-attr]
    return Argument(name, kind, often)


EVERYWHERE = ("id", "port")  # options that any message may have

# option | what it says
_OPTIONS = """
id:s | a number or word of your own; it comes back at the end of every reply, as `@id 12`
port:i | send the replies to this port of your machine instead of the one you sent from
voice:s | which voice is meant; one comes to life when it is first named (default `main`)
model:s | a loaded model's name (default: the voice's)
as:s | the name to load a model under (default: its folder's name); a model of that name plays on until the new one is ready
directions:s | a directions file (default: directions_conv0.npz beside the model, when it is there)
precision:s | `exact`, or `preview`: faster, a little rougher
decoder:s | `locked` (phases locked to peaks), or `published` (as GANSynth was published)
seed:i | draws z (and traits not asked for): the same seed, the same sound; 0..16777216
z:f* | the latent vector for this sound alone, as many numbers as the model has, or one blob of float32, big end first
edits:f* | amounts along the directions, for this sound alone
mode:s | what edits do: `offset`, `replace` or `latent`
duration:f | seconds; longer (or shorter) than a clip makes one unbroken sound. Of a style: in which sounds begin
length:f | seconds that the note is held
release:f | seconds of dying away behind @length (default 0.3)
decay:f | seconds in which the note falls by 60 dB
velocity:f | how hard it is struck, 1..127
vibrato:f* | cents to each side, then perhaps times a second (default 5) and seconds until it begins (default 0.2)
first:i | 1: `/begun` comes ahead, with the first half second; for clips that are as the model makes them, without a level, a room or a width
priority:s | `preview` (first) or `export` (when nothing else waits)
to:s | a .wav, .flac or .ogg file to write, instead of a temporary one
width:f | stereo: left and right from two near points of the space, 0..1 apart (default 0: one channel)
room:f | how much of a small room is heard, 0..1 (default 0)
level:s | `loudness`, `peak`, `model`, or a number of LUFS such as -16 (default: as without this option)
bits:s | samples of the file named by @to: `16`, `24` or `float` (default: the format's own)
force:i | 1 overwrites a file that is there
notes:i | random keypoints, instead of the voice's steps
interp:i | sounds between two keypoints
pitch:f | MIDI number of the random keypoints
form:s | `clips` (overlapping), or `continuous` (one unbroken sound)
between:s | how z moves: `spherical` or `linear`
style:s | how keypoints are composed: a name of `/styles` or a .json file; several with commas between them are layers
layers:i | so many hallucinations over one another (default: one for each style)
scale:s | of the style's pitches, such as `dorian`
root:s | of the scale: `D`, in the octave of the style, or `D3`
bpm:f | beats a minute of a style
swing:f | where between two beats a style's half beat is, 0.5 (straight) to 0.75
density:f | share of a style's places that sound, 0.01 to 1
pause:f | beats of silence after each phrase of a style
channels:i | 2: steps with places in the room make two channels (default 1, which every patch can play); a file that is kept has both
glide:f | seconds until the new pitch is reached (sounding voices)
depth:f | how far from the low to the high end of its target a signal moves it, 0..1
row:s | a name for a row of the matrix: rows of one target with other names come on top
loop:i | 1: a file that is listened to begins anew behind its end
fps:f | frames a second of what is listened to, 5..200 (default 50)
begin:s | where a part begins: seconds, 0:30, bar5; of a timeline also a marker or a scene
end:s | and where it ends
job:s | the id of the request whose work is meant (default: all of the voice's)
"""
OPTIONS = {option.name: option for option in (read_argument(line.split("|")[0].strip()) for line in _OPTIONS.strip().splitlines())}
OPTION_HELP = {name: line.split("|")[1].strip() for name, line in zip(OPTIONS, _OPTIONS.strip().splitlines(), strict=True)}
