"""Draws patches as pictures from their files, for whoever has no Max at hand. These are drawings, not screenshots.

python max/draw_patches.py FOLDER [NAME …] [--patching]
"""

import argparse
import json
import re
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib import font_manager
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

PACKAGE = Path(__file__).resolve().parent / "ganspacesynth"
DPI = 100
FONT = next((f for f in ("Arial", "Liberation Sans", "Helvetica") if f in font_manager.get_font_names()), "DejaVu Sans")  # Max draws in Arial
NEWOBJ, MESSAGE = "#e6e9ec", "#cfd6dc"


def draw(path: Path, to: Path, *, presentation: bool = True, scale: float = 1.0) -> Path:
    """Draw a patch, in its presentation or as it is patched; returns the picture's path."""
    patch = load(path)
    width, height = patch["rect"][2:]
    figure = plt.figure(figsize=(width * scale / DPI, height * scale / DPI), dpi=DPI)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.axis("off")
    axes.add_patch(Rectangle((0, 0), width, height, color=patch.get("locked_bgcolor", "#f1f0ec")))
    boxes(axes, patch, (0, 0), presentation, scale, (), (0, 0, width, height))
    if not presentation:
        cords(axes, patch)
    figure.savefig(to, dpi=DPI)
    plt.close(figure)
    return to


def load(path: Path) -> dict:
    """Read a patch."""
    return json.loads(path.read_text(encoding="utf-8"))["patcher"]


def boxes(axes, patch, origin, presentation, scale, arguments, clip):
    """Draw all boxes of a patch; panels lie below."""
    for box in sorted((b["box"] for b in patch["boxes"]), key=lambda b: b["maxclass"] != "panel"):
        if presentation and not box.get("presentation"):
            continue
        x, y, w, h = box["presentation_rect" if presentation else "patching_rect"]
        area = (origin[0] + x, origin[1] + y, w, h)
        if box["maxclass"] == "bpatcher":
            inner = PACKAGE / "patchers" / box["name"]
            seen = load(inner) if inner.exists() else {"boxes": []}
            if not presentation:
                axes.add_patch(Rectangle(area[:2], w, h, facecolor="#fbfaf7", edgecolor="#8a949c", linewidth=0.8))
            boxes(axes, seen, area[:2], True, scale, box.get("args", ()), inside(area, clip))
        else:
            one(axes, box, area, scale, arguments, clip)


def inside(a, b):
    """What two areas have in common."""
    x, y = max(a[0], b[0]), max(a[1], b[1])
    return x, y, max(0, min(a[0] + a[2], b[0] + b[2]) - x), max(0, min(a[1] + a[3], b[1] + b[3]) - y)


