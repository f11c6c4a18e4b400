"""Songs: files, parts, stems, what is kept of them, and files that are odd."""

import json
import sys
import types

import numpy as np
import pytest
import soundfile

from ganspacesynth.audio.files.decode import DecodedSound
from ganspacesynth.audio.songs.analysis_cache import FOLDER, AnalysisCache
from ganspacesynth.audio.songs.song import Song, open_song
from ganspacesynth.audio.songs.song_part import read_part
from ganspacesynth.core.errors import AudioError, DownloadError, InvalidInput
from ganspacesynth.core.motion.signal import Signal
from tests.support import synthetic_song, web
from tests.support.refused import refused


@pytest.fixture(scope="module")
def known():
    parts = ((120.0, 4, ("C", "G"), {"kick", "snare", "hat", "pad", "bass"}),)
    return synthetic_song.song(parts)


@pytest.fixture
def file(known, tmp_path):
    path = tmp_path / "Lied ö.wav"
    soundfile.write(path, known.wave, known.rate, subtype="FLOAT")
    return path


@pytest.fixture
def song(file):
    return open_song(file, cached=False)


def test_a_song_is_as_long_as_its_file(song, known):
    assert abs(song.duration_s - known.duration_s) < 1e-3 and song.count == len(song.signal("rms"))
    assert synthetic_song.matched(song.onsets_s(), known.onsets) > 0.95 and synthetic_song.matched(song.beats_s(), known.beats) > 0.95


@pytest.mark.parametrize(
    ("start", "stop", "there"),
    [(1, 3, (1, 3)), ("0:01", "0:03", (1, 3)), ("1.5", None, (1.5, 10)), ("0:00:02.5", 99, (2.5, 10)), ("bar 2", "bar 3", (3, 5))],
)
def test_a_part_is_named_by_seconds_minutes_or_bars(song, start, stop, there):
    part = song.cut(start, stop)
    assert abs(part.duration_s - (there[1] - there[0])) < 0.05
    whole = song.wave[round(part.start_s * song.frames.sample_rate) :][: len(part.wave)]
    assert np.corrcoef(part.wave[200:-200], whole[200:-200])[0, 1] > 0.99  # up to half a sample apart


def test_parts_of_parts_count_from_their_beginning(song):
    part = song.cut(2, 8).cut(1, 20)
    assert (part.start_s, part.stop_s) == (3.0, 8.0) and part.cut(1).duration_s == pytest.approx(4.0, abs=1e-3)


@pytest.mark.parametrize(
    ("start", "stop", "rule"),
    [
        ("x", None, "moment-form"),
        (-1, None, "moment-form"),
        (True, None, "moment-form"),
        (float("nan"), None, "moment-form"),
        (None, 3, "moment-form: 90"),
        ("bar 99", None, "song-bars: The song has"),
        ("bar 0", None, "song-bars"),
        (3, 3, "song-part: lasts"),
        (3, 2, "song-part"),
    ],
)
def test_parts_that_are_none(song, start, stop, rule):
    with refused(rule, InvalidInput):
        song.cut(start, stop)


def test_a_part_behind_the_end(song):
    with refused("song-part", AudioError, says="within the song"):
        _ = song.cut(500).wave


# --- stems


def test_stems_are_made_and_add_up(song):
    assert song.stem_names() == ("harmonic", "percussive", "low")
    total = sum(song.stem(name) for name in song.stem_names())
    assert np.abs(total - song.wave).max() < 1e-5
    assert np.array_equal(song.stem("drums"), song.stem("percussive")) and np.array_equal(song.stem("bass"), song.stem("low"))
    assert not np.array_equal(song.signal("drums.rms").values, song.signal("melody.rms").values)


