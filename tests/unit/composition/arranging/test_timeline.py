"""Timelines as people write them: what is read, where scenes lie, and what is said of slips of the pen."""

import contextlib
import json
from pathlib import Path

import numpy as np
import pytest

import ganspacesynth
from ganspacesynth.composition.arranging.scene_places import lay_out
from ganspacesynth.composition.arranging.scene_signals import Clockwork, Signals, matrix
from ganspacesynth.composition.arranging.timeline import KINDS, Timeline, load_timeline
from ganspacesynth.composition.arranging.timeline_tempo import TempoChange, TempoMap
from ganspacesynth.core.errors import GanSpaceSynthError, SequenceError
from ganspacesynth.core.motion.modulation import Modulation
from ganspacesynth.core.motion.signal import Signal
from tests.support.refused import refused

HEAD = {"format": "ganspacesynth-timeline", "version": 1}
WALK = {"kind": "walk", "lasts": 4}
EXAMPLE = Path(ganspacesynth.__file__).parents[1] / "examples" / "timeline.toml"


def read(*scenes, **more):
    return Timeline.read({"scenes": list(scenes) or [WALK], **more})


def laid(*scenes, **more):
    return lay_out(read(*scenes, **more), lambda scene, start_s: None)


def starts(found, layer="main"):
    return [(place.start_s, place.end_s) for place in found.places[layer]]


# --- tempo


def test_bars_go_by_as_the_tempo_says():
    tempo = TempoMap((TempoChange(1, 120, 4), TempoChange(3, 60, 3)))
    assert [tempo.second_of(bar) for bar in (1, 1.5, 2, 3, 4)] == [0, 1, 2, 4, 7]
    assert [tempo.bar_at(moment) for moment in (0, 1, 2, 4, 7)] == [1, 1.5, 2, 3, 4]
    assert tempo.bars_s(7.0).tolist() == [0, 2, 4, 7]
    assert tempo.length_s("2 bars", 2.0) == 2 + 3 and tempo.length_s("1 beat", 0.0) == 0.5 and tempo.length_s("1 beat", 4.0) == 1.0
    assert [tempo.length_s(each, 0.0) for each in (8, "8 s", "0:08", 8.0)] == [8.0] * 4


def test_moments_are_seconds_bars_beats_and_markers():
    tempo = TempoMap.read(120)
    said = (3, "0:03", "bar 2", "bar 2 beat 3", "BAR 1 beat 2.5", "turn")
    assert [tempo.moment_s(each, {"turn": 9.0}) for each in said] == [3, 3, 2, 3, 0.75, 9]


@pytest.mark.parametrize(
    ("tempo", "rule"),
    [
        (5, "timeline-number: bpm"),
        ("fast", "timeline-number: tempo: bpm"),
        ([], "timeline-list"),
        ([3], "timeline-table"),
        ([{"bar": 2, "bpm": 90}], "tempo-map: the first at bar 1"),
        ([{"bar": 1}, {"bar": 1}], "tempo-map"),
        ([{"bar": 0}], "timeline-number: bar is a whole"),
        ([{"beat": 3}], "timeline-word: Did you mean beats"),
    ],
)
def test_tempi_that_are_none(tempo, rule):
    with refused(rule, SequenceError):
        read(tempo=tempo)


# --- where scenes lie


def test_scenes_follow_each_other_and_overlap_by_their_cross_fade():
    found = laid(WALK, WALK, {**WALK, "crossfade": 0}, crossfade=1)
    assert starts(found) == [(0, 4), (3, 7), (7, 11)] and found.duration_s == 11
    assert [(place.fade_in_s, place.fade_out_s) for place in found.places["main"]] == [(0, 1), (1, 0), (0, 0)]


