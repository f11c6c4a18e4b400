// Make: models of one's own. Recordings become pieces, pieces a model; models with cards; how good they are; what their directions do.

import { make } from "../js/dom.js";
import { JudgePart } from "./make-judge.js";
import { DirectionsPart } from "./make-directions.js";
import { ModelsPart } from "./make-models.js";
import { SoundsPart } from "./make-sounds.js";
import { TrainPart } from "./make-train.js";

const SOON_MS = 700, LATER_MS = 4000; // between two looks at what is being made

export class MakePanel {
  constructor(element, studio) {
    Object.assign(this, { element, studio, works: [], models: [], published: [], folders: [] });
    this.parts = { sounds: new SoundsPart(this), train: new TrainPart(this), models: new ModelsPart(this), judge: new JudgePart(this), directions: new DirectionsPart(this) };
    element.append(make("div", { class: "stack" }, ...Object.values(this.parts).map((part) => part.element)));
  }

  get isShown() { return !this.element.hidden; }
  work(id) { return this.works.find((work) => work.id === id); }
  of(kind, about) { return this.works.find((work) => work.kind === kind && work.about === about); }

  async shown() {
    await Promise.all([this.readFolders(), this.readModels()]);
    await this.follow();
  }

  // Look again and again while the room is open; pages that look at one project agree.
  async follow() {
    clearTimeout(this.timer);
    if (!this.isShown) return;
    if (this.studio.link.isOpen) await this.look();
    const isBusy = this.works.some(({ state }) => state === "running" || state === "stopping");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.follow(), isBusy ? SOON_MS : LATER_MS);
  }

  async look() {
    const before = new Map(this.works.map((work) => [work.id, work.state]));
    const told = await this.get("works").catch(() => null);
    if (!told) return;
    const { works, changes } = told, isAnothers = this.changes !== undefined && changes !== this.changes;
    Object.assign(this, { works, changes });
    const changed = works.filter((work) => before.size && before.get(work.id) !== work.state);
    for (const part of Object.values(this.parts)) part.worked?.(changed);
    if (isAnothers) { await this.readFolders(); for (const part of Object.values(this.parts)) if (!part.element.contains(document.activeElement)) part.changed?.(); }
    if (changed.some(({ kind, state }) => state === "finished" && kind !== "cut")) await this.readModels();
  }

  async readFolders() {
    await this.studio.attempt(async () => {
      this.folders = await this.get("sounds");
      for (const part of Object.values(this.parts)) part.foldersRead?.();
    });
  }

  async readModels() {
    await this.studio.attempt(async () => {
      const { models, published } = await this.get("models");
      Object.assign(this, { models, published });
      for (const part of Object.values(this.parts)) part.modelsRead?.();
    });
  }

  // --- the way to what is made

  async get(name, words = {}) { return (await this.#answer(await fetch(`make/${name}.json?${new URLSearchParams(words)}`))).json(); }

  async post(verb, said) {
    const { done, changes } = await (await this.#answer(await fetch(`make/${verb}`, { method: "POST", body: JSON.stringify(said) }))).json();
    if (changes === this.changes + 1) this.changes = changes; // else another page did something as well: it is seen at the next look
    return done;
  }

  // Begin, stop or go on with something; what it says is seen at once.
  async order(verb, said) {
    return this.studio.attempt(async () => { const done = await this.post(verb, said); await this.follow(); return done; });
  }

  async send(folder, file) {
    const words = new URLSearchParams({ folder, name: file.name });
    return (await (await this.#answer(await fetch(`make/sound?${words}`, { method: "PUT", body: file }))).json()).name;
  }

  hear(address, name = "make") { return this.studio.attempt(() => this.studio.sound.clip(address, name)); }

  // Give a model to the instrument, with the directions that were named here.
  async play(name) {
    await this.studio.attempt(async () => {
      this.studio.say(`Opening ${name}…`);
      const { found, own, kept } = await this.get("directions", { of: name });
      if (!this.studio.about.models.includes(name)) this.studio.about.models.push(name);
      await this.studio.link.ask("/load", [name, "@as", name, ...(found && own ? ["@directions", kept] : [])]);
      this.studio.show("play");
    });
  }

  async #answer(answer) {
    if (!answer.ok) throw new Error(await answer.text());
    return answer;
  }
}
