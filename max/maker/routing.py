"""Cords laid at right angles round the boxes: boxes and cords in, corners of cords out."""

import itertools
from collections.abc import Iterable
from typing import NamedTuple

GAPS = (6.0, 9.0, 12.0, 15.0, 18.0)  # how far above or below a box a cord may run
STEP = 8.0  # between the verticals that are tried
INSIDE, OVER, BEND = 1000.0, 60.0, 4.0  # costs: through a box, along another cord, a corner

Point = tuple[float, float]
Box = tuple[float, float, float, float]


class Cord(NamedTuple):
    """A cord to be laid: from `start` (a point at the bottom of a box) to `end` (at the top of one); `source` and `target` name those ends."""

    start: Point
    end: Point
    source: tuple
    target: tuple


class Run(NamedTuple):
    """A straight piece of a cord that was laid."""

    a: Point
    b: Point
    source: tuple
    target: tuple


def lay(cords: list[Cord], boxes: list[Box], width: float) -> list[list[Point]]:
    """Return the corners of each cord, none for a straight one. Short cords are laid first."""
    laid: list[Run] = []
    corners: dict[int, list[Point]] = {}
    for index in sorted(range(len(cords)), key=lambda i: (_length([cords[i].start, cords[i].end]), i)):
        cord = cords[index]
        best = _best(cord, boxes, laid, width)
        laid += [Run(a, b, cord.source, cord.target) for a, b in itertools.pairwise(best)]
        corners[index] = best[1:-1]
    return [corners[index] for index in range(len(cords))]


def crossings(path: list[Point], boxes: Iterable[Box]) -> int:
    """Return how many boxes a path runs through."""
    return sum(_cuts(a, b, box) for box in boxes for a, b in itertools.pairwise(path))


def _ways(cord: Cord, width: float) -> list[list[Point]]:
    (sx, sy), (tx, ty) = cord.start, cord.end
    ways: list[list[Point]] = []
    if ty > sy:
        if abs(sx - tx) < 3:
            ways.append([cord.start, cord.end])
        ways += [[cord.start, (sx, ty - gap), (tx, ty - gap), cord.end] for gap in GAPS]
        ways += [[cord.start, (sx, sy + gap), (tx, sy + gap), cord.end] for gap in GAPS]
    for x in [STEP / 2 + STEP * i for i in range(int(width / STEP))]:
        for below, above in zip(GAPS, GAPS[1:] + GAPS[:1], strict=True):
            ways.append([cord.start, (sx, sy + below), (x, sy + below), (x, ty - above), (tx, ty - above), cord.end])
    return ways


def _best(cord: Cord, boxes: list[Box], laid: list[Run], width: float) -> list[Point]:
    """The cheapest way; ways are looked at from the shortest on, until the length alone costs more than the best one found."""
    best, least = [cord.start, cord.end], float("inf")
    for price, way in sorted((BEND * len(way) + 0.05 * _length(way), way) for way in _ways(cord, width)):
        if price >= least:
            break
        cost = price + _trouble(way, cord, boxes, laid, least - price)
        if cost < least:
            best, least = way, cost
    return best


def _trouble(way: list[Point], cord: Cord, boxes: list[Box], laid: list[Run], limit: float) -> float:
    """What is wrong with a way; counted no further than `limit`."""
    pieces = list(itertools.pairwise(way))
    trouble = INSIDE * sum(b[1] < a[1] for a, b in pieces[:1] + pieces[-1:])  # out of a box upwards, or into one from below
    for a, b in pieces:
        for box in boxes:
            if _cuts(a, b, box):
                trouble += INSIDE
                if trouble >= limit:
                    return trouble
    for a, b in pieces:
        for run in laid:
            if _along(a, b, run) and run.source != cord.source and run.target != cord.target:
                trouble += OVER
                if trouble >= limit:
                    return trouble
    return trouble


def _length(way: list[Point]) -> float:
    return sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in itertools.pairwise(way))


def _cuts(a: Point, b: Point, box: Box) -> bool:
    x, y, w, h = box
    left, right = (a[0], b[0]) if a[0] < b[0] else (b[0], a[0])
    if left >= x + w - 1 or right <= x + 1:
        return False
    top, bottom = (a[1], b[1]) if a[1] < b[1] else (b[1], a[1])
    return top < y + h - 1 and bottom > y + 1


def _along(a: Point, b: Point, run: Run) -> bool:
    """Do two straight pieces lie on each other?"""
    for axis, other in ((0, 1), (1, 0)):
        flat = a[axis] == b[axis] and run.a[axis] == run.b[axis] and abs(a[axis] - run.a[axis]) < 2.5
        if flat and min(a[other], b[other]) < max(run.a[other], run.b[other]) - 1 and max(a[other], b[other]) > min(run.a[other], run.b[other]) + 1:
            return True
    return False
