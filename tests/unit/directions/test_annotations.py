"""Names, labels and ranges of directions: kept in the file, checked when read, and never a reason to lose a sound."""

import json

import numpy as np
import pytest

from ganspacesynth.core.errors import DirectionsError
from ganspacesynth.core.files import sha256
from ganspacesynth.directions.annotations import Annotations
from ganspacesynth.directions.directions_files import load_directions, save_directions
from ganspacesynth.directions.native_directions import identity, update_native
from tests.support.refused import refused
from tests.support.tiny_directions import assert_same, make_directions


def make_annotations(k=5, **changes):
    fields = {
        "labels": ("brighter", "longer sustain", "", "", "")[:k],
        "ranges": np.linspace((-3, 1), (-1, 4), k),
        "strengths": np.linspace(9, 1, k),
        "descriptors": ("level", "brightness"),
        "slopes": np.arange(2.0 * k).reshape(k, 2),
    }
    return Annotations(**{**fields, **changes})


def test_a_name_goes_before_a_label_and_a_label_before_a_number():
    directions = make_directions(names=("grit",), annotations=make_annotations())
    assert [directions.name(i) for i in (0, 1, 2, 9)] == ["grit", "longer sustain", "direction 3", "direction 10"]


def test_ranges():
    assert make_directions().range(0) == (-3.0, 3.0)
    directions = make_directions(annotations=make_annotations())
    assert directions.range(0) == (-3.0, 1.0) and directions.range(4) == (-1.0, 4.0)
    assert directions.first(2).annotations.ranges.shape == (2, 2) and directions.first(2).name(1) == "longer sustain"


def test_files_keep_what_was_heard(tmp_path):
    directions = make_directions(annotations=make_annotations())
    assert_same(load_directions(save_directions(directions, tmp_path / "a.npz")), directions)


def test_new_names_and_labels_leave_all_else_as_it_is(tmp_path):
    path = save_directions(make_directions(), tmp_path / "Größe a.npz", dtype="float16")
    with np.load(path) as file:
        before = dict(file)
    update_native(path, annotations=make_annotations())
    named = update_native(path, names=("grit", "", "ä"))
    assert_same(named, load_directions(path))
    assert [named.name(i) for i in range(4)] == ["grit", "longer sustain", "ä", "direction 4"]
    with np.load(path) as file:
        for name in set(before) - {"meta"}:
            assert file[name].dtype == before[name].dtype and file[name].tobytes() == before[name].tobytes()


def test_sounds_made_before_still_find_their_directions(tmp_path):
    path = save_directions(make_directions(), tmp_path / "a.npz")
    first = sha256(path)
    assert identity(path) == first
    for names in (("x",), ("y", "z")):
        update_native(path, names=names)
        assert sha256(path) != first and identity(path) == first
    other = save_directions(load_directions(path), tmp_path / "b.npz")
    assert identity(other) == sha256(other)


def test_the_identity_of_other_files_is_their_digest(tmp_path):
    path = save_directions(make_directions(), tmp_path / "a.pickle")
    assert identity(path) == sha256(path)
    for known in (7, "x", "A" * 64, "g" * 64, None):
        native = save_directions(make_directions(), tmp_path / "b.npz", force=True)
        _spoil(native, identity=known)
        assert identity(native) == sha256(native)


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[31m", "x" * 101])
def test_names_are_short_and_printable(tmp_path, name):
    path = save_directions(make_directions(), tmp_path / "a.npz")
    before = path.read_bytes()
    with refused("direction-name", DirectionsError, says=r"A name is a printable text of at most 100 letters\. Received: "):
        update_native(path, names=(name,))
    with refused("pitches-and-names", DirectionsError, says=r"names are at most 5\. Received: .* 6 names"):
        update_native(path, names=("a",) * 6)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"labels": "abcde"}, "name-list: Names are a list of texts"),
        ({"labels": ("a", 1, "", "", "")}, "direction-name"),
        ({"labels": ("a",)}, r"annotation-shape: ranges must be finite \[1, 2\]\. Received: \[5, 2\]"),
        ({"ranges": np.full((5, 2), np.nan)}, r"annotation-shape: ranges must be finite"),
        ({"ranges": np.full((5, 2), 1.0)}, "usable-range: A range goes from below 0 to above"),
        ({"ranges": np.zeros((5, 2))}, "usable-range"),
        ({"ranges": np.tile([-1e9, 1.0], (5, 1))}, "usable-range"),
        ({"slopes": np.zeros((5, 3))}, r"annotation-shape: slopes must be finite \[5, 2\]"),
        ({"strengths": np.zeros(4)}, r"annotation-shape: strengths must be finite \[5\]"),
        ({"descriptors": ("a",) * 65, "slopes": np.zeros((5, 65))}, "descriptor-count: There are at most 64 descriptors"),
    ],
)
def test_what_is_wrong_is_told(changes, rule):
    with refused(rule, DirectionsError):
        make_annotations(**changes)


def test_another_number_of_labels_is_refused():
    with refused("label-count", DirectionsError, says=r"There must be 5 labels\. Received: 4\."):
        make_directions(annotations=make_annotations(4))


@pytest.mark.parametrize(
    "said", [None, 1, [], {}, {"labels": ["a"] * 5}, {"labels": ["a"] * 5, "descriptors": 3}, {"labels": [[]] * 5, "descriptors": []}]
)
def test_damaged_labels_of_strangers(tmp_path, said):
    path = save_directions(make_directions(annotations=make_annotations()), tmp_path / "a.npz")
    _spoil(path, heard=said)
    with pytest.raises(DirectionsError):
        load_directions(path)


@pytest.mark.parametrize("name", ["heard_ranges", "heard_slopes", "heard_strengths"])
@pytest.mark.parametrize("value", [None, np.zeros(3, np.float32), np.zeros((5, 2), int), np.array("text")])
def test_damaged_arrays_of_strangers(tmp_path, name, value):
    path = save_directions(make_directions(annotations=make_annotations()), tmp_path / "a.npz")
    with np.load(path) as file:
        arrays = {key: array for key, array in file.items() if key != name}
    np.savez(path, **arrays, **({} if value is None else {name: value}))
    with pytest.raises(DirectionsError):
        load_directions(path)


def test_published_files_are_not_updated(tmp_path):
    path = save_directions(make_directions(), tmp_path / "a.pickle")
    with refused("whole-npz", DirectionsError):
        update_native(path, names=("a",))


def _spoil(path, **changes):
    with np.load(path) as file:
        arrays = dict(file)
    meta = {**json.loads(str(arrays.pop("meta"))), **changes}
    np.savez(path, meta=np.array(json.dumps(meta)), **arrays)
