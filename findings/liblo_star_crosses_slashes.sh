#!/usr/bin/env bash
# In liblo a star at the end of an OSC address reaches through slashes: "/voice/*" plays every method below it, however deep.
#
# Version     pyliblo3 0.17.0 with the liblo inside its wheel; python-osc 1.10.2 for comparison.
# Expected    A pattern's parts between slashes match an address part by part, as many as there are: "/voice/*" is for "/voice/1", not "/voice/1/stop".
# Happens     liblo takes what a star at the end stands for to be all the rest, slashes too; other stars likewise look for what follows them in the whole rest.
#             python-osc goes by the specification.
# Seen        Of /voice/1, /voice/2, /voice/1/stop and /voice/1/gain/max: "/voice/*" calls all in liblo, the first two in python-osc; "/*" all, and none;
#             "/voice/*/max" the last one in liblo, none in python-osc; "/voice/?" the first two in both.
# Source      OSC 1.0, "OSC Message Dispatching and Pattern Matching": as many parts in the pattern as in the address, and each matches its own. liblo's
#             `lo_pattern_match` (pattern_match.c) returns true when nothing follows a star.
# Matters     One message that sets all voices also calls /voice/1/stop and whatever else lies below, with an argument that was not meant for it, as soon as the
#             receiver is made with liblo rather than with another library. Let methods of one branch differ in their types, or lie in branches of their own.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --target "$folder" pyliblo3==0.17.0 python-osc==1.10.2

PYTHONPATH="$folder" python3 - <<'PROGRAM'
import sys

import pyliblo3
from pythonosc.dispatcher import Dispatcher

ADDRESSES = ("/voice/1", "/voice/2", "/voice/1/stop", "/voice/1/gain/max")
SEEN = {  # pattern: addresses called by liblo, by python-osc
    "/voice/?": (ADDRESSES[:2], ADDRESSES[:2]),
    "/voice/*": (ADDRESSES, ADDRESSES[:2]),
    "/*": (ADDRESSES, ()),
    "/voice/*/max": (ADDRESSES[3:], ()),
}


def called_by_liblo(pattern: str) -> tuple[str, ...]:
    """Send a message to a server of this process, and tell which of its methods were called."""
    called: list[str] = []
    server = pyliblo3.Server()
    for address in ADDRESSES:
        server.add_method(address, "f", lambda path, values, types, source, address: called.append(address), address)
    pyliblo3.send(pyliblo3.Address("127.0.0.1", server.port), pattern, 0.5)
    server.recv(5000)
    server.free()
    return tuple(called)


def called_by_python_osc(pattern: str) -> tuple[str, ...]:
    """The same with a dispatcher of python-osc."""
    dispatcher = Dispatcher()
    for address in ADDRESSES:
        dispatcher.map(address, print, address)
    return tuple(handler.args[0] for handler in dispatcher.handlers_for_address(pattern))


def main() -> int:
    right = True
    for pattern, seen in SEEN.items():
        found = called_by_liblo(pattern), called_by_python_osc(pattern)
        print(f"{pattern}: liblo calls {', '.join(found[0]) or 'none'}; python-osc {', '.join(found[1]) or 'none'}")
        right &= found == seen
    return int(not right)


if __name__ == "__main__":
    sys.exit(main())
PROGRAM
