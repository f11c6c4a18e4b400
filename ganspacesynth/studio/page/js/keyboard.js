// Three octaves to play: by mouse and finger, by the computer's keys (A W S E D …, Z and X an octave down and up), and by MIDI.

import { button, noteName } from "./dom.js";

const KEYS = "awsedftgyhujkolp"; // C C♯ D … over one octave and a third
const BLACK = new Set([1, 3, 6, 8, 10]);

export class Keyboard extends EventTarget {
  #down = new Map(); // pitch -> how many hold it

  constructor(element) {
    super();
    this.element = element; this.lowest = 48; this.range = [0, 127]; this.count = 37;
    element.classList.add("keys"); element.setAttribute("role", "group"); element.setAttribute("aria-label", "Keyboard");
    element.addEventListener("pointerdown", (event) => this.#pointed(event));
    element.addEventListener("pointermove", (event) => { if (event.buttons && this.pointed !== undefined) this.#pointed(event); });
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) element.addEventListener(name, () => this.#point(undefined));
    addEventListener("keydown", (event) => this.#key(event, true));
    addEventListener("keyup", (event) => this.#key(event, false));
    addEventListener("blur", () => { for (const pitch of [...this.#down.keys()]) { this.#down.set(pitch, 1); this.#release(pitch); } });
    this.draw();
    new ResizeObserver(() => {
      const count = element.clientWidth < 520 ? 13 : element.clientWidth < 800 ? 25 : 37;
      if (element.clientWidth && count !== this.count) { this.count = count; this.move(0); }
    }).observe(element);
  }

  // Go octaves up or down.
  move(octaves) {
    this.lowest = Math.max(0, Math.min(120 - this.count, this.lowest + 12 * octaves));
    this.lowest -= this.lowest % 12;
    this.draw();
  }

  setRange(lowest, highest) {
    this.range = [lowest, highest];
    this.lowest = Math.max(lowest - (lowest % 12), Math.min(48, highest - this.count));
    this.lowest -= this.lowest % 12;
    this.draw();
  }

  draw() {
    this.element.replaceChildren();
    this.element.style.setProperty("--whites", { 13: 8, 25: 15, 37: 22 }[this.count]);
    for (let pitch = this.lowest; pitch < this.lowest + this.count; pitch++) {
      const isBlack = BLACK.has(pitch % 12), isPlayed = pitch >= this.range[0] && pitch <= this.range[1];
      const key = button(pitch % 12 ? "" : noteName(pitch), null, { class: isBlack ? "black" : "", disabled: !isPlayed, "data-pitch": pitch, "aria-label": noteName(pitch) });
      key.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); if (!event.repeat) this.press(pitch, 100); } });
      key.addEventListener("keyup", (event) => { if (event.key === "Enter" || event.key === " ") this.#release(pitch); });
      this.element.append(key);
    }
  }

  press(pitch, velocity = 100) {
    if (pitch < this.range[0] || pitch > this.range[1]) return;
    this.#down.set(pitch, (this.#down.get(pitch) ?? 0) + 1);
    this.#light(pitch, true);
    this.dispatchEvent(new CustomEvent("press", { detail: { pitch, velocity } }));
  }

  #release(pitch) {
    const held = (this.#down.get(pitch) ?? 0) - 1;
    if (held > 0) { this.#down.set(pitch, held); return; }
    if (!this.#down.delete(pitch)) return;
    this.#light(pitch, false);
    this.dispatchEvent(new CustomEvent("release", { detail: { pitch, left: this.#down.size } }));
  }

  midi(pitch, velocity) { if (velocity) this.press(pitch, velocity); else this.#release(pitch); }

  #light(pitch, on) { this.element.querySelector(`[data-pitch="${pitch}"]`)?.classList.toggle("down", on); }

  #pointed(event) {
    event.preventDefault();
    const key = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-pitch]");
    if (event.type === "pointerdown") this.element.setPointerCapture(event.pointerId);
    this.#point(key && this.element.contains(key) && !key.disabled ? Number(key.dataset.pitch) : undefined);
  }

  #point(pitch) {
    if (pitch === this.pointed) return;
    const before = this.pointed;
    this.pointed = pitch;
    if (before !== undefined) this.#release(before);
    if (pitch !== undefined) this.press(pitch);
  }

  #key(event, isDown) {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "range";
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const key = event.key.toLowerCase(), i = KEYS.indexOf(key);
    if (i >= 0) { const pitch = this.lowest + (this.count > 13 ? 12 : 0) + i; if (isDown) this.press(pitch); else this.#release(pitch); }
    if (isDown && (key === "z" || key === "x")) this.move(key === "x" ? 1 : -1);
  }
}

// Hear what MIDI keyboards play and turn; resolves to how many there are. A CC that is turned while something is being learnt belongs to it from then on.
export class MidiInput extends EventTarget {
  async begin() {
    if (!navigator.requestMIDIAccess) throw new Error("This browser has no MIDI. Chrome, Edge and Firefox have.");
    const access = await navigator.requestMIDIAccess();
    const listen = () => { for (const input of access.inputs.values()) input.onmidimessage = ({ data }) => this.take(data); };
    access.onstatechange = listen;
    listen();
    return access.inputs.size;
  }

  take([status, one, two]) {
    const kind = status & 0xf0;
    if (kind === 0x90 || kind === 0x80) this.dispatchEvent(new CustomEvent("note", { detail: { pitch: one, velocity: kind === 0x90 ? two : 0 } }));
    if (kind === 0xb0) this.dispatchEvent(new CustomEvent("control", { detail: { number: one, value: two / 127 } }));
  }
}
