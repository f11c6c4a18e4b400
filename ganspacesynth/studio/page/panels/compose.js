// Compose: steps in a strip that become one piece, clip after clip or as one unbroken sound; styles; and the piece as a file.

import { button, fill, make, newest, noteName } from "../js/dom.js";

const SHAPES = ["wav", "flac", "ogg"];

export class ComposePanel {
  constructor(element, studio) {
    Object.assign(this, { element, studio, link: studio.link, steps: [], cursor: 0, job: null });
    this.refresh = newest(() => this.#refresh());
    this.strip = make("div", { class: "strip", role: "list", "aria-label": "Steps" });
    this.style = make("select", { id: "style" });
    this.scale = make("input", { type: "text", id: "scale", placeholder: "dorian", size: 8 });
    this.root = make("input", { type: "text", id: "root", placeholder: "D", size: 3 });
    this.bpm = make("input", { type: "number", id: "bpm", min: 20, max: 300, placeholder: "bpm" });
    this.form = make("select", { id: "form" });
    fill(this.form, [["clips", "sounds that overlap"], ["continuous", "one unbroken sound"]], "clips");
    this.width = make("input", { type: "number", id: "width", min: 0, max: 1, step: 0.1, value: 0.4 });
    this.room = make("input", { type: "number", id: "room", min: 0, max: 1, step: 0.1, value: 0.2 });
    this.file = make("input", { type: "text", id: "file", value: "piece.wav" });
    this.bar = make("progress", { max: 1, value: 0, hidden: true, "aria-label": "How far the piece is" });
    this.stop = button("Stop", () => this.#cancel(), { hidden: true });
    element.append(make("div", { class: "stack" },
      make("div", { class: "card" }, make("h2", {}, "Steps"),
        make("div", { class: "row" }, button("Add", () => this.#do("/step_add")), button("Add a random one", () => this.#do("/step_random")), button("Take out", () => this.#do("/step_remove")),
          button("Undo", () => this.#do("/undo")), button("Redo", () => this.#do("/redo")), button("Begin anew", () => this.#do("/sequence_new"))),
        this.strip, make("p", { class: "note" }, "A step is a sound: choose it, and move it in Play. Drag to put it elsewhere; Alt with an arrow key does the same.")),
      make("div", { class: "card" }, make("h2", {}, "In a style"),
        make("div", { class: "row" }, make("label", { for: "style" }, "Style"), this.style, make("label", { for: "scale" }, "Scale"), this.scale, make("label", { for: "root" }, "Root"), this.root,
          make("label", { for: "bpm" }, "Tempo"), this.bpm, button("Compose steps", () => this.#compose()))),
      make("div", { class: "card" }, make("h2", {}, "The piece"),
        make("div", { class: "row" }, make("label", { for: "form" }, "As"), this.form, make("label", { for: "width" }, "Width"), this.width, make("label", { for: "room" }, "Room"), this.room,
          button("Hear it", () => this.#make(null), { class: "main" }), button("Silence", () => this.studio.sound.stopAll())),
        make("div", { class: "row" }, make("label", { for: "file" }, "File"), this.file, button("Write it", () => this.#make(this.file.value)), this.stop),
        this.bar, make("p", { class: "note" }, `Files end in ${SHAPES.map((kind) => `.${kind}`).join(", ")}, lie in the project, and carry their recipe. Nothing is overwritten.`))));
  }

  async ready() {
    await this.studio.attempt(async () => {
      const { answers } = await this.link.ask("/styles");
      fill(this.style, answers.slice(0, -1).map(({ values: [name, about] }) => [name, `${name}: ${about}`]), "plucked");
    });
    await this.refresh();
  }

  shown() { this.refresh(); }
  changed({ address }) { if (address) this.refresh(); }

  async #refresh() {
    await this.studio.attempt(async () => {
      const answer = await fetch("voice.json");
      if (!answer.ok) throw new Error(await answer.text());
      const { sequence } = await answer.json();
      this.steps = sequence.steps; this.cursor = sequence.cursor; this.pitch = sequence.pitch;
      this.#draw();
    });
  }

  #draw() {
    const focused = this.strip.contains(document.activeElement) ? document.activeElement.dataset.index : null;
    this.strip.replaceChildren(...this.steps.map((step, i) => this.#card(step, i)));
    if (focused !== null) this.strip.querySelector(`[data-index="${Math.min(Number(focused), this.steps.length - 1)}"]`)?.focus();
  }

  #card(step, i) {
    const pitch = step.pitch ?? this.pitch, tidy = (value) => Math.round(value * 100) / 100;
    const field = (label, value, low, high, act, step_ = 1) => {
      const input = make("input", { type: "number", min: low, max: high, step: step_, value, "aria-label": `${label} of step ${i + 1}` });
      input.addEventListener("change", () => this.#at(i, () => act(Number(input.value))));
      return make("label", {}, label, input);
    };
    const card = make("div", { class: "step", role: "listitem", draggable: "true", "data-at": i, "aria-current": i === this.cursor ? "true" : "false" },
      button(`${i + 1}. ${noteName(pitch)}`, () => this.#choose(i), { "data-index": i, "aria-label": `Step ${i + 1}, ${noteName(pitch)}: choose and hear it` }),
      make("span", { class: "note" }, step.seed == null ? "a sound of its own" : `sound ${step.seed}`),
      field("pitch", pitch, 0, 127, (value) => this.link.ask("/pitch", [value])),
      field("seconds", tidy(step.duration_s ?? step.duration ?? 0), 0, 600, (value) => this.link.ask("/step_duration", [value]), 0.1),
      field("level", tidy(step.level_db ?? step.level ?? 0), -80, 12, (value) => this.link.ask("/step_level", [value]), 1));
    card.addEventListener("dragstart", (event) => { event.dataTransfer.setData("text/plain", String(i)); event.dataTransfer.effectAllowed = "move"; });
    card.addEventListener("dragover", (event) => { event.preventDefault(); card.classList.add("over"); });
    card.addEventListener("dragleave", () => card.classList.remove("over"));
    card.addEventListener("drop", (event) => { event.preventDefault(); this.#move(Number(event.dataTransfer.getData("text/plain")), i); });
    card.addEventListener("keydown", (event) => {
      const turn = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (turn && event.altKey) { event.preventDefault(); this.#move(i, i + turn); }
    });
    return card;
  }

  // What is done to steps is done one after the other: each refers to what the one before has left.
  #inTurn(act) {
    this.turn = (this.turn ?? Promise.resolve()).then(() => this.studio.attempt(async () => { await act(); await this.refresh(); }));
    return this.turn;
  }

  #at(i, act) { return this.#inTurn(async () => { if (i !== this.cursor) await this.link.ask("/step", [i]); await act(); }); }

  async #choose(i) {
    await this.#inTurn(async () => {
      await this.studio.sound.wake();
      await this.link.ask("/step", [i]);
      const { last: [address] } = await this.link.ask("/preview");
      await this.studio.sound.clip(address, "point");
      this.studio.panels.play.refresh();
    });
  }

  async #move(from, to) {
    if (!Number.isInteger(from) || from === to || to < 0 || to >= this.steps.length) return;
    await this.#inTurn(async () => { await this.link.ask("/step", [from]); await this.link.ask("/step_move", [to]); });
  }

  #do(address) { return this.#inTurn(() => this.link.ask(address)); }

  async #compose() {
    const values = [this.style.value, ...this.#option("scale", this.scale.value.trim()), ...this.#option("root", this.root.value.trim()), ...this.#option("bpm", Number(this.bpm.value) || "")];
    await this.#inTurn(async () => { await this.link.ask("/compose", values); this.studio.say("Steps composed: hear the piece."); });
  }

  #option(name, value) { return value === "" ? [] : [`@${name}`, value]; }

  async #make(file) {
    const values = ["@form", this.form.value, "@width", Number(this.width.value), "@room", Number(this.room.value), ...(file ? ["@to", file] : ["@precision", "preview"])];
    this.bar.hidden = this.stop.hidden = false;
    this.bar.removeAttribute("value");
    await this.studio.attempt(async () => {
      await this.studio.sound.wake();
      const asked = this.link.ask("/hallucinate", values, { progress: (done, total) => { if (total) { this.bar.max = total; this.bar.value = done; } } });
      this.job = asked.id;
      const { last: [address] } = await asked;
      if (file) this.studio.say(`Written: ${file}`); else await this.studio.sound.clip(address, "piece");
      this.studio.panels.project.refresh();
    });
    this.bar.hidden = this.stop.hidden = true;
  }

  async #cancel() { await this.studio.attempt(() => this.link.ask("/cancel", ["@job", String(this.job)])); }
}
