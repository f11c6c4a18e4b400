"""One rule of seeds for every subcommand: what every host can hold; work that was begun with a larger one goes on."""

import argparse
import importlib

import numpy as np
import pytest

from ganspacesynth import load_model
from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.cli.main import SUBCOMMANDS, main
from ganspacesynth.core.documents import RUN, write_document
from ganspacesynth.data import sample_tasks
from ganspacesynth.networks.gansynth import gansynth
from ganspacesynth.networks.prior import MAX_SEED
from ganspacesynth.training import train_on_dataset
from ganspacesynth.training.dataset_settings import DatasetTraining, NetworkOptions, OptimizerOptions
from ganspacesynth.training.from_sounds import train_on_sounds
from tests.support import tiny_corpus

RULE = "a seed is a whole number in 0..16777216, which Pd and Max can hold as well; received "
OLDER = str(1 << 31)
NEEDED = {"directions": ["-o", "x.npz"], "train": ["x"]}  # beside what their parsers say is needed
ONLY_HERE = {"train": ["--from", "x"]}


def parsers(parser, words):
    """Yield a parser and those of its tasks, each with the words that lead to it."""
    yield words, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, task in action.choices.items():
                yield from parsers(task, [*words, name])


def declared():
    for name, (module, _) in SUBCOMMANDS.items():
        parser = argparse.ArgumentParser()
        importlib.import_module(module).add_arguments(parser)
        yield from parsers(parser, name.split())


def required(parser):
    """Return words that say all that must be said."""
    words = []
    for action in parser._actions:
        if action.required and not isinstance(action, argparse._SubParsersAction):
            words += [*action.option_strings[:1], "x"]
    return words


def seeded():
    """Return the words of every subcommand and task that takes a seed, one of them twice."""
    found = []
    for words, parser in declared():
        for action in parser._actions:
            for option in (text for text in action.option_strings if "seed" in text):
                name = " ".join(words)
                found.append([*words, *required(parser), *NEEDED.get(name, []), option])
                if name in ONLY_HERE:
                    found.append([*words, *required(parser), *ONLY_HERE[name], option])
    return found


SEEDED = seeded()


def test_the_walk_finds_them():
    names = {" ".join(words[:2]) for words in SEEDED}
    assert len(SEEDED) >= 15 and {"dataset build", "directions label", "evaluate classifier", "generate --seed", "hallucinate --seed"} <= names


@pytest.mark.parametrize("words", SEEDED, ids=" ".join)
@pytest.mark.parametrize("seed", ["-1", str(MAX_SEED + 1), OLDER, str(1 << 63), "1.5", "x", "", "9" * 5000], ids=lambda seed: seed[:12])
def test_seeds_that_no_host_holds_are_wrong_use(words, seed, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main([*words, seed]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert f"argument {words[-1]}: {RULE}{seed!r}"[:150] in said and len(said) < 300
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", SEEDED, ids=" ".join)
def test_the_largest_and_the_least_are_taken(words):
    """By the option that a subcommand declares."""
    count = 2 if " ".join(words[:2]) in SUBCOMMANDS else 1
    parser = argparse.ArgumentParser()
    importlib.import_module(SUBCOMMANDS[" ".join(words[:count])][0]).add_arguments(parser)
    name = words[-1].lstrip("-").replace("-", "_")
    taken = [getattr(parser.parse_args([*words[count:], seed]), name) for seed in ("0", str(MAX_SEED))]
    assert taken in ([0, MAX_SEED], [(0,), (MAX_SEED,)])  # a sheet of pictures takes several


# --- what was begun with a larger one goes on


class Reached(Exception):
    """The work would begin."""


def reached(*_, **__):
    raise Reached


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for module, name in ((train_on_dataset, "train_on_dataset"), (train_on_sounds, "train_on_sounds"), (sample_tasks, "folders_dataset")):
        monkeypatch.setattr(module, name, reached)
    monkeypatch.setattr(gansynth, "load_model", reached)
    (tmp_path / "x").mkdir()
    write_wave(tmp_path / "x" / "a.wav", np.zeros(80, np.float32), 8000)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "begun"),
    [
        (["train", "x", "-o", "y"], "y/run.json"),
        (["train", "--from", "x", "-o", "y"], "y.training/run.json"),
        (["dataset", "build", "x", "-o", "y"], "y.partial/settings.json"),
        (["directions", "--resume", "-o", "y.npz"], "y.npz.unfinished"),
    ],
    ids=lambda words: words if isinstance(words, str) else " ".join(words[:2]),
)
def test_begun_work_goes_on_with_its_seed(here, words, begun):
    assert main([*words, "--seed", OLDER]) == 2
    (here / begun).parent.mkdir(exist_ok=True)
    (here / begun).write_text("{}")
    with pytest.raises(Reached):
        main([*words, "--seed", OLDER])


@pytest.mark.parametrize("words", [["train", "x"], ["train", "--from", "x"]], ids=" ".join)
def test_to_begin_anew_is_to_begin(here, words):
    for folder in ("y", "y.training"):
        write_document(here / folder / "run.json", RUN, {"settings": {}})
    assert main([*words, "-o", "y", "--force", "--seed", OLDER]) == 2
    assert main(["directions", "-o", "y.npz", "--seed", OLDER]) == 2


def test_a_run_of_a_large_seed_is_trained_on(tmp_path):
    """One that was begun where seeds had no limit: from Python they have none."""
    notes, run = tiny_corpus.save(tmp_path / "notes"), tmp_path / "run"
    common = {"method": "morph", "images": 8, "seed": int(OLDER), "audition": 0, "network": NetworkOptions(), "preset": "tiny"}
    stopped = train_on_dataset.train_on_dataset(notes, run, DatasetTraining(**common, optimizer=OptimizerOptions(batch_size=4)))
    assert stopped.done
    words = ["--method", "morph", "--images", "8", "--audition", "0", "--preset", "tiny", "--batch-size", "4", "--seed", OLDER]
    assert main(["train", str(notes), "-o", str(run), *words]) == 0
    assert load_model(run / "model").about["seed"] == int(OLDER)
