"""Playing live: an engine is started, and played with OSC messages as a patch would; docs/osc.md has them all."""

from pathlib import Path

from ganspacesynth.client.launch import start

out = Path("out").absolute()  # an engine makes no folders
out.mkdir(exist_ok=True)
with start("--model", "default") as link:  # the engine ends with the block
    play = link.client.call
    print("engine:", play("/version")["text"])
    play("/load", "default")  # answers when the model is there
    play("/seed", 7)
    play("/store", "a")  # snapshots of two sounds
    play("/seed", 8)
    play("/store", "b")
    for step in range(5):
        play("/morph", "a", "b", step / 4)
        play("/edit", 1, step / 2)
        heard = play("/synthesize", 60 + step)
        print(f"pitch {heard['pitch']:g}: {heard['samples']} samples in {Path(heard['path']).name}")
    play("/save", str(out / "live.wav"), force=1)  # the last one, with its recipe
print("out/live.wav: the last of five sounds")
