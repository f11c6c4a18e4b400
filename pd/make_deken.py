"""Builds the package that Pd's own package manager (Deken) installs: patches, help, and [ganspacesynth~] where it has been built.

    python pd/make_deken.py [--out FOLDER] [--force]

Three files come out: the archive, its list of objects, by which Deken finds them, and its checksum. All three are uploaded together:
`deken upload FOLDER/ganspacesynth*.dek`. Only Python's own library is needed.

The name says what is inside. Patches alone are for every machine, so nothing stands behind the version; with the object there is a bracket
for each system that it was built for, and one for its sources, which then come along.
"""

import argparse
import hashlib
import re
import struct
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
LIBRARY = "ganspacesynth"
SOURCES = ("*.c", "*.h", "Makefile")
BINARIES = (".pd_linux", ".pd_darwin", ".dll", ".l_amd64", ".l_arm64", ".d_fat", ".d_amd64", ".d_arm64", ".m_amd64")
NEED_OBJECT = ("react.pd", "react-help.pd")  # [ganspacesynth~], so they come along where it does
FLOAT_BITS = 32  # of Pd's numbers, for which pd/external/Makefile builds
ELF = {0x03: "i386", 0x28: "armv7", 0x3E: "amd64", 0xB7: "arm64"}
MACH = {0x01000007: "amd64", 0x0100000C: "arm64", 7: "i386"}
PE = {0x014C: "i386", 0x8664: "amd64", 0xAA64: "arm64"}
LIMIT = 255  # letters of a file's name
DAY = (2020, 1, 1, 0, 0, 0)  # of every file: the same contents are the same archive


class DekenError(Exception):
    """The package cannot be built; the text says why and what to do."""


def version() -> str:
    """Return the project's version."""
    text = (HERE.parent / "ganspacesynth" / "version.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if not found or re.search(r"[\[\]()]", found[1]):
        raise DekenError('ganspacesynth/version.py must have a line such as __version__ = "1.0", without brackets in the number.')
    return found[1]


def contents() -> dict[str, Path]:
    """Return {path in the archive: file}: one folder, named as the library is."""
    built = sorted(path for path in (HERE / "external").iterdir() if path.suffix in BINARIES)
    files = {path.name: path for path in HERE.glob("*.pd") if built or path.name not in NEED_OBJECT}
    files |= {f"lib/{path.name}": path for path in (HERE / "lib").glob("*.pd")}
    files |= {"README.deken.pd": HERE / "deken" / "README.deken.pd", "LICENSE.txt": HERE.parent / "LICENSE"}
    if built:
        files |= {path.name: path for path in built} | {"ganspacesynth~-help.pd": HERE / "external" / "ganspacesynth~-help.pd"}
        sources = [path for pattern in SOURCES for path in (HERE / "external").glob(pattern) if not path.name.startswith("test_")]
        files |= {f"src/{path.name}": path for path in sources}
    return {f"{LIBRARY}/{name}": files[name] for name in sorted(files)}


def architectures(files: dict[str, Path]) -> list[str]:
    """Return what the objects in it run on, such as Linux-amd64-32, and Sources where these are inside; nothing for patches alone."""
    found = sorted({f"{system}-{cpu}-{FLOAT_BITS}" for path in files.values() if path.suffix in BINARIES for system, cpu in machines(path)})
    return found + (["Sources"] if any(path.suffix == ".c" for path in files.values()) else [])


def machines(path: Path) -> list[tuple[str, str]]:
    """Return (system, processor) of a library, as its first bytes say."""
    head = path.read_bytes()[:4096]
    try:
        if head[:4] == b"\x7fELF":
            return [("Linux", ELF[struct.unpack("<H", head[18:20])[0]])]
        if head[:4] == b"\xcf\xfa\xed\xfe":
            return [("Darwin", MACH[struct.unpack("<I", head[4:8])[0]])]
        if head[:4] == b"\xca\xfe\xba\xbe":  # several in one file
            [count] = struct.unpack(">I", head[4:8])
            return [("Darwin", MACH[struct.unpack(">I", head[8 + 20 * i : 12 + 20 * i])[0]]) for i in range(count)]
        if head[:2] == b"MZ":
            [at] = struct.unpack("<I", head[60:64])
            return [("Windows", PE[struct.unpack("<H", head[at + 4 : at + 6])[0]])]
    except (KeyError, struct.error) as e:
        raise DekenError(f"The processor of {path.name} must be one that Pd runs on. Received: another. Build it again, or take it away.") from e
    raise DekenError(f"{path.name} must be a library of Linux, macOS or Windows. Received: another file. Build it again, or take it away.")


def objects(files: dict[str, Path]) -> str:
    """Return the list of objects: name, tab, what it is, as its help patch says (DESCRIPTION in [pd META])."""
    lines = []
    for name, path in files.items():
        if name.endswith("-help.pd"):
            found = re.search(r"#X text \d+ \d+ DESCRIPTION (.*?)(, f \d+)?;\n", path.read_text(encoding="utf-8"))
            described = re.sub(r" ?\\([,;])", r"\1", found[1]) if found else "a voice that sounds without end"
            lines.append(f"{Path(name).name.removesuffix('-help.pd')}\t{described}\n")
    return "".join(sorted(lines))


def build(folder: Path, *, force: bool = False) -> list[Path]:
    """Write the archive, its list of objects and its checksum; returns their paths."""
    files = contents()
    name = f"{LIBRARY}[v{version()}]{''.join(f'({arch})' for arch in architectures(files))}.dek"
    if len(name) > LIMIT - len(".sha256"):
        raise DekenError(f"A file's name has at most {LIMIT} letters. Received: {len(name)}. Build for fewer systems at a time.")
    paths = [folder / name, folder / f"{name}.txt", folder / f"{name}.sha256"]
    taken = [path.name for path in paths if path.exists()]
    if taken and not force:
        raise DekenError(f"Nothing is overwritten unasked. Received: {taken[0]} in {folder}. Choose another folder, or add --force.")
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(paths[0], "w", zipfile.ZIP_DEFLATED) as archive:
        for inside, path in files.items():
            entry = zipfile.ZipInfo(inside, DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    paths[1].write_text(objects(files), encoding="utf-8", newline="\n")
    paths[2].write_text(hashlib.sha256(paths[0].read_bytes()).hexdigest() + "\n", encoding="utf-8")
    return paths


def main(argv: list[str] | None = None) -> int:
    """Build it, and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("dist"), metavar="FOLDER", help="where to (default dist)")
    parser.add_argument("--force", action="store_true", help="overwrite what is there")
    args = parser.parse_args(argv)
    try:
        paths = build(args.out, force=args.force)
    except (DekenError, OSError) as e:
        sys.stderr.write(f"{e}\n")
        return 1
    sys.stdout.write("".join(f"{path}\n" for path in paths))
    return 0


if __name__ == "__main__":
    sys.exit(main())
