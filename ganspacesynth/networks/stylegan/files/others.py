"""Files that hold something else than a StyleGAN 2 or 3, by name: what they are, for the sentence that refuses them."""

import zipfile
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

from ganspacesynth.core.untrusted.pickled_objects import Record

OPENED = (
    "StyleGAN 2 and 3 are opened: pickles of stylegan2-ada and stylegan3, TensorFlow pickles of StyleGAN 2, .pt files of rosinality, native folders"
)
HEADS = {
    b"\x89HDF\r\n": "an HDF5 file, as Keras writes",
    b"\x80\x02cnetwork\n": "a Progressive GAN of TensorFlow",
    b"version https://git-lfs": "a pointer to a file that git-lfs would have fetched",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
    b"\x1f\x8b": "a gzip archive, to be unpacked first",
    b"\x08": "an ONNX graph or something like it",
}
MEMBERS = {
    "constants.pkl": "a TorchScript program",
    "metadata.json": "a Keras model",
    "version.txt": "an archive of a program",
    "META-INF/MANIFEST.MF": "a Java archive",
}
PARTS = {  # of names in a state: whoever has them
    "generator.progression": "a StyleGAN 1 of rosinality",
    "G.blocks": "a network of lucidrains' stylegan2-pytorch",
    "GE.blocks": "a network of lucidrains' stylegan2-pytorch",
    "init.init": "a FastGAN",
    "feat_8": "a FastGAN",
    "model.diffusion_model": "a diffusion model",
    "transformer": "a transformer",
    "embed_proj": "a StyleGAN-XL",
    "blocks.0.conv_0": "a BigGAN",
}


def by_head(head: bytes) -> str | None:
    """Say what a file is by how it begins."""
    found = next((what for magic, what in HEADS.items() if head.startswith(magic)), None)
    return "a safetensors file of another program" if found is None and head[8:9] == b"{" and head[4:8] == bytes(4) else found


def by_members(file: BinaryIO) -> str | None:
    """Say what a zip is by what is in it."""
    try:
        file.seek(0)
        names = {name.rpartition("/")[2] for name in zipfile.ZipFile(file).namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    return next((what for member, what in MEMBERS.items() if member in names), None)


def by_names(names: Iterable[str]) -> str | None:
    """Say whose a network is by the names of its weights or modules."""
    text = "\n" + "\n".join(names)
    return next((what for part, what in PARTS.items() if part in text), None)


def by_content(content: Any) -> str:
    """Say what a pickle holds that is none of the kinds that are opened."""
    if isinstance(content, Mapping):
        if "GAN" in content:
            return "a network of lucidrains' stylegan2-pytorch"
        states = [state for state in content.values() if isinstance(state, Mapping)]
        names = [str(name) for state in [content, *states] for name in list(state)[:2000]]
        keys = ", ".join(str(key)[:40] for key in list(content)[:6])
        return by_names(names) or f"a dict of {keys or 'nothing'}"
    if isinstance(content, Record):
        return f"an object of class {content.kind}"
    return f"a {type(content).__name__}"
