"""Does a conditioned model play what it is asked for? Its sounds, and the notes it learned from, before the classifier of real notes.

    python benchmarks/conditions.py MODEL DATASET [--sounds 400] [--kind family] [--classifier FILE]

Each sound has its own random z, its pitch and conditions as they occur together among the training notes. The classifier (ganspacesynth.evaluation)
knows nothing of the model. "of all" is its likeliest name of all it knows, "of these" its likeliest of those the model knows.
"""

import argparse
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

from ganspacesynth import load_model
from ganspacesynth.core.conditions import FAMILIES, SOURCES
from ganspacesynth.evaluation.classifier import PITCHES, load_classifier
from ganspacesynth.evaluation.statistics.interval import share
from ganspacesynth.training.notes.corpus import load_corpus

NAMES = {"family": FAMILIES, "source": SOURCES}


def judged(said: np.ndarray, asked: np.ndarray, known: list[int]) -> str:
    """Return both shares with their 95 % intervals; said [n, names] are probabilities, asked [n] indices."""
    rows = ("of all", said.argmax(axis=1)), ("of these", np.array(known)[said[:, known].argmax(axis=1)])
    shares = [(label, share(found == asked)) for label, found in rows]
    return ", ".join(f"{label} {s.value:.3f} ({s.low:.3f}-{s.high:.3f})" for label, s in shares)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("dataset")
    parser.add_argument("--sounds", type=int, default=400)
    parser.add_argument(
        "--classifier", default=None, metavar="FILE", help="of `ganspacesynth evaluate classifier`; default: the one that comes along"
    )
    parser.add_argument("--kind", choices=tuple(NAMES), default="family")
    args = parser.parse_args()
    model, classifier, corpus = load_model(args.model, decoder="published"), load_classifier(args.classifier), load_corpus(args.dataset)
    config, names = model.config, NAMES[args.kind]
    known = [names.index(name) for name in getattr(config.conditions, args.kind)]
    rng = np.random.default_rng(0)
    pitches = rng.choice(config.pitches, args.sounds).tolist()
    conditions = model.sample_conditions(args.sounds, seed=0, pitches=pitches)
    waves = model.synthesize(model.sample_z(args.sounds, seed=0), pitches, conditions=conditions)
    asked = np.array([names.index(max(each[args.kind], key=each[args.kind].get)) for each in conditions])
    strangers = rng.permutation(asked)  # what would be right by chance: sounds asked for something else
    parts = {
        "real notes": (corpus.floats(range(len(corpus))), corpus.pitches, corpus.conditions[args.kind]),
        "generated": (waves, np.array(pitches), asked),
        "generated, names shuffled": (waves, np.array(pitches), strangers),
    }
    for title, (sounds, wanted, right) in parts.items():
        classified = classifier.classify(sounds, config.sample_rate)
        print(f"{title}: {args.kind} {judged(getattr(classified, args.kind), right, known)}; {len(sounds)} sounds")
        if "shuffled" not in title:
            pitch = share(np.array(PITCHES)[classified.pitch.argmax(axis=1)] == wanted)
            print(f"  pitch {pitch.value:.3f} ({pitch.low:.3f}-{pitch.high:.3f})")
            said = np.array(known)[getattr(classified, args.kind)[:, known].argmax(axis=1)]
            for k in known:
                counts = ", ".join(f"{names[j]} {np.mean(said[right == k] == j):.2f}" for j in known)
                print(f"  asked for {names[k]}: heard {counts}")


if __name__ == "__main__":
    main()
