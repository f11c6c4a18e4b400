"""Parts that play what the engine made: a side, a deck of two, and a player to look at."""

from maker.canvas import BLUE, WHITE, Canvas

STRIKE, CONTINUE = "start 0 2 20", "start $1 60 60"  # where (ms), fade in (ms), fade out of what was heard (ms)
DECK = ["signal", "bang", "", "bang"]


def side() -> Canvas:
    """gss.side: one buffer, its player and its fader."""
    c = Canvas("gss.side", (760, 500), about="One buffer, its player and its fader", presentation=False)
    c.note("gss.side: one of the two sides of a gss.deck. A start waits 5 ms, in which what still sounds fades away.", (60, 20))
    orders = c.inlet((15, 15), "load PATH | start WHERE_MS IN_MS | stop OUT_MS | loop 0 or 1")
    kinds = c.obj("route load start stop loop", (15, 60))
    read, buffer, name = c.obj("prepend replace", (15, 120)), c.obj("buffer~ #0_sound 10", (15, 165)), c.msg("set #0_sound", (65, 210))
    begin = c.obj("t b l b b", (200, 120))
    soon, values = c.obj("delay 5", (200, 210)), c.obj("unpack f f", (270, 165))
    away, keep = c.msg("0 4", (370, 165)), c.msg("stop", (430, 165))
    go, where, rise = c.obj("t b b", (200, 250)), c.obj("f", (200, 295)), c.obj("f 2", (270, 295))
    start, up = c.msg("start $1", (200, 335)), c.msg("1 $1", (270, 335))
    fall, down, later = c.obj("t f f", (520, 120)), c.msg("0 $1", (520, 165)), c.obj("+ 20", (590, 165))
    end, stop, loop = c.obj("delay 40", (590, 250)), c.msg("stop", (590, 295)), c.msg("loop $1", (670, 165))
    play, fader, level = c.obj("play~ #0_sound", (15, 390)), c.obj("line~ 0.", (270, 390)), c.obj("*~", (15, 430))
    comments = ("signal", "set NAME: a sound was read", "bang: played to the end, or stopped")
    outs = [c.outlet((x, 465), comment) for x, comment in zip((15, 65, 140), comments, strict=True)]
    c.chain(orders, kinds, read, buffer)
    c.wire(buffer, name, 1)
    c.wire(name, outs[1])
    c.wire(kinds, begin, 1)
    c.wire(begin, keep, 3)
    c.wire(begin, away, 2)
    c.wire(begin, values, 1)
    c.chain(begin, soon, go, where, start, play, level, outs[0])
    c.wire(values, where, 0, 1)
    c.wire(values, rise, 1, 1)
    c.wire(go, rise, 1)
    c.chain(rise, up, fader)
    c.wire(kinds, fall, 2)
    c.chain(fall, down, fader)
    c.wire(fall, later, 1)
    c.chain(later, end, stop, play)
    c.wire(keep, end)
    c.wire(away, fader)
    c.wire(kinds, loop, 3)
    c.wire(loop, play)
    c.wire(fader, level, 0, 1)
    c.wire(play, outs[2], 1)
    return c


def deck() -> Canvas:
    """gss.deck: a sound is read into the side that is not heard; a start fades from one side to the other."""
    c = Canvas("gss.deck", (860, 600), about="Two sides: no sound begins, ends or is replaced with a click", presentation=False)
    c.note("gss.deck: a sound is read into the side that is not heard; a start fades from one side to the other.", (60, 20))
    orders = c.inlet((15, 15), "load PATH | start WHERE_MS IN_MS OUT_MS | stop MS | loop 0 or 1")
    kinds = c.obj("route load start stop loop", (15, 60))
    calm, both = c.obj("speedlim 100", (15, 120)), c.obj("t l b", (15, 165))
    heard, other = c.obj("i 1", (90, 210)), c.obj("expr 2 - $i1", (90, 255))
    idle, loads = c.obj("gate 2 1", (15, 300)), [c.obj("prepend load", (15, 355)), c.obj("prepend load", (115, 355))]
    may, order = c.obj("gate 1 0", (240, 120)), c.obj("t l b", (240, 165))
    values, pair, strike = c.obj("unpack f f f", (240, 210)), c.obj("pack f f", (240, 255)), c.msg("start $1 $2", (240, 300))
    newest, which = c.obj("i 0", (390, 210)), c.obj("t i i i", (390, 255))
    new, old, fade = c.obj("+ 1", (470, 300)), c.obj("expr 2 - $i1", (550, 300)), c.msg("stop $1", (660, 300))
    to_new, to_old = c.obj("gate 2 1", (470, 355)), c.obj("gate 2 1", (570, 355))
    stop, loop = c.msg("stop $1", (700, 355)), c.msg("loop $1", (770, 355))
    sides = [c.obj(f"gss.side {name}", (x, 430), outlets=["signal", "", "bang"], inlets=1) for name, x in (("A", 15), ("B", 430))]
    comments = ("signal", "bang: a sound was read", "set NAME: of its buffer", "bang: played to the end, or stopped")
    outs = [c.outlet((x, 565), comment) for x, comment in zip((15, 120, 170, 720), comments, strict=True)]
    mine, done = c.obj("== 0", (720, 480)), c.obj("sel 1", (720, 525))
    c.chain(orders, kinds, calm, both)
    c.wire(both, heard, 1)
    c.chain(heard, other, idle)
    c.wire(both, idle, 0, 1)
    for index, one in enumerate(sides):
        x = (120, 535)[index]
        read, ended = c.obj(f"t b l 1 {index}", (x, 480)), c.msg(str(index), (x + 100, 480))
        c.wire(idle, loads[index], index)
        c.wire(to_new, one, index)
        c.wire(to_old, one, index)
        c.into((loads[index], stop, loop), one)
        c.wire(one, read, 1)
        c.wire(read, newest, 3, 1)  # which is the newest; then starts are let through, and others told
        c.wire(read, may, 2)
        c.wire(read, outs[2], 1)
        c.wire(read, outs[1])
        c.wire(one, outs[0])
        c.wire(one, ended, 2)
        c.wire(ended, mine)
    c.wire(kinds, may, 1, 1)
    c.chain(may, order, values, pair, strike)
    c.wire(order, newest, 1)
    c.chain(newest, which)
    c.wire(which, new, 2)
    c.wire(which, old, 1)
    c.wire(which, heard, 0, 1)
    c.wire(which, mine, 0, 1)
    c.chain(new, to_new)
    c.chain(old, to_old)
    c.wire(values, fade, 2)
    c.wire(values, pair, 1, 1)
    c.wire(strike, to_new, 0, 1)
    c.wire(fade, to_old, 0, 1)
    c.wire(kinds, stop, 2)
    c.wire(kinds, loop, 3)
    c.chain(mine, done, outs[3])
    return c


