"""Live pictures: the two parts of their instrument, and the instrument: z, psi, four directions, an XY pad."""

from maker.canvas import Canvas
from maker.instruments import LEFT, RIGHT, stage

SQUARE = 127.0  # what a pictslider says at its edges
DIRECTIONS = 4


def picture() -> Canvas:
    """gss.picture: which picture is shown, and how gently it changes."""
    c = Canvas("gss.picture", (1250, 450), about="A picture of a picture network: its seed, z and psi")
    answers = c.inlet((15, 15), "answers of the engine: /picture, /picture_z, /picture_psi and /picture_seed are used")
    kinds = c.obj("route /picture /picture_z /picture_psi /picture_seed", (80, 60))
    c.wire(answers, kinds)
    out = c.outlet((15, 410), "/picture_open FILE | /picture_seed NUMBER | /picture_z NUMBERS | /picture_psi NUMBER | ...")
    c.group((0, 0, 390, 200), "Picture")
    c.group((0, 208, 390, 225), "z")
    open_it, show = (
        c.button("Open a network ...", (60, 200), (10, 28, 140, 28), first=True),
        c.button("Show in a browser", (210, 200), (160, 28, 140, 28)),
    )
    files, asked, seen = c.obj("opendialog", (60, 240)), c.msg("/picture_open $1", (60, 285)), c.msg("/picture_output http", (210, 285))
    another, anew = c.button("Another", (370, 200), (10, 64, 90, 22), first=True), c.msg("/picture_random", (370, 285))
    seed, chosen, shown = (
        c.number((510, 200), (160, 64, 90, 22), low=0, high=16777216),
        c.msg("/picture_seed $1", (510, 285)),
        c.obj("prepend set", (510, 120)),
    )
    psi, drawn, told = (
        c.bars((660, 200), (70, 94, 310, 20), low=0.0, high=1.5),
        c.msg("/picture_psi $1", (660, 285)),
        c.obj("prepend set 1", (660, 120)),
    )
    smooth, gently = c.bars((830, 200), (70, 120, 310, 20), low=0.0, high=2.0), c.msg("/picture_smooth $1", (830, 285))
    wander, far = c.bars((1000, 200), (70, 146, 310, 20), low=0.0, high=20.0), c.msg("/picture_wander $1", (1000, 285))
    c.note("seed", (510, 170), show=(115, 66, 45, 20))
    for name, at, y in (("psi", 660, 94), ("smooth", 830, 120), ("wander", 1000, 146)):
        c.note(name, (at, 170), width=60, show=(10, y, 60, 20))
    c.note("smooth and wander: in seconds", (830, 60), show=(10, 172, 370, 20))
    c.chain(open_it, files, asked)
    c.wire(show, seen)
    c.wire(another, anew)
    c.wire(seed, chosen)
    c.wire(psi, drawn)
    c.wire(smooth, gently)
    c.wire(wander, far)
    c.wire(kinds, shown, 3)
    c.wire(shown, seed)
    c.wire(kinds, told, 2)
    c.wire(told, psi)
    size, sized = c.obj("zl.nth 5", (60, 110)), c.msg("size $1", (60, 145))
    look = {"size": 512, "setminmax": [-4.0, 4.0], "setstyle": 1, "contdata": 0, "parameter_enable": 0}
    bars = c.ui("multislider", (1150, 200), (60, 40), (10, 236, 370, 150), **look)
    made, heard = c.obj("prepend /picture_z", (1120, 330)), c.obj("prepend setlist", (1120, 120))
    ask, question = c.button("Show z", (250, 110), (10, 398, 80, 22)), c.msg("/picture_z", (250, 145))
    c.note("all its numbers, from -4 to 4: draw", (1020, 90), width=220, show=(105, 400, 270, 20))
    c.wire(kinds, size)
    c.chain(size, sized, bars)
    c.wire(kinds, heard, 1)
    c.wire(heard, bars)
    c.wire(bars, made)
    c.wire(ask, question)
    c.into((asked, seen, anew, chosen, drawn, gently, far, made, question), out)
    return c


