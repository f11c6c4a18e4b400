"""An engine without sound, for hosts that start one: answers the messages that hosts need, and writes down all that it is sent.

It is run as a program, `python max_fake_engine.py serve --port N --follow`. The environment tells it how to behave:

    FAKE_LOG     file to which every message is added, a line of JSON each
    FAKE_MODE    broken: write a line to stderr and end before listening; trailing: the same, and the line comes after the end; deaf: listen
                 and never answer; numb: answer for a while; late: do not listen for a long time; stays: nor end when told to;
                 short: end when asked for its state; brief: end soon
"""

import json
import os
import socket
import subprocess
import sys
import threading
import time

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

ANSWERS = {
    "/version": [("/version", ["1.0", 1])],
    "/state": [("/state", ["ready", 1, 1, 0])],
    "/ping": [("/pong", [os.getpid()])],
    "/synthesize": [("/progress", ["/synthesize", 1, 2]), ("/synthesized", ["/t/mein klang é.wav", 64000, 16000, 60.5, 0, 1])],
    "/load": [("/loaded", ["klein", "abc", 16000, 64000, 32, 36, 84, 3])],
    "/load_directions": [("/loaded_directions", ["klein", 3, "conv0"])],
    "/mode": [("/error", ["/mode", "usage", "A mode is offset, replace or latent. Received: 'x', and more; so on."])],
}


def main():
    mode = os.environ.get("FAKE_MODE", "")
    if mode == "trailing":
        subprocess.Popen(["sh", "-c", "sleep 0.3; echo 'ganspacesynth: There must be room. Received: none.' >&2"], stdin=subprocess.DEVNULL)
        sys.exit(1)
    if mode == "broken":
        sys.stderr.write("a warning\nganspacesynth: There must be room. Received: none.\n")
        sys.exit(1)
    if mode in ("late", "stays"):
        sys.stdin.read()
        while mode == "stays":
            time.sleep(1)
        sys.exit(0)
    port = int(sys.argv[sys.argv.index("--port") + 1])
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.bind(("127.0.0.1", port))
    except OSError:
        sys.stderr.write(f"ganspacesynth: The engine must be able to listen. Received: port {port}.\n")
        sys.exit(1)
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    if mode == "brief":
        threading.Timer(0.2, lambda: os._exit(3)).start()
    sys.stdout.write(f"listening on 127.0.0.1 port {sock.getsockname()[1]}\n")
    sys.stdout.flush()
    answered = 0
    while True:
        data, sender = sock.recvfrom(65536)
        message = OscMessage(data)
        values = [value for value in message.params if not isinstance(value, bytes)]
        if "FAKE_LOG" in os.environ:
            with open(os.environ["FAKE_LOG"], "a", encoding="utf-8") as file:
                file.write(json.dumps([message.address, *values]) + "\n")
        tail = values[values.index("@id") : values.index("@id") + 2] if "@id" in values else []
        if message.address == "/quit" or (mode == "short" and message.address == "/state"):
            os._exit(0)
        answered += message.address == "/ping"
        if mode == "deaf" or (mode == "numb" and answered > 2):
            continue
        other = [("/saved", values[:1])] if message.address in ("/save", "/sequence_save") else None
        if "guitr" in values:
            other = [("/error", [message.address, "model", "A model must be known."])]
        for address, answer in other or ANSWERS.get(message.address, [("/ok", [message.address])]):
            builder = OscMessageBuilder(address)
            for value in [*answer, *tail]:
                builder.add_arg(value)
            sock.sendto(builder.build().dgram, sender)


if __name__ == "__main__":
    main()
