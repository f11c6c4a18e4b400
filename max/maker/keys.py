"""A keyboard of decks: a key, and all of them."""

from maker.canvas import Canvas
from maker.playing import CONTINUE, DECK, STRIKE

LOWEST, KEYS = 24, 61  # MIDI numbers of the widest models; each key has a deck of its own
HELD_S = 15  # a key that is held gets a sound of this length


def key() -> Canvas:
    """gss.key NAME: one key of gss.keyboard, a voice of poly~."""
    c = Canvas("gss.key", (960, 700), about="One key: its sound, and a longer one for as long as it is held", presentation=False)
    c.note("gss.key: one key of gss.keyboard. It sounds at once; while it is held, a longer sound is asked for and goes on from there.", (70, 22))
    orders, kinds = c.obj("in 1", (15, 20)), c.obj("route note sound long release", (15, 65))
    velocity = c.obj("sel 0", (15, 120))

    c.note("struck", (15, 167))
    strike, pressed = c.obj("t b b b i", (70, 165)), c.obj("t b 1 b b", (70, 215))
    scale, level, awake = c.obj("/ 127.", (230, 215)), c.msg("$1 2", (230, 260)), c.msg("mute 0", (160, 260))
    wait, unasked, ask = c.obj("delay 400", (70, 310)), c.obj("gate 1 1", (70, 355)), c.obj("t b 0", (70, 400))
    here, number, call = c.obj("thispoly~", (70, 490)), c.obj(f"+ {LOWEST - 1}", (70, 535)), c.obj("s #1_hold", (70, 580))
    begins = c.msg(STRIKE, (15, 445))

    c.note("let go", (330, 167))
    free = c.obj("t b b b", (380, 165))
    enough, lifted, time = c.msg("stop", (480, 215)), c.msg("0", (430, 215)), c.obj("i 300", (380, 260))
    spent, fall, later = c.obj("t i i", (380, 310)), c.msg("0 $1", (450, 355)), c.obj("+ 50", (380, 355))
    still, over, rest = c.msg("stop", (320, 355)), c.obj("delay 350", (380, 400)), c.obj("t b b", (380, 445))
    halt, asleep, born = c.msg("stop 5", (380, 490)), c.msg("mute 1", (450, 490)), c.obj("loadmess mute 1", (230, 400))

    c.note("another sound, or a longer one", (620, 122))
    short, long, again = c.obj("t l 0", (560, 165)), c.obj("t l 1", (640, 165)), c.msg("1", (720, 215))
    load, pending, has = c.obj("prepend load", (560, 215)), c.obj("i 0", (800, 215)), c.obj("sel 1", (800, 260))
    held, go_on, none = c.obj("gate 1 0", (800, 310)), c.obj("t b b", (800, 355)), c.msg("0", (880, 400))
    clock, goes_on = c.obj("timer", (760, 445)), c.msg(CONTINUE, (760, 490))
    one, fader = c.obj("gss.deck", (560, 550), outlets=DECK, inlets=1), c.obj("line~ 0.", (680, 550))
    out, sound = c.obj("*~", (560, 610)), c.obj("out~ 1", (560, 655))

    c.chain(orders, kinds, velocity, free)
    c.wire(velocity, strike, 1)
    c.chain(strike, begins, one)
    c.wire(strike, pressed, 1)
    c.wire(strike, awake, 2)
    c.wire(strike, scale, 3)
    c.chain(scale, level, fader)
    c.wire(pressed, clock, 3)
    c.wire(pressed, still, 2)
    c.wire(pressed, held, 1)
    c.chain(pressed, wait)
    c.wire(wait, unasked, 0, 1)
    c.chain(unasked, ask, here, number, call)
    c.wire(ask, unasked, 1)
    c.wire(free, enough, 2)
    c.wire(enough, wait)
    c.wire(free, lifted, 1)
    c.wire(lifted, held)
    c.chain(free, time, spent, later, over, rest, halt, one)
    c.wire(spent, fall, 1)
    c.wire(fall, fader)
    c.wire(still, over)
    c.wire(rest, asleep, 1)
    c.into((awake, asleep, born), here)
    c.wire(kinds, short, 1)
    c.wire(kinds, long, 2)
    c.wire(kinds, time, 3, 1)
    c.chain(short, load, one)
    c.wire(long, load)
    c.wire(short, again, 1)
    c.wire(again, unasked)
    c.wire(short, pending, 1, 1)
    c.wire(long, pending, 1, 1)
    c.wire(one, pending, 1)
    c.chain(pending, has)
    c.wire(has, held, 0, 1)
    c.chain(held, go_on, none)
    c.wire(none, pending, 0, 1)
    c.wire(go_on, clock, 1, 1)
    c.chain(clock, goes_on, one, out, sound)
    c.wire(fader, out, 0, 1)
    return c


