"""From a message to the sound of [ganspacesynth~]: `python benchmarks/voice_latency.py [--model FOLDER]`, in a real Pd, in real time.

A patch plays a voice and changes its pitch; a second recording jumps with each message. Printed is how long after each message the pitch that
is heard has moved by half a semitone, and how long after its gate the voice begins. `make external` must have been run before.
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

from ganspacesynth.audio.files.sound_files import read_audio
from ganspacesynth.audio.pitch import hz_to_midi, yin

RATE = 48000
HOP_S, FRAME_S = 0.005, 0.03
EVERY_MS = 2000
PITCHES = (67, 60, 72, 55, 64, 59, 71, 62)
EXTERNAL = Path(__file__).resolve().parent.parent / "pd" / "external"

# Objects: 0 the voice, 1 its recorder, 2 what prints, 3 to 7 the recorder of the marks; 8 to 15 begin the score when the engine is ready.
PATCH = r"""#N canvas 0 0 600 400 10;
#X obj 20 200 ganspacesynth~ {arguments};
#X obj 20 240 writesf~ 1 4;
#X obj 120 240 print OUT;
#X obj 220 200 sig~ 0;
#X obj 220 240 writesf~ 1 4;
#X msg 220 160 open -bytes 4 mark.wav \, start;
#X obj 320 160 r mark;
#X obj 320 200 r files;
#X obj 20 20 route status;
#X obj 20 50 route ready;
#X obj 20 80 bang;
#X obj 220 20 loadbang;
#X msg 220 50 \; pd dsp 1;
#X msg 320 50 open -bytes 4 voice.wav \, start;
#X msg 420 50 pitch 60 \, glide 0 \, release 0.2;
{events}#X connect 0 0 1 0;
#X connect 0 1 2 0;
#X connect 3 0 4 0;
#X connect 5 0 4 0;
#X connect 6 0 3 0;
#X connect 7 0 4 0;
#X connect 7 0 1 0;
#X connect 0 1 8 0;
#X connect 8 0 9 0;
#X connect 9 0 10 0;
#X connect 11 0 12 0;
#X connect 11 0 5 0;
#X connect 11 0 13 0;
#X connect 13 0 1 0;
#X connect 11 0 14 0;
#X connect 14 0 0 0;
{wires}"""


def main() -> None:
    """Play, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", metavar="FOLDER", default="default", help="a model folder (default: the embedded model)")
    parser.add_argument("--external", metavar="FOLDER", type=Path, default=EXTERNAL, help="where the object was built")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        text, voice, mark = play(Path(folder), args.external, args.model)
    jumps = np.flatnonzero(np.abs(np.diff(mark)) > 0.05)
    midi = hz_to_midi(yin(voice, RATE, fmin=100, frame_s=FRAME_S, hop_s=HOP_S)[0])
    begun_s = (np.flatnonzero(np.abs(voice) > 1e-3)[0] - jumps[0]) / RATE
    heard_s = [first_move_s(midi, jump) for jump in jumps[1:]]
    print(f"gate   {1000 * begun_s:6.0f} ms")
    print(f"pitch  {1000 * statistics.median(heard_s):6.0f} ms (median of {len(heard_s)}; {1000 * min(heard_s):.0f} to {1000 * max(heard_s):.0f})")
    print("\n".join(re.findall(r"OUT: underruns .*", text)[-1:]) or "no underruns")


def play(folder: Path, external: Path, model: str) -> tuple[str, np.ndarray, np.ndarray]:
    """Return what Pd printed, the voice and the marks, float32 [samples]."""
    score = [(1000, "gate 1", 0.1), *((5000 + EVERY_MS * i, f"pitch {pitch}", 0.2 + 0.1 * i) for i, pitch in enumerate(PITCHES))]
    end_ms = score[-1][0] + EVERY_MS
    lines: list[tuple[int, str, bool]] = [(ms, text, True) for ms, text, _ in score]
    lines += [(ms, rf"\; mark {level:g}", False) for ms, _, level in score]
    lines += [(end_ms, r"\; files stop", False), (end_ms + 500, r"\; pd quit", False)]
    events, wires, number = "", "", 15
    for ms, text, to_voice in lines:
        events += f"#X obj 20 300 delay {ms};\n#X msg 120 300 {text};\n"
        wires += f"#X connect 10 0 {number} 0;\n#X connect {number} 0 {number + 1} 0;\n"
        wires += f"#X connect {number + 1} 0 0 0;\n" if to_voice else ""
        number += 2
    patch = folder / "patch.pd"
    patch.write_text(PATCH.format(arguments=model, events=events, wires=wires), encoding="utf-8")
    words = ["pd", "-nogui", "-noaudio", "-stderr", "-noprefs", "-r", str(RATE), "-path", str(external), str(patch)]
    command = {"GANSPACESYNTH": f'"{sys.executable}" -m ganspacesynth'}
    done = subprocess.run(words, capture_output=True, text=True, env={**command, **os.environ}, check=True)
    if "couldn't create" in done.stderr or "error" in done.stderr:
        raise SystemExit(done.stderr)
    return done.stderr, read_audio(folder / "voice.wav")[0], read_audio(folder / "mark.wav")[0]


def first_move_s(midi: np.ndarray, sent: int) -> float:
    """Return how long after sample `sent` the pitch left its place by half a semitone: the middle of the first frame that shows it."""
    at = int(sent / RATE / HOP_S)
    place = np.median(midi[at - 60 : at])
    return float((at + np.flatnonzero(np.abs(midi[at:] - place) > 0.5)[0]) * HOP_S + FRAME_S / 2 - sent / RATE)


if __name__ == "__main__":
    main()
