"""Content credentials: signed, checked, trusted or not, broken by any change; the sound and its recipe stay as they are."""

import importlib.util
import json

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.bank.answering.continuation_recipe import ContinuationRecipe
from ganspacesynth.bank.answering.joins import Placed
from ganspacesynth.cli.main import main
from ganspacesynth.composition.recipes import clip_recipe
from ganspacesynth.core.artifact import Artifact
from ganspacesynth.core.errors import InvalidInput, OutputError
from ganspacesynth.core.point import Point
from ganspacesynth.lineage import credentials
from ganspacesynth.lineage.credentials import read_credentials, sign
from ganspacesynth.pictures.png import read_text, write_png
from tests.support.certificates import certificates
from tests.support.refused import refused, reported

pytestmark = pytest.mark.skipif(importlib.util.find_spec("c2pa") is None, reason="c2pa-python is not installed")
CLIP = clip_recipe(Point(60, seed=1))
ANSWER = ContinuationRecipe(bank=Artifact("bank", "b" * 16), heard=Artifact("recording", "c" * 64), placed=[Placed(0, 0)])
PICTURE = '{"format":"ganspacesynth-picture","version":1,"model":"ab","seeds":[1]}'


@pytest.fixture(scope="module")
def pems(tmp_path_factory):
    return certificates(tmp_path_factory.mktemp("pems"))


def sound(path, recipe=CLIP):
    signed = recipe.signed(made_by="0.1.0", model=Artifact("model", "521b3aaf1eff3547"), directions=None, precision="exact")
    write_wave(path, np.random.default_rng(0).uniform(-0.5, 0.5, 4000).astype(np.float32), 16000, recipe=signed.to_json())
    return path


def signed(path, pems):
    return sign(path, path.with_name(f"signed {path.name}"), pems / "chain.pem", pems / "key.pem")


def test_a_signed_sound_is_the_same_sound(tmp_path, pems):
    path = sound(tmp_path / "tön.wav")
    copy = signed(path, pems)
    np.testing.assert_array_equal(soundfile.read(copy, dtype="float64")[0], soundfile.read(path, dtype="float64")[0])
    assert read_recipe(copy) == read_recipe(path) is not None
    found = read_credentials(copy)
    assert (found.state, found.signer, found.source_type) == ("Valid", "Signer / Test", "trainedAlgorithmicMedia")
    assert found.program.startswith("ganspacesynth ") and json.loads(found.recipe) == read_recipe(path)
    assert found.ingredients == ("model (521b3aaf1eff3547)",) and [each.partition(":")[0] for each in found.problems] == [
        "signingCredential.untrusted"
    ]
    trusted = read_credentials(copy, trust=pems / "ca.pem")
    assert trusted.state == "Trusted" and trusted.problems == ()


def test_an_answer_is_composed_of_recordings(tmp_path, pems):
    found = read_credentials(signed(sound(tmp_path / "a.wav", ANSWER), pems))
    assert found.source_type == "compositeWithTrainedAlgorithmicMedia" and len(found.ingredients) == 3


def test_a_picture_is_signed_with_its_recipe(tmp_path, pems):
    copy = signed(write_png(tmp_path / "a.png", np.zeros((4, 4, 3), np.float32), PICTURE), pems)
    assert read_credentials(copy).recipe == read_text(copy) == PICTURE


def test_any_change_is_noticed(tmp_path, pems):
    copy = signed(sound(tmp_path / "a.wav"), pems)
    data = bytearray(copy.read_bytes())
    data[2000] ^= 1
    copy.write_bytes(data)
    found = read_credentials(copy, trust=pems / "ca.pem")
    assert found.state == "Invalid" and any("mismatch" in each for each in found.problems)
    assert main(["credentials", str(copy)]) == 1


def test_what_carries_no_recipe_is_not_called_made_by_a_model(tmp_path, pems):
    soundfile.write(tmp_path / "a.wav", np.zeros(100), 8000)
    write_png(tmp_path / "a.png", np.zeros((2, 2, 3), np.float32))
    for name in ("a.wav", "a.png"):
        with refused("credentials-recipe", InvalidInput, says="carries its recipe"):
            signed(tmp_path / name, pems)
        assert read_credentials(tmp_path / name) is None


def test_other_formats_names_and_algorithms_are_refused(tmp_path, pems):
    for name in ("a.ogg", "a.flac"):
        with refused("credentials-format", InvalidInput, says="WAV or PNG"):
            signed(sound(tmp_path / name), pems)
    path = sound(tmp_path / "a.wav")
    with refused("credentials-ending", InvalidInput, says="ends as its original"):
        sign(path, tmp_path / "b.flac", pems / "chain.pem", pems / "key.pem")
    with refused("credentials-algorithm", InvalidInput, says="one of es256"):
        sign(path, tmp_path / "b.wav", pems / "chain.pem", pems / "key.pem", algorithm="rot13")


def test_certificates_that_do_not_sign_are_refused(tmp_path, pems):
    path, other = sound(tmp_path / "a.wav"), certificates(tmp_path)
    for chain, key in ((pems / "chain.pem", other / "key.pem"), (pems / "key.pem", pems / "key.pem"), (pems / "chain.pem", pems / "chain.pem")):
        with refused("credentials-signed", InvalidInput, says="its own private key sign"):
            sign(path, tmp_path / "b.wav", chain, key)
        assert not (tmp_path / "b.wav").exists()
    for odd in (tmp_path / "none.pem", path):
        with refused("pem-file", InvalidInput, says="are PEM files"):
            sign(path, tmp_path / "b.wav", odd, pems / "key.pem")


def test_nothing_is_overwritten_unasked_and_a_file_may_be_signed_in_its_place(tmp_path, pems):
    path = sound(tmp_path / "a.wav")
    with refused("nothing-overwritten", OutputError):
        sign(path, path, pems / "chain.pem", pems / "key.pem")
    sign(path, path, pems / "chain.pem", pems / "key.pem", force=True)
    assert read_credentials(path).state == "Valid"


def test_damaged_and_large_files_are_refused(tmp_path, pems, monkeypatch):
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffcaBX")
    with refused("whole-credentials", InvalidInput, says="must be whole"):
        read_credentials(tmp_path / "a.png")
    with refused("readable-file", InvalidInput, says="signed in a file is read"):
        read_credentials(tmp_path / "none.wav")
    monkeypatch.setattr(credentials, "MAX_BYTES", 10)
    with refused("file-size", InvalidInput, says="with credentials"):
        read_credentials(sound(tmp_path / "a.wav"))


def test_without_the_library_an_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with refused("extra-installed", InvalidInput, says=r"ganspacesynth\[credentials\]"):
        read_credentials(tmp_path / "a.wav")


def test_the_commands(tmp_path, pems, capsys):
    path, copy = str(sound(tmp_path / "a.wav")), str(tmp_path / "b.wav")
    assert main(["credentials", "sign", path, "-o", copy, "--certificate", str(pems / "chain.pem"), "--key", str(pems / "key.pem")]) == 0
    assert main(["credentials", copy, "--trust", str(pems / "ca.pem")]) == 0
    told = capsys.readouterr().out
    assert f"{copy}: Trusted" in told and "source type trainedAlgorithmicMedia" in told and "made of     model (521b3aaf1eff3547)" in told
    assert main(["credentials", copy, "--json"]) == 0 and json.loads(capsys.readouterr().out)["state"] == "Valid"
    assert main(["show", copy]) == 0 and "clip" in capsys.readouterr().out
    with reported("has-credentials"):
        assert main(["credentials", path]) == 1
