"""A bank's units for a page: laid out so that like lies near like, and each to be heard."""

import io
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.bank.bank import Bank
from ganspacesynth.bank.known_banks import open_bank
from ganspacesynth.bank.map_page import map_places
from ganspacesynth.core.errors import InvalidInput, brief

MOST = 2000
FADE_S = 0.005


def bank_map(path: Path | None) -> dict[str, Any]:
    """Return {rate, units: [{unit, x, y, pitch, loudness, told}]}: places in 0..1, pitch a MIDI number or null, loudness in 0..1.

    Args:
        path: the bank's folder; None is the one that comes along.

    Raises:
        BankError: no bank, or a damaged one.
    """
    bank = _bank(path)
    shown = np.unique(np.round(np.linspace(0, len(bank) - 1, min(MOST, len(bank)))).astype(int))
    places = map_places(bank.features[shown], method="pca").round(4)
    loudness = bank.column("loudness")[shown]
    louder = (loudness - loudness.min()) / max(float(np.ptp(loudness)), 1e-9)
    pitched, pitch = bank.column("pitched")[shown] > 0.5, bank.column("pitch")[shown]
    return {
        "rate": bank.sample_rate,
        "units": [
            {
                "unit": int(unit),
                "x": float(places[i, 0]),
                "y": float(places[i, 1]),
                "pitch": round(float(pitch[i]), 2) if pitched[i] else None,
                "loudness": round(float(louder[i]), 3),
                "told": bank.told(int(unit)),
            }
            for i, unit in enumerate(shown)
        ],
    }


def unit_sound(path: Path | None, unit: int) -> bytes:
    """Return a unit as a WAV file.

    Raises:
        BankError: no bank, or a damaged one.
        InvalidInput: it has no such unit.
    """
    import soundfile

    bank = _bank(path)
    if not 0 <= unit < len(bank):
        raise InvalidInput(f"A bank's units are counted from 0 to {len(bank) - 1}. Received: {brief(unit)}.", rule="unit-number")
    wave = bank.wave(unit)[: int(bank.lengths[unit])].copy()
    ramp = np.linspace(0.0, 1.0, min(len(wave) // 2, round(FADE_S * bank.sample_rate)) or 1, dtype=np.float32)
    wave[: len(ramp)] *= ramp
    wave[len(wave) - len(ramp) :] *= ramp[::-1]
    file = io.BytesIO()
    soundfile.write(file, wave, bank.sample_rate, format="WAV", subtype="PCM_16")
    return file.getvalue()


def _bank(path: Path | None) -> Bank:
    """A bank as it is now: one that was written anew is opened anew."""
    try:
        changed = 0 if path is None else path.stat().st_mtime_ns
    except OSError:
        changed = 0  # nothing there: whoever opens it says so
    return _opened(path, changed)


@lru_cache(maxsize=2)
def _opened(path: Path | None, changed: int) -> Bank:
    return open_bank(path)
