import json
from fractions import Fraction

import av
import numpy as np
import pytest
from PIL import Image

from ganspacesynth.core import extras
from ganspacesynth.core.documents import VIDEO
from ganspacesynth.core.errors import AudioError, GanSpaceSynthError, InvalidInput, OutputError
from ganspacesynth.core.work.progress import Cancelled
from ganspacesynth.video.soundtrack import Soundtrack, soundtrack_of
from ganspacesynth.video.video_making import check_video, comment, save_video, video_document
from ganspacesynth.video.video_settings import VideoSettings
from ganspacesynth.video.writing import film, frame_folder
from ganspacesynth.video.writing.film import frame_count
from tests.support.films import clicks, clicks_heard_s, flashes_s, frames, heard
from tests.support.refused import refused

SMALL = VideoSettings(160, 90, Fraction(25))
SHORT = soundtrack_of(clicks(16_000, (0.2,), 0.5), 16_000)
LONG_S = 2.02


def rates():
    return [("mp4", 44_100, "25"), ("mp4", 16_000, "24000/1001"), ("mp4", 48_000, "60"), ("webm", 44_100, "30"), ("webm", 16_000, "24")]


@pytest.mark.parametrize(("kind", "rate", "fps"), rates())
def test_picture_and_sound_are_together_at_start_and_end(kind, rate, fps, tmp_path):
    fps, channels = Fraction(fps), 2 if rate == 44_100 else 1
    moments = [float(round(time * fps) / fps) for time in (0.2, 1.0, 1.9)]
    sound = soundtrack_of(clicks(rate, [moment + 2e-4 for moment in moments], LONG_S, channels), rate)
    made = save_video(tmp_path / f"a.{kind}", sound, VideoSettings(320, 180, fps, view="scroll"))
    seen = flashes_s(made.path, (120, 170, 150, 170))
    np.testing.assert_allclose(seen, moments, atol=1.1e-3)  # WebM counts in milliseconds
    np.testing.assert_allclose(clicks_heard_s(made.path), moments, atol=3e-3)
    begins, samples, heard_rate = heard(made.path)
    moments = [moment for moment, _ in frames(made.path)]
    assert begins == pytest.approx(0.0, abs=2e-3) and begins + len(samples) / heard_rate >= LONG_S - 2e-3
    assert len(moments) == made.frames == frame_count(LONG_S, fps)
    np.testing.assert_allclose(moments, [float(k / fps) for k in range(len(moments))], atol=1.1e-3)


def test_frames_cover_the_sound():
    assert [frame_count(time, Fraction(24000, 1001)) for time in (0.001, 1001 / 24000, 10.01)] == [1, 1, 240]
    assert frame_count(3600.0, Fraction(25)) == 90_000


@pytest.mark.parametrize("kind", ["mp4", "webm"])
def test_a_film_says_what_made_it(kind, tmp_path):
    recipe = {"format": "ganspacesynth-recipe", "version": 1, "kind": "clip"}
    save_video(tmp_path / f"a.{kind}", SHORT, SMALL, title="a clip é", recipe=recipe)
    with av.open(str(tmp_path / f"a.{kind}")) as container:
        said = {name.lower(): value for name, value in container.metadata.items()}
        stream = container.streams.video[0]
        assert said["title"] == "a clip é" and VIDEO.unpack_text(said["comment"])[1]["recipe"] == recipe
        assert (stream.width, stream.height, stream.average_rate) == (160, 90, 25) and stream.codec_context.pix_fmt == "yuv420p"


def test_long_recipes_are_left_out_of_the_comment():
    recipe = {"format": "x", "kind": "hallucination", "model": {"id": "m" * 999}, "steps": ["x" * 99] * 999}
    said = json.loads(comment(video_document(SMALL, recipe, None)))
    assert said["recipe"] == {"format": "x", "kind": "hallucination", "model": {"id": "m" * 80}, "left_out": "too long"}


def test_a_gif_has_all_frames_and_does_not_drift(tmp_path):
    save_video(tmp_path / "a.gif", SHORT, VideoSettings(64, 64, Fraction(30)))
    with Image.open(tmp_path / "a.gif") as image:
        lasts = []
        for number in range(image.n_frames):
            image.seek(number)
            lasts.append(image.info["duration"])
    assert len(lasts) <= 15 and sum(lasts) == pytest.approx(500, abs=40)


