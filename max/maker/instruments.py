"""The instruments: each is the engine, its state, some parts, a player and the loudspeakers."""

from typing import Any, NamedTuple

from maker.canvas import ORANGE, Canvas

WIDTH = 780
ENGINE = ["", "", ""]  # answers, state, ready
LEFT, RIGHT = 15, 415  # columns of the presentation, 390 and 350 wide
FIRST = "1  wait for the green light      2  switch the sound on (below, right)      3  press Sound      4  "


class Stage(NamedTuple):
    """What every instrument has: `engine` answers, `to` takes messages for it, `ready` bangs when it is there and was asked for its state."""

    canvas: Canvas
    engine: Any
    to: Any
    ready: Any

    def plug(self, *parts: Any) -> None:
        """Parts that hear the engine's answers and send it messages."""
        for part in parts:
            self.canvas.wire(self.engine, part)
            self.canvas.wire(part, self.to)


def stage(name: str, tagline: str, *, first: str, height: int, ready: str) -> Stage:
    """Head, state and engine of an instrument; `first` says what to do first, `ready` what the engine is asked when it is there."""
    c = Canvas(name, (WIDTH, height), about=tagline)
    c.title(name, tagline, WIDTH)
    c.note(first, (15, 44), width=600, show=(15, 89, 750, 20), textcolor=ORANGE, fontface=1)
    engine = c.obj("gss.engine", (60, 90), outlets=ENGINE, inlets=1)
    state = c.part("gss.status", (250, 120), (15, 44))
    asked = c.msg(ready, (418, 120))
    there = c.obj("t b b", (140, 120))
    to = c.obj("t l", (15, height - 37))
    c.note("to the engine", (60, height - 36), width=90)
    c.wire(engine, state, 1)
    c.wire(engine, there, 2)
    c.wire(there, asked, 1)  # before anything follows changes: a patch that opens makes no sound by itself
    c.into((state, asked), to)
    c.wire(to, engine)
    return Stage(c, engine, to, there)


def bottom(s: Stage, y: float, make_at: tuple[float, float], player_at: tuple[float, float]) -> None:
    """The lowest row: the player on the left; what makes a sound, and the loudspeakers, on the right."""
    c = s.canvas
    c.group((LEFT, y, 390, 140))
    c.group((RIGHT, y, 350, 140))
    make, player = c.part("gss.make", make_at, (RIGHT + 8, y + 10)), c.part("gss.player", player_at, (LEFT + 10, y + 10))
    out = c.part("gss.out", (player_at[0], player_at[1] + 75), (RIGHT + 190, y + 10))
    c.wire(s.ready, make)
    c.wire(make, s.to)
    c.wire(s.engine, player)
    c.wire(player, out)


def ganspacesynth() -> Canvas:
    """z, and the directions from there."""
    tagline = "A sound from z, and directions that lead on."
    s = stage("ganspacesynth", tagline, first=FIRST + "move a slider", height=530, ready="/mode offset, /directions, /step, /psi")
    c = s.canvas
    c.group((LEFT, 110, 390, 262), "Sound")
    c.group((RIGHT, 110, 350, 262), "Directions")
    s.plug(c.part("gss.z", (60, 225), (25, 138)), c.part("gss.pitch", (235, 225), (25, 204)), c.part("gss.directions", (410, 225), (418, 138)))
    kinds, mode = c.menu(["offset", "latent"], (600, 225), (95, 318, 90, 22)), c.msg("/mode $1", (600, 265))
    c.note("directions", (600, 195), show=(25, 320, 70, 20))
    c.note("offset: all of the sound may change; latent: the pitch stays", (410, 445), show=(25, 344, 370, 20))
    c.wire(kinds, mode, 1)
    c.wire(mode, s.to)
    bottom(s, 380, (410, 320), (60, 330))
    return c


