// Listen: a song of the project, what is heard in it, and what that moves in the voice while it sounds.

import { button, fill, make } from "../js/dom.js";
import { ReactionWriter } from "../js/reaction-writer.js";

const SONG = /\.(wav|flac|ogg|mp3|aif|aiff|m4a)$/i;
const COLOURS = { loudness: "#e8e2ee", "low hits": "#ff8f5a", "high hits": "#7fd6ff", brightness: "#e9d66b" };
const CHAINS = [["rms | smooth 0.1", "how loud it is"], ["onsets(low) | peaks | decay 0.3", "low hits"], ["onsets(high) | peaks | decay 0.15", "high hits"],
  ["centroid | smooth 0.2 | normalise", "how bright it is"], ["lfo(0.2)", "a slow wave, without any song"]];
const KNOBS = [["how much the hits move", 0], ["how much the brightness moves", 1], ["how much the loudness moves", 2]];

export class ListenPanel {
  constructor(element, studio) {
    Object.assign(this, { element, studio, link: studio.link, song: null });
    this.file = make("select", { id: "song" });
    this.canvas = make("canvas", { class: "signals", role: "img", "aria-label": "Signals of the song over time" });
    this.canvas.addEventListener("click", (event) => this.#seek(event));
    this.place = make("input", { type: "range", id: "song-place", min: 0, max: 1, step: "any", value: 0, onchange: () => this.#go(Number(this.place.value)) });
    this.facts = make("p", { class: "note said", "aria-live": "polite" }, "Put a song into the project, choose it here, and let it move the voice.");
    this.level = make("input", { type: "range", id: "song-level", min: -60, max: 0, step: 1, value: -12, onchange: () => studio.attempt(() => this.link.ask("/song_level", [Number(this.level.value)])) });
    this.rows = make("tbody");
    this.chain = make("input", { type: "text", id: "chain", value: CHAINS[1][0], list: "chains" });
    this.target = make("select", { id: "target" });
    this.low = make("input", { type: "number", id: "row-low", value: 0, step: 0.1 }); this.high = make("input", { type: "number", id: "row-high", value: 2, step: 0.1 });
    this.knobs = KNOBS.map(([label, i]) => {
      const id = `knob-${i}`, input = make("input", { type: "range", id, min: 0, max: 1, step: 0.01, value: 0, onchange: () => this.#knob(i, Number(input.value)) });
      return make("div", { class: "slider" }, make("label", { for: id }, label), input);
    });
    element.append(make("div", { class: "stack" },
      make("div", { class: "card" }, make("div", { class: "row" }, make("label", { for: "song" }, "Song"), this.file, button("Open", () => this.#open(), { class: "main" }),
        button("Play", () => this.#play(1)), button("Stop", () => this.#play(0)), make("label", { for: "song-level" }, "Its level"), make("span", { class: "short" }, this.level)),
        this.canvas, make("label", { for: "song-place", class: "note" }, "Place in the song"), this.place, this.facts),
      make("div", { class: "card" }, make("h2", {}, "Let it move the sound"), make("div", { class: "sliders" }, ...this.knobs)),
      make("div", { class: "card" }, make("h2", {}, "All that moves"),
        make("table", {}, make("thead", {}, make("tr", {}, ...["What is heard", "moves", "from", "to", ""].map((text) => make("th", { scope: "col" }, text)))), this.rows),
        make("datalist", { id: "chains" }, ...CHAINS.map(([value, text]) => make("option", { value }, text))),
        make("div", { class: "row" }, make("label", { for: "chain" }, "Let"), this.chain, make("label", { for: "target" }, "move"), this.target,
          make("label", { for: "row-low" }, "from"), this.low, make("label", { for: "row-high" }, "to"), this.high, button("Add", () => this.#add())))));
    element.firstChild.append(new ReactionWriter(studio, () => this.file.value).element);
    new ResizeObserver(() => this.#draw()).observe(this.canvas);
  }

  ready() { this.shown(); }

  async shown() {
    await this.studio.attempt(async () => {
      const files = (await (await fetch("files.json")).json()).map((file) => file.name).filter((name) => SONG.test(name));
      fill(this.file, files.map((name) => [name, name]), this.file.value);
      const directions = this.studio.panels.play.directions.map(({ number }) => [`edits.${number - 1}`, `direction ${number}`]);
      fill(this.target, [["level", "the level (dB)"], ["pitch", "the pitch (semitones)"], ["psi", "how far from the middle"], ...directions], this.target.value || "edits.0");
      await this.#list();
    });
  }

  changed({ address }) { if (address?.startsWith("/modul") || address?.startsWith("/unmod")) this.#list(); }

  async #open() {
    if (!this.file.value) return this.studio.say("Put a song into the project first: drop it in the room Project.", true);
    this.facts.textContent = "Listening to the song…";
    return this.studio.attempt(async () => {
      const answer = await fetch(`song.json?${new URLSearchParams({ of: this.file.value })}`);
      if (!answer.ok) throw new Error(await answer.text());
      this.song = await answer.json();
      this.place.max = this.song.duration;
      this.#draw();
      await this.studio.panels.play.soundOn();
      const { last: [, duration, tempo, beats, sections] } = await this.link.ask("/song", [this.file.value]);
      this.facts.textContent = `${duration.toFixed(0)} s, ${tempo.toFixed(0)} beats a minute, ${beats} beats, ${sections} sections. Click the picture to go there.`;
      await this.link.ask("/song_level", [Number(this.level.value)]);
    });
  }

  async #play(on) { await this.studio.attempt(async () => { const { last } = await this.link.ask("/song_play", [on]); this.#at(last); }); if (on) this.#follow(); }
  async #go(seconds) { await this.studio.attempt(async () => this.#at((await this.link.ask("/song_seek", [String(seconds)])).last)); }

  #at([seconds, playing]) { this.place.value = seconds; this.playing = playing === 1; this.#draw(); }

  async #follow() {
    if (this.following) return;
    this.following = true;
    while (this.playing && this.link.isOpen) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      await this.link.ask("/song_place").then(({ last }) => this.#at(last)).catch(() => { this.playing = false; });
    }
    this.following = false;
  }

  #seek(event) {
    if (!this.song) return;
    const box = this.canvas.getBoundingClientRect();
    this.#go(((event.clientX - box.left) / box.width) * this.song.duration);
  }

  // Three knobs, each a row of the matrix.
  #knob(i, amount) {
    const rows = [["edits.0", "onsets(low) | peaks | decay 0.3", 0, 3 * amount], ["edits.1", "centroid | smooth 0.2 | normalise", -2 * amount, 2 * amount], ["level", "rms | smooth 0.1 | normalise", -30 * amount, 0]];
    const [target, chain, low, high] = rows[i], row = `knob${i}`;
    return this.studio.attempt(async () => {
      if (amount) await this.link.ask("/modulate", [`${target}:${low.toFixed(2)}:${high.toFixed(2)}`, ...chain.split(" "), "@row", row]);
      else await this.link.ask("/unmodulate", ["@row", row]);
      await this.#list();
    });
  }

  async #add() {
    await this.studio.attempt(async () => {
      await this.link.ask("/modulate", [`${this.target.value}:${Number(this.low.value)}:${Number(this.high.value)}`, ...this.chain.value.split(/\s+/)]);
      await this.#list();
    });
  }

  async #list() {
    const { answers } = await this.link.ask("/modulations");
    this.rows.replaceChildren(...answers.slice(0, -1).map(({ values: [target, chain, low, high, , , row] }) => make("tr", {}, make("td", {}, chain), make("td", {}, target),
      make("td", {}, String(low)), make("td", {}, String(high)), make("td", {}, button("Take out", () => this.#remove(target, row), { "aria-label": `Take out: ${chain} moves ${target}` })))));
    if (answers.length === 1) this.rows.append(make("tr", {}, make("td", { colspan: 5 }, "Nothing moves yet.")));
  }

  async #remove(target, row) { await this.studio.attempt(async () => { await this.link.ask("/unmodulate", [target, ...(row ? ["@row", row] : [])]); await this.#list(); }); }

  #draw() {
    const box = this.canvas.getBoundingClientRect(), scale = devicePixelRatio || 1;
    if (!box.width) return;
    this.canvas.width = box.width * scale; this.canvas.height = box.height * scale;
    const context = this.canvas.getContext("2d");
    context.scale(scale, scale);
    if (!this.song) return;
    const { duration, signals, bars, sections } = this.song, x = (seconds) => (seconds / duration) * box.width;
    context.strokeStyle = "#3b3147"; context.lineWidth = 1;
    for (const bar of bars) { context.beginPath(); context.moveTo(x(bar), 0); context.lineTo(x(bar), box.height); context.stroke(); }
    context.strokeStyle = "#dd98e0";
    for (const section of sections) { context.beginPath(); context.moveTo(x(section), 0); context.lineTo(x(section), box.height); context.stroke(); }
    Object.entries(signals).forEach(([name, { values }], row, all) => {
      const low = (box.height * (row + 1)) / all.length - 4, high = box.height / all.length - 20;
      context.beginPath(); context.strokeStyle = COLOURS[name]; context.lineWidth = 1.4;
      values.forEach((value, i) => context.lineTo((i / values.length) * box.width, low - high * Math.max(0, Math.min(1, value))));
      context.stroke();
      context.fillStyle = COLOURS[name]; context.font = "12px system-ui"; context.fillText(name, 6, low - high - 4);
    });
    context.fillStyle = "#fff"; context.fillRect(x(Number(this.place.value)) - 1, 0, 2, box.height);
  }
}
