"""From Python: three random timbres, one unbroken sound that wanders between them while its pitch climbs.

python examples/morph.py out/morph.wav
"""

import sys

import ganspacesynth
from ganspacesynth import Path, Point
from ganspacesynth.audio import normalize, write_wave


def main(output: str) -> None:
    model = ganspacesynth.load_model()
    z = [tuple(row) for row in model.sample_z(3, seed=5).tolist()]
    path = Path(times_s=(0.0, 4.0, 8.0, 12.0), points=(Point(48, z[0]), Point(55, z[1]), Point(60, z[2]), Point(60, z[0])))
    wave = normalize(model.render(path))
    write_wave(output, wave, model.config.sample_rate, recipe={"path": path.to_json(), "model": model.id}, force=True)
    print(f"{output}: {len(wave) / model.config.sample_rate:g} s")


if __name__ == "__main__":
    main(*sys.argv[1:2] or ["morph.wav"])
