"""From a message to a sound in an array: `python benchmarks/latency.py [--model FOLDER]`, through real OSC, and through real Pd where there is one.

The model is a full-size one with random weights unless another is named. Printed are medians and 95th percentiles, in milliseconds:

    alone    the same sound made in this process, in turns with the next one: what the network itself takes
    OSC      /synthesize sent -> /synthesized heard (the WAV is written)
    begun    /synthesize @first 1 sent -> /begun heard (the first half second is written)
    array    message in Pd -> the array is filled, by Pd's own clock: [netsend], the engine, [netreceive], [soundfiler]
    control  /pitch sent -> answered, while a hallucination is being rendered
"""

import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from full_size import random_model
from pythonosc.osc_message import OscMessage

from ganspacesynth import load_model
from ganspacesynth.server.datagrams import encode

PATCH = """#N canvas 0 0 800 500 12;
#X obj 20 20 loadbang;
#X msg 20 50 connect 127.0.0.1 {port};
#X obj 20 420 netsend -u -b;
#X obj 200 20 r ask;
#X obj 200 50 t b b;
#X obj 330 80 timer;
#X msg 200 110 synthesize 60;
#X obj 200 140 list trim;
#X obj 200 170 oscformat synthesize;
#X obj 200 200 list prepend send;
#X obj 200 230 list trim;
#X obj 20 450 oscparse;
#X obj 20 480 list trim;
#X obj 20 510 route synthesized;
#X obj 20 540 unpack s f f f f f;
#X msg 20 570 read -resize \\$1 sound;
#X obj 20 600 soundfiler;
#X obj 20 630 t b f;
#X obj 330 660 print took;
#X obj 500 20 table sound 64000;
#X obj 20 80 del 1000;
#X obj 20 110 s ask;
#X obj 500 80 del 50;
#X msg 200 80 60;
#X connect 0 0 1 0;
#X connect 1 0 2 0;
#X connect 0 0 20 0;
#X connect 20 0 21 0;
#X connect 3 0 4 0;
#X connect 4 0 23 0;
#X connect 4 1 5 0;
#X connect 23 0 8 0;
#X connect 8 0 9 0;
#X connect 9 0 10 0;
#X connect 10 0 2 0;
#X connect 2 1 11 0;
#X connect 11 0 12 0;
#X connect 12 0 13 0;
#X connect 13 0 14 0;
#X connect 14 0 15 0;
#X connect 15 0 16 0;
#X connect 16 0 17 0;
#X connect 17 0 22 0;
#X connect 17 0 5 1;
#X connect 5 0 18 0;
#X connect 22 0 21 0;
"""


class Client:
    """A host with a socket."""

    def __init__(self, port: int) -> None:
        self.to = ("127.0.0.1", port)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(120)

    def send(self, address: str, *values: float | str) -> None:
        self.socket.sendto(encode(address, values), self.to)

    def hear(self, address: str) -> tuple:
        while True:
            message = OscMessage(self.socket.recv(65536))
            if message.address in (address, "/error"):
                return (message.address, *message.params)

    def time(self, address: str, reply: str, *values: float | str) -> float:
        """Return the milliseconds from a message to its answer."""
        start = time.perf_counter()
        self.send(address, *values)
        heard = self.hear(reply)
        if heard[0] == "/error":
            raise SystemExit(str(heard))
        return 1000.0 * (time.perf_counter() - start)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", metavar="FOLDER", help="a model folder, or default (default: a full-size network with random weights)")
    parser.add_argument("--runs", type=int, default=60, metavar="N", help="measurements of each kind (default 60)")
    parser.add_argument("--precision", choices=("preview", "exact"), default="preview")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = args.model or str(random_model(Path(folder) / "full size"))
        words = ["serve", "--port", "0", "--model", model, "--precision", args.precision, "--follow"]
        server = subprocess.Popen([sys.executable, "-m", "ganspacesynth", *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            port = int(re.search(r"port (\d+)", server.stdout.readline())[1])
            client = Client(port)
            while (client.send("/state"), client.hear("/state"))[1][1] != "ready":
                time.sleep(0.1)
            print(f"{os.cpu_count()} processors, {args.precision} precision, {'full-size' if args.model is None else model} model", flush=True)
            alone, heard, begun = in_turns(client, model, args.precision, args.runs)
            show("network  alone", alone)
            show("OSC      sound", heard)
            show("OSC      begun", begun)
            if shutil.which("pd"):
                show("Pd       array", in_pd(Path(folder), port, args.runs))
            client.send("/hallucinate", "@notes", 200, "@interp", 4, "@seed", 1, "@precision", args.precision)
            client.hear("/progress")
            other = Client(port)
            show("OSC    control", [(time.sleep(0.02), other.time("/pitch", "/pitch", 60 + i % 12))[1] for i in range(5 * args.runs)])
            client.send("/cancel")
            client.hear("/cancelled")
        finally:
            server.stdin.close()
            server.wait(20)


def in_turns(client: Client, model: str, precision: str, runs: int) -> tuple[list[float], list[float], list[float]]:
    """Return the milliseconds that a sound takes in this process, through the engine, and its first half second through the engine."""
    own = load_model(None if model == "default" else model, precision=precision)
    z, alone, heard, begun = own.sample_z(1, seed=1), [], [], []
    for _ in range(runs + 5):
        start = time.perf_counter()
        own.synthesize(z, 60)
        alone.append(1000.0 * (time.perf_counter() - start))
        heard.append(client.time("/synthesize", "/synthesized", 60))
        begun.append(client.time("/synthesize", "/begun", 60, "@first", 1))
        client.hear("/synthesized")
    return alone[5:], heard[5:], begun[5:]


def in_pd(folder: Path, port: int, runs: int) -> list[float]:
    """Return the milliseconds from message to filled array, as Pd measures them, of a patch that asks again and again."""
    patch = folder / "latency.pd"
    patch.write_text(PATCH.format(port=port))
    words = ["pd", "-nogui", "-noaudio", "-noprefs", "-stderr", "-sleepgrain", "1", str(patch)]
    pd = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    times: list[float] = []
    try:
        while len(times) < runs + 3:
            line = pd.stderr.readline()
            if found := re.search(r"took: ([\d.]+)", line):
                times.append(float(found[1]))
            elif not line:
                raise SystemExit("Pd ended before it had measured.")
    finally:
        pd.kill()
        pd.wait()
    return times[3:]


def show(name: str, times: list[float]) -> None:
    """Print a line of the table."""
    times = sorted(times)
    print(f"{name}   median {statistics.median(times):7.2f} ms   95 % {times[int(0.95 * len(times))]:7.2f} ms   n {len(times)}", flush=True)


if __name__ == "__main__":
    main()
