"""A song of which all is known: onsets, beats, bars, chords, tempi and sections; made of sines and noise."""

from dataclasses import dataclass, field

import numpy as np

RATE = 22_050
CHORDS = {"C": (0, 4, 7), "Am": (9, 0, 4), "F": (5, 9, 0), "G": (7, 11, 2), "E": (4, 8, 11), "B": (11, 3, 6), "Ab": (8, 0, 3), "Eb": (3, 7, 10)}
# tempo, bars, chords in turn, instruments
PARTS = (
    (120.0, 10, ("C", "Am", "F", "G"), {"kick", "snare", "hat", "pad", "bass"}),
    (92.0, 8, ("E", "B", "Ab", "Eb"), {"hat", "kick", "bell"}),
    (144.0, 12, ("F", "G", "C", "Am"), {"kick", "snare", "hat", "pad", "bass", "lead"}),
)


@dataclass
class Song:
    wave: np.ndarray
    rate: int
    onsets: list = field(default_factory=list)
    beats: list = field(default_factory=list)
    bars: list = field(default_factory=list)
    chords: list = field(default_factory=list)  # (start, end, pitch classes)
    tempi: list = field(default_factory=list)  # (start, end, beats a minute)
    sections: list = field(default_factory=list)
    kicks: list = field(default_factory=list)

    @property
    def duration_s(self):
        return len(self.wave) / self.rate


def song(parts=PARTS, rate=RATE, seed=0):
    """Make it; one second of silence lies before it and behind it."""
    rng = np.random.default_rng(seed)
    length = 2.0 + sum(bars * 240.0 / tempo for tempo, bars, _, _ in parts)
    made = Song(np.zeros(round(length * rate)), rate)
    now = 1.0
    for tempo, bars, chords, playing in parts:
        beat = 60.0 / tempo
        made.sections.append(now)
        made.tempi.append((now, now + bars * 4 * beat, tempo))
        for bar in range(bars):
            start, notes = now + bar * 4 * beat, CHORDS[chords[bar % len(chords)]]
            made.bars.append(start)
            made.chords.append((start, start + 4 * beat, notes))
            made.beats += [start + i * beat for i in range(4)]
            _bar(made, start, beat, notes, playing, rng)
        now += bars * 4 * beat
    made.onsets = sorted(set(np.round(made.onsets, 6)))
    made.wave = (made.wave * 0.5 / np.abs(made.wave).max()).astype(np.float32)
    return made


def _bar(made, start, beat, notes, playing, rng):
    eighths = [start + i * beat / 2 for i in range(8)]
    if "hat" in playing:
        for at in eighths:
            _add(made, at, 0.10 * hat(made.rate, rng))
    if "kick" in playing:
        for at in (eighths[0], eighths[4]):
            made.kicks.append(at)
            _add(made, at, 0.9 * kick(made.rate))
    if "snare" in playing:
        for at in (eighths[2], eighths[6]):
            _add(made, at, 0.4 * snare(made.rate, rng))
    if "pad" in playing:
        for note in notes:
            _add(made, start, 0.16 * tone(60 + note, 4 * beat, made.rate))
    if "bell" in playing:
        for note in notes:
            _add(made, start, 0.2 * tone(60 + note, 4 * beat, made.rate, decay=1.5, partials=(1.0, 0.0, 0.1)))
    if "bass" in playing:
        _add(made, start, 0.2 * tone(36 + notes[0], 4 * beat, made.rate, partials=(1.0, 0.2)))
    if "lead" in playing:
        for i in range(4):
            _add(made, eighths[2 * i], 0.12 * tone(72 + notes[i % 3], beat * 0.9, made.rate, decay=4.0, partials=(1.0, 0.3, 0.2, 0.1)))


def _add(made, at, sound):
    begin = round(at * made.rate)
    made.onsets.append(at)
    made.wave[begin : begin + len(sound)] += sound[: len(made.wave) - begin]


def kick(rate):
    t = np.arange(int(0.18 * rate)) / rate
    return np.sin(2 * np.pi * (50 * t + 6 * (1 - np.exp(-t * 30)))) * np.exp(-t * 22)


def snare(rate, rng):
    t = np.arange(int(0.15 * rate)) / rate
    return (rng.standard_normal(len(t)) * 0.7 + 0.4 * np.sin(2 * np.pi * 190 * t)) * np.exp(-t * 30)


def hat(rate, rng):
    t = np.arange(int(0.05 * rate)) / rate
    noise = np.diff(rng.standard_normal(len(t) + 1))
    return noise * np.exp(-t * 90)


def tone(midi, seconds, rate, *, decay=0.0, partials=(1.0, 0.35, 0.15)):
    t = np.arange(int(seconds * rate)) / rate
    hz = 440 * 2 ** ((midi - 69) / 12)
    wave = sum(amount * np.sin(2 * np.pi * hz * (i + 1) * t) for i, amount in enumerate(partials))
    edge = np.minimum(1, np.minimum(t / 0.01, (t[-1] - t) / 0.03))
    return wave * edge * np.exp(-decay * t)


def matched(found, known, within=0.05):
    """Return the F-measure of moments: each may be found once."""
    left, hits = list(known), 0
    for moment in found:
        near = min(left, key=lambda other: abs(other - moment), default=None)
        if near is not None and abs(near - moment) <= within:
            left.remove(near)
            hits += 1
    return 2 * hits / max(1, len(found) + len(known))
