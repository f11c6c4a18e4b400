"""react: four signals of what is listened to, eight things that they move, and sounds that are moved as the last seconds would have moved them."""

from maker.canvas import Canvas
from maker.instruments import LEFT, RIGHT, Stage, stage

FIRST = "1  wait for the green light      2  listen to the device      3  move a bar      4  play something      5  press Answer"
SIGNALS = ("onsets(low)", "onsets(mid)", "onsets(high)", "onsets", "rms", "centroid", "pitch", "walk 2")
ROWS = (
    ("edits.0:0:4", "direction 1"),
    ("edits.1:0:4", "direction 2"),
    ("edits.2:0:4", "direction 3"),
    ("z.7:0:1", "towards another sound"),
    ("psi:1:0.3", "towards the middle of all"),
    ("pitch.pentatonic:0:12", "pitch, up a scale"),
    ("level:0:-40", "level, down"),
    ("pan:0:1", "place, to the right"),
)


def react() -> Canvas:
    """The twin of react.pd. A voice that sounds meanwhile needs the object of max/external; here what was heard is answered."""
    s = stage("react", "A sound that follows what was heard.", first=FIRST, height=880, ready="/listen, /step, /psi")
    c = s.canvas
    c.group((LEFT, 112, 750, 94), "What is listened for")
    c.group((LEFT, 214, 750, 262))
    c.note("How far each moves", (400, 250), width=160, show=(23, 219, 180, 20), fontface=1)
    c.group((LEFT, 484, 390, 140))
    c.group((RIGHT, 484, 350, 140))
    _signals(s)
    for signal in range(1, 5):
        c.note(f"{signal}", (15 + 90 * (signal - 1), 250), show=(248 + 135 * (signal - 1), 220, 30, 20))
    for number, (target, label) in enumerate(ROWS):
        _row(s, number, target, label)
    _sounds(s)
    return c


def _signals(s: Stage) -> None:
    """What is listened to, and the four menus."""
    c = s.canvas
    source, listen = c.menu(["off", "device"], (15, 190), (655, 116, 100, 22)), c.msg("/listen $1", (15, 222))
    c.wire(source, listen, 1)
    c.wire(listen, s.to)
    for number in range(1, 5):
        x = 145 + 160 * (number - 1)
        kinds = c.menu(list(SIGNALS), (x, 190), (25 + 185 * (number - 1), 166, 170, 22))
        words = c.msg(f"/signal s{number} $1 | decay 0.3", (x - 20, 222))
        c.note(f"signal {number}", (x, 165), show=(25 + 185 * (number - 1), 142, 100, 20))
        c.wire(kinds, words, 1)
        c.wire(words, s.to)


def _row(s: Stage, number: int, target: str, label: str) -> None:
    """One thing, and a bar for each signal: the newest row of a target and a name counts."""
    c = s.canvas
    x, y = 15 + 385 * (number % 2), 275 + 98 * (number // 2)
    words = c.msg(f"/modulate {target} signal $2 @depth $1 @row $2", (x, y + 62))
    c.note(label, (15 + 190 * (number % 4), 672 + 22 * (number // 4)), width=185, show=(25, 244 + 28 * number, 180, 20))
    for signal in range(1, 5):
        at = x + 90 * (signal - 1)
        bar = c.bars((at, y), (215 + 135 * (signal - 1), 243 + 28 * number, 85, 22), low=0.0, high=1.0)
        named = c.obj(f"append s{signal}", (at, y + 30))
        c.chain(bar, named, words)
    c.wire(words, s.to)


def _sounds(s: Stage) -> None:
    """What was heard, answered: as long as one says."""
    c = s.canvas
    length = c.decimal((480, 730), (430, 540, 60, 22), low=0.5, high=600.0)
    answer = c.button("Answer", (480, 765), (430, 500, 100, 26), first=True)
    kept = c.obj("f 8.", (560, 765))
    made = c.msg("/synthesize @duration $1", (480, 800))
    c.chain(c.obj("loadmess 8.", (560, 730)), length)
    c.wire(length, kept, 0, 1)
    c.chain(answer, kept, made, s.to)
    c.note("seconds", (640, 765), width=110, show=(495, 542, 80, 20))
    c.note("It is moved as the last seconds would have moved it.", (410, 840), width=360, show=(430, 600, 330, 20))
    player, out = c.part("gss.player", (60, 740), (25, 494)), c.part("gss.out", (240, 740), (605, 494))
    c.wire(s.engine, player)
    c.wire(player, out)
