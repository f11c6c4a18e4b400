"""What the parts of the Max patches do with messages, in tests/support/max_machine.py: no Max is here, and objects are as their reference says."""

import pytest

from tests.support.max_box import BANG
from tests.support.max_instrument import reads, starts
from tests.support.max_machine import Patch


def said(patch, outlet=0):
    """Messages that came out since the last time."""
    return [message for number, message in patch.taken() if number == outlet]


# --- gss.deck


@pytest.fixture
def deck():
    return Patch("gss.deck")


def test_deck_starts_nothing_before_it_has_read(deck):
    deck.put("start", 0, 2, 20)
    deck.world.run(200)
    assert not starts(deck.world)


def test_deck_reads_where_nothing_sounds(deck):
    """Sound after sound, each begun as soon as it is read: sides take turns, and a buffer is read only when its side has faded away."""
    for index in range(6):
        deck.put("load", f"/{index} é.wav")
        deck.world.run(15)
        deck.put("start", 0, 2, 20)
        deck.world.run(400)
    assert [side for side, _ in reads(deck.world)] == ["gss.side A", "gss.side B"] * 3
    assert [path for _, path in reads(deck.world)] == [f"/{index} é.wav" for index in range(6)]
    assert [side for _, side, _ in starts(deck.world)] == ["gss.side A", "gss.side B"] * 3


def test_deck_reads_again_where_it_read_but_did_not_start(deck):
    deck.put("load", "/1.wav")
    deck.world.run(200)
    deck.put("start", 0, 2, 20)
    for name in ("/2.wav", "/3.wav"):
        deck.world.run(200)
        deck.put("load", name)
    deck.world.run(200)
    deck.put("start", 0, 2, 20)
    deck.world.run(200)
    assert [side[-1] for side, _ in reads(deck.world)] == ["A", "B", "B"]
    assert [side[-1] for _, side, _ in starts(deck.world)] == ["A", "B"]


def test_deck_fades_from_one_side_to_the_other(deck):
    for name in ("/1.wav", "/2.wav"):
        deck.put("load", name)
        deck.world.run(300)
        deck.put("start", 0, 2, 20)
        deck.world.run(300)
    fades = [(now, box.path.split("/")[-2][-1], message) for now, box, message in deck.world.told if box.kind == "line~"]
    begun = starts(deck.world)[1][0]
    assert (begun - 5, "A", (0, 20.0)) in fades, "the old sound fades out in the time it was given"
    assert (begun, "B", (1, 2.0)) in fades
    stopped = [now for now, box, message in deck.world.told if box.kind == "play~" and message == ("stop",) and "side A" in box.path and now > begun]
    assert stopped and stopped[0] >= begun - 5 + 20, "and is stopped when it has"


def test_every_start_fades_what_its_own_side_still_plays(deck):
    deck.put("load", "/1.wav")
    deck.world.run(200)
    for _ in range(3):
        deck.put("start", 0, 2, 20)
        deck.world.run(100)
    for now, _, _ in starts(deck.world):
        before = [(time, message) for time, box, message in deck.world.told if box.kind == "line~" and "side A" in box.path and now - 5 <= time < now]
        assert before == [(now - 5, (0, 4))], "silent for a millisecond before the player jumps"
    assert not [m for n, m in deck.world.what("play~", within="/gss.side A") if m == ("stop",)], "a new start takes an old end back"


def test_deck_says_what_it_read_and_when_it_ended(deck):
    deck.put("load", "/1.wav")
    deck.world.run(50)
    sent = deck.taken()
    assert (1, BANG) in sent and next(m for n, m in sent if n == 2)[0] == "set"
    assert sent.index((1, BANG)) == len(sent) - 1, "the name first, then that it is there"
    deck.put("start", 0, 2, 20)
    deck.world.run(3000)
    assert not deck.taken()
    deck.world.run(1100)
    assert deck.taken() == [(3, BANG)]


def test_the_end_of_the_old_side_is_no_end(deck):
    for name in ("/1.wav", "/2.wav"):
        deck.put("load", name)
        deck.world.run(300)
        deck.put("start", 0, 2, 20)
    deck.taken()
    deck.world.run(500)
    assert (3, BANG) not in deck.taken()
    deck.put("stop", 60)
    deck.world.run(60)
    assert not deck.taken()
    deck.world.run(60)
    assert deck.taken() == [(3, BANG)]