def pad() -> Canvas:
    """gss.pad: four directions, and a square in which pictures are placed."""
    c = Canvas("gss.pad", (1100, 480), about="Four directions of pictures, and a square in which pictures are placed")
    answers = c.inlet((15, 15), "answers of the engine: /map is used")
    out = c.outlet((15, 440), "/picture_edit NUMBER AMOUNT | /map_at X Y picture | /map_add X Y picture | /map_fit picture | /map_remove 0 picture")
    c.group((0, 0, 350, 152), "Directions")
    c.group((0, 160, 350, 273), "XY pad")
    said, bars = [], []
    for index in range(DIRECTIONS):
        x = 60 + 165 * index
        bar, message = c.bars((x, 60), (40, 28 + 26 * index, 300, 20), low=-3.0, high=3.0), c.msg(f"/picture_edit {index + 1} $1", (x, 100))
        c.note(str(index + 1), (x + 100, 15), width=30, show=(12, 28 + 26 * index, 26, 20))
        c.wire(bar, message)
        said.append(message)
        bars.append(bar)
    zero, none = c.button("All to 0", (760, 15), (265, 129, 75, 20)), c.msg("0.", (900, 15))
    c.wire(zero, none)
    c.fan(none, bars)
    square = c.ui("pictslider", (60, 170), (80, 80), (10, 188, 200, 200), parameter_enable=0)
    x, y, both, parts = c.obj(f"/ {SQUARE}", (60, 275)), c.obj(f"/ {SQUARE}", (130, 275)), c.obj("pack 0.5 0.5", (60, 315)), c.obj("t l l", (60, 350))
    played = c.msg("/map_at $1 $2 picture", (60, 390))
    c.wire(square, y, 1)
    c.wire(square, x)
    c.wire(y, both, 0, 1)
    c.wire(x, both)
    c.chain(both, parts, played)
    place, kept, placed = (
        c.button("Place it here", (260, 275), (220, 188, 120, 28), first=True),
        c.obj("zl.reg 0.5 0.5", (260, 340)),
        c.msg("/map_add $1 $2 picture", (260, 390)),
    )
    c.wire(parts, kept, 1, 1)
    c.chain(place, kept, placed)
    fit, fitted = c.button("Fit", (470, 275), (220, 224, 120, 22)), c.msg("/map_fit picture", (470, 340))
    clear, cleared = c.button("Take all away", (620, 275), (220, 254, 120, 22)), c.msg("/map_remove 0 picture", (620, 340))
    c.wire(fit, fitted)
    c.wire(clear, cleared)
    kinds, count, show, shown = (
        c.obj("route /map", (900, 170)),
        c.obj("zl.nth 2", (900, 210)),
        c.obj("prepend set", (900, 250)),
        c.number((900, 290), (220, 286, 50, 22)),
    )
    c.wire(answers, kinds)
    c.chain(kinds, count, show, shown)
    c.note("placed", (960, 292), width=70, show=(275, 288, 70, 20))
    c.note("Place pictures at some places, then drag the knob.", (260, 170), width=330, show=(10, 390, 335, 20))
    c.note("More than 24 are fitted first.", (260, 195), width=330, show=(10, 411, 335, 20))
    c.into((*said, played, placed, fitted, cleared), out)
    return c


def pictures() -> Canvas:
    """A picture network, played live."""
    first = "1  wait for the green light      2  open a network      3  press Another      4  place pictures in the square"
    s = stage("pictures", "A picture network, played live.", first=first, height=560, ready="/picture @id quiet")
    s.plug(s.canvas.part("gss.picture", (60, 225), (LEFT, 112)), s.canvas.part("gss.pad", (410, 225), (RIGHT, 112)))
    return s.canvas


def everything() -> list[Canvas]:
    """The parts and the instrument."""
    return [picture(), pad(), pictures()]
