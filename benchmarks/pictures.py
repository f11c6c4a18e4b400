"""Pictures a second of StyleGAN 2 with random weights: our graph beside the published order of operations, both on ONNX Runtime, taking turns.

python benchmarks/pictures.py [--sizes 256 1024] [--rounds 5]
python benchmarks/pictures.py --live [MODEL] [--seconds 10]      different frames a second, and the time from an OSC message to its frame
python benchmarks/pictures.py --export [--sizes 128 256] [--frames 120]     films' frames a second beside the generator's own

The plain graphs upscale, filter and convolve as published: a transposed convolution of stride 2, the filter 1 3 3 1 behind it, then noise, bias and
activation. "weights" scales the weights for each picture (`fused_modconv`, as published for inference), "channels" the activations (as for training).
"""

import argparse
import math
import resource
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from ganspacesynth.audio.files.sound_files import write_wave
from ganspacesynth.audio.songs.song import open_song
from ganspacesynth.engine.pictures.stage import PictureStage
from ganspacesynth.networks.onnx.graph import Graph
from ganspacesynth.networks.onnx.session import Session
from ganspacesynth.networks.stylegan.graphs.styles import Styles
from ganspacesynth.networks.stylegan.picture_config import PictureConfig, UpscaledShape
from ganspacesynth.networks.stylegan.picture_model import PictureModel, load_picture_model
from ganspacesynth.networks.stylegan.stored_picture import StoredPicture, expected_shapes
from ganspacesynth.pictures.driving.score import PictureScore
from ganspacesynth.pictures.live.performance import LivePictures, PerformanceSettings
from ganspacesynth.server.datagrams import encode
from ganspacesynth.server.published_pictures import PublishedPorts
from ganspacesynth.video.driven_pictures import DrivenScreen
from ganspacesynth.video.scored_pictures import signal_fps, song_pictures
from ganspacesynth.video.soundtrack import soundtrack_of
from ganspacesynth.video.video_making import save_video
from ganspacesynth.video.video_settings import VideoSettings

FIR = np.outer([1, 3, 3, 1], [1, 3, 3, 1]).astype(np.float32) / 16


