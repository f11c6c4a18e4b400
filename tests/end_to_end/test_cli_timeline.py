"""`timeline`: a file of scenes played, whole and in part, with stems and a picture, and played again from its recipe."""

import argparse
import contextlib
import json

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import read_stereo
from ganspacesynth.cli.main import main
from ganspacesynth.cli.songs import timeline_command
from ganspacesynth.networks import known_models
from tests.support import house
from tests.support.refused import reported

PIECE = """
format = "ganspacesynth-timeline"
version = 1
title = "Stück"
tempo = 240
crossfade = "1 beat"
modulations = ["beats | decay 0.1 -> level:-6:0"]
loop = { from = "turn", to = "bar 3", times = 2 }

[markers]
turn = "bar 2"

[[scenes]]
name = "dawn"
kind = "walk"
lasts = "1 bar"
modulations = ["lfo 2 -> psi"]

[[scenes]]
name = "out"
kind = "exploration"
directions = [0, 1]
at = "turn"
lasts = "5 beats"

[[scenes]]
layer = "high"
kind = "style"
style = "bells"
at = "turn"
lasts = "1 bar"
modulations = ["lfo 1 -> pan"]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny):
    with pytest.MonkeyPatch.context() as patch:
        house.open_models_once(patch)
        yield house.light(tmp_path_factory.mktemp("Stücke"), tiny)


@pytest.fixture
def run(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(known_models.PLACES, str(folder))
    (tmp_path / "stück.toml").write_text(PIECE, encoding="utf-8")

    def run(*words, code=0, rule=None):
        with contextlib.nullcontext() if rule is None else reported(rule):
            assert main([*map(str, words)]) == code, capsys.readouterr().err
        printed = capsys.readouterr()
        return printed.err if code else printed.out

    return run


PLAY = ("timeline", "stück.toml", "--model", house.PITCHED)


def test_a_piece_is_played_and_drawn_and_played_again(run, tmp_path):
    out = run(*PLAY, "-o", "a.wav", "--picture", "a.png")
    assert "a.wav: 3.25 s, 5 scenes" in out and "main: dawn, out, out" in out and "keypoints, signals" in out
    recipe = read_recipe("a.wav")
    assert recipe["kind"] == "timeline" and recipe["version"] == 2 and recipe["title"] == "Stück" and recipe["precision"] == "exact"
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    run("show", "a.wav", "--render", "b.wav", "--model", house.PITCHED)
    assert np.array_equal(read_stereo("a.wav")[0], read_stereo("b.wav")[0])
    assert run("show", "a.wav").startswith("Stück: a timeline of 5 scenes in 2 layers")
    run(*PLAY, "-o", "a.wav", code=1, rule="nothing-overwritten")


def test_a_part_is_cut_from_the_whole(run):
    run(*PLAY, "-o", "a.wav")
    run(*PLAY, "-o", "b.wav", "--from", "turn", "--to", "0:02.5")
    whole, rate = read_stereo("a.wav")
    part, _ = read_stereo("b.wav")
    assert len(part) == 1.5 * rate and np.allclose(part, whole[rate : round(2.5 * rate)], atol=2e-6)
    run("show", "b.wav", "--render", "c.wav", "--model", house.PITCHED)
    assert np.array_equal(read_stereo("c.wav")[0], part)


def test_stems_sum_to_the_mix_in_any_format(run):
    out = run(*PLAY, "-o", "a.flac", "--rate", 44100, "--stems", "--preview")
    assert "a-1-main.flac" in out and "a-2-high.flac" in out
    mix, one, two = (soundfile.read(name)[0] for name in ("a.flac", "a-1-main.flac", "a-2-high.flac"))
    assert soundfile.info("a.flac").samplerate == 44100 and np.allclose(mix, one + two, atol=1e-6)
    assert "stem" not in read_recipe("a.flac") and read_recipe("a-2-high.flac")["stem"] == 1


def test_a_preview_is_a_precision():
    parser = argparse.ArgumentParser()
    timeline_command.add_arguments(parser)
    asked = [parser.parse_args(["a.toml", *words]).precision for words in ([], ["--preview"], ["--precision", "preview"])]
    assert asked == ["exact", "preview", "preview"]


def test_json_will_do_and_seeds_differ(run, tmp_path):
    plain = {"format": "ganspacesynth-timeline", "version": 1, "scenes": [{"kind": "walk", "lasts": 0.5}]}
    (tmp_path / "p.json").write_text(json.dumps(plain), encoding="utf-8")
    play = ("timeline", "p.json", "--model", house.PITCHED)
    assert "p.wav: 0.50 s, 1 scene\n" in run(*play)
    run(*play, "-o", "b.wav", "--seed", 5)
    assert not np.allclose(read_stereo("p.wav")[0], read_stereo("b.wav")[0])
    run(*play, "-o", "c.wav", "--stems", code=1, rule="stems-of-layers: Put scenes on another layer")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('kind = "walk"', 'kind = "wakl"', "timeline-word: Did you mean walk"),
        ("crossfade =", "crosfade =", "timeline-word: Did you mean crossfade"),
        ('at = "turn"', 'at = "trun"', "known-marker: Did you mean turn"),
        ("version = 1", "version = 9", "document-version"),
        ("tempo = 240", "tempo =", "valid-toml"),
    ],
)
def test_slips_are_answered(run, tmp_path, old, new, rule):
    (tmp_path / "stück.toml").write_text(PIECE.replace(old, new), encoding="utf-8")
    assert run(*PLAY, "-o", "a.wav", code=1, rule=rule) and not (tmp_path / "a.wav").exists()


def test_what_does_not_go_together(run):
    run(*PLAY, "-o", "-", "--stems", code=1, rule="stems-beside-mix: Name a file for the mix")
    run(*PLAY, "--from", "nowhere", code=1, rule="known-marker")
    run(*PLAY, "--from", 3, "--to", 2, code=1, rule="timeline-part")
    run("timeline", "none.toml", code=1, rule="readable-file")
