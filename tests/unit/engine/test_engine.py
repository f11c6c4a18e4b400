"""The engine, message by message, on the tiny model: what a host says and hears, without a network."""

import dataclasses
import json
import threading

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.audio.lufs import loudness_lufs
from ganspacesynth.composition.recipe_sounds import make
from ganspacesynth.core.work.jobs import Job
from ganspacesynth.engine import engine_state as module
from ganspacesynth.engine.commands import models_and_directions
from ganspacesynth.engine.commands.table import COMMANDS
from ganspacesynth.engine.engine import Engine
from tests.support import house
from tests.support.host import Host
from tests.support.patience import PATIENCE_S
from tests.support.refused import reported

SOUND = 4000


def sound(answer):
    return read_audio(answer[1])[0]


# --- the engine itself


def test_it_says_what_it_is(host):
    address, engine, *tail = host.ask("/ping", "@id", 4)
    assert address == "/pong" and engine > 0 and tail == ["@id", 4]
    assert host.ask("/version")[2] == 1
    while host.engine.jobs.count():  # graphs are still being built
        pass
    assert host.ask("/state") == ("/state", "ready", 1, len(host.engine.voices), 0)
    listed = host.ask_until("/commands", "/commands")  # its first page
    assert listed[-1][2] == len(listed) - 1 < listed[-1][1] and listed[0][:3] == ("/command", "/ping", "/ping")


def test_an_error_carries_address_code_words_and_id(host):
    address, about, code, text, *tail = host.ask("/lod", "@id", 9)
    assert (address, about, code, tail) == ("/error", "/lod", "unknown", ["@id", 9]) and "Did you mean /load?" in text
    assert host.ask("/edit", 99, 1.0)[:3] == ("/error", "/edit", "directions")
    assert host.ask("/ping")[0] == "/pong"


