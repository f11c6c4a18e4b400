"""A recipe is a stranger's: alone it opens known models, and what lies beside its WAV."""

import os

import pytest

from ganspacesynth.cli.sounds import trust
from ganspacesynth.cli.sounds.trust import trusted_directions, trusted_model
from ganspacesynth.core.errors import DirectionsError, ModelError
from ganspacesynth.networks import known_models
from tests.support.refused import refused


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder of known models, a folder with a WAV, and a place that is neither."""
    for folder in ("models/mine", "download/model", "secret"):
        (tmp_path / folder).mkdir(parents=True)
    for folder in ("models/mine", "secret"):
        (tmp_path / folder / "model.json").write_text("{}", encoding="utf-8")
    monkeypatch.setenv(known_models.PLACES, str(tmp_path / "models"))
    return tmp_path


def test_what_is_known_or_lies_beside_the_wav_is_opened(place):
    wav = str(place / "download" / "x.wav")
    assert trusted_model(None, wav) is None and trusted_model("default", wav) == "default"
    for path in (place / "download" / "model", place / "models" / "mine"):
        assert trusted_model(str(path), wav) == str(path)
    assert trusted_model("mine", wav) == str(place / "models" / "mine")
    assert trusted_directions(None, wav, None) is None
    for path in (place / "download" / "d.npz", place / "models" / "mine" / "d.npz"):
        assert trusted_directions(str(path), wav, None) == str(path)
    assert trusted_directions(str(place / "secret" / "d.npz"), wav, str(place / "secret"))  # the model was named with --model


ELSEWHERE = (
    "secret",
    "download/../secret",
    "download2",
    "models",
    "models/other",
    "",
    "/",
    "/dev/stdin",
    "//server/share/x",
    "~/x",
    "a\0b",
    "nobody",
)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_nothing_else_is_even_looked_at(place, name, monkeypatch):
    wav = str(place / "download" / "x.wav")
    path = str(place / name) if "/" in name and name[0] not in "/~" else name
    looked = []
    real = os.path.realpath
    monkeypatch.setattr(trust.os.path, "realpath", lambda asked, **more: looked.append(asked) or real(asked, **more))
    with refused("trusted-model", ModelError, says=r"opens only known models, and what lies beside its WAV. Received: .*--model"):
        trusted_model(path, wav)
    with refused("trusted-directions", DirectionsError, says=r"opens only what lies beside its WAV or its model. Received: .*--directions"):
        trusted_directions(path, wav, None)
    assert path not in looked


def test_a_link_beside_the_wav_leads_nowhere_else(place):
    (place / "download" / "link").symlink_to(place / "secret", target_is_directory=True)
    with refused("trusted-model", ModelError):
        trusted_model(str(place / "download" / "link"), str(place / "download" / "x.wav"))
