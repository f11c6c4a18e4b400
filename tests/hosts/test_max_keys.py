"""`gss_keys` in Max: each key plays its own sound, made when it is needed."""

import pytest

from tests.support.max_instrument import Instrument, reads


@pytest.fixture
def keys():
    instrument = Instrument("gss_keys")
    instrument.hear("ready")
    instrument.hear("osc", "/model", "default", "id", 16000, 64000, 256, 36, 84)
    instrument.world.run(700)
    return instrument


def play(keys, pitch, velocity):
    keys.patch.find("notein").out(1, (velocity,))
    keys.patch.find("notein").out(0, (pitch,))


def sound(keys, pitch, word="gss_keys", index=0):
    keys.hear("osc", "/synthesized", f"/{word} {pitch}.wav", 64000, 16000, pitch, index, 49, "@id", word)
    keys.world.run(150)


def struck(keys):
    """Which keys began to sound, and where: (pitch, ms)."""
    pattern = "61 args"
    return [
        (23 + int(box.path.split("/")[-4]), message[1])
        for _, box, message in keys.world.told
        if box.kind == "play~" and message[0] == "start" and pattern in box.path
    ]


def test_all_keys_are_made_round_the_middle_first(keys):
    asked = [message for message in keys.sent() if message[0] == "/synthesize"]
    assert len(asked) == 1 and asked[0][-4:] == ("@id", "gss_keys", "@priority", "export")
    pitches = asked[0][1:-4]
    assert pitches[:5] == (60, 61, 59, 62, 58) and sorted(pitches) == list(range(36, 85))


def test_after_a_change_the_keys_are_made_anew_round_the_last_one_played(keys):
    sound(keys, 40)
    play(keys, 40, 90)
    play(keys, 40, 0)
    keys.world.run(1000)
    keys.sent()
    z = next(box for box in keys.patch.boxes.values() if box.kind == "bpatcher" and box.text == "gss.z").inner
    for seed in (5, 6, 7):
        z.find("number").click(seed)
        keys.world.run(100)
    keys.world.run(700)
    sent = keys.sent()
    assert sent[:3] == [("/seed", 5), ("/seed", 6), ("/seed", 7)]
    assert sent[3] == ("/cancel", "@job", "gss_keys"), "what was being made is given up"
    assert sent[4][:6] == ("/synthesize", 40, 41, 39, 42, 38) and len(sent) == 5, "once, when the changes have come to rest"


def test_each_key_plays_its_own_sound_at_once(keys):
    for pitch in (48, 60):
        sound(keys, pitch)
    keys.world.told.clear()
    play(keys, 60, 127)
    play(keys, 48, 64)
    keys.world.run(6)
    assert struck(keys) == [(60, 0.0), (48, 0.0)]
    levels = [message for _, message in keys.world.what("line~") if len(message) == 2 and message[1] == 2 and message[0] not in (0, 1)]
    assert levels == [pytest.approx((64 / 127, 2))]


def test_key_that_was_not_made_yet_is_silent(keys):
    keys.world.told.clear()
    play(keys, 50, 100)
    keys.world.run(300)
    assert not struck(keys)


def test_notes_outside_the_model_are_moved_by_octaves(keys):
    for pitch in (36, 47, 73, 84):
        sound(keys, pitch)
    keys.world.told.clear()
    for pitch in (24, 23, 85, 108):
        play(keys, pitch, 100)
        keys.world.run(10)
    assert [pitch for pitch, _ in struck(keys)] == [36, 47, 73, 84]


def test_key_that_is_held_goes_on_in_a_longer_sound(keys):
    sound(keys, 60)
    keys.sent()
    play(keys, 60, 100)
    keys.world.run(450)
    assert keys.sent() == [("/synthesize", 60, "@duration", 15, "@priority", "preview", "@id", "gss_hold")]
    keys.world.run(300)
    sound(keys, 60, "gss_hold")
    assert len(struck(keys)) == 1 and 740 < struck(keys)[0][1] < 800, "at the place where it was"
    play(keys, 60, 0)
    keys.world.run(500)
    play(keys, 60, 100)
    keys.world.run(600)
    assert not keys.sent(), "the longer sound is there: it is not asked for again"


def test_key_that_was_let_go_asks_for_nothing(keys):
    sound(keys, 60)
    keys.sent()
    play(keys, 60, 100)
    keys.world.run(300)
    play(keys, 60, 0)
    keys.world.run(1000)
    assert not keys.sent()


def test_key_fades_and_sleeps(keys):
    sound(keys, 60)
    keys.world.told.clear()
    play(keys, 60, 100)
    keys.world.run(100)
    play(keys, 60, 0)
    keys.world.run(300)
    assert ((0, 300)) in [message for _, message in keys.world.what("line~")]
    assert [message for _, message in keys.world.what("thispoly~")] == [("mute", 0)]
    keys.world.run(100)
    assert [message for _, message in keys.world.what("thispoly~")] == [("mute", 0), ("mute", 1)]


def test_key_struck_while_it_fades_stays_awake(keys):
    sound(keys, 60)
    keys.world.told.clear()
    for _ in range(3):
        play(keys, 60, 100)
        keys.world.run(50)
        play(keys, 60, 0)
        keys.world.run(200)
    assert ("mute", 1) not in [message for _, message in keys.world.what("thispoly~")]


def test_new_timbre_does_not_cut_a_sounding_key(keys):
    sound(keys, 60)
    play(keys, 60, 100)
    keys.world.run(100)
    keys.world.told.clear()
    sound(keys, 60, index=1)
    assert not struck(keys), "what sounds goes on"
    play(keys, 60, 0)
    keys.world.run(400)
    play(keys, 60, 100)
    keys.world.run(20)
    assert len(struck(keys)) == 1 and [side[-1] for side, _ in reads(keys.world)] == ["B"]


def test_release_is_that_of_all_keys(keys):
    keys.patch.find("flonum").click(1.0)
    sound(keys, 72)
    keys.world.told.clear()
    play(keys, 72, 100)
    play(keys, 72, 0)
    assert (0, 1000) in [message for _, message in keys.world.what("line~")]


def test_sounds_of_others_are_not_for_the_keys(keys):
    keys.sent()
    keys.hear("osc", "/synthesized", "/x.wav", 64000, 16000, 60, 0, 1)
    keys.hear("osc", "/synthesized", "/x.wav", 64000, 16000, 60, 0, 1, "@id", "mine")
    keys.world.run(100)
    assert not reads(keys.world)


def test_mouse_plays_too(keys):
    sound(keys, 65)
    keys.world.told.clear()
    keys.patch.find("kslider").click(65)
    keys.world.run(1600)
    assert [pitch for pitch, _ in struck(keys)] == [65]
    assert (0, 300) in [message for _, message in keys.world.what("line~")], "and lets go"
