"""A Max patch without Max: runs a script of the Max package under Node, with a stand-in for `max-api`, and talks to it as [node.script] would."""

import fcntl
import json
import os
import queue
import shutil
import subprocess
import threading
import time
from pathlib import Path

from tests.support.patience import PATIENCE_S

PACKAGE = Path(__file__).resolve().parents[2] / "max" / "ganspacesynth"
SCRIPTS = PACKAGE / "javascript"
NODE = shutil.which("node")

# What [node.script] offers, as lines of JSON: messages in on descriptor 3 (0 is the script's own), outlets and posts out on 4.
STAND_IN = """
const fs = require("fs");
const handlers = {};
const put = (...line) => fs.writeSync(4, JSON.stringify(line) + "\\n");
exports.addHandler = (name, take) => (handlers[name] = take);
exports.outlet = async (...values) => put("outlet", ...values);
exports.post = async (...words) => put("post", ...words);
let rest = "";
const input = new (require("net").Socket)({ fd: 3, readable: true, writable: false });
input.setEncoding("utf8");
input.on("error", () => {});
input.on("data", (text) => {
  const lines = (rest + text).split("\\n");
  rest = lines.pop();
  for (const [name, ...values] of lines.map((line) => JSON.parse(line))) handlers[name](...values);
});
"""


def node(code, *args):
    """Run a piece of JavaScript beside the scripts; returns what it prints as JSON."""
    done = subprocess.run([NODE, "-e", code, *map(str, args)], cwd=SCRIPTS, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout.strip() else None


def _high(fd):
    """The same pipe under a number that is no 3 and no 4."""
    moved = fcntl.fcntl(fd, fcntl.F_DUPFD, 10)
    os.close(fd)
    return moved


class Patch:
    """A patch with [node.script gss-engine.js] in it."""

    def __init__(self, folder, **env):
        modules = Path(folder) / "node_modules"
        modules.mkdir(parents=True, exist_ok=True)
        (modules / "max-api.js").write_text(STAND_IN, encoding="utf-8")
        home = Path(folder) / "home é"
        home.mkdir(exist_ok=True)
        # The package lies where Max keeps packages: not in a checkout, whose own environment would be found before anything else.
        scripts = Path(folder) / "Packages" / "ganspacesynth" / "javascript"
        shutil.copytree(SCRIPTS, scripts, dirs_exist_ok=True)
        inside, to_script = os.pipe()
        from_script, outside = os.pipe()
        # The pipes get the numbers that the stand-in knows through a shell's redirections, which do not care which numbers they had.
        inside, outside = (_high(fd) for fd in (inside, outside))
        command = f'exec "$0" "$1" 3<&{inside} 4>&{outside} {inside}<&- {outside}>&-'
        self.process = subprocess.Popen(
            [shutil.which("bash"), "-c", command, NODE, str(scripts / "gss-engine.js")],
            env={**os.environ, "NODE_PATH": str(modules), "HOME": str(home), "USERPROFILE": str(home), **{k: str(v) for k, v in env.items()}},
            pass_fds=(inside, outside),
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        os.close(inside)
        os.close(outside)
        self._input = os.fdopen(to_script, "w", encoding="utf-8")
        self._output = os.fdopen(from_script, encoding="utf-8")
        self.home = home
        self.complaints = None
        self.seen = []
        self._lines = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def send(self, *message):
        """Send a message into [node.script]."""
        self._input.write(json.dumps(message) + "\n")
        self._input.flush()

    def until(self, *start, timeout_s=PATIENCE_S):
        """Return the next thing out of the outlet that begins with these atoms."""
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            try:
                line = self._lines.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                break
            self.seen.append(line)
            if line[0] == "outlet" and tuple(line[1 : 1 + len(start)]) == start:
                return line[1:]
        raise AssertionError(f"{start} did not come. What came: {self.seen}")

    def close(self):
        """Close the patch, as Max does; returns what the script said to nobody."""
        if self.complaints is None:
            self.process.terminate()
            self.complaints = self.process.communicate(timeout=60)[1]
            self._input.close()
            self._reader.join(60)
        return self.complaints

    def _read(self):
        with self._output:
            for line in self._output:
                self._lines.put(json.loads(line))
