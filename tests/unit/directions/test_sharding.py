"""Shares: whoever computes them, and whenever they are stopped, they come to the same."""

import itertools
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from ganspacesynth.core.errors import DirectionsError, InvalidInput
from ganspacesynth.core.work import share
from ganspacesynth.core.work.share import cut, in_order
from ganspacesynth.directions.search import sharding as module
from ganspacesynth.directions.search.resume import load_unfinished, remove_unfinished, save_unfinished, unfinished_path
from ganspacesynth.directions.search.sharding import Work
from tests.support.patience import PATIENCE_S
from tests.support.refused import refused
from tests.support.tiny_sampler import TinySampler, search

REPOSITORY = Path(__file__).parents[3]
WAYS = ("exact", "sketch")


def assert_same_bits(a, b):
    for name in ("components", "stdev", "var_ratio", "mean", "residual"):
        assert_array_equal(getattr(a, name), getattr(b, name), err_msg=name)


@given(st.integers(1, 10_000), st.integers(1, 300), st.integers(1, 5000))
def test_shares_are_all_sounds_once_in_whole_batches(count, batch, least):
    shares = cut(count, batch, least=least)
    assert [share.index for share in shares] == list(range(len(shares))) and len(shares) <= share.SHARES
    assert sum(share.count for share in shares) == count
    assert all(a.start + a.count == b.start for a, b in itertools.pairwise(shares))
    assert all(share.count % batch == 0 and share.count >= least for share in shares[:-1])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("processors", [1, 2, 5])
def test_threads_change_no_bit(way, processors, monkeypatch):
    one = getattr(search(TinySampler(lone=False), 20_000, 4), way)()
    monkeypatch.setattr(module, "processors", lambda: processors)
    assert_same_bits(getattr(search(TinySampler(), 20_000, 4), way)(), one)


class Stopped(Exception):
    pass


