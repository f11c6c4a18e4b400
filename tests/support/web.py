"""A web server on this machine, in a thread: files with versions, parts of them, and every way to be a bad server."""

import contextlib
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """What a path answers.

    Attributes:
        data: the whole.
        etag, modified: its version; "" for none told.
        cut: bytes after which the connection ends, of each answer; None for none.
        length: tell how long it is.
        ranges: send parts when asked to.
        status, location: answer this instead.
        wrong: add this to where a part says it begins.
    """

    data: bytes = b""
    etag: str = '"one"'
    modified: str = ""
    cut: int | None = None
    length: bool = True
    ranges: bool = True
    status: int = 200
    location: str = ""
    wrong: int = 0


@dataclass
class Web:
    """The server as tests see it.

    Attributes:
        url: without a path.
        pages: by path, as "/x.zip"; changed at any time.
        asked: (path, Range, status, bytes sent) of every request.
    """

    url: str
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, str, int, int]] = field(default_factory=list)

    def put(self, path, data=b"", **about):
        """Serve something; returns its address."""
        self.pages[path] = Page(data, **about)
        return self.url + path


@contextlib.contextmanager
def served():
    """Yield a server."""
    web = Web("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            page = web.pages.get(self.path, Page(status=404))
            begin, status = _part(page, self.headers)
            sent = page.data[begin:] if status in (200, 206) else b""
            web.asked.append((self.path, self.headers.get("Range", ""), status, len(sent[: page.cut])))  # before the answer, which wakes the test
            self.send_response(status)
            for name, value in (("ETag", page.etag), ("Last-Modified", page.modified), ("Location", page.location)):
                if value:
                    self.send_header(name, value)
            if status in (206, 416):
                part = f"{begin + page.wrong}-{len(page.data) - 1}" if status == 206 else "*"
                self.send_header("Content-Range", f"bytes {part}/{len(page.data)}")
            if page.length:
                self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent[: page.cut])
            self.close_connection = True

        def log_message(self, *words):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    web.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _part(page, headers):
    """Return where an answer begins, and its status."""
    asked = re.fullmatch(r"bytes=(\d+)-", headers.get("Range", ""))
    same = headers.get("If-Range") in (page.etag, page.modified) and headers.get("If-Range") != ""
    if page.status != 200 or not asked or not page.ranges or not same:
        return 0, page.status
    begin = int(asked[1])
    return begin, 206 if begin < len(page.data) else 416
