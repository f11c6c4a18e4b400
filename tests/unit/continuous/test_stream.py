"""Live voices: the unbroken sound as their special case, changes that are heard at once and without a click, an end that comes when asked for."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganspacesynth import Point, PointPath, load_directions, load_model
from ganspacesynth.audio.pitch import hz_to_midi, note_pitch, yin
from ganspacesynth.continuous.limiter import KNEE, Decay, Limiter
from ganspacesynth.continuous.receptive_field import ReceptiveField
from ganspacesynth.continuous.render import render
from ganspacesynth.continuous.stream import MAX_CHUNK_FRAMES, Stream, warm
from ganspacesynth.core.bends.kinds import Offset, Scale
from ganspacesynth.core.errors import DirectionsError, InvalidInput
from ganspacesynth.core.motion.trajectory import ConstantTrajectory
from ganspacesynth.directions.synthesis import synthesize_points
from ganspacesynth.networks.gansynth import network
from ganspacesynth.networks.known_models import default_model
from tests.conftest import decibels
from tests.support.bends import Moving, bends_of
from tests.support.refused import refused
from tests.support.writer import write_checkpoint
from tests.unit.networks.test_network import WIDE


def still(model, pitch=60.0, seed=0, **more):
    return Point(pitch, z=tuple(model.sample_z(1, seed=seed)[0].tolist()), **more)


def rest_of(stream):
    """All chunks until the end, as one wave."""
    chunks = []
    while not stream.done:
        chunks.append(stream.next())
        assert len(chunks) < 10_000
    return np.concatenate(chunks) if chunks else np.zeros(0, np.float32)


def some(stream, seconds):
    """Chunks of so many seconds or a little more, as one wave."""
    end, chunks = stream.time_s + seconds, []
    while stream.time_s < end:
        chunks.append(stream.next())
    return np.concatenate(chunks)


def corner(wave):
    """The sharpest bend in a wave: a click has a sharp one."""
    return np.abs(np.diff(wave, 2)).max()


# --- the law: a future that is known makes the unbroken sound of the same path


@pytest.fixture(scope="module")
def model():
    return load_model()


@pytest.mark.parametrize(("chunk_frames", "seconds"), [(2, 3.0), (4, 5.3), (8, 0.7)])
def test_a_known_future_is_the_unbroken_sound(model, chunk_frames, seconds):
    path = PointPath((0.0, 2.0, 5.0), (still(model), still(model, 62, 1), still(model, 65, 2)))
    whole = render(model, path, duration_s=seconds, layer="conv1_3")
    stream = Stream(model, path, duration_s=seconds, chunk_frames=chunk_frames, live=False)
    wave = rest_of(stream)
    assert wave.shape == whole.shape
    assert wave.dtype == np.float32
    assert decibels(whole, wave) > 80
    assert not len(stream.next())


@pytest.mark.parametrize("seconds", [0.01, 0.1, 0.25, 0.26, 1.2345])
@pytest.mark.parametrize("layer", [None, "conv0", "conv1_5"])
def test_lengths_are_exact(tiny, seconds, layer):
    path = PointPath((0.0, 0.3), (still(tiny), still(tiny, 61, 1)))
    wave = rest_of(Stream(tiny, path, duration_s=seconds, layer=layer, live=False))
    whole = render(tiny, path, duration_s=seconds, layer=layer or "conv1_3")
    assert wave.shape == (round(seconds * tiny.config.sample_rate),)
    assert decibels(whole, wave) > 60  # the tiny model's narrow layers blow rounding up


@pytest.mark.parametrize(
    "settings", [{"data_type": "linear"}, {"simple_arch": True}, {"num_resolutions": 1, "start_height": 8, "start_width": 16, "audio_length": 80}]
)
def test_models_of_other_shapes(tmp_path, settings):
    model = load_model(write_checkpoint(tmp_path, WIDE | settings).folder)
    path = PointPath((0.0, 0.05), (still(model, 40), still(model, 41, 1)))
    layer = list(model.config.layers)[-1]
    wave = rest_of(Stream(model, path, duration_s=0.05, layer=layer, live=False))
    assert decibels(render(model, path, layer=layer), wave) > 60


def test_bends_of_layers_before_and_behind(tiny):
    """Behind the stretched layer they are those of the whole network, before it those of the point."""
    point = still(tiny, bends=bends_of(scale={"conv1": 0.5, "conv1_4": 0.7}, offset={"conv0_2": 0.3, "conv0_5": -0.2}))
    early = point.replace(bends=bends_of(scale={"conv1": 0.5}, offset={"conv0_2": 0.3}))
    cells = tiny.activations(np.array(point.z), 60, ["conv1_3"])["conv1_3"]
    bent = tiny.run(tiny.input(np.array(point.z), 60), start=None, stop="conv1_3", bends=early.bends)
    assert decibels(cells, bent) < 40
    pictures = tiny.run(bent, start="conv1_3", stop=None, bends=bends_of(scale={"conv1_4": 0.7}, offset={"conv0_5": -0.2}))
    wave = rest_of(Stream(tiny, ConstantTrajectory(point), duration_s=0.25, live=False))
    assert decibels(tiny._waves(pictures)[0], wave) > 60


# --- with directions


@pytest.fixture(scope="module")
def directions():
    return load_directions(default_model() / "directions_conv0.npz")


@pytest.mark.parametrize("mode", ["replace", "offset"])
def test_edits_move_along_a_known_path(model, directions, mode):
    ends = [Point(60, mode=mode, edits=edits, z=None if mode == "replace" else still(model).z) for edits in ((-2.0, 0.0, 1.0), (2.0,))]
    path = PointPath((0.0, 2.0), tuple(ends))
    wave = rest_of(Stream(model, path, directions=directions, duration_s=2.0, chunk_frames=8, live=False))
    assert decibels(render(model, path, directions=directions), wave) > 80


def test_directions_of_a_late_layer_move_the_stretched_one(tiny):
    from tests.support.tiny_directions import make_directions

    size = int(np.prod(tiny.config.layers["conv0_4"]))
    late = make_directions(2).first(1)
    late = dataclasses.replace(
        late,
        layer="conv0_4",
        shape=tiny.config.layers["conv0_4"],
        model_id=None,
        latent=None,
        components=np.full((1, size), size**-0.5, np.float32),
        **{"mean": np.zeros(size, np.float32), "pitches": (), "pitch_means": None},
    )
    wave = some(Stream(tiny, ConstantTrajectory(still(tiny, edits=(3.0,))), directions=late), 0.1)
    assert decibels(some(Stream(tiny, ConstantTrajectory(still(tiny)), directions=late), 0.1), wave) < 60
    with refused("stretched-layer", InvalidInput):
        Stream(tiny, ConstantTrajectory(still(tiny)), directions=late, layer="conv1_3")


# --- changes


@pytest.mark.parametrize(
    "change", [{"z": (0.1,) * 256}, {"pitch": 67.0}, {"edits": (3.0, -3.0)}, {"bends": {"conv1_2": Scale(0.2)}}, {"bends": {"conv0_6": Offset(0.5)}}]
)
def test_a_change_is_heard_with_the_next_chunk(model, directions, change):
    before, after = still(model), still(model).replace(**change)
    one, other = (Stream(model, ConstantTrajectory(before), directions=directions) for _ in range(2))
    np.testing.assert_array_equal(some(one, 1.0), some(other, 1.0))
    other.future = ConstantTrajectory(after)
    same, moved = some(one, 0.3), some(other, 0.3)  # five chunks of 64 ms, of which locked phases hold half a one back
    assert decibels(same, moved) < 10


def test_what_moves_every_chunk_does_not_click(model, directions, rng):
    """Nowhere is a bend much sharper than in the same voices standing still, and none at all where chunks meet."""
    stream = Stream(model, ConstantTrajectory(still(model)), directions=directions)
    chunks, points = [some(stream, 0.3)], []
    for seed in range(24):
        edits, scale = tuple(rng.uniform(-3, 3, 4)), {"conv1_2": rng.uniform(0.3, 1.5), "conv1_5": rng.uniform(0.3, 1.5)}
        points.append(still(model, float(rng.uniform(50, 70)), seed, edits=edits, bends=bends_of(scale=scale)))
        stream.future = ConstantTrajectory(points[-1])
        chunks.append(stream.next())
    joints = np.cumsum([len(chunk) for chunk in chunks[:-1]])
    wave = np.concatenate(chunks)
    steady = max(corner(some(Stream(model, ConstantTrajectory(point), directions=directions), 0.2)) for point in points[::2])
    assert corner(wave) < 1.5 * steady
    assert max(corner(wave[j - 3 : j + 3]) for j in joints) < steady


def test_a_sound_that_stands_still_costs_nothing(model, monkeypatch):
    computed = []
    pictures = ReceptiveField.pictures
    monkeypatch.setattr(ReceptiveField, "pictures", lambda *args, **kwargs: computed.append(1) or pictures(*args, **kwargs))
    stream = Stream(model, ConstantTrajectory(still(model)))
    some(stream, 4.0)
    computed.clear()
    wave = some(stream, 2.0)
    assert not computed
    assert np.abs(wave).max() > 0.01
    stream.future = ConstantTrajectory(still(model, seed=1))
    stream.next()
    assert computed


def test_after_warming_no_control_waits_for_a_graph(model, directions, monkeypatch):
    size = warm(model, directions=directions, sizes=(4,))
    assert size == 4
    monkeypatch.setattr(network, "generate", lambda *args, **kwargs: pytest.fail("a graph was built"))
    points = [
        still(model),
        still(model, 61.5, 1, edits=(1.0, 2.0), bends=bends_of(scale={"conv1": 0.5, "conv1_6": 2.0})),
        still(model, edits=(1.0,), mode="latent", bends=bends_of(offset={"conv0": 0.1, "conv1_5": 0.1})),
        Point(62, edits=(1.0,), mode="replace", bends=bends_of(scale={"conv1_2": 0.9})),
    ]
    stream = Stream(model, ConstantTrajectory(points[0]), directions=directions, chunk_frames=4)
    for point in points:
        stream.future = ConstantTrajectory(point)
        stream.next()
    stream.release(0.1)
    rest_of(stream)


# --- pitch


def test_pitches_between_those_of_the_model(model):
    for pitch in (59.5, 60.3):
        heard = some(Stream(model, ConstantTrajectory(still(model, pitch))), 2.0)
        assert abs(note_pitch(heard[8000:], 16000) - pitch) < 0.1


def test_clips_and_long_sounds_have_pitches_between_those_of_the_model_too(model):
    """As a live voice: the nearest pitch, retuned. Whole pitches stay as they were, bit for bit, whatever is made beside them."""
    points = [still(model, pitch) for pitch in (60.0, 60.3, 59.5)]
    clips = synthesize_points(model, points)
    assert np.array_equal(clips[0], synthesize_points(model, points[:1])[0])
    for point, clip in zip(points, clips, strict=True):
        long = render(model, PointPath((0.0,), (point,)), duration_s=2.0)
        for wave in (clip, long):
            assert abs(note_pitch(wave[8000:24000], 16000) - point.pitch) < 0.1
    with refused("retune-range", InvalidInput, says=r"retuned by at most 12 semitones. Received: \[13.0\]"):
        model.synthesize(points[0].z, 60, semitones=[13.0])
    with refused("one-per-sound", InvalidInput, says=r"one number of semitones for each sound. Received: 2 for 1"):
        model.synthesize(points[0].z, 60, semitones=[1.0, 1.0])


@pytest.mark.parametrize("pitch", [90.0, 33.0])
def test_pitches_beyond_those_of_the_model(model, pitch):
    assert abs(note_pitch(some(Stream(model, ConstantTrajectory(still(model, pitch, 2))), 1.5)[8000:], 16000) - pitch) < 0.2


@pytest.mark.parametrize("glide_s", [0.5, 1.0])
def test_a_glide_is_smooth(model, glide_s):
    stream = Stream(model, ConstantTrajectory(still(model)))
    some(stream, 1.0)
    start, z = stream.time_s, still(model).z
    stream.future = Moving(lambda time_s: Point(60 + 7 * min(1.0, max(0.0, (time_s - start) / glide_s)), z=z))
    f0, _ = yin(some(stream, glide_s + 0.3), 16000, hop_s=0.02, frame_s=0.04)
    times = np.arange(len(f0)) * 0.02 + 0.025
    away = np.abs(hz_to_midi(f0) - 60 - 7 * np.clip(times / glide_s, 0, 1))
    assert np.median(away) < 0.15
    assert away[-5:].max() < 0.15


def test_vibrato(model):
    z = still(model, seed=1).z
    f0, _ = yin(some(Stream(model, Moving(lambda time_s: Point(60 + 0.5 * np.sin(2 * np.pi * 5 * time_s), z=z))), 2.0)[8000:], 16000, frame_s=0.03)
    assert 0.25 < np.std(hz_to_midi(f0)) < 0.4  # 0.35, less what YIN smooths


# --- the end


@pytest.mark.parametrize(("after_s", "release_s"), [(0.0, 0.3), (0.1, 0.05), (1.0, 0.5), (1.0, 2.5)])
def test_a_release_dies_away_in_its_time(model, after_s, release_s):
    stream = Stream(model, ConstantTrajectory(still(model)))
    before = some(stream, after_s) if after_s else np.zeros(0)
    start = stream.time_s
    stream.release(release_s)
    wave = rest_of(stream)
    assert len(wave) == round(release_s * 16000)
    assert stream.done
    assert not len(stream.next())
    assert np.abs(wave[-16:]).max() < 1e-3
    quarter = len(wave) // 4
    assert np.abs(wave[-quarter:]).max() < 0.5 * np.abs(wave[:quarter]).max()
    if start:
        whole = np.concatenate([before, wave])
        assert np.abs(np.diff(whole, 2))[len(before) - 3 : len(before) + 1].max() < corner(before) + 1e-3


def test_a_release_may_be_hastened(model):
    stream = Stream(model, ConstantTrajectory(still(model)))
    some(stream, 0.5)
    stream.release(5.0)
    some(stream, 0.5)
    stream.release(0.0)
    assert len(rest_of(stream)) == 160  # 10 ms: sooner would click


def test_a_release_ends_a_sound_of_known_length(tiny):
    stream = Stream(tiny, ConstantTrajectory(still(tiny)), duration_s=5.0)
    some(stream, 0.5)
    stream.release(0.2)
    assert len(rest_of(stream)) == round(0.2 * tiny.config.sample_rate)


@pytest.mark.parametrize("seconds", [-1.0, float("nan"), 1e9])
def test_no_release(tiny, seconds):
    with refused("release-range", InvalidInput, says=r"A release takes 0\.\.3600 seconds"):
        Stream(tiny, ConstantTrajectory(still(tiny))).release(seconds)


# --- level


def test_a_live_voice_begins_without_a_click_and_does_not_clip(tiny):
    loud = still(tiny)
    raw, live = (some(Stream(tiny, ConstantTrajectory(loud), live=live), 0.5) for live in (False, True))
    assert np.abs(raw).max() > 1.0
    assert np.abs(live).max() <= 1.0
    assert abs(live[0]) < 0.02


@given(st.lists(st.floats(0.0, 20.0), min_size=1, max_size=8), st.integers(1, 1500))
def test_a_limiter_keeps_its_limit(levels, size):
    limiter = Limiter(16000)
    time = np.arange(size, dtype=np.float32)
    for level in levels:
        wave = (level * np.sin(0.3 * time)).astype(np.float32)
        limited = limiter.apply(wave)
        assert limited.dtype == np.float32
        assert np.abs(limited).max(initial=0.0) <= 1.0


def test_a_limiter_leaves_alone_what_is_not_loud():
    wave = (KNEE * np.sin(0.3 * np.arange(4000))).astype(np.float32)
    assert Limiter(16000).apply(wave) is wave


def test_a_limiter_comes_back():
    limiter, loud = Limiter(16000), np.sin(0.3 * np.arange(1000)).astype(np.float32)
    limiter.apply(10 * loud)
    for _ in range(20):
        back = limiter.apply(0.5 * loud)
    np.testing.assert_array_equal(back, 0.5 * loud)


def test_a_limiter_does_not_click():
    limiter, phase = Limiter(16000), 0.2 * np.arange(8192)
    wave = (np.sin(phase) * np.interp(phase, [0, 400, 800, 1638], [0.5, 4.0, 4.0, 0.5])).astype(np.float32)
    limited = np.concatenate([limiter.apply(part) for part in np.split(wave, 8)])
    assert corner(limited) < 1.3 * corner(np.sin(phase))


def test_a_decay_falls_from_its_level_to_nothing():
    decay = Decay(start=100, samples=50, level=0.5)
    faded = decay.apply(np.ones(80, np.float32), 100)
    assert len(faded) == 50
    assert faded[0] == pytest.approx(0.5)
    assert faded[-1] == pytest.approx(0.0, abs=1e-3)
    assert (np.diff(faded) <= 0).all()


# --- what cannot be played


def test_what_cannot_be_played(tiny, directions):
    future = ConstantTrajectory(still(tiny))
    for size in (0, MAX_CHUNK_FRAMES + 1, 2.0, "2"):
        with refused("chunk-size", InvalidInput, says=r"chunk_frames must be a whole number in 1\.\.64"):
            Stream(tiny, future, chunk_frames=size)
    for seconds in (0.0, -1.0, float("nan"), 1e9):
        with refused("duration-range", InvalidInput):
            Stream(tiny, future, duration_s=seconds)
    with refused("known-layer", InvalidInput):
        Stream(tiny, future, layer="conv9")
    with refused("own-model", DirectionsError):
        Stream(tiny, future, directions=directions)


@pytest.mark.parametrize(
    ("point", "rule"),
    [
        (Point(60, z=(0.0,)), "z-shape: z must be"),
        (Point(60, z=(0.0,) * 32, model="other"), "own-model"),
        (Point(60, z=(0.0,) * 32, edits=(1.0,)), "needs-directions"),
        (Point(60, mode="replace"), "needs-directions"),
    ],
)
def test_points_that_cannot_be_played(tiny, point, rule):
    """The sound goes on once the future is a better one."""
    stream = Stream(tiny, ConstantTrajectory(still(tiny)))
    stream.next()
    stream.future = ConstantTrajectory(point)
    with refused(rule, InvalidInput):
        stream.next()
    stream.future = ConstantTrajectory(still(tiny))
    assert len(stream.next())


def test_a_voice_that_overflows(tmp_path):
    model = load_model(write_checkpoint(tmp_path, WIDE | {"to_rgb_activation": "linear"}).folder)
    stream = Stream(model, ConstantTrajectory(still(model, 40, bends=bends_of(scale={"conv1_3": 1e30}))))
    with refused("no-overflow", InvalidInput):
        some(stream, 0.1)


def test_models_of_plain_phases(tmp_path):
    model = load_model(write_checkpoint(tmp_path, {"data_type": "phase", "data_normalizer": "none"}).folder)
    with refused("instantaneous-frequency", InvalidInput, says="needs a model with instantaneous frequency"):
        Stream(model, ConstantTrajectory(still(model, 40)))


def test_models_that_fade_their_last_block_in(tmp_path):
    model = load_model(write_checkpoint(tmp_path, WIDE, stage=3, images=300).folder)
    path = PointPath((0.0,), (still(model, 40),))
    for layer in ("conv0_3", "conv1_3"):
        with refused("stretched-layer", InvalidInput, says=f"All that is heard must come from behind the stretched layer. Received: layer='{layer}'"):
            Stream(model, path, layer=layer)
        with refused("stretched-layer", InvalidInput):
            render(model, path, layer=layer)
    assert decibels(render(model, path, layer="conv1_2"), rest_of(Stream(model, path, duration_s=150 / 16000, layer="conv1_2", live=False))) > 60


def test_replace_mode_without_edits_is_the_plain_sound_of_a_z(model, directions):
    """As it is for clips, see directions/synthesis.py."""
    point = still(model)
    futures = (ConstantTrajectory(point.replace(mode=mode)) for mode in ("replace", "offset"))
    np.testing.assert_array_equal(*(rest_of(Stream(model, future, directions=directions, duration_s=0.5)) for future in futures))


# --- other chunks


@pytest.mark.parametrize("moving", [False, True])
def test_chunks_of_another_size_are_the_same_sound(model, moving):
    """Larger ones begin at multiples of their size; smaller ones follow at once."""
    path = PointPath((0.0, 3.0), (still(model), still(model, 62, 1))) if moving else ConstantTrajectory(still(model))
    whole = some(Stream(model, path, duration_s=3.0, live=False), 2.5)
    stream = Stream(model, path, duration_s=3.0, live=False)
    parts = []
    for frames in (8, 2, 4):
        parts += [stream.next() for _ in range(3)]
        stream.resize(frames)
    parts.append(some(stream, 0.5))
    wave = np.concatenate(parts)
    assert decibels(whole[: len(wave)], wave[: len(whole)]) > 80
    assert len({len(part) for part in parts[1:-1]}) > 1
    with refused("chunk-size", InvalidInput):
        stream.resize(0)