def test_what_nobody_foresaw_is_an_answer_too(host, monkeypatch, caplog):
    monkeypatch.setitem(COMMANDS, "/ping", dataclasses.replace(COMMANDS["/ping"], handler=lambda engine, request: 1 // 0))
    answer = host.ask("/ping")
    assert answer[:3] == ("/error", "/ping", "internal") and "must not fail like this; please report it. Received: ZeroDivisionError" in answer[3]
    assert "nobody foresaw" in caplog.text
    monkeypatch.setitem(COMMANDS, "/ping", dataclasses.replace(COMMANDS["/ping"], handler=lambda engine, request: next(_no_memory())))
    assert "There must be enough memory" in host.ask("/ping")[3]


def _no_memory():
    raise MemoryError
    yield


def test_voices_are_bounded(host, monkeypatch):
    host.ask("/pitch", "@voice", "left alone")
    while next(iter(host.engine.voices)) != "left alone":
        host.ask("/pitch", "@voice", next(iter(host.engine.voices)))
    monkeypatch.setattr(module, "MAX_VOICES", len(host.engine.voices))
    assert host.ask("/pitch", "@voice", "one more")[0] == "/pitch"
    assert "left alone" not in host.engine.voices and "main" in host.engine.voices
    monkeypatch.setattr(host.engine, "players", dict.fromkeys(host.engine.voices))
    with reported("voice-count: At most"):
        assert host.ask("/pitch", "@voice", "yet another")[2] == "busy"


# --- models


def test_models_and_directions_are_listed(host, tiny):
    facts = ("tiny", tiny.id, 16000, SOUND, 32, 24, 84)
    assert host.ask_until("/models", "/models") == [("/model", *facts), ("/models", 1)]
    assert host.ask_until("/model", "/info")[-1] == ("/model", *facts)
    listed = host.ask_until("/directions", "/directions")
    assert listed[0] == ("/direction", 1, "direction 1", -3.0, 3.0) and listed[-1] == ("/directions", "tiny", 3, "conv0")
    layers = host.ask_until("/layers", "/layers")
    assert layers[-1] == ("/layers", len(layers) - 1) and layers[0][:2] == ("/layer", "conv0")


def test_a_model_that_is_loaded_is_not_loaded_again(host, folder):
    entry = host.engine.library.get("tiny")
    assert host.ask("/load", str(folder / house.PITCHED), "@as", "tiny")[1] == "tiny"
    assert host.engine.library.get("tiny") is entry


def test_a_model_is_swapped_while_the_old_one_plays(host, folder):
    before = sound(host.ask("/synthesize", 60))
    assert host.ask("/load", str(folder / house.PLAIN), "@as", "other", "@voice", "b")[1] == "other"
    assert host.ask("/directions", "@model", "other")[:3] == ("/error", "/directions", "directions")
    assert host.ask("/load_directions", str(folder / "Richtungen ü.npz"), "@model", "other") == ("/loaded_directions", "other", 3, "conv0")
    assert host.ask_until("/directions", "/directions", "@model", "other")[-1] == ("/directions", "other", 3, "conv0")
    assert np.array_equal(sound(host.ask("/synthesize", 60, "@voice", "b")), before)
    assert host.ask("/unload", "other") == ("/unloaded", "other")
    with reported("loaded-model: Received: other"):
        assert host.ask("/use", "other")[:3] == ("/error", "/use", "model")
    assert np.array_equal(sound(host.ask("/synthesize", 60, "@voice", "b")), before)  # it plays the newest one now


def test_a_model_that_cannot_be_opened_leaves_all_as_it_was(host, tmp_path):
    assert "Known are default" in host.ask("/load", "no-such-name")[3]
    answer = host.ask("/load", str(tmp_path / "none"))
    assert answer[:3] == ("/error", "/load", "model") and host.ask("/synthesize")[0] == "/synthesized"
    assert host.ask("/load_directions", str(tmp_path / "none.npz"))[2] == "directions"
    assert host.ask("/unload", "nobody")[3].startswith("A model must be loaded before it plays. Received: nobody. Open are tiny.")


def test_without_a_model_the_first_thing_to_do_is_said(tmp_path):
    engine = Engine(temp=tmp_path)
    host = Host(engine)
    assert host.ask("/state")[1] == "empty"
    for address in ("/synthesize", "/preview", "/z", "/hallucinate", "/directions", "/voice_open", "/point"):
        assert host.ask(address)[3].endswith("None is open. Send /load default."), address
    assert host.ask("/pitch", 62) == ("/pitch", 62.0)
    engine.close()


def test_who_asks_while_the_first_model_is_on_its_way_is_told_to_wait(folder, tmp_path, monkeypatch):
    engine, going = Engine(temp=tmp_path), threading.Event()
    opened = models_and_directions.open_entry
    monkeypatch.setattr(models_and_directions, "open_entry", lambda *asked: going.wait(60) and opened(*asked))
    host = Host(engine)
    host.say("/load", str(folder / house.PLAIN))
    assert host.ask("/synthesize", 60)[3].endswith("None is open. One is on its way: wait for /loaded.")
    going.set()
    assert host.hear()[0] == "/loaded" and host.ask("/synthesize", 60)[0] == "/synthesized"
    engine.close()


def test_the_shelf_is_bounded(host, folder, monkeypatch):
    monkeypatch.setattr("ganspacesynth.engine.library.MAX_MODELS", 1)
    with reported("model-count: At most 1 models may be open"):
        assert host.ask("/load", str(folder / house.PLAIN))[2] == "busy"


# --- the present sound


def test_what_is_set_can_be_asked_for(host, tiny):
    assert host.ask("/pitch") == ("/pitch", 60.0) and host.ask("/pitch", 64) == ("/pitch", 64.0)
    assert host.ask("/seed", 5) == ("/seed", 5)
    z = tiny.sample_z(1, seed=5)[0]
    assert np.allclose(host.ask("/z")[1:], z)
    assert np.allclose(host.ask("/z", *(2 * z).tolist())[1:], 2 * z) and host.ask("/seed") == ("/seed", -1)
    assert np.allclose(host.ask("/z", z.astype(">f4").tobytes())[1:], z)
    assert host.ask("/edits", 1.0, -0.5) == ("/edits", 1.0, -0.5) and host.ask("/edits") == ("/edits", 1.0, -0.5)
    assert host.ask("/edit", 3, 2.0) == ("/ok", "/edit") and host.ask("/edits") == ("/edits", 1.0, -0.5, 2.0)
    assert host.ask("/mode") == ("/mode", "offset") and host.ask("/mode", "latent") == ("/mode", "latent")
    assert host.ask("/psi", 0.5) == ("/psi", 0.5)
    point = json.loads(host.ask("/point")[1])
    assert point["pitch"] == 64.0 and point["edits"] == [1.0, -0.5, 2.0] and np.allclose(point["z"], 0.5 * z) and point["model"] == tiny.id


def test_a_random_seed_can_be_kept_in_pd(host):
    numbers = {host.ask("/random")[1] for _ in range(5)}
    assert len(numbers) == 5 and max(numbers) < 2**24


@pytest.mark.parametrize(
    ("message", "rule"),
    [
        (("/z", 1.0, 2.0), r"latent-size: z of the model tiny has 32 numbers. Received: 2"),
        (("/z", b"123"), r"z-blob: z is one blob of float32, four bytes each"),
        (("/z", np.full(32, np.nan, ">f4").tobytes()), r"finite-z: z must be finite"),
        (("/psi", -1), r"psi-range: psi must be in 0..10. Received: psi=-1"),
        (("/mode", "sideways"), "known-mode"),
        (("/pitch", 200), "pitch-number"),
        (("/bend", "conv9", 1.0), "known-layer"),
        (("/slerp", "1", "x", 0.5), r"snapshot-with-z: z comes from a snapshot that has one, or from a seed. Received: 'x'"),
        (("/slerp", "1", "2", 1.5), r"amount-range: An amount between two sounds is in 0..1. Received: 1.5"),
        (("/recall", "x"), r"known-snapshot: A snapshot must have been stored. Received: 'x'"),
        (("/edit", 4, 1.0), r"direction-number: This model has 3 directions, counted from 1. Received: number=4"),
        (("/synthesize", 60, 61, "@to", "x.wav"), r"one-sound-a-file: One file holds one sound. Received: 2 pitches and @to"),
        (("/synthesize", *[60.0] * 129), r"pitch-count: At most 128 pitches go into one request. Received: 129"),
        (("/synthesize", "@to", "x.mp3"), "file-ending"),
        (("/synthesize", "@width", 2), "share-range"),
        (("/synthesize", "@room", -1), "share-range"),
        (("/hallucinate", "@level", "loud"), "known-level"),
        (("/synthesize", "@priority", "now"), r"known-priority: @priority is preview or export. Received: 'now'"),
        (("/synthesize", "@precision", "best"), r"known-precision: precision must be one of exact, preview. Received: 'best'"),
        (("/synthesize", "@duration", 0), "duration-range"),
        (("/hallucinate", "@notes", 0), r"keypoint-count: There must be 1..10000 keypoints. Received: 0"),
        (("/hallucinate", "@form", "waves"), "known-form"),
        (("/step_remove",), "step-count"),
        (("/step", 7), "cursor-range"),
        (("/step_move", 3), "step-place"),
        (("/setting", "colour"), r"known-setting: A setting is one of interp_steps, spacing_s"),
        (("/setting", "spacing_s", "wide"), r"setting-value: spacing_s must be a number. Received: 'wide'"),
        (("/setting", "interp_steps", "inf"), r"setting-value: interp_steps must be a whole number. Received: 'inf'"),
        (("/setting", "normalize", "maybe"), r"setting-value: normalize must be 1 or 0. Received: 'maybe'"),
        (("/sequence_load", "nowhere.json"), "readable-file"),
        (("/save", "x.wav"), r"sound-before-save: There must be a sound before it can be saved"),
        (("/gate", 1), r"voice-ring: A voice sounds through a ring. Received: /gate, and main has none. Send /voice_open first"),
    ],
)
def test_what_is_wrong_is_said(host, message, rule):
    with reported(rule):
        answer = host.ask(*message)
    assert answer[:2] == ("/error", message[0])


def test_mode_replace_needs_no_z_and_going_back_draws_one(host, tmp_path):
    path = tmp_path / "schritte.json"
    house.steps(path, {"edits": [1.0]})
    assert host.ask_until("/edits", "/sequence_load", str(path))[0] == ("/step", 0, 1, 60.0, 0.0, "replace", -1)
    assert host.ask("/z")[3].startswith("This step must have a z before it can be said")
    assert sound(host.ask("/synthesize")).any()
    assert host.ask("/mode", "offset") == ("/mode", "offset") and host.ask("/seed")[1] >= 0


def test_bends_are_heard_listed_and_taken_away(host):
    plain = sound(host.ask("/synthesize"))
    assert host.ask("/bend", "conv0", 0.5, 0.1) == ("/ok", "/bend")
    assert host.ask_until("/bends", "/bends") == [("/bend", "conv0", 0.5, 0.1), ("/bends", 1)]
    assert not np.allclose(sound(host.ask("/synthesize")), plain)
    assert host.ask("/straighten") == ("/ok", "/straighten")
    assert np.array_equal(sound(host.ask("/synthesize")), plain)
    host.ask("/bend", "conv0", 2.0)
    host.ask("/bend", "conv0", 1.0)
    assert host.ask("/bends") == ("/bends", 0)
    for bend in (("conv0", 1.0, 0.5), ("conv1", 2.0)):
        host.ask("/bend", *bend)
    assert host.ask_until("/bends", "/bends") == [("/bend", "conv1", 2.0, 0.0), ("/bend", "conv0", 1.0, 0.5), ("/bends", 2)], "scaled ones first"


def test_snapshots_are_kept_recalled_morphed_and_forgotten(host):
    host.ask("/seed", 1)
    host.ask("/store", "quiet")
    first = sound(host.ask("/synthesize"))
    host.ask("/seed", 2)
    host.ask("/pitch", 72)
    assert host.ask("/store", "loud") == ("/ok", "/store")
    assert host.ask_until("/snapshots", "/snapshots") == [("/snapshot", "quiet"), ("/snapshot", "loud"), ("/snapshots", 2)]
    assert host.ask("/morph", "quiet", "loud", 0.5) == ("/ok", "/morph") and host.ask("/pitch") == ("/pitch", 66.0)
    assert host.ask_until("/edits", "/recall", "quiet")[0][:4] == ("/step", 0, 1, 60.0)
    assert np.allclose(sound(host.ask("/synthesize")), first, atol=1e-4)
    host.ask("/slerp", "1", "loud", 0.0)
    assert np.allclose(sound(host.ask("/synthesize")), first, atol=1e-4)
    host.ask("/mode", "replace")
    host.ask("/store", "other")
    with reported("snapshots-alike: one model and mode to morph. Received: replace and offset"):
        host.ask("/morph", "other", "loud", 0.5)
    for name in ("quiet", "loud", "other"):
        assert host.ask("/forget", name) == ("/ok", "/forget")
    assert host.ask("/snapshots") == ("/snapshots", 0)


def test_snapshots_are_bounded(host, monkeypatch):
    monkeypatch.setattr("ganspacesynth.engine.commands.snapshots.MAX_SNAPSHOTS", 0)
    with reported("snapshot-count: At most 0 snapshots may be kept"):
        assert host.ask("/store", "x")[2] == "busy"


def test_replies_go_elsewhere_from_a_server_alone(host):
    with reported("server-only: Only a server knows where replies go"):
        assert host.ask("/reply", 9000)[:3] == ("/error", "/reply", "invalid")


# --- sounds


def test_a_sound_is_what_the_model_makes_and_remembers_how(host, tiny):
    answer = host.ask("/synthesize", 60, "@seed", 3, "@id", "a")
    assert answer[0] == "/synthesized" and answer[2:] == (SOUND, 16000, 60.0, 0, 1, "@id", "a")
    recipe = read_recipe(answer[1])
    assert recipe["point"]["pitch"] == 60 and np.array_equal(make(recipe, tiny), sound(answer))


def test_several_pitches_are_answered_one_by_one(host):
    heard = host.ask_until("/progress", "/synthesize", 60, 64, 67)
    while len(heard) < 6:
        heard.append(host.hear())
    assert [a[4:] for a in heard if a[0] == "/synthesized"] == [(60.0, 0, 3), (64.0, 1, 3), (67.0, 2, 3)]
    assert [a for a in heard if a[0] == "/progress"][-1] == ("/progress", "/synthesize", 3, 3)


def test_options_hold_for_one_sound_alone(host, tiny):
    plain = sound(host.ask("/synthesize"))
    z = tiny.sample_z(1, seed=8)[0]
    assert np.array_equal(sound(host.ask("/synthesize", "@z", *z.tolist())), sound(host.ask("/synthesize", "@seed", 8)))
    assert np.array_equal(sound(host.ask("/synthesize", "@z", z.astype(">f4").tobytes())), sound(host.ask("/synthesize", "@seed", 8)))
    for mode in ("offset", "replace", "latent"):
        assert not np.allclose(sound(host.ask("/synthesize", "@edits", 2.0, "@mode", mode)), plain)
    assert host.ask("/synthesize", "@z", 1.0)[3].startswith("z of the model tiny has 32 numbers")
    assert np.array_equal(sound(host.ask("/synthesize")), plain) and host.ask("/edits") == ("/edits",)


def test_a_duration_makes_one_unbroken_sound(host):
    answer = host.ask_until("/synthesized", "/synthesize", 60, "@duration", 1.0)[-1]
    assert answer[2] == 16000 and read_recipe(answer[1])["kind"] == "continuous"


def test_a_file_of_ones_own(host, tmp_path):
    path = tmp_path / "Mein Klang é.wav"
    assert host.ask("/synthesize", "@to", str(path))[1] == str(path) and path.exists()
    assert host.ask("/synthesize", "@to", str(path))[:3] == ("/error", "/synthesize", "output")
    assert host.ask("/synthesize", "@to", str(path), "@force", 1)[1] == str(path)
    again = tmp_path / "noch einer.wav"
    assert host.ask("/save", str(again)) == ("/saved", str(again))
    assert np.allclose(read_audio(again)[0], read_audio(path)[0]) and read_recipe(again) == read_recipe(path)
    assert host.ask("/save", str(again))[2] == "output"


def test_width_room_and_level(host, tmp_path):
    _, path, samples, rate, *_ = host.ask("/synthesize", "@seed", 3, "@width", 0.5, "@room", 0.25, "@level", -30)
    wave, stored = soundfile.read(path)[0], read_recipe(path)
    assert wave.shape == (samples, 2) and samples > SOUND and loudness_lufs(wave, rate) == pytest.approx(-30.0, abs=0.05)
    assert (stored["width"], stored["room"], stored["level"]) == (0.5, {"amount": 0.25}, -30.0)
    assert host.ask("/save", str(tmp_path / "a.flac"))[1] == str(tmp_path / "a.flac") and read_recipe(tmp_path / "a.flac") == stored


def test_a_random_hallucination_is_the_command_lines(host, folder, tmp_path, capsys):
    from ganspacesynth.cli.main import main

    words = ["hallucinate", "--model", str(folder / house.PITCHED), "-n", "3", "--interp", "1", "--seed", "7", "--pitch", "62", "--level", "peak"]
    assert main([*words, "--style", "walk", "-o", str(tmp_path / "a.wav")]) == 0
    capsys.readouterr()
    asked = ("/hallucinate", "@notes", 3, "@interp", 1, "@seed", 7, "@pitch", 62, "@to", str(tmp_path / "b.wav"))
    assert host.ask_until("/hallucinated", *asked)[-1][4] == 5
    ours, theirs = (read_audio(tmp_path / name)[0] for name in ("a.wav", "b.wav"))
    np.testing.assert_allclose(ours, theirs, atol=3e-7)  # brought to full level once, or safely and then to full level


def test_a_slider_moved_a_hundred_times_makes_a_few_previews_the_last_of_which_is_where_it_stands(host):
    host.ask("/live", 1)
    for amount in range(100):
        host.say("/edit", 1, amount / 50)
    heard, previews = [], 0
    while not previews or json.dumps(read_recipe(heard[-1][1])["point"]["edits"]) != json.dumps([99 / 50]):
        answer = host.hear()
        if answer[0] == "/previewed":
            heard.append(answer)
            previews += 1
    assert previews < 60
    host.ask("/live", 0)


def test_previews_are_made_at_any_pitch_of_the_range(host, tiny):
    host.ask("/pitch", 60.4)
    assert host.ask("/preview")[4] == pytest.approx(60.4)
    host.ask("/pitch", 127)
    assert host.ask("/preview")[4] == tiny.config.pitches[-1]
    host.ask("/pitch", 60)


def test_work_is_cancelled_by_id_or_altogether(host):
    begun, go = threading.Event(), threading.Event()

    def wait(progress):
        begun.set()
        go.wait(60)

    host.engine.jobs.submit("export", Job(wait, lambda reason: None, lambda error: None))
    assert begun.wait(PATIENCE_S)
    for name in "abc":
        host.say("/hallucinate", "@notes", 2, "@id", name)
    host.say("/cancel", "@job", "b")
    assert [host.hear(), host.hear()] == [("/cancelled", "/hallucinate", "asked", "@id", "b"), ("/ok", "/cancel")]
    host.say("/cancel")
    assert sorted(host.hear() for _ in range(3)) == [
        ("/cancelled", "/hallucinate", "asked", "@id", "a"),
        ("/cancelled", "/hallucinate", "asked", "@id", "c"),
        ("/ok", "/cancel"),
    ]
    go.set()
