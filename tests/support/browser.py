"""Chromium without a window, spoken to through a pipe: open a page, ask it, press its keys, and hear what it complains about."""

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--mute-audio", "--remote-debugging-pipe"),
    *("--autoplay-policy=no-user-gesture-required", "--disable-background-networking", "--disable-component-update", "--window-size=1200,900"),
)
PATIENCE_S = 240.0  # a busy machine is no defect of a page
# The browser reads commands from file 3 and answers on file 4; shells cannot be relied upon to put them there.
AS_3_AND_4 = """
import os, sys
a, b = (os.dup(os.dup(int(number))) for number in sys.argv[1:3])
os.dup2(a, 3), os.dup2(b, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


def find():
    """Return the path of a browser, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """One page in a browser of its own; `complaints` are exceptions and whatever the console was told, `requests` all addresses asked for."""

    def __init__(self, profile):
        to_read, self._write = os.pipe()
        self._read, to_write = os.pipe()
        words = [sys.executable, "-c", AS_3_AND_4, str(to_read), str(to_write), find(), *FLAGS, f"--user-data-dir={profile}"]
        self._process = subprocess.Popen(words, pass_fds=(to_read, to_write), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self._number, self._left, self._session = 0, b"", None
        self.complaints, self.requests = [], []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        os.close(self._write)
        os.close(self._read)

    def open(self, path):
        self.call("Page.navigate", url=path.as_uri())
        self.until("document.readyState == 'complete' && location.protocol == 'file:'")

    def visit(self, address, width=1280, height=900):
        """Open an address in a window of a size."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Page.navigate", url=address)
        self.until("document.readyState == 'complete' && location.protocol.startsWith('http')")

    def click(self, selector, x=0.5, y=0.5, to=None, shift=False):
        """Click an element with the mouse, at a share of its width and height; `to` is where the button is let go, if not there."""
        box = self.ask(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{block: 'center'}}); "
            f"const b = e.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; }})()"
        )
        places = [(box[0] + box[2] * share[0], box[1] + box[3] * share[1]) for share in ((x, y), to or (x, y))]
        more = {"button": "left", "clickCount": 1, "modifiers": 8 if shift else 0}
        self.call("Input.dispatchMouseEvent", type="mousePressed", x=places[0][0], y=places[0][1], **more)
        for step in range(1, 13) if to else ():
            along = [a + (b - a) * step / 12 for a, b in zip(*places, strict=True)]
            self.call("Input.dispatchMouseEvent", type="mouseMoved", x=along[0], y=along[1], buttons=1, **more)
        self.call("Input.dispatchMouseEvent", type="mouseReleased", x=places[1][0], y=places[1][1], **more)

    def press_button(self, text, within="body"):
        """Click the button that says a text."""
        self.ask(
            f"[...document.querySelectorAll({json.dumps(within + ' button')})].find((e) => e.textContent === {json.dumps(text)})"
            ".setAttribute('data-wanted', '')"
        )
        self.click("[data-wanted]")
        self.ask("document.querySelectorAll('[data-wanted]').forEach((e) => e.removeAttribute('data-wanted'))")

    def picture(self, path):
        """Keep what is seen as a PNG file."""
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def ask(self, expression):
        """Return the value of a JavaScript expression; promises are waited for."""
        found = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True, userGesture=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def until(self, expression, patience_s=PATIENCE_S):
        """Wait until an expression is true."""
        end = time.monotonic() + patience_s
        while not (value := self.ask(expression)):
            assert time.monotonic() < end, f"not within {patience_s} s: {expression}"
            time.sleep(0.05)
        return value

    def press(self, key, code=None, text=""):
        """Press and release a key."""
        for kind in ("keyDown", "keyUp"):
            virtual = {"ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Escape": 27, " ": 32}.get(key, 0)
            extra = {"text": text} if text and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=code or key, windowsVirtualKeyCode=virtual, **extra)

    def call(self, method, **parameters):
        """Send a command of the DevTools protocol and return its result; what comes meanwhile is noted."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        message |= {"sessionId": self._session} if self._session else {}
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, (method, answer)
                return answer["result"]
            self._note(answer)

    def _next(self):
        end = time.monotonic() + PATIENCE_S
        while b"\0" not in self._left:
            assert select.select([self._read], [], [], max(0.0, end - time.monotonic()))[0], "the browser does not answer"
            block = os.read(self._read, 1 << 20)
            assert block, "the browser is gone"
            self._left += block
        line, _, self._left = self._left.partition(b"\0")
        return json.loads(line)

    def _note(self, event):
        kind, told = event.get("method"), event.get("params", {})
        if kind == "Runtime.exceptionThrown":
            self.complaints.append(told["exceptionDetails"])
        elif kind == "Runtime.consoleAPICalled":
            self.complaints.append(told["args"])
        elif kind == "Log.entryAdded":
            self.complaints.append(told["entry"])
        elif kind == "Network.requestWillBeSent":
            self.requests.append(told["request"]["url"])
