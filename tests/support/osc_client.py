"""A client of the server's, which speaks OSC over UDP."""

import socket
import struct

from pythonosc.osc_message import OscMessage

from ganspacesynth.server.datagrams import encode
from tests.support.patience import PATIENCE_S


class Client:
    """A host with a socket."""

    def __init__(self, server):
        self.to = server.address
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(PATIENCE_S)

    @property
    def port(self):
        return self.socket.getsockname()[1]

    def send(self, data):
        self.socket.sendto(data, self.to)

    def hear(self):
        message = OscMessage(self.socket.recv(65536))
        return (message.address, *message.params)

    def ask(self, address, *values):
        self.send(encode(address, values))
        return self.hear()


def bundle(*parts):
    return b"#bundle\0" + struct.pack(">II", 0xFFFFFFFF, 0) + b"".join(struct.pack(">i", len(part)) + part for part in parts)
