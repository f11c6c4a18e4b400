"""From a drum hit at the inlet of [ganspacesynth~] to a changed sound: `python benchmarks/react_latency.py`, in a real Pd, in real time.

A patch plays a voice that listens to its inlet, and lets bursts of noise in; the bursts and the voice are recorded side by side. Printed is, for a
row that moves the level and for rows that move the network, how long after the beginning of each hit the voice's spectrum has left its place: by
more than it moves by itself between hits. `make external` must have been run before.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from ganspacesynth.audio.files.decode import open_sound

RATE = 48000
HOP, FRAME, SMOOTH = 96, 960, 6
HITS, EVERY_MS = 24, 917
EXTERNAL = Path(__file__).resolve().parent.parent / "pd" / "external"
ROWS = {
    "level": [r"modulate level:-40:0 onsets \| decay 0.1"],
    "z": [r"modulate z.7 onsets \| decay 0.15"],
    "edits": [r"modulate edits.0:0:8 onsets \| decay 0.15"],
    "pitch": [r"modulate pitch:0:7 onsets \| decay 0.15"],
}

# Objects: 0 the voice, 1 the recorder, 2 what prints, 3 to 6 the hits; 7 to 13 begin the score when the engine is ready.
PATCH = r"""#N canvas 0 0 600 400 10;
#X obj 20 200 ganspacesynth~ {arguments};
#X obj 20 240 writesf~ 2 4;
#X obj 120 240 print OUT;
#X obj 220 100 metro {every};
#X msg 220 130 0.7 \, 0 60;
#X obj 220 160 vline~;
#X obj 220 190 *~;
#X obj 320 160 noise~;
#X obj 20 20 route status;
#X obj 20 50 route ready;
#X obj 20 80 bang;
#X obj 220 20 loadbang;
#X msg 220 50 \; pd dsp 1;
#X msg 320 50 open -bytes 4 both.wav \, start;
#X obj 320 80 r hits;
#X obj 320 110 r files;
{events}#X connect 0 0 1 1;
#X connect 0 1 2 0;
#X connect 3 0 4 0;
#X connect 4 0 5 0;
#X connect 5 0 6 0;
#X connect 7 0 6 1;
#X connect 6 0 0 1;
#X connect 6 0 1 0;
#X connect 0 1 8 0;
#X connect 8 0 9 0;
#X connect 9 0 10 0;
#X connect 11 0 12 0;
#X connect 11 0 13 0;
#X connect 13 0 1 0;
#X connect 14 0 3 0;
#X connect 15 0 1 0;
{wires}"""


def main() -> None:
    """Play, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", metavar="FOLDER", default="default", help="a model folder (default: the embedded model)")
    parser.add_argument("--external", metavar="FOLDER", type=Path, default=EXTERNAL, help="where the object was built")
    parser.add_argument("--fps", type=int, default=50, help="frames a second of what is listened to")
    parser.add_argument("--only", choices=ROWS, help="one kind of row")
    args = parser.parse_args()
    for name in [args.only] if args.only else ROWS:
        with tempfile.TemporaryDirectory() as folder:
            text, both = play(Path(folder), args.external, args.model, ROWS[name], args.fps)
        heard_s = latencies_s(both)
        if not heard_s:
            print(f"{name:6} nothing was heard\n{text}")
            continue
        span = f"{1000 * min(heard_s):.0f} to {1000 * max(heard_s):.0f}"
        print(f"{name:6} {1000 * statistics.median(heard_s):5.0f} ms (median of {len(heard_s)} hits; {span})")
        print("\n".join(re.findall(r"OUT: (?:underruns|error) .*", text)[-1:]) or "       no underruns")


def play(folder: Path, external: Path, model: str, rows: list[str], fps: int) -> tuple[str, np.ndarray]:
    """Return what Pd printed, and what it recorded, float32 [samples, 2]: hits and voice."""
    score = [f"listen inlet @fps {fps}", *rows, "gate 1"]
    lines = [(100 + 100 * i, text, True) for i, text in enumerate(score)]
    end_ms = 6000 + EVERY_MS * HITS
    lines += [
        (6000, r"\; hits 1", False),
        (end_ms, r"\; hits 0", False),
        (end_ms + 800, r"\; files stop", False),
        (end_ms + 1200, r"\; pd quit", False),
    ]
    events, wires, number = "", "", 16
    for ms, text, to_voice in lines:
        events += f"#X obj 20 300 delay {ms};\n#X msg 120 300 {text};\n"
        wires += f"#X connect 10 0 {number} 0;\n#X connect {number} 0 {number + 1} 0;\n"
        wires += f"#X connect {number + 1} 0 0 0;\n" if to_voice else ""
        number += 2
    patch = folder / "patch.pd"
    patch.write_text(PATCH.format(arguments=model, every=EVERY_MS, events=events, wires=wires), encoding="utf-8")
    words = ["pd", "-nogui", "-noaudio", "-stderr", "-noprefs", "-r", str(RATE), "-path", str(external), str(patch)]
    command = {"GANSPACESYNTH": f'"{sys.executable}" -m ganspacesynth'}
    done = subprocess.run(words, capture_output=True, text=True, env={**command, **os.environ}, check=True)
    if "couldn't create" in done.stderr:
        raise SystemExit(done.stderr)
    return done.stderr, np.concatenate(list(open_sound(folder / "both.wav").both()))


def latencies_s(both: np.ndarray) -> list[float]:
    """Return how long after each hit the voice's spectrum had changed, seconds; without hits behind which it did not."""
    hits = list(np.flatnonzero(np.abs(both[:, 0]) > 0.02))
    begun = [at for i, at in enumerate(hits) if i == 0 or at - hits[i - 1] > RATE // 4]
    frames = np.lib.stride_tricks.sliding_window_view(both[:, 1], FRAME)[::HOP]
    spectra = 20.0 * np.log10(np.abs(np.fft.rfft(frames * np.hanning(FRAME), axis=1))[:, 1:200] + 1e-3)
    found = []
    for at in begun:
        here = at // HOP  # frames that begin there end FRAME later: nothing before `last` has heard the hit
        last = max(0, here - FRAME // HOP)
        before, behind = spectra[max(0, last - 150) : last], spectra[last : last + 350]
        if len(before) < 50:
            continue
        usual = np.median(before, axis=0)
        rest, moves = (smoothed(np.abs(each - usual).mean(axis=1)) for each in (before, behind))
        moved = np.flatnonzero(moves > rest.max() + 0.3)
        if len(moved):
            found.append(((last + moved[0] + SMOOTH // 2) * HOP + FRAME / 2 - at) / RATE)
    return found


def smoothed(values: np.ndarray) -> np.ndarray:
    """Return means of some frames that follow each other; each counts for its middle."""
    return np.convolve(values, np.full(SMOOTH, 1.0 / SMOOTH), mode="valid")


if __name__ == "__main__":
    main()
