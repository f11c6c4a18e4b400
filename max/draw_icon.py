"""Draws the package's icon, 500 pixels square as Max's package manager wants it: a walk through a space of sounds.

python max/draw_icon.py
"""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

ICON = Path(__file__).resolve().parent / "ganspacesynth" / "icon.png"
SIDE, DPI = 500, 100
NIGHT, BLUE, ORANGE, PAPER = "#232b33", "#5f9fc4", "#e08a4b", "#f1f0ec"
STEPS = np.array([[0.13, 0.30], [0.34, 0.66], [0.60, 0.44], [0.86, 0.74]])  # of the walk
LETTERS = "GANSpaceSynth"


def draw(to: Path) -> Path:
    """Draw it; returns the picture's path."""
    figure = plt.figure(figsize=(SIDE / DPI, SIDE / DPI), dpi=DPI, facecolor=NIGHT)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.axis("off")
    across = np.linspace(0.0, 1.0, 600)
    for row, height in enumerate(np.linspace(0.22, 0.90, 15)):  # waves that are higher where the walk comes by
        near = sum(np.exp(-((across - x) ** 2 + (height - y) ** 2) / 0.012) for x, y in STEPS)
        wave = height + 0.028 * near * np.sin(2.0 * np.pi * (18.0 + row) * across)
        axes.plot(across, wave, color=BLUE, linewidth=1.1, alpha=0.75)
    axes.plot(*_curve().T, color=ORANGE, linewidth=4.0, solid_capstyle="round")
    axes.scatter(*STEPS.T, s=190, color=ORANGE, edgecolors=PAPER, linewidths=2.5, zorder=3)
    axes.text(0.5, 0.09, LETTERS, color=PAPER, fontsize=27, ha="center", va="center", fontfamily="DejaVu Sans")
    figure.savefig(to, dpi=DPI, facecolor=NIGHT, metadata={"Software": None})
    plt.close(figure)
    return to


def _curve() -> np.ndarray:
    """A smooth way through all steps, [200, 2]."""
    places = np.linspace(0.0, 1.0, len(STEPS))
    return np.stack([np.polyval(np.polyfit(places, column, len(STEPS) - 1), np.linspace(0.0, 1.0, 200)) for column in STEPS.T], axis=1)


if __name__ == "__main__":
    sys.stdout.write(f"{draw(ICON)}\n")
