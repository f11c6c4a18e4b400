"""Live pictures for whatever opens an address of this machine: a page, MJPEG, one JPEG, or a WebSocket that sends each frame as a JPEG.

    GET /             a page that shows them
    GET /stream       MJPEG: multipart/x-mixed-replace
    GET /frame.jpg    the newest frame
    GET /frames       WebSocket: a binary message for each frame

Each client gets the newest frame whenever it has taken the last one, and the others not at all. Only this machine is answered, and no page of a
stranger: who asks by another name than this machine's, or from a page that is not of it, is refused.

Source: RFC 6455 for the WebSocket; RFC 2046 for multipart.
"""

import base64
import contextlib
import hashlib
import http.server
import struct
import threading
import urllib.parse
from typing import Any

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.pictures.live.frame import Frame, NewestFrame
from ganspacesynth.pictures.live.outputs.jpeg import jpeg_bytes

PORT = 4268
LOOPBACK = "127.0.0.1"
HERE = ("127.0.0.1", "localhost", "::1")
MOST_CLIENTS = 16
WAIT_S, PATIENCE_S = 0.2, 10.0
MARK = "ganspacesynth-frame"
ACCEPT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # a constant of the protocol
PAGE = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>GANSpaceSynth</title>
<style>html,body{margin:0;height:100%;background:#101214}img{width:100%;height:100%;object-fit:contain;display:block}</style>
<img src="/stream" alt="live pictures"></html>
"""


class BrowserOutput:
    """A server for browsers, and for programs that read MJPEG.

    Attributes:
        place: its address.
        port: that it listens on.
    """

    def __init__(self, port: int = PORT) -> None:
        """Listen on this machine; port 0 lets the system choose.

        Raises:
            InvalidInput: the port is taken.
        """
        self.frames, self.encoded = NewestFrame(), 0
        self._jpeg: tuple[int, bytes] = (0, b"")
        self._lock, self._clients = threading.Lock(), 0
        try:
            self._server = _Server((LOOPBACK, port), _Handler)
        except (OSError, OverflowError) as e:
            raise InvalidInput(
                f"Pictures for browsers need a free port. Received: {port} ({e}). Name another, such as http:0.", rule="free-port"
            ) from e
        self._server.output = self
        self.port = int(self._server.server_address[1])
        self.place = f"http://{LOOPBACK}:{self.port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="ganspacesynth browser", daemon=True)
        self._thread.start()

    def send(self, picture: np.ndarray) -> None:
        """Take a frame; it is encoded once somebody wants it."""
        self.frames.put(picture.view())

    def close(self) -> None:
        """Stop listening."""
        self.frames.close()
        self._server.shutdown()
        self._server.server_close()

    def jpeg(self, frame: Frame) -> bytes:
        """Return a frame's bytes, encoded for the first who asks."""
        with self._lock:
            if self._jpeg[0] != frame.number:
                self._jpeg, self.encoded = (frame.number, jpeg_bytes(frame.picture)), self.encoded + 1
            return self._jpeg[1]

    @contextlib.contextmanager
    def client(self) -> Any:
        """Count a client in and out; yields whether there is room for it."""
        with self._lock:
            room = self._clients < MOST_CLIENTS
            self._clients += room
        try:
            yield room
        finally:
            with self._lock:
                self._clients -= room


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = False
    output: BrowserOutput

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = PATIENCE_S
    server: _Server

    def do_GET(self) -> None:
        """Answer."""
        if not self._is_from_here():
            return self.send_error(403, "Only this machine is answered")
        path = urllib.parse.urlsplit(self.path).path
        ways = {"/": self._page, "/stream": self._stream, "/frame.jpg": self._frame, "/frames": self._socket}
        if path not in ways:
            return self.send_error(404, "There are /, /stream, /frame.jpg and /frames")
        with self.server.output.client() as room:
            ways[path]() if room else self.send_error(503, f"At most {MOST_CLIENTS} clients are answered at once")
        return None

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _is_from_here(self) -> bool:
        """Whether the name that was asked for is this machine's, and the page that asks, if any, too: no stranger's page may look."""
        name = urllib.parse.urlsplit(f"//{self.headers.get('Host', '')}").hostname
        origin = self.headers.get("Origin")
        return name in HERE and (origin is None or urllib.parse.urlsplit(origin).hostname in HERE)

    def _page(self) -> None:
        self._whole("text/html; charset=utf-8", PAGE)

    def _frame(self) -> None:
        frame = self.server.output.frames.after(0, WAIT_S)
        self._whole("image/jpeg", self.server.output.jpeg(frame)) if frame else self.send_error(503, "There is no frame yet")

    def _whole(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self._headers(kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _headers(self, kind: str) -> None:
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.send_header("X-Content-Type-Options", "nosniff")

    def _stream(self) -> None:
        self.send_response(200)
        self._headers(f"multipart/x-mixed-replace; boundary={MARK}")
        self.end_headers()
        for body in self._frames():
            self.wfile.write(f"--{MARK}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n")

    def _socket(self) -> None:
        key = self.headers.get("Sec-WebSocket-Key", "")
        if self.headers.get("Upgrade", "").lower() != "websocket" or not 0 < len(key) <= 64:
            return self.send_error(426, "Here is a WebSocket")
        accepted = base64.b64encode(hashlib.sha1((key + ACCEPT).encode(), usedforsecurity=False).digest()).decode()
        self.send_response(101, "Switching Protocols")
        for name, value in (("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", accepted)):
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True
        gone = threading.Event()
        threading.Thread(target=self._listen, args=(gone,), name="ganspacesynth websocket", daemon=True).start()
        for body in self._frames(gone):
            self.wfile.write(_head(len(body)) + body)
        self.wfile.write(b"\x88\x02" + struct.pack(">H", 1001))  # going away, or an answer to who does
        return None

    def _listen(self, gone: threading.Event) -> None:
        """Notice that the client leaves: it closes, or it says so. What else it says is passed over."""
        try:
            self.connection.settimeout(None)
            while (head := self.rfile.read(2)) and len(head) == 2 and head[0] & 0x0F != 8:
                size = head[1] & 0x7F
                more = {126: 2, 127: 8}.get(size, 0)
                size = int.from_bytes(self.rfile.read(more), "big") if more else size
                if size > 1 << 16:
                    break
                self.rfile.read(size + (4 if head[1] & 0x80 else 0))
        except OSError:
            pass
        gone.set()

    def _frames(self, gone: threading.Event | None = None) -> Any:
        """Yield the newest frame as a JPEG, whenever there is one that was not yielded, as long as somebody is there."""
        output, number = self.server.output, 0
        while not output.frames.closed and not (gone is not None and gone.is_set()):
            frame = output.frames.after(number, WAIT_S)
            if frame is not None:
                number = frame.number
                yield output.jpeg(frame)


def _head(size: int) -> bytes:
    """Return the head of a binary message."""
    if size < 126:
        return bytes([0x82, size])
    return bytes([0x82, 126]) + struct.pack(">H", size) if size < 1 << 16 else bytes([0x82, 127]) + struct.pack(">Q", size)
