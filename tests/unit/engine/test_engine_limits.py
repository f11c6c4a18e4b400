"""What the engine refuses at once, so that nothing is answered otherwise than it was asked, and no voice falls silent."""

import json
import os
import shutil

import numpy as np
import pytest

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.composition.recipe_sounds import make
from ganspacesynth.composition.steps.history import MAX_UNDO
from ganspacesynth.engine.engine import Engine
from ganspacesynth.engine.voices import lead
from ganspacesynth.engine.voices.voice import MOST_EDITS
from ganspacesynth.networks.gansynth.checkpoint import read_model, write_native
from ganspacesynth.networks.prior import MAX_SEED
from tests.support import house
from tests.support.host import Host
from tests.support.refused import reported
from tests.unit.engine.test_ring import Reader


@pytest.fixture(scope="module")
def shared(folder, tmp_path_factory):
    engine = Engine(precision="exact", temp=tmp_path_factory.mktemp("temp"))
    host = Host(engine)
    assert host.ask("/load", str(folder / house.PLAIN), "@as", "plain")[0] == "/loaded"
    assert host.ask("/load", str(folder / house.PITCHED), "@as", "tiny")[0] == "/loaded"
    yield engine
    engine.close()


def refused(answer, code, words):
    assert answer[0] == "/error" and answer[2] == code and words in answer[3], answer


# --- edits


def test_more_edits_than_directions_are_refused_and_change_nothing(host, folder, tmp_path):
    assert host.ask("/edits", 1.0, 2.0, 3.0) == ("/edits", 1.0, 2.0, 3.0)
    host.ask("/store", "three")
    for values in ((1.0,) * 4, (0.0,) * 69 + (1.0,)):
        refused(host.ask("/edits", *values), "directions", f"has 3 directions. Received: {len(values)} edits")
        refused(host.ask("/synthesize", "@edits", *values), "directions", "has 3 directions")
    assert host.ask("/edits") == ("/edits", 1.0, 2.0, 3.0)
    assert host.ask("/edits", 1.0, 0.0, 0.0, 0.0, 0.0) == ("/edits", 1.0, 0.0, 0.0)  # a host may send a zero for each of its sliders
    host.ask("/use", "plain")
    refused(host.ask("/recall", "three"), "directions", "The model plain has 0 directions. Received: 3 edits")
    assert host.ask("/edits", 0.0, 0.0) == ("/edits",)
    house.steps(tmp_path / "a.json", {"edits": [1.0] * 4, "mode": "offset", "seed": 1})
    host.ask("/use", "tiny")
    host.ask_until("/edits", "/sequence_load", str(tmp_path / "a.json"))  # steps of other directions may be loaded before these are
    refused(host.ask("/synthesize"), "directions", "has 3 directions. Received: 4 edits")


def test_a_voice_that_sounds_sounds_on(host, tmp_path, monkeypatch):
    monkeypatch.setattr(lead, "CLOSE", 0.0)  # the reader is faster than time
    answer = host.ask("/voice_open", "@id", "v")
    reader = Reader(answer[1])
    host.say("/gate", 1)
    while host.hear() != ("/ok", "/gate"):
        pass
    player = host.engine.players["main"]

    def sounding():
        heard = 0
        while heard < 4000:
            heard += len(reader.read(256))
        return player._stream is not None

    assert sounding()
    for message in (("/edits", *[1.0] * 70), ("/pitch", 200), ("/seed", 2**25), ("/mode", "none"), ("/bend", "conv9", 1.0)):
        assert host.ask(*message)[0] == "/error" and sounding()
    house.steps(tmp_path / "a.json", {"edits": [1.0] * 4, "mode": "offset", "seed": 1})
    heard = host.ask_until("/error", "/sequence_load", str(tmp_path / "a.json"))
    refused(heard[-1], "directions", "has 3 directions. Received: 4 edits")
    assert sounding()
    refused(host.ask("/play", 1), "directions", "has 3 directions")
    assert sounding()
    host.ask("/voice_close")


