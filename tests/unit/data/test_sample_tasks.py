"""Samples and data sets made without the command line: counted, cancelled, and gone on with."""

import json

import numpy as np
import pytest
import soundfile

from ganspacesynth.core.work.progress import Cancelled
from ganspacesynth.data.dataset import dataset_info
from ganspacesynth.data.sample_settings import BuildSettings, ChopSettings, NotesSettings, NsynthSettings, PadSettings, SampleFormat, Split
from ganspacesynth.data.sample_tasks import chop_recordings, folders_dataset, notes_dataset, notes_samples, nsynth_dataset, pad_sounds
from tests.support.counted import Stages
from tests.support.tiny_soundfont import tiny_soundfont

RATE = 8000
FORM = SampleFormat(RATE, 0.25)
SAMPLES = RATE // 4


def tone(seconds):
    return 0.5 * np.sin(2 * np.pi * 440.0 * np.arange(round(seconds * RATE)) / RATE)


@pytest.fixture
def sounds(tmp_path):
    folder = tmp_path / "Klänge"
    folder.mkdir()
    for number in range(3):
        soundfile.write(folder / f"ton {number}.wav", tone(0.6), RATE)
    return folder


def test_seconds_become_samples():
    assert FORM.shape == {"sample_rate": RATE, "audio_length": SAMPLES}


def test_recordings_are_cut_cancelled_and_gone_on_with(sounds, tmp_path):
    settings, stages = ChopSettings(FORM, hop_s=0.1, pitch=69), Stages(cancel="Cutting")
    with pytest.raises(Cancelled):
        chop_recordings([sounds], tmp_path / "samples", settings, track=stages)
    assert stages.seen == {"Cutting": (1, 3)} and len(list((tmp_path / "samples").glob("*.wav"))) == 4
    stages = Stages()
    reports = chop_recordings([sounds], tmp_path / "samples", settings, track=stages)
    assert stages.seen == {"Cutting": (3, 3)} and [(report.kept, report.written) for report in reports] == [(4, 0), (0, 4), (0, 4)]


def test_sounds_are_padded(sounds, tmp_path):
    stages = Stages()
    reports = pad_sounds([sounds], tmp_path / "samples", PadSettings(FORM, pitch=69), track=stages)
    assert stages.seen == {"Padding": (3, 3)} and sum(report.written for report in reports) == 3
    assert soundfile.info(tmp_path / "samples" / "ton 0_0_69.wav").frames == SAMPLES
    with pytest.raises(Cancelled):
        pad_sounds([sounds], tmp_path / "others", PadSettings(FORM, pitch=69), track=Stages(cancel="Padding"))
    assert len(list((tmp_path / "others").glob("*.wav"))) == 1


def test_soundfonts_become_samples_or_a_data_set(tmp_path):
    font = tmp_path / "Töne.sf2"
    font.write_bytes(tiny_soundfont({(0, 0): ("piano", 0), (0, 40): ("fiddle", 0)}))
    settings, stages = NotesSettings(FORM, None, (60, 64), (100,), hold_s=0.2), Stages()
    reports = notes_samples([font], tmp_path / "samples", settings, track=stages)
    assert stages.seen == {"Rendering presets": (2, 2)} and [report.written for report in reports] == [2, 2]
    stages = Stages(cancel="Rendering presets")
    with pytest.raises(Cancelled):
        notes_dataset([font], tmp_path / "set", settings, Split(0.5), track=stages)
    assert stages.seen == {"Rendering presets": (1, 2)} and not (tmp_path / "set").exists()
    built = notes_dataset([font], tmp_path / "set", settings, Split(0.5))
    assert built.notes == {"train": 2, "valid": 2} and dataset_info(built.path).audio_length == SAMPLES


def test_folders_become_a_data_set(sounds, tmp_path):
    chop_recordings([sounds], tmp_path / "samples", ChopSettings(FORM, pitch=69))
    stages = Stages()
    built = folders_dataset([tmp_path / "samples"], tmp_path / "set", BuildSettings(FORM, family="string", split=Split(0.34)), track=stages)
    assert stages.seen == {"Building": (6, 6)} and built.notes == {"train": 4, "valid": 2}
    assert dataset_info(built.path).families == {"string": 6}
    with pytest.raises(Cancelled):
        folders_dataset([tmp_path / "samples"], tmp_path / "set", BuildSettings(FORM), force=True, track=Stages(cancel="Building"))
    assert dataset_info(built.path).families == {"string": 6}  # what was there stays until the other is whole


def test_a_folder_of_nsynth_becomes_a_data_set(tmp_path):
    folder, table = tmp_path / "nsynth-tiny", {}
    (folder / "audio").mkdir(parents=True)
    for family, pitch in (("bass", 40), ("flute", 60), ("flute", 100)):
        name = f"{family}_acoustic_000-{pitch:03d}-100"
        numbers = {"instrument_family": {"bass": 0, "flute": 2}[family], "instrument_source": 0, "qualities": [0] * 10}
        table[name] = {"pitch": pitch, "velocity": 100, "instrument_str": f"{family}_acoustic_000", "sample_rate": RATE, **numbers}
        table[name] |= {"instrument_family_str": family, "instrument_source_str": "acoustic"}
        soundfile.write(folder / "audio" / f"{name}.wav", tone(0.25), RATE)
    (folder / "examples.json").write_text(json.dumps(table))
    stages = Stages()
    built = nsynth_dataset(folder, tmp_path / "set", NsynthSettings(FORM, families=("flute",), split=Split(0.0)), track=stages)
    assert stages.seen == {"Building": (1, 1)} and built.pitches == (60,)
    with pytest.raises(Cancelled):
        nsynth_dataset(folder, tmp_path / "other", NsynthSettings(FORM), track=Stages(cancel="Building"))
    assert not (tmp_path / "other").exists()
