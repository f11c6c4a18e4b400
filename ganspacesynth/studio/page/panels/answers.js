// Play on: a machine that listens to a recording, a microphone of the engine's machine or the keyboard, and answers with sounds of a bank; why it chose, as lines.

import { button, fill, make, noteName } from "../js/dom.js";

const VOICE = "machine";
const SHOWN_S = 14, EDGE = 8;

export class AnswersPanel {
  constructor(element, studio) {
    Object.assign(this, { element, studio, link: studio.link, units: [], chosen: [], looks: [], voice: null, head: 1 });
    this.source = make("select", { id: "answer-source" });
    this.mode = make("select", { id: "answer-mode", onchange: () => this.#ask("/bank_mode", [this.mode.value]) });
    fill(this.mode, [["call", "answers each phrase"], ["continue", "plays on until I do"], ["shadow", "plays along"]], "call");
    this.gate = make("input", { type: "range", id: "answer-gate", min: -70, max: -10, step: 1, value: -50, onchange: () => this.#ask("/bank_set", ["gate", Number(this.gate.value)]) });
    this.warmth = make("input", { type: "range", id: "answer-warmth", min: 0.1, max: 2, step: 0.05, value: 1, onchange: () => this.#ask("/bank_set", ["temperature", Number(this.warmth.value)]) });
    this.heads = make("select", { id: "answer-head", onchange: () => { this.head = Number(this.heads.value); this.#draw(); } });
    fill(this.heads, [["1", "head 1"]], "1");
    this.start = button("Begin", () => this.#begin(), { class: "main" });
    this.stop = button("End", () => this.#end(), { disabled: true });
    this.said = make("p", { class: "note said", "aria-live": "polite" }, "Choose what it shall hear, and begin. Keys of Play are heard as well.");
    this.canvas = make("canvas", { class: "signals", role: "img", "aria-label": "Above what was heard, below what was answered, between them what each answer looked at" });
    element.append(make("div", { class: "stack" }, make("div", { class: "card" },
      make("div", { class: "row" }, make("label", { for: "answer-source" }, "It hears"), this.source, make("label", { for: "answer-mode" }, "and"), this.mode, this.start, this.stop),
      make("div", { class: "row" }, make("label", { for: "answer-gate" }, "Gate (dB)"), make("span", { class: "short" }, this.gate), make("label", { for: "answer-warmth" }, "Surprise"), make("span", { class: "short" }, this.warmth),
        make("label", { for: "answer-head" }, "Lines of"), this.heads),
      this.canvas, this.said, make("p", { class: "note" }, "Above: what it heard. Below: what it answered. The lines say which heard sounds made it choose."))));
    this.bank = make("input", { type: "text", id: "answer-bank", placeholder: "the one that comes along", size: 24, onchange: () => this.#readBank() });
    this.map = make("canvas", { class: "bank", role: "application", tabindex: 0, "aria-label": "Map of the bank: click a sound; arrow keys go from one to the next" });
    this.map.addEventListener("click", (event) => this.#pointed(event));
    this.map.addEventListener("keydown", (event) => {
      const turn = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (turn && this.sounds?.length) { event.preventDefault(); this.#hear((this.at + turn + this.sounds.length) % this.sounds.length); }
    });
    this.unit = make("p", { class: "note said", "aria-live": "polite" }, "Click a sound of the bank to hear it.");
    element.firstChild.append(make("div", { class: "card" }, make("h2", {}, "The bank"), make("div", { class: "row" }, make("label", { for: "answer-bank" }, "Bank (a folder of the project)"), this.bank), this.map, this.unit));
    new ResizeObserver(() => this.#drawBank()).observe(this.map);
    this.link.addEventListener("answer", ({ detail }) => this.#told(detail));
    new ResizeObserver(() => this.#draw()).observe(this.canvas);
  }

  ready() {
    if (this.keyed) return;
    this.keyed = true;
    const keyboard = this.studio.panels.play.keyboard;
    keyboard.addEventListener("press", ({ detail }) => { if (this.voice) this.#ask("/bank_note", [detail.pitch, detail.velocity]); });
    keyboard.addEventListener("release", ({ detail }) => { if (this.voice) this.#ask("/bank_note", [detail.pitch, 0]); });
  }

  async shown() {
    await this.studio.attempt(async () => {
      const files = (await (await fetch("files.json")).json()).map((file) => file.name).filter((name) => /\.(wav|flac|ogg|mp3)$/i.test(name));
      fill(this.source, [["", "the keyboard"], ["device", "the microphone"], ...files.map((name) => [name, name])], this.source.value);
    });
    this.#draw();
    if (!this.sounds) await this.#readBank();
  }

  #query(more = {}) { return new URLSearchParams({ ...(this.bank.value.trim() ? { of: this.bank.value.trim() } : {}), ...more }); }

  async #readBank() {
    await this.studio.attempt(async () => {
      const answer = await fetch(`bank.json?${this.#query()}`);
      if (!answer.ok) throw new Error(await answer.text());
      this.sounds = (await answer.json()).units; this.at = -1;
      this.#drawBank();
    });
  }

  #pointed(event) {
    const box = this.map.getBoundingClientRect(), here = [event.clientX - box.left, event.clientY - box.top];
    const far = (this.sounds ?? []).map((sound) => { const [x, y] = this.#place(sound, box); return Math.hypot(x - here[0], y - here[1]); });
    if (far.length) this.#hear(far.indexOf(Math.min(...far)));
  }

  #place(sound, box) { return [EDGE + sound.x * (box.width - 2 * EDGE), box.height - EDGE - sound.y * (box.height - 2 * EDGE)]; }

  async #hear(at) {
    this.at = at;
    const { unit, told } = this.sounds[at];
    this.unit.textContent = told;
    this.#drawBank();
    await this.studio.attempt(() => this.studio.sound.clip(`unit.wav?${this.#query({ number: unit })}`, "unit"));
  }

  #drawBank() {
    const box = this.map.getBoundingClientRect(), scale = devicePixelRatio || 1;
    if (!box.width) return;
    this.map.width = box.width * scale; this.map.height = box.height * scale;
    const context = this.map.getContext("2d");
    context.scale(scale, scale);
    (this.sounds ?? []).forEach((sound, i) => {
      context.fillStyle = sound.pitch === null ? "#9a90a8" : `hsl(${Math.round((sound.pitch % 12) * 30)} 75% 62%)`;
      context.globalAlpha = i === this.at ? 1 : 0.75;
      context.beginPath(); context.arc(...this.#place(sound, box), i === this.at ? 8 : 2.5 + 3 * sound.loudness, 0, 7); context.fill();
    });
    context.globalAlpha = 1;
  }

  async #ask(address, values) { if (this.voice) await this.studio.attempt(() => this.link.ask(address, [...values, "@voice", VOICE])); }

  async #begin() {
    this.start.disabled = true;
    await this.studio.attempt(async () => {
      this.said.textContent = "The machine is being made ready…";
      Object.assign(this, { units: [], chosen: [], looks: [] });
      this.voice = await this.studio.sound.voice(VOICE);
      this.voice.onclose = () => this.#closed();
      const { last: [units] } = await this.link.ask("/bank_open", [...(this.bank.value.trim() ? [this.bank.value.trim()] : []), "@voice", VOICE]);
      const source = this.source.value === "" ? ["off"] : this.source.value === "device" ? ["device"] : ["file", this.source.value];
      await this.link.ask("/listen", [...source, "@voice", VOICE], { last: "/listening" });
      for (const [name, knob] of [["gate", this.gate], ["temperature", this.warmth]]) await this.#ask("/bank_set", [name, Number(knob.value)]);
      await this.#ask("/bank_mode", [this.mode.value]);
      await this.#ask("/bank_attention", [1]);
      await this.link.ask("/bank_start", ["@voice", VOICE], { last: "/ok" });
      this.stop.disabled = false;
      this.said.textContent = `It listens, with ${units} sounds of its own.`;
      this.#follow();
    });
    if (this.stop.disabled) { this.start.disabled = false; this.voice?.close(); }
  }

  async #end() {
    await this.#ask("/bank_stop", []);
    setTimeout(() => this.voice?.close(), 1200);
  }

  #closed() { this.voice = null; this.start.disabled = false; this.stop.disabled = true; this.said.textContent = `It heard ${this.units.length} sounds and answered with ${this.chosen.length}.`; }

  #told({ address, values }) {
    if (address === "/bank_heard") { const [number, at, length, pitch, loudness] = values; this.units.push({ number, at, length, pitch, loudness }); }
    else if (address === "/bank_chose") { const [number, , at, length, pitch, , late] = values; this.chosen.push({ number, at, length, pitch, late }); this.#say(values); }
    else if (address === "/attention") this.#looked(values);
    else if (address === "/bank_remark") this.said.textContent = values[0];
    else return;
    for (const list of [this.units, this.chosen]) list.splice(0, Math.max(0, list.length - 400));
    this.#draw();
  }

  #say([, unit, , , pitch, probability, late]) {
    this.said.textContent = `Sound ${unit}${pitch >= 0 ? ` (${noteName(pitch)})` : ""}, ${Math.round(probability * 100)} % likely${late >= 0 ? `, ${Math.round(late)} ms after the phrase` : ""}.`;
  }

  #looked([number, head, oldest, ...shares]) {
    if (head > this.heads.options.length) fill(this.heads, Array.from({ length: head }, (_, i) => [String(i + 1), `head ${i + 1}`]), String(this.head));
    this.looks.push({ number, head, oldest, shares });
    this.looks.splice(0, Math.max(0, this.looks.length - 800));
  }

  async #follow() { while (this.voice) { this.#draw(); await new Promise((resolve) => setTimeout(resolve, 100)); } }

  #draw() {
    const { canvas } = this, box = canvas.getBoundingClientRect(), scale = devicePixelRatio || 1;
    if (!box.width) return;
    canvas.width = box.width * scale; canvas.height = box.height * scale;
    const context = canvas.getContext("2d"), now = Math.max(SHOWN_S, ...this.units.map((unit) => unit.at + unit.length), ...this.chosen.map((unit) => unit.at + unit.length));
    context.scale(scale, scale);
    const x = (seconds) => ((seconds - now + SHOWN_S) / SHOWN_S) * box.width, hue = (pitch) => (pitch < 0 ? "#9a90a8" : `hsl(${Math.round((pitch % 12) * 30)} 75% 65%)`);
    const top = 40, bottom = box.height - 40, places = new Map();
    const bars = (units, y) => units.forEach((unit) => {
      places.set(unit.number, [x(unit.at + unit.length / 2), y]);
      context.fillStyle = hue(unit.pitch);
      context.fillRect(x(unit.at), y - 11, Math.max(3, x(unit.at + unit.length) - x(unit.at) - 2), 22);
    });
    bars(this.units, top); bars(this.chosen, bottom);
    for (const { number, head, oldest, shares } of this.looks) {
      if (head !== this.head || !places.has(number)) continue;
      const [toX, toY] = places.get(number);
      shares.forEach((share, i) => {
        const from = places.get(oldest + i);
        if (!from || share < 0.08) return;
        context.strokeStyle = `rgb(221 152 224 / ${Math.min(0.9, share).toFixed(2)})`; context.lineWidth = 0.5 + 3 * share;
        context.beginPath(); context.moveTo(from[0], from[1] + (from[1] < toY ? 11 : -11)); context.lineTo(toX, toY - 11); context.stroke();
      });
    }
    context.fillStyle = "#cfc6d8"; context.font = "12px system-ui"; context.fillText("heard", 6, 18); context.fillText("answered", 6, box.height - 8);
  }
}
