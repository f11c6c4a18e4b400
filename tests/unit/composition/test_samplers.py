"""Exports for samplers: opened again by readers that know nothing of us, in tune on every key, with loops that are not heard."""

import struct
from itertools import pairwise

import numpy as np
import pytest
import soundfile
import tinysoundfont

from ganspacesynth import Point
from ganspacesynth.audio.pitch import hz_to_midi, note_pitch
from ganspacesynth.composition import recipe_sounds
from ganspacesynth.composition.instrument import Instrument
from ganspacesynth.composition.point_arguments import read_point
from ganspacesynth.composition.samplers import sampled_note, sf2
from ganspacesynth.composition.samplers.keyboard import key_ranges, sampled_pitches, velocity_ranges
from ganspacesynth.composition.samplers.loop import BEHIND, OUT_S, looped
from ganspacesynth.composition.samplers.sampled_note import SampledNote, SamplerSettings, layers_of, sampled_notes
from ganspacesynth.composition.samplers.sampler_export import export_place, export_sampler
from ganspacesynth.composition.samplers.sf2 import write_soundfont
from ganspacesynth.core.artifact import Artifact
from ganspacesynth.core.errors import InvalidInput, OutputError
from ganspacesynth.core.output.room import Room
from ganspacesynth.core.work.progress import Cancelled
from ganspacesynth.networks.gansynth.model_config import ModelConfig
from tests.support.refused import refused
from tests.support.sampler_files import read_decent, read_sampler_chunk, read_sfz, riff_chunks
from tests.support.sine_model import SineModel, render

A, B = Point(60, (0.5, -0.5)), Point(60, (0.1, 0.9))
QUICK = SamplerSettings(every=12, low=48, high=72, hold_s=0.4)
KEYS = (24, 48, 55, 60, 72, 96)
RATE = 44100


@pytest.fixture
def instrument(monkeypatch):
    monkeypatch.setattr(recipe_sounds, "render", render)
    return Instrument(SineModel(), None, Artifact("model", "sines", None), None)


def region_for(regions, key, velocity=100, turn=1):
    found = [r for r in regions if r.keys[0] <= key <= r.keys[1] and r.velocities[0] <= velocity <= r.velocities[1] and r.turn == turn]
    assert len(found) == 1
    return found[0]


# --- files


