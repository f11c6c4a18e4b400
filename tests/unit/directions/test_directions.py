"""Directions: edits to activations, what belongs to which model, and the native file."""

import io
import json
import subprocess
import sys
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from ganspacesynth.core.errors import DirectionsError, InvalidInput, OutputError
from ganspacesynth.directions.directions import Directions
from ganspacesynth.directions.directions_files import load_directions, save_directions
from ganspacesynth.directions.native_directions import read_native
from tests.support.refused import refused
from tests.support.tiny_directions import SHAPE, SIZE, LinearModel, assert_same, make_directions

D = make_directions()


def test_zero_edits_give_the_mean():
    assert_array_equal(D.activation([0.0, 0.0])[0].ravel(), D.mean)
    assert_array_equal(D.activation([])[0].ravel(), D.mean)
    assert_array_equal(D.activation(np.zeros((3, 0))).reshape(3, -1), np.stack([D.mean] * 3))


def test_activation_is_mean_plus_edits_along_components():
    edits = np.array([[1.0, -2.0, 0.5], [0.0, 0.25, 3.0]])
    expected = D.mean + edits * D.stdev[:3] @ D.components[:3]
    assert D.activation(edits).shape == (2, *SHAPE)
    assert D.activation(edits).dtype == np.float32
    assert_allclose(D.activation(edits).reshape(2, -1), expected, rtol=1e-6, atol=1e-6)
    assert_allclose(D.offset(edits), D.activation(edits) - D.activation([]), atol=1e-6)
    assert_allclose(D.latent_offset(edits), edits @ D.latent[:3], rtol=1e-6, atol=1e-6)


@settings(deadline=None)
@given(st.lists(st.floats(-5, 5), max_size=5), st.integers(0, 5))
def test_missing_edits_count_as_zero(edits, more):
    padded = (edits + [0.0] * more)[:5]
    assert_allclose(D.activation(edits), D.activation(padded), atol=1e-6)


def test_an_edit_of_one_moves_one_standard_deviation():
    moved = (D.activation([0, 1.0]) - D.activation([])).ravel() @ D.components.T
    assert_allclose(moved, [0, D.stdev[1], 0, 0, 0], atol=1e-5)


def test_edits_alone_or_among_others_move_alike():
    edits = np.random.default_rng(1).standard_normal((3, 4))
    edits[:, 1] = 0.0
    for row, together in zip(edits, D.offset(edits), strict=True):
        assert_allclose(D.offset(row)[0], together, rtol=1e-6)


def test_fewer_edits_touch_fewer_components():
    """Defect 11: all 8192 components were multiplied for every sound."""
    poisoned = D.components.copy()
    poisoned[2:] = 1e30
    few = make_directions(components=poisoned)
    assert_array_equal(few.activation([1.0, 2.0]), D.activation([1.0, 2.0]))


def test_a_known_pitch_has_its_own_mean():
    """Defect 8: replace mode ignored pitch."""
    assert_array_equal(D.activation([], 45)[0].ravel(), D.pitch_means[2])
    assert_array_equal(D.activation([[1.0], [1.0]], [40, 41]), np.concatenate([D.activation([1.0], 40), D.activation([1.0], 41)]))


def test_between_known_pitches_means_are_mixed_and_outside_the_nearest_holds():
    assert_allclose(D.mean_at(42.0), 0.75 * D.pitch_means[1] + 0.25 * D.pitch_means[2], atol=1e-6)
    assert_array_equal(D.mean_at(20), D.pitch_means[0])
    assert_array_equal(D.mean_at(100.5), D.pitch_means[2])
    assert_allclose(D.mean_at(40.999999), D.mean_at(41), atol=1e-5)


def test_without_known_pitches_the_mean_is_the_mean():
    plain = make_directions(pitches=(), pitch_means=None)
    assert_array_equal(plain.activation([], 45), plain.activation([]))


@pytest.mark.parametrize(
    ("edits", "rule"),
    [
        (np.zeros(6), "edit-count"),
        (np.zeros((1, 1, 1)), r"edits-shape: Edits must be numbers \[k\].*\[1, 1, 1\]"),
        ([np.nan], "finite-edits: Edits must be finite"),
        ([1e39], "no-overflow: edits too large"),
    ],
)
def test_impossible_edits_are_refused(edits, rule):
    for use in (D.activation, D.offset, D.latent_offset):
        with refused(rule, InvalidInput):
            use(edits)


