"""How fast a bank is built and a unit is chosen: one step with a bank of 8,192 units, and the building of a bank against its length.

    python benchmarks/continuation.py [--units 8192] [--minutes 4] [--steps 200]

All on one core, in its own processor time, since machines are shared. Asked for are 5 ms a step, and 20 times real time.
"""

import argparse
import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import tempfile
import time
from pathlib import Path

import numpy as np

from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.bank.answering.choosing import ContinueSettings
from ganspacesynth.bank.answering.continuing import BankPlayer
from ganspacesynth.bank.answering.joins import Ending
from ganspacesynth.bank.bank import Bank, Source
from ganspacesynth.bank.building.bank_building import BankSettings, build_bank
from ganspacesynth.bank.units.cutting import CutSettings
from ganspacesynth.bank.units.unit_features import NAMES
from ganspacesynth.networks.continuation.continuation import Continuation
from ganspacesynth.networks.continuation.continuation_config import ContinuationConfig
from ganspacesynth.networks.continuation.embedding import Embedding
from ganspacesynth.networks.continuation.transformer import new_weights

RATE = 44100


def step_ms(units: int, steps: int) -> tuple[float, float]:
    """Return the median and the 95th percentile of one step, ms: a unit is heard, the next one chosen, and its joins counted."""
    rng = np.random.default_rng(0)
    features = rng.standard_normal((units, len(NAMES))).astype(np.float32)
    places = np.arange(units)
    silent = np.zeros(units * 110, np.int16)
    numbers = np.full(units, 0.5)
    bank = Bank(RATE, silent, places * 110, np.full(units, 100), 10, features, places * 0, numbers, numbers, (Source("recording", "x", "x"),))
    config = ContinuationConfig()
    projection = 0.1 * rng.standard_normal((len(NAMES), config.embedding)).astype(np.float32)
    embedding = Embedding(np.zeros(len(NAMES), np.float32), np.ones(len(NAMES), np.float32), projection)
    player = BankPlayer.of(bank, Continuation(config, new_weights(config, 0), embedding))
    context, allowed, settings = player.model.begin().hear(player.units[:32]), np.ones(units, bool), ContinueSettings()
    unit, took = 0, []
    for _ in range(steps):
        began = time.process_time()
        unit, _, context = player.step(context, Ending.of(bank, unit), allowed, settings, rng)
        took.append(1000 * (time.process_time() - began))
    return float(np.median(took)), float(np.percentile(took, 95))


def song(minutes: float) -> np.ndarray:
    """Return struck tones, two a second, float32 [samples]."""
    rng, t = np.random.default_rng(1), np.arange(RATE // 2) / RATE
    notes = [
        sum(np.sin(2 * np.pi * hertz * k * t) / k for k in range(1, 9)) * np.exp(-4 * t) * 0.3
        for hertz in 110 * 2 ** (rng.integers(0, 36, round(120 * minutes)) / 12)
    ]
    return (np.concatenate(notes) + 1e-3 * rng.standard_normal(len(notes) * len(t))).clip(-1, 1).astype(np.float32)


def build_rate(minutes: float, cut: str) -> tuple[float, int]:
    """Return how many times faster than real time a bank is built, and of how many units."""
    with tempfile.TemporaryDirectory() as folder:
        wave = song(minutes)
        write_wave(Path(folder) / "song.wav", wave, RATE)
        began = time.process_time()
        bank = build_bank([Path(folder) / "song.wav"], Path(folder) / "bank", BankSettings(CutSettings(cut, unit_s=0.5))).bank
        return len(wave) / RATE / (time.process_time() - began), len(bank)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=8192)
    parser.add_argument("--minutes", type=float, default=4.0)
    parser.add_argument("--steps", type=int, default=200)
    args = parser.parse_args()
    step_ms(64, 5)
    median, slow = step_ms(args.units, args.steps)
    print(f"one step, {args.units} units: {median:.2f} ms, 95 % under {slow:.2f} ms (asked for 5)")
    build_rate(0.2, "fixed")
    for cut in ("fixed", "onsets"):
        rate, units = build_rate(args.minutes, cut)
        print(f"building, cut at {cut}: {rate:.0f} times real time, {units} units of {args.minutes:g} minutes at {RATE} Hz (asked for 20)")


if __name__ == "__main__":
    main()
