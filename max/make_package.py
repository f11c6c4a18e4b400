"""Makes the Max package: its patches, reference pages, examples and clippings; nothing in them is drawn by hand.

    python max/make_package.py           write them
    python max/make_package.py --check   say which files are not as they would be written

Needs py2max (pip install py2max), which nobody else does: the patches are kept in the repository.
"""

import argparse
import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from maker import beginnings, hallu, helps, instruments, keys, pictures, playing, reacting, reference, shaping, shared

PACKAGE = Path(__file__).resolve().parent / "ganspacesynth"
WEBSITE = "https://github.com/SopiMlab/GANSpaceSynth"  # where the name comes from
REVERSE_DOMAIN = "io.github.sopimlab"


def files() -> dict[str, str]:
    """Return {path in the package: text} of all that is made."""
    patches = [
        *shared.everything(),
        shaping.shape(),
        *playing.everything(),
        *keys.everything(),
        *instruments.everything(),
        hallu.hallu(),
        *pictures.everything(),
    ]
    patches.append(reacting.react())
    made = {f"patchers/{canvas.name}.maxpat": canvas.text() for canvas in patches}
    made |= {f"help/{canvas.name}.maxhelp": canvas.text() for canvas in helps.everything(patches)}
    made |= {f"docs/{name}.maxref.xml": page for name, page in reference.pages(patches).items()}
    made |= {f"{folder}/{canvas.name}.maxpat": canvas.text() for folder, canvas in beginnings.everything()}
    made["license.md"] = (PACKAGE.parents[1] / "LICENSE").read_text(encoding="utf-8")
    made["extras/ganspacesynth-overview.maxpat"] = helps.overview().text()
    made["package-info.json"] = package_info()
    return made


def package_info() -> str:
    """What Max's package manager shows."""
    version = re.search(r'"([^"]+)"', (PACKAGE.parents[1] / "ganspacesynth" / "version.py").read_text(encoding="utf-8").split("__version__")[1])
    info = {
        "name": "ganspacesynth",
        "displayname": "GANSpaceSynth",
        "version": version[1] if version else "",
        "author": "GANSpaceSynth",
        "authors": ["The maintainers of GANSpaceSynth"],
        "description": "Play a neural network's sound space: timbre, pitch and hallucinations. Needs the ganspacesynth program (Python).",
        "website": WEBSITE,
        "tags": ["audio", "synthesis", "machine learning", "generative"],
        "max_version_min": "8.5",
        "max_version_max": "none",
        "os": {"macintosh": {"platform": ["x64", "aarch64"], "min_version": "none"}, "windows": {"platform": ["x64"], "min_version": "none"}},
        "homepatcher": "ganspacesynth-overview.maxpat",
        "extensible": 0,
        "package_extra": {"reverse_domain": REVERSE_DOMAIN, "copyright": "The maintainers of GANSpaceSynth. Apache License 2.0, see license.md."},
    }
    return json.dumps(info, indent=2) + "\n"


def main() -> int:
    """Write or check."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 when a file differs")
    args = parser.parse_args()
    made = files()
    different = [name for name, text in made.items() if not (PACKAGE / name).is_file() or (PACKAGE / name).read_text(encoding="utf-8") != text]
    for name in different:
        sys.stdout.write(f"{'differs' if args.check else 'written'}: {name}\n")
        if not args.check:
            (PACKAGE / name).parent.mkdir(parents=True, exist_ok=True)
            (PACKAGE / name).write_text(made[name], encoding="utf-8", newline="\n")
    return int(args.check and bool(different))


if __name__ == "__main__":
    sys.exit(main())
