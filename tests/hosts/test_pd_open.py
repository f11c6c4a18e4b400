"""Every patch opens in a real Pd without a word on its console: alone, twice, with an engine and without, from a folder of a strange name."""

import shutil
from pathlib import Path

import pytest

from tests.support.pd_engine import FakeEngine
from tests.support.pd_harness import PATCHES, Pd
from tests.support.ports import free_port

pytestmark = pytest.mark.pd
NEED_OBJECT = {path.stem for path in PATCHES.glob("*.pd") if " ganspacesynth~;" in path.read_text(encoding="utf-8")}  # see test_pd_react
INSTRUMENTS = sorted(path.stem for path in PATCHES.glob("*.pd") if not path.stem.endswith("-help") and path.stem not in NEED_OBJECT)
EVERYTHING = sorted(path for path in [*PATCHES.glob("*.pd"), *(PATCHES / "lib").glob("*.pd")] if path.stem not in NEED_OBJECT)


def test_the_instruments_are_there():
    expected = ["ganspacesynth", "ganspacesynth_noz", "gansynth", "gansynth_hallucination", "gansynth_multi", "gss_keys", "hallu", "pictures"]
    assert expected == INSTRUMENTS and {"continue", "react"} == NEED_OBJECT


def test_everything_has_its_help():
    for path in EVERYTHING:
        assert path.stem.endswith("-help") or path.with_name(f"{path.stem}-help.pd").exists(), f"{path.name} has no help patch"


def test_every_patch_opens_silently_without_an_engine(tmp_path):
    with Pd(tmp_path, engine_port=free_port()) as pd:
        for path in EVERYTHING:
            pd.open(path)
            pd.sync()
            pd.send("pd", "dsp", 1)
            pd.pause(0.1)
            pd.sync()
            assert pd.complaints() == [], path.name
            pd.send(f"pd-{path.name}", "menuclose", 1)


def test_all_instruments_open_at_once_with_an_engine(tmp_path):
    with FakeEngine(tmp_path / "sounds") as engine, Pd(tmp_path, *[PATCHES / f"{name}.pd" for name in INSTRUMENTS], engine=engine) as pd:
        pd.send("pd", "dsp", 1)
        pd.pause(3.0)
        assert set(pd.patches()) == set(INSTRUMENTS)
        assert pd.complaints() == []
        assert engine.wrong == []
        assert len({call.options["voice"] for call in engine.asked("/load")}) == len(INSTRUMENTS)


def test_two_copies_of_a_patch_are_two_voices(tmp_path):
    with FakeEngine(tmp_path / "sounds") as engine, Pd(tmp_path, PATCHES / "ganspacesynth.pd", engine=engine) as pd:
        first = pd.ready("ganspacesynth")
        pd.open(PATCHES / "ganspacesynth.pd")
        pd.pause(2.0)
        voices = {call.options["voice"] for call in engine.asked("/load")}
        assert len(voices) == 2
        pd.send(f"{first}-pitch-in", 67)
        pd.pause(0.5)
        assert len({call.options["voice"] for call in engine.asked("/pitch") if call.arguments["value"] == 67.0}) == 1
        assert pd.complaints() == []


def test_patches_open_from_a_folder_with_spaces_and_accents(tmp_path):
    folder = tmp_path / "Klänge und mehr"
    shutil.copytree(PATCHES, folder, ignore=shutil.ignore_patterns("external", "compat"))
    with FakeEngine(folder / "sounds") as engine, Pd(tmp_path, folder / "hallu.pd", engine=engine) as pd:
        number = pd.ready("hallu")
        pd.send(f"{number}-random", "bang")
        pd.pause(1.5)
        assert pd.complaints() == []
        assert Path(engine.asked("/sequence_save")[-1].arguments["path"]).parent == folder
