"""A hand plays an XY pad: landmarks in, from whatever tracks them, sounds out. A picture is played alike: `/map_at x y picture`, `/picture_edit`."""

from pathlib import Path

import numpy as np

from ganspacesynth.client.launch import start


def hand(frames=24):
    """Yield 21 landmarks of a hand, x and y of 0..1, in MediaPipe's order; here one that circles, in yours what your tracker says:

    `[(p.x, 1 - p.y) for p in result.hand_landmarks[0]]` of MediaPipe, or a list that came by OSC (`server.datagrams.decode` reads one).
    """
    for turn in np.linspace(0.0, 2.0 * np.pi, frames):
        fingers = np.random.default_rng(1).uniform(-0.1, 0.1, (21, 2))
        yield np.array([0.5, 0.5]) + 0.4 * np.array([np.cos(turn), np.sin(turn)]) + fingers * (1.0 + np.sin(2.0 * turn))


THUMB, INDEX = 4, 8  # tips
out = Path("out").absolute()
out.mkdir(exist_ok=True)
with start("--model", "default") as link:
    play = link.client.call
    play("/load", "default")
    for seed, (x, y) in enumerate([(0.1, 0.1), (0.9, 0.1), (0.5, 0.9)], 5):  # three sounds, each at its place
        play("/seed", seed)
        play("/map_add", x, y)
    for number, landmarks in enumerate(hand()):
        x, y = landmarks[INDEX]
        play("/map_at", float(x), float(y))  # beyond the edges lies what is at the edge
        play("/edit", 1, float(10.0 * np.linalg.norm(landmarks[THUMB] - landmarks[INDEX]) - 2.0))  # how far the fingers are apart
        if number % 8 == 0:
            heard = play("/synthesize", 55 + number // 8 * 5)
            print(f"the finger at {x:.2f} {y:.2f}: pitch {heard['pitch']:g}")
    play("/map_save", str(out / "landmarks.json"), force=1)
    play("/save", str(out / "landmarks.wav"), force=1)
print("out/landmarks.wav: what the hand came to; out/landmarks.json: the pad")
