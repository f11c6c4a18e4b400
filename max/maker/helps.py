"""Help patches, one for each part and instrument, and the overview in Max's Extras menu. What goes in and out is read from the parts themselves."""

from typing import Any

from maker.canvas import PARTS, Canvas
from maker.instruments import ENGINE
from maker.playing import DECK

WIDTH = 790
OBJECTS = {"gss.engine": ENGINE, "gss.deck": DECK, "gss.keyboard": ["signal", ""]}  # parts without a face, and what comes out of them

# name: (lines of text, messages to try)
TEXTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "gss.engine": (
        (
            "Finds an engine that is running (at UDP port 4267), or starts one: about ten seconds, longer the very first time.",
            "Patches share one engine, and each has a voice of its own in it: what one does changes nothing in the others.",
            "When the engine is lost another one is started, and told the model, the directions and the steps that were there.",
            "It takes every message of the protocol (docs/osc.md, or /commands). What an answer belongs to can be marked with @id.",
        ),
        ("/state", "/synthesize 60 @seed 3 @id 12", "/random", "/commands", "restart"),
    ),
    "gss.status": (
        (
            "Amber: the engine is starting. Green: ready. Blue: at work. Orange: it did not understand something. Red: there is none.",
            "Program: the folder that the engine was installed in (with its .venv), for when it is not found by itself.",
            "Model: the folder of another model. Its directions come along when they lie beside it.",
        ),
        (),
    ),
    "gss.slider": (
        (
            "The argument is the number of the direction, from 1. Its name and range come from the directions file.",
            "The small 0 brings it back to the middle.",
        ),
        ("/directions", "/edits 0.5 -1, /edits"),
    ),
    "gss.directions": (("Eight of gss.slider. For others, place gss.slider with their numbers.",), ("/directions",)),
    "gss.z": (("z is the point in the model's space where a sound comes from: as many random numbers as the model wants.",), ("/seed 7",)),
    "gss.pitch": (("Models know some pitches, mostly 36 to 84; a preview takes the nearest one.",), ("/pitch 48",)),
    "gss.make": (
        (
            "Sound: quickly. Best quality: exactly, for what you keep. Follows the controls: a new preview after every change.",
            "Save WAV writes the last sound, and in it the recipe that makes it again.",
        ),
        (),
    ),
    "gss.settings": (("docs/hallucinations.md explains them.",), ("/settings", "/setting spacing_s 0.5")),
    "gss.shape": (
        (
            "Level, place in the room, envelope and chord of the present step. Attack, sustain and release 0: the common envelope.",
            "A panned sound is played in mono here; /save writes both channels.",
        ),
        ("/step_shape", "/step_level -6, /step_pan 0.5"),
    ),
    "gss.player": (
        (
            "A sound that was asked for begins at its beginning. A preview goes on where the sound before it was, so that a slider is heard.",
            "Nothing clicks: sounds are read into a buffer that is not heard, and fade into each other.",
        ),
        ("/synthesize", "/random, /preview"),
    ),
    "gss.deck": (("Two buffers, each with a player and a fader (gss.side).",), ("/synthesize",)),
    "gss.keyboard": (
        (
            "poly~ with a gss.key for each pitch. A bang into the third inlet has all sounds made anew, 0.6 s after the last bang.",
            "Notes are lists of pitch and velocity; notes outside the model's pitches are moved by octaves.",
        ),
        (),
    ),
    "gss.out": (("A live.gain~ and an ezdac~; take your own instead if you like.",), ("/synthesize",)),
    "gss.picture": (
        ("What is shown is a picture of the network that is open; a change comes gently. Its z can be drawn, in its whole range.",),
        ("/picture_random", "/picture_wander 4", "/picture_wander 0"),
    ),
    "gss.pad": (
        ("Place it here keeps the present picture at the knob; where the knob is dragged, what lies between is shown.",),
        ("/picture_random", "/map_fit picture"),
    ),
    "ganspacesynth": (
        (
            "Choose z by its seed (Another draws one), then move along the directions: what changes most from sound to sound comes first.",
            "Follows the controls: every change is heard at once, in preview quality. Best quality makes the sound exactly.",
        ),
        (),
    ),
    "ganspacesynth_noz": (("As ganspacesynth, but the sound is made of the directions alone: z and pitch are replaced by them.",), ()),
    "gansynth": (("Two seeds are two timbres; the long slider goes from one to the other along the sphere on which z lies.",), ()),
    "gansynth_multi": (("Makes four sounds of one z, each with its own pitch and player.",), ()),
    "gansynth_hallucination": (
        (
            "Draws random points and makes a sound at each of them, and some in between.",
            "The engine takes a while for long walks; the bar shows how far it is, and Stop ends it.",
        ),
        (),
    ),
    "hallu": (
        (
            "A sequence of steps. Each has its own z, directions and pitch; previous and next go from one to the other.",
            "Duplicate puts a copy behind the present step; Add random a step with another z. Undo takes back whatever was done last.",
            "Preview makes the present step; Generate the way through all of them. Pd and the command line read saved steps as well.",
        ),
        (),
    ),
    "continue": (
        (
            "The engine listens to its machine's microphone and answers on its loudspeaker, with the sounds of a bank.",
            "Call: behind each phrase, about as long as that. Continue: until you play again. Shadow: along with you. More in docs/continuation.md.",
        ),
        (),
    ),
    "gss_keys": (
        (
            "The sounds of all keys are made in advance, those round the last one played first; no key waits for the engine.",
            "A key that is held gets a longer sound, and goes on in it for up to fifteen seconds.",
        ),
        (),
    ),
    "react": (
        (
            "Four signals of what is listened to (a microphone or line in, which the engine opens) move eight things: each bar says how far.",
            "Answer makes a sound that is moved as the last seconds would have moved it. docs/listening.md has all signals and targets.",
            "A sound that moves while you play needs the object ganspacesynth~, whose source is in max/external.",
        ),
        (),
    ),
    "pictures": (
        (
            "Open a StyleGAN, or start ganspacesynth pictures --live, which also shows a window. Frames come as fast as they can be made.",
            "In the square: Place it here keeps the present picture at the knob; then drag the knob, and see what lies between.",
        ),
        (),
    ),
}
INSTRUMENTS = [name for name in TEXTS if not name.startswith("gss.")]