def test_edits_that_wait_for_a_model_are_counted(tmp_path):
    engine = Engine(temp=tmp_path)
    try:
        host = Host(engine)
        assert len(host.ask("/edits", *[1.0] * MOST_EDITS)) == 1 + MOST_EDITS
        with reported(f"waiting-edits: Received: {MOST_EDITS + 1}"):
            assert host.ask("/edits", *[2.0] * (MOST_EDITS + 1))[2] == "usage"
        assert host.ask("/edits")[1] == 1.0
    finally:
        engine.close()


# --- what is kept


def test_bending_other_layers_keeps_no_more_graphs(host):
    def kept():  # from z to a bent sound; those of edits are built meanwhile, behind /loaded, and live voices have others
        parts = tuple(host.engine.library.get("tiny").preview.model._graphs._parts)
        return [part for part in parts if part.scales and part.start is None and part.stop is None]

    layers = [answer[1] for answer in host.ask_until("/layers", "/layers")[:-1]]
    for some in (layers[:1], layers[:2], layers, layers[1:], layers[::2], layers[1::2], layers[2:], layers[-1:]):
        host.ask("/straighten")
        for layer in some:
            host.ask("/bend", layer, 1.1, 0.1)
        assert host.ask("/preview")[0] == "/previewed"
        assert [(part.scales, part.offsets) for part in kept()] == [(tuple(layers), tuple(layers))]


def test_what_can_be_undone_is_counted(host):
    latent = host.engine.library.get("tiny").preview.model.config.latent_size
    for number in range(3 * MAX_UNDO):
        host.ask("/step_add")
        host.ask("/z", *[float(number)] * latent)
    history = host.engine.voices["main"].history
    assert len(history.past) == MAX_UNDO
    for _ in range(2 * MAX_UNDO):
        host.ask_until("/edits", "/undo")
    history = host.engine.voices["main"].history
    assert len(history.past) + len(history.future) == MAX_UNDO


def test_other_directions_take_the_compiled_graphs_over(host, folder):
    exact = host.engine.library.get("tiny").at("preview" if host.engine.precision == "exact" else "exact").model
    for _ in range(3):
        assert host.ask("/load_directions", str(folder / "Richtungen ü.npz"))[0] == "/loaded_directions"
    entry = host.engine.library.get("tiny")
    assert entry.at("preview").model is exact or entry.at("exact").model is exact


# --- seeds


def test_seeds_that_not_every_host_can_hold_are_refused(host):
    for seed in (MAX_SEED + 1, 2**31, -1, 1e20):
        refused(host.ask("/seed", seed), "usage", "0..16777216")
        for message in (("/synthesize",), ("/hallucinate", "@notes", 2)):
            refused(host.ask(*message, "@seed", seed), "usage", "@seed is in 0..16777216")
    refused(host.ask("/slerp", "16777217", "1", 0.5), "usage", "0..16777216")
    for seed in (0, MAX_SEED):
        assert host.ask("/seed", seed) == ("/seed", seed) and np.float32(seed) == seed
    assert host.ask("/random")[1] <= MAX_SEED


def test_old_files_with_larger_seeds_still_play(host, tmp_path, tiny):
    seed = 2**31 - 2
    house.steps(tmp_path / "a.json", {"seed": seed, "mode": "offset"})
    assert host.ask_until("/edits", "/sequence_load", str(tmp_path / "a.json"))[0][-1] == -1  # no number that a host would round
    assert host.ask("/seed") == ("/seed", -1)
    recipe = read_recipe(host.ask("/synthesize")[1])
    assert np.allclose(recipe["point"]["z"], tiny.sample_z(1, seed=seed)[0])
    assert len(make(recipe, tiny)) > 0
    host.ask("/sequence_save", str(tmp_path / "b.json"))
    assert json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))["steps"][0]["seed"] == seed


# --- pitches


def test_pitches_between_the_models_are_played(host):
    assert host.ask("/pitch", 60.5) == ("/pitch", 60.5)
    answer = host.ask("/synthesize")
    assert answer[0] == "/synthesized" and answer[4] == 60.5 and read_recipe(answer[1])["point"]["pitch"] == 60.5
    assert host.ask("/preview")[4] == 60.5
    assert host.ask_until("/hallucinated", "/hallucinate")[-1][0] == "/hallucinated"
    assert host.ask_until("/hallucinated", "/hallucinate", "@notes", 2, "@pitch", 50.25, "@interp", 1)[-1][0] == "/hallucinated"
    for pitch in (84.5, 23.9):
        refused(host.ask("/synthesize", pitch), "invalid", "The model plays the pitches 24-84")
    host.ask("/pitch", 100)
    assert host.ask("/preview")[4] == 84.0