def test_decks_have_buffers_of_their_own():
    first = Patch("gss.deck")
    second = Patch("gss.deck", first.world)
    names = [patch.find("gss.side", i).inner.find("buffer~").args[0] for patch in (first, second) for i in (0, 1)]
    assert len(set(names)) == 4


# --- gss.player


@pytest.fixture
def player():
    return Patch("gss.player")


def synthesized(patch, name="/a é.wav", address="/synthesized"):
    patch.put(address, name, 64000, 16000, 60, 0, 1)
    patch.world.run(150)


def test_sound_that_was_asked_for_begins_at_its_beginning(player):
    for _ in range(2):
        synthesized(player)
        player.world.run(1000)
    assert [message for _, _, message in starts(player.world)] == [("start", 0.0)] * 2
    assert reads(player.world)[0][1] == "/a é.wav"


def test_preview_goes_on_where_the_sound_was(player):
    synthesized(player)
    began = starts(player.world)[0][0]
    player.world.run(1000)
    synthesized(player, "/b.wav", "/previewed")
    now, side, message = starts(player.world)[1]
    assert side.endswith("B")
    assert abs(message[1] - (now - began)) < 10


def test_preview_after_the_end_begins_anew(player):
    synthesized(player)
    player.world.run(5000)
    synthesized(player, "/b.wav", "/previewed")
    player.world.run(1000)
    synthesized(player, "/c.wav", "/previewed")
    assert starts(player.world)[1][2] == ("start", 0.0)
    assert 900 < starts(player.world)[2][2][1] < 1200, "and from there on they follow each other"


def test_sounds_may_wait(player):
    plays = next(box for box in player.boxes.values() if box.data.get("texton") == "New sounds play at once")
    plays.click(0)
    synthesized(player)
    assert not starts(player.world)
    next(box for box in player.boxes.values() if box.data.get("text") == "Play").click()
    player.world.run(50)
    assert len(starts(player.world)) == 1


def test_player_is_told_to_start_and_stop(player):
    synthesized(player)
    player.put("stop", inlet=1)
    player.world.run(200)
    assert (1, BANG) in player.taken()
    player.put("start", inlet=1)
    player.world.run(50)
    assert len(starts(player.world)) == 2


# --- controls


def test_engine_is_not_spoken_to_before_its_script_runs():
    engine = Patch("gss.engine")
    script = engine.find("node.script")
    engine.put("/random")
    assert not engine.world.what("node.script")
    script.out(0, ("status", "starting", "Looking for an engine"))
    engine.put("/synthesize", 60, "@id", 3)
    engine.put("program", "/a b/")
    engine.put("restart")
    assert [message for _, message in engine.world.what("node.script")] == [("osc", "/synthesize", 60, "@id", 3), ("program", "/a b/"), ("restart",)]
    script.out(0, ("osc", "/synthesized", "/a b.wav", 64000))
    script.out(0, ("progress", 0.5))
    script.out(0, ("ready",))
    assert engine.taken() == [
        (1, ("status", "starting", "Looking for an engine")),
        (0, ("/synthesized", "/a b.wav", 64000)),
        (1, ("progress", 0.5)),
        (2, BANG),
    ]


def test_status_shows_words_and_color():
    status = Patch("gss.status")
    status.put("status", "failed", "No engine was found")
    assert status.find("Waiting").shown == "No engine was found"
    assert [m for _, m in status.world.what("led")] == [("oncolor", 0.85, 0.15, 0.1, 1), ("set", 1)]
    for box, message in (("Start again", ("restart",)), ("Program ...", ("program", "/chosen path")), ("Model ...", ("/load", "/chosen path"))):
        status.find(box).click()
        assert said(status) == [message]


