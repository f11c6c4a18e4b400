"""Which graphs are compiled and kept: a number that no choice of bends makes larger."""

import itertools
import threading

import numpy as np
import pytest

from ganspacesynth import load_model
from ganspacesynth.core.bends.kinds import Offset, Scale
from ganspacesynth.networks.gansynth import graphs
from tests.support.writer import write_checkpoint


@pytest.fixture
def model(tmp_path):
    """Three blocks, and nothing compiled yet."""
    return load_model(write_checkpoint(tmp_path, {"fmap_base": 256, "fmap_max": 32}).folder)


def kept(model):
    return len(model._graphs._parts)


def test_whatever_is_bent_there_is_one_graph(model):
    z = model.sample_z(1, seed=0)
    for count in range(1, 4):
        for layers in itertools.combinations(model.config.layers, count):
            model.synthesize(z, 40, bends={layer: (Scale(1.1), Offset(0.1)) for layer in layers})
    for layers in itertools.permutations(list(model.config.layers)[:3]):
        model.synthesize(z, 40, bends={layer: ((Scale(0.9),), (Offset(0.2),))[index % 2] for index, layer in enumerate(layers)})
    assert kept(model) == 1


def test_one_layer_that_is_only_moved_has_a_quicker_graph_of_its_own(model):
    z = model.sample_z(1, seed=0)
    for _ in range(2):
        for layer, shape in model.config.layers.items():
            model.synthesize(z, 40, bends={layer: (Offset(np.full(shape, 0.1, np.float32)),)})
    assert kept(model) == len(model.config.layers)


def test_parts_of_the_network_have_one_each(model):
    layers = list(model.config.layers)
    z = model.sample_z(1, seed=0)
    held = model.activations(z, 40, layers)
    before = kept(model)
    for start in layers[1:3]:
        for layer in layers:  # those before the beginning do nothing
            sound = model.synthesize_from(start, held[start], bends={layer: (Scale(2.0),)})
            assert (layers.index(layer) < layers.index(start)) == np.array_equal(sound, model.synthesize_from(start, held[start]))
    assert kept(model) == before + 4  # bent and not


def test_straight_layers_change_no_bit(model):
    """The one graph for all bends is that of a few with ones and noughts for the rest."""
    z = model.sample_z(2, seed=0)
    first, *_, last = model.config.layers
    alone = model.synthesize(z, 40, bends={last: (Offset(0.25),)})
    together = model.synthesize(z, 40, bends={first: (Scale(1.0),), last: (Offset(0.25),)})
    assert kept(model) == 2
    np.testing.assert_array_equal(together, alone)


def test_only_the_last_graphs_are_kept(model, monkeypatch):
    """Who bends, begins and ends everywhere in turn does not fill the memory; what is used again is not prepared again."""
    monkeypatch.setattr(graphs, "KEPT", 3)
    prepared, original = [], model.plan.part
    monkeypatch.setattr(model.plan, "part", lambda part: prepared.append(part.stop) or original(part))
    z, layers = model.input(model.sample_z(1, seed=0), 40), list(model.config.layers)
    for layer in layers[:4]:
        model.run(z, start=None, stop=layers[0])
        model.run(z, start=None, stop=layer)
    assert kept(model) == 3 and prepared == layers[:4]


def test_threads_prepare_graphs_beside_each_other(model):
    """One that is prepared keeps nobody waiting who needs another."""
    there, may, original = threading.Event(), threading.Event(), model.plan.part
    first, second = list(model.config.layers)[:2]

    def slowly(part):
        if part.stop == first:
            there.set()
            assert may.wait(60)
        return original(part)

    z = model.input(model.sample_z(1, seed=0), 40)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model.plan, "part", slowly)
        other = threading.Thread(target=model.run, args=(z,), kwargs={"start": None, "stop": first})
        other.start()
        assert there.wait(60)
        model.run(z, start=None, stop=second)
        may.set()
        other.join(60)
    assert kept(model) == 2
