"""Voices in real time: how many sound at once, how often sound comes too late, how far ahead they work by then, and what of the processors they take.

    python benchmarks/voices.py [--seconds 60] [--counts 1 2 4] [--models embedded full-size] [--precision preview]

Each voice is a player of the engine with its ring, read every 5 ms by a host that does not wait. Every z moves ten times a second, so no chunk is one
that stands still. A gap is a stretch of samples that were not there in time; the first two seconds do not count.
"""

import argparse
import mmap
import os
import struct
import tempfile
import threading
import time
from pathlib import Path

from full_size import random_model

from ganspacesynth.engine.library import ModelLibrary, open_entry
from ganspacesynth.engine.ring import END as ENDED
from ganspacesynth.engine.ring import GOING_ON, MISSED, READ, WRITTEN
from ganspacesynth.engine.voices.player import Player
from ganspacesynth.engine.voices.voice import Voice

STEP_S, MOVE_S, SETTLE_S = 0.005, 0.1, 2.0


class Host:
    """Reads a ring as an audio thread does: what is not there in time is missed."""

    def __init__(self, player: Player) -> None:
        with open(player.ring.path, "r+b") as file:
            self._map = mmap.mmap(file.fileno(), 0)
        self.gaps, self._rate, self._silent, self._begun, self._due = 0, player.ring.rate, True, time.monotonic(), 0

    def _counter(self, offset: int, value: int | None = None) -> int:
        if value is not None:
            struct.pack_into("<Q", self._map, offset, value)
        return struct.unpack_from("<Q", self._map, offset)[0]

    def read(self) -> None:
        """Take what is due by now."""
        due = round((time.monotonic() - self._begun) * self._rate)
        wanted, self._due = due - self._due, due
        read, written = self._counter(READ), self._counter(WRITTEN)
        late = max(0, wanted - (written - read)) if self._counter(ENDED) == GOING_ON else 0
        self._counter(READ, read + min(wanted, written - read))
        if late:
            self._counter(MISSED, self._counter(MISSED) + late)
            self.gaps += not self._silent
        self._silent = bool(late)


def measured(library: ModelLibrary, count: int, seconds: float) -> str:
    entry, said, ended = library.get(None), [], threading.Event()
    voices = [Voice(f"voice {index}", library) for index in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        players = [Player(voice, entry, Path(folder), lambda *words: said.append(words), said.append) for voice in voices]
        hosts = [Host(player) for player in players]

        def listen() -> None:
            while not ended.wait(STEP_S):
                for host in hosts:
                    host.read()

        threading.Thread(target=listen, daemon=True).start()
        z, used, gaps = entry.preview.model.sample_z(4096, seed=0), 0.0, 0
        for player in players:
            player.gate(True)
        begin = time.monotonic()
        for step in range(round((seconds + SETTLE_S) / MOVE_S)):
            time.sleep(max(0.0, begin + step * MOVE_S - time.monotonic()))
            if step == round(SETTLE_S / MOVE_S):
                used, gaps = time.process_time(), sum(host.gaps for host in hosts)
            for index, (voice, player) in enumerate(zip(voices, players, strict=True)):
                voice.set_z(z[(step * count + index) % len(z)])
                player.moved(voice)
        used, gaps = time.process_time() - used, sum(host.gaps for host in hosts) - gaps
        leads = [words[1] for words in said if words[0] == "/voice_lead"]
        behind = any(words[-1] == "behind" for words in said if words[0] == "/voice_lead")
        now = max(player._feed.lead.seconds for player in players)
        frames = max(player._frames for player in players)
        for player in players:
            player.close()
        ended.set()
    hours = seconds * count / 3600.0
    word = "behind" if behind else f"{1e3 * max(leads):.0f} ms" if leads else "no change"
    share = 100 * used / seconds / (os.cpu_count() or 1)
    return f"{count} | {gaps} ({gaps / hours:.0f}) | {share:.0f} % | {1e3 * now:.0f} ms | {word} | {frames}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--counts", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--models", nargs="+", choices=("embedded", "full-size"), default=["embedded", "full-size"])
    parser.add_argument("--precision", choices=("exact", "preview"), default="preview")
    args = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {args.precision}, {args.seconds:g} s each")
    print("| model | voices | gaps (an hour of one voice) | of the processors | lead at the end | longest said | frames of a chunk |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for name in args.models:
            path = "default" if name == "embedded" else str(random_model(Path(folder) / "full size"))
            library = ModelLibrary()
            library.put(open_entry(path, "model", None, args.precision, "locked"))
            library.get(None).chunk_frames()
            for count in args.counts:
                print(f"| {name} | {measured(library, count, args.seconds)} |", flush=True)


if __name__ == "__main__":
    main()