@pytest.mark.parametrize("pitch", [[40, 41, 45], np.nan, [[40]]])
def test_impossible_pitches_are_refused(pitch):
    with refused("pitch-per-edit", InvalidInput, says="one finite pitch, or one for each of the 2 edits"):
        D.activation([[0.0], [0.0]], pitch)


def test_moving_z_needs_directions_in_z():
    with refused("latent-directions", DirectionsError, says="Find them again with --latent"):
        make_directions(latent=None).latent_offset([1.0])


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"components": np.zeros((5, 23))}, r"directions-shape: components must be \[K, 24\].*\[5, 23\]"),
        ({"components": np.zeros((0, 24))}, "directions-shape"),
        ({"mean": np.zeros(23)}, r"directions-shape: mean must be \[24\].*\[23\]"),
        ({"stdev": np.zeros(4)}, r"directions-shape: stdev must be \[5\]"),
        ({"stdev": np.full(5, -1.0)}, "stdev-sign: stdev must not be negative"),
        ({"var_ratio": np.zeros(4)}, r"directions-shape: var_ratio must be \[5\]"),
        ({"pitch_means": np.zeros((2, 24))}, r"directions-shape: pitch_means must be \[3, 24\]"),
        ({"latent": np.zeros((4, 6))}, r"directions-shape: latent must be \[5, latent\]"),
        ({"pitches": (41, 40, 45)}, "pitches-and-names"),
        ({"names": ("a",) * 6}, "pitches-and-names"),
        ({"mean": np.full(24, np.nan)}, "finite-array: mean must be finite"),
        ({"mean": np.array(["x"] * 24)}, "numeric-array: mean must hold numbers"),
    ],
)
def test_fields_that_do_not_fit_are_refused(changes, rule):
    with refused(rule, DirectionsError):
        make_directions(**changes)


def test_directions_cannot_be_changed_from_outside():
    mine = np.ones((1, SIZE), np.float32)
    theirs = make_directions(components=mine, stdev=[1.0], var_ratio=[1.0], names=(), latent=None, residual=None)
    mine[:] = 2.0
    assert theirs.components[0, 0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        theirs.components[0, 0] = 3.0


def test_names_fall_back_on_numbers():
    assert [D.name(0), D.name(1), D.name(4)] == ["brightness", "direction 2", "direction 5"]


def test_first_keeps_the_strongest():
    few = D.first(2)
    assert (few.n_components, few.names, few.latent.shape) == (2, ("brightness", ""), (2, 6))
    assert_array_equal(few.activation([1.0, 2.0]), D.activation([1.0, 2.0]))
    with refused("kept-count", InvalidInput, says=r"1\.\.5. Received: 6"):
        D.first(6)


def test_check_accepts_the_model_and_files_that_do_not_name_one():
    D.check(LinearModel())
    make_directions(model_id=None, shape=(SIZE,)).check(LinearModel())


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"model_id": "other"}, "own-model"),
        ({"layer": "conv7"}, r"known-layer: must be one of conv0, conv1, conv0_2, conv1_2. Received: layer='conv7'"),
        ({"shape": (4, 2, 3)}, r"layer-shape: conv0 has the shape \[2, 4, 3\]. Received: directions of \[4, 2, 3\]"),
        ({"latent": np.ones((5, 7))}, "latent-size: z has 6 values. Received: directions in z of 7"),
    ],
)
def test_check_refuses_other_models(changes, rule):
    with refused(rule, DirectionsError):
        make_directions(**changes).check(LinearModel())


@pytest.mark.parametrize("suffix", [".npz", ".pickle", ".pkl", ".NPZ"])
def test_files_give_back_what_they_got(tmp_path, suffix):
    for directions in (D, make_directions(pitch=None, model_id=None, names=(), pitches=(), pitch_means=None, latent=None)):
        path = save_directions(directions, tmp_path / f"ä b{suffix}", force=True)
        assert_same(load_directions(path), directions)


def test_golden_directions_survive_both_forms(golden, tmp_path):
    directions = load_directions(golden[0] / "pca.pickle")
    assert directions.components.dtype == np.float64
    for name in ("a.npz", "a.pickle"):
        assert_same(load_directions(save_directions(directions, tmp_path / name)), directions)