# --- files


def test_a_name_longer_than_a_files_is_no_fault_of_ours(host, caplog):
    for message in (
        ("/load", "x" * 300),
        ("/load", "default", "@as", "a", "@directions", "x" * 300),
        ("/load_directions", "x" * 300),
        ("/load_directions", "~nobody-of-this-name/x"),
        ("/load", "~nobody-of-this-name/x"),
        ("/sequence_load", "x" * 300 + ".json"),
        ("/sequence_load", "x" * 300),
        ("/sequence_save", "x" * 300 + ".json"),
        ("/sequence_save", "x" * 300 + "/y.json"),
        ("/synthesize", "@to", "x" * 300 + ".wav"),
        ("/save", "x" * 300 + ".wav"),
    ):
        host.say(*message)
        answer = host.hear()
        assert answer[0] == "/error" and answer[2] != "internal", answer
    assert "nobody foresaw" not in caplog.text


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
def test_a_pipe_is_opened_by_no_message(host, folder, tmp_path):
    """It would keep its lane waiting for somebody to write into it."""
    pipe = tmp_path / "pipe.npz"
    os.mkfifo(pipe)
    fifo_model = tmp_path / "model"
    fifo_model.mkdir()
    os.mkfifo(fifo_model / "model.json")
    half = write_native(tmp_path / "half", read_model(folder / house.PLAIN))
    (half / "weights.npz").unlink()
    os.mkfifo(half / "weights.npz")
    old = tmp_path / "old"
    shutil.copytree(folder / house.PLAIN, old)
    data = next(old.glob("stage_*/*.data-*"))
    data.unlink()
    os.mkfifo(data)
    messages = [("/load_directions", str(pipe)), ("/load_directions", "/dev/zero"), ("/sequence_load", str(pipe)), ("/load", str(fifo_model))]
    messages += [("/load", str(half)), ("/load", str(old)), ("/load", "default", "@as", "d", "@directions", str(pipe)), ("/load", str(pipe))]
    for message in messages:
        answer = host.ask(*message)
        assert answer[0] == "/error" and answer[2] != "internal", answer
    assert host.engine.jobs.count() == 0 or host.engine.jobs.count("load") <= 1  # the lane goes on


def test_messages_write_only_files_of_our_kinds(host, tmp_path):
    (tmp_path / ".bashrc").write_text("mine", encoding="utf-8")
    (tmp_path / "diary.json").write_text('{"my": "diary"}', encoding="utf-8")
    (tmp_path / "fake.wav").write_text("mine", encoding="utf-8")
    host.ask("/synthesize")
    for name in (".bashrc", "diary.json", "fake.wav", "new/x.wav", "new/x.json"):
        for command in ("/sequence_save", "/save", "/modulations_save", "/map_save"):
            assert host.ask(command, str(tmp_path / name), "@force", 1)[0] == "/error"
        for command in ("/synthesize", "/hallucinate"):
            assert host.ask(command, "@to", str(tmp_path / name), "@force", 1)[0] == "/error"
    assert sorted(p.name for p in tmp_path.iterdir()) == [".bashrc", "diary.json", "fake.wav"]
    for command, name in (("/sequence_save", "x.json"), ("/save", "x.wav"), ("/modulations_save", "m.json")):
        for force in ((), ("@force", 1)):
            assert host.ask(command, str(tmp_path / name), *force)[0] == "/saved"
        assert host.ask(command, str(tmp_path / name))[2] == "output"


def test_the_commands_are_listed_in_pages(host):
    seen, begin = [], 0
    while begin >= 0:
        heard = host.ask_until("/commands", "/commands", begin)
        assert len(heard) <= 13
        seen += heard[:-1]
        begin = heard[-1][2]
    assert len(seen) == heard[-1][1] == len({row[1] for row in seen})
    for begin in (-1, len(seen), 10**6):
        with reported("command-index: The commands are counted from 0 to"):
            assert host.ask("/commands", begin)[2] == "usage"