def test_stems_of_ones_own_in_a_folder_or_by_name(file, known, tmp_path):
    folder = tmp_path / "stems"
    folder.mkdir()
    rng = np.random.default_rng(0)
    soundfile.write(folder / "drums.wav", 0.1 * rng.standard_normal(30_000), 16_000)
    soundfile.write(folder / "my-pad.flac", 0.1 * rng.standard_normal((30_000, 2)), 48_000)
    (folder / "notes.txt").write_text("no sound")
    for stems in (folder, {"drums": folder / "drums.wav", "my-pad": folder / "my-pad.flac"}):
        song = open_song(file, cached=False, stems=stems)
        assert song.stem_names() == ("drums", "my-pad") and len(song.stem("drums")) == len(song.wave) == len(song.stem("my-pad"))
        assert song.signal("drums.rms").values[10] > 0.3 and song.signal("my-pad.rms").values[-1] == 0.0
    assert song.cut(1, 2).signal("drums.rms").values[-1] == pytest.approx(song.signal("drums.rms").values[98], abs=0.3)
    with refused("known-stem", InvalidInput, says="Did you mean my-pad"):
        song.signal("my_pad.rms")


@pytest.mark.parametrize(
    ("stems", "rule"),
    [("nowhere", "stem-folder"), ({}, "stem-count"), ({"a b": "x.wav"}, "stem-name"), ({"a": "x.wav"}, "existing-file"), ({"": "x"}, "stem-name")],
)
def test_stems_that_are_none(file, stems, rule):
    with refused(rule):
        open_song(file, stems=stems)


def test_a_stem_that_no_song_has(song):
    with refused("known-stem", InvalidInput, says="Did you mean drums"):
        song.signal("drms.rms")


def test_a_filter_leaves_a_band_and_a_mask_a_time(song):
    deep = song.with_filter("drums", high_hz=100)
    assert np.square(deep.stem("drums")).sum() < np.square(song.stem("drums")).sum()
    assert deep.signal("drums.centroid").values.mean() < song.signal("drums.centroid").values.mean()
    middle = song.with_filter("drums", 500, 2000).with_filter("drums", low_hz=500)  # the last one counts
    assert middle.changes["drums"].high_hz is None
    masked = song.with_mask("drums", Signal("gate", [0, 0, 1, 1], 0.5))
    assert np.abs(masked.stem("drums")[: 2 * 25_600]).max() == 0.0 and np.abs(masked.stem("drums")[5 * 25_600 :]).max() > 0.01
    part = masked.cut(1)
    assert np.abs(part.stem("drums")[: 25_600 - 100]).max() == 0.0  # the mask is over the song's own seconds
    with refused("frequency-band", InvalidInput):
        song.with_filter("drums", 500, 100).stem("drums")


def test_an_unknown_separator(file):
    with refused("known-separator", InvalidInput, says="own, demucs"):
        open_song(file, separator="spleeter")


def test_demucs_says_where_it_is_when_it_is_not_there(file, monkeypatch):
    monkeypatch.setitem(sys.modules, "demucs", None)
    with refused("demucs-installed", InvalidInput, says=r"ganspacesynth\[stems\]"):
        open_song(file, separator="demucs", cached=False).stem("vocals")


def test_demucs_is_asked_as_its_interface_says(file, monkeypatch):
    class Separator:
        samplerate = 44_100

        def separate_tensor(self, wave, rate):
            assert wave.shape[0] == 2 and rate == 44_100
            return wave, {name: wave * share for name, share in (("drums", 0.5), ("bass", 0.25), ("vocals", 0.125), ("other", 0.125))}

    monkeypatch.setitem(sys.modules, "torch", types.SimpleNamespace(as_tensor=np.asarray))
    monkeypatch.setitem(sys.modules, "demucs", types.ModuleType("demucs"))
    monkeypatch.setitem(sys.modules, "demucs.api", types.SimpleNamespace(Separator=Separator))
    song = open_song(file, separator="demucs", cached=False)
    assert song.stem_names() == ("drums", "bass", "vocals", "other") and len(song.stem("drums")) == len(song.wave)
    assert np.abs(song.stem("drums") - 0.5 * song.wave)[500:-500].max() < 5e-3