def stopping_after(shares):
    """A progress bar that ends the search after some shares of the last round, as Ctrl-C or a kill would."""

    def track(items, description, total):
        for i, item in enumerate(items):
            if i == shares and description.startswith("Listening"):
                raise Stopped
            yield item

    return track


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("shares", [1, 3])
def test_a_stopped_search_goes_on_to_the_same_bits(way, shares, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(share, "SHARES", 5)
    path = tmp_path / "ü ü.npz.unfinished"
    whole = getattr(search(TinySampler(), 30_000, 4), way)()
    with pytest.raises(Stopped):
        getattr(search(TinySampler(), 30_000, 4, work=Work(unfinished=path), track=stopping_after(shares)), way)()
    assert f"{shares} of 5 shares of the work are done and kept; the same command with --resume goes on from there." in caplog.text
    heard = []
    sampler = TinySampler()
    monkeypatch.setattr(sampler, "z", lambda start, count: heard.append(start) or TinySampler.z(sampler, start, count))
    assert_same_bits(getattr(search(sampler, 30_000, 4, work=Work(unfinished=path, resume=True)), way)(), whole)
    assert min(heard) >= shares * 6000, "what was done is not done again"


def test_a_second_pass_goes_on_in_the_second_pass(tmp_path, monkeypatch):
    monkeypatch.setattr(share, "SHARES", 4)
    path = tmp_path / "a.unfinished"
    whole = search(TinySampler(), 20_000, 4, passes=2).sketch()
    rounds = []

    def track(items, description, total):
        rounds.append(description)
        for i, item in enumerate(items):
            if rounds.count("Listening to tiny") == 2 and i == 2:
                raise Stopped
            yield item

    with pytest.raises(Stopped):
        search(TinySampler(), 20_000, 4, passes=2, work=Work(unfinished=path), track=track).sketch()
    assert_same_bits(search(TinySampler(), 20_000, 4, passes=2, work=Work(unfinished=path, resume=True)).sketch(), whole)


@pytest.mark.parametrize("way", WAYS)
def test_a_search_killed_at_any_moment_goes_on_to_the_same_bits(way, tmp_path):
    """A real process, killed with no warning while it saves after every share, again and again; it waits for that before its end."""
    code = textwrap.dedent(
        f"""
        import itertools
        import sys
        import time
        from pathlib import Path
        import numpy as np
        from ganspacesynth.core.work import share; from ganspacesynth.directions.search import sharding
        from tests.support.tiny_sampler import TinySampler, search
        sharding.SAVE_EVERY_S, sharding.SAVING, share.SHARES = 0.0, 1e9, 40
        path, last, count, rows = Path(sys.argv[1]), int(sys.argv[2]), itertools.count(), TinySampler.rows
        def mortal(*given, **more):
            while next(count) > last: time.sleep(0.1)
            return rows(*given, **more)
        TinySampler.rows = mortal
        fit = search(TinySampler(), 200_000, 4, work=sharding.Work(unfinished=path, resume=True)).{way}()
        np.savez(path.with_suffix(".npz"), components=fit.components, stdev=fit.stdev)
        """
    )
    path = tmp_path / "a b.unfinished"
    kills = 0
    for _ in range(50):
        last = 3000 if kills < 3 else 1_000_000_000  # a fourth of its shares
        process = subprocess.Popen([sys.executable, "-c", code, str(path), str(last)], cwd=REPOSITORY, stderr=subprocess.PIPE)
        before = path.stat().st_mtime_ns if path.exists() else 0
        limit = time.monotonic() + PATIENCE_S
        while process.poll() is None and kills < 3 and time.monotonic() < limit:
            if path.exists() and path.stat().st_mtime_ns != before:  # it has come further than the one before
                time.sleep(0.02 * kills)
                process.kill()
                kills += 1
                break
            time.sleep(0.005)
        _, error = process.communicate(timeout=PATIENCE_S)
        if process.returncode == 0:
            break
        assert process.returncode in (-getattr(signal, "SIGKILL", 9), 1) and not error, error.decode()
    assert kills == 3
    whole = getattr(search(TinySampler(), 200_000, 4), way)() if share.SHARES == 40 else _with_shares(40, way)
    with np.load(path.with_suffix(".npz")) as found:
        assert_array_equal(found["components"], whole.components)
        assert_array_equal(found["stdev"], whole.stdev)
    assert len(list(tmp_path.iterdir())) <= 3, "a kill while saving leaves one file, which the next save takes"


def _with_shares(count, way):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(share, "SHARES", count)
        return getattr(search(TinySampler(), 200_000, 4), way)()


def test_sums_are_saved_every_minute_and_no_more_often_than_it_pays(tmp_path, monkeypatch):
    now = [0.0]
    saves = []
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])

    def slow(path, key, arrays):
        saves.append((now[0], int(arrays["shares"])))
        now[0] += 10.0

    monkeypatch.setattr(module, "save_unfinished", slow)

    def track(items, description, total):
        for item in items:
            now[0] += 25.0
            yield item

    monkeypatch.setattr(module, "processors", lambda: 1)
    search(TinySampler(), 200_000, 4, work=Work(unfinished=tmp_path / "a"), track=track).exact()
    times = [at for at, _ in saves]
    assert times[0] == 75.0 and min(np.diff(times)) >= 200.0, "a save that takes 10 s is made every 200 s"


def test_a_full_disk_does_not_stop_a_search(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(module, "SAVE_EVERY_S", 0.0)

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "save_unfinished", full)
    work = Work(unfinished=tmp_path / "a")
    assert_same_bits(search(TinySampler(), 20_000, 4, work=work).exact(), search(TinySampler(), 20_000, 4).exact())
    assert caplog.text.count("could not be kept in") == 1 and "No space left on device" in caplog.text


def test_a_save_that_fails_leaves_the_file_of_before(tmp_path, monkeypatch):
    path = tmp_path / "a.unfinished"
    save_unfinished(path, {}, {"x": np.zeros(3)})

    def full(*args, **arrays):
        args[0].write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="No space left"):
        save_unfinished(path, {}, {"x": np.ones(3)})
    assert [p.name for p in tmp_path.iterdir()] == ["a.unfinished"]
    assert_array_equal(load_unfinished(path, {})["x"], np.zeros(3))
    (tmp_path / "a.unfinished.part").write_text("left by a kill")
    remove_unfinished(path)
    remove_unfinished(path)
    assert not list(tmp_path.iterdir())


