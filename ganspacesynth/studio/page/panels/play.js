// Play: a map of the model's sounds, a keyboard, directions to move along, voices that sound on, snapshots, and all that was heard.

import { ago, button, fill, make, newest, noteName } from "../js/dom.js";
import { Keyboard, MidiInput } from "../js/keyboard.js";
import { SoundMap } from "../js/sound-map.js";

const VOICE = "main";

export class PlayPanel {
  constructor(element, studio) {
    Object.assign(this, { element, studio, link: studio.link, sound: studio.sound, voice: null, directions: [], learnt: new Map(), learning: null, undone: [] });
    element.append(make("div", { class: "grid" }, make("div", { class: "stack" }, this.#mapCard(), this.#keyCard()), make("div", { class: "stack" }, this.#soundCard(), this.#keepCard())));
    this.hearPoint = newest(() => this.#hearPoint());
    this.refresh = newest(() => this.#refresh());
    this.sendEdit = newest((number, amount) => this.attempt(() => this.link.ask("/edit", [number, amount])));
  }

  attempt(act) { return this.studio.attempt(act); }

  // --- cards

  #mapCard() {
    const canvas = make("canvas", { class: "map", role: "application", "aria-label": "Map of sounds: click, drag, or use the arrow keys; Enter plays again" });
    this.map = new SoundMap(canvas);
    this.said = make("p", { class: "note said", "aria-live": "polite" }, "Click the map to hear a sound.");
    this.map.addEventListener("pick", ({ detail }) => this.#pick(detail));
    this.map.addEventListener("over", ({ detail }) => { if (detail) this.said.textContent = `Sound ${detail.seed}: ${SoundMap.words(detail)}.`; });
    this.map.addEventListener("path", ({ detail }) => this.#path(detail));
    this.model = make("select", { id: "model", onchange: () => this.#open(this.model.value) });
    this.random = button("Another sound", () => this.#random(), { class: "main" });
    return make("div", { class: "card" },
      make("div", { class: "row" }, make("label", { for: "model" }, "Model"), this.model, this.random,
        button("Undo", () => this.#step("/undo")), button("Redo", () => this.#step("/redo"))),
      canvas, this.said, make("p", { class: "note" }, "Shift and drag draws a path: its sounds become steps in Compose."));
  }

  #keyCard() {
    this.keyboard = new Keyboard(make("div"));
    this.keyboard.addEventListener("press", ({ detail }) => this.#press(detail));
    this.keyboard.addEventListener("release", ({ detail }) => this.#release(detail));
    this.midi = new MidiInput();
    this.midi.addEventListener("note", ({ detail }) => this.keyboard.midi(detail.pitch, detail.velocity));
    this.midi.addEventListener("control", ({ detail }) => this.#control(detail));
    this.hold = button("Sound on", () => this.#hold(), { "aria-pressed": "false", title: "A voice without an end: what you move is heard while it sounds" });
    this.wander = make("select", { id: "wander", onchange: () => this.attempt(() => this.link.ask("/wander", [Number(this.wander.value)])) });
    fill(this.wander, [["0", "stands still"], ["2", "wanders, 2 s"], ["5", "wanders, 5 s"], ["12", "wanders, 12 s"]], "0");
    this.glide = make("input", { type: "range", id: "glide", min: 0, max: 2, step: 0.05, value: 0.1, onchange: () => this.attempt(() => this.link.ask("/glide", [Number(this.glide.value)])) });
    return make("div", { class: "card" },
      make("div", { class: "row" }, this.hold, make("label", { for: "wander" }, "It"), this.wander, make("label", { for: "glide" }, "Glide"), make("span", { class: "short" }, this.glide),
        button("◂ 8va", () => this.keyboard.move(-1), { "aria-label": "An octave down" }), button("8va ▸", () => this.keyboard.move(1), { "aria-label": "An octave up" }),
        button("MIDI", () => this.attempt(async () => this.studio.say(`MIDI: ${await this.midi.begin()} inputs.`)))),
      this.keyboard.element,
      make("p", { class: "note" }, "Keys A W S E D … play, Z and X go an octave down and up."));
  }

  #soundCard() {
    this.sliders = make("div", { class: "sliders" });
    this.psi = this.#slider("How far from the middle of all sounds", 0, 1.5, 1, (value) => this.#change("/psi", [value]));
    this.name = make("span", { class: "note" });
    return make("div", { class: "card" }, make("h2", {}, "The sound ", this.name),
      make("div", { class: "row" }, button("Straighten", () => this.#straighten()), button("Vary a little", () => this.#vary(0.2)), button("Vary a lot", () => this.#vary(0.6))),
      this.psi.element, this.sliders);
  }

  #keepCard() {
    this.snapshot = make("input", { type: "text", id: "snapshot", maxlength: 40, placeholder: "a name" });
    this.snapshots = make("div", { class: "row" });
    this.a = make("select", { id: "morph-a" }); this.b = make("select", { id: "morph-b" });
    this.morph = this.#slider("Between them", 0, 1, 0, (amount) => this.#morphed(amount));
    this.list = make("ol", { class: "heard", tabindex: 0, "aria-label": "Everything heard, the newest first" });
    return make("div", { class: "card stack" },
      make("div", {}, make("h2", {}, "Snapshots"),
        make("div", { class: "row" }, make("label", { for: "snapshot" }, "Keep as"), this.snapshot, button("Keep", () => this.#keep())), this.snapshots,
        make("div", { class: "row" }, make("label", { for: "morph-a" }, "Morph from"), this.a, make("label", { for: "morph-b" }, "to"), this.b), this.morph.element),
      make("div", {}, make("h2", {}, "Heard"), this.list));
  }

  #slider(label, low, high, value, act, onlearn = null) {
    const id = `slider-${Math.random().toString(36).slice(2)}`, output = make("output", { for: id }, value.toFixed(2));
    const input = make("input", { type: "range", id, min: low, max: high, step: "any", value, oninput: () => { output.textContent = Number(input.value).toFixed(2); act(Number(input.value)); } });
    const text = make("label", { for: id }, make("span", {}, label));
    if (onlearn) text.append(button("CC", onlearn, { class: "tiny", title: "Turn a MIDI controller to move this", "aria-label": `Learn a controller for ${label}` }));
    const set = (next) => { input.value = next; output.textContent = Number(next).toFixed(2); };
    input.addEventListener("dblclick", () => { set(value); act(value); });
    return { element: make("div", { class: "slider" }, text, input, output), input, set, act };
  }

  // --- what the engine says

  async ready() {
    await this.attempt(async () => {
      const names = [...new Set([...this.studio.about.models])];
      const { last: [name, , , , , lowest, highest] } = await this.link.ask("/info", [], { last: "/model" });
      fill(this.model, names.map((each) => [each, each]), name);
      this.keyboard.setRange(lowest, highest);
      await this.#readDirections();
      await this.refresh();
      this.studio.say("Ready.");
      this.#survey(name);
    });
  }

  // The map is drawn while the engine still listens to the sounds on it.
  async #survey(model) {
    this.surveyed = model;
    for (let wait = 300; this.surveyed === model; wait = Math.min(2000, wait * 1.3)) {
      const answer = await fetch(`survey.json?${new URLSearchParams({ model })}`).catch(() => null);
      if (!answer?.ok) return;
      const { sounds, whole } = await answer.json();
      this.map.show(sounds);
      this.map.choose(this.seed);
      if (whole) return;
      this.said.textContent = `Listening to the model for its map: ${sounds.length} sounds. Click one.`;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  changed({ address }) { if (address) this.refresh(); }

  heard() {
    this.list.replaceChildren(...this.studio.heard.slice(-200).reverse().map((entry) => {
      const kind = { voice: "a voice, as it was", sound: "a sound", preview: "a sound, tried", hallucination: "a piece" }[entry.kind] ?? entry.kind;
      const what = `${kind}${entry.pitch == null ? "" : ` at ${noteName(entry.pitch)}`}${entry.duration ? `, ${entry.duration.toFixed(1)} s` : ""}`;
      return make("li", {}, make("span", { class: "what" }, what, make("span", { class: "note" }, `  ${ago(entry.at)}`)),
        button("▶", () => this.#again(entry), { "aria-label": `Hear again: ${what}` }),
        entry.kind === "hallucination" ? null : button("Take up", () => this.#takeUp(entry), { "aria-label": `Take up: ${what}` }),
        button("From?", () => { this.studio.panels.origin.ask(entry); this.studio.show("origin"); }, { "aria-label": `Where from: ${what}` }));
    }));
  }

  // Show where the instrument stands: after another page, an undo, a snapshot.
  async #refresh() {
    await this.attempt(async () => {
      const [{ last: edits }, { last: [psi] }, { answers }] = await Promise.all([this.link.ask("/edits"), this.link.ask("/psi"), this.link.ask("/snapshots")]);
      this.directions.forEach((direction, i) => direction.slider.set(edits[i] ?? 0));
      this.psi.set(psi);
      this.#showSnapshots(answers.slice(0, -1).map((answer) => answer.values[0]));
      await this.#readSeed();
    });
  }

  async #readSeed() {
    const { last: [seed] } = await this.link.ask("/seed");
    this.seed = seed;
    this.map.choose(seed);
    this.name.textContent = seed >= 0 ? `number ${seed}` : "";
  }

  async #readDirections() {
    const found = await this.link.ask("/directions").catch(() => ({ answers: [] }));
    this.directions = found.answers.filter((answer) => answer.address === "/direction").map(({ values: [number, name, low, high] }) => {
      const slider = this.#slider(name || `direction ${number}`, low, high, 0, (amount) => this.#edit(number, amount), () => this.#learn(number));
      return { number, low, high, slider };
    });
    this.sliders.replaceChildren(...this.directions.map((direction) => direction.slider.element));
  }

  #showSnapshots(names) {
    this.snapshots.replaceChildren(...names.map((name) => make("span", { class: "row" },
      button(name, () => this.#recall(name)), button("×", () => this.#forget(name), { "aria-label": `Throw ${name} away` }))));
    fill(this.a, names.map((name) => [name, name]), this.a.value || names[0]);
    fill(this.b, names.map((name) => [name, name]), this.b.value || names.at(-1));
  }

  // --- what somebody does

  async #open(name) {
    this.studio.say(`Opening ${name}…`);
    await this.attempt(() => this.link.ask("/load", [name]));
  }

  async #pick(sound) {
    this.said.textContent = `Sound ${sound.seed}: ${SoundMap.words(sound)}.`;
    this.name.textContent = `number ${sound.seed}`;
    this.pickSound ??= newest((seed) => this.attempt(async () => { await this.link.ask("/seed", [seed]); await this.#hearPoint(); }));
    await this.pickSound(sound.seed);
  }

  async #path(sounds) {
    await this.attempt(async () => {
      for (const [i, sound] of sounds.entries()) {
        if (i) await this.link.ask("/step_add");
        await this.link.ask("/seed", [sound.seed]);
      }
      this.studio.say(`${sounds.length} steps: hear them in Compose.`);
      this.studio.panels.compose.refresh();
    });
  }

  async #random() { await this.attempt(async () => { await this.link.ask("/random"); await this.#readSeed(); await this.hearPoint(); }); }

  async #hearPoint() {
    if (this.voice) return; // it is heard anyway
    await this.attempt(async () => {
      await this.sound.wake();
      const { last: [address] } = await this.link.ask("/preview");
      await this.sound.clip(address, "point");
    });
  }

  async #change(address, values) {
    this.sendChange ??= newest((...change) => this.attempt(() => this.link.ask(...change)));
    await this.sendChange(address, values);
    this.#soon();
  }

  #edit(number, amount) { this.sendEdit(number, amount); this.#soon(); }

  #soon() { clearTimeout(this.timer); this.timer = setTimeout(() => this.hearPoint(), 140); }

  async #straighten() {
    await this.attempt(async () => { await this.link.ask("/edits", this.directions.map(() => 0)); await this.link.ask("/psi", [1]); await this.refresh(); await this.hearPoint(); });
  }

  // A neighbour: a little of another sound, on the sphere, and a little along the directions.
  async #vary(amount) {
    await this.attempt(async () => {
      const { last: z } = await this.link.ask("/z");
      const other = z.map(() => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random()));
      const mixed = z.map((value, i) => value * Math.sqrt(1 - amount * amount) + other[i] * amount);
      await this.link.ask("/z", mixed);
      await this.#readSeed();
      await this.hearPoint();
    });
  }

  async #step(address) { await this.attempt(async () => { await this.link.ask(address); await this.refresh(); await this.hearPoint(); }); }

  async #keep() {
    const name = this.snapshot.value.trim() || `snapshot ${Date.now() % 10000}`;
    await this.attempt(async () => { await this.link.ask("/store", [name]); this.snapshot.value = ""; await this.refresh(); this.studio.say(`Kept as ${name}.`); });
  }

  async #recall(name) { await this.attempt(async () => { await this.link.ask("/recall", [name]); await this.refresh(); await this.hearPoint(); }); }
  async #forget(name) { await this.attempt(async () => { await this.link.ask("/forget", [name]); await this.refresh(); }); }

  #morphed(amount) {
    if (!this.a.value || !this.b.value) return;
    this.#change("/morph", [this.a.value, this.b.value, amount]);
  }

  async #again(entry) {
    await this.attempt(async () => {
      await this.sound.wake();
      if (entry.sound) { const there = await fetch(entry.sound, { method: "HEAD" }); if (there.ok) return this.sound.clip(entry.sound, "again"); }
      if (entry.kind === "voice") return this.#takeUp(entry);
      const { last: [address] } = await this.link.remembered("again", entry.number, "/rendered");
      return this.sound.clip(address, "again");
    });
  }

  async #takeUp(entry) { await this.attempt(async () => { await this.link.remembered("take_up", entry.number, "/edits"); await this.refresh(); await this.hearPoint(); }); }

  async #press({ pitch, velocity }) {
    await this.attempt(async () => {
      await this.sound.wake();
      if (this.voice) { await this.link.ask("/pitch", [pitch]); if (!this.sounding) { this.sounding = true; await this.voice.gate(true); } return; }
      this.link.ask("/pitch", [pitch]).catch(() => {});
      const { last: [address] } = await this.link.ask("/synthesize", [pitch, "@velocity", Math.max(1, Math.min(127, velocity)), "@precision", "preview"]);
      await this.sound.clip(address, `key ${pitch}`);
    });
  }

  #release({ pitch }) { if (!this.voice) this.sound.stop(`key ${pitch}`, 0.25); }

  // Let the voice sound, if it does not yet: what listens to songs plays through it.
  async soundOn() { if (!this.voice) await this.#hold(); }

  async #hold() {
    if (this.voice) return this.#letGo();
    this.hold.disabled = true;
    await this.attempt(async () => {
      this.studio.say("The voice is being made ready…");
      this.sound.stopAll();
      this.voice = await this.sound.voice(VOICE);
      this.voice.onclose = () => this.#closed();
      this.sounding = true;
      await this.voice.gate(true);
      this.hold.setAttribute("aria-pressed", "true");
      this.studio.say("It sounds: move anything.");
    });
    this.hold.disabled = false;
    return null;
  }

  async #letGo() {
    const voice = this.voice;
    this.voice = null;
    this.hold.setAttribute("aria-pressed", "false");
    await this.attempt(() => voice.gate(false));
    setTimeout(() => voice.close(), 900);
    this.studio.say("Ready.");
  }

  #closed() { this.voice = null; this.hold.setAttribute("aria-pressed", "false"); }

  #learn(number) { this.learning = number; this.studio.say("Turn a controller of your MIDI keyboard."); }

  #control({ number, value }) {
    if (this.learning !== null) { this.learnt.set(number, this.learning); this.learning = null; this.studio.say(`Controller ${number} moves it now.`); }
    const direction = this.directions.find((each) => each.number === this.learnt.get(number));
    if (!direction) return;
    const amount = direction.low + value * (direction.high - direction.low);
    direction.slider.set(amount);
    this.#edit(direction.number, amount);
  }
}
