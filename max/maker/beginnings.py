"""What patches of one's own begin with: clippings, which Max pastes from its menu Paste From, and examples, which are whole patches."""

from maker.canvas import Canvas
from maker.instruments import ENGINE

WIDTH = 790


def everything() -> list[tuple[str, Canvas]]:
    """Return (folder, patch) of all of them."""
    clippings = [clipping_engine(), clipping_sound(), clipping_directions()]
    return [*(("clippings", canvas) for canvas in clippings), *(("examples", canvas) for canvas in (example_chord(), example_seeds(), example_way()))]


def clipping_engine() -> Canvas:
    """The engine and what it says of itself; all else hangs on these two."""
    c = Canvas("gss engine and status", (WIDTH, 170), about="The engine, and its state in words", presentation=False)
    _engine(c, 15)
    return c


def clipping_sound() -> Canvas:
    """A message, and the sound that comes of it."""
    c = Canvas("gss one sound", (WIDTH, 390), about="A message to the engine, and the sound that it makes", presentation=False)
    asked = c.msg("/synthesize 60 @seed 3", (15, 15))
    engine = _engine(c, 55)
    c.wire(asked, engine)
    _heard(c, engine, 225)
    return c


def clipping_directions() -> Canvas:
    """Eight sliders, heard as they move."""
    c = Canvas("gss directions", (WIDTH, 640), about="The first eight directions, heard as they move", presentation=False)
    asked = c.msg("/live 1, /directions, /edits", (330, 15))
    engine = _engine(c, 55)
    c.wire(engine, asked, 2)
    c.wire(asked, engine)
    sliders = c.part("gss.directions", (15, 225), whole=True)
    c.wire(engine, sliders)
    c.wire(sliders, engine)
    _heard(c, engine, 485)
    return c


def example_chord() -> Canvas:
    """One timbre at several pitches: as many answers come as there are pitches."""
    c = Canvas("ganspacesynth example chord", (WIDTH, 530), about="One timbre at three pitches, each with its own player", presentation=False)
    c.note("One timbre at three pitches. Wait for the green light, switch the sound on, click the message.", (15, 10), width=WIDTH - 30)
    asked = c.msg("/synthesize 60 64 67 @seed 5", (15, 40))
    engine = _engine(c, 80)
    c.wire(asked, engine)
    kinds, facts = c.obj("route /synthesized", (15, 235)), c.obj("unpack s i i f i i", (15, 270))
    path, which = c.obj("prepend load", (15, 305)), c.obj("+ 1", (180, 305))
    gate = c.obj("gate 3", (15, 345))
    c.chain(engine, kinds, facts, path)
    c.wire(facts, which, 4)
    c.wire(which, gate)
    c.wire(path, gate, 0, 1)
    out = c.part("gss.out", (560, 400), whole=True)
    for number, x in enumerate((15, 190, 365)):
        deck = c.obj("gss.deck", (x, 400), outlets=["signal", "bang", "", "bang"], inlets=1)
        start = c.msg("start 0 5 60", (x + 60, 445))
        c.wire(gate, deck, number)
        c.wire(deck, start, 1)
        c.wire(start, deck)
        c.wire(deck, out)
    return c


def example_seeds() -> Canvas:
    """Another random sound every few seconds."""
    c = Canvas("ganspacesynth example seeds", (WIDTH, 480), about="Another random sound every four seconds", presentation=False)
    c.note("Another random sound every four seconds, at a random pitch. Switch it on when the light is green.", (15, 10), width=WIDTH - 30)
    on, clock, order = c.ui("toggle", (15, 40), (24, 24)), c.obj("metro 4000", (15, 80)), c.obj("t b b b", (15, 115))
    pitch, upper, told = c.obj("random 25", (180, 80)), c.obj("+ 48", (180, 115)), c.msg("/pitch $1", (290, 115))
    another, make = c.msg("/random", (400, 115)), c.msg("/synthesize", (500, 115))
    c.chain(on, clock, order)
    c.wire(order, pitch, 2)
    c.chain(pitch, upper, told)
    c.wire(order, another, 1)
    c.wire(order, make)
    engine = _engine(c, 155)
    c.into((told, another, make), engine)
    _heard(c, engine, 320)
    return c


def example_way() -> Canvas:
    """From one sound to another: two snapshots, and what lies between."""
    c = Canvas("ganspacesynth example morph", (WIDTH, 500), about="Two snapshots, and what lies between them", presentation=False)
    c.note("Two sounds are kept, then the slider goes from one to the other. Click 1 and 2 when the light is green.", (15, 10), width=WIDTH - 30)
    first, second = c.msg("/seed 3, /store a", (15, 45)), c.msg("/seed 8, /store b, /live 1", (150, 45))
    where, share, way = c.ui("slider", (360, 45), (160, 22), size=101), c.obj("* 0.01", (360, 80)), c.msg("/morph a b $1", (360, 115))
    c.note("1", (30, 75), width=20)
    c.note("2", (165, 75), width=20)
    engine = _engine(c, 165)
    c.chain(where, share, way, engine)
    c.into((first, second), engine)
    _heard(c, engine, 335)
    return c


def _engine(c: Canvas, y: float):
    """The engine and its status; returns the engine, which takes 110 pixels."""
    engine = c.obj("gss.engine", (15, y), outlets=ENGINE, inlets=1)
    state = c.part("gss.status", (15, y + 65), whole=True)
    c.wire(engine, state, 1)
    c.wire(state, engine)
    return engine


def _heard(c: Canvas, engine, y: float) -> None:
    """A player and the loudspeakers."""
    player, out = c.part("gss.player", (15, y), whole=True), c.part("gss.out", (450, y), whole=True)
    c.wire(engine, player)
    c.wire(player, out)