def test_nothing_is_saved_of_a_search_that_cannot_succeed(tmp_path):
    class Broken(TinySampler):
        def rows(self, z, out=None):
            rows = super().rows(z)
            rows[z[:, 0] > 3.5] = np.nan
            return rows

    with refused("finite-activations", InvalidInput):
        search(Broken(), 50_000, 4, work=Work(unfinished=tmp_path / "a")).exact()
    assert not list(tmp_path.iterdir())


def test_large_sums_grow_in_place_and_are_not_saved_half_way(tmp_path, monkeypatch):
    """Where two of them might not fit, a share is added as it is heard; stopped within one, the file of the share before stays."""
    monkeypatch.setattr(share, "SHARES", 5)
    monkeypatch.setattr(module, "SAVE_EVERY_S", 0.0)
    monkeypatch.setattr(module, "SAVING", 1e9)
    sampler, memory = TinySampler(lone=False), 2 * 8 * 60 * 60
    work = Work(unfinished=tmp_path / "a", memory=memory)
    whole = search(sampler, 20_000, 4, work=Work(memory=memory)).sketch()

    def heard(start, count):
        if start >= 9000:
            raise KeyboardInterrupt
        return TinySampler.z(sampler, start, count)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sampler, "z", heard)
        with pytest.raises(KeyboardInterrupt):
            search(sampler, 20_000, 4, work=work).sketch()
    with np.load(tmp_path / "a") as file:
        assert file["sums.count"] == 8192
    assert_same_bits(search(sampler, 20_000, 4, work=Work(unfinished=tmp_path / "a", resume=True, memory=memory)).sketch(), whole)


def test_results_come_in_order_whoever_is_first():
    started = []
    shares = cut(10, 1, least=1)
    found = list(in_order(shares, 3, lambda share: started.append(share.index) or share.index, lambda waiting: (waiting[0], len(started))))
    assert [index for index, _ in found] == list(range(10))
    assert found[0][1] == 4, "three are computed ahead"


def test_a_file_of_sums_comes_back(tmp_path):
    path = unfinished_path(tmp_path / "mine.npz")
    assert path.name == "mine.npz.unfinished"
    assert load_unfinished(path, {}) is None
    save_unfinished(path, {"seed": 1, "layer": "conv0"}, {"x": np.arange(3.0), "shares": 2})
    found = load_unfinished(path, {"layer": "conv0", "seed": 1})
    assert_array_equal(found["x"], np.arange(3.0))
    assert found["shares"] == 2


def test_files_of_other_searches_are_refused(tmp_path):
    path = tmp_path / "a.unfinished"
    save_unfinished(path, {"seed": 1, "layer": "conv0"}, {})
    with refused("same-settings", DirectionsError, says=r"with the settings it began with. Received: .*a\.unfinished of seed=1, now 2\. Give those"):
        load_unfinished(path, {"seed": 2, "layer": "conv0"})


@pytest.mark.parametrize("damage", [b"", b"no file of ours", None, "other"])
def test_damaged_files_are_refused(tmp_path, damage):
    path = tmp_path / "a.unfinished"
    if damage == "other":
        with open(path, "wb") as file:
            np.savez(file, meta=np.array('{"magic": "x"}'))
    elif damage is None:
        save_unfinished(path, {}, {"x": np.arange(1000.0)})
        path.write_bytes(path.read_bytes()[:500])
    else:
        path.write_bytes(damage)
    with pytest.raises(DirectionsError) as caught:
        load_unfinished(path, {})
    assert "a.unfinished" in str(caught.value)


@pytest.mark.parametrize("memory", [0, 1.5])
def test_impossible_memory_is_refused(memory):
    with refused("memory-range", InvalidInput, says=f"number of bytes, 1 at least. Received: memory={memory}"):
        Work(memory=memory)