def test_a_folder_has_numbered_pictures_and_the_sound(tmp_path):
    made = save_video(tmp_path / "film", SHORT, SMALL, recipe={"kind": "clip"})
    names = sorted(path.name for path in made.path.iterdir())
    assert names == [*(f"frame_{k:06d}.png" for k in range(13)), "frames.json", "sound.wav"]
    with Image.open(made.path / "frame_000003.png") as image:
        assert image.size == (160, 90)
    said = VIDEO.unpack(json.loads((made.path / "frames.json").read_text()))[1]
    assert said["fps"] == "25" and said["frames"] == 13
    with refused("nothing-overwritten", OutputError):
        save_video(made.path, SHORT, SMALL)
    save_video(made.path, SHORT, VideoSettings(64, 64, Fraction(2)), force=True)
    assert len(list(made.path.iterdir())) == 3


def test_the_pictures_of_a_folder_are_those_of_the_film(tmp_path):
    save_video(tmp_path / "f", SHORT, SMALL)
    save_video(tmp_path / "f.mp4", SHORT, SMALL)
    for number, (_, frame) in enumerate(frames(tmp_path / "f.mp4")):
        with Image.open(tmp_path / "f" / f"frame_{number:06d}.png") as image:
            assert np.abs(np.asarray(image).astype(int) - frame).mean() < 4.0


@pytest.mark.parametrize("name", ["a.mp4", "a.webm", "a.gif", "a"])
def test_what_is_stopped_leaves_nothing(name, tmp_path):
    def stop(done, total):
        if done == 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        save_video(tmp_path / name, SHORT, SMALL, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_sound_that_breaks_off_leaves_nothing(tmp_path):
    def broken():
        broken.count += 1
        yield np.zeros((8000, 1), np.float32)
        if broken.count > 1:
            raise AudioError("The file must be whole. Received: half of it.", rule="whole-sound")

    broken.count = 0
    with refused("whole-sound", AudioError):
        save_video(tmp_path / "a.mp4", Soundtrack(16_000, 1, 8000, broken), SMALL)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "part"), [("a.mp4", (film, "_encoded")), ("a.gif", (film, "_paletted")), ("a", (frame_folder, "png_bytes"))])
def test_a_full_disk_is_said(name, part, tmp_path, monkeypatch):
    def full(*given):
        raise OSError(28, "No space left on device") if name == "a" else av.error.FFmpegError(28, "No space left on device")

    monkeypatch.setattr(*part, full)
    with refused("disk-room", OutputError):
        save_video(tmp_path / name, SHORT, SMALL)
    assert list(tmp_path.iterdir()) == []


def test_progress_counts_frames(tmp_path):
    told = []
    save_video(tmp_path / "a.mp4", SHORT, SMALL, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (13, 13) and [done for done, _ in told if done] == list(range(1, 14))


def test_lengths_and_names_are_checked_before_the_work(tmp_path, monkeypatch):
    with refused("video-length", InvalidInput):
        save_video(tmp_path / "a.gif", Soundtrack(8000, 1, 8000 * 999, lambda: iter(())), SMALL)
    with refused("video-ending", InvalidInput):
        check_video(tmp_path / "a.txt")
    monkeypatch.setattr(extras.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setitem(extras.sys.modules, "av", None)
    with refused("extra-installed", GanSpaceSynthError, says=r"ganspacesynth\[av\]"):
        check_video(tmp_path / "a.mp4")
    check_video(tmp_path / "a")  # pictures alone need nothing


def test_memory_does_not_grow_with_the_film(monkeypatch, tmp_path):
    """Frames are asked for as they are written: never more ahead than the encoder looks."""
    asked, muxed = [], []
    original = film._encoded

    def counted(stream, given, fps):
        def noted():
            for frame in given:
                asked.append(None)
                yield frame

        for packet in original(stream, noted(), fps):
            muxed.append(None)
            assert len(asked) - len(muxed) < 120
            yield packet

    monkeypatch.setattr(film, "_encoded", counted)
    save_video(tmp_path / "a.mp4", soundtrack_of(np.zeros(8000 * 20), 8000), VideoSettings(64, 64, Fraction(30), preview=False))
    assert len(asked) == len(muxed) == 600
