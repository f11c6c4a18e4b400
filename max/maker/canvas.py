"""A canvas: boxes by kind and place in, a .maxpat out. Both views are placed by hand, and checked.

A box has a place in the patching view, `at=(x, y)`, and may have one in the presentation, `show=(x, y, width, height)`; positions are pixels.
"""

import itertools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from py2max import Patcher
from py2max.core.common import Rect, box_width_for, text_width

from maker.routing import Cord, lay

Place = tuple[float, float]
Area = tuple[float, float, float, float]

INK = [0.16, 0.18, 0.2, 1.0]
PAPER = [0.945, 0.94, 0.925, 1.0]
SHADE = [0.885, 0.88, 0.86, 1.0]
BLUE = [0.18, 0.36, 0.5, 1.0]
ORANGE = [0.82, 0.42, 0.16, 1.0]
WHITE = [1.0, 1.0, 1.0, 1.0]
HEIGHT = 22  # of a box with a line of text
MARGIN = 15
CHIP = 10  # a panel has no use in the patching view: there it is a chip in the right margin
# What comes out of these, where the reference calls everything a signal.
OUTLETS = {"play~": ["signal", "bang"], "line~": ["signal", "bang"]}
TILE = (160, 40)  # of a part in the patching view


class Part(NamedTuple):
    """What others need to know of a patch to use it as a part of theirs."""

    size: tuple[int, int]
    inlets: int
    outlets: list[str]


PARTS = {
    "gss.status": Part((750, 44), 1, [""]),
    "gss.slider": Part((345, 26), 1, [""]),
    "gss.directions": Part((345, 232), 1, [""]),
    "gss.z": Part((370, 50), 1, [""]),
    "gss.pitch": Part((370, 88), 1, [""]),
    "gss.make": Part((170, 120), 1, [""]),
    "gss.settings": Part((336, 108), 1, [""]),
    "gss.shape": Part((730, 22), 1, [""]),
    "gss.player": Part((360, 120), 2, ["signal", "bang"]),
    "gss.out": Part((155, 106), 1, []),
    "gss.picture": Part((390, 433), 1, [""]),
    "gss.pad": Part((350, 433), 1, [""]),
}


