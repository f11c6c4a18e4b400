// The link to an engine: finds one that runs or starts one, carries messages both ways, notices when it is lost, and begins again.
//
//   look -> (somebody answers at the usual port) -----------------> up -> lost -> wait -> look …
//        -> launch: the likeliest program first, until one listens -> up -> lost -> wait -> look …
//
// Patches share the first engine, which takes about a gigabyte: the second one to open finds it and is ready at once.
// An engine that was started here has its standard input held open by this process, and ends when that closes: none is left behind.
"use strict";

const childProcess = require("child_process");
const dgram = require("dgram");
const { encode, decode } = require("./gss-osc.js");

const PROTOCOL = 1;
const TIMES = {
  look: 500, // how long somebody who runs may take to answer
  slow: 10000, // who waits for a start for so long is told that it goes on
  beat: 2000, // between two questions whether the engine is there
  silence: 20000, // how long it may leave them unanswered
  wait: [1000, 2000, 4000, 8000, 15000], // before the next try; after the last one the user is asked
  steady: 60000, // an engine that lasted so long is forgiven its end
  end: 8000, // how long an engine may take to end
  words: 2000, // how long its last words may be on their way behind it
};

class Link {
  /**
   * hooks: say(state, text) shows a sentence; heard(address, values) takes what comes in; greet(link) tells a new engine what it must know,
   * and is waited for; ready() hears that it may be played; program() returns ways to start the engine, the likeliest first;
   * log(line) takes what the engine writes.
   */
  constructor(hooks, { host = "127.0.0.1", port = 4267, spawn = childProcess.spawn, times = {} } = {}) {
    Object.assign(this, { hooks, host, port, spawn });
    this.times = { ...TIMES, ...times };
    this.socket = null;
    this.child = null;
    this.up = false;
    this.ended = false;
    this.pending = new Map(); // id -> {resolve, reject, timer}
    this.next = 1;
    this.wake = () => {};
    this.lose = () => {};
  }

  /** Keep an engine for as long as the patch lives. */
  async run() {
    let failures = 0;
    while (!this.ended) {
      const began = Date.now();
      const lost = new Promise((resolve, reject) => (this.lose = (reason) => reject(new Error(reason))));
      const reason = await Promise.race([this.live(failures), lost]).catch((error) => error.message);
      this.drop(reason);
      if (this.ended) break;
      failures = Date.now() - began > this.times.steady ? 1 : failures + 1;
      if (failures > this.times.wait.length) {
        this.hooks.say("failed", `${reason} - press Start again`);
        await this.pause(0);
        failures = 0;
      } else {
        this.hooks.say("starting", `${reason} - trying again`);
        await this.pause(this.times.wait[failures - 1]);
      }
    }
  }

  /** Begin anew at once: after the user chose another program, or after the last try. */
  retry() {
    this.lose(this.child ? "Starting anew" : "Looking for the engine once more"); // somebody else's is left alone
    this.wake();
  }

  /** Send a message; false when there is nobody to send it to. */
  send(address, values) {
    if (this.up) this.write(address, values);
    return this.up;
  }

  /** Send a message and return its answer as {address, values}; progress is not yet an answer. ms: how long to wait, 0: as long as it takes. */
  ask(address, values = [], ms = this.times.silence) {
    const id = `gss:${this.next++}`;
    return new Promise((resolve, reject) => {
      const timer = ms ? setTimeout(() => this.settle(id, null, new Error(`The engine did not answer ${address}`)), ms) : null;
      this.pending.set(id, { resolve, reject, timer });
      this.write(address, [...values, "@id", id]);
    });
  }

  /**
   * Ask an engine that begins. One that was started here is left alone for as long as it lives, and the user is told that it takes its time;
   * its end is noticed elsewhere.
   */
  begin(text, address, values = [], ms = this.times.silence) {
    return this.child ? this.patiently(text, this.ask(address, values, 0)) : this.ask(address, values, ms);
  }

  /** Let go of the engine, and end it if it was started here. */
  async end() {
    this.ended = true;
    const child = this.child;
    this.lose("Ended");
    this.wake();
    if (child) await ended(child, this.times.end);
  }

  // One engine's life, from finding it to losing it.
  async live(failures) {
    this.hooks.say("starting", "Looking for an engine");
    const found = await this.look();
    if (!found) await this.launch(failures);
    await this.loaded();
    await this.hooks.greet(this);
    this.up = true;
    this.hooks.say("ready", found ? "Ready: shares the engine that was running" : "Ready");
    this.hooks.ready();
    await this.watch();
  }

  // Ask again and again whether it is there, and throw when it is not. A question that nobody answers must not keep the next one waiting:
  // it is the next one that the system says nobody was there for.
  async watch() {
    const { socket } = this;
    let who = null;
    let heard = Date.now();
    while (this.socket === socket) {
      const answered = ({ values }) => {
        heard = Date.now();
        if (who !== null && values[0] !== who) this.lose("The engine was started anew"); // it knows nothing of us
        who = values[0];
      };
      this.ask("/ping").then(answered, () => {}); // what went wrong is found out elsewhere
      await this.pause(this.times.beat);
      if (this.socket === socket && Date.now() - heard > this.times.silence) throw new Error("The engine did not answer /ping");
    }
  }

  async look() {
    await this.connect(this.port);
    try {
      const { values } = await this.ask("/version", [], this.times.look);
      this.foreign = values[1] !== PROTOCOL;
    } catch (error) {
      this.foreign = false; // nobody is there, or somebody who is no engine
      return false;
    }
    return !this.foreign;
  }