def test_scenes_have_layers_moments_and_fades_of_their_own():
    late = {**WALK, "layer": "high", "at": "bar 2 beat 3", "fade_in": "1 beat", "fade_out": 2}
    found = laid(WALK, late, {**WALK, "at": "turn"}, markers={"turn": "bar 2"}, tempo=120, layers={"high": -3})
    assert list(found.places) == ["high", "main"] and starts(found, "high") == [(3, 7)] and starts(found) == [(0, 4), (2, 6)]
    assert (found.places["high"][0].fade_in_s, found.places["high"][0].fade_out_s) == (0.5, 2)
    assert found.places["main"][1].fade_in_s == 2 and found.markers == {"turn": 2}


def test_a_loop_comes_again_and_what_follows_comes_later():
    scenes = ({**WALK, "name": "a"}, {**WALK, "name": "b"}, {**WALK, "name": "c"})
    found = laid(*scenes, loop={"from": 4, "to": "end", "times": 3}, markers={"end": 8, "begin": 4}, tempo=60)
    assert starts(found) == [(0, 4), (4, 8), (8, 12), (12, 16), (16, 20)]
    assert [place.scene.name for place in found.places["main"]] == ["a", "b", "b", "b", "c"]
    assert found.markers == {"end": 16, "begin": 4}
    assert [found.moment_s(each) for each in ("b", "c", "end", 9, "bar 2", "bar 3")] == [4, 16, 16, 9, 4, 16]


def test_a_loop_cross_fades_into_itself():
    found = laid(WALK, WALK, WALK, crossfade=1, loop={"from": 3, "to": 6})
    assert starts(found) == [(0, 4), (3, 7), (6, 10), (9, 13)]
    assert [place.fade_in_s for place in found.places["main"]] == [0, 1, 1, 1]


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"scenes": [WALK, {"kind": "silence", "at": "turm"}], "markers": {"turn": 3}}, "known-marker: Did you mean turn"),
        ({"scenes": [{**WALK, "at": "bar 0"}]}, "timeline-number: bar"),
        ({"scenes": [{**WALK, "at": -3}]}, "timeline-time: A moment is written as"),
        ({"scenes": [{**WALK, "lasts": "4 bras"}]}, r"timeline-time: scenes\[0\] \(walk 1\): lasts is written as"),
        ({"scenes": [{**WALK, "lasts": 4000}]}, "timeline-seconds"),
        ({"scenes": [{**WALK, "lasts": 0.01}]}, "scene-length: lasts 0.05 s at least"),
        ({"scenes": [{"kind": "walk"}]}, "scene-length: says how long"),
        ({"scenes": [WALK, WALK, WALK], "crossfade": 3}, "fades-in-scene: 3 s and 3 s of 4 s"),
        ({"scenes": [{**WALK, "fade_out": 5}]}, "fades-in-scene"),
        ({"loop": {"from": 3, "to": 3}}, "loop-ends: behind its beginning"),
        ({"loop": {"from": 0, "to": 4, "times": 64}, "scenes": [WALK] * 16 + [{**WALK, "lasts": 3500}]}, "timeline-length"),
        ({"markers": {"a": "bar x"}}, "known-marker: markers.a"),
    ],
)
def test_places_that_cannot_be(more, rule):
    with refused(rule, SequenceError):
        lay_out(Timeline.read({"scenes": [WALK], **more}), lambda scene, start_s: None)


# --- what is read


def test_all_that_can_be_said_is_read():
    rows = ["lfo 0.2 -> pan:-1:1"]
    given = {"title": "A", "tempo": 90, "crossfade": 1, "song": "a.wav", "modulations": rows, "markers": {"m": 1}, "layers": {"main": -3}}
    found = read({**WALK, "name": "w", "pitch": ["C4", 61], "seed": 3, "spacing": "1 bar", "level": -6, "modulations": rows}, **given)
    scene = found.scenes[0]
    assert scene.given == {"seed": 3, "pitch": (60.0, 61.0), "spacing": "1 bar"} and scene.level_db == -6.0 and scene.name == "w"
    assert found.modulations == scene.modulations == (Modulation.read(rows[0]),) and found.layers == {"main": -3.0} and found.title == "A"
    assert read(WALK).scenes[0].name == "walk 1"


