"""Banks built from recordings, NSynth-like sets and models; stopped, gone on with, and read again."""

import json

import numpy as np
import pytest

from ganspacesynth.audio.files.sound_files import peak_safe
from ganspacesynth.bank.bank import FULL
from ganspacesynth.bank.bank_files import load_bank
from ganspacesynth.bank.building import bank_part as part_module
from ganspacesynth.bank.building.bank_building import BankSettings, build_bank
from ganspacesynth.bank.building.model_sounds import ModelSounds, model_points
from ganspacesynth.bank.units.cutting import CutSettings
from ganspacesynth.core.errors import BankError, InvalidInput, OutputError
from ganspacesynth.core.files import sha256
from ganspacesynth.core.point import blend
from ganspacesynth.core.work.progress import Cancelled
from ganspacesynth.directions.synthesis import synthesize_points
from tests.conftest import GOLDEN
from tests.support.refused import refused
from tests.support.tones import phrase, tone, write

EVEN = BankSettings(CutSettings("fixed", unit_s=0.25))


@pytest.fixture
def songs(tmp_path):
    for name, pitches in (("a.wav", (60, 62, 64)), ("b.wav", (67, 69)), ("deeper/c.wav", (72,) * 4)):
        write(tmp_path / "songs" / name, phrase(pitches))
    return tmp_path / "songs"


def test_a_folder_becomes_a_bank_that_comes_back(songs, tmp_path):
    built = build_bank([songs], tmp_path / "my.bank", EVEN)
    bank = load_bank(tmp_path / "my.bank")
    assert len(bank) == 9 and bank.sample_rate == 16000 and not built.refused
    assert bank.id == built.bank.id and bank.settings["cut"]["cut"] == "fixed"
    np.testing.assert_allclose(bank.column("pitch"), [60, 62, 64, 67, 69, 72, 72, 72, 72], atol=0.1)
    assert [source.name for source in bank.sources] == ["a.wav", "b.wav", "c.wav"]
    assert bank.sources[0].digest == sha256(songs / "a.wav")
    assert [len(run) for run in bank.sequences()] == [3, 2, 4]
    assert bank.next_unit.tolist() == [1, 2, -1, 4, -1, 6, 7, 8, -1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my.bank", "songs"]


def test_a_unit_is_what_was_recorded_with_what_follows(songs, tmp_path):
    bank = build_bank([songs / "a.wav"], tmp_path / "b", EVEN).bank
    wave = phrase((60, 62, 64))
    np.testing.assert_allclose(bank.wave(1), wave[4000 : 8000 + bank.tail], atol=2.0 / FULL)
    assert not bank.wave(2)[4000:].any()  # behind the recording's end is silence
    with refused("known-unit", BankError, says="unit=3"):
        bank.wave(3)


def test_lineage_names_every_source(songs, tmp_path):
    artifact = build_bank([songs], tmp_path / "b", EVEN).bank.artifact("b")
    assert artifact.kind == "bank" and [parent.path for parent in artifact.parents] == ["a.wav", "b.wav", "c.wav"]


def test_recordings_of_several_rates_come_to_one(tmp_path):
    write(tmp_path / "low.wav", tone(60, 8000), 8000)
    write(tmp_path / "high.wav", tone(60, 22050), 22050)
    bank = build_bank([tmp_path / "low.wav", tmp_path / "high.wav"], tmp_path / "b", BankSettings(CutSettings("whole"))).bank
    assert bank.sample_rate == 22050 and len(bank) == 2
    np.testing.assert_allclose(bank.column("pitch"), 60.0, atol=0.1)
    lower = build_bank([tmp_path / "high.wav"], tmp_path / "c", BankSettings(CutSettings("whole"), sample_rate=8000)).bank
    assert lower.sample_rate == 8000


def test_bad_files_are_named_and_left_out(songs, tmp_path):
    (songs / "bad.wav").write_bytes(b"nothing that sounds")
    write(songs / "silent.wav", np.zeros(8000, np.float32))
    (songs / ".hidden.wav").write_bytes(b"")
    built = build_bank([songs], tmp_path / "b", EVEN)
    assert [name for name, _ in built.refused] == ["bad.wav", "silent.wav"]
    assert "libsndfile" in built.refused[0][1] and "-55 dB" in built.refused[1][1]


def test_a_stopped_build_goes_on_and_comes_out_the_same(songs, tmp_path, monkeypatch):
    whole = build_bank([songs], tmp_path / "whole", EVEN).bank

    def stopping(items, stage, total):
        for number, item in enumerate(items):
            if number == 2:
                raise Cancelled
            yield item

    with pytest.raises(Cancelled):
        build_bank([songs], tmp_path / "b", EVEN, track=stopping)
    cut, original = [], part_module.cut_wave
    monkeypatch.setattr(part_module, "cut_wave", lambda *args: cut.append(1) or original(*args))
    built = build_bank([songs], tmp_path / "b", EVEN)
    assert built.kept == 2 and len(cut) == 1 and built.bank.id == whole.id
    assert not (tmp_path / ".b.unfinished").exists()


def test_a_damaged_part_is_made_again(songs, tmp_path):
    whole = build_bank([songs], tmp_path / "whole", EVEN).bank

    def stopping(items, stage, total):
        yield next(iter(items))
        raise Cancelled

    with pytest.raises(Cancelled):
        build_bank([songs], tmp_path / "b", EVEN, track=stopping)
    for file in (tmp_path / ".b.unfinished").iterdir():
        file.write_bytes(file.read_bytes()[:100])
    assert build_bank([songs], tmp_path / "b", EVEN).bank.id == whole.id


def test_nothing_is_overwritten_unasked(songs, tmp_path):
    build_bank([songs], tmp_path / "b", EVEN)
    with refused("nothing-overwritten", OutputError):
        build_bank([songs], tmp_path / "b", EVEN)
    (tmp_path / "b" / "notes.txt").write_text("mine")
    with refused("nothing-else-lost", OutputError, says=r"notes\.txt"):
        build_bank([songs], tmp_path / "b", EVEN, force=True)


def test_notes_of_an_nsynth_set_are_units_as_they_are(tmp_path):
    names = ("bass_synthetic_001-060-100", "bass_synthetic_002-064-100")
    for name in names:
        write(tmp_path / "set" / "audio" / f"{name}.wav", tone(60, seconds=2.0))
    write(tmp_path / "set" / "audio" / "unlisted.wav", tone(60))
    write(tmp_path / "outside.wav", tone(60))
    table = {key: {"pitch": 60} for key in [*names, "../../outside", "missing"]}
    (tmp_path / "set" / "examples.json").write_text(json.dumps(table))
    bank = build_bank([tmp_path / "set"], tmp_path / "b", BankSettings(CutSettings("onsets", unit_s=0.5))).bank
    assert [source.name for source in bank.sources] == [f"{name}.wav" for name in names]
    assert bank.lengths.tolist() == [8000, 8000]


def test_sets_without_notes_are_refused(tmp_path):
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "examples.json").write_text("[]")
    with refused("note-table", BankError, says="lists notes"):
        build_bank([tmp_path / "set"], tmp_path / "b")
    (tmp_path / "set" / "examples.json").write_text('{"gone": {}}')
    with refused("bank-source", BankError, says="no listed note"):
        build_bank([tmp_path / "set"], tmp_path / "b")