def player() -> Canvas:
    """gss.player: shows and plays the newest sound. A preview goes on where the sound before it was; any other sound begins at its beginning."""
    c = Canvas("gss.player", (960, 620), about="Shows and plays the newest sound the engine made")
    answers, orders = c.inlet((15, 15), "answers of the engine"), c.inlet((620, 15), "start | stop")
    kinds = c.obj("route /synthesized /previewed /hallucinated", (15, 60))
    fresh, changed = c.obj("t l 0", (15, 110)), c.obj("t l 1", (140, 110))
    facts, length, load = c.obj("unpack s i i", (15, 160)), c.obj("expr 1000. * $f1 / $f2", (110, 205)), c.obj("prepend load", (15, 250))
    first, auto, follow, whether = (
        c.obj("loadmess set 1", (330, 60)),
        c.obj("gate 1 1", (330, 160)),
        c.obj("i 0", (330, 205)),
        c.obj("sel 1", (330, 250)),
    )
    clock, place = c.obj("timer", (330, 300)), c.obj("expr $f1 * ($f1 < $f2) * $i3", (330, 345))
    somewhere, goes_on = c.obj("sel 0.", (330, 390)), c.msg(CONTINUE, (400, 440))
    strike, on, off = c.obj("t b b b", (620, 250)), c.msg("1", (680, 300)), c.msg("0", (730, 300))
    begins, ends, loops = c.msg(STRIKE, (620, 440)), c.msg("stop 60", (760, 440)), c.msg("loop $1", (860, 440))
    plays = c.button("New sounds wait", (330, 110), (195, 92, 165, 24), on="New sounds play at once")
    words = c.obj("route start stop", (620, 110))
    play, halt = c.button("Play", (620, 160), (0, 92, 60, 24)), c.button("Stop", (760, 160), (65, 92, 60, 24))
    loop = c.button("Loop", (860, 160), (130, 92, 60, 24), on="Loops")
    one = c.obj("gss.deck", (15, 490), outlets=DECK, inlets=1)
    wave = c.ui("waveform~", (120, 540), (420, 60), (0, 0, 360, 84), setmode=0, vticks=0, waveformcolor=BLUE, bgcolor=WHITE)
    outs = [c.outlet((15, 580), "signal"), c.outlet((620, 580), "bang: played to the end, or stopped")]
    c.chain(answers, kinds, fresh, facts, load, one, outs[0])
    c.wire(kinds, changed, 1)
    c.wire(kinds, fresh, 2)
    c.wire(changed, facts)
    c.wire(fresh, follow, 1, 1)
    c.wire(changed, follow, 1, 1)
    c.wire(facts, length, 2, 1)
    c.wire(facts, length, 1)
    c.wire(length, place, 0, 1)
    c.wire(first, plays)  # shown as on; that it is, the gate says
    c.chain(plays, auto, follow, whether)
    c.wire(one, auto, 1, 1)
    c.wire(whether, clock, 0, 1)
    c.wire(whether, strike, 1)
    c.chain(clock, place, somewhere, strike)
    c.wire(somewhere, goes_on, 1)
    c.wire(strike, clock, 2)
    c.wire(strike, on, 1)
    c.chain(strike, begins)
    c.wire(on, place, 0, 2)
    c.wire(off, place, 0, 2)
    c.wire(one, wave, 2)
    c.wire(one, off, 3)
    c.wire(one, outs[1], 3)
    c.chain(orders, words, play, strike)
    c.wire(words, halt, 1)
    c.chain(halt, ends)
    c.chain(loop, loops)
    c.into((goes_on, begins, ends, loops), one)
    return c


def everything() -> list[Canvas]:
    """All of them."""
    return [part() for part in (side, deck, player)]
