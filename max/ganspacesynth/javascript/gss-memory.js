// What a new engine must be told so that a patch goes on where the old engine was lost: the model, its directions and the steps.
// Only what the engine accepted is remembered: each request to load has an id of ours, and the answer with that id decides.
// The engine writes the steps (with all that is in them: pitch, seed, edits, settings) to a file itself, soon after every change.
"use strict";

const fs = require("fs");
const os = require("os");
const path = require("path");

const KEEP = "gss:keep"; // the id of these requests: their answers are no answers to the patch
const CHANGES = new Set(
  ("/pitch /seed /random /z /edit /edits /mode /bend /straighten /traits /slerp /recall /morph /step /step_next /step_previous /step_add " +
    "/step_random /step_remove /step_move /step_duration /step_level /step_pan /step_envelope /step_chord /undo /redo " +
    "/compose /sequence_new /sequence_load /setting").split(" ")
);
const LOADS = { "/loaded": "/load", "/loaded_directions": "/load_directions" };

class Memory {
  /** keep: called with an address and values to send when the steps are to be written down; waitMs: how long changes may go on before. */
  constructor(keep, waitMs = 1000) {
    this.keep = keep;
    this.waitMs = waitMs;
    this.next = 1;
    this.asked = new Map(); // id -> a request that is not answered yet: {address, values, theirs}
    this.loads = {};
    this.written = false;
    this.folder = "";
    this.timer = null;
  }

  /** Take note of a request; return its values as they are to be sent. */
  sent(address, values) {
    if (CHANGES.has(address)) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep("/sequence_save", [this.file(), "@force", 1, "@id", KEEP]), this.waitMs);
    }
    if (!Object.values(LOADS).includes(address) || values.includes("@voice")) return values; // another voice's model is not ours
    const id = `${KEEP}:${this.next++}`;
    const [plain, theirs] = parted(values);
    this.asked.set(id, { address, values: plain, theirs });
    return [...plain, "@id", id];
  }

  /** Take note of an answer; return its values as the patch is to hear them, or null when it is for the memory alone. */
  heard(address, values) {
    const id = values[values.length - 2] === "@id" ? values[values.length - 1] : null;
    if (id === KEEP && address === "/saved") this.written = true;
    if (id === KEEP) return null;
    const request = this.asked.get(id);
    if (!request) return values;
    if (address in LOADS) {
      if (address === "/loaded") this.loads = {}; // directions of the model before are no longer meant
      this.loads[request.address] = request.values;
    }
    if (address in LOADS || address === "/error" || address === "/cancelled") this.asked.delete(id);
    return [...values.slice(0, -2), ...request.theirs];
  }

  /** Forget what a new engine refused. */
  refused(address) {
    if (address === "/sequence_load") this.written = false;
    delete this.loads[address];
  }

  /** Return what a new engine must be told, in this order, as [address, values]. */
  recall() {
    this.asked.clear(); // nobody will answer that
    clearTimeout(this.timer); // what was not written yet is lost; the new engine must not write its own beginning over the rest
    const told = Object.values(LOADS)
      .filter((address) => this.loads[address])
      .map((address) => [address, this.loads[address]]);
    return this.written ? [...told, ["/sequence_load", [this.file()]]] : told;
  }

  /** Throw the file away. */
  close() {
    clearTimeout(this.timer);
    if (this.folder) fs.rmSync(this.folder, { recursive: true, force: true });
  }

  file() {
    if (!this.folder) this.folder = fs.mkdtempSync(path.join(os.tmpdir(), "ganspacesynth-max-"));
    return path.join(this.folder, "steps.json");
  }
}

/** Return values without their id, and the id as it stood there. */
function parted(values) {
  const at = values.indexOf("@id");
  return at < 0 ? [values, []] : [[...values.slice(0, at), ...values.slice(at + 2)], values.slice(at, at + 2)];
}

module.exports = { Memory, CHANGES, KEEP };