class Canvas:
    """A patch being drawn.

    Attributes:
        name: of the patch, which is that of its file.
        size: (width, height) of its window, or of the area that a bpatcher shows of it.
        about: what it is, in a line.
    """

    def __init__(self, name: str, size: tuple[int, int], *, about: str, presentation: bool = True) -> None:
        self.name, self.size, self.about = name, size, about
        self._patch = Patcher(openinpresentation=int(presentation), on_invalid="raise", validate_attrs=True)
        self._patch.description = self._patch.digest = about
        self._patch.tags = "GANSpaceSynth"
        self._presentation = presentation
        self._panels = 0

    # --- boxes

    def obj(self, text: str, at: Place, *, outlets: list[str] | None = None, inlets: int | None = None, **more: Any) -> Any:
        """An object box; `outlets` (their types) and `inlets` for those that follow from a file."""
        outlets = outlets or OUTLETS.get(text.split()[0])
        return self._add(text, at, (), numinlets=inlets, numoutlets=None if outlets is None else len(outlets), outlettype=outlets, **more)

    def msg(self, text: str, at: Place, **more: Any) -> Any:
        """A message box."""
        rect = Rect(*at, box_width_for(text, 2), HEIGHT)
        return self._patch.add_message(text, patching_rect=rect, **more)

    def note(self, text: str, at: Place, *, width: float = 0, show: Area | tuple[()] = (), lines: int = 1, **more: Any) -> Any:
        """A comment; `lines` it takes in the patching view."""
        size = more.get("fontsize", 12.0)
        rect = Rect(*at, width or box_width_for(text, 1, size) + 4, round(5 + size * 1.25 * lines))
        return self._patch.add_comment(text, patching_rect=rect, **self._shown(show), **more)

    def inlet(self, at: Place, comment: str) -> Any:
        """An inlet, and what comes into it."""
        return self._patch.add_textbox("inlet", patching_rect=Rect(*at, 30, 30), comment=None, **{"index": self._count("inlet"), "hint": comment})

    def outlet(self, at: Place, comment: str) -> Any:
        """An outlet, and what comes out of it."""
        return self._patch.add_textbox("outlet", patching_rect=Rect(*at, 30, 30), comment=None, **{"index": self._count("outlet"), "hint": comment})

    def button(self, text: str, at: Place, show: Area | tuple[()] = (), *, on: str = "", first: bool = False) -> Any:
        """A button with text; with `on` it stays down, and that is its text then. `first`: what a beginner presses first."""
        color = ORANGE if first else BLUE
        look = {"bgcolor": color, "textcolor": WHITE, "rounded": 8.0, "fontsize": 12.0, "parameter_enable": 0}
        toggle = {"mode": 1, "texton": on, "bgoncolor": ORANGE, "textoncolor": WHITE, "bgcolor": [0.55, 0.57, 0.58, 1.0]} if on else {}
        width = box_width_for(max(text, on, key=len), 1) + 8
        return self._ui("textbutton", at, (width, HEIGHT), show, **{"text": text, **look, **toggle})

    def number(self, at: Place, show: Area | tuple[()] = (), *, low: int | None = None, high: int | None = None, **more: Any) -> Any:
        """A box for whole numbers."""
        return self._ui("number", at, (50, HEIGHT), show, **_limits(low, high), parameter_enable=0, **more)

    def decimal(self, at: Place, show: Area | tuple[()] = (), *, low: float | None = None, high: float | None = None, **more: Any) -> Any:
        """A box for numbers."""
        return self._ui("flonum", at, (50, HEIGHT), show, **_limits(low, high), parameter_enable=0, numdecimalplaces=2, **more)

    def menu(self, items: list[str], at: Place, show: Area | tuple[()] = ()) -> Any:
        """A menu of words."""
        joined = [word for item in items for word in (item, ",")][:-1]
        return self._ui("umenu", at, (100, HEIGHT), show, items=joined, parameter_enable=0)

    def bars(self, at: Place, show: Area, *, low: float, high: float, **more: Any) -> Any:
        """A slider drawn from zero."""
        look = {"orientation": 0, "setstyle": 1, "signed": int(low < 0), "contdata": 1, "settype": 1, "size": 1, "setminmax": [low, high]}
        return self._ui("multislider", at, (min(show[2], 150), 20), show, slidercolor=BLUE, bgcolor=WHITE, parameter_enable=0, **look, **more)

    def ui(self, kind: str, at: Place, extent: tuple[float, float], show: Area | tuple[()] = (), **more: Any) -> Any:
        """Any other box that is drawn."""
        return self._ui(kind, at, extent, show, **more)

    def group(self, area: Area, label: str = "") -> None:
        """A background of the presentation, with a heading."""
        self.panel(area)
        if label:
            self.heading(label, (area[0] + 8, area[1] + 5))

    def panel(self, show: Area, color: list[float] = SHADE) -> None:
        """A background of the presentation."""
        at = (self.size[0] - MARGIN, MARGIN + 2 * CHIP * self._panels)
        self._panels += 1
        self._ui("panel", at, (CHIP, CHIP), show, background=1, ignoreclick=1, bgfillcolor=color, rounded=6, border=0)

    def part(self, name: str, at: Place, show: Place | None = None, *, args: tuple[Any, ...] = (), label: bool = True, whole: bool = False) -> Any:
        """A patch of this package, seen through a window (bpatcher): whole in the presentation, a tile with its name in the patching view."""
        part = PARTS[name]
        more = {"args": list(args)} if args else {}
        if label:
            self._patch.add_comment(name, patching_rect=Rect(at[0] + 20, at[1] - 21, TILE[0] - 20, 20), textcolor=BLUE, fontface=1)
        box = self._patch.add_bpatcher(
            f"{name}.maxpat",
            part.inlets,
            len(part.outlets),
            part.outlets,
            patching_rect=Rect(*at, *(part.size if whole else TILE)),
            lockeddragscroll=2,
            **self._shown((*show, *part.size) if show else ()),
            **more,
        )
        box._kwds["outlettype"] = list(part.outlets)
        return box

    def title(self, text: str, tagline: str, width: float) -> None:
        """The head of an instrument."""
        self._patch.add_comment(
            text, patching_rect=Rect(MARGIN, 10, 300, 34), fontsize=24.0, fontface=1, textcolor=INK, **self._shown((15, 10, 300, 34))
        )
        rect = (320, 19, width - 335, 20)
        self._patch.add_comment(tagline, patching_rect=Rect(320, 19, 315, 20), textcolor=INK, **self._shown(rect))

    def heading(self, text: str, show: Place) -> None:
        """A word over a group; in the patching view it lies with the panels, out of the way."""
        width = text_width(text) + 12
        at = (self.size[0] - MARGIN - CHIP - width, MARGIN + 2 * CHIP * self._panels - 5)
        self._patch.add_comment(text, patching_rect=Rect(*at, width, 20), fontface=1, textcolor=INK, **self._shown((*show, 300, 20)))

    # --- cords

    def wire(self, source: Any, target: Any, outlet: int = 0, inlet: int = 0) -> None:
        """A cord."""
        self._patch.add_line(source, target, inlet=inlet, outlet=outlet)

    def chain(self, *boxes: Any) -> Any:
        """Cords from first outlet to first inlet, one box after the other; returns the last."""
        for source, target in itertools.pairwise(boxes):
            self.wire(source, target)
        return boxes[-1]

    def into(self, boxes: Iterable[Any], target: Any, inlet: int = 0) -> None:
        """Cords of many boxes into one."""
        for box in boxes:
            self.wire(box, target, 0, inlet)

    def fan(self, source: Any, boxes: Iterable[Any], outlet: int = 0) -> None:
        """Cords of one box into many."""
        for box in boxes:
            self.wire(source, box, outlet)

    def hints(self, kind: str) -> list[str]:
        """What comes into the inlets or out of the outlets."""
        return [box._kwds["hint"] for box in self._patch._boxes if box.maxclass == kind]

    def heard(self) -> list[str]:
        """What this patch takes out of what comes into it: the words of the [route] objects behind its inlets, in their order."""
        boxes = {box.id: box for box in self._patch._boxes}
        inlets = {box.id for box in self._patch._boxes if box.maxclass == "inlet"}
        targets = [boxes[line.destination[0]] for line in self._patch._lines if line.source[0] in inlets]
        routes = [box._kwds.get("text", getattr(box, "text", "")) or "" for box in targets]
        return [word for text in routes if text.startswith("route ") for word in text.split()[1:]]

    # --- the file

    def save(self, folder: Path, suffix: str = ".maxpat") -> Path:
        """Write the patch; returns its path."""
        path = folder / f"{self.name}{suffix}"
        path.write_text(self.text(), encoding="utf-8", newline="\n")
        return path

    def text(self) -> str:
        """The patch as JSON, tidied: defaults that every Max fills in itself are left out."""
        patch = self._patch
        width, height = self.size
        patch.rect = Rect(80.0, 80.0, float(width), float(height))
        patch.gridsize = [5.0, 5.0]
        patch.editing_bgcolor = patch.locked_bgcolor = PAPER
        self._lay()
        whole = patch.to_dict()
        for box in whole["patcher"]["boxes"]:
            box["box"]["patching_rect"] = [float(v) for v in box["box"]["patching_rect"]]
        for line in whole["patcher"]["lines"]:
            line["patchline"].pop("order", None)
        return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"

    # --- inside

    def _lay(self) -> None:
        """Lay the cords round the boxes."""
        boxes = {box.id: box for box in self._patch._boxes}
        cords = []
        for line in self._patch._lines:
            (source, outlet), (target, inlet) = line.source, line.destination
            ends = port(boxes[source], outlet, bottom=True), port(boxes[target], inlet, bottom=False)
            cords.append(Cord(*ends, (source, outlet), (target, inlet)))
        for line, corners in zip(self._patch._lines, lay(cords, [tuple(box.patching_rect) for box in boxes.values()], self.size[0]), strict=True):
            if corners:
                line.midpoints = [round(value, 1) for point in corners for value in point]

    def _add(self, text: str, at: Place, show: Area | tuple[()], **more: Any) -> Any:
        given = {key: value for key, value in more.items() if value is not None}
        box = self._patch.add_textbox(text, patching_rect=Rect(*at, 1, HEIGHT), **self._shown(show), **given)
        box.patching_rect = Rect(*at, box_width_for(text, max(box.numinlets, box.numoutlets)), HEIGHT)
        return box

    def _ui(self, kind: str, at: Place, extent: tuple[float, ...], show: Area | tuple[()], **more: Any) -> Any:
        label = more.pop("text", None)
        box = self._patch.add_textbox(kind, patching_rect=Rect(*at, *extent), **self._shown(show), **more)
        if label is not None:
            box._kwds["text"] = label  # the first argument of add_textbox has this name
        return box

    def _shown(self, show: Area | tuple[()]) -> dict[str, Any]:
        return {"presentation": 1, "presentation_rect": [float(v) for v in show]} if show and self._presentation else {}

    def _count(self, kind: str) -> int:
        return 1 + sum(box.maxclass == kind for box in self._patch._boxes)


def port(box: Any, index: int, *, bottom: bool) -> Place:
    """Where a cord ends: in the middle of an outlet or inlet."""
    x, y, width, height = box.patching_rect
    count = box.numoutlets if bottom else box.numinlets
    across = 9.5 if count < 2 else 9.5 + (width - 19) * index / (count - 1)
    return round(x + across, 1), y + height if bottom else y


def _limits(low: float | None, high: float | None) -> dict[str, float]:
    return {name: value for name, value in (("minimum", low), ("maximum", high)) if value is not None}