@pytest.mark.parametrize(("form", "read"), [("sfz", read_sfz), ("decent", read_decent)])
@pytest.mark.parametrize("layers_by", ["velocity", "robin"])
def test_folders_play_every_key_in_tune(instrument, tmp_path, form, read, layers_by):
    settings = SamplerSettings(every=12, low=48, high=72, hold_s=0.4, layers=3, layers_by=layers_by, release_s=0.5, attack_s=0.01)
    made = export_sampler(tmp_path / "Mein Klang ö", instrument, [A, B], form, settings)
    assert made.samples == 9 and made.path.is_file() and made.path.stem == "Mein-Klang"
    envelope, regions = read(made.path)
    assert {float(value) for value in envelope.values()} >= {0.5, 0.01}
    for key in range(128):
        for velocity in (1, 42, 43, 85, 127):
            region_for(regions, key, velocity)
    assert {r.turn for r in regions} == ({1} if layers_by == "velocity" else {1, 2, 3})
    for key in KEYS:
        wave, rate = region_for(regions, key).play(key, 2.0)
        assert rate == RATE and abs(note_pitch(wave[rate // 2 :], rate) - key) < 0.1
        assert np.abs(wave[-rate // 4 :]).max() > 0.1  # held for longer than the sample lasts


def test_a_soundfont_plays_every_key_in_tune(instrument, tmp_path):
    made = export_sampler(tmp_path / "klang", instrument, [A, B], "sf2", QUICK)
    assert made.path.name == "klang.sf2" and made.samples == 12
    synth = tinysoundfont.Synth(samplerate=RATE)
    synth.program_select(0, synth.sfload(str(made.path)), 0, 0)
    for key in KEYS:
        synth.noteon(0, key, 100)
        wave = np.frombuffer(bytes(synth.generate(2 * RATE)), np.float32).reshape(-1, 2)[:, 0]
        assert abs(note_pitch(wave[RATE // 2 :], RATE) - key) < 0.1 and np.abs(wave[-RATE // 4 :]).max() > 0.01
        synth.noteoff(0, key)
        tail = np.frombuffer(bytes(synth.generate(RATE)), np.float32)
        assert np.abs(tail[: RATE // 50]).max() > 0.01 and np.abs(tail[-RATE // 10 :]).max() < 1e-3  # released, and over


def test_the_soundfonts_tables(instrument, tmp_path):
    """What a player might forgive: the specification's sizes, sentinels, guards and links."""
    made = export_sampler(tmp_path / "k.sf2", instrument, [A], "sf2", SamplerSettings(every=12, low=48, high=72, hold_s=0.4, width=0.5))
    data = made.path.read_bytes()
    assert data[:4] == b"RIFF" and data[8:12] == b"sfbk" and struct.unpack("<I", data[4:8])[0] == len(data) - 8
    lists = {chunk[:4].decode(): dict(riff_chunks(chunk[4:])) for name, chunk in riff_chunks(data[12:]) if name == "LIST"}
    assert list(lists) == ["INFO", "sdta", "pdta"] and lists["INFO"]["ifil"] == struct.pack("<HH", 2, 4)
    assert all(lists["INFO"][word].endswith(b"\0") and len(lists["INFO"][word]) % 2 == 0 for word in ("isng", "INAM", "ISFT"))
    samples, tables = np.frombuffer(lists["sdta"]["smpl"], "<i2"), lists["pdta"]
    sizes = {"phdr": 38, "pbag": 4, "pmod": 10, "pgen": 4, "inst": 22, "ibag": 4, "imod": 10, "igen": 4, "shdr": 46}
    assert list(tables) == list(sizes) and all(len(tables[name]) % size == 0 for name, size in sizes.items())
    headers = [struct.unpack("<20sIIIIIBbHH", tables["shdr"][i : i + 46]) for i in range(0, len(tables["shdr"]), 46)]
    assert headers[-1][0].rstrip(b"\0") == b"EOS" and len(headers) == 7
    for number, (_, start, end, loop, stop, rate, pitch, _, link, kind) in enumerate(headers[:-1]):
        assert start < loop < stop < end <= len(samples) - 46 and rate == RATE and pitch in (48, 60, 72)
        assert not samples[end : end + 46].any() and samples[start:end].any() and stop - loop >= 32 and end - stop >= 8
        assert kind == (4, 2)[number % 2] and link == number + 1 - 2 * (number % 2)
    bags = np.frombuffer(tables["ibag"], "<u2").reshape(-1, 2)[:, 0]
    assert bags[-1] == len(tables["igen"]) // 4 - 1 and np.all(np.diff(bags.astype(int)) > 0)
    generators = np.frombuffer(tables["igen"], "<u2").reshape(-1, 2)
    for first, behind in pairwise(bags[1:]):
        zone = generators[first:behind, 0].tolist()
        assert zone[:2] == [43, 44] and zone[-1] == 53  # keys, velocities, …, sample


@pytest.mark.parametrize("width", [0.0, 0.5])
def test_plain_files_say_their_pitch_and_loop(instrument, tmp_path, width):
    settings = SamplerSettings(every=12, low=48, high=72, hold_s=0.4, layers=2, width=width, rate=48000)
    made = export_sampler(tmp_path / "k", instrument, [A, B], "wavs", settings)
    names = sorted(path.name for path in made.path.iterdir())
    assert names == ["k_048_064.wav", "k_048_127.wav", "k_060_064.wav", "k_060_127.wav", "k_072_064.wav", "k_072_127.wav", "k_1.json", "k_2.json"]
    for name in names[:6]:
        wave, rate = soundfile.read(made.path / name, always_2d=True)
        period, pitch, loop = read_sampler_chunk(made.path / name)
        assert (rate, period, pitch, wave.shape[1]) == (48000, round(1e9 / 48000), int(name[2:5]), 2 if width else 1)
        assert 0 < loop[0] < loop[1] < len(wave) and abs(note_pitch(wave.mean(axis=1), rate) - pitch) < 0.1
    assert read_point(made.path / "k_1.json") == A and read_point(made.path / "k_2.json") == B


def test_once_and_without_a_loop(instrument, tmp_path):
    settings = SamplerSettings(every=24, low=48, high=72, loop=False, room=Room(0.2))
    _, regions = read_sfz(export_sampler(tmp_path / "k", instrument, [A], "sfz", settings).path)
    assert [r.loop for r in regions] == [None, None] and read_sampler_chunk(regions[0].path)[2] is None
    wave, rate = regions[0].wave()
    assert len(wave) / rate == pytest.approx(0.25 + 0.6, abs=0.01)  # a clip, and its room
    _, regions = read_decent(export_sampler(tmp_path / "d", instrument, [A], "decent", settings).path)
    assert [r.loop for r in regions] == [None, None]
    made = export_sampler(tmp_path / "s", instrument, [A], "sf2", settings)
    synth = tinysoundfont.Synth(samplerate=RATE)
    synth.program_select(0, synth.sfload(str(made.path)), 0, 0)
    synth.noteon(0, 60, 100)
    wave = np.frombuffer(bytes(synth.generate(2 * RATE)), np.float32)
    assert np.abs(wave[: RATE // 4]).max() > 0.01 and not np.abs(wave[-RATE // 4 :]).max() > 1e-4


# --- whole, or nothing


@pytest.mark.parametrize("form", ["sfz", "sf2", "decent", "wavs"])
def test_who_stops_leaves_nothing(instrument, tmp_path, form):
    def stop(done, total):
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        export_sampler(tmp_path / "k", instrument, [A], form, QUICK, progress=stop)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("form", "name"), [("sfz", "k"), ("sf2", "k.sf2")])
def test_nothing_is_overwritten(instrument, tmp_path, form, name):
    (tmp_path / name).mkdir()
    with refused("nothing-overwritten", OutputError, says="Nothing is overwritten unasked"):
        export_sampler(tmp_path / "k", instrument, [A], form, QUICK)
    assert not list((tmp_path / name).iterdir())


def test_progress(instrument, tmp_path):
    told = []
    export_sampler(tmp_path / "k", instrument, [A], "wavs", QUICK, progress=lambda *counts: told.append(counts))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(
    ("points", "form", "settings", "rule"),
    [
        ([A], "exs", QUICK, r"known-format: The format must be one of sfz, sf2, decent, wavs\. Received: 'exs'"),
        ([A, B, A], "sfz", QUICK, r"one-or-two-points: is one point, or a morph between two\. Received: 3 points"),
        ([A], "sfz", SamplerSettings(layers=2), r"layers-between-points: Layers lie between two points\. Received: 2 layers of one point"),
        ([A, B], "sfz", SamplerSettings(layers=99), r"layer-count: There may be 1\.\.32 layers\. Received: layers=99"),
        (
            [A, Point(60, None, (), "replace")],
            "sfz",
            QUICK,
            r"points-alike: one model and mode to morph\. Received: offset and replace",
        ),
        ([A, B], "sf2", SamplerSettings(layers_by="robin"), r"velocity-in-sf2: A soundfont knows no sounds in turn"),
        ([A], "sfz", SamplerSettings(low=100), r"known-keys: The keys must be some that the model has, 24\.\.84\. Received: 100\.\.None"),
        ([A], "sfz", SamplerSettings(every=0), r"semitones-apart: Samples are 1\.\.127 semitones apart\. Received: every=0"),
    ],
)
def test_what_cannot_be_exported(instrument, tmp_path, points, form, settings, rule):
    with refused(rule, InvalidInput):
        export_sampler(tmp_path / "k", instrument, points, form, settings)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("width", 2.0, r"share-range: width must be in 0\.\.1"),
        ("layers_by", "luck", r"known-layering: Layers are chosen by velocity or robin\. Received: 'luck'"),
        ("hold_s", 0.0, r"seconds-range: A sound is held 0\.1\.\.60 seconds\. Received: hold_s=0\.0"),
        ("release_s", -1.0, r"seconds-range: release_s must be in 0\.\.60 seconds"),
        ("attack_s", float("nan"), r"seconds-range: attack_s must be in 0\.\.60 seconds"),
    ],
)
def test_settings_that_make_no_sense(field, value, rule):
    with refused(rule, InvalidInput):
        SamplerSettings(**{field: value})


def test_models_without_unbroken_sounds(monkeypatch):
    config = ModelConfig(audio_length=4000, latent_size=2, data_type="phase")
    clips = Instrument(SineModel(config), None, Artifact("model", "sines", None), None)
    with refused("instantaneous-frequency", InvalidInput, says=r"A loop needs a model with instantaneous frequency"):
        sampled_notes(clips, [A], QUICK)
    assert len(list(sampled_notes(clips, [A], SamplerSettings(every=24, loop=False)))) == 3


def test_too_many(instrument, monkeypatch, tmp_path):
    monkeypatch.setattr(sampled_note, "MAX_NOTES", 2)
    with refused("sample-count", InvalidInput, says=r"There may be 2 samples\. Received: 3"):
        sampled_notes(instrument, [A], QUICK)
    monkeypatch.setattr(sf2, "MAX_SAMPLES", 1000)
    note = SampledNote(np.zeros((990, 1), np.float32), RATE, 60, (0, 127), (1, 127), 1, 1, None)
    with refused("soundfont-size", InvalidInput, says="A soundfont holds two gigabytes"):
        write_soundfont(tmp_path / "x.sf2", "x", [note], QUICK)
    turn = SampledNote(np.zeros((9, 1), np.float32), RATE, 60, (0, 127), (1, 127), 2, 2, None)
    with refused("velocity-in-sf2", InvalidInput, says="A soundfont knows no sounds in turn"):
        write_soundfont(tmp_path / "x.sf2", "x", [turn], QUICK)


def test_names():
    assert export_place("x.sf2", "sf2").name == "x.sf2" and export_place("x", "sf2").name == "x.sf2" and export_place("x.y", "sfz").name == "x.y"


# --- the keyboard


@pytest.mark.parametrize("every", [1, 3, 5, 12, 127])
def test_every_key_has_one_sample(every):
    pitches = sampled_pitches(range(36, 85), every=every)
    ranges = key_ranges(pitches)
    assert [key for low, high in ranges for key in range(low, high + 1)] == list(range(128))
    assert all(low <= pitch <= high for pitch, (low, high) in zip(pitches, ranges, strict=True))
    inside = [max(abs(key - pitch) for key in (max(low, 36), min(high, 84))) for pitch, (low, high) in zip(pitches, ranges, strict=True)]
    assert max(inside) <= every


@pytest.mark.parametrize("layers", [1, 2, 3, 4, 32])
def test_every_velocity_has_one_layer(layers):
    assert [v for low, high in velocity_ranges(layers) for v in range(low, high + 1)] == list(range(1, 128))


def test_layers_go_from_one_point_to_the_other():
    four = layers_of([A, B], None)
    assert len(four) == 4 and four[0] == A and four[-1] == B and len({point.z for point in four}) == 4
    assert layers_of([A], None) == [A] and layers_of([A, B], 1) == [A]


# --- loops


def held(kind):
    t = np.arange(2 * RATE) / RATE
    rng = np.random.default_rng(0)
    partials = [(k, rng.uniform(0, 6)) for k in range(1, 12)]
    return {
        "sine": np.sin(2 * np.pi * 261.6 * t),
        "low": sum(np.sin(2 * np.pi * 41.2 * k * t + p) / k for k, p in partials) / 3,
        "vibrato": np.sin(2 * np.pi * 440 * t + 3 * np.sin(2 * np.pi * 5 * t)),
        "beats": 0.5 * np.sin(2 * np.pi * 300 * t) + 0.5 * np.sin(2 * np.pi * 303.7 * t),
        "dying": np.sin(2 * np.pi * 440 * t) * np.exp(-t),
        "noise": rng.normal(0, 0.2, len(t)),
    }[kind]


@pytest.mark.parametrize("kind", ["sine", "low", "vibrato", "beats", "dying", "noise"])
def test_a_loop_is_not_heard(kind):
    """Where it goes round, jump and slope are no larger than they are inside it."""
    mono = held(kind).astype(np.float32)
    wave, loop = looped(np.stack([mono, 0.5 * mono], axis=1), RATE, 0.5, 1.5)
    assert 0.5 * RATE < loop.start < loop.end <= 1.5 * RATE and loop.end - loop.start >= 0.3 * RATE
    assert len(wave) == loop.end + BEHIND + round(OUT_S * RATE)
    inside = wave[loop.start : loop.end].astype(np.float64)
    twice = np.concatenate([inside, inside])
    seam = len(inside)
    for order in (1, 2):
        steps = np.abs(np.diff(twice, n=order, axis=0))
        at = steps[seam - order - 1 : seam + 1].max(axis=0)
        assert (at <= 1.02 * np.abs(np.diff(inside, n=order, axis=0)).max(axis=0)).all()
    np.testing.assert_array_equal(wave[loop.end : loop.end + BEHIND], wave[loop.start : loop.start + BEHIND])
    steps = np.abs(np.diff(wave, axis=0))
    assert np.abs(wave[-1]).max() < 1e-6 and steps[loop.end :].max() <= steps[: loop.end].max()  # no click where nobody goes round
    powers = [np.mean(part**2) for part in np.array_split(inside[:, 0], 8)]
    if kind in ("sine", "low", "vibrato", "noise"):  # what does not change by itself has no hole where it fades
        assert 10 * np.log10(max(powers) / min(powers)) < 1.5


def test_silence_has_a_loop_as_well():
    wave, loop = looped(np.zeros((RATE, 1), np.float32), RATE, 0.2, 0.8)
    assert not wave.any() and loop.start < loop.end


def test_too_short_for_a_loop():
    with refused("held-sound", InvalidInput, says=r"A loop needs a held sound\. Received: 44 samples"):
        looped(np.zeros((RATE, 1), np.float32), RATE, 0.5, 0.501)
    with refused("held-sound", InvalidInput, says=r"A loop needs a held sound\. Received: 0 samples"):
        looped(np.zeros((100, 1), np.float32), RATE, 0.5, 0.6)


def test_hertz_of_keys():
    assert hz_to_midi(440.0) == pytest.approx(69.0)