def test_what_is_no_sound_and_no_model_is_refused(tmp_path):
    for wrong, says in ((tmp_path / "nowhere", "missing"), ("no such model", "none of these"), (tmp_path, "no sound file is")):
        with refused("bank-source", BankError, says=says):
            build_bank([wrong], tmp_path / "b")
    write(tmp_path / "silence.wav", np.zeros(8000, np.float32))
    with refused("some-units", BankError, says=r"silence\.wav: Nothing in it"):
        build_bank([tmp_path / "silence.wav"], tmp_path / "b")
    with refused("bank-rate", InvalidInput, says="sample_rate=100"):
        BankSettings(sample_rate=100)


def test_more_than_a_bank_holds_is_refused(songs, tmp_path, monkeypatch):
    monkeypatch.setattr("ganspacesynth.bank.building.bank_building.MAX_UNITS", 4)
    with refused("bank-size", BankError, says="holds 4 units"):
        build_bank([songs], tmp_path / "b", EVEN)


def test_a_models_sounds_remember_their_points_and_morph(tiny, tmp_path):
    settings = BankSettings(CutSettings(unit_s=0.2, silence_db=-120.0), model=ModelSounds(6, seed=3))
    build_bank([GOLDEN / "tiny_mel"], tmp_path / "b", settings)
    bank = load_bank(tmp_path / "b")
    assert len(bank) == 6 and sorted(bank.points) == list(range(6)) and bank.sources[0].kind == "model"
    again = synthesize_points(tiny, [bank.points[2]])[0]
    np.testing.assert_allclose(bank.wave(2)[: int(bank.lengths[2])], peak_safe(again, peak=1.0)[: int(bank.lengths[2])], atol=2e-4)
    first, second = (bank.points[unit].drawn_from(lambda seed: tiny.sample_z(1, seed=seed)[0]) for unit in (0, 1))
    assert np.isfinite(synthesize_points(tiny, [blend(first, second, 0.5).replace(pitch=first.pitch)])).all()


def test_a_grid_has_every_timbre_at_even_pitches(tiny):
    points = model_points(tiny, ModelSounds(12, "grid", timbres=3, lowest=40, highest=60))
    assert len({point.seed for point in points}) == 3
    assert sorted({point.pitch for point in points}) == [40, 47, 53, 60]
    with refused("some-pitches", InvalidInput, says="200 to None"):
        model_points(tiny, ModelSounds(lowest=200))
    with refused("known-pick", InvalidInput, says="pick='all'"):
        ModelSounds(pick="all")
    with refused("sound-count", InvalidInput, says="count=1"):
        ModelSounds(1)