@pytest.mark.parametrize(
    ("scene", "rule"),
    [
        (3, "scene-kind"),
        ({"lasts": 3}, "scene-kind: walk, interpolation"),
        ({"kind": "wlak"}, r"timeline-word: scenes\[0\]: kind is one of .* Did you mean walk"),
        ({**WALK, "pich": 60}, "timeline-word: Did you mean pitch"),
        ({**WALK, "seeds": [1]}, "timeline-word: Did you mean seed"),
        ({**WALK, "seed": -1}, "timeline-number: seed is a whole"),
        ({**WALK, "seed": 1.5}, "timeline-number"),
        ({**WALK, "level": float("inf")}, "timeline-number: level is a number"),
        ({**WALK, "pitch": "H4"}, "timeline-pitch: Received: 'H4'"),
        ({**WALK, "pitch": 200}, "timeline-number: pitch"),
        ({**WALK, "pitch": []}, "timeline-list"),
        ({**WALK, "name": "a\x1b[31m"}, "timeline-name"),
        ({**WALK, "layer": 3}, "timeline-name"),
        ({**WALK, "modulations": "lfo 1 -> pan"}, "timeline-list: modulations"),
        ({**WALK, "modulations": ["lfo 1"]}, "modulation-form"),
        ({**WALK, "modulations": ["lfoo 1 -> pan"]}, "known-word: Did you mean lfo"),
        ({"kind": "interpolation", "lasts": 3}, "scene-field: says its seeds"),
        ({"kind": "interpolation", "lasts": 3, "seeds": [1], "between": "circular"}, "timeline-word: between"),
        ({"kind": "exploration", "lasts": 3, "directions": 300}, "timeline-number: directions"),
        ({"kind": "steps", "file": 3}, "timeline-text: file is a text"),
        ({"kind": "silence", "modulations": ["lfo 1 -> psi"]}, "scene-moved: Received: psi"),
    ],
)
def test_scenes_that_are_none(scene, rule):
    with refused(rule, GanSpaceSynthError):
        read(scene)


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ([], "timeline-table: A timeline is a table"),
        ({}, "timeline-list: scenes is a list"),
        ({"scenes": []}, "timeline-list"),
        ({"scenes": [WALK] * 1001}, "timeline-list"),
        ({"scene": [WALK]}, "timeline-word: Did you mean scenes"),
        ({"scenes": [WALK], "layers": {"mian": 0}}, "timeline-word: Did you mean main"),
        ({"scenes": [WALK], "layers": {"main": 40}}, "timeline-number: layers.main"),
        ({"scenes": [WALK], "markers": [1]}, "timeline-table: markers"),
        ({"scenes": [WALK], "song": ""}, "timeline-text"),
        ({"scenes": [WALK], "title": 3}, "timeline-name"),
        ({"scenes": [WALK], "loop": {"from": 1}}, "loop-ends: says from and to"),
        ({"scenes": [WALK], "loop": {"from": 1, "to": 2, "times": 1}}, "timeline-number: times"),
        ({"scenes": [WALK], "modulations": ["lfo 1 -> pan"] * 33}, "timeline-list"),
    ],
)
def test_timelines_that_are_none(value, rule):
    with refused(rule, SequenceError):
        Timeline.read(value)


def test_toml_and_json_say_the_same(tmp_path):
    toml = tmp_path / "a.toml"
    toml.write_text('format = "ganspacesynth-timeline"\nversion = 1\n[[scenes]]\nkind = "walk"\nlasts = 4\n', encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps({**HEAD, "scenes": [WALK]}), encoding="utf-8")
    assert load_timeline(toml) == load_timeline(tmp_path / "a.json") and load_timeline(toml).folder == tmp_path


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("a.toml", b"format = ", "valid-toml"),
        ("a.toml", b"\xff", "valid-toml"),
        ("a.toml", b"a = " + b"[" * 5000, "valid-toml"),
        ("a.toml", b"#" * ((1 << 20) + 1), "file-size: A TOML file"),
        ("a.toml", b'format = "ganspacesynth-style"', "document-format: A timeline says format"),
        ("a.toml", b'format = "ganspacesynth-timeline"\nversion = 2', "document-version"),
        ("a.json", b"{", "valid-json"),
    ],
)
def test_files_that_are_none(tmp_path, name, data, rule):
    (tmp_path / name).write_bytes(data)
    with refused(rule, SequenceError):
        load_timeline(tmp_path / name)