def keyboard() -> Canvas:
    """gss.keyboard: a key for every pitch, each with its own sound, made in advance round the key played last."""
    c = Canvas("gss.keyboard", (1100, 660), about="A key for every pitch, with sounds made in advance", presentation=False)
    c.note("gss.keyboard: the engine makes the sound of every key in advance, those near the last one played first. No key waits for it.", (170, 22))
    answers, notes, changed = (
        c.inlet((15, 15), "answers of the engine"),
        c.inlet((560, 50), "PITCH VELOCITY | release MS"),
        c.inlet((860, 50), "bang: the timbre has changed"),
    )
    kinds = c.obj("route /synthesized /model /loaded", (15, 65))

    c.note("whose sound is it", (240, 122))
    mine, close = c.obj("t l b", (15, 120)), c.msg("0", (90, 165))
    parts, named, whose = c.obj("zl.slice 6", (15, 210)), c.obj("route @id", (90, 255)), c.obj("sel gss_keys gss_hold", (90, 300))
    first, second = c.msg("1", (90, 345)), c.msg("2", (170, 345))
    gate = c.obj("gate 2", (15, 390))
    facts = [c.obj("unpack s i i i", (15, 440)), c.obj("unpack s i i i", (150, 440))]
    words = [c.obj("prepend sound", (15, 485)), c.obj("prepend long", (150, 485))]
    index, target = c.obj(f"- {LOWEST - 1}", (300, 485)), c.msg("target $1", (300, 530))
    keys = c.obj(f"poly~ gss.key {KEYS} args #0", (15, 585), outlets=["signal"], inlets=1)

    c.note("which pitches the model has", (330, 67))
    sixth, seventh = c.obj("zl.nth 6", (360, 165)), c.obj("zl.nth 7", (440, 165))

    strokes = c.obj("route release", (560, 120))
    stroke = c.obj("unpack i i", (630, 165))
    fold = c.obj("expr $i1 + 12 * ($i1 < $i2) * int(($i2 + 11 - $i1) / 12.) - 12 * ($i1 > $i3) * int(($i1 - $i3 + 11) / 12.)", (360, 255))
    low, high, middle = c.obj("loadmess 36", (360, 210)), c.obj("loadmess 84", (450, 210)), c.obj("loadmess 60", (1000, 300))
    whole, spot, press = c.obj("t b i i", (360, 300)), c.obj(f"- {LOWEST - 1}", (440, 390)), c.msg("target $1", (440, 435))
    velocity, note, release = c.obj("i 0", (560, 390)), c.msg("note $1", (560, 435)), c.msg("target 0, release $1", (640, 435))

    pause, both = c.obj("delay 600", (860, 120)), c.obj("t b b b", (860, 165))
    cancel, many = c.msg("/cancel @job gss_keys", (940, 255)), c.obj(f"uzi {2 * KEYS + 1}", (860, 300))
    around = c.obj("expr $i2 + int($i1 / 2.) * (1 - 2 * ($i1 % 2))", (800, 345))
    has, collected = c.obj("split 36 84", (800, 390)), c.obj("zl.group 128", (800, 435))
    ask, tail, options = c.obj("prepend /synthesize", (800, 480)), c.obj("append", (800, 525)), c.msg("set @id gss_keys @priority export", (860, 210))
    held, longer = c.obj("r #0_hold", (560, 485)), c.msg(f"/synthesize $1 @duration {HELD_S} @priority preview @id gss_hold", (420, 555))
    sound, messages = c.outlet((15, 615), "signal"), c.outlet((800, 605), "messages to the engine")

    c.chain(answers, kinds, mine, parts)
    c.wire(mine, close, 1)
    c.wire(close, gate)
    c.wire(parts, named, 1)
    c.chain(named, whose, first, gate)
    c.wire(whose, second, 1)
    c.wire(second, gate)
    c.wire(parts, gate, 0, 1)
    for i in (0, 1):
        c.wire(gate, facts[i], i)
        c.wire(facts[i], index, 3)
        c.chain(facts[i], words[i], keys)
    c.chain(index, target, keys, sound)
    for outlet in (1, 2):
        c.wire(kinds, sixth, outlet)
        c.wire(kinds, seventh, outlet)
    c.wire(kinds, pause, 2)
    c.wire(sixth, fold, 0, 1)
    c.wire(seventh, fold, 0, 2)
    c.wire(sixth, has, 0, 1)
    c.wire(seventh, has, 0, 2)
    c.wire(low, fold, 0, 1)
    c.wire(high, fold, 0, 2)
    c.wire(middle, around, 0, 1)
    c.chain(notes, strokes, release)
    c.wire(strokes, stroke, 1)
    c.wire(stroke, velocity, 1, 1)
    c.wire(stroke, fold)
    c.chain(fold, whole, velocity, note, keys)
    c.wire(whole, spot, 1)
    c.wire(whole, around, 2, 1)
    c.chain(spot, press, keys)
    c.wire(release, keys)
    c.chain(changed, pause, both, many)
    c.wire(both, cancel, 1)
    c.wire(both, options, 2)
    c.wire(options, tail)
    c.wire(many, around, 2)
    c.wire(many, collected, 1)
    c.chain(around, has, collected, ask, tail, messages)
    c.chain(held, longer, messages)
    c.wire(cancel, messages)
    return c


def everything() -> list[Canvas]:
    """Both of them."""
    return [key(), keyboard()]
