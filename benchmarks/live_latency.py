"""From the end of a phrase to an answer, in a real Pd, in real time: `python benchmarks/live_latency.py [--phrases 12] [--bank BANK]`.

A patch plays tones to the inlet of [ganspacesynth~] and records both, the player on the left and what the object answers on the right, sample
by sample on one clock. Printed is, for each phrase, how long after its level crossed the gate (and after its last sample) the answer is heard.
`make external` must have been run before.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

RATE = 48000
GATE_DB, LEVEL_S = -50.0, 0.02
EVERY_MS, TONE_MS, LEAST_MS = 3200, 1200, 150.0
EXTERNAL = Path(__file__).resolve().parent.parent / "pd" / "external"

# Objects: 0 the voice, 1 the recorder, 2 what prints, 3 the player's tone, 4 its envelope, 5 their product; 6 to 11 begin when the engine is ready.
PATCH = r"""#N canvas 0 0 600 400 10;
#X obj 20 200 ganspacesynth~;
#X obj 20 240 writesf~ 2 4;
#X obj 120 240 print OUT;
#X obj 220 120 osc~ 330;
#X obj 320 120 vline~;
#X obj 220 160 *~;
#X obj 20 20 route status bank;
#X obj 20 50 route ready;
#X msg 20 80 bank_open {bank};
#X msg 120 80 listen inlet \, bank_mode call \, bank_start @seed 3;
#X obj 120 110 t b a;
#X msg 220 20 \; pd dsp 1;
#X obj 320 20 loadbang;
#X msg 320 50 open -bytes 4 {name} \, start;
{events}#X connect 0 0 1 1;
#X connect 0 1 2 0;
#X connect 0 1 6 0;
#X connect 3 0 5 0;
#X connect 4 0 5 1;
#X connect 5 0 1 0;
#X connect 5 0 0 1;
#X connect 6 0 7 0;
#X connect 6 1 10 0;
#X connect 7 0 8 0;
#X connect 8 0 0 0;
#X connect 10 0 9 0;
#X connect 9 0 0 0;
#X connect 12 0 11 0;
#X connect 12 0 13 0;
#X connect 13 0 1 0;
{wires}"""


def draw(folder: Path, phrases: int, bank: str) -> Path:
    """Write the patch; it begins when the bank is open, and ends Pd."""
    events, wires, number = "", "", 14
    for phrase in range(phrases):
        begin = 2000 + phrase * EVERY_MS
        for delay, words in ((begin, "0.3 5"), (begin + TONE_MS, "0 5")):
            events += f"#X obj 20 300 delay {delay};\n#X msg 120 300 {words};\n"
            wires += f"#X connect 10 0 {number} 0;\n#X connect {number} 0 {number + 1} 0;\n#X connect {number + 1} 0 4 0;\n"
            number += 2
    for delay, words in ((2000 + phrases * EVERY_MS, "stop"), (2500 + phrases * EVERY_MS, r"\; pd quit")):
        events += f"#X obj 20 300 delay {delay};\n#X msg 120 300 {words};\n"
        wires += f"#X connect 10 0 {number} 0;\n#X connect {number} 0 {number + 1} 0;\n"
        wires += f"#X connect {number + 1} 0 1 0;\n" if words == "stop" else ""
        number += 2
    path = folder / "live.pd"
    path.write_text(PATCH.format(bank=bank, name="live.wav", events=events, wires=wires), encoding="utf-8")
    return path


def run(folder: Path, phrases: int, bank: str = "default") -> tuple[np.ndarray, list[str]]:
    """Play it; returns what was recorded, float32 [samples, 2], and what the object said."""
    import soundfile

    patch = draw(folder, phrases, bank)
    words = ["pd", "-nogui", "-noaudio", "-stderr", "-noprefs", "-r", str(RATE), "-path", str(EXTERNAL), str(patch)]
    program = {"GANSPACESYNTH": f'"{sys.executable}" -m ganspacesynth', "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    done = subprocess.run(words, capture_output=True, text=True, env={**os.environ, **program}, timeout=300 + phrases * EVERY_MS / 500, check=False)
    said = [line.removeprefix("OUT: ") for line in done.stderr.splitlines()]
    return soundfile.read(folder / "live.wav", dtype="float32")[0], said


def reactions_ms(both: np.ndarray, within_s: float = 1.0) -> list[tuple[float, float]]:
    """Return, of each phrase, ms from the crossing of the gate to the answer, and ms from its last sample; later ones are none."""
    player, answer = both.T
    size = round(LEVEL_S * RATE)
    power = np.convolve(np.square(player, dtype=np.float64), np.ones(size) / size)[: len(player)]  # of the last 20 ms
    over = power > 10.0 ** (GATE_DB / 10.0)
    ends = np.flatnonzero(over[:-1] & ~over[1:]) + 1
    found = []
    for end in ends.tolist():
        heard = np.flatnonzero(np.abs(answer[end : end + round(within_s * RATE)]) > 1e-4)
        if len(heard):
            last = end - int(np.argmax(np.abs(player[end::-1]) > 1e-5))
            found.append((1000.0 * int(heard[0]) / RATE, 1000.0 * (end + int(heard[0]) - last) / RATE))
    return found


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--phrases", type=int, default=12)
    parser.add_argument("--bank", default="default")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        both, said = run(Path(folder), args.phrases, args.bank)
    found = reactions_ms(both)
    print(f"{len(found)} of {args.phrases} phrases were answered")
    for name, place in (("the gate", 0), ("its last sample", 1)):
        times = [pair[place] for pair in found]
        if times:
            print(f"behind {name}: median {statistics.median(times):.0f} ms, {min(times):.0f} to {max(times):.0f} ms")
    late = [float(line.split()[7]) for line in said if line.startswith("bank_chose ") and float(line.split()[7]) >= 0.0]
    if late:
        print(f"of which the machine itself waits {statistics.median(late):.0f} ms (median)")
    print(f"underruns: {next((line for line in reversed(said) if line.startswith('underruns')), 'none')}")


if __name__ == "__main__":
    main()
