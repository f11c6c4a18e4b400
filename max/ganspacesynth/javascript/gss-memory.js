// What a new engine must be told so that a patch goes on where the old engine was lost: the model, its directions and the steps.
// The engine writes the steps (with all that is in them: pitch, seed, edits, settings) to a file itself, soon after every change.
"use strict";

const fs = require("fs");
const os = require("os");
const path = require("path");

const KEEP = "gss:keep"; // the id of these requests: their answers are no answers to the patch
const CHANGES = new Set(
  ("/pitch /seed /random /z /edit /edits /mode /bend /straighten /traits /slerp /recall /morph /step /step_next /step_previous /step_add " +
    "/step_random /step_remove /step_move /step_duration /undo /redo /sequence_new /sequence_load /setting").split(" ")
);
const LOADS = { "/loaded": "/load", "/loaded_directions": "/load_directions" };

class Memory {
  /** keep: called with an address and values to send when the steps are to be written down; waitMs: how long changes may go on before. */
  constructor(keep, waitMs = 1000) {
    this.keep = keep;
    this.waitMs = waitMs;
    this.asked = {};
    this.loads = {};
    this.written = false;
    this.folder = "";
    this.timer = null;
  }

  /** Take note of a request on its way to the engine. */
  sent(address, values) {
    if (Object.values(LOADS).includes(address)) this.asked[address] = withoutId(values);
    if (!CHANGES.has(address)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep("/sequence_save", [this.file(), "@force", 1, "@id", KEEP]), this.waitMs);
  }

  /** Take note of an answer; true when it is for the memory alone. */
  heard(address, values) {
    const mine = values[values.length - 2] === "@id" && values[values.length - 1] === KEEP;
    if (mine && address === "/saved") this.written = true;
    if (!mine && address in LOADS && this.asked[LOADS[address]]) {
      if (address === "/loaded") this.loads = {}; // directions of the model before are no longer meant
      this.loads[LOADS[address]] = this.asked[LOADS[address]];
    }
    return mine;
  }

  /** Return what a new engine must be told, in this order, as [address, values]. */
  recall() {
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

function withoutId(values) {
  const at = values.indexOf("@id");
  return at < 0 ? values : [...values.slice(0, at), ...values.slice(at + 2)];
}

module.exports = { Memory, CHANGES, KEEP };
