"""The studio in a real browser: how light its page is, how soon it can be played, and how soon a change is heard in the audio thread.

    python benchmarks/studio.py
    python benchmarks/studio.py --minutes 120        # use it for long: gaps, memory of the engine and of the page

Needs Chromium, and the extras `studio` and `test`.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.end_to_end.test_studio_page import READY, Studio
from tests.support.browser import Browser

PAGE = Path(__file__).parents[1] / "ganspacesynth" / "studio" / "page"
# The page listens to its own audio thread: how long after a message of one number the last 32 ms of sound have the other pitch, by where the wave
# repeats itself; half of that window is not counted.
LATENCY = """
new Promise(async (resolve) => {
  const voice = [...studio.sound.voices.values()][0], node = voice.node, rate = voice.context.sampleRate, size = 512;
  const period = (x) => {
    let best = 0, at = 0;
    for (let lag = 12; lag < 200; lag++) {
      let both = 0, one = 1e-9, other = 1e-9;
      for (let i = 0; i + lag < size; i++) { both += x[i] * x[i + lag]; one += x[i] * x[i]; other += x[i + lag] * x[i + lag]; }
      const alike = both / Math.sqrt(one * other);
      if (alike > best + 0.02) { best = alike; at = lag; }
    }
    return at;
  };
  await studio.link.ask("/pitch", [%(before)d, "@glide", 0]);
  await new Promise((done) => setTimeout(done, 1500));
  const wanted = rate / (440 * 2 ** ((%(after)d - 69) / 12)), last = [];
  let begun = null;
  const heard = ({ data }) => {
    if (!data.heard) return;
    last.push(...data.heard); last.splice(0, Math.max(0, last.length - size));
    if (begun === null || last.length < size) return;
    const now = performance.now() - begun;
    if (Math.abs(period(last) / wanted - 1) < 0.06 || now > 3000) {
      node.port.removeEventListener("message", heard);
      node.port.postMessage({ listen: false });
      resolve(now - 16);
    }
  };
  node.port.addEventListener("message", heard);
  node.port.postMessage({ listen: true });
  await new Promise((done) => setTimeout(done, 300));
  begun = performance.now();
  studio.link.ask("/pitch", [%(after)d, "@glide", 0]);
})
"""

UP, DOWN = {"before": 60, "after": 67}, {"before": 67, "after": 60}


def main() -> int:
    """Measure, print, and say whether it is as was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--minutes", type=float, default=0.0)
    args = parser.parse_args()
    weight = sum(path.stat().st_size for path in PAGE.rglob("*") if path.is_file())
    with tempfile.TemporaryDirectory() as folder:
        served = Studio(Path(folder) / "project")
        try:
            with Browser(Path(folder) / "profile") as page:
                start = time.perf_counter()
                page.visit(served.address)
                page.until("!!window.studio")
                interactive_s = time.perf_counter() - start
                page.until(READY, 120)
                page.until("studio.panels.play.map.sounds.length === 160", 300)
                page.press_button("Sound on")
                page.until("studio.panels.play.voice !== null && studio.sound.voices.size === 1", 120)
                waits = [page.ask(LATENCY % pitches) for pitches in (UP, DOWN) * ((args.rounds + 1) // 2)]
                print(f"| page | {weight / 1000:.0f} kB | asked for: 1000 |")
                print(f"| interactive | {interactive_s:.2f} s | asked for: 1 |")
                middle, worst = statistics.median(waits), max(waits)
                print(f"| message to changed sound, median of {len(waits)} | {middle:.0f} ms (worst {worst:.0f}) | asked for: 150 |")
                if args.minutes:
                    used_for_long(page, served, args.minutes)
        finally:
            served.end()
    return 0 if weight <= 1e6 and interactive_s <= 1.0 and middle <= 150 else 1


def used_for_long(page: Browser, served: Studio, minutes: float) -> None:
    """Move things for so long, and print how memory and gaps grow."""
    process, end, next_told = psutil.Process(served.process.pid), time.monotonic() + 60 * minutes, 0.0
    turn = 0
    while time.monotonic() < end:
        turn += 1
        page.ask(f"studio.link.ask('/edit', [1 + {turn} % 8, Math.sin({turn})]).then(() => 1)")
        page.ask(f"studio.link.ask('/pitch', [{48 + turn * 7 % 24}]).then(() => 1)")
        if time.monotonic() >= next_told:
            next_told = time.monotonic() + 60
            counts = page.ask("[...studio.sound.voices.values()][0].counts()")
            heap = page.ask("performance.memory ? performance.memory.usedJSHeapSize : 0")
            sizes = f"engine {process.memory_info().rss >> 20} MB | page {heap >> 20} MB"
            print(f"| {turn} moves | {sizes} | {counts['gaps']} gaps, {counts['played']} samples |", flush=True)
        time.sleep(0.25)


if __name__ == "__main__":
    raise SystemExit(main())
