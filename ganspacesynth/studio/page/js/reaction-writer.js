// A sound that follows the song, written as a file: what moves the voice in Listen moves it too, with a preset of `react` if one likes.

import { button, fill, make } from "./dom.js";
import { together } from "./rows.js";
import { Works } from "./works.js";

const PRESETS = [["none", "only what moves here"], ["morph", "morph: on with the kick, and waiting between"], ["noise", "noise: hits throw it elsewhere"], ["bend", "bend: hits bend the network"], ["brighten", "brighten: the brighter the song"]];

export class ReactionWriter {
  // song: gives the name of the song that is chosen.
  constructor(studio, song) {
    Object.assign(this, { studio, song });
    this.preset = make("select", { id: "react-preset" }); fill(this.preset, PRESETS, "none");
    this.seed = make("input", { type: "number", id: "react-seed", min: 0, step: 1, value: 0 }); this.pitch = make("input", { type: "number", id: "react-pitch", min: 0, max: 127, step: "any", value: 60 });
    this.to = make("input", { type: "text", id: "react-to", value: "reply.wav", autocomplete: "off" });
    this.mix = make("input", { type: "checkbox", id: "react-mix" });
    this.works = new Works(studio);
    const label = (id, text) => make("label", { for: id }, text);
    this.element = make("div", { class: "card" }, make("h2", {}, "Write a sound that follows it"),
      make("div", { class: "row" }, label("react-preset", "With"), this.preset, label("react-seed", "Seed"), this.seed, label("react-pitch", "Pitch"), this.pitch),
      make("div", { class: "row" }, label("react-to", "File"), this.to, make("label", {}, this.mix, " another file of both together"), button("Write the sound", () => this.#write(), { class: "main" })),
      make("p", { class: "note" }, "As long as the song, in full quality, and with its recipe: knobs and rows move it as they move the voice, and stay in the file. It is what ganspacesynth react makes."), this.works.element);
  }

  async #write() {
    await this.studio.attempt(async () => {
      if (!this.song()) throw new Error("Choose a song first.");
      const { answers } = await this.studio.link.ask("/modulations"), to = this.to.value.trim();
      const rows = answers.slice(0, -1).map(({ values: [target, chain, low, high, shape, depth] }) => together({ chain, target, low: String(low), high: String(low + depth * (high - low)), shape }));
      const mix = this.mix.checked ? { mix: to.replace(/(\.\w+)$/, " with the song$1") } : {};
      await this.works.begin({ kind: "reaction", song: this.song(), to, rows, preset: this.preset.value, seed: Number(this.seed.value), pitch: Number(this.pitch.value), ...mix });
    });
  }
}
