"""What modulations and bends cost: `python benchmarks/bends.py [--model default] [--rounds 5]`.

Times are those of the processor, of all threads, and taken in turns: only their ratios are of interest.

- A timeline of one walk, plain, and the same moved by four edits: what the second costs of the first (1.3 at most is the aim).
- A clip, plain, and bent by each bend in an early, a middle and a late layer.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Mapping

import numpy as np

from ganspacesynth.composition.arranging.arrange import arrange
from ganspacesynth.composition.arranging.timeline import Timeline
from ganspacesynth.composition.instrument import Instrument, load_instrument
from ganspacesynth.composition.sound import make_sound
from ganspacesynth.core.bends.kinds import KINDS
from ganspacesynth.core.bends.written_bends import worded_bend

SECONDS = 20.0
EDITS = ("lfo 0.5 -> edits.0:-1.5:1.5", "lfo 0.31 triangle -> edits.1:-1:1", "walk 4 -> edits.2:-2:2", "lfo 0.2 -> edits.5:0:2")
SLOW = ("lfo 0.1 -> edits.0:-1.5:1.5", "lfo 0.15 -> edits.1:-1:1", "walk 8 -> edits.2:-2:2", "lfo 0.2 -> edits.5:0:2")
QUICK = ("beats | decay 0.2 -> edits.0:-1.5:1.5", "lfo 2 -> edits.1:-1:1", "walk 0.5 -> edits.2:-2:2", "lfo 3 saw -> edits.5:0:2")
PLACES = {"early": 0.0, "middle": 0.4, "late": 0.99}


def in_turns(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the seconds of the processor that each of several works takes: the median of some rounds, behind one that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            begin = time.process_time()
            work()
            if number:
                taken[name].append(time.process_time() - begin)
    return {name: statistics.median(each) for name, each in taken.items()}


def timelines(instrument: Instrument, rounds: int) -> None:
    """Print what four modulated edits cost."""
    walk = {"kind": "walk", "lasts": SECONDS, "spacing": 2.0, "seed": 4}
    moved = {"slow": SLOW, "of some seconds": EDITS, "as quick as hits": QUICK}
    scenes = {"plain": walk, **{f"four edits, {name}": {**walk, "modulations": list(rows)} for name, rows in moved.items()}}
    recipes = {name: arrange(Timeline.read({"scenes": [scene]}), instrument) for name, scene in scenes.items()}
    taken = in_turns({name: lambda recipe=recipe: make_sound(instrument, recipe) for name, recipe in recipes.items()}, rounds)
    for name, seconds in taken.items():
        print(f"timeline of {SECONDS:g} s, {name:28} {seconds:6.2f} s of the processor, {seconds / taken['plain']:.2f} of the plain one")


def clips(instrument: Instrument, rounds: int) -> None:
    """Print what each bend costs."""
    model = instrument.model
    names = list(model.config.layers)
    layers = {place: names[min(len(names) - 1, round(share * len(names)))] for place, share in PLACES.items()}
    z, pitch = model.sample_z(1, seed=1), float(model.config.nearest_pitch(60))
    print(f"a clip, in plain ones: {', '.join(f'{layer} ({place})' for place, layer in layers.items())}")
    for word in KINDS:
        bend = worded_bend(word, [])
        works: dict[str, Callable[[], object]] = {"plain": lambda: model.synthesize(z, pitch)}
        works |= {layer: lambda layer=layer, bend=bend: model.synthesize(z, pitch, bends={layer: (bend,)}) for layer in layers.values()}
        taken = in_turns(works, rounds)
        print(f"  {word:10}", "  ".join(f"{taken[layer] / taken['plain']:5.2f}" for layer in layers.values()))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default=None)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--timelines", action="store_true", help="only the timelines")
    args = parser.parse_args()
    np.seterr(all="ignore")
    instrument = load_instrument(args.model)
    timelines(instrument, args.rounds)
    if not args.timelines:
        clips(instrument, args.rounds)


if __name__ == "__main__":
    main()