def ganspacesynth_noz() -> Canvas:
    """The directions alone."""
    tagline = "Sounds made of directions alone."
    s = stage("ganspacesynth_noz", tagline, first=FIRST + "move a slider", height=530, ready="/mode replace, /directions, /step")
    c = s.canvas
    c.group((LEFT, 110, 390, 262), "Sound")
    c.group((RIGHT, 110, 350, 262), "Directions")
    s.plug(c.part("gss.directions", (60, 225), (418, 138)))
    lines = (
        "There is no z here, and no pitch to choose:",
        "all that is heard comes from the sliders.",
        "With all of them at 0 it is the middle of the space.",
    )
    for index, line in enumerate(lines):
        c.note(line, (410, 200 + 26 * index), width=360, show=(25, 142 + 26 * index, 370, 20))
    bottom(s, 380, (410, 320), (60, 330))
    return c


def gansynth() -> Canvas:
    """z by seeds, and the way between two of them."""
    tagline = "Timbres from random z, and the way from one to another."
    s = stage("gansynth", tagline, first=FIRST + "go from A to B", height=530, ready="/mode offset, /edits 0, /step, /psi")
    c = s.canvas
    c.group((LEFT, 110, 390, 262), "Sound")
    c.group((RIGHT, 110, 350, 262), "From A to B")
    s.plug(c.part("gss.z", (60, 225), (25, 138)), c.part("gss.pitch", (235, 225), (25, 204)))
    all_three, message = c.obj("pak 1 2 0.", (410, 400)), c.msg("/slerp $1 $2 $3", (410, 440))
    way = c.bars((620, 355), (430, 228, 320, 28), low=0.0, high=1.0)
    for index, letter in enumerate("AB"):
        x, y = 410 + 105 * index, 142 + 36 * index
        another, draw = c.button("Another", (x, 225), (560, y, 90, 22)), c.obj("random 1000000", (x, 260))
        preset, seed = c.obj(f"loadmess set {index + 1}", (x, 295)), c.number((x, 355), (470, y, 80, 22), low=0)
        c.note(letter, (x + 60, 357), show=(430, y + 2, 20, 20), fontface=1)
        c.chain(another, draw, seed)
        c.wire(preset, seed)
        c.wire(seed, all_three, 0, index)
    c.wire(way, all_three, 0, 2)
    c.chain(all_three, message, s.to)
    c.note("A", (700, 320), show=(426, 258, 20, 20), fontface=1)
    c.note("B", (720, 295), show=(734, 258, 20, 20), fontface=1)
    c.note("z goes along the sphere from the seed A to the seed B", (410, 475), show=(425, 290, 335, 20))
    bottom(s, 380, (235, 330), (60, 330))
    return c