def random_network(size: int) -> StoredPicture:
    """Return a StyleGAN 2 of the published widths: half of them below 512 pixels, as stylegan2-ada chooses."""
    base = 16384 if size < 512 else 32768
    features = tuple(min(base // (4 << k), 512) for k in range(int(math.log2(size)) - 1))
    config = PictureConfig(512, 512, 0, 3, size, size, (512, 512), 0, UpscaledShape((4, 4), features, "skip", 256.0))
    rng = np.random.default_rng(0)
    weights = {name: rng.standard_normal(shape, np.float32) for name, shape in expected_shapes(config).items()}
    for name, value in weights.items():
        if name.endswith(("affine.weight", "torgb.weight")) or (name.startswith("mapping.fc") and value.ndim > 1):
            value /= np.float32(math.sqrt(value.shape[1]))
        if name.endswith("affine.bias"):
            value[:] = 1.0
        elif name.endswith((".bias", "noise_strength")):
            weights[name] = value * np.float32(0.1)
    return StoredPicture(config, weights, "random")


class Plain:
    """The published order of operations, for one picture."""

    def __init__(self, stored: StoredPicture, form: str) -> None:
        shape = stored.config.synthesis
        assert isinstance(shape, UpscaledShape)  # noqa: S101
        self.weights, self.shape, self.form, self.graph = stored.weights, shape, form, Graph()
        self.styles = Styles(self.graph, dict(stored.weights), stored.config.num_ws, stored.config.w_dim)
        x, picture, row = self.graph.constant(self.weights["b4.const"][None]), "", 0
        for block in range(len(shape.features)):
            name = f"b{4 << block}"
            for layer in ("conv0", "conv1") if block else ("conv1",):
                x, row = self.layer(f"{name}.{layer}", x, row, block, up=layer == "conv0"), row + 1
            y = self.clipped(self.graph.node("Add", self.modulated(f"{name}.torgb", x, row, demodulate=False), self.bias(f"{name}.torgb")))
            picture = self.graph.node("Add", y, self.doubled(picture)) if picture else y
        self.graph.output("picture", picture)

    def layer(self, name: str, x: str, row: int, block: int, *, up: bool) -> str:
        g = self.graph
        x = self.modulated(name, x, row, up=up)
        if up:
            x = g.node(
                "Conv",
                x,
                g.constant(np.broadcast_to(FIR, (self.shape.features[block], 1, 4, 4)).copy()),
                group=self.shape.features[block],
                pads=[1] * 4,
            )
        x = g.node("Add", x, g.constant((self.weights[f"{name}.noise_const"] * self.weights[f"{name}.noise_strength"])[None, None]))
        x = g.node("LeakyRelu", g.node("Add", x, self.bias(name)), alpha=0.2)
        return self.clipped(g.node("Mul", x, g.constant(math.sqrt(2.0))))

    def modulated(self, name: str, x: str, row: int, *, up: bool = False, demodulate: bool = True) -> str:
        g, kernel, style = self.graph, self.weights[f"{name}.weight"], self.styles.style(name, row)
        after = self.styles.demodulated(name, style, 1.0) if demodulate else ""
        outputs, inputs = kernel.shape[:2]
        pads = {} if kernel.shape[2] == 1 else {"pads": [1] * 4}
        if self.form == "channels":
            x = g.node("Mul", x, g.reshape(style, (-1, inputs, 1, 1)))
            y = self.up(x, g.constant(np.ascontiguousarray(kernel.transpose(1, 0, 2, 3)))) if up else g.node("Conv", x, g.constant(kernel), **pads)
            return g.node("Mul", y, g.reshape(after, (-1, outputs, 1, 1))) if after else y
        scaled = g.node("Mul", g.constant(kernel), g.reshape(style, (1, inputs, 1, 1)))
        scaled = g.node("Mul", scaled, g.reshape(after, (outputs, 1, 1, 1))) if after else scaled
        return self.up(x, g.transpose(scaled, (1, 0, 2, 3))) if up else g.node("Conv", x, scaled, **pads)

    def up(self, x: str, kernel: str) -> str:
        return self.graph.node("ConvTranspose", x, kernel, strides=[2, 2])

    def doubled(self, x: str) -> str:
        kernel = np.broadcast_to(FIR, (3, 1, 4, 4)).copy()
        return self.graph.node("ConvTranspose", x, self.graph.constant(kernel), strides=[2, 2], pads=[1] * 4, group=3)

    def bias(self, name: str) -> str:
        return self.graph.constant(self.weights[f"{name}.bias"].reshape(1, -1, 1, 1))

    def clipped(self, x: str) -> str:
        return self.graph.node("Clip", x, self.graph.constant(-256.0), self.graph.constant(256.0))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[256], help="edges of pictures")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each graph; the best counts")
    parser.add_argument("--export", action="store_true", help="films that a song drives, beside the same pictures made and thrown away")
    parser.add_argument("--frames", type=int, default=120, help="of such a film")
    parser.add_argument("--ours", action="store_true", help="our graph alone, to see how much memory it takes")
    parser.add_argument(
        "--live", nargs="?", const="default", metavar="MODEL", help="play it live instead (default: the one that comes along; random: 128 pixels)"
    )
    parser.add_argument("--seconds", type=float, default=10.0, help="of playing live")
    args = parser.parse_args()
    if args.live is not None:
        return live(args.live, args.seconds)
    for size in args.sizes:
        if args.export:
            measure_export(random_network(size), args.frames, args.rounds)
        else:
            measure(random_network(size), args.rounds, alone=args.ours)
    print(f"most memory so far: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")  # kilobytes, on Linux
    return 0


def small_network() -> StoredPicture:
    """Return a StyleGAN 2 of 128 pixels as wide as one that plays on two processors."""
    whole = random_network(128)
    features = tuple(min(4096 // (4 << k), 128) for k in range(6))
    config = PictureConfig(256, 256, 0, 3, 128, 128, (256, 256), 0, UpscaledShape((4, 4), features, "skip", 256.0))
    rng = np.random.default_rng(0)
    weights = {name: rng.standard_normal(shape, np.float32) * 0.1 for name, shape in expected_shapes(config).items()}
    return StoredPicture(config, weights, whole.id)


def live(path: str, seconds: float) -> int:
    """Play live, as a musician would: messages of z come by OSC, thirty a second, then one at a time."""
    stage = PictureStage()
    model = PictureModel(small_network()) if path == "random" else load_picture_model(None if path == "default" else path)
    stage._live = LivePictures(model, PerformanceSettings(smooth_s=0.1, fps=240.0)).start()
    ports = PublishedPorts(stage, (0,))
    host, to = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), ("127.0.0.1", ports.ports[0])
    z = model.sample_z(1024, seed=1)
    stage.live.frames.after(0, 60.0)
    begun, computed, count, sent = time.perf_counter(), time.process_time(), stage.live.frame_count, 0
    while (now := time.perf_counter() - begun) < seconds:
        host.sendto(encode("/z", z[sent % len(z)].tolist()), to)
        sent += 1
        time.sleep(max(0.0, sent / 30.0 - now))
    made = stage.live.frame_count - count
    rate, cost = made / (time.perf_counter() - begun), 1000.0 * (time.process_time() - computed) / max(1, made)
    stage.live.move(smooth_s=0.0)
    late = [_latency(stage.live, host, to, each) for each in z[: max(10, int(seconds * 5))]]
    print(
        f"{model.config.width} px live: {rate:.1f} different frames/s while {sent / seconds:.0f} messages of z come a second; "
        f"{cost:.1f} ms of a processor each"
    )
    print(f"from an OSC message to its frame: median {np.median(late):.1f} ms, 95 % within {np.quantile(late, 0.95):.1f} ms, of {len(late)}")
    ports.close()
    stage.close()
    host.close()
    return 0


def _latency(pictures: LivePictures, host: socket.socket, to: tuple[str, int], z: np.ndarray) -> float:
    """Return the milliseconds from a message to the first frame that shows it, of pictures that stand still."""
    while pictures.frames.after(pictures.frame_count, 0.15):
        pass
    number, begun = pictures.frame_count, time.perf_counter()
    host.sendto(encode("/z", z.tolist()), to)
    pictures.frames.after(number, 10.0)
    return 1000.0 * (time.perf_counter() - begun)


def measure(stored: StoredPicture, rounds: int, *, alone: bool) -> None:
    model = PictureModel(stored)
    ws = model.map(model.sample_z(1, seed=0))
    makers: dict[str, Callable[[], np.ndarray]] = {"ours": lambda: model.synthesize(ws)}
    for form in () if alone else ("weights", "channels"):
        makers[f"plain, {form}"] = _maker(Session(Plain(stored, form).graph), ws)
    first = {name: make() for name, make in makers.items()}
    best, worked = dict.fromkeys(makers, math.inf), dict.fromkeys(makers, math.inf)
    for _ in range(rounds):
        for name, make in makers.items():
            start, spent = time.perf_counter(), time.process_time()
            make()
            best[name] = min(best[name], time.perf_counter() - start)
            worked[name] = min(worked[name], time.process_time() - spent)  # of all processors; what others do beside counts less
    peak = np.abs(first["ours"]).max()
    for name, seconds in best.items():
        off = np.abs(first[name] - first["ours"]).max() / peak
        print(
            f"{stored.config.width} px  {name:16} {1 / seconds:6.2f} pictures/s  ours x{seconds / best['ours']:.2f} "
            f"(processor time x{worked[name] / worked['ours']:.2f})  differs by {off:.1e} of the peak"
        )


def measure_export(stored: StoredPicture, count: int, rounds: int) -> None:
    """Film what a song of noise drives, and make the same pictures as fast as the network can, taking turns."""
    model, fps = PictureModel(stored), Fraction(24)
    wave = np.random.default_rng(0).normal(0.0, 0.1, round(count / 24 * 16_000)).astype(np.float32)
    sound, size = soundtrack_of(wave, 16_000), stored.config.width
    with tempfile.TemporaryDirectory() as folder:
        write_wave(Path(folder) / "song.wav", wave, 16_000)
        song = open_song(Path(folder) / "song.wav", fps=signal_fps(fps), cached=False)
        pictures = song_pictures(model, song, PictureScore.read({"preset": "pulse", "modulations": []}), fps=fps)
        plain = replace(pictures, looks=lambda times: [replace(look, bends={}) for look in pictures.looks(times)])
        ws = np.stack([look.ws for look in plain.looks(np.arange(count) / 24)])
        at_once = DrivenScreen(plain, VideoSettings(size, size, fps)).at_once
        best = {"generator": math.inf, "film": math.inf, "film, 1280x720": math.inf}
        for turn in range(rounds + 1):
            for name in best:
                start = time.perf_counter()
                if name == "generator":
                    for first in range(0, count, at_once):
                        model.synthesize(ws[first : first + at_once])
                else:
                    width, height = (size, size) if name == "film" else (1280, 720)
                    save_video(Path(folder) / "a.mp4", sound, VideoSettings(width, height, fps), pictures=plain, force=True)
                if turn:  # the first one prepares the graph
                    best[name] = min(best[name], time.perf_counter() - start)
    for name, seconds in best.items():
        print(f"{size} px  {name:16} {count / seconds:6.2f} frames/s  x{best['generator'] / seconds:.2f} of the generator's own")


def _maker(session: Session, ws: np.ndarray) -> Callable[[], np.ndarray]:
    return lambda: session.run(ws=ws)["picture"].transpose(0, 2, 3, 1)


if __name__ == "__main__":
    sys.exit(main())
