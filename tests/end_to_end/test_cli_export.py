"""`export`, end to end, and the options of a finished sound."""

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.lufs import loudness_lufs
from ganspacesynth.cli.main import main
from ganspacesynth.cli.sounds.options import parts
from ganspacesynth.composition.recipes import as_recipe
from ganspacesynth.networks import known_models
from tests.support import house
from tests.support.refused import reported
from tests.support.sampler_files import read_decent, read_sampler_chunk, read_sfz


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny):
    with pytest.MonkeyPatch.context() as patch:
        house.open_models_once(patch)
        yield house.build(tmp_path_factory.mktemp("Klänge und Räume"), tiny)


@pytest.fixture
def play(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(known_models.PLACES, str(folder))

    def play(name, *words, code=0):
        assert main([name, *map(str, words), "--model", str(folder / house.PITCHED)]) == code, capsys.readouterr().err
        printed = capsys.readouterr()
        return printed.err if code else printed.out

    return play


FEW = ("--every", 12, "--keys", "60-72", "--hold", 0.3)


def test_a_sound_and_a_point_become_an_instrument(play):
    play("generate", "--seed", 3, "-o", "a.flac")
    printed = play("export", "a.flac", "7", *FEW, "--layers", 2, "-o", "Mein Klang", "--width", 0.5, "--room", 0.2)
    assert printed.strip().endswith("Mein-Klang.sfz: 4 samples")
    _, regions = read_sfz("Mein Klang/Mein-Klang.sfz")
    assert {(r.root, r.velocities) for r in regions} == {(60, (1, 64)), (60, (65, 127)), (72, (1, 64)), (72, (65, 127))}
    wave, rate = regions[0].wave()
    assert rate == 44100 and wave.shape[1] == 2 and read_sampler_chunk(regions[0].path)[2] == regions[0].loop
    again = play("export", "Mein Klang/Mein-Klang_1.json", *FEW, "--format", "decent", "-o", "Noch einer")
    assert "Noch-einer.dspreset: 2 samples" in again and len(read_decent("Noch einer/Noch-einer.dspreset")[1]) == 2
    assert "b.sf2: 2 samples" in play("export", "7", *FEW, "--format", "sf2", "-o", "b")
    assert "once: 2 samples" in play("export", "7", *FEW, "--format", "wavs", "--no-loop", "-o", "once")


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("export", "7", "-o", "there"), "nothing-overwritten"),
        (("export", "7", "8", "9"), "one-or-two-points"),
        (("export", "7", "--hold", 0), "seconds-range"),
        (("export", "7", "--room", "none.wav"), "existing-file"),
        (("export", "x"), "sound-argument"),
        (("export", "7", "8", "--by", "robin", "--format", "sf2"), "velocity-in-sf2"),
        (("generate", "--width", 2), "share-range"),
        (("generate", "--room", "1.5"), "share-range"),
        (("generate", "--room", "0.5:none.wav"), "existing-file"),
        (("generate", "--bits", "float", "-o", "a.flac"), "known-bits"),
        (("generate", "--format", "ogg", "-o", "a.wav"), "format-of-name"),
    ],
)
def test_what_is_refused_before_it_is_made(play, tmp_path, words, rule):
    (tmp_path / "there").mkdir()
    with reported(rule):
        play(*words, code=1)
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


@pytest.mark.parametrize("words", [("export", "7", "--keys", "low"), ("generate", "--level", "7"), ("generate", "--level", "loud")])
def test_wrong_use(play, words):
    play(*words, code=2)


def test_a_finished_sound(play):
    click = np.zeros(2000)
    click[[0, 500]] = 1.0, 0.5
    soundfile.write("hall.wav", click, 16000)
    finish = ("--width", 0.6, "--room", "0.3:hall.wav", "--rate", 44100, "--level", -24)
    play("generate", "--seed", 3, *finish, "--format", "flac", "--bits", 16, "--picture", "a.png")
    wave, rate = soundfile.read("sound.flac")
    assert rate == 44100 and wave.shape[1] == 2 and soundfile.info("sound.flac").subtype == "PCM_16"
    assert loudness_lufs(wave, rate) == pytest.approx(-24.0, abs=0.05)
    recipe = as_recipe(read_recipe("sound.flac"))
    assert (recipe.width, recipe.rate, recipe.level, recipe.room.amount, parts(recipe)) == (0.6, 44100, -24.0, 0.3, 2)
    printed = play("show", "sound.flac")
    assert "width: 0.6" in printed and "rate: 44100" in printed and "level: -24" in printed and "samples: sha256" in printed
    play("show", "sound.flac", "--render", "again.flac")
    again = soundfile.read("again.flac")[0]
    assert np.abs(again - wave).max() <= 2.0**-15


def test_hallucinations_and_melodies_take_them_as_well(play, folder):
    finish = ("--width", 0.5, "--rate", 48000, "--level", "-30")
    play("hallucinate", "-n", 2, "--interp", 1, "--sustain", 0.1, "--seed", 2, *finish, "-o", "h.ogg")
    play("midi", folder / "Lied ö.mid", "--seed", 2, *finish, "-o", "m.ogg")
    for name in ("h.ogg", "m.ogg"):
        assert soundfile.info(name).channels == 2 and soundfile.info(name).samplerate == 48000
        assert read_recipe(name)["width"] == 0.5 and read_recipe(name)["level"] == -30.0
