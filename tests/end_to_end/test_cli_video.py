"""`ganspacesynth video`, and what `hallucinate --video` makes together."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

import ganspacesynth
from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.cli.main import main
from ganspacesynth.core.documents import VIDEO
from ganspacesynth.pictures.palettes import keep_palette
from tests.conftest import GOLDEN
from tests.support.refused import reported

NETWORK = str(GOLDEN / "pictures" / "stylegan2_tiny" / "network.pkl")
SMALL = ["--size", "128x72", "--fps", "10"]


@pytest.fixture(scope="module")
def hallucination(tmp_path_factory):
    """A sound and its film, made together."""
    folder = tmp_path_factory.mktemp("films")
    words = ["--model", str(GOLDEN / "tiny_mel"), "--seed", "3", "-n", "3", "--no-engine"]
    video = ["--video", str(folder / "h.mp4"), "--video-size", "128x72", "--video-fps", "10"]
    assert main(["hallucinate", *words, "-o", str(folder / "h.wav"), *video]) == 0
    return folder


def facts(path):
    with av.open(str(path)) as container:
        return {name.lower(): text for name, text in container.metadata.items()}, float(container.duration / 1e6), container.streams.video[0].frames


def test_sound_and_picture_are_made_together(hallucination):
    said, duration_s, count = facts(hallucination / "h.mp4")
    recipe = read_recipe(hallucination / "h.wav")
    assert VIDEO.unpack_text(said["comment"])[1]["recipe"] == recipe and "hallucination" in said["title"]
    assert count == pytest.approx(10 * duration_s, abs=1.5)


def test_sound_drives_the_network_that_comes_along_where_nothing_is_said(hallucination):
    driven = VIDEO.unpack_text(facts(hallucination / "h.mp4")[0]["comment"])[1]["pictures"]
    assert driven == {"model": ganspacesynth.load_picture_model().id, "seed": 0, "psi": 0.7}


def test_the_wav_makes_the_same_film_again(hallucination, tmp_path, capsys):
    assert main(["video", str(hallucination / "h.wav"), *SMALL, "-o", str(tmp_path / "again.mp4")]) == 0
    assert "frames of 128 x 72, 10 a second" in capsys.readouterr().out
    assert facts(tmp_path / "again.mp4")[0]["comment"] == facts(hallucination / "h.mp4")[0]["comment"]


def test_the_sound_drives_pictures(hallucination, tmp_path):
    words = ["--pictures", NETWORK, "--psi", "1", "--map-seed", "4", "--fill", "mirror", *SMALL]
    assert main(["video", str(hallucination / "h.wav"), *words, "-o", str(tmp_path / "p.webm")]) == 0
    driven = VIDEO.unpack_text(facts(tmp_path / "p.webm")[0]["comment"])[1]["pictures"]
    assert driven["seed"] == 4 and driven["psi"] == 1.0


def test_pictures_of_the_network_that_comes_along(hallucination, tmp_path):
    model = ganspacesynth.load_picture_model()
    for number, words in enumerate((["--pictures"], ["--psi", "0.5"])):
        assert main(["video", str(hallucination / "h.wav"), *words, *SMALL, "-o", str(tmp_path / f"{number}.mp4")]) == 0
        driven = VIDEO.unpack_text(facts(tmp_path / f"{number}.mp4")[0]["comment"])[1]["pictures"]
        assert driven["model"] == model.id and driven["psi"] == (0.7, 0.5)[number]


def filmed(words, path):
    """Return what the pictures of a film are made of."""
    assert main(["video", *words, *SMALL, "-o", str(path)]) == 0
    return VIDEO.unpack_text(facts(path)[0]["comment"])[1]["pictures"]


def test_the_drawn_view_is_a_word_away(hallucination, tmp_path, monkeypatch):
    wav = str(hallucination / "h.wav")
    assert filmed([wav, "--pictures", "none"], tmp_path / "none.mp4") is None
    assert filmed([wav, "--view", "scroll"], tmp_path / "view.mp4") is None
    with reported("no-pictures"):
        assert main(["video", wav, "--pictures", "none", "--psi", "1", "-o", str(tmp_path / "a.mp4")]) == 1
    monkeypatch.setattr("ganspacesynth.networks.known_models.shipped_place", lambda: tmp_path)
    assert filmed([wav], tmp_path / "missing.mp4") is None
    with reported("readable-file"):
        assert main(["video", wav, "--pictures", "-o", str(tmp_path / "a.mp4")]) == 1


def test_a_sound_that_stays_at_its_place_is_heard_too(tmp_path):
    words = ["generate", "--model", str(GOLDEN / "tiny_mel"), "--seed", "3", "-o", str(tmp_path / "g.wav"), "--no-engine"]
    assert main(words) == 0
    driven = filmed([str(tmp_path / "g.wav"), "--no-cache"], tmp_path / "g.mp4")
    assert driven["score"]["sources"] == ["all sound"] and any("zoom" in row for row in driven["score"]["modulations"])


def test_any_sound_is_filmed(tmp_path):
    write_wave(tmp_path / "song é.flac", np.sin(np.arange(8000, dtype=np.float32)) / 2, 8000)
    words = ["video", str(tmp_path / "song é.flac"), "--size", "600x300", "--fps", "23.976", "--preview", "--view", "scroll", "--title", "my song"]
    assert main([*words, "-o", str(tmp_path / "a.mp4")]) == 0
    assert facts(tmp_path / "a.mp4")[0]["title"] == "my song"
    assert main([*words, "-o", str(tmp_path / "a.mp4")]) == 1 and main([*words, "-o", str(tmp_path / "a.mp4"), "--force"]) == 0
    with reported("pictures-need-recipe"):
        assert main([*words, "-o", str(tmp_path / "b.mp4"), "--pictures", NETWORK, "--preset", "sound"]) == 1


def test_a_song_drives_pictures(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("GANSPACESYNTH_HOME", str(tmp_path / "home"))
    write_wave(tmp_path / "song.wav", np.random.default_rng(0).normal(0, 0.1, 16_000).astype(np.float32), 16_000)
    Image.fromarray(np.full((8, 8, 3), 90, np.uint8)).save(tmp_path / "ref.png")
    keep_palette("mine", (4, 9))
    words = ["--pictures", NETWORK, "--preset", "pulse", "--palette", "mine", "--source", "fine hits over=0.2 signal=drums.onsets(high) | peaks"]
    words += ["--modulate", "beats | decay 0.1 -> white:0:0.4", "--like", str(tmp_path / "ref.png"), "--noise", "none", "--psi", "0.5", "--no-cache"]
    assert main(["video", str(tmp_path / "song.wav"), *words, *SMALL, "-o", str(tmp_path / "a.mov")]) == 0
    assert "fine hits over=0.2 signal=drums.onsets(high) | peaks" in capsys.readouterr().out
    said = VIDEO.unpack_text(facts(tmp_path / "a.mov")[0]["comment"])[1]["pictures"]
    assert said["song"]["name"] == "song.wav" and len(said["song"]["sha256"]) == 64
    assert said["score"]["palette"] == [4, 9] and said["score"]["psi"] == 0.5 and "beats | decay 0.1 -> white:0:0.4" in said["score"]["modulations"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mov", "home", "ref.png", "song.wav"]


def test_a_sound_of_ours_may_follow_signals_too(hallucination, tmp_path):
    words = ["--pictures", NETWORK, "--preset", "none", "--source", "all sound", "--modulate", "rms -> contrast:1:2", "--no-cache"]
    assert main(["video", str(hallucination / "h.wav"), *words, *SMALL, "-o", str(tmp_path / "p.mp4")]) == 0
    assert VIDEO.unpack_text(facts(tmp_path / "p.mp4")[0]["comment"])[1]["pictures"]["score"]["sources"] == ["all sound"]


def test_a_timeline_is_played_and_filmed(tmp_path):
    timeline = """
    format = "ganspacesynth-timeline"
    version = 1
    pictures = {network = "n.pkl", like = "ref.png", psi = 0.4}
    [[scenes]]
    kind = "walk"
    lasts = 0.6
    name = "one"
    [[scenes]]
    kind = "walk"
    lasts = 0.6
    pictures = {preset = "flow", palette = [1, 2]}
    """
    (tmp_path / "piece.toml").write_text(timeline)
    (tmp_path / "n.pkl").write_bytes(Path(NETWORK).read_bytes())
    Image.fromarray(np.full((8, 8, 3), 90, np.uint8)).save(tmp_path / "ref.png")
    words = ["video", str(tmp_path / "piece.toml"), "--model", str(GOLDEN / "tiny_mel"), *SMALL]
    assert main([*words, "-o", str(tmp_path / "a.mp4"), "--from", "0.2"]) == 0
    said, duration_s, _ = facts(tmp_path / "a.mp4")
    document = VIDEO.unpack_text(said["comment"])[1]
    assert [each["scene"] for each in document["pictures"]["scenes"]] == ["one", "walk 2"] and document["recipe"]["kind"] == "timeline"
    assert said["title"] == "piece" and duration_s == pytest.approx(1.0, abs=0.11)
    (tmp_path / "plain.toml").write_text("\n".join(line for line in timeline.splitlines() if "pictures =" not in line))
    assert main(["video", str(tmp_path / "plain.toml"), *words[2:], "-o", str(tmp_path / "b.mp4")]) == 0


def test_seeds_of_a_recipe_are_drawn_by_its_own_model(tmp_path):
    steps = [{"mode": "offset", "seed": 1, "pitch": 60}, {"mode": "offset", "seed": 2, "pitch": 64}]
    (tmp_path / "steps.json").write_text(json.dumps({"format": "ganspacesynth sequence", "version": 1, "steps": steps}))
    model = str(GOLDEN / "tiny_mel")
    words = ["hallucinate", "--model", model, "--steps", str(tmp_path / "steps.json"), "-o", str(tmp_path / "h.wav"), "--no-engine"]
    assert main(words) == 0
    with reported("trusted-model"):
        assert main(["video", str(tmp_path / "h.wav"), *SMALL, "-o", str(tmp_path / "a.mp4")]) == 1
    assert main(["video", str(tmp_path / "h.wav"), *SMALL, "-o", str(tmp_path / "a.mp4"), "--model", model]) == 0


@pytest.mark.parametrize("words", [["--size", "4"], ["--fps", "x"], ["--fps", "1000"], ["--view", "round"], ["--map-seed", "-1"]])
def test_wrong_use(words, tmp_path):
    assert main(["video", "a.wav", *words, "-o", str(tmp_path / "a.mp4")]) == 2


def test_mistakes_are_told_before_the_work(tmp_path, hallucination):
    wav = str(hallucination / "h.wav")
    cases = {
        "video-size": [wav, "--size", "33x33"],
        "existing-file": [str(tmp_path / "none.wav")],
        "part-of-timeline": [wav, "--from", "1"],
        "known-word": [wav, "--pictures", NETWORK, "--modulate", "beets -> white"],
        "known-palette": [wav, "--pictures", NETWORK, "--palette", "nobodys"],
        "readable-still": [wav, "--pictures", NETWORK, "--like", wav, "--no-cache"],
        "readable-file": [str(tmp_path / "none.toml")],
    }
    for rule, words in cases.items():
        with reported(rule):
            assert main(["video", *words, "-o", str(tmp_path / "a.mp4")]) == 1
    with reported("video-ending"):
        assert main(["video", wav, "-o", str(tmp_path / "a.avi")]) == 1
    with reported("video-options: --video out.mp4"):
        assert main(["hallucinate", "--pictures", NETWORK, "-o", str(tmp_path / "h.wav")]) == 1
    with reported("video-ending"):
        assert main(["hallucinate", "--video", "x.txt", "-o", str(tmp_path / "h.wav")]) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_killed_run_leaves_no_broken_file(tmp_path):
    write_wave(tmp_path / "a.wav", np.zeros(8000 * 120, np.float32), 8000)
    words = [sys.executable, "-m", "ganspacesynth", "video", str(tmp_path / "a.wav"), "--pictures", "none", "-o", str(tmp_path / "a.mp4")]
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        while process.poll() is None and not list(tmp_path.glob(".part-*")):
            time.sleep(0.05)
    finally:
        process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL and not (tmp_path / "a.mp4").exists()