def test_a_timeline_of_a_project_names_files_of_that_project(tmp_path):
    project, outside = tmp_path / "project", tmp_path / "notes.wav"
    (project / "sub").mkdir(parents=True)
    outside.write_bytes(b"")
    (project / "a.json").write_text(json.dumps({**HEAD, "scenes": [WALK]}), encoding="utf-8")
    kept, free = load_timeline(project / "a.json", root=project), load_timeline(project / "a.json")
    for name in ("song.wav", "sub/song.wav", str(project / "song.wav")):
        assert kept.file(name) == project / name
    names = ["../notes.wav", str(outside), "sub/../../notes.wav", "~/notes.wav"]
    with contextlib.suppress(OSError):  # a system without links
        (project / "linked.wav").symlink_to(outside)
        names.append("linked.wav")
    for name in names:
        with refused("timeline-file", SequenceError, says="Copy it into the project"):
            kept.file(name)
        assert free.file(name) == project / Path(name).expanduser()


def test_files_that_are_not_there(tmp_path):
    with refused("readable-file", SequenceError, says=r"b\.toml"):
        load_timeline(tmp_path / "b.toml")
    with refused("regular-file", SequenceError):
        load_timeline(tmp_path)
    (tmp_path / "c.toml").mkdir()
    with refused("readable-file", SequenceError, says="something else than a file"):
        load_timeline(tmp_path / "c.toml")


@pytest.mark.skipif(not EXAMPLE.exists(), reason="not a checkout")
def test_the_example_is_a_timeline():
    found = lay_out(load_timeline(EXAMPLE), lambda scene, start_s: None)
    assert list(found.places) == ["ground", "bells"] and 20 < found.duration_s < 40


def test_the_page_names_every_kind_and_word():
    page = Path(ganspacesynth.__file__).parents[1] / "docs" / "timelines.md"
    if page.exists():
        text = page.read_text(encoding="utf-8")
        assert [word for kind, fields in KINDS.items() for word in (kind, *fields) if f"`{word}" not in text] == []


# --- signals


def test_without_a_song_the_tempo_is_heard():
    clock = Clockwork(TempoMap((TempoChange(1, 120, 4), TempoChange(2, 60, 3))), 6.0)
    assert clock.beats_s() == pytest.approx([0, 0.5, 1, 1.5, 2, 3, 4, 5, 6])
    assert np.flatnonzero(clock.heard("bars").values).tolist() == [0, 100, 250]
    assert clock.heard("tempo").at(1.0) == 120 and clock.heard("tempo").at(4.0) == 60
    for name, stem in (("rms", None), ("beats", "drums")):
        with refused("timeline-song", SequenceError, says="heard in a song"):
            clock.heard(name, (), stem)


def test_signals_of_all_run_on_and_those_of_a_scene_begin_with_it():
    signals = Signals(Clockwork(TempoMap(), 10.0))
    chain = "envelope 2 0 2"
    assert signals.part(chain, 1.0, 3.0).at(0.0) == pytest.approx(signals.whole(chain).at(1.0)) and signals.own(chain, 1.0, 3.0).at(0.0) < 0.01
    assert signals.own("beats", 0.245, 3.0).at(0.26) == pytest.approx(1.0)


def test_rows_that_are_written_alike_keep_their_signals():
    row = Modulation.read("lfo 1 -> psi")
    one, two = (Signal("lfo 1", values, 1.0) for values in ([0.0, 1.0], [1.0, 0.0]))
    signals, rows = matrix([(one, row), (two, row), (one, row)])
    assert [signals[each.chain] for each in rows] == [one, two, one] and [each.chain for each in rows] == ["lfo 1", "lfo 1 (2)", "lfo 1"]
