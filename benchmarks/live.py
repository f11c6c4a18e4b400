"""How playing live keeps up: `python benchmarks/live.py [--minutes 60] [--bank BANK] [--mode continue]`.

A player of struck notes, phrases with pauses, is heard as fast as can be, block by block. Each block's cost in this process's own time is
counted against a ring of the engine's, in which 50 ms lie ready: where a block took longer than what was ready, an answer would have been late.
Printed are how often that was, the costs, how many times faster than real time all of it was, the reactions in samples, and the memory after
a tenth of the time and at its end.
"""

import argparse
import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ganspacesynth.audio.pitch import midi_to_hz
from ganspacesynth.bank.answering.choosing import ContinueSettings
from ganspacesynth.bank.answering.continuing import BankPlayer
from ganspacesynth.bank.known_banks import continuation_folder, open_bank
from ganspacesynth.bank.live.live_events import AnswerUnit, HeardUnit, LiveEvent
from ganspacesynth.bank.live.live_player import LivePlayer
from ganspacesynth.bank.live.live_settings import MODES, LiveAnswering
from ganspacesynth.networks.continuation.continuation_files import load_continuation

RATE, BLOCK = 48_000, 480
READY_S = 0.05


def notes(seed: int) -> Iterator[np.ndarray]:
    """Yield struck notes and pauses, float32 [samples], without an end."""
    rng = np.random.default_rng(seed)
    while True:
        pitch, beat_s = 60.0, float(rng.choice([0.2, 0.25, 0.3]))
        for _ in range(int(rng.integers(4, 13))):
            pitch = float(np.clip(pitch + rng.choice([-4, -2, -1, 1, 2, 3, 5]), 48, 84))
            t = np.arange(round(beat_s * RATE * rng.choice([1, 1, 2]))) / RATE
            partials = sum(np.sin(2 * np.pi * float(midi_to_hz(pitch)) * k * t) / k**1.5 for k in range(1, 7))
            yield (0.2 * partials * np.exp(-3 * t) * np.minimum(1.0, t / 0.004)).astype(np.float32)
        yield np.zeros(round(rng.uniform(0.3, 4.0) * RATE), np.float32)


def blocks(seed: int) -> Iterator[np.ndarray]:
    """Yield the same in blocks."""
    rest = np.zeros(0, np.float32)
    for note in notes(seed):
        rest = np.concatenate([rest, note])
        for begin in range(0, len(rest) - BLOCK + 1, BLOCK):
            yield rest[begin : begin + BLOCK]
        rest = rest[len(rest) - len(rest) % BLOCK :]


def memory_mb() -> float:
    """Return what this process holds now, MB; its most where the system does not say."""
    status = Path("/proc/self/status")
    if status.exists():
        return float(next(line for line in status.read_text().splitlines() if line.startswith("VmRSS")).split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1 << 20)


def main() -> None:
    """Play."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--bank", default=None)
    parser.add_argument("--mode", choices=MODES, default="continue")
    args = parser.parse_args()
    player = BankPlayer.of(open_bank(args.bank), load_continuation(continuation_folder(None)))
    counts, reactions = {"heard": 0, "chosen": 0}, []

    def tell(event: LiveEvent) -> None:
        counts["heard"] += isinstance(event, HeardUnit)
        if isinstance(event, AnswerUnit):
            counts["chosen"] += 1
            if event.reaction is not None:
                reactions.append(1000.0 * event.reaction / live.rate)

    live = LivePlayer(player, LiveAnswering(mode=args.mode), ContinueSettings(seed=1), tell=tell)
    live.warm()
    total = round(args.minutes * 60 * RATE / BLOCK)
    ready, late, costs, block_s, early_mb = READY_S, 0, np.zeros(total, np.float32), BLOCK / RATE, 0.0
    began = time.process_time()
    for number, block in zip(range(total), blocks(1), strict=False):
        start = time.process_time()
        live.play(round(BLOCK * live.rate / RATE))
        live.hear(block, RATE)
        costs[number] = time.process_time() - start
        ready = min(READY_S, ready + block_s - float(costs[number]))
        late += ready < 0.0
        ready = max(ready, 0.0)
        if number == total // 10:
            early_mb = memory_mb()
    took = time.process_time() - began
    print(f"{args.minutes:g} minutes, {len(player.bank)} units, {args.mode}: {args.minutes * 60 / took:.1f} times real time")
    print(f"heard {counts['heard']}, chose {counts['chosen']}; late blocks (underruns): {late} of {total}")
    if reactions:
        print(f"behind a phrase, of {len(reactions)}: median {np.median(reactions):.0f} ms, at most {max(reactions):.0f} ms")
    mean, high, most = 1000 * costs.mean(), 1000 * np.quantile(costs, 0.999), 1000 * costs.max()
    print(f"a block of {1000 * block_s:g} ms: mean {mean:.2f} ms, 99.9 % {high:.1f} ms, most {most:.1f} ms")
    print(f"memory after a tenth {early_mb:.1f} MB, at the end {memory_mb():.1f} MB")


if __name__ == "__main__":
    main()