def gansynth_multi() -> Canvas:
    """Four sounds at once, at four pitches."""
    first = "1  wait for the green light      2  switch the sound on (right)      3  press Make four      4  press Play all"
    s = stage("gansynth_multi", "Four sounds of one timbre, at four pitches.", first=first, height=565, ready="/mode offset, /step, /psi")
    c = s.canvas
    c.group((LEFT, 112, 565, 148), "Timbre and pitches")
    c.group((590, 112, 175, 148))
    c.group((LEFT, 268, 750, 282))
    s.plug(c.part("gss.z", (60, 195), (25, 138)))
    chosen, kept = c.obj("pak 48 55 60 64", (235, 255)), c.obj("zl.reg", (410, 295))
    for index, pitch in enumerate((48, 55, 60, 64)):
        x = 235 + 85 * index
        preset, box = c.obj(f"loadmess {pitch}", (x, 175)), c.number((x, 212), (25 + 62 * index, 206, 52, 22), low=0, high=127)
        c.chain(preset, box)
        c.wire(box, chosen, 0, index)
    c.note("four pitches, as MIDI numbers", (580, 177), show=(25, 230, 260, 20))
    make, message = c.button("Make four", (410, 255), (405, 138, 165, 34), first=True), c.msg("/synthesize $1 $2 $3 $4 @id gss_multi", (410, 335))
    c.wire(chosen, kept, 0, 1)
    c.chain(make, kept, message, s.to)
    kinds, both, which, index = (
        c.obj("route /synthesized", (60, 265)),
        c.obj("t l l", (60, 300)),
        c.obj("zl.nth 5", (140, 330)),
        c.obj("+ 1", (140, 360)),
    )
    gate = c.obj("gate 4", (60, 390))
    c.chain(s.engine, kinds, both)
    c.wire(both, which, 1)
    c.chain(which, index, gate)
    c.wire(both, gate, 0, 1)
    play, halt = c.button("Play all", (580, 255), (405, 180, 80, 24)), c.button("Stop all", (670, 255), (490, 180, 80, 24))
    start, stop = c.chain(play, c.msg("start", (580, 390))), c.chain(halt, c.msg("stop", (670, 390)))
    out = c.part("gss.out", (410, 517), (600, 122), label=False)
    c.note("gss.out", (350, 530))
    for number in range(4):
        player = c.part("gss.player", (60 + 175 * number, 458), (25 + 370 * (number % 2), 280 + 135 * (number // 2)), label=False)
        words = c.obj("prepend /synthesized", (60 + 175 * number, 425))
        c.wire(gate, words, number)
        c.chain(words, player, out)
        c.wire(start, player, 0, 1)
        c.wire(stop, player, 0, 1)
    return c


def gansynth_hallucination() -> Canvas:
    """Random points, and a walk along them."""
    first = "1  wait for the green light      2  switch the sound on (below, right)      3  press Hallucinate      4  save it"
    s = stage("gansynth_hallucination", "A walk through random points of the space.", first=first, height=490, ready="/settings")
    c = s.canvas
    c.group((LEFT, 112, 390, 218), "The walk")
    c.group((RIGHT, 112, 350, 218), "How sounds are joined")
    s.plug(c.part("gss.settings", (60, 225), (424, 142)))
    boxes = [
        c.number((235, 225), (130, 142, 60, 22), low=2, high=1000),
        c.number((340, 225), (130, 174, 80, 22), low=0),
        c.number((445, 225), (130, 206, 60, 22), low=0, high=127),
    ]
    values, kept = c.obj("pak 6 1 60 clips", (235, 290)), c.obj("zl.reg", (410, 330))
    for index, (box, value, label) in enumerate(zip(boxes, (6, 1, 60), ("points", "seed", "pitch"), strict=True)):
        x = 235 + 105 * index
        c.chain(c.obj(f"loadmess {value}", (x, 185)), box)
        c.wire(box, values, 0, index)
        c.note(label, (x + 55, 227), width=42, show=(25, 144 + 32 * index, 100, 20))
    another, draw = c.button("Another", (550, 180), (220, 174, 90, 22)), c.obj("random 1000000", (550, 215))
    c.chain(another, draw, boxes[1])
    form = c.menu(["clips", "continuous"], (670, 225), (130, 238, 100, 22))
    c.note("form", (670, 195), show=(25, 240, 100, 20))
    c.wire(form, values, 1, 3)
    c.wire(values, kept, 0, 1)
    for index, line in enumerate(("clips lie over each other; continuous is one unbroken sound", "the same seed and settings make the same walk")):
        c.note(line, (410, 425 + 25 * index), width=350, show=(25, 272 + 24 * index, 370, 20))
    style = c.menu(["default", "ambient", "bells", "drone", "plucked", "rhythm", "slow"], (235, 410), (295, 206, 100, 22))
    c.note("in a style", (340, 411), show=(220, 208, 70, 20))
    played = c.msg("/hallucinate @style $1", (235, 445))
    c.wire(style, played, 1)
    c.wire(played, s.to)
    make = c.button("Hallucinate", (410, 290), (423, 348, 170, 34), first=True)
    stop, save = c.button("Stop", (650, 290), (423, 390, 82, 22)), c.button("Save WAV ...", (540, 290), (511, 390, 82, 22))
    c.chain(make, kept, c.msg("/hallucinate @notes $1 @seed $2 @pitch $3 @form $4", (410, 375)), s.to)
    c.chain(stop, c.msg("/cancel", (710, 325)), s.to)
    c.chain(save, c.obj("savedialog WAVE", (540, 325)), c.msg("/save $1 @force 1", (235, 375)), s.to)
    c.group((LEFT, 338, 390, 140))
    c.group((RIGHT, 338, 350, 140))
    player, out = c.part("gss.player", (60, 310), (25, 348)), c.part("gss.out", (60, 390), (605, 348))
    c.wire(s.engine, player)
    c.wire(player, out)
    return c


def gss_keys() -> Canvas:
    """The MIDI instrument."""
    first = "1  wait for the green light      2  switch the sound on (below, right)      3  wait until the keys are made      4  play"
    ready = "/info, /mode offset, /directions, /step, /psi"
    s = stage("gss_keys", "Every key of a MIDI keyboard has its own sound.", first=first, height=535, ready=ready)
    c = s.canvas
    c.group((LEFT, 112, 390, 98), "Timbre")
    c.group((RIGHT, 112, 350, 262), "Directions")
    c.group((LEFT, 218, 390, 156), "Keyboard")
    c.group((LEFT, 382, 750, 140))
    timbre = [c.part("gss.z", (60, 215), (25, 138)), c.part("gss.directions", (235, 215), (418, 138))]
    s.plug(*timbre)
    changed, anew = c.obj("t b", (235, 285)), c.button("Make the keys anew", (235, 340), (25, 394, 170, 34), first=True)
    c.into(timbre, changed)
    keys, out = c.obj("gss.keyboard", (60, 400), outlets=["signal", ""], inlets=3), c.part("gss.out", (60, 452), (605, 392))
    c.wire(s.engine, keys)
    c.into((changed, anew), keys, 2)
    c.wire(s.ready, changed)
    c.wire(keys, s.to, 1)
    c.wire(keys, out)
    midi, pedal = c.obj("notein", (430, 220)), c.obj("ctlin 64", (520, 220))
    kept, pair = c.obj("sustain", (430, 285)), c.obj("pack i i", (430, 330))
    c.note("MIDI keyboard and pedal", (430, 195))
    mouse = c.ui("kslider", (410, 378), (348, 53), (36, 246, 348, 53), offset=36, range=49, parameter_enable=0)
    brief = c.obj("makenote 100 1500", (640, 450))
    for source, target in ((midi, kept), (kept, pair), (mouse, brief), (brief, pair)):
        c.wire(source, target, 1, 1)
        c.wire(source, target)
    c.wire(pedal, kept, 0, 2)
    c.wire(pair, keys, 0, 1)
    release, scale, spoken = (
        c.decimal((640, 255), (100, 488, 55, 22), low=0.01, high=20.0),
        c.obj("* 1000.", (640, 290)),
        c.msg("release $1", (640, 330)),
    )
    c.note("release (s)", (700, 257), width=75, show=(25, 490, 75, 20))
    c.chain(c.obj("loadmess 0.3", (640, 220)), release, scale, spoken)
    c.wire(spoken, keys, 0, 1)
    lines = (
        ("Play on a MIDI keyboard (with its pedal), or with the mouse.", (25, 308)),
        ("A key that is held goes on, in one unbroken sound.", (25, 332)),
        ("All keys are made in advance; after a change of the timbre anew, beginning with the last one played.", (25, 440)),
    )
    for index, (line, show) in enumerate(lines):
        c.note(line, (235, 450 + 22 * index), width=370, lines=1 + index // 2, show=(*show, 370 if index < 2 else 570, 20))
    return c


def continue_() -> Canvas:
    """The machine that listens, and plays on: heard and answered by the engine's own devices, so that no object is needed."""
    first = "1  wait for the green light      2  choose a mode      3  press Play with me, and play"
    s = stage("continue", "A machine that listens, and plays on.", first=first, height=665, ready="/bank_open")
    c = s.canvas
    c.group((LEFT, 112, 390, 110), "Play")
    c.group((RIGHT, 112, 350, 110), "What is played")
    c.group((LEFT, 230, 750, 90), "How it answers")
    c.group((LEFT, 328, 750, 320), "What its choice looked at, head by head")
    kinds = c.obj("route /bank /bank_heard /bank_chose /attention", (60, 190))
    c.wire(s.engine, kinds)
    opened = c.msg("/listen device, /bank_speaker, /bank_attention 1", (60, 335))
    c.chain(kinds, opened, s.to)
    start, on = c.button("Play with me", (410, 190), (25, 142, 170, 34), on="Stop", first=True), c.obj("sel 1 0", (410, 230))
    c.chain(start, on)
    for outlet, words in enumerate(("/bank_start", "/bank_stop")):
        said = c.msg(words, (410 + 90 * outlet, 270))
        c.wire(on, said, outlet)
        c.wire(said, s.to)
    mode, word = c.menu(["call", "continue", "shadow"], (610, 190), (210, 148, 90, 22)), c.msg("/bank_mode $1", (610, 225))
    c.wire(mode, word, 1)
    c.wire(word, s.to)
    other, place = c.button("Other bank ...", (610, 262), (308, 148, 90, 22)), c.obj("opendialog fold", (610, 296))
    c.chain(other, place, c.msg("/bank_open $1", (610, 332)), s.to)
    c.note("MIDI keys are heard, too", (235, 218), width=150, show=(25, 190, 260, 20))
    keys, pair = c.obj("notein", (235, 244)), c.obj("pack i i", (235, 275))
    c.wire(keys, pair, 1, 1)
    c.chain(keys, pair, c.msg("/bank_note $1 $2", (235, 306)), s.to)
    for index, (place_of, label) in enumerate(((4, "heard pitch"), (5, "its answer"))):
        source = c.obj(f"zl.nth {place_of}", (60 + 80 * index, 230))
        c.wire(kinds, source, 1 + index)
        shown = c.decimal((60 + 80 * index, 265), (520, 142 + 36 * index, 70, 22))
        c.chain(source, shown)
        c.note(label, (60 + 80 * index, 292), width=76, show=(425, 144 + 36 * index, 90, 20))
    for index, (name, value) in enumerate((("gate", -50.0), ("hold", 0.05), ("wait", 0.04), ("length", 8.0), ("temperature", 1.0))):
        x = 60 + 142 * index
        box = c.decimal((x, 410), (25 + 148 * index, 285, 65, 22))
        c.note(name, (x + 54, 412), width=84, show=(25 + 148 * index, 260, 110, 20))
        c.chain(c.obj(f"loadmess set {value:g}", (x, 375)), box, c.msg(f"/bank_set {name} $1", (x, 448)), s.to)
    shares, heads = c.obj("zl.slice 1", (60, 490)), c.obj("route 1 2 3 4", (60, 522))
    c.wire(kinds, shares, 3)
    c.wire(shares, heads, 1)
    for head in range(4):
        rest = c.obj("zl.slice 1", (60 + 160 * head, 556))
        look = {"size": 32, "setminmax": [0.0, 1.0], "setstyle": 1, "settype": 1, "ignoreclick": 1}
        area = (25 + 370 * (head % 2), 356 + 144 * (head // 2), 358, 136)
        drawn = c.ui("multislider", (90 + 160 * head, 592), (60, 22), area, parameter_enable=0, **look)
        c.wire(heads, rest, head)
        c.wire(rest, drawn, 1)
    return c


def everything() -> list[Canvas]:
    """All of them."""
    instruments = (ganspacesynth, ganspacesynth_noz, gansynth, gansynth_multi, gansynth_hallucination, gss_keys, continue_)
    return [instrument() for instrument in instruments]
