"""Which layers read which row of ws."""

from ganspacesynth.networks.stylegan.picture_config import PictureConfig, UpscaledShape


def readers(config: PictureConfig) -> list[tuple[str, ...]]:
    """Return the layers that read each row of ws, in order; what a block of StyleGAN 2 adds to the picture reads the row of the next conv0."""
    shape = config.synthesis
    if not isinstance(shape, UpscaledShape):
        return [("input",), *((layer.name,) for layer in shape.layers)]
    found: list[list[str]] = [[] for _ in range(config.num_ws)]
    for row, name in enumerate(shape.names()):
        found[row].append(name)
    last = len(shape.features) - 1
    for block in range(last + 1):
        if block == last or shape.architecture == "skip":
            found[2 * block + 1].append(f"b{4 << block}.torgb")
    return [tuple(names) for names in found]
