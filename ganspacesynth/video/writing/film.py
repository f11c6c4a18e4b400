"""Frames and a soundtrack in, a film out: H.264 with AAC, VP9 with Opus, or ProRes with PCM, through PyAV, in pieces; also a GIF, which is silent.

Picture and sound have one clock: frame k is seen from k / fps on, sample n is heard at n / rate. Encoders of AAC and Opus put silence before the
first sample; its packets have times below 0, and MP4 and WebM say that they are not heard.
"""

import contextlib
import io
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from ganspacesynth.core.work.progress import Progress, quiet
from ganspacesynth.video.drawing.placed_picture import CODED, PlacedPicture
from ganspacesynth.video.soundtrack import Soundtrack
from ganspacesynth.video.video_settings import VideoSettings
from ganspacesynth.video.writing.workshop import Encoded, FilmFrame, Frames, Workshop, colours_of, pieces

FORMATS = {"mp4": "yuv420p", "webm": "yuv420p", "mov": "yuv422p10le"}
RATE = 48_000  # Hz of a film's sound; 44.1 kHz stays where the codec knows it
SAMPLES, FULL_24 = {"aac": "fltp", "libopus": "flt", "pcm_s24le": "s32"}, (1 << 23) - 1
ITU709 = 1  # how colours are coded, as everywhere above the size of old television
VIDEO = {
    "mp4": ("libx264", {"crf": "18", "preset": "veryfast"}, {"crf": "30", "preset": "superfast"}),
    "webm": (
        "libvpx-vp9",
        {"crf": "30", "b:v": "0", "deadline": "good", "cpu-used": "5", "row-mt": "1"},
        {"crf": "40", "b:v": "0", "deadline": "realtime", "cpu-used": "8", "row-mt": "1"},
    ),
    "mov": ("prores_ks", {"profile": "hq", "vendor": "apl0"}, {"profile": "proxy", "vendor": "apl0"}),
}
AUDIO = {"mp4": ("aac", (44_100, RATE), 128_000), "webm": ("libopus", (RATE,), 96_000), "mov": ("pcm_s24le", (44_100, RATE, 96_000), 0)}


def write_film(
    path: Path,
    kind: str,
    frames: Frames,
    count: int,
    sound: Soundtrack,
    settings: VideoSettings,
    metadata: Mapping[str, str],
    workshop: Workshop | None = None,
    progress: Progress = quiet,
) -> None:
    """Write a film with its sound.

    Args:
        path: an empty file; its name does not count.
        kind: "mp4", "webm" or "mov".
        frames: makes some of the frames, when they are needed.
        count: of frames.
        sound: as long as the frames.
        settings: size and rate, and whether it is a preview.
        metadata: such as title and comment.
        workshop: where pieces are kept until all are there; None makes the film in one piece.
        progress: told of pieces that were there already; whoever makes frames tells of all others.

    Raises:
        OSError: it cannot be written.
    """
    import av

    options = {} if kind == "webm" else {"movflags": "+faststart+use_metadata_tags" if kind == "mov" else "+faststart"}
    with _failing_as_files_do():
        if workshop is not None:
            _make_pieces(kind, frames, count, settings, workshop, progress)
        with av.open(_name(path), "w", format=kind, options=options) as container:
            container.metadata.update(metadata)
            picture, heard = _picture(container, kind, settings), _sound(container, kind, sound)
            seen = _encoded(picture, frames(0, count), settings.fps) if workshop is None else _joined(picture, count, settings.fps, workshop)
            for packet in _in_time(seen, _encoded_sound(heard, sound)):
                container.mux(packet)


def _make_pieces(kind: str, frames: Frames, count: int, settings: VideoSettings, workshop: Workshop, progress: Progress) -> None:
    """Encode the pieces that are not there yet; each by an encoder of its own, in a container that is thrown away."""
    import av

    for piece, (first, behind) in enumerate(pieces(count)):
        if workshop.has(piece, behind - first):
            progress(behind, count)
            continue
        with av.open(io.BytesIO(), "w", format=kind) as container:
            stream = _picture(container, kind, settings)
            workshop.write(piece, behind - first, (_kept(packet) for packet in _encoded(stream, frames(first, behind), settings.fps)))


def _kept(packet: Any) -> Encoded:
    return Encoded(packet.pts, packet.pts if packet.dts is None else packet.dts, packet.duration or 1, packet.is_keyframe, bytes(packet))


def _joined(stream: Any, count: int, fps: Fraction, workshop: Workshop) -> Iterator[Any]:
    """Yield the packets of all pieces, one behind the other."""
    import av

    for piece, (first, _) in enumerate(pieces(count)):
        for each in workshop.read(piece):
            packet = av.Packet(each.data)
            packet.stream, packet.time_base = stream, 1 / fps
            packet.pts, packet.dts, packet.duration, packet.is_keyframe = first + each.pts, first + each.dts, each.duration, each.whole
            yield packet


