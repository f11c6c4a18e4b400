// The way to the engine: one WebSocket that speaks the command table. Messages out, promises of their answers in; what comes unasked are events.

const PATIENCE_MS = [300, 600, 1200, 2500, 5000]; // between two tries to find the engine again

export class Refused extends Error {
  constructor(code, text) { super(text); this.code = code; }
}

export class Link extends EventTarget {
  #socket = null;
  #number = 0;
  #asked = new Map(); // id -> {resolve, reject, answers, last, progress}
  #tries = 0;

  constructor(table) {
    super();
    this.commands = new Map(table.commands.map((row) => [row.address, row]));
    this.isOpen = false;
  }

  connect() {
    const place = new URL("play", location.href);
    place.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    this.#socket = new WebSocket(place);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onopen = () => { this.#tries = 0; this.isOpen = true; };
    this.#socket.onmessage = (event) => this.#heard(event.data);
    this.#socket.onclose = (event) => this.#lost(event);
  }

  // Send a message and promise {answers, last}: every answer to it, up to the last one that its row of the table names.
  ask(address, values = [], { progress = null, last = null } = {}) {
    return this.#promise({ address, values }, last ?? this.commands.get(address)?.replies.at(-1)?.address, progress);
  }

  // Hear again, or take up, something by its number.
  remembered(verb, number, last) { return this.#promise({ [verb]: number }, last, null); }

  #promise(message, last, progress) {
    if (!this.isOpen) return Promise.reject(new Refused("lost", "The engine does not answer. It is looked for; try again in a moment."));
    const id = ++this.#number;
    const promise = new Promise((resolve, reject) => this.#asked.set(id, { resolve, reject, answers: [], last, progress }));
    promise.id = id;
    this.send({ ...message, id });
    return promise;
  }

  send(message) { if (this.isOpen) this.#socket.send(JSON.stringify(message)); }

  #heard(data) {
    if (data instanceof ArrayBuffer) return this.#tell("samples", data);
    const message = JSON.parse(data);
    if (message.welcome) this.#tell("found", message);
    if (message.remembered) this.#tell("remembered", message.remembered);
    if (message.changed) this.#tell("changed", message);
    if (message.export) this.#tell("export", message.export);
    if (message.elsewhere) this.#tell("elsewhere", message.elsewhere);
    if (message.address) this.#answered(message);
  }

  #answered(message) {
    const asked = this.#asked.get(message.id);
    this.#tell("answer", message);
    if (!asked) return;
    const values = message.values;
    if (message.address === "/error") { this.#asked.delete(message.id); asked.reject(new Refused(values[1], values[2])); return; }
    if (message.address === "/cancelled") { this.#asked.delete(message.id); asked.reject(new Refused("cancelled", "Stopped.")); return; }
    if (message.address === "/progress") { asked.progress?.(values[1], values[2]); return; }
    asked.answers.push(message);
    const several = message.address === "/synthesized" && values[4] + 1 < values[5];
    if (message.address === asked.last && !several) { this.#asked.delete(message.id); asked.resolve({ answers: asked.answers, last: values }); }
  }

  #lost(event) {
    this.isOpen = false;
    for (const asked of this.#asked.values()) asked.reject(new Refused("lost", "The engine went away before it had answered."));
    this.#asked.clear();
    this.#tell("lost", event);
    setTimeout(() => this.connect(), PATIENCE_MS[Math.min(this.#tries++, PATIENCE_MS.length - 1)]);
  }

  #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}