def one(axes, box, area, scale, arguments, clip):
    """Draw one box, roughly as Max does."""
    x, y, w, h = area
    kind = box["maxclass"]
    text = re.sub(r"#(\d)", lambda m: str(arguments[int(m[1]) - 1]) if 0 < int(m[1]) <= len(arguments) else m[0], str(box.get("text", "")))
    frame = Rectangle(clip[:2], clip[2], clip[3], transform=axes.transData)

    def put(shape):
        axes.add_patch(shape)
        shape.set_clip_path(frame)

    def write(words, at_x, at_y, align="left", color="#2a2f33", size=12.0, weight="normal"):
        drawn = axes.text(
            at_x, at_y, words, ha=align, va="center", color=color, fontsize=size * 0.72 * scale, family=FONT, weight=weight, parse_math=False
        )
        drawn.set_clip_path(frame)
        drawn.set_clip_on(True)

    if kind == "panel":
        put(FancyBboxPatch((x, y), w, h, boxstyle="round,pad=0,rounding_size=6", color=box.get("bgfillcolor", "#ddd")))
    elif kind == "comment":
        size = box.get("fontsize", 12.0)
        lines = wrap(text, w, size)
        for index, line in enumerate(lines):
            write(
                line,
                x + 4,
                y + size * 0.95 + index * size * 1.3,
                color=box.get("textcolor", "#2a2f33"),
                size=size,
                weight="bold" if box.get("fontface") else "normal",
            )
    elif kind == "textbutton":
        put(FancyBboxPatch((x, y), w, h, boxstyle="round,pad=0,rounding_size=5", color=box.get("bgcolor", "#345")))
        write(text, x + w / 2, y + h / 2, "center", box.get("textcolor", "white"))
    elif kind in ("number", "flonum", "umenu"):
        put(Rectangle((x, y), w, h, facecolor="#4a5258", edgecolor="#30363a", linewidth=0.6))
        value = box["items"][0] if kind == "umenu" else "0.00" if kind == "flonum" else "0"
        write(("v  " if kind == "umenu" else ">  ") + value, x + 5, y + h / 2, color="white")
    elif kind == "multislider":
        put(Rectangle((x, y), w, h, facecolor="white", edgecolor="#9aa3a9", linewidth=0.6))
        low, high = box["setminmax"]
        zero = x + w * (0 - low) / (high - low)
        put(Rectangle((zero, y), 1, h, color="#9aa3a9"))
    elif kind == "kslider":
        keys(put, x, y, w, h, box["offset"], box["range"])
    elif kind == "waveform~":
        put(Rectangle((x, y), w, h, facecolor="#fdfdfc", edgecolor="#9aa3a9", linewidth=0.6))
        put(Rectangle((x, y + h / 2), w, 0.8, color="#6b8ba0"))
    elif kind == "led":
        put(Circle((x + w / 2, y + h / 2), w / 2.4, facecolor="#9aa3a0", edgecolor="#6d757b"))
    elif kind == "ezdac~":
        put(FancyBboxPatch((x, y), w, h, boxstyle="round,pad=0,rounding_size=6", facecolor="#4a5258", edgecolor="#30363a"))
        write("sound", x + w / 2, y + h / 2, "center", "white", 11)
    elif kind == "live.gain~":
        put(Rectangle((x, y + h * 0.3), w, h * 0.25, facecolor="#b9c4cb", edgecolor="#7d8890", linewidth=0.6))
        put(Rectangle((x, y + h * 0.3), w * 0.7, h * 0.25, color="#6aa84f"))
        write("0.0 dB", x + w / 2, y + h * 0.8, "center", size=10)
    elif kind in ("inlet", "outlet"):
        put(Circle((x + w / 2, y + h / 2), w / 2.2, facecolor="#dfe4e8", edgecolor="#5a646b", linewidth=0.8))
        write("in" if kind == "inlet" else "out", x + w / 2, y + h / 2, "center", size=9)
    else:
        put(
            FancyBboxPatch(
                (x, y),
                w,
                h,
                boxstyle=f"round,pad=0,rounding_size={6 if kind == 'message' else 2}",
                facecolor=MESSAGE if kind == "message" else NEWOBJ,
                edgecolor="#7d8890",
                linewidth=0.7,
            )
        )
        write(text, x + 5, y + h / 2)


def wrap(text, width, size):
    """Break a comment as Max would, more or less."""
    from py2max.core.common import text_width

    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if text_width(longer, size) > width - 6 and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def keys(put, x, y, w, h, low, count):
    """A keyboard."""
    black = {1, 3, 6, 8, 10}
    whites = [p for p in range(low, low + count) if p % 12 not in black]
    step = w / len(whites)
    for index in range(len(whites)):
        put(Rectangle((x + index * step, y), step, h, facecolor="white", edgecolor="#555", linewidth=0.5))
    for pitch in range(low, low + count):
        if pitch % 12 in black:
            left = sum(1 for p in whites if p < pitch)
            put(Rectangle((x + left * step - step * 0.3, y), step * 0.6, h * 0.6, color="#333"))


def cords(axes, patch):
    """Draw the cords, on top as Max does."""
    by_id = {b["box"]["id"]: b["box"] for b in patch["boxes"]}
    for line in (entry["patchline"] for entry in patch["lines"]):
        source, target = by_id[line["source"][0]], by_id[line["destination"][0]]
        start = port(source, line["source"][1], source["numoutlets"], bottom=True)
        end = port(target, line["destination"][1], target["numinlets"], bottom=False)
        middle = line.get("midpoints", [])
        points = [start, *zip(middle[::2], middle[1::2], strict=True), end]
        signal = source["outlettype"][line["source"][1]] == "signal"
        axes.plot(*zip(*points, strict=True), color="#3b7d3b" if signal else "#6d757b", linewidth=1.6 if signal else 0.9)


def port(box, index, count, *, bottom):
    """Where a cord ends."""
    x, y, w, h = box["patching_rect"]
    across = 9.5 if count < 2 else 9.5 + (w - 19) * index / (count - 1)
    return x + across, y + h if bottom else y


def main() -> int:
    """Draw what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--patching", action="store_true", help="the patching view, with its cords")
    parser.add_argument("--scale", type=float, default=1.0)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    for path in sorted([*PACKAGE.rglob("*.maxpat"), *PACKAGE.rglob("*.maxhelp")]):
        if not args.names or path.stem in args.names:
            name = f"{path.stem}{'-help' if path.suffix == '.maxhelp' else ''}{'-patching' if args.patching else ''}.png"
            draw(path, args.folder / name, presentation=not args.patching and bool(load(path)["openinpresentation"]), scale=args.scale)
    return 0


if __name__ == "__main__":
    sys.exit(main())