def test_half_precision_halves_the_file_and_keeps_three_digits(tmp_path):
    save_directions(D, tmp_path / "half.npz", dtype="float16")
    half = load_directions(tmp_path / "half.npz")
    assert half.components.dtype == np.float32
    assert_allclose(half.components, D.components, atol=1e-3)
    assert_array_equal(half.mean, D.mean)


def test_loading_can_keep_fewer_directions(tmp_path):
    save_directions(D, tmp_path / "a.npz")
    assert load_directions(tmp_path / "a.npz", n_components=2).n_components == 2
    assert load_directions(tmp_path / "a.npz", n_components=99).n_components == 5


def test_numpy_alone_opens_a_native_file(tmp_path):
    save_directions(D, tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz", allow_pickle=False) as file:
        assert json.loads(file["meta"].item())["layer"] == "conv0"
        assert_array_equal(file["components"], D.components)


def test_saving_refuses_what_it_cannot_do(tmp_path):
    save_directions(D, tmp_path / "a.npz")
    with refused("nothing-overwritten", OutputError):
        save_directions(D, tmp_path / "a.npz")
    with refused("file-ending", InvalidInput, says=r"ends in \.npz \(native\) or \.pickle"):
        save_directions(D, tmp_path / "a.txt")
    with refused("known-dtype", InvalidInput, says="dtype must be one of"):
        save_directions(D, tmp_path / "b.npz", dtype="int8")
    with refused("native-file", InvalidInput, says="Only the native form"):
        save_directions(D, tmp_path / "b.pickle", dtype="float16")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.npz"]


def test_a_missing_file_is_a_directions_error(tmp_path):
    with refused("readable-file", DirectionsError, says=r"must be readable.*nowhere\.npz"):
        load_directions(tmp_path / "nowhere.npz")
    with refused("regular-file", DirectionsError, says="Directions are one file"):
        load_directions(tmp_path)
    with refused("readable-file", DirectionsError, says="must be readable"):
        read_native(tmp_path / "nowhere.npz")


def one_line(error):
    return "\n" not in str(error.value) and len(str(error.value)) < 600


@pytest.fixture(scope="module")
def native_bytes(tmp_path_factory):
    path = tmp_path_factory.mktemp("native") / "a.npz"
    save_directions(D, path)
    return path.read_bytes()


def test_truncated_files_are_refused(native_bytes, tmp_path):
    path = tmp_path / "a.npz"
    for size in [0, 1, 3, 4, 10, 22, 100, 200, *range(300, len(native_bytes), 97), len(native_bytes) - 1]:
        path.write_bytes(native_bytes[:size])
        with pytest.raises(DirectionsError) as error:
            load_directions(path)
        assert one_line(error) and "a.npz" in str(error.value)


@settings(deadline=None)
@given(data=st.data())
def test_corrupt_files_are_refused_or_still_directions(native_bytes, tmp_path_factory, data):
    content = bytearray(native_bytes)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("corrupt") / "a.npz"
    path.write_bytes(bytes(content))
    try:
        assert isinstance(load_directions(path), Directions)
    except DirectionsError as e:
        assert "\n" not in str(e)


def rewrite(path, content, *, compress=zipfile.ZIP_STORED, **replaced):
    """Copy an .npz, replacing members by arrays or raw bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(path, "w", compress) as new:
        for name in dict.fromkeys([n.removesuffix(".npy") for n in old.namelist()] + list(replaced)):
            value = replaced.get(name, old.read(f"{name}.npy") if f"{name}.npy" in old.namelist() else None)
            if value is None:
                continue
            if isinstance(value, np.ndarray):
                buffer = io.BytesIO()
                np.lib.format.write_array(buffer, value, allow_pickle=True)
                value = buffer.getvalue()
            new.writestr(f"{name}.npy", value)


def meta(content, **changes):
    with np.load(io.BytesIO(content)) as file:
        return np.array(json.dumps({**json.loads(file["meta"].item()), **changes}))


HUGE = b"\x93NUMPY\x01\x00" + (lambda h: len(h).to_bytes(2, "little") + h)(b"{'descr': '<f4', 'fortran_order': False, 'shape': (1073741824, 64), }\n")


@pytest.mark.parametrize(
    ("replaced", "rule"),
    [
        ({"components": HUGE}, "whole-npz"),
        ({"components": np.array([object()] * 3, object)}, "whole-npz"),
        ({"components": b"\x93NUMPY\x01\x00\xff\xffx"}, "whole-npz"),
        ({"components": np.zeros((5, SIZE), np.int32)}, "whole-directions: components of the kind int32"),
        ({"components": np.full((5, SIZE), np.inf, np.float32)}, "finite-array: components must be finite"),
        ({"mean": np.zeros(3, np.float32)}, r"directions-shape: mean must be \[24\]"),
        ({"meta": np.array("{")}, "valid-json: A file of directions is valid JSON"),
        ({"meta": np.array("[" * 100_000)}, "valid-json"),
        ({"meta": np.array('{"magic": "other"}')}, "document-format: A file of directions says format="),
        ({"meta": np.array(["x"])}, "whole-directions"),
        ({"meta": np.zeros(3)}, "whole-directions"),
    ],
)
def test_hostile_members_are_refused(native_bytes, tmp_path, replaced, rule):
    rewrite(tmp_path / "a.npz", native_bytes, **replaced)
    with refused(rule, DirectionsError) as error:
        load_directions(tmp_path / "a.npz")
    assert one_line(error)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"version": 2}, "document-version"),
        ({"layer": 3}, "whole-directions"),
        ({"pitch": True}, "whole-directions"),
        ({"shape": [2, 4, -3]}, "whole-directions"),
        ({"shape": [1, 1, 2, 4, 3]}, "whole-directions"),
        ({"pitches": [40.5]}, "whole-directions"),
        ({"names": [1]}, "whole-directions"),
    ],
)
def test_foreign_meta_is_refused(native_bytes, tmp_path, changes, rule):
    rewrite(tmp_path / "a.npz", native_bytes, meta=meta(native_bytes, **changes))
    with refused(rule, DirectionsError):
        load_directions(tmp_path / "a.npz")


def test_a_compressed_file_that_unpacks_to_more_than_itself_is_refused(native_bytes, tmp_path):
    bomb = np.zeros((5, 1 << 20), np.float32)
    rewrite(tmp_path / "a.npz", native_bytes, compress=zipfile.ZIP_DEFLATED, components=bomb)
    assert (tmp_path / "a.npz").stat().st_size < 100_000
    with refused("unpacked-size", DirectionsError):
        load_directions(tmp_path / "a.npz")


def test_files_over_the_bound_are_refused_unread(native_bytes, tmp_path, monkeypatch):
    from ganspacesynth.directions import native_directions

    monkeypatch.setattr(native_directions, "MAX_FILE_BYTES", 100)
    (tmp_path / "a.npz").write_bytes(native_bytes)
    with refused("file-size", DirectionsError, says="at most 100 bytes"):
        load_directions(tmp_path / "a.npz")


def test_other_programs_npz_is_refused(tmp_path):
    np.savez(tmp_path / "a.npz", x=np.zeros(3))
    with refused("whole-directions", DirectionsError):
        load_directions(tmp_path / "a.npz")


def test_directions_never_import_a_network_library(tmp_path):
    save_directions(D, tmp_path / "a.npz")
    code = (
        "import sys; from ganspacesynth import load_directions; load_directions(sys.argv[1]).activation([1.0]);"
        "sys.exit(any(m in sys.modules for m in ('tensorflow', 'keras', 'jax', 'scipy', 'sklearn')))"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path / "a.npz")], check=False).returncode == 0


@pytest.mark.parametrize(("head", "kind"), [(b"RIFF\0\0\0\0WAVEfmt ", "a WAV file"), (b"MThd\0\0\0\6", "a MIDI file"), (b"", "an empty file")])
def test_files_of_another_kind_are_called_what_they_are(tmp_path, head, kind):
    (tmp_path / "a.npz").write_bytes(head)
    with refused(
        "directions-file", DirectionsError, says=f"A directions file is .npz .native. or .pickle .published.. Received: .*a.npz, which is {kind}"
    ):
        load_directions(tmp_path / "a.npz")
    with refused("regular-file", DirectionsError):
        load_directions(tmp_path)
