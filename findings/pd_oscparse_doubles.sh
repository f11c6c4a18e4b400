#!/usr/bin/env bash
# Pd's oscparse makes a wrong number of a double: it reads the double's first half as whatever argument comes next.
#
# Version     Pd 0.53.1, Debian's puredata-core 0.53.1+ds-2+deb12u1.
# Expected    An argument of a type that oscparse does not know is left out, or the message is.
# Happens     Its letter is left out (with a line on the console), but its bytes are not stepped over. The next argument is read from them, and so on: all
#             behind a double (d) or a 64-bit integer (h) are wrong, and the last bytes of the message are never read.
# Seen        /tone ,df 440 0.5 gives "tone 3.92969", a number as good as any other; ,di 440 9 gives "tone 1.08184e+09"; ,hi 7 9 gives "tone 0"; ,id 9 440 is
#             right up to the double, "tone 9"; ,Tf (a truth, which has no bytes) 0.5 is right, "tone 0.5".
# Source      x_misc.c, `oscparse_list`: the branch for other letters only reports them, whereas each known one moves the place to read. Help knows of
#             symbols, numbers and blobs, and says nothing about other types. OSC 1.0 has d and h among its less standard types, 8 bytes each.
# Matters     Senders whose language has nothing but doubles, or whose integers outgrow 32 bits (python-osc then sends h), play wrong tones in Pd rather than
#             none. Send f and i; in a patch, no check can tell such a number from one that was meant.
set -euo pipefail

version=$(dpkg-query --show --showformat '${Version}' puredata-core)
[ "$version" = "0.53.1+ds-2+deb12u1" ] || { echo "puredata-core is $version"; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 - "$folder" <<'PROGRAM'
import pathlib
import re
import struct
import subprocess
import sys

SEEN = {  # types, values: what oscparse gives, as Pd prints it
    ("df", (440.0, 0.5)): "list tone 3.92969",
    ("di", (440.0, 9)): "list tone 1.08184e+09",
    ("hi", (7, 9)): "list tone 0",
    ("id", (9, 440.0)): "list tone 9",
    ("Tf", (0.5,)): "list tone 0.5",
    ("fi", (440.0, 9)): "list tone 440 9",
}
FORMATS = {"d": "d", "f": "f", "i": "i", "h": "q", "T": ""}


def message(types: str, values: tuple[float, ...]) -> bytes:
    """An OSC message to /tone."""
    padded = [text + bytes(4 - len(text) % 4) for text in (b"/tone", b"," + types.encode())]
    return b"".join(padded) + struct.pack(">" + "".join(FORMATS[each] for each in types), *values)


def patch() -> str:
    """A patch that parses all messages, one after the other, and ends Pd."""
    lines = ["#N canvas 0 0 400 300 10;", "#X obj 0 0 loadbang;", "#X obj 0 100 oscparse;", "#X obj 0 150 print parsed;", r"#X msg 0 200 \; pd quit;"]
    lines += [f"#X msg 0 50 {' '.join(map(str, message(*case)))};" for case in SEEN]
    lines += [line for box in range(4, 4 + len(SEEN)) for line in (f"#X connect 0 0 {box} 0;", f"#X connect {box} 0 1 0;")]
    return "\n".join(lines + ["#X connect 1 0 2 0;", "#X connect 0 0 3 0;"]) + "\n"


def main(folder: str) -> int:
    file = pathlib.Path(folder) / "parse.pd"
    file.write_text(patch())
    said = subprocess.run(["pd", "-nogui", "-noaudio", "-nomidi", "-stderr", "-open", str(file)], capture_output=True, text=True, timeout=60, check=True).stderr
    parsed = re.findall(r"^parsed: (.*)$", said, re.MULTILINE)
    for ((types, values), _), found in zip(SEEN.items(), parsed):
        print(f"/tone ,{types} {' '.join(map(str, values))}: {found}")
    print(f"on the console: {sorted(set(re.findall('unknown tag .*', said)))}")
    return int(parsed != list(SEEN.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
PROGRAM