def test_slider_is_its_direction():
    slider = Patch("gss.slider", args=(2,))
    slider.put("/direction", 1, "other", -1.0, 1.0)
    slider.put("/direction", 2, "brighter", -2.0, 2.5)
    bar, number = slider.find("multislider"), slider.find("flonum")
    assert bar.shown == ("setminmax", -2.0, 2.5) and slider.find("direction").shown == "brighter"
    slider.put("/edits", 0.5, -1.25, 0.75)
    assert (bar.value, number.value) == (-1.25, -1.25) and not said(slider), "what the engine says is shown, and not said again"
    slider.put("/edits", 0.5)
    assert (bar.value, number.value) == (0.0, 0.0)
    bar.click(1.5)
    assert said(slider) == [("/edit", 2, 1.5)] and number.value == 1.5
    number.click(-0.5)
    assert said(slider) == [("/edit", 2, -0.5)] and bar.value == -0.5
    next(box for box in slider.boxes.values() if box.kind == "textbutton").click()
    assert said(slider) == [("/edit", 2, 0.0)]


def test_z_and_pitch_show_the_step():
    z, pitch = Patch("gss.z"), Patch("gss.pitch")
    for patch in (z, pitch):
        patch.put("/step", 1, 3, 67, 0.5, "offset", 4711)
        assert not patch.taken()
    assert z.find("number").value == 4711 and pitch.find("number").value == 67 and pitch.find("kslider").value == 67
    pitch.find("kslider").click(48)
    assert said(pitch) == [("/pitch", 48)] and pitch.find("number").value == 48
    z.find("Another").click()
    z.find("number").click(5)
    assert said(z) == [("/random",), ("/seed", 5)]


def test_make_follows_again_when_the_engine_is_back():
    make = Patch("gss.make")
    make.taken()
    make.put("bang")
    assert said(make) == [("/live", 1)]
    make.find("Follow").click(0)
    make.put("bang")
    assert said(make) == [("/live", 0), ("/live", 0)]
    make.find("Save WAV").click()
    assert said(make) == [("/save", "/chosen path", "@force", 1)]


def test_settings_are_shown_and_said():
    settings = Patch("gss.settings")
    for name, value in (("interp_steps", 6), ("spacing_s", 0.25), ("between", "linear"), ("fade", "cosine"), ("normalize", 1)):
        settings.put("/setting", name, value)
    assert settings.find("number").value == 6 and settings.find("flonum").value == 0.25 and settings.find("umenu").value == "linear"
    assert not settings.taken()
    settings.find("umenu").click(0)
    settings.find("flonum", 4).click(1.5)
    assert said(settings) == [("/setting", "between", "spherical"), ("/setting", "release_s", 1.5)]


def test_the_shape_of_a_step_is_shown_and_said():
    shape = Patch("gss.shape")
    shape.put("/step", 0, 1, 60, 0, "offset", 7)
    assert said(shape) == [("/step_shape",)]
    for message in (("/step_level", -3.0), ("/step_pan", 0.25), ("/step_envelope", 0.1, 0.2, 0.3, 1), ("/step_chord", 4, 7)):
        shape.put(*message)
    boxes = [shape.find("flonum", index) for index in range(5)]
    assert [box.value for box in boxes] == [-3.0, 0.25, 0.1, 0.2, 0.3] and shape.find("umenu").value == 3
    assert not shape.taken()
    boxes[0].click(-6.0)
    boxes[1].click(-1.0)
    boxes[3].click(1.0)
    boxes[2].click(0.5)
    shape.find("umenu").click(2)
    shape.find("umenu").click(0)
    envelopes = [("/step_envelope", 0.1, 1.0, 0.3), ("/step_envelope", 0.5, 1.0, 0.3)]
    assert said(shape) == [("/step_level", -6.0), ("/step_pan", -1.0), *envelopes, ("/step_chord", 3, 7), ("/step_chord", 0)]


def test_a_chord_is_known_by_all_of_its_pitches():
    shape = Patch("gss.shape")
    for item, chord in (
        (0, (0,)),
        (1, (7,)),
        (2, (3, 7)),
        (3, (4, 7)),
        (4, (12.0,)),
        (5, (4,)),
        (5, (3, 7, 10)),
        (5, (7.5,)),
        (5, (12, 3)),
        (5, (-5,)),
    ):
        shape.put("/step_chord", *chord)
        assert shape.find("umenu").value == item, chord
    shape.find("umenu").click(5)
    assert said(shape) == []