def write_gif(path: Path, frames: Iterable[FilmFrame], settings: VideoSettings) -> None:
    """Write a GIF that begins anew at its end; each frame has colours of its own. A GIF counts in 1/100 s: times are rounded, and do not drift.

    Raises:
        OSError: it cannot be written.
    """
    import av

    with _failing_as_files_do(), av.open(_name(path), "w", format="gif", options={"loop": "0"}) as container:
        stream = container.add_stream("gif", rate=settings.fps)
        stream.width, stream.height, stream.pix_fmt = settings.width, settings.height, "pal8"
        stream.time_base = Fraction(1, 100)
        for number, frame in enumerate(frames):
            paletted = _paletted(colours_of(frame))
            paletted.pts, paletted.time_base = round(Fraction(100 * number) / settings.fps), Fraction(1, 100)
            container.mux(stream.encode(paletted))
        container.mux(stream.encode(None))


@contextlib.contextmanager
def _failing_as_files_do() -> Iterator[None]:
    """Turn the libraries' errors into those of files, not all of which are some."""
    import av

    try:
        yield
    except av.error.FFmpegError as e:
        raise OSError(e.errno, e.strerror) from e


def _paletted(frame: np.ndarray) -> Any:
    """Return a frame in 256 colours, the best for it."""
    import av.filter

    graph = av.filter.Graph()
    source = graph.add_buffer(width=frame.shape[1], height=frame.shape[0], format=av.VideoFormat("rgb24"), time_base=Fraction(1, 100))
    split, palette, use, sink = (
        graph.add("split"),
        graph.add("palettegen", "stats_mode=single"),
        graph.add("paletteuse", "new=1:dither=bayer:bayer_scale=4"),
        graph.add("buffersink"),
    )
    source.link_to(split)
    split.link_to(use, 0, 0)
    split.link_to(palette, 1, 0)
    palette.link_to(use, 0, 1)
    use.link_to(sink)
    graph.configure()
    given = av.VideoFrame.from_ndarray(frame, format="rgb24")
    given.pts = 0
    graph.push(given)
    graph.push(None)
    return graph.pull()


def _picture(container: Any, kind: str, settings: VideoSettings) -> Any:
    codec, usual, fast = VIDEO[kind]
    stream = container.add_stream(codec, rate=settings.fps, options=fast if settings.preview else usual)
    stream.width, stream.height, stream.pix_fmt = settings.width, settings.height, FORMATS[kind]
    stream.time_base = 1 / settings.fps
    context = stream.codec_context
    context.time_base = 1 / settings.fps
    context.colorspace = context.color_primaries = context.color_trc = ITU709
    context.color_range = 1  # 16..235, as players expect
    return stream


def _sound(container: Any, kind: str, sound: Soundtrack) -> Any:
    codec, rates, bits = AUDIO[kind]
    rate = sound.sample_rate if sound.sample_rate in rates else RATE
    stream = container.add_stream(codec, rate=rate)
    stream.codec_context.layout = "mono" if sound.channels == 1 else "stereo"
    if bits:
        stream.bit_rate = bits * sound.channels  # bits a second
    return stream


def _encoded(stream: Any, frames: Iterable[FilmFrame], fps: Fraction) -> Iterator[Any]:
    for number, frame in enumerate(frames):
        given = frame.coded() if isinstance(frame, PlacedPicture) and stream.pix_fmt == CODED else _coded(colours_of(frame), stream.pix_fmt)
        given.pts, given.time_base = number, 1 / fps
        yield from stream.encode(given)
    yield from stream.encode(None)


def _coded(frame: np.ndarray, kind: str) -> Any:
    import av
    from av.video.reformatter import Colorspace

    return av.VideoFrame.from_ndarray(frame, format="rgb24").reformat(format=kind, dst_colorspace=Colorspace.ITU709)


def _encoded_sound(stream: Any, sound: Soundtrack) -> Iterator[Any]:
    import av

    rate, at = stream.codec_context.sample_rate, 0
    kind = SAMPLES[stream.codec_context.name]
    for block in sound.at_rate(rate):
        if not len(block):
            continue
        if kind == "s32":
            block = np.rint(block.astype(np.float64) * FULL_24).astype(np.int32) << 8
        planes = block.T if kind == "fltp" else block.reshape(1, -1)
        given = av.AudioFrame.from_ndarray(np.ascontiguousarray(planes), format=kind, layout=stream.codec_context.layout.name)
        given.sample_rate, given.pts, given.time_base = rate, at, Fraction(1, rate)
        at += len(block)
        yield from stream.encode(given)
    yield from stream.encode(None)


def _in_time(*streams: Iterator[Any]) -> Iterator[Any]:
    """Yield packets of several streams as they follow each other, so that none of them is waited for in memory."""
    waiting = [next(stream, None) for stream in streams]
    while any(packet is not None for packet in waiting):
        index = min((i for i, packet in enumerate(waiting) if packet is not None), key=lambda i: _when(waiting[i]))
        yield waiting[index]
        waiting[index] = next(streams[index], None)


def _when(packet: Any) -> Fraction:
    return Fraction(packet.dts or 0) * packet.time_base


def _name(path: Path) -> str:
    """Return a name that cannot be taken for an option or an address."""
    return f"file:{path.absolute()}"


def frame_count(duration_s: float, fps: Fraction) -> int:
    """Return how many frames a sound needs, so that the picture does not end before it."""
    return max(1, -int(-Fraction(duration_s).limit_denominator(1_000_000) * fps // 1))
