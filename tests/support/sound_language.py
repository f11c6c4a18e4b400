"""A language of sounds whose grammar is known: eight sounds, of which the last two say the next, or leave a choice of two."""

import numpy as np

from ganspacesynth.bank.building.bank_building import BankSettings, build_bank
from ganspacesynth.bank.units.cutting import CutSettings
from tests.support.tones import tone, write

SOUNDS = ((48, 0.6), (55, 3.0), (60, 1.0), (63, 0.5), (67, 2.0), (72, 1.0), (75, 3.0), (79, 0.7))  # (pitch, brightness)
UNIT_S = 0.2
CHOICES = 0.15  # share of pairs that leave a choice


def grammar():
    """Return {(before last, last): the sounds that may follow}."""
    rng = np.random.default_rng(12)
    words = range(len(SOUNDS))
    return {
        (a, b): tuple(rng.choice([w for w in words if w != b], 2 if rng.random() < CHOICES else 1, replace=False).tolist())
        for a in words
        for b in words
    }


def sentences(seed, count, length):
    """Return sentences of the language, lists of words."""
    rng, rules = np.random.default_rng(seed), grammar()
    made = []
    for _ in range(count):
        words = rng.integers(len(SOUNDS), size=2).tolist()
        while len(words) < length:
            words.append(int(rng.choice(rules[words[-2], words[-1]])))
        made.append(words)
    return made


def spoken(words, seed, rate=16000):
    """Return a sentence as sound; no word is spoken twice in quite the same way."""
    rng = np.random.default_rng(seed)
    pieces = []
    for word in words:
        pitch, bright = SOUNDS[word]
        how = {"bright": bright * rng.uniform(0.9, 1.1), "level": rng.uniform(0.2, 0.4), "decay": rng.uniform(3.0, 6.0)}
        pieces.append(tone(pitch + rng.uniform(-0.1, 0.1), rate, UNIT_S, rng=rng, noise=rng.uniform(0.0, 0.002), **how))
    return np.concatenate(pieces)


def language_bank(folder, *, seed, sentences, length, rate=16000):
    """Speak sentences, and build a bank of them."""
    said = globals()["sentences"](seed, sentences, length)
    for number, words in enumerate(said):
        write(folder / "spoken" / f"{number:03d}.wav", spoken(words, [seed, number], rate), rate)
    settings = BankSettings(CutSettings("fixed", unit_s=UNIT_S))
    return build_bank([folder / "spoken"], folder / "bank", settings, force=True).bank


def words_of(bank):
    """Return which word each unit of a bank is, by its pitch."""
    pitches = np.array([pitch for pitch, _ in SOUNDS])
    return np.abs(bank.column("pitch")[:, None] - pitches).argmin(axis=1)


def right_share(model, bank, said, seed=1000):
    """Return how often the likeliest unit of a bank is a right one, where the grammar determines it; sentences are spoken anew."""
    from ganspacesynth.bank.units.unit_features import RATE, unit_features

    units, words, rules = model.embedding(bank.features), words_of(bank), grammar()
    right = total = 0
    for number, sentence in enumerate(said):
        wave, context = spoken(sentence, [seed, number], RATE), model.begin()
        size = round(UNIT_S * RATE)
        for place in range(len(sentence) - 1):
            context = context.hear(model.embedding(unit_features(wave[place * size : (place + 1) * size])))
            follows = rules.get((sentence[place - 1], sentence[place])) if place else None
            if follows is not None and len(follows) == 1:
                total += 1
                right += int(words[int(context.log_likelihoods(units).argmax())]) == follows[0]
    return right / total


def main():
    """Train the model that tests play: `python -m tests.support.sound_language`."""
    import tempfile
    from pathlib import Path

    from ganspacesynth.networks.continuation.continuation_files import load_continuation, save_continuation
    from ganspacesynth.training.continuation.continuation_settings import ContinuationTraining
    from ganspacesynth.training.continuation.train_continuation import train_continuation

    settings = ContinuationTraining(
        **{"steps": 1500, "copies": 1, "pitch": 0.0, "noise": -30.0, "filter": 1.0, "gain": 6.0, "reverb": 0.1},
        **{"width": 64, "blur": 0.35, "candidates": 384, "mixtures": 3, "save_every": 250, "dropout": 0.05},
    )
    with tempfile.TemporaryDirectory() as folder:
        bank = language_bank(Path(folder), seed=1, sentences=50, length=40)
        train_continuation([bank], Path(folder) / "run", settings)
        model = load_continuation(Path(folder) / "run" / "model")
        print((Path(folder) / "run" / "figures.jsonl").read_text())
        print("right in its own bank", right_share(model, bank, sentences(50, 5, 40)))
        save_continuation(Path(__file__).parents[1] / "golden" / "sound_language", model, force=True)


if __name__ == "__main__":
    main()
