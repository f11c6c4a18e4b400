"""`listen` and `react`: a song drawn, a song answered."""

import contextlib
import json

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import read_audio, read_stereo
from ganspacesynth.cli.main import main
from ganspacesynth.networks import known_models
from tests.support import house, synthetic_song
from tests.support.refused import reported


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny):
    with pytest.MonkeyPatch.context() as patch:
        house.open_models_once(patch)
        yield house.light(tmp_path_factory.mktemp("Lieder"), tiny)


@pytest.fixture(scope="module")
def known():
    return synthetic_song.song(((120.0, 2, ("C", "G"), {"kick", "snare", "hat", "pad"}),))


@pytest.fixture
def run(folder, known, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(known_models.PLACES, str(folder))
    soundfile.write("lied ö.wav", known.wave, known.rate)

    def run(*words, code=0, rule=None):
        with contextlib.nullcontext() if rule is None else reported(rule):
            assert main([*map(str, words)]) == code, capsys.readouterr().err
        printed = capsys.readouterr()
        return printed.err if code else printed.out

    return run


REACT = ("react", "lied ö.wav", "--model", house.PITCHED, "--seed", 3)


# --- listen


def test_listen_says_and_draws_what_it_heard(run, tmp_path, known):
    out = run("listen", "lied ö.wav", "--json", "s.json")
    assert f"{known.duration_s:.2f} s" in out and "120.1 beats a minute" in out and "sections begin at 0:00.0" in out
    assert (tmp_path / "lied ö signals.png").read_bytes().startswith(b"\x89PNG") and (tmp_path / ".ganspacesynth").is_dir()
    plain = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert {"onsets(low)", "tempo"} <= {each["name"] for each in plain["signals"]}
    assert np.allclose(plain["beats_s"], known.beats[: len(plain["beats_s"])], atol=0.05)
    run("listen", "lied ö.wav", code=1, rule="nothing-overwritten")
    run("listen", "lied ö.wav", "--force")


def test_listen_draws_chains_of_ones_own_of_a_part(run, tmp_path):
    chain = "drums.onsets(high) | peaks | decay 0.4"
    out = run("listen", "lied ö.wav", "--from", "0:01", "--to", 3, "--signal", chain, "--signal", "lfo 1", "-o", "a.svg", "--no-cache", "--fps", 25)
    assert out.startswith("2.00 s") and "a.svg: 2 signals" in out and "<svg" in (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert not (tmp_path / ".ganspacesynth").exists()


def test_listen_takes_filters_and_stems(run, tmp_path):
    (tmp_path / "stems").mkdir()
    soundfile.write(tmp_path / "stems" / "drums.wav", np.zeros(8000), 8000)
    words = ("--stems", "stems", "--filter", "drums=20:100", "--signal", "drums.rms", "--json", "s.json")
    run("listen", "lied ö.wav", *words)
    assert not any(json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))["signals"][0]["values"])


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("--signal", "onsts"), "known-word: Did you mean onsets"),
        (("--signal", "guitar.rms"), "known-stem"),
        (("-o", "a.gif"), "file-ending"),
        (("--from", "x"), "moment-form"),
        (("--fps", 1), "frame-rate"),
        (("--stems", "nowhere"), "stem-folder"),
    ],
)
def test_listen_says_what_is_wrong(run, words, rule):
    run("listen", "lied ö.wav", *words, code=1, rule=rule)


def test_a_wrong_filter_is_wrong_use(run):
    assert "a stem and its frequencies" in run("listen", "lied ö.wav", "--filter", "drums", code=2)


def test_songs_of_few_frequencies_are_remarked_on(run, tmp_path, caplog):
    soundfile.write(tmp_path / "low.wav", np.zeros(16_000), 8000)
    run("listen", "low.wav")
    assert "onsets(high) are silent" in caplog.text


# --- react


def test_react_makes_a_sound_as_long_as_the_song_that_is_made_again(run, known):
    out = run(*REACT, "-o", "a.wav")
    wave, rate = read_audio("a.wav")
    assert abs(len(wave) / rate - known.duration_s) < 1e-3 and np.abs(wave).max() > 0.01
    assert "seed 3" in out and "-> morph:0:1" in out and "-> level:-24:0" in out
    recipe = read_recipe("a.wav")
    assert recipe["kind"] == "reaction" and recipe["song"]["name"] == "lied ö.wav"
    shown = run("show", "a.wav", "--render", "b.wav", "--model", house.PITCHED)
    assert "follows a song lied ö.wav, 3 modulations" in shown and np.array_equal(read_audio("b.wav")[0], wave)


def test_changing_one_modulation_is_heard(run):
    run(*REACT, "-o", "a.wav", "--to", 2)
    run(*REACT, "-o", "b.wav", "--to", 2, "--modulate", "lfo 2 square -> level:-60:0")
    (a, rate), (b, _) = read_audio("a.wav"), read_audio("b.wav")
    quiet, loud = (np.sqrt(np.mean(np.square(b[round(at * rate) : round((at + 0.2) * rate)]))) for at in (0.52, 0.28))
    assert len(a) == len(b) == 2 * rate and quiet < 0.1 * loud


def test_a_mix_holds_both(run, known):
    run(*REACT, "-o", "a.wav", "--mix", "mix.flac", "--share", 0)
    mix, rate = read_stereo("mix.flac")
    assert abs(len(mix) / rate - known.duration_s) < 1e-3 and np.corrcoef(mix[:, 0], mix[:, 1])[0, 1] > 0.99
    assert read_recipe("mix.flac") == read_recipe("a.wav")


def test_a_preset_of_ones_own_with_edits(run):
    out = run(*REACT, "-o", "a.wav", "--to", 1, "--preset", "none", "--modulate", "rms -> edits.1:-2:2 cosine", "--modulate", "walk 1 -> pan")
    assert "rms -> edits.1:-2:2 cosine" in out and read_stereo("a.wav")[0].shape[1] == 2
    run(*REACT, "-o", "b.wav", "--to", 1, "--preset", "brighten")


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("--modulate", "rms"), "modulation-form"),
        (("--modulate", "rms -> volume"), "modulation-target"),
        (("--modulate", "rmss -> level"), "known-word"),
        (("--modulate", "rms -> edits.99"), "needs-directions"),
        (("--modulate", "rms -> pan", "--width", 0.5), "pan-or-width"),
        (("--share", 2, "--mix", "m.wav"), "mix-share"),
        (("--mix", "m.xyz"), "file-ending"),
        (("--pitch", "60,64"), "one-pitch"),
        (("--spacing", 0), "keypoint-spacing"),
        (("--from", "bar 99"), "song-bars"),
    ],
)
def test_react_says_what_is_wrong_before_the_work(run, tmp_path, words, rule):
    run(*REACT, "-o", "a.wav", *words, code=1, rule=rule)
    assert not (tmp_path / "a.wav").exists()


def test_a_mix_needs_a_file(run, monkeypatch):
    run(*REACT, "-o", "-", "--mix", "m.wav", code=1, rule="mix-needs-file")


def test_no_song(run):
    run("react", "nowhere.wav", code=1, rule="existing-file")
    run("listen", "http://example.com/a.mp3", code=1, rule="https-only")