def test_demucs_without_its_weights_says_so(file, monkeypatch):
    def separator():
        raise OSError("<urlopen error [Errno -2] Name or service not known>")

    monkeypatch.setitem(sys.modules, "torch", types.SimpleNamespace())
    monkeypatch.setitem(sys.modules, "demucs", types.ModuleType("demucs"))
    monkeypatch.setitem(sys.modules, "demucs.api", types.SimpleNamespace(Separator=separator))
    with refused("demucs-weights", DownloadError, says="Name or service not known"):
        open_song(file, separator="demucs", cached=False).stem("vocals")


# --- what is kept


def test_what_was_heard_is_kept_beside_the_song_by_content(file, monkeypatch):
    first = open_song(file).signal("drums.onsets(high) | decay 0.1")
    assert list((file.parent / FOLDER).glob("*.npy"))
    monkeypatch.setattr(Song, "wave", property(lambda self: pytest.fail("listened to again")))
    again = open_song(file)
    assert again.signal("drums.onsets(high) | decay 0.1") == first
    moved = file.with_name("other.wav")
    file.rename(moved)
    assert open_song(moved).signal("drums.onsets(high) | decay 0.1") == first
    with pytest.raises(BaseException, match="listened to again"):
        open_song(moved, fps=24).signal("drums.onsets(high)")
    moved.write_bytes(moved.read_bytes()[:-4000])
    with pytest.raises(BaseException, match="listened to again"):
        open_song(moved).signal("drums.onsets(high)")


def test_parts_filters_and_masks_are_kept_apart(file):
    song = open_song(file)
    sounds = [song, song.cut(1), song.cut(0, 5), song.with_filter("drums", 100), song.with_mask("drums", Signal("m", [0.5, 1], 1.0))]
    values = [sound.signal("drums.centroid").values[:50].tobytes() for sound in sounds] + [song.signal("centroid").values[:50].tobytes()]
    assert len({*values}) >= 5
    assert [sound.signal("drums.centroid").values[:50].tobytes() for sound in sounds] == values[:5]


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY\x01\x00", b"x" * 200, None])
def test_damaged_files_are_listened_to_again(tmp_path, damage):
    cache = AnalysisCache(tmp_path / "song.wav")
    asked = {"song": "a"}
    assert list(cache.get(asked, lambda: np.arange(3.0))) == [0, 1, 2] == list(cache.get(asked, lambda: pytest.fail("anew")))
    kept = next((tmp_path / FOLDER).iterdir())
    if damage is None:
        np.save(kept, np.array([{"a": 1}], dtype=object), allow_pickle=True)
    else:
        kept.write_bytes(damage)
    assert list(cache.get(asked, lambda: np.arange(2.0))) == [0, 1] == list(cache.get(asked, lambda: pytest.fail("anew")))
    np.save(kept, np.array([np.nan]))
    assert list(cache.get(asked, lambda: np.ones(1))) == [1]


def test_where_nothing_can_be_written_another_folder_is_taken_or_none(tmp_path, monkeypatch):
    (tmp_path / FOLDER).write_text("in the way")
    monkeypatch.setenv("GANSPACESYNTH_HOME", str(tmp_path / "home"))
    cache = AnalysisCache(tmp_path / "song.wav")
    cache.get({"song": "a"}, lambda: np.ones(1))
    assert list((tmp_path / "home" / "analyses").iterdir())
    cache.folders = [tmp_path / FOLDER]
    assert list(cache.get({"song": "b"}, lambda: np.ones(1))) == [1]
    assert AnalysisCache(None).folders == []


# --- addresses


