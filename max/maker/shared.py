"""The parts that instruments share: the engine, its state, and the controls of one sound."""

from maker.canvas import ORANGE, Canvas

DIRECTIONS = 8  # sliders in gss.directions
NAME_SIZE = 9.5  # of their names: on one line there is room for the longest that listening to a direction can give it


def engine() -> Canvas:
    """gss.engine: messages in, answers out; the engine behind it is found, started and watched by a Node script."""
    c = Canvas("gss.engine", (620, 430), about="The engine: messages in, answers out", presentation=False)
    c.note("gss.engine: messages to the engine in, its answers out. It finds or starts the engine by itself.", (60, 20))
    messages = c.inlet((15, 15), "/synthesize 60 ... | program FOLDER | restart")
    kinds = c.obj("route program restart", (15, 65))
    program = c.obj("prepend program", (15, 115))
    restart = c.msg("restart", (130, 115))
    gate = c.obj("gate 1 0", (230, 115))
    c.note("closed until the script has said something", (300, 117))
    osc = c.obj("prepend osc", (230, 150))
    attributes = {"autostart": 1, "defer": 0, "node_bin_path": "", "npm_bin_path": "", "watch": 0}
    script = c.obj("node.script gss-engine.js @autostart 1 @watch 0", (15, 205), outlets=["", ""], inlets=1, saved_object_attributes=attributes)
    heard = c.obj("t l 1", (15, 250))
    answers = c.obj("route osc status progress ready", (15, 300))
    status, progress = c.obj("prepend status", (130, 345)), c.obj("prepend progress", (235, 345))
    outlets = [
        c.outlet((15, 390), "answers: /synthesized PATH ..."),
        c.outlet((130, 390), "status STATE TEXT | progress 0..1"),
        c.outlet((370, 390), "bang: the engine is ready"),
    ]
    c.chain(messages, kinds, program, script)
    c.wire(kinds, restart, 1)
    c.wire(restart, script)
    c.wire(kinds, gate, 2, 1)
    c.chain(gate, osc)
    c.wire(osc, script)
    c.chain(script, heard, answers, outlets[0])
    c.wire(heard, gate, 1, 0)
    c.wire(answers, status, 1)
    c.wire(answers, progress, 2)
    c.wire(answers, outlets[2], 3)
    c.wire(status, outlets[1])
    c.wire(progress, outlets[1])
    return c