  async launch(failures) {
    const port = this.foreign || failures > 1 ? 0 : this.port; // where others hold the usual port, the system chooses one for us
    for (const way of this.hooks.program()) {
      this.hooks.say("starting", "The engine is starting - this takes some seconds");
      const heard = await this.patiently("The engine is starting", this.tryOne(way, port));
      if (heard !== null) return this.connect(heard);
    }
    throw new Error("No engine was found - press Program and choose the folder it was installed in");
  }

  // Start a program; returns the port it listens on, or null when it is not the engine at all.
  tryOne({ file, args }, port) {
    return new Promise((resolve, reject) => {
      const options = { stdio: ["pipe", "pipe", "pipe"], windowsHide: true, shell: false, env: { ...process.env, PYTHONUNBUFFERED: "1" } };
      const child = this.spawn(file, [...args, "serve", "--port", String(port), "--follow"], options);
      child.lines = [];
      this.child = child;
      child.once("error", () => resolve(null)); // there is no such program, or it may not be run
      child.once("exit", async (code) => {
        await lastWords(child, this.times.words);
        if (isOther(code, child.lines)) resolve(null);
        else reject(new Error(why(code, child.lines)));
        if (this.child === child && this.socket) this.lose(why(code, child.lines));
      });
      if (!child.stdin) return; // as above
      child.stdin.on("error", () => {}); // it ended before we let go of it
      eachLine(child.stdout, (line) => {
        const listening = /^listening on \S+ port (\d+)/.exec(line);
        if (listening) resolve(Number(listening[1]));
        else this.hooks.log(line);
      });
      eachLine(child.stderr, (line) => {
        child.lines = [...child.lines.slice(-20), line];
        this.hooks.log(line);
      });
    });
  }

  // Wait until the first model is open.
  async loaded() {
    for (;;) {
      const { values } = await this.begin("The engine is starting", "/state");
      if (values[0] !== "loading") return;
      this.hooks.say("starting", "The model is loading");
      await this.pause(this.times.look);
    }
  }

  // Wait for what may take long, and say so now and then.
  async patiently(text, promise) {
    const began = Date.now();
    const so = () => this.ended || this.hooks.say("starting", `${text} - ${Math.round((Date.now() - began) / 1000)} seconds so far`);
    const timer = setInterval(so, this.times.slow);
    try {
      return await promise;
    } finally {
      clearInterval(timer);
    }
  }

  connect(port) {
    if (this.socket) this.socket.close();
    const socket = dgram.createSocket({ type: "udp4", recvBufferSize: 1 << 20 });
    this.socket = socket;
    socket.on("message", (datagram) => this.receive(datagram));
    return new Promise((resolve, reject) => {
      socket.once("error", reject);
      socket.connect(port, this.host, () => {
        socket.on("error", () => this.refused()); // the system says that nobody listens there
        resolve();
      });
    });
  }

  receive(datagram) {
    let messages = [];
    try {
      messages = decode(datagram);
    } catch (error) {
      this.hooks.log(`Not understood: ${error.message}`);
    }
    for (const { address, values } of messages) {
      const id = values[values.length - 2] === "@id" ? values[values.length - 1] : null;
      if (address === "/begun" && this.up) this.hooks.heard(address, values);
      else if (this.pending.has(id)) address === "/progress" || this.settle(id, { address, values });
      else if (this.up) this.hooks.heard(address, values);
    }
  }

  write(address, values) {
    if (!this.socket) throw new Error("There is no engine");
    this.socket.send(encode(address, values), (error) => error && this.refused());
  }

  refused() {
    for (const id of [...this.pending.keys()]) this.settle(id, null, new Error("The engine is gone"));
    if (this.up) this.lose("The engine is gone");
  }

  settle(id, answer, error) {
    const { resolve, reject, timer } = this.pending.get(id);
    this.pending.delete(id);
    clearTimeout(timer);
    if (error) reject(error);
    else resolve(answer);
  }

  // Forget the engine: whatever waits for it is told, so that nothing of one life goes on in the next.
  drop(reason) {
    this.up = false;
    this.lose = () => {};
    this.wake();
    for (const id of [...this.pending.keys()]) this.settle(id, null, new Error(reason));
    if (this.socket) this.socket.close();
    if (this.child) ended(this.child, this.times.end);
    this.socket = this.child = null;
  }

  // Wait some time (0: for as long as it takes), or until woken.
  pause(ms) {
    return new Promise((resolve) => {
      const timer = ms ? setTimeout(resolve, ms) : null;
      this.wake = () => (clearTimeout(timer), resolve());
    });
  }
}

/** End a process: kindly by closing its standard input, then not kindly. */
function ended(child, ms) {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || !child.pid) return resolve();
    const timer = setTimeout(() => child.kill("SIGKILL"), ms);
    child.once("exit", () => (clearTimeout(timer), resolve()));
    child.stdin.end();
    return undefined;
  });
}

// What it wrote last may be read after its end: wait until its pipes are closed, which a process of its own may keep open.
function lastWords(child, ms) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    child.once("close", () => (clearTimeout(timer), resolve()));
  });
}

// Is it something else than the engine: a Python without the package, or Windows' invitation to its shop?
function isOther(code, lines) {
  return code === 9009 || code === 127 || /No module named '?ganspacesynth/.test(lines.join("\n"));
}

function why(code, lines) {
  const words = lines.filter((line) => line.trim()).slice(-1)[0];
  return code && words ? `The engine ended: ${words.replace(/^ganspacesynth: /, "").slice(0, 200)}` : "The engine has ended";
}

function eachLine(stream, take) {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop();
    lines.forEach(take);
  });
  stream.on("end", () => rest && take(rest));
}

module.exports = { Link, PROTOCOL };
