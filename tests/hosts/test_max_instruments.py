"""What reaches the script from the instruments for Max, run by tests/support/max_machine.py."""

import pytest

from tests.support.max_instrument import Instrument, starts


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("ganspacesynth", [("/live", 1), ("/mode", "offset"), ("/directions",), ("/step",), ("/psi",)]),
        ("ganspacesynth_noz", [("/live", 1), ("/mode", "replace"), ("/directions",), ("/step",)]),
        ("gansynth", [("/live", 1), ("/mode", "offset"), ("/edits", 0), ("/step",), ("/psi",)]),
        ("gansynth_multi", [("/mode", "offset"), ("/step",), ("/psi",)]),
        ("gansynth_hallucination", [("/settings",)]),
        ("hallu", [("/directions",), ("/step",), ("/psi",), ("/settings",)]),
        ("gss_keys", [("/info",), ("/mode", "offset"), ("/directions",), ("/step",), ("/psi",)]),
        ("react", [("/listen",), ("/step",), ("/psi",)]),
        ("pictures", [("/picture", "@id", "quiet")]),
    ],
)
def test_instruments_ask_for_what_they_show(name, asked):
    instrument = Instrument(name)
    instrument.sent()
    instrument.hear("ready")
    assert sorted(instrument.sent()) == sorted(asked)


def test_patch_that_opens_makes_no_sound_by_itself():
    """The mode is set before previews follow changes: a change before /live is not heard."""
    instrument = Instrument("ganspacesynth")
    instrument.sent()
    instrument.hear("ready")
    sent = instrument.sent()
    assert sent.index(("/mode", "offset")) < sent.index(("/live", 1))