def status() -> Canvas:
    """gss.status: a light, a sentence, how far the work is, and what to do when there is no engine."""
    c = Canvas("gss.status", (750, 470), about="The state of the engine in words, and what to do about it")
    inside = c.inlet((15, 15), "status STATE TEXT | progress 0..1 (second outlet of gss.engine)")
    kinds = c.obj("route status progress", (15, 55))
    parts = c.obj("zl.slice 1", (15, 100))
    states = c.obj("route starting ready working trouble failed", (15, 145))
    words = c.obj("prepend set", (330, 145))
    bar = c.bars((560, 145), (445, 29, 303, 10), low=0.0, high=1.0, ignoreclick=1)
    shades = ("0.95 0.7 0.15", "0.25 0.75 0.3", "0.25 0.55 0.9", "0.9 0.45 0.1", "0.85 0.15 0.1")
    colors = [c.msg(f"oncolor {shade} 1, set 1", (15 + 185 * (index % 4), 200 + 35 * (index // 4))) for index, shade in enumerate(shades)]
    light = c.ui("led", (15, 280), (20, 20), (4, 4, 20, 20), ignoreclick=1)
    text = c.note("Waiting for Node for Max", (330, 280), width=330, show=(30, 3, 405, 38))
    for index, color in enumerate(colors):
        c.wire(states, color, index)
    c.into(colors, light)
    c.chain(inside, kinds, parts, states)
    c.wire(parts, words, 1)
    c.wire(words, text)
    c.wire(kinds, bar, 1)
    again = c.button("Start again", (15, 325), (445, 3, 80, 22))
    folder = c.button("Program ...", (150, 325), (530, 3, 80, 22))
    model = c.button("Model ...", (330, 325), (615, 3, 70, 22))
    usual = c.button("default", (520, 325), (690, 3, 58, 22))
    ends = [
        c.chain(again, c.msg("restart", (15, 355))),
        c.chain(folder, c.obj("opendialog folder", (150, 355)), c.obj("prepend program", (150, 385))),
        c.chain(model, c.obj("opendialog folder", (330, 355)), c.obj("prepend /load", (330, 385))),
        c.chain(usual, c.msg("/load default", (520, 355))),
    ]
    out = c.outlet((15, 425), "to gss.engine: restart | program FOLDER | /load FOLDER")
    c.wire(ends[0], out)
    c.into(ends[1:], out)
    return c


def slider() -> Canvas:
    """gss.slider NUMBER: one direction, with its own name and range."""
    c = Canvas("gss.slider", (600, 470), about="One direction of the space: its name, its range, how far to go")
    answers = c.inlet((15, 15), "answers of the engine: /direction and /edits are used")
    kinds = c.obj("route /direction /edits", (15, 60))
    mine = c.obj("route #1", (15, 100))
    facts = c.obj("unpack s f f", (15, 135))
    named, unnamed = c.obj("prepend set", (15, 185)), c.obj("loadmess set direction #1", (15, 220))
    limits, limit = c.obj("pack f f", (185, 185)), c.msg("setminmax $1 $2", (185, 220))
    both = c.obj("t l b", (330, 100))
    amount, zero = c.obj("zl.nth #1", (330, 135)), c.msg("0", (430, 135))
    shown = c.obj("t f f", (330, 185))
    show_bar, show_number = c.obj("prepend set 1", (330, 220)), c.obj("prepend set", (430, 220))
    name = c.note("direction", (15, 280), width=100, show=(0, 0, 274, 17), fontsize=NAME_SIZE)
    bar = c.bars((185, 280), (2, 17, 270, 8), low=-3.0, high=3.0)
    number = c.decimal((360, 280), (276, 2, 44, 22))
    reset, back = c.button("0", (460, 280), (324, 3, 20, 20)), c.msg("0.", (460, 315))
    moved = c.obj("t f f f", (185, 360))
    set_bar, set_number = c.obj("prepend set 1", (430, 395)), c.obj("prepend set", (320, 395))
    message = c.msg("/edit #1 $1", (185, 395))
    out = c.outlet((185, 430), "/edit NUMBER AMOUNT")
    c.chain(answers, kinds, mine, facts, named)
    c.wire(named, name)
    c.chain(unnamed, name)
    c.wire(facts, limits, 1, 0)
    c.wire(facts, limits, 2, 1)
    c.chain(limits, limit, bar)
    c.wire(kinds, both, 1)
    c.wire(both, zero, 1)
    c.chain(both, amount, shown, show_bar)
    c.wire(zero, shown)
    c.wire(show_bar, bar)
    c.wire(shown, show_number, 1)
    c.wire(show_number, number)
    c.chain(bar, moved, message, out)
    c.wire(number, moved)
    c.chain(reset, back)
    c.wire(back, moved)
    c.wire(moved, set_number, 1)
    c.wire(moved, set_bar, 2)
    c.wire(set_number, number)
    c.wire(set_bar, bar)
    return c


def directions() -> Canvas:
    """gss.directions: the first eight directions."""
    c = Canvas("gss.directions", (770, 370), about="The first eight directions of the space")
    answers = c.inlet((45, 15), "answers of the engine")
    sliders = [c.part("gss.slider", (90 + 170 * (i % 4), 85 + 90 * (i // 4)), (0, 26 * i), args=(i + 1,)) for i in range(DIRECTIONS)]
    zero, message = c.button("All to 0", (90, 265), (0, 209, 80, 22)), c.msg("/edits 0, /edits", (90, 297))
    c.note("in standard deviations: 0 is the middle", (260, 267), show=(90, 210, 250, 20))
    out = c.outlet((15, 330), "/edit NUMBER AMOUNT | /edits 0")
    c.fan(answers, sliders[:4])
    c.fan(answers, sliders[4:])
    c.into(sliders[:4], out)
    c.into(sliders[4:], out)
    c.chain(zero, message)
    c.wire(message, out)
    return c


def z() -> Canvas:
    """gss.z: where z comes from."""
    c = Canvas("gss.z", (500, 350), about="z: drawn by a seed, or another one, and shortened")
    answers = c.inlet((15, 15), "answers of the engine: /seed, /psi and /step are used")
    kinds = c.obj("route /seed /psi /step", (15, 60))
    last = c.obj("zl.nth 6", (150, 100))
    to_seed, to_psi = c.obj("prepend set", (15, 140)), c.obj("prepend set", (330, 140))
    c.note("seed", (75, 197), show=(0, 4, 40, 20))
    c.note("psi", (390, 197), show=(250, 4, 30, 20))
    seed = c.number((15, 195), (42, 3, 80, 22))
    another = c.button("Another", (150, 195), (132, 3, 90, 22))
    psi = c.decimal((330, 195), (280, 3, 55, 22), low=0.0, high=2.0)
    messages = [c.msg("/seed $1", (15, 235)), c.msg("/random", (150, 235)), c.msg("/psi $1", (330, 235))]
    c.note("the same seed, the same z; psi below 1: nearer to the middle", (60, 307), show=(0, 28, 370, 20))
    out = c.outlet((15, 300), "/seed NUMBER | /random | /psi FACTOR")
    c.chain(answers, kinds, to_seed, seed)
    c.wire(kinds, to_psi, 1)
    c.chain(to_psi, psi)
    c.wire(kinds, last, 2)
    c.wire(last, to_seed)
    for control, message in zip((seed, another, psi), messages, strict=True):
        c.chain(control, message)
    c.chain(messages[0], out)
    c.into(messages[1:], out)
    return c


def pitch() -> Canvas:
    """gss.pitch: a MIDI number and a keyboard."""
    c = Canvas("gss.pitch", (520, 420), about="The pitch, as a MIDI number or on a keyboard")
    answers = c.inlet((15, 15), "answers of the engine: /pitch and /step are used")
    kinds = c.obj("route /pitch /step", (15, 60))
    third = c.obj("zl.nth 3", (150, 100))
    both = c.obj("t i i", (15, 140))
    to_number, to_keys = c.obj("prepend set", (15, 180)), c.obj("prepend set", (150, 180))
    keys = c.ui("kslider", (150, 220), (348, 53), (0, 32, 348, 53), offset=36, range=49, parameter_enable=0)
    c.note("pitch", (75, 312), show=(0, 4, 40, 20))
    number = c.number((15, 310), (42, 3, 55, 22), low=0, high=127)
    c.note("MIDI number; 60 is the middle C", (150, 312), show=(105, 4, 220, 20))
    message = c.msg("/pitch $1", (15, 345))
    out = c.outlet((15, 380), "/pitch NUMBER")
    c.chain(answers, kinds, both, to_number, number, message, out)
    c.wire(kinds, third, 1)
    c.wire(third, both)
    c.wire(both, to_keys, 1)
    c.chain(to_keys, keys)
    c.wire(keys, number)
    return c


def make() -> Canvas:
    """gss.make: the buttons that make a sound of the present controls."""
    c = Canvas("gss.make", (760, 310), about="Make a sound of the controls as they are; follow them; keep it")
    ready, first = c.inlet((290, 15), "bang: the engine is ready (third outlet of gss.engine)"), c.obj("loadmess set 1", (430, 20))
    sound = c.button("Sound", (15, 70), (0, 0, 170, 34), first=True)
    best = c.button("Best quality", (155, 70), (0, 42, 82, 22))
    follow = c.button("Follow the controls", (430, 70), (0, 70, 170, 22), on="Follows the controls")
    stop = c.button("Stop", (350, 165), (88, 42, 82, 22))
    save = c.button("Save WAV ...", (620, 70), (0, 98, 170, 22))
    kept, dialog = c.obj("i 1", (430, 115)), c.obj("savedialog WAVE", (620, 115))
    ends = [
        c.chain(sound, c.msg("/synthesize", (15, 200))),
        c.chain(best, c.msg("/synthesize @precision exact", (155, 200))),
        c.chain(stop, c.msg("/cancel", (350, 200))),
        c.chain(follow, kept, c.msg("/live $1", (480, 200))),
        c.chain(save, dialog, c.msg("/save $1 @force 1", (620, 200))),
    ]
    out = c.outlet((15, 265), "/synthesize ... | /live 0 or 1 | /cancel | /save PATH")
    c.wire(first, follow)  # shown as on; that it is, the i says
    c.wire(ready, kept)
    c.wire(ends[0], out)
    c.into(ends[1:], out)
    return c


def settings() -> Canvas:
    """gss.settings: how the sounds of a hallucination are joined."""
    c = Canvas("gss.settings", (1250, 340), about="How the sounds of a hallucination are joined")
    answers = c.inlet((15, 15), "answers of the engine: /setting is used")
    names = ("interp_steps", "spacing_s", "start_trim_s", "attack_s", "sustain_s", "release_s", "between", "fade")
    labels = ("in between", "spacing (s)", "trim (s)", "attack (s)", "sustain (s)", "release (s)", "z moves", "fade")
    kinds, each = c.obj("route /setting", (15, 60)), c.obj(f"route {' '.join(names)}", (15, 95))
    out = c.outlet((15, 295), "/setting NAME VALUE")
    for index, (name, label) in enumerate(zip(names, labels, strict=True)):
        x, left, top = 15 + 152 * index, 172 * (index % 2), 28 * (index // 2)
        at, area = (x, 200), (left + 92, top, 72, 22)
        c.note(label, (x + 20, 178), show=(left, top + 2, 92, 20))
        setter = c.obj("prepend setsymbol" if index > 5 else "prepend set", (x, 150))
        message = c.msg(f"/setting {name} $1", (x, 240))
        if index > 5:
            box = c.menu(["spherical", "linear"] if name == "between" else ["cosine", "linear"], at, area)
        else:
            box = c.number(at, area, low=0, high=1000) if index == 0 else c.decimal(at, area, low=0.0)
        c.wire(each, setter, index)
        c.chain(setter, box)
        c.wire(box, message, int(index > 5))
        c.wire(message, out)
    c.chain(answers, kinds, each)
    return c


def out() -> Canvas:
    """gss.out: level and loudspeakers."""
    c = Canvas("gss.out", (300, 250), about="Level and loudspeakers")
    sound = c.inlet((15, 15), "signal")
    names = {"parameter_longname": "level", "parameter_shortname": "level"}
    value = {**names, "parameter_mmax": 6.0, "parameter_mmin": -70.0, "parameter_type": 0, "parameter_unitstyle": 4}
    look = {"orientation": 1, "showname": 0, "varname": "level", "parameter_enable": 1, "saved_attribute_attributes": {"valueof": value}}
    gain = c.ui("live.gain~", (15, 80), (160, 45), (0, 56, 152, 45), **look)
    speakers = c.ui("ezdac~", (15, 160), (45, 45), (0, 0, 45, 45))
    c.note("switch the", (70, 160), show=(52, 2, 100, 20), fontface=1, textcolor=ORANGE)
    c.note("sound on", (70, 182), show=(52, 23, 100, 20), fontface=1, textcolor=ORANGE)
    for channel in (0, 1):
        c.wire(sound, gain, 0, channel)
        c.wire(gain, speakers, channel, channel)
    return c


def everything() -> list[Canvas]:
    """All of them."""
    return [part() for part in (engine, status, slider, directions, z, pitch, make, settings, out)]
