"""Banks of strangers: every size is bounded, and what is damaged is said."""

import json
import shutil

import numpy as np
import pytest
import soundfile

from ganspacesynth.bank.bank_files import load_bank
from ganspacesynth.bank.building.bank_building import BankSettings, build_bank
from ganspacesynth.bank.units.cutting import CutSettings
from ganspacesynth.core.errors import BankError
from tests.support.refused import refused
from tests.support.tones import phrase, write


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("banks")
    build_bank([write(folder / "a.wav", phrase((60, 62, 64)))], folder / "bank", BankSettings(CutSettings("fixed", unit_s=0.25)))
    return folder / "bank"


@pytest.fixture
def bank(built, tmp_path):
    shutil.copytree(built, tmp_path / "bank")
    return tmp_path / "bank"


def changed(folder, *, about=None, **arrays):
    """Write another array, or other words, into a bank."""
    with np.load(folder / "bank.npz") as file:
        held = dict(file)
    if about is not None:
        held["about"] = np.frombuffer(json.dumps({**json.loads(held["about"].tobytes()), **about}).encode(), np.uint8)
    np.savez(folder / "bank.npz", **{**held, **arrays})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("starts", np.array([0, 1, 10**12])),
        ("starts", np.array([-1, 0, 0])),
        ("lengths", np.array([1, 0, 1])),
        ("lengths", np.array([2**62, 1, 1])),
        ("source", np.array([0, 0, 7])),
        ("features", np.full((3, 176), np.nan, np.float32)),
        ("features", np.zeros((3, 5), np.float32)),
        ("at_s", np.array([0.0, np.inf, 0.0])),
        ("phase", np.array([np.inf, 0.0, 0.0])),
        ("phase", np.array([0, 0, 0])),
        ("starts", np.zeros((3, 1), np.int64)),
        ("more", np.zeros(3)),
    ],
)
def test_arrays_that_do_not_fit_are_refused(bank, name, value):
    changed(bank, **{name: value})
    with refused("whole-bank", BankError, says="must be whole"):
        load_bank(bank)


@pytest.mark.parametrize(
    "about",
    [
        {"sample_rate": 10**9},
        {"sample_rate": True},
        {"tail": -1},
        {"settings": 3},
        {"sources": [["recording"]]},
        {"sources": 5},
        {"points": {"9": {}}},
        {"points": {"7": {"pitch": 60, "z": [1.0]}}},
        {"points": []},
    ],
)
def test_words_that_do_not_fit_are_refused(bank, about):
    changed(bank, about=about)
    with refused("whole-bank", BankError):
        load_bank(bank)


def test_another_format_or_version_is_refused(bank):
    changed(bank, about={"version": 99})
    with refused("document-version", BankError, says="version=99"):
        load_bank(bank)


def test_another_sound_is_refused(bank):
    soundfile.write(bank / "sounds.flac", np.zeros(100), 16000)
    with refused("bank-sound", BankError, says="the one that"):
        load_bank(bank)
    (bank / "sounds.flac").unlink()
    with refused("bank-sound", BankError):
        load_bank(bank)


def test_a_sound_of_another_form_is_refused(bank):
    from ganspacesynth.core.files import sha256

    soundfile.write(bank / "sounds.flac", np.zeros((100, 2)), 16000)
    changed(bank, about={"sha256": sha256(bank / "sounds.flac")})
    with refused("whole-bank", BankError, says="2 channels"):
        load_bank(bank)
    (bank / "sounds.flac").write_bytes(b"fLaC and nothing else")
    changed(bank, about={"sha256": sha256(bank / "sounds.flac")})
    with refused("bank-sound", BankError, says="readable"):
        load_bank(bank)


def test_pickles_are_never_read(bank):
    np.savez(bank / "bank.npz", about=np.array([print], object))
    with refused("whole-npz", BankError):
        load_bank(bank)


def test_what_is_no_bank_is_refused(tmp_path):
    for wrong in (tmp_path, tmp_path / "nowhere", write(tmp_path / "a.wav", phrase((60,)))):
        with refused("bank-folder", BankError, says="is a folder with"):
            load_bank(wrong)