def test_a_song_is_fetched_once_and_kept_with_its_digest(file, tmp_path, monkeypatch):
    monkeypatch.setenv("GANSPACESYNTH_HOME", str(tmp_path / "home"))
    with web.served() as server:
        address = server.put("/a/song.wav", file.read_bytes()) + "?key=secret"
        server.pages["/a/song.wav?key=secret"] = server.pages["/a/song.wav"]
        songs = [open_song(address) for _ in range(2)]
        assert len(server.asked) == 1
    assert songs[0].file == songs[1].file and songs[0].file.origin.endswith("/a/song.wav") and "secret" not in json.dumps(songs[0].file.origin)
    assert songs[0].file.sha256 == open_song(file).file.sha256 and songs[0].file.path.parent == tmp_path / "home" / "songs"
    assert [each.suffix for each in songs[0].file.path.parent.iterdir() if each.is_file()] == [".wav"]


def test_what_is_no_song_at_an_address(tmp_path, monkeypatch):
    monkeypatch.setenv("GANSPACESYNTH_HOME", str(tmp_path / "home"))
    with web.served() as server:
        with refused("readable-audio", AudioError, says="was removed"):
            open_song(server.put("/page.html", b"<html>watch this video</html>"))
        with refused("download-size"):
            open_song(server.put("/large.wav", bytes(2000)), max_bytes=1000)
    with refused("https-only"):
        open_song("http://example.com/song.wav")
    assert not list((tmp_path / "home" / "songs").glob("*.wav"))


# --- odd files


@pytest.mark.parametrize("rate", [8000, 192_000])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_files_of_any_rate_and_channels(tmp_path, rate, channels):
    wave = np.zeros((2 * rate, channels), np.float32)
    wave[rate // 2 : rate // 2 + 200] = 0.5
    soundfile.write(tmp_path / "a.wav", wave, rate)
    song = open_song(tmp_path / "a.wav", cached=False)
    assert np.allclose(song.onsets_s(), 0.5, atol=0.03) and abs(song.duration_s - 2.0) < 1e-3
    told = ["it has nothing over 4000 Hz: onsets(high) are silent"] if rate == 8000 else []
    assert song.remarks() == told and (song.signal("onsets(high)").values.max() < 0.1) == (rate == 8000)


def test_silence_is_a_song(tmp_path):
    soundfile.write(tmp_path / "a.wav", np.zeros(44_100), 44_100)
    song = open_song(tmp_path / "a.wav", cached=False)
    assert not song.signal("drums.onsets(high) | peaks | decay 0.4").values.any() and not len(song.beats_s())
    assert song.remarks() == ["it is silent: nothing is heard in it, and its signals move nothing"]


def test_nan_is_none(tmp_path):
    soundfile.write(tmp_path / "a.wav", np.array([0.0, np.nan, 0.0]), 44_100, subtype="FLOAT")
    with refused("finite-audio", AudioError, says="NaN"):
        open_song(tmp_path / "a.wav", cached=False).signal("rms")


class Endless(DecodedSound):
    """Ten hours of silence that say how long they are, or do not."""

    def __init__(self, tmp_path, frames):
        super().__init__(tmp_path / "long.wav")
        self.sample_rate, self.channels, self.frames, self.decoded = 1000, 1, frames, 0

    def blocks(self):
        for _ in range(36):
            self.decoded += 1
            yield np.zeros((1_000_000, 1), np.float32)


def test_ten_hours_are_refused_at_once_and_parts_of_them_are_not(tmp_path):
    sound = Endless(tmp_path, 36_000_000)
    with refused("song-length", AudioError, says=r"with 10.00 hours. Name a part, such as cut"):
        read_part(sound, 2000.0, 0.0, None)
    assert sound.decoded == 0
    assert len(read_part(sound, 2000.0, 1500.0, 1510.0)) == 20_000 and sound.decoded == 2


def test_ten_hours_that_do_not_say_so_are_refused_when_an_hour_was_read(tmp_path):
    sound = Endless(tmp_path, None)
    with refused("song-length", AudioError):
        read_part(sound, 2000.0, 0.0, None)
    assert sound.decoded <= 5


@pytest.mark.parametrize("name", ["missing.wav", "."])
def test_no_file(tmp_path, name):
    with refused("existing-file" if name == "missing.wav" else "regular-file", AudioError):
        open_song(tmp_path / name)
