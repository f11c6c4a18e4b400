"""`directions` under all its names, and `explore`."""

import logging
import sys

import numpy as np
import pytest

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.cli.directions import find as program
from ganspacesynth.cli.main import main, run_subcommand
from ganspacesynth.composition.recipe_sounds import make
from ganspacesynth.core.point import Point
from ganspacesynth.directions.decomposition.estimators import ESTIMATORS
from ganspacesynth.directions.directions_files import load_directions
from ganspacesynth.directions.search.pca import CLOSED_FORM
from tests.conftest import GOLDEN
from tests.support.refused import reported

MODEL = str(GOLDEN / "tiny_mel")
QUICK = ["--random_z_count", "400", "--n_components", "3"]


@pytest.fixture(autouse=True)
def _log_level():
    """The command line sets the level of our log; other tests shall not notice."""
    before = logging.getLogger("ganspacesynth").level
    yield
    logging.getLogger("ganspacesynth").setLevel(before)


@pytest.fixture(scope="module")
def native(tmp_path_factory):
    path = tmp_path_factory.mktemp("directions") / "a.npz"
    assert program.main(["--ckpt_dir", MODEL, *QUICK, "--latent", "--latent_z_count=1500", "-o", str(path)]) == 0
    return path


def test_layers_are_listed(capsys):
    assert program.main([f"--ckpt_dir={MODEL}", "--list_layers"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert program.main([f"--model={MODEL}", "--list-layers"]) == 0  # as everywhere else
    assert capsys.readouterr().out.splitlines() == lines
    assert lines[:2] == ["conv0 2x16x8", "conv1 2x16x8"]
    assert len(lines) == 10


def test_published_flags_find_directions(tmp_path, capsys):
    out = tmp_path / "sub folder" / "pca.pickle"
    words = "--layer=conv1 --batch_size=64 --random_z_count=300 --estimator=ipca --pca_batch_size=100 --pitch=60 --seed=3"
    assert program.main([f"--ckpt_dir={MODEL}", *words.split(), "--n_components=5", f"--pca_out_file={out}"]) == 0
    found = load_directions(out)
    assert (found.layer, found.estimator, found.pitch, found.n_components) == ("conv1", "ipca", 60, 5)
    assert len(found.pitches) == 61
    printed = capsys.readouterr().out
    assert "5 directions of conv1 (2x16x8) at pitch 60, by ipca" in printed
    assert "the first 1: " in printed


def test_hyphens_do_as_well(tmp_path):
    words = "--batch-size=64 --random-z-count=50 --pca-batch-size=100 --n-components=2 --no-all-pitches"
    assert main(["directions", f"--ckpt-dir={MODEL}", *words.split(), "--pca-out-file", str(tmp_path / "a.npz")]) == 0
    assert load_directions(tmp_path / "a.npz").pitches == ()


def test_latent_directions_are_in_the_file(native, tiny, capsys):
    found = load_directions(native)
    found.check(tiny)
    assert found.latent.shape == (3, 32)


def test_the_summary_tells_the_quality_in_z(tmp_path, capsys):
    words = ["--ckpt_dir", MODEL, *QUICK, "--no-all-pitches", "--latent", "--latent_z_count=1000"]
    assert program.main([*words, "-o", str(tmp_path / "a.npz")]) == 0
    assert "of z; z explains" in capsys.readouterr().out


def test_the_same_seed_gives_the_same_file(tmp_path):
    for name in ("a.npz", "b.npz"):
        assert program.main(["--ckpt_dir", MODEL, *QUICK, "--seed=7", "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_estimators_are_the_librarys():
    assert set(program.ESTIMATORS) == {*ESTIMATORS, CLOSED_FORM}


def test_a_run_says_how_far_its_halves_are_apart(tmp_path, capsys):
    """Printed, and kept in either form of file."""
    for name in ("a.npz", "a.pickle"):
        assert program.main(["--ckpt_dir", MODEL, *QUICK, "--no-all-pitches", "-o", str(tmp_path / name)]) == 0
        found = load_directions(tmp_path / name)
        angle, spread = np.median(found.half_angles), 100.0 * np.median(found.half_spreads)
        assert found.error == pytest.approx(angle / 2.0)
        assert (
            f"the two halves of the sounds: {angle:.2g} degrees and {spread:.2g} % of stdev apart (median of the first 3; "
            f"{found.half_angles.max():.2g} degrees at most), so all together are within about {angle / 2:.2g} degrees and {spread / 2:.2g} %"
        ) in capsys.readouterr().out


def test_an_accuracy_is_asked_for(tmp_path, capsys):
    path = tmp_path / "a.npz"
    assert program.main(["--ckpt_dir", MODEL, "--n_components=3", "--accuracy=1", "--no-all-pitches", "-o", str(path)]) == 0
    found = load_directions(path)
    assert found.estimator == "sketch" and found.error <= 1.0


def test_plain_is_what_is_heard_alone(tmp_path, tiny):
    """As published: the covariance of these very sounds."""
    path = tmp_path / "a.npz"
    assert program.main(["--ckpt_dir", MODEL, *QUICK, "--plain", "--no-all-pitches", "-o", str(path)]) == 0
    rows = tiny.activations(tiny.sample_z(400, seed=0), 32, ["conv0"])["conv0"].reshape(400, -1)
    expected = np.sqrt(np.linalg.eigvalsh(np.cov(rows.T.astype(np.float64)))[::-1][:3])
    np.testing.assert_allclose(load_directions(path).stdev, expected, rtol=1e-4)


def test_a_sketch_says_how_good_it_is(tmp_path, capsys):
    path = tmp_path / "a b.npz"
    assert program.main(["--ckpt_dir", MODEL, *QUICK, "--estimator=sketch", "--passes=2", "--no-all-pitches", "-o", str(path)]) == 0
    found = load_directions(path)
    assert found.estimator == "sketch"
    assert found.residual.shape == (3,) and found.residual.max() < 0.05
    printed = capsys.readouterr().out
    assert "by sketch" in printed
    assert f"residual of a direction: {100 * np.median(found.residual):.2g} % of its variance (median)" in printed
    assert [p.name for p in tmp_path.iterdir()] == ["a b.npz"]


@pytest.mark.parametrize("estimator", ["exact", "sketch"])
def test_a_stopped_search_goes_on_with_resume(tmp_path, capsys, caplog, monkeypatch, estimator):
    """Ctrl-C in the middle; then the same command refuses, then goes on, and the file is the one of a search never stopped."""
    words = ["--ckpt_dir", MODEL, "--random_z_count=20000", "--n_components=3", f"--estimator={estimator}", "--no-all-pitches"]
    path, whole = tmp_path / "ü.npz", tmp_path / "whole.npz"
    assert program.main([*words, "-o", str(whole)]) == 0

    def stopping(items, description, total):
        for i, item in enumerate(items):
            if i == 2 and description == "Listening to conv0":
                raise KeyboardInterrupt
            yield item

    with monkeypatch.context() as patch:
        patch.setattr(program, "track", stopping)
        assert program.main([*words, "-o", str(path)]) == 130
    told = capsys.readouterr().err.splitlines()[-1]
    assert told == "ganspacesynth: Stopped. 2 of 5 shares of the work are done and kept; the same command with --resume goes on from there."
    assert caplog.text == ""
    assert not path.exists() and (tmp_path / "ü.npz.unfinished").exists()
    capsys.readouterr()
    assert program.main([*words, "-o", str(path)]) == 1
    assert "An unfinished search is not thrown away unasked" in capsys.readouterr().err
    assert program.main([*words, "--seed=5", "--resume", "-o", str(path)]) == 1
    assert "goes on with the settings it began with" in capsys.readouterr().err
    assert program.main([*words, "--resume", "-o", str(path)]) == 0
    assert path.read_bytes() == whole.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["whole.npz", "ü.npz"]


def test_force_starts_an_unfinished_search_again(tmp_path):
    path = tmp_path / "a.npz"
    (tmp_path / "a.npz.unfinished").write_text("of another program")
    assert program.main(["--ckpt_dir", MODEL, *QUICK, "--no-all-pitches", "--force", "-o", str(path)]) == 0
    assert [p.name for p in tmp_path.iterdir()] == ["a.npz"]


def test_nothing_to_resume_is_a_beginning(tmp_path):
    assert program.main(["--ckpt_dir", MODEL, *QUICK, "--no-all-pitches", "--resume", "-o", str(tmp_path / "a.npz")]) == 0


def test_workers_share_the_work(tmp_path):
    for name, more in (("a.npz", []), ("b.npz", ["--workers=2"])):
        words = ["--ckpt_dir", MODEL, "--random_z_count=9000", "--n_components=3", "--no-all-pitches", *more]
        assert program.main([*words, "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_an_existing_file_is_kept_and_nothing_is_loaded(tmp_path, capsys, monkeypatch):
    from ganspacesynth.networks.gansynth import gansynth

    monkeypatch.setattr(gansynth, "load_model", lambda *a: pytest.fail("loaded before the output was checked"))
    path = tmp_path / "a.npz"
    path.write_text("mine")
    assert program.main(["--ckpt_dir", MODEL, *QUICK, "-o", str(path)]) == 1
    assert "Use --force" in capsys.readouterr().err
    assert path.read_text() == "mine"


def test_force_replaces_it(tmp_path):
    path = tmp_path / "a.npz"
    path.write_text("mine")
    assert program.main(["--ckpt_dir", MODEL, *QUICK, "--no-all-pitches", "--force", "-o", str(path)]) == 0
    assert load_directions(path).n_components == 3


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ([], 2, "one of --pca_out_file and --list_layers is needed"),
        (["--estimator=nmf", "-o", "a.npz"], 2, "estimator: one of"),
        (["-o", "a.txt"], 1, "ends in .npz"),
        (["-o", "a.npz", "--layer=conv9"], 1, "layer must be one of conv0"),
        (["-o", "a.npz", "--pitch=3"], 1, "plays the pitches 24-84"),
        (["-o", "a.npz", "--n_components=0"], 1, "n_components must be a whole number"),
        (["-o", "a.npz", "--accuracy=0"], 1, "number of degrees in 0.01..45"),
        (["-o", "a.npz", "--accuracy=1", "--random_z_count=100"], 2, "either --random_z_count or --accuracy"),
        (["-o", "a.npz", "--accuracy=1", "--estimator=exact"], 1, "reached by the estimator sketch"),
        (["-o", "a.npz", "--passes=0"], 1, "passes must be a whole number"),
        (["-o", "a.npz", "--workers=2", "--ray=auto"], 2, "either --workers or --ray"),
        (["-o", "a.npz", "--workers=999"], 1, "workers must be in 1..256"),
        (["-o", "a.npz", "--memory=-1"], 2, "--memory is in gigabytes"),
        (["-o", "a.npz", "--memory=nan"], 2, "--memory is in gigabytes"),
        (["-o", "a.npz", "--estimator=sketch", "--memory=0.00001"], 1, "allow more (--memory)"),
        (["-o", "a.npz", "--estimator=ipca", "--workers=2"], 1, "are for the estimators exact and sketch"),
    ],
)
def test_wrong_use_is_one_line(tmp_path, monkeypatch, capsys, words, code, message):
    monkeypatch.chdir(tmp_path)
    assert program.main(["--ckpt_dir", MODEL, *words]) == code
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", [["--estimator=ica", "--resume"], ["--random_z_count=100", "--n_components=2", "--workers=2", "--plain"]])
def test_only_some_estimators_are_shared(tmp_path, words):
    with reported("shareable-estimator: are for the estimators exact and sketch, the first with more sounds than a layer has values"):
        assert program.main(["--ckpt_dir", MODEL, "-o", str(tmp_path / "a.npz"), *words]) == 1


def test_words_come_from_the_command_line(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["gansynth_ganspace", "--ckpt_dir", MODEL, "--list_layers"])
    assert program.main() == 0
    assert "conv0" in capsys.readouterr().out


@pytest.mark.parametrize("mode", ["replace", "offset", "latent"])
def test_grids_are_rendered_in_every_mode(tmp_path, native, tiny, capsys, mode):
    out = tmp_path / "grid"
    words = ["explore", "--model", MODEL, "--directions", str(native), "--mode", mode, "--steps", "2", "--range", "-2", "1", "--pitch", "50"]
    assert main([*words, "-o", str(out)]) == 0
    names = {"wave_-2,-2.wav", "wave_1,-2.wav", "wave_-2,1.wav", "wave_1,1.wav", "spectrograms.png"}
    assert {p.name for p in out.iterdir()} == names
    assert {line.rsplit("/", 1)[-1].rsplit("\\", 1)[-1] for line in capsys.readouterr().out.splitlines()} == names
    wave, rate = read_audio(out / "wave_1,-2.wav")
    assert (len(wave), rate) == (4000, tiny.config.sample_rate)
    recipe = read_recipe(out / "wave_1,-2.wav")
    point = Point.from_json(recipe["point"])
    assert (point.pitch, point.mode, point.edits, recipe["directions"]["path"]) == (50.0, mode, (1.0, -2.0), str(native))
    np.testing.assert_allclose(make(recipe, tiny, load_directions(native)), wave, atol=1e-5)


def test_strips_are_rendered(tmp_path, native):
    assert main(["explore", "--model", MODEL, "--directions", str(native), "-x", "3", "-y", "0", "--steps", "3", "-o", str(tmp_path / "s")]) == 0
    assert sorted(p.name for p in (tmp_path / "s").iterdir()) == ["spectrograms.png", "wave_-3.wav", "wave_0.wav", "wave_3.wav"]


def test_published_directions_are_explored(tmp_path, caplog):
    words = ["explore", "--model", MODEL, "--directions", str(GOLDEN / "tiny_mel" / "pca.pickle"), "-y", "0", "--steps", "2"]
    assert main([*words, "-o", str(tmp_path / "s")]) == 0
    assert read_recipe(tmp_path / "s" / "wave_3.wav")["point"]["pitch"] == 60.0
    assert "do not know other pitches" in caplog.text


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["-x", "9"], 1, "numbered 1..3. Received: 9"),
        (["-x", "2"], 1, "Received: 2 twice"),
        (["--pitch", "3"], 1, "plays the pitches 24-84"),
        (["--steps", "99"], 1, "steps must be in 2..33"),
        (["--range", "a", "b"], 2, "a number; received"),
        (["--mode", "other"], 2, "mode: one of"),
    ],
)
def test_wrong_use_of_explore_leaves_no_folder(tmp_path, native, capsys, words, code, message):
    assert main(["explore", "--model", MODEL, "--directions", str(native), *words, "-o", str(tmp_path / "s")]) == code
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_an_existing_folder_is_kept(tmp_path, native, capsys):
    words = ["explore", "--model", MODEL, "--directions", str(native), "-y", "0", "--steps", "2", "--range", "-1", "1", "-o", str(tmp_path / "s")]
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "wave_-9.wav").write_text("of an earlier run")
    assert main(words) == 1
    assert "overwritten unasked" in capsys.readouterr().err
    assert main([*words, "--force"]) == 0
    assert sorted(p.name for p in (tmp_path / "s").iterdir()) == ["spectrograms.png", "wave_-1.wav", "wave_1.wav"]


def test_a_folder_with_other_things_is_kept_even_with_force(tmp_path, native, capsys):
    words = ["explore", "--model", MODEL, "--directions", str(native), "-y", "0", "--steps", "2", "-o", str(tmp_path / "s")]
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "mine.txt").write_text("mine")
    assert main([*words, "--force"]) == 1
    assert "mine.txt" in capsys.readouterr().err
    assert (tmp_path / "s" / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize(("prog", "pitch"), [("ganspacesynth directions", 60), ("ganspacesynth_ganspace", 32)])
def test_sounds_are_listened_to_at_middle_c_but_for_the_published_command(tmp_path, prog, pitch):
    words = ["--ckpt_dir", MODEL, *QUICK, "--no-all-pitches", "-o", str(tmp_path / "a.npz")]
    assert run_subcommand("ganspacesynth.cli.directions.find", words, prog=prog) == 0
    assert load_directions(tmp_path / "a.npz").pitch == pitch


def test_a_pitch_may_be_a_note(tmp_path):
    assert program.main(["--ckpt_dir", MODEL, *QUICK, "--no-all-pitches", "--pitch", "F#3", "-o", str(tmp_path / "a.npz")]) == 0
    assert load_directions(tmp_path / "a.npz").pitch == 54
