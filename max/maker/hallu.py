"""hallu: the editor of sequences. The steps live in the engine; the patch shows the present one and sends what is pressed."""

from maker.canvas import Canvas
from maker.instruments import LEFT, RIGHT, stage

FIRST = "1  wait for the green light      2  switch the sound on (below, right)      3  press Preview      4  Generate"


def hallu() -> Canvas:
    """Steps, each with its sound; from step to step the sound changes."""
    ready = "/directions, /step, /psi, /settings"
    s = stage("hallu", "Sounds step by step, and the way between.", first=FIRST, height=745, ready=ready)
    c = s.canvas
    c.group((LEFT, 112, 750, 92), "Steps")
    c.group((LEFT, 212, 390, 180), "This step")
    c.group((RIGHT, 212, 350, 262), "Directions")
    c.group((LEFT, 400, 390, 142), "From step to step")
    c.group((LEFT, 550, 390, 140))
    c.group((RIGHT, 482, 350, 208))
    c.group((LEFT, 698, 750, 38))
    parts = (("gss.z", (25, 238)), ("gss.pitch", (25, 298)), ("gss.directions", (418, 238)), ("gss.settings", (32, 426)))
    s.plug(*(c.part(name, (60 + 175 * index, 207), show) for index, (name, show) in enumerate(parts)))
    s.plug(c.part("gss.shape", (200, 698), (28, 706)))
    _steps(s)
    _order(s)
    _making(s)
    return c


def _steps(s) -> None:
    """Which step it is, and the buttons that need nothing but a click."""
    c = s.canvas
    clicks = (
        ("< previous", "/step_previous", (25, 138, 90, 24)),
        ("next >", "/step_next", (225, 138, 90, 24)),
        ("Duplicate", "/step_add", (335, 138, 90, 24)),
        ("Add random", "/step_random", (431, 138, 90, 24)),
        ("Remove", "/step_remove", (527, 138, 90, 24)),
        ("Undo", "/undo", (633, 138, 58, 24)),
        ("Redo", "/redo", (697, 138, 58, 24)),
        ("New sequence", "/sequence_new", (633, 170, 122, 24)),
    )
    for index, (label, message, area) in enumerate(clicks):
        x = 60 + 88 * index
        c.chain(c.button(label, (x, 264), area), c.msg(message, (x, 294 + 27 * (index % 2))), s.to)


def _order(s) -> None:
    """The number of the step and its time; earlier and later."""
    c = s.canvas
    step, facts = c.obj("route /step", (60, 358)), c.obj("unpack i i f f", (60, 393))
    shown, words = c.obj("+ 1", (60, 428)), c.obj("sprintf set step %ld of %ld", (60, 463))
    text = c.note("step 1 of 1", (60, 498), width=120, show=(125, 141, 95, 20), fontface=1)
    last = c.obj("- 1", (230, 428))
    here, there = c.obj("i 0", (330, 428)), c.obj("i 0", (430, 428))
    less, least, more, most = c.obj("- 1", (330, 463)), c.obj("maximum 0", (330, 498)), c.obj("+ 1", (430, 463)), c.obj("minimum 0", (430, 498))
    earlier, later = c.button("< earlier", (330, 358), (431, 170, 90, 24)), c.button("later >", (430, 358), (527, 170, 90, 24))
    c.note("move it", (270, 360), show=(375, 172, 55, 20))
    moves = [c.msg("/step_move $1", (330, 535)), c.msg("/step_move $1", (430, 535))]
    put, time = c.obj("prepend set", (540, 428)), c.decimal((540, 463), (225, 170, 60, 22), low=0.0, high=3600.0)
    wait = c.msg("/step_duration $1", (540, 535))
    c.note("seconds to the next (0: common)", (600, 465), width=170, lines=2, show=(25, 172, 200, 20))
    c.chain(s.engine, step, facts, shown, words, text)
    c.wire(facts, words, 1, 1)
    c.wire(facts, last, 1)
    c.wire(last, most, 0, 1)
    c.wire(facts, here, 0, 1)
    c.wire(facts, there, 0, 1)
    c.chain(earlier, here, less, least, moves[0], s.to)
    c.chain(later, there, more, most, moves[1], s.to)
    c.wire(facts, put, 3)
    c.chain(put, time, wait, s.to)


def _making(s) -> None:
    """Preview, generate, hear, keep."""
    c = s.canvas
    preview, generate = c.button("Preview", (60, 575), (423, 494, 170, 30), first=True), c.button("Generate", (150, 575), (423, 530, 170, 30))
    form, stop = c.menu(["clips", "continuous"], (240, 575), (423, 566, 100, 22)), c.button("Stop", (350, 575), (529, 566, 64, 22))
    usual, kept = c.obj("loadmess 0", (240, 540)), c.obj("zl.reg", (150, 605))
    c.wire(usual, form)
    c.wire(form, kept, 1, 1)
    c.chain(preview, c.msg("/synthesize", (60, 638)), s.to)
    c.chain(generate, kept, c.msg("/hallucinate @form $1", (150, 638)), s.to)
    c.chain(stop, c.msg("/cancel", (345, 638)), s.to)
    saves = (
        ("Save WAV ...", "savedialog WAVE", "/save $1 @force 1", (423, 594, 170, 22)),
        ("Save steps ...", "savedialog", "/sequence_save $1 @force 1", (423, 622, 82, 22)),
        ("Load steps ...", "opendialog", "/sequence_load $1", (511, 622, 82, 22)),
    )
    for index, (label, dialog, message, area) in enumerate(saves):
        x = (430, 540, 650)[index]
        c.chain(c.button(label, (x, 575), area), c.obj(dialog, (x, 605)), c.msg(message, ((402, 520, 650)[index], 638 + 30 * (index == 2))), s.to)
    player, out = c.part("gss.player", (600, 141), (25, 560)), c.part("gss.out", (600, 375), (605, 494))
    c.wire(s.engine, player)
    c.wire(player, out)
