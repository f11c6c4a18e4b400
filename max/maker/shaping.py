"""gss.shape: level, place in the room, envelope and chord of the present step."""

from maker.canvas import Canvas

CHORDS = {"none": "0", "fifth": "7", "minor": "3 7", "major": "4 7", "octave": "12"}
OTHER = "other"  # is shown, and chooses nothing
AS_ONE = "expr $f1 + 100. * $f2 + 10000. * $f3"  # all pitches of a chord as one number
WHICH = "expr 5 - 5 * ($f1 == 0) - 4 * ($f1 == 7) - 3 * ($f1 == 703) - 2 * ($f1 == 704) - ($f1 == 12)"  # and that as a row of the menu


def shape() -> Canvas:
    """What the present step has of its own; the engine is asked for it whenever it says which step that is."""
    c = Canvas("gss.shape", (1480, 430), about="Level, place in the room, envelope and chord of a step")
    answers = c.inlet((15, 15), "answers of the engine: /step and /step_... are used")
    kinds = c.obj("route /step /step_level /step_pan /step_envelope /step_chord", (15, 60))
    out = c.outlet((15, 380), "/step_shape, /step_level, /step_pan, /step_envelope, /step_chord")
    asks = (c.obj("t b", (15, 110)), c.msg("/step_shape", (15, 340)))
    c.chain(answers, kinds, *asks, out)
    for index, (name, label, low, high) in enumerate((("level", "level (dB)", -80.0, 12.0), ("pan", "pan -1..1", -1.0, 1.0))):
        x = 130 + 130 * index
        c.note(label, (x + 20, 248), show=(124 * index, 2, 68, 20))
        box, setter = c.decimal((x, 270), (124 * index + 68, 0, 50, 22), low=low, high=high), c.obj("prepend set", (x, 150))
        message = c.msg(f"/step_{name} $1", (x, 340))
        c.wire(kinds, setter, index + 1)
        c.chain(setter, box, message, out)
    _envelope(c, kinds, out)
    _chord(c, kinds, out)
    return c


def _envelope(c: Canvas, kinds, out) -> None:
    """Three boxes that are sent together: each keeps its number where it waits for the others."""
    facts, first, together = c.obj("unpack f f f i", (400, 110)), c.obj("f 0.", (400, 340)), c.obj("pack 0. 0. 0.", (480, 340))
    message = c.msg("/step_envelope $1 $2 $3", (480, 380))
    c.wire(kinds, facts, 3)
    c.chain(first, together, message, out)
    for index, label in enumerate(("attack", "sustain", "release")):
        x, left = 400 + 150 * index, 248 + 110 * index
        c.note(label, (x + 20, 248), show=(left, 2, 54, 20))
        box, setter = c.decimal((x, 270), (left + 54, 0, 50, 22), low=0.0, high=3600.0), c.obj("prepend set", (x, 150))
        c.wire(facts, setter, index)
        c.chain(setter, box)
        if index == 0:
            c.wire(facts, first, 0, 1)
            c.wire(box, first)
            continue
        both = c.obj("t b f", (x, 305))
        c.wire(facts, together, index, index)
        c.wire(box, both)
        c.wire(both, together, 1, index)
        c.wire(both, first)


def _chord(c: Canvas, kinds, out) -> None:
    """A menu of chords; what a style or another host has made is known only when it is exactly one of them."""
    x = 870
    c.note("chord", (x + 120, 248), show=(578, 2, 46, 20))
    menu = c.menu([*CHORDS, OTHER], (x, 270), (624, 0, 100, 22))
    whole, pitches, one = c.obj("append 0 0", (x, 90)), c.obj("unpack f f f", (x, 125)), c.obj(AS_ONE, (x, 160))
    which, shown, chosen = c.obj(WHICH, (x, 195)), c.msg("set $1", (x, 230)), c.obj("sel 0 1 2 3 4", (x, 305))
    c.wire(kinds, whole, 4)
    c.wire(whole, pitches)
    for index in range(3):
        c.wire(pitches, one, index, index)
    c.chain(one, which, shown, menu, chosen)
    for index, chord in enumerate(CHORDS.values()):
        message = c.msg(f"/step_chord {chord}", (x + 120 * (index % 3), 335 + 30 * (index // 3)))
        c.wire(chosen, message, index)
        c.wire(message, out)