def test_react_says_how_far_each_signal_moves_each_thing():
    instrument = Instrument("react")
    bars, menus = [instrument.patch.find("multislider", i) for i in range(32)], [instrument.patch.find("umenu", i) for i in range(5)]
    for number, bar in ((0, bars[0]), (6, bars[6])):
        bar.click(0.25)
        target = ("edits.0:0:4", "edits.1:0:4")[number // 4]
        assert instrument.sent()[-1] == ("/modulate", target, "signal", f"s{number % 4 + 1}", "@depth", 0.25, "@row", f"s{number % 4 + 1}")
    menus[1].click(4)
    assert instrument.sent()[-1] == ("/signal", "s1", "rms", "|", "decay", 0.3)
    menus[0].click(1)
    assert instrument.sent()[-1] == ("/listen", "device")


def test_gansynth_goes_from_seed_to_seed():
    instrument = Instrument("gansynth")
    first, second = (instrument.patch.find("number", i) for i in (0, 1))
    assert (first.value, second.value) == (1, 2)
    instrument.patch.find("multislider").click(0.25)
    assert instrument.sent()[-1] == ("/slerp", 1, 2, 0.25)
    second.click(77)
    assert instrument.sent()[-1] == ("/slerp", 1, 77, 0.25)


def test_gansynth_multi_gives_each_player_its_sound():
    instrument = Instrument("gansynth_multi")
    instrument.sent()
    instrument.click("Make four")
    assert instrument.sent() == [("/synthesize", 48, 55, 60, 64, "@id", "gss_multi")]
    for index, pitch in enumerate((48, 55, 60, 64)):
        instrument.hear("osc", "/synthesized", f"/{pitch}.wav", 64000, 16000, pitch, index, 4, "@id", "gss_multi")
    instrument.world.run(200)
    players = [box for box in instrument.patch.boxes.values() if box.text == "gss.player"]
    read = {id(box.patch.parent.patch.parent.patch): message[1] for _, box, message in instrument.world.told if box.kind == "buffer~"}
    assert [read[id(player.inner)] for player in players] == ["/48.wav", "/55.wav", "/60.wav", "/64.wav"]
    instrument.world.run(5000)
    instrument.world.told.clear()
    instrument.click("Play all")
    instrument.world.run(50)
    assert len(starts(instrument.world)) == 4


def test_hallucination_is_asked_for_with_what_is_shown():
    instrument = Instrument("gansynth_hallucination")
    instrument.sent()
    instrument.click("Hallucinate")
    instrument.patch.find("number", 0).click(9)
    instrument.patch.find("umenu").click(1)
    assert instrument.sent() == [("/hallucinate", "@notes", 6, "@seed", 1, "@pitch", 60, "@form", "clips")]
    instrument.click("Hallucinate")
    assert instrument.sent() == [("/hallucinate", "@notes", 9, "@seed", 1, "@pitch", 60, "@form", "continuous")]


def test_hallu_edits_steps():
    instrument = Instrument("hallu")
    instrument.sent()
    labels = ("< previous", "next >", "Duplicate", "Add random", "Remove", "Undo", "Redo", "New sequence", "Preview", "Generate", "Stop")
    for label in labels:
        instrument.click(label)
    assert [message[0] for message in instrument.sent()] == [
        *("/step_previous", "/step_next", "/step_add", "/step_random", "/step_remove", "/undo", "/redo", "/sequence_new"),
        *("/synthesize", "/hallucinate", "/cancel"),
    ]
    instrument.hear("osc", "/step", 2, 5, 60, 1.5, "offset", 7)
    assert instrument.sent() == [("/step_shape",)]
    assert instrument.patch.find("step 1 of 1").shown == "step 3 of 5"
    assert instrument.patch.find("flonum").value == 1.5
    instrument.click("< earlier")
    instrument.click("later >")
    assert instrument.sent() == [("/step_move", 1), ("/step_move", 3)]
    instrument.hear("osc", "/step", 0, 1, 60, 0, "offset", 7)
    assert instrument.sent() == [("/step_shape",)]
    instrument.click("< earlier")
    instrument.click("later >")
    assert instrument.sent() == [("/step_move", 0), ("/step_move", 0)], "no further than the first and the last"
    for label in ("Save WAV ...", "Save steps ...", "Load steps ..."):
        instrument.click(label)
    path = "/chosen path"
    assert instrument.sent() == [("/save", path, "@force", 1), ("/sequence_save", path, "@force", 1), ("/sequence_load", path)]
    instrument.patch.find("umenu").click(1)
    instrument.click("Generate")
    instrument.patch.find("flonum").click(2.5)
    assert instrument.sent() == [("/hallucinate", "@form", "continuous"), ("/step_duration", 2.5)]


def test_pictures_are_played_and_placed():
    instrument = Instrument("pictures")
    instrument.sent()
    picture, pad = (instrument.patch.find(name, 1).inner for name in ("gss.picture", "gss.pad"))
    for label, wanted in (("Another", ("/picture_random",)), ("Show in a browser", ("/picture_output", "http")), ("Show z", ("/picture_z",))):
        next(box for box in picture.boxes.values() if box.data.get("text") == label and box.kind == "textbutton").click()
        assert instrument.sent() == [wanted]
    [drawn] = [box for box in picture.boxes.values() if box.data.get("size") == 512]
    drawn.click(0.5)
    assert instrument.sent() == [("/picture_z", 0.5)]
    instrument.hear("osc", "/picture", "net", "id", 128, 128, 512, 12, 8)
    instrument.hear("osc", "/picture_z", 0.1, 0.2)
    instrument.hear("osc", "/picture_psi", 0.7)
    instrument.hear("osc", "/picture_seed", 12)
    assert instrument.sent() == []  # what is shown is not said back
    square = pad.find("pictslider")
    square.click(127, 0)
    assert instrument.sent() == [("/map_at", 1.0, 0.0, "picture")]
    next(box for box in pad.boxes.values() if box.data.get("text") == "Place it here").click()
    assert instrument.sent() == [("/map_add", 1.0, 0.0, "picture")]
    instrument.hear("osc", "/map", "picture", 3, 0)
    assert pad.find("number").shown == 3 and instrument.sent() == []