def help_of(part: Canvas) -> Canvas:
    """The help patch of a part or an instrument."""
    name = part.name
    lines, tries = TEXTS[name]
    c = Canvas(name, (WIDTH, 100), about=f"Help for {name}", presentation=False)
    c.note(name, (15, 10), width=300, fontsize=24.0, fontface=1)
    c.note(part.about, (15, 46), width=WIDTH - 30)
    y = 80.0
    for line in lines:
        rows = 2 if len(line) > 125 else 1
        c.note(line, (15, y), width=WIDTH - 30, lines=rows)
        y += 22 + 15 * (rows - 1)
    ports = [("in", text) for text in part.hints("inlet")] + [("out", text) for text in part.hints("outlet")]
    y += 8
    for number, (kind, text) in enumerate(ports):
        first = number == 0 or ports[number - 1][0] != kind
        if first:
            c.note("goes in" if kind == "in" else "comes out", (15, y), width=80, fontface=1)
        c.note(text, (100, y), width=WIDTH - 120)
        y += 22
    bottom = _opened(c, name, y + 10) if name in INSTRUMENTS else _tried(c, name, tries, y + 10)
    c.size = (WIDTH, round(bottom))
    return c


def overview() -> Canvas:
    """What the package has, in the Extras menu."""
    about = "Play a neural network's sound space: timbre, pitch and hallucinations"
    below = 72 + 34 * len(INSTRUMENTS)
    c = Canvas("ganspacesynth-overview", (WIDTH, below + 110), about=about)
    c.title("GANSpaceSynth", "A neural network's space of sounds, to be played.", WIDTH)
    opener = c.obj("pcontrol", (265, 485))
    c.group((15, 56, 760, 34 * len(INSTRUMENTS) + 16))
    for index, name in enumerate(INSTRUMENTS):
        x, y = 15 + 250 * (index % 3), 60 + 110 * (index // 3)
        button = c.button(name, (x, y + 36), (28, 66 + 34 * index, 180, 26), first=index == 0)
        c.note(TAGLINES[name], (x, y), width=215, lines=2, show=(220, 69 + 34 * index, 470, 20))
        c.chain(button, c.msg(f"loadunique {name}.maxpat", (x, y + 68)), opener)
    lines = (
        "Begin with ganspacesynth: wait for the green light, switch the sound on, press Sound.",
        "The engine is a Python program; docs/max.md says how it is installed.",
    )
    for index, line in enumerate(lines):
        c.note(line, (235, 395 + 24 * index), width=540, show=(15, below + 12 + 24 * index, 750, 20))
    c.note("Alt-click an object for its help.", (235, 445), width=240, show=(15, below + 60, 690, 20))
    return c


TAGLINES = {
    "ganspacesynth": "z, pitch and eight directions",
    "ganspacesynth_noz": "the directions alone",
    "gansynth": "random timbres, and the way from one to another",
    "gansynth_multi": "four sounds at four pitches",
    "gansynth_hallucination": "a walk through random points",
    "hallu": "a sequence of sounds, step by step",
    "gss_keys": "a polyphonic instrument for a MIDI keyboard",
    "react": "a sound that follows what was heard",
    "pictures": "a picture network, live: z, directions, an XY pad",
    "continue": "a machine that listens, and plays on",
}


def _opened(c: Canvas, name: str, y: float) -> float:
    c.chain(c.button(f"Open {name}", (15, y)), c.msg(f"loadunique {name}.maxpat", (15, y + 35)), c.obj("pcontrol", (15, y + 70)))
    return y + 110


def _tried(c: Canvas, name: str, tries: tuple[str, ...], y: float) -> float:
    """The part, whole, with an engine and messages to try; returns where the patch ends."""
    x, boxes = 15.0, []
    for text in tries:
        boxes.append(c.msg(text, (x, y)))
        x += boxes[-1].patching_rect[2] + 12
    y += 40 * bool(tries)
    engine = c.obj("gss.engine", (15, y), outlets=ENGINE, inlets=1)
    state = c.part("gss.status", (15, y + 65), whole=True)
    c.into(boxes, engine)
    c.wire(engine, state, 1)
    c.wire(state, engine)
    y += 145
    if name == "gss.status":
        return y - 20
    if name == "gss.engine":
        for outlet, what in enumerate(("answer", "state", "ready")):
            c.wire(engine, c.obj(f"print {what}", (100 + 100 * outlet, y)), outlet)
        return y + 40
    if name == "gss.deck":
        return _deck(c, engine, y)
    if name == "gss.out":
        player = c.part("gss.player", (15, y), whole=True)
        c.wire(engine, player)
        c.wire(player, c.part("gss.out", (450, y + 30), whole=True))
        return y + 170
    return _wired(c, name, engine, y)


def _wired(c: Canvas, name: str, engine: Any, y: float) -> float:
    """A part between the engine's answers and its messages; what sounds goes to the loudspeakers."""
    if name in OBJECTS:
        part, types, height = c.obj(name, (15, y), outlets=OBJECTS[name], inlets=3), OBJECTS[name], 22
    else:
        part, (size, _, types) = c.part(name, (15, y), args=(1,) if name == "gss.slider" else (), whole=True), PARTS[name]
        height = size[1]
    c.wire(engine, part, 2 if name == "gss.make" else 0)
    for outlet, kind in enumerate(types):
        if kind == "signal":
            c.wire(part, c.part("gss.out", (450, y + 30), whole=True), outlet)
            height = max(height, 150)
        elif kind == "":
            c.wire(part, engine, outlet)
    return y + height + 30


def _deck(c: Canvas, engine: Any, y: float) -> float:
    """A deck that reads and starts what the engine makes."""
    kinds, path, load = c.obj("route /synthesized", (15, y)), c.obj("unpack s", (15, y + 35)), c.obj("prepend load", (15, y + 70))
    deck, start = c.obj("gss.deck", (15, y + 115), outlets=DECK, inlets=1), c.msg("start 0 2 20", (120, y + 70))
    c.chain(engine, kinds, path, load, deck)
    c.wire(deck, start, 1)
    c.wire(start, deck)
    c.wire(deck, c.part("gss.out", (250, y + 115), whole=True))
    return y + 250


def everything(parts: list[Canvas]) -> list[Canvas]:
    """The help patches of all parts that have one."""
    return [help_of(part) for part in parts if part.name in TEXTS]
